"""Many steps in one sitting leave the same ledger as the same steps taken one by one (the bulk form of `take`)."""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from PIL import Image

from rectification import filing
from rectification.actions import take as take_step
from rectification.facts import FilingData, StepData
from rectification.models import Petition, Photo, SearchText, Sight, Ticket
from rectification.settle import settle
from rectification.sitting import Sitting
from rectification.workflow import Action
from sites.catalogue import child_categories
from supervision.actions.rebuild import rebuild
from supervision.actions.uploads import stage
from supervision.actions.verify import verify
from supervision.ids import new_id
from supervision.models import Duty, Event, Notice, Tenure, User, Words
from tests.town import FRIDAY, HERE, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Town, at, file_ticket

pytestmark = pytest.mark.django_db

Move = tuple[str, str, datetime, dict[str, Any]]
MON, TUE, WED, THU, FRI = (at(day, "10:00") for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY))
NEXT = timedelta(days=7)
RECEIVED: list[Move] = [("receive", "street_clerk", at(MONDAY, "9:20"), {})]
SUBMITTED: list[Move] = [*RECEIVED, ("submit", "street_clerk", MON, {"photos": 1, "words": "已清运"})]
PASSED: Move = ("pass", "inspector", at(MONDAY, "15:00"), {"words": "属实"})
OWED = "workday"  # a category whose limit is some working days
LIVES: dict[str, tuple[str, list[Move], datetime]] = {
    "left as it was filed": ("", [], at(MONDAY, "9:05")),
    "left until it is listed": ("", RECEIVED, FRI),
    "fixed and struck off": ("", [*SUBMITTED, PASSED], TUE),
    "too late, dealt out, struck off": ("", [
        *RECEIVED, ("submit", "street_clerk", WED, {"photos": 2}),
        ("deal_out", "team_leader", at(WEDNESDAY, "11:00"), {"person": "inspector"}),
        ("pass", "inspector", at(WEDNESDAY, "14:40"), {"photos": 1, "place": HERE})], FRI),
    "failed twice, struck off, found false": ("", [
        *SUBMITTED, ("fail", "inspector", at(MONDAY, "14:40"), {"words": "仍有遗留", "photos": 1}),
        ("submit", "street_clerk", at(MONDAY, "16:00"), {"photos": 1}),
        ("fail", "team_leader", TUE, {"words": "角落未清"}),
        ("submit", "street_clerk", at(TUESDAY, "11:00"), {"photos": 1}),
        ("pass", "inspector", at(TUESDAY, "15:00"), {}),
        ("mark_false", "discipline", FRI, {"words": "照片不实"})], FRI),
    "failed three times, proposed for the board once": ("", [
        *SUBMITTED, ("fail", "inspector", at(MONDAY, "14:40"), {"words": "仍有遗留", "photos": 1}),
        ("submit", "street_clerk", at(MONDAY, "16:00"), {"photos": 1}),
        ("fail", "team_leader", TUE, {"words": "角落未清"}),
        ("submit", "street_clerk", at(TUESDAY, "11:00"), {"photos": 1}),
        ("fail", "inspector", at(TUESDAY, "15:00"), {"words": "又见堆放"}),
        ("submit", "street_clerk", at(TUESDAY, "16:00"), {"photos": 1}),
        ("pass", "inspector", WED, {})], FRI),
    "taken back, submitted again": ("", [
        *SUBMITTED, ("recall", "street_clerk", at(MONDAY, "10:20"), {}),
        ("hand_over", "street_clerk", at(MONDAY, "10:30"), {"person": "colleague"}),
        ("submit", "colleague", at(MONDAY, "11:00"), {"photos": 1}), PASSED], TUE),
    "returned to another unit": ("", [
        ("ask", "street_clerk", at(MONDAY, "9:30"), {"petition": "return", "words": "不属我街道"}),
        ("decide", "team_leader", MON, {"petition": "return", "verdict": True, "unit": "street_b", "words": "属实"}),
        ("receive", "west_clerk", at(MONDAY, "11:00"), {}),
        ("submit", "west_clerk", at(MONDAY, "14:30"), {"photos": 1}), PASSED], TUE),
    "returned to the pool and sent out": ("", [
        ("ask", "street_clerk", at(MONDAY, "9:30"), {"petition": "return", "words": "不属我街道"}),
        ("decide", "team_leader", MON, {"petition": "return", "verdict": True, "words": "属实"}),
        ("dispatch", "office", at(MONDAY, "11:00"), {"unit": "urban_mgmt"}),
        ("receive", "other_clerk", at(MONDAY, "14:00"), {})], WED),
    "extended": (OWED, [
        *RECEIVED,
        ("ask", "street_clerk", TUE, {"petition": "extension", "until": FRI + NEXT, "words": "需采购材料"}),
        ("decide", "office", at(TUESDAY, "11:00"), {"petition": "extension", "verdict": True, "words": "同意"}),
        ("submit", "street_clerk", FRI, {"photos": 1}),
        ("pass", "inspector", at(FRIDAY, "15:00"), {"photos": 1, "place": HERE})], FRI + NEXT),
    "long, and its target date has come": (OWED, [
        *RECEIVED,
        ("ask", "street_clerk", TUE, {"petition": "suspension", "until": FRI, "words": "待改造", "photos": 1}),
        ("decide", "office", at(TUESDAY, "11:00"), {"petition": "suspension", "verdict": True, "words": "同意"}),
        ("note", "street_clerk", WED, {"words": "正在施工"})], FRI + NEXT),
    "worked on by a unit below": ("", [
        *RECEIVED, ("sub_assign", "street_clerk", at(MONDAY, "9:30"), {"unit": "community_a1"}),
        ("comment", "city_leader", at(MONDAY, "9:40"), {"words": "请抓紧"}),
        ("set_rung", "city_leader", at(MONDAY, "9:50"), {"rung": "supervision", "words": "影响恶劣"})], TUE),
    "from the hotline, admitted": ("hotline", [
        ("admit", "office", at(MONDAY, "9:30"), {}), ("receive", "street_clerk", MON, {})], TUE),
    "from the hotline, declined": ("hotline", [("decline", "office", TUE, {"words": "已办结"})], WED),
    "voided": ("", [*RECEIVED, ("void", "office", TUE, {"words": "重复录入"})], WED),
}  # fmt: skip


