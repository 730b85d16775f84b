"""A city leader's instruction is a duty of the unit: written, answered, accepted or sent back, late in its own way."""

import pytest

from rectification.facts import StepData
from rectification.instruction_steps import Wanted, instruct, take
from rectification.instruction_table import Act
from rectification.models import Instruction
from supervision.actions.rebuild import rebuild
from supervision.actions.sweep import sweep
from supervision.actions.verify import verify
from supervision.models import Notice
from tests.town import FRIDAY, MONDAY, THURSDAY, at

pytestmark = pytest.mark.django_db


def write(town, unit="street_a", now=MONDAY, words="请一周内拆除违建", **more):
    event = instruct(Wanted(words, town.units[unit].pk, **more), by=town.actor("city_leader"), now=now)
    return Instruction.objects.get(pk=event.stream_id)


def step(town, act, row, who, now, words="已拆除", **more):
    event = take(act, row.pk, StepData(words=words, **more), by=town.actor(who), now=now)
    row.refresh_from_db()
    row.duty.refresh_from_db()
    return event


def test_x(town):
    row = write(town)
    assert row.number == "LCPS2026-0001"
    assert row.duty.due_at == at(THURSDAY, "17:30")
    sweep(at(FRIDAY, "18:00"))
    row.duty.refresh_from_db()
    print(row.duty.rungs, [(n.key, n.user.username, n.facts) for n in Notice.objects.all()])
    step(town, Act.ANSWER, row, "unit_head", at(FRIDAY, "18:10"))
    step(town, Act.SEND_BACK, row, "city_leader", at(FRIDAY, "18:20"), "照片不全")
    print(row.duty.due_at, row.duty.score_due_at, row.duty.state, row.duty.rungs)
    step(town, Act.ANSWER, row, "street_clerk", at(FRIDAY, "18:30"))
    step(town, Act.ACCEPT, row, "city_leader", at(FRIDAY, "18:40"))
    assert row.state == "accepted" and row.duty.state == "done"
    assert list(verify()) == [] and rebuild() == {}
