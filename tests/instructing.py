"""Instructions of the city leader, written and answered by the cast through the real actions."""

from datetime import datetime
from typing import Any

from rectification import instruction_steps
from rectification.facts import StepData
from rectification.instruction_steps import Wanted, instruct
from rectification.instruction_table import Act
from rectification.models import Instruction
from supervision.models import Event
from tests.town import MONDAY, Town, photo

WORDS = "请于三日内清理到位，并建立长效管护办法"


def write(
    town: Town, unit: str = "street_a", now: datetime = MONDAY, words: str = WORDS, by: str = "city_leader", **more: Any
) -> Instruction:
    """An instruction to a unit; about itself, or about what `ticket` or `zone` names."""
    key = more.pop("key", None)
    event = instruct(Wanted(words, town.units[unit].pk, **more), by=town.actor(by), now=now, key=key)
    return Instruction.objects.select_related("duty", "unit", "post").get(pk=event.stream_id)


def take(
    town: Town, act: str, row: Instruction, who: str, now: datetime, words: str = "已清理，责任到人", **more: Any
) -> Event:
    """A step by one of the cast; the instruction and its duty are refreshed."""
    actor = town.actor(who)
    key, expected = more.pop("key", None), more.pop("expected", None)
    if isinstance(more.get("photos"), int):
        more["photos"] = tuple(photo(actor.user, now) for _ in range(more["photos"]))
    data = StepData(words=words, **more)
    event = instruction_steps.take(Act(act), row.pk, data, by=actor, now=now, key=key, expected=expected)
    row.refresh_from_db()
    row.duty.refresh_from_db()
    return event
