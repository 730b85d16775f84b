"""Edits of the working calendar: dated, logged, and brought to every running clock as a job (ENGINE 6)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supervision.actions.book import Book, write
from supervision.actions.calendars import CALENDAR_STREAM
from supervision.actions.standing import begin
from supervision.ids import fixed_id, new_id
from supervision.kinds import kind_of
from supervision.models import CalendarDay, CalendarYear, Duty, DutyState, Event, Job, OfficeHours, Post
from supervision.refusals import Refused

RECKON = "reckon_calendar"


def set_day(
    day: date, kind: str | None, name: str, reason: str, *, now: datetime, by: Post | None = None
) -> tuple[Event, Job]:
    """A day becomes off, worked, or (kind None) ordinary again; every open clock is then reckoned anew."""
    return set_days([day], kind, name, reason, now=now, by=by)


def set_days(
    days: Sequence[date],
    kind: str | None,
    name: str,
    reason: str,
    *,
    now: datetime,
    by: Post | None = None,
    expected: int | None = None,
) -> tuple[Event, Job]:
    """Several days at once, as a notice names them: one event, one reckoning."""
    with transaction.atomic():
        book = _open(now, expected)
        rows = {row.date: row for row in CalendarDay.objects.filter(date__in=list(days))}
        for day in days:
            row = rows.get(day)
            if row is None:
                row = CalendarDay(id=fixed_id("day", day.isoformat()), date=day, kind=kind or "off", name=name)
                row.active = kind is not None
                book.add(row)
            else:
                book.change(row, kind=kind or row.kind, name=name, active=kind is not None)
        facts = {"date": days[0], "until": days[-1], "kind": kind, "name": name, "reason": reason}
        event = _append(book, "day", now, by, facts)
        write([book])
        job = ask_reckoning(event, now, by)
    return event, job


def set_hours(
    spans: list[list[str]],
    valid_from: date | None,
    valid_to: date | None,
    *,
    now: datetime,
    by: Post | None = None,
    reason: str = "",
    expected: int | None = None,
) -> tuple[Event, Job]:
    """Office hours of a season; spans are ["08:30", "12:00"] pairs."""
    with transaction.atomic():
        book = _open(now, expected)
        book.add(OfficeHours(id=new_id(), valid_from=valid_from, valid_to=valid_to, spans=spans))
        facts = {"spans": spans, "from": valid_from, "to": valid_to, "reason": reason}
        event = _append(book, "hours", now, by, facts)
        write([book])
        job = ask_reckoning(event, now, by)
    return event, job


def know_year(year: int, reason: str, *, now: datetime, by: Post, expected: int | None = None) -> Event:
    """All days off and make-up days of the year are entered: no page warns of it any more. No clock changes."""
    with transaction.atomic():
        book = _open(now, expected)
        if CalendarYear.objects.filter(pk=year).exists():
            raise Refused("year_known", _("This year is entered already."))
        book.add(CalendarYear(year=year))
        event = _append(book, "year", now, by, {"year": year, "reason": reason})
        write([book])
    return event


def seed_days(days: Iterable[tuple[date, str, str]], years: Iterable[int], *, now: datetime) -> int:
    """The official days of some years at the founding of a city; days that are there already stay."""
    have = set(CalendarDay.objects.values_list("date", flat=True))
    known = set(CalendarYear.objects.values_list("year", flat=True))
    fresh = [(day, kind, name) for day, kind, name in days if day not in have]
    years = [year for year in years if year not in known]
    if not fresh and not years:
        return 0
    with transaction.atomic():
        book = _open(now)
        for day, kind, name in fresh:
            book.add(CalendarDay(id=fixed_id("day", day.isoformat()), date=day, kind=kind, name=name))
        for year in years:
            book.add(CalendarYear(year=year))
        _append(book, "seed", now, None, {"days": len(fresh), "years": years})
        write([book])
    return len(fresh)


def ask_reckoning(event: Event, now: datetime, by: Post | None) -> Job:
    """The job that brings a calendar edit to the running clocks."""
    return Job.objects.create(
        id=event.id, kind=RECKON, facts={"event": str(event.id)}, asked_by_id=by.user_id if by else None, asked_at=now
    )


def subjects_to_reckon() -> list[tuple[str, Any]]:
    """Every subject with a clock that is not done, in id order."""
    rows = Duty.objects.exclude(state=DutyState.DONE).values_list("subject_kind", "subject_id").distinct()
    return sorted(rows, key=lambda row: str(row[1]))


def reckon_subject(kind: str, pk: Any, now: datetime, key: str) -> None:
    """One subject's clocks, by the floor that owns it."""
    correct = kind_of(kind).correct
    if correct is not None:
        correct(pk, now, key)


def _open(now: datetime, expected: int | None = None) -> Book:
    return begin("calendar", CALENDAR_STREAM, now, expected)


def _append(book: Book, action: str, now: datetime, by: Post | None, facts: dict[str, Any]) -> Event:
    return book.append(
        action,
        at=book.at(now),
        recorded_at=now,
        actor_id=by.user_id if by else None,
        post_id=by.id if by else None,
        facts=facts,
    )