class Back(Exception):
    """Takes a life back."""


@pytest.mark.parametrize("life", LIVES)
def test_a_sitting_leaves_the_same_ledger_as_single_steps(town: Town, life: str) -> None:
    kind, moves, until = LIVES[life]
    ledgers = []
    for live in (step_by_step, in_one_sitting):
        try:
            with transaction.atomic():
                live(town, kind, moves, until)
                assert list(verify()) == []
                assert rebuild() == {}
                ledgers.append(ledger())
                raise Back
        except Back:
            pass
    assert ledgers[0] == ledgers[1]


def test_what_is_written_down_late_takes_the_next_number_of_its_own_month(town: Town) -> None:
    file_ticket(town, site="S002", now=MONDAY)
    first = file_ticket(town, site="S003", now=MONDAY + timedelta(days=31))
    late = in_one_sitting(town, "", [], MONDAY)
    assert (first.number, late.number) == ("LC2604-00001", "LC2603-00002")
    with transaction.atomic():
        another = Sitting(filing_data(town, "", "S004"), by=town.actor("inspector"), now=MONDAY)
        assert another.write().number == "LC2603-00003"
    assert file_ticket(town, site="S003", now=MONDAY + timedelta(days=32), anyway="另一处").number == "LC2604-00002"
    assert list(verify()) == []


