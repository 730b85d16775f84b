"""Measures in the small town: a leader sets a rung, the office gives its word, a talk is put on record."""

from datetime import date, datetime, timedelta
from typing import Any

from rectification import unit_steps
from rectification.facts import StepData
from rectification.models import Measure, Ticket, UnitMeasure
from rectification.workflow import Action
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.models import Duty, Event, Notice
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Town, at, file_ticket, take

NUMBER, DAY = "澜创文办约〔2026〕3号", date(2026, 3, 3)
PROMISED = at(FRIDAY, "17:30") + timedelta(days=7)
NOON = at(TUESDAY, "12:00")


def told(ticket: Ticket, key: str) -> set[str]:
    """Who was told of something on the entry."""
    return {row.user.username for row in Notice.objects.filter(subject_id=ticket.id, key=key).select_related("user")}


def lead(ticket: Ticket) -> Duty:
    return Duty.objects.get(pk=ticket.lead_duty_id)


def file_of(ticket: Ticket, rung: str = "talk") -> Measure:
    return Measure.objects.get(ticket=ticket, rung=rung, revoked_at=None)


def proposed(town: Town, rung: str = "talk", by: str = "city_leader") -> Ticket:
    """A leader has set the rung by hand."""
    ticket = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
    take(town, "set_rung", ticket, by, at(MONDAY, "10:00"), rung=rung, words="多次逾期")
    return ticket


def confirm(town: Town, ticket: Ticket, rung: str = "talk", now=NOON, **more) -> Event:
    """The office gives its word, with the document."""
    terms = {"number": NUMBER, "on": DAY, **more}
    return take(town, "confirm_rung", ticket, "office", now, rung=rung, **terms)


def record(town: Town, ticket: Ticket, now=at(THURSDAY, "10:00"), by: str = "office", **more) -> Event:  # noqa: B008
    """The talk is put on record."""
    said = {
        "person": town.posts["city_leader"].id, "partner": town.posts["unit_head"].id, "on": WEDNESDAY.date(),
        "until": PROMISED, "words": "一周内完成整改，安排专人值守", **more,
    }  # fmt: skip
    return take(town, "record_talk", ticket, by, now, **said)


def circular(town: Town, given: datetime, number: str, unit: str = "", on: date | None = None) -> Ticket:
    """An entry on which the unit is given a circular at this moment; without a unit the street of the market."""
    ticket = file_ticket(town, now=given - timedelta(hours=2), anyway="另一处")
    if unit:
        take(town, "reassign", ticket, "office", given - timedelta(hours=2), unit=unit, words="改派")
    take(town, "set_rung", ticket, "city_leader", given - timedelta(hours=1), rung="circular", words="多次逾期")
    day = on or given.date()
    take(town, "confirm_rung", ticket, "office", given, rung="circular", number=number, on=day)
    return ticket


def files_of(town: Town, unit: str = "street_a") -> list[UnitMeasure]:
    """The files of a unit, in order."""
    return list(UnitMeasure.objects.filter(unit=town.units[unit]).order_by("proposed_at", "nth"))


def call(town: Town, action: str, row: UnitMeasure, by: str, now: datetime, **more: Any) -> Event:
    """A step on a unit's file; the row is refreshed."""
    key, expected = more.pop("key", None), more.pop("expected", None)
    actor = town.actor(by)
    event = unit_steps.take(Action(action), row.pk, StepData(**more), by=actor, now=now, key=key, expected=expected)
    row.refresh_from_db()
    return event


def called(town: Town, now: datetime, rung: str = "talk", by: str = "office", unit: str = "street_a") -> UnitMeasure:
    """A person proposes something on a unit."""
    data = StepData(unit=town.units[unit].id, rung=rung, words="连续两次测评垫底")
    event = unit_steps.propose(data, by=town.actor(by), now=now)
    return UnitMeasure.objects.get(pk=event.stream_id)


def whole() -> None:
    """The ledger is whole, and the tables are a fold of it."""
    assert list(verify()) == [] and rebuild() == {}
