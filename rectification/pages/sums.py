"""Why is this due then? The recipe of each clock of an entry as a sum, day by day and change by change."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from rectification.pages.material import who_owes
from rectification.pages.reading import Reading
from rectification.workflow import Action
from supervision.actions.calendars import ladder
from supervision.actions.duties import clock_of
from supervision.clocks import Adjustment, Clock, Extend, Pause, Relimit, Rework, Times, Wait, reckon
from supervision.ladder import Rung
from supervision.ladder_draft import is_timed
from supervision.ladder_words import when
from supervision.limits import Limit, Unit, read_moment
from supervision.models import Duty, DutyState
from supervision.sums import Line, lines, stretch
from supervision.wording import limit_words, moment, rung, time_left
from supervision.workcalendar import WorkCalendar

STATES = {  # of a rung
    "fired": pgettext_lazy("rung state", "reached"),
    "proposed": pgettext_lazy("rung state", "proposed"),
    "set": pgettext_lazy("rung state", "set by hand"),
    "confirmed": pgettext_lazy("rung state", "confirmed"),
    "revoked": pgettext_lazy("rung state", "taken back"),
    "ahead": pgettext_lazy("rung state", "to come"),
}
SHOWN = 24  # days written out; of a longer way the first and the last


def sums(reading: Reading) -> dict[str, Any]:
    """The page: every duty of the entry, those that run first."""
    duties = sorted(reading.desk.duties, key=lambda duty: (duty.state == DutyState.DONE, -duty.ordinal))
    ticket = reading.ticket
    return {
        "number": ticket.number,
        "title": reading.material.title(ticket),
        "place": reading.material.place(ticket),
        "back_url": reverse("entry", args=[ticket.number]),
        "sums": [one(duty, reading) for duty in duties],
    }


def one(duty: Duty, reading: Reading) -> dict[str, Any]:
    """One duty: from its start over the days to its time, what changed that, and what follows at which moment."""
    calendar, now = reading.viewer.calendar, reading.viewer.now
    clock = clock_of(duty)
    limit = clock.current_limit
    base = Clock(clock.started_at, limit)
    found = reckon(clock, calendar)
    days = lines(clock.started_at, limit, calendar)
    return {
        "kind": duty.get_kind_display(),
        "who": who_owes(duty),
        "done": duty.state == DutyState.DONE,
        "state": duty.get_state_display(),
        "start": moment(clock.started_at, now),
        "limit": limit_words(limit),
        "rule": rule(limit.unit),
        "days": shown(days, limit.unit),
        "first": moment(reckon(base, calendar).due_at, now),
        "changes": changes(clock, calendar, now),
        "corrections": corrections(duty, reading),
        "rungs": rungs(duty, now),
        "due": moment(duty.due_at, now),
        "score": moment(duty.score_due_at, now) if duty.score_due_at != duty.due_at else "",
        "other": moment(found.due_at, now) if found.due_at != duty.due_at and duty.state == DutyState.RUNNING else "",
        "years": calendar.flagged(clock.started_at, duty.due_at),
    }


def rule(unit: Unit) -> str:
    """How days are counted."""
    words = {
        Unit.HOUR: _("Every hour counts, nights and holidays too."),
        Unit.WORKHOUR: _("Only office time counts: nights, noon, weekends and holidays do not."),
        Unit.WORKDAY: _("The day of the start does not count; it ends with the last working day's close of office."),
        Unit.DAY: _("The day of the start does not count; it ends with the last day, at 24:00."),
    }
    return words[unit]


def shown(days: list[Line], unit: Unit) -> list[dict[str, Any]]:
    """The days as rows; of a long way the middle is one row."""
    if len(days) <= SHOWN:
        return [row(line, unit) for line in days]
    half, left = SHOWN // 2, len(days) - SHOWN
    words = ngettext("%(n)s more day", "%(n)s more days", left) % {"n": left}
    gap = {"gap": words}
    return [*(row(line, unit) for line in days[:half]), gap, *(row(line, unit) for line in days[-half:])]


def row(line: Line, unit: Unit) -> dict[str, Any]:
    """One day."""
    if line.nth is not None:
        counted, total = pgettext("sum", "counts"), ngettext("day %(n)s", "day %(n)s", line.nth) % {"n": line.nth}
    elif unit in (Unit.DAY, Unit.WORKDAY):
        counted, total = pgettext("sum", "does not count"), ""
    else:
        counted = exact(line.counted) if line.counted else pgettext("sum", "does not count")
        total = exact(line.total) if line.counted else ""
    return {
        "day": date_format(line.day, "n-j"),
        "weekday": date_format(line.day, "D"),
        "kind": kind(line),
        "off": not line.works,
        "counted": counted,
        "total": total,
    }


def kind(line: Line) -> str:
    """What kind of day it is."""
    if line.special:
        word = pgettext("day", "make-up working day") if line.works else pgettext("day", "day off")
        return f"{line.name} {word}".strip()
    return pgettext("day", "working day") if line.works else pgettext("day", "weekend")


def exact(span: timedelta) -> str:
    """Hours and minutes, never rounded away."""
    hours, rest = divmod(round(span.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    words = [_("%(n)s h") % {"n": hours}] if hours else []
    words += [_("%(n)s min") % {"n": minutes}] if minutes else []
    words += [_("%(n)s s") % {"n": seconds}] if seconds or not words else []
    return " ".join(words)


def changes(clock: Clock, calendar: WorkCalendar, now: datetime) -> list[dict[str, Any]]:
    """What happened to the clock, in its order, each with the times after it."""
    found, done = [], Clock(clock.started_at, clock.current_limit)
    before, limit = reckon(done, calendar), clock.current_limit
    for adjustment in clock.adjustments:
        done = done.adjusted(adjustment)
        after = reckon(done, calendar)
        words = what(adjustment, before, limit, calendar, now)
        days = days_of(adjustment, before, after, limit.unit, calendar)
        found.append({"what": words, "then": then(before, after, now), "days": days})
        before = after
    return found


def days_of(
    adjustment: Adjustment, before: Times, after: Times, unit: Unit, calendar: WorkCalendar
) -> list[dict[str, Any]]:
    """The days over which a change leads to the new time: of the rest of a limit, or of the time to do it again."""
    match adjustment:
        case Pause(_since, until) if after.due_at != before.due_at:
            measure = Unit.WORKHOUR if unit.in_office_time else Unit.HOUR
            return shown(stretch(until, after.due_at, unit, calendar), measure)
        case Rework(at, more) if after.due_at == calendar.add(at, more):
            return shown(lines(at, more, calendar), more.unit)
    return []


def corrections(duty: Duty, reading: Reading) -> list[str]:
    """What corrections of the calendar made of the time, in their order."""
    now, own = reading.viewer.now, str(duty.id)
    return [
        _("Calendar corrected %(at)s: due %(before)s became %(after)s.")
        % {
            "at": moment(event.occurs_at, now),
            "before": moment(read_moment(before), now),
            "after": moment(read_moment(after), now),
        }
        for event in reading.events
        if event.action == Action.CORRECT
        for pk, before, after in event.facts["moved"]
        if pk == own and before != after
    ]


def rungs(duty: Duty, now: datetime) -> list[dict[str, Any]]:
    """The rungs that were reached, of every clock, and while it runs those to come: when, and by which rule."""
    timed = dict(duty.schedule)
    rows = [(code, at, state, clock == duty.clock_no) for clock, code, state, at in duty.rungs]
    if duty.state in (DutyState.RUNNING, DutyState.PAUSED):
        rows += [(code, at, "ahead", True) for code, at in duty.schedule if read_moment(at) > now]
    return [
        {
            "rung": rung(int(Rung.of(code))),
            "at": moment(read_moment(at), now),
            "when": rule_of(duty, code) if present and timed.get(code) == at else "",
            "state": state,
            "word": str(STATES[state]),
        }
        for code, at, state, present in rows
    ]


def rule_of(duty: Duty, code: str) -> str:
    """By which rule of its ladder time brings the rung."""
    rules = ladder(duty.ladder).rules_for(duty.kind)
    found = next((rule for rule in rules if rule.rung.code == code and is_timed(rule)), None)
    return when(found.moment) if found else ""


def what(adjustment: Adjustment, before: Times, limit: Limit, calendar: WorkCalendar, now: datetime) -> str:
    """An adjustment in words."""
    match adjustment:
        case Wait(since, until):
            span = exact(calendar.elapsed(since, until, limit.unit))
            words = _(
                "Handed in %(since)s, checked %(until)s: the check took %(span)s, which the unit does not pay for."
            )
            return words % {"since": moment(since, now), "until": moment(until, now), "span": span}
        case Rework(at, more):
            return _("Not passed %(at)s: %(limit)s to do it again.") % {
                "at": moment(at, now),
                "limit": limit_words(more),
            }
        case Extend(Limit() as more, _score):
            return _("Extended by %(limit)s.") % {"limit": limit_words(more)}
        case Extend(datetime() as to, _score):
            return _("Extended until %(to)s.") % {"to": moment(to, now)}
        case Pause(since, until):
            values = {"since": moment(since, now), "until": moment(until, now)}
            if before.due_at <= since:
                return _("Long term from %(since)s to %(until)s: nothing was left then, late stays late.") % values
            words = _("Long term from %(since)s to %(until)s: the %(span)s left then are there again afterwards.")
            return words % {**values, "span": exact(calendar.elapsed(since, before.due_at, limit.unit))}
        case Relimit(more):
            return _("Another category: %(limit)s, as if it had been so from the start.") % {"limit": limit_words(more)}
    raise TypeError(f"Not an adjustment of a clock: {adjustment!r}.")


def then(before: Times, after: Times, now: datetime) -> str:
    """What came of it."""
    if after == before:
        return _("The time stays.")
    parts = []
    if after.due_at != before.due_at:
        parts.append(_("due %(at)s (%(more)s later)") % later(before.due_at, after.due_at, now))
    if after.score_due_at != before.score_due_at:
        parts.append(_("in the ranking %(at)s (%(more)s later)") % later(before.score_due_at, after.score_due_at, now))
    return pgettext("list", ", ").join(parts)


def later(before: datetime, after: datetime, now: datetime) -> dict[str, str]:
    """A new time and how far it lies from the old one."""
    return {"at": moment(after, now), "more": time_left(after - before)}