def step_by_step(town: Town, kind: str, moves: list[Move], until: datetime) -> None:
    """The way people do it; at the end the worker looks."""
    pk = filing.file(filing_data(town, kind), by=town.actor("inspector"), now=MONDAY).stream_id
    for action, by, now, data in moves:
        take_step(Action(action), pk, by=town.actor(by), now=now, data=step_data(town, by, now, data))
    settle([pk], until)


def in_one_sitting(town: Town, kind: str, moves: list[Move], until: datetime) -> Ticket:
    """All at once."""
    with transaction.atomic():
        sitting = Sitting(filing_data(town, kind), by=town.actor("inspector"), now=MONDAY)
        for action, by, now, data in moves:
            sitting.take(Action(action), by=town.actor(by), now=now, data=step_data(town, by, now, data))
        sitting.settle(until)
        return sitting.write()


def filing_data(town: Town, kind: str, site: str = "S001") -> FilingData:
    """A problem at the market; one with a limit of working days if that is wanted."""
    rows = (
        row for row in child_categories() if row.limit_unit == OWED and row.limit_value >= 3 and row.verify != "data"
    )
    days = min((row.code for row in rows if not row.code.startswith("DOC")), default="")
    photos = tuple(photo(town.people["inspector"], MONDAY) for _ in range(3))
    return FilingData(
        category=days if kind == OWED else "ENV-03",
        site=town.sites[site].id,
        photos=photos,
        words="摊位后堆放垃圾",
        source=kind if kind == "hotline" else "team",
    )


def step_data(town: Town, by: str, now: datetime, data: dict[str, Any]) -> StepData:
    """What comes with a step, photos staged, people and units by name."""
    given = dict(data)
    if "photos" in given:
        given["photos"] = tuple(photo(town.people[by], now) for _ in range(given["photos"]))
    if "unit" in given:
        given["unit"] = town.units[given["unit"]].id
    if "person" in given:
        given["person"] = town.posts[given["person"]].id
    return StepData(**given)


def photo(owner: User, now: datetime) -> UUID:
    """A staged photo that is like no other."""
    data, own = io.BytesIO(), str(new_id())
    Image.new("RGB", (8, 6)).save(data, "JPEG", comment=own)
    return stage(owner, own, data, "photo.jpg", now).id


def ledger() -> list[str]:
    """Every row a step writes; ids, digests and the times of recording give way to the order of their appearance."""
    known: dict[str, str] = {}
    lines = [line for read in READ for line in read()]
    return [re.sub(NAMELESS, lambda found: known.setdefault(found[0], f"#{len(known)}"), line) for line in lines]


NAMELESS = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32}"


def events() -> Iterator[str]:
    """The stories."""
    for event in Event.objects.filter(stream_kind="ticket").order_by("stream_id", "seq"):
        yield json.dumps(event.content | {"recorded_at": ""}, ensure_ascii=False)


def table(model: Any, *order: str, without: tuple[str, ...] = ()) -> Callable[[], Iterator[str]]:
    """The rows of a table."""

    def read() -> Iterator[str]:
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in without]
        for row in model.objects.order_by(*order):
            yield json.dumps([model.__name__, *(getattr(row, name) for name in names)], default=str, ensure_ascii=False)

    return read


def notices() -> Iterator[str]:
    """Who heard of what; the people are there before either life, so their ids stay."""
    told = Notice.objects.values_list("created_at", "key", "user__username", "facts", "delivered_at", "seen_at")
    yield from sorted(json.dumps(row, default=str, ensure_ascii=False) for row in map(list, told))


READ = (
    events,
    table(Ticket, "number"),
    table(Duty, "ordinal"),
    table(Tenure, "valid_from", "id"),
    table(Petition, "asked_at", "id"),
    table(Photo, "added_at", "ordinal", "id"),
    table(Sight, "key"),
    table(SearchText, "ticket"),
    table(Words, "id", without=("salt",)),
    notices,
)
