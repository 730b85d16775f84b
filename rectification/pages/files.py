"""The file of a measure: why it was proposed, what the unit stated, how it was confirmed, and what led to it."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.models import File, Measure
from rectification.pages.listed import countdown
from rectification.pages.material import who, who_owes
from rectification.pages.offers import BY_RUNG, address, link, standing
from rectification.pages.reading import Reading
from rectification.pages.stated import of_file, statements
from rectification.pages.timeline import Names, names_of, shown
from rectification.wording import ACTIONS, duty
from rectification.workflow import Action, open_steps
from supervision.actions.calendars import ladder
from supervision.ladder import Count, Rung
from supervision.ladder_words import when
from supervision.models import Duty, DutyKind, DutyState, Event
from supervision.wording import day_word, full_day, moment, rung, rung_word

# What belongs to a duty by its facts, and what happened to the entry while the duty was owed.
OWN = frozenset({"rung", "revoke", *BY_RUNG, Action.SET_RUNG, Action.REVOKE_RUNG})
MEANWHILE = frozenset({Action.FAIL, Action.DECIDE, Action.SUSPEND, Action.RESUME, Action.CORRECT, Action.MARK_RELAPSE})


def measures(reading: Reading) -> list[dict[str, Any]]:
    """The entry's files in a line each, the newest first; a former holder is shown none."""
    rows = reading.desk.measures if reading.until is None else []
    return [line(row, reading) for row in reversed(rows)]


def line(row: Measure, reading: Reading) -> dict[str, Any]:
    """One file on the page of the entry: the talk with what was promised there, and how much time is left for it."""
    promised = row.held_on is not None and row.stands
    return {
        "rung": rung(int(Rung.of(row.rung))),
        "url": address_of(row, reading.ticket.number),
        "state": state(row),
        "document": document(row),
        "unit": row.duty.unit.label,
        "talk": talk_line(row, reading.viewer.now),
        "count": countdown(row, reading.viewer, row.held_at) if promised else None,
    }


def address_of(row: Measure, number: str) -> str:
    """The page of the file."""
    return reverse("measure", args=[number, row.rung])


def state(row: Measure) -> dict[str, str]:
    """How the file stands, as a key and a word."""
    if row.stands:
        return {"key": "stands", "label": pgettext("measure", "in force")}
    if row.waits:
        fired = row.states.isdisjoint({"proposed", "set"})
        words = pgettext("measure", "waits for its number") if fired else pgettext("measure", "waits for the office")
        return {"key": "waits", "label": words}
    if "revoked" in row.states:
        return {"key": "revoked", "label": pgettext("measure", "taken back")}
    return {"key": "ended", "label": pgettext("measure", "ended with the duty")}


def document(row: File) -> str:
    """Number and date of the document."""
    if not row.number or row.dated is None:
        return ""
    return _("%(document)s of %(day)s") % {"document": row.number, "day": full_day(row.dated)}


def today(now: datetime) -> Any:
    """The city's date."""
    return timezone.localtime(now).date()


def talk_line(row: File, now: datetime) -> str:
    """Who talked with whom, and when."""
    if row.held_on is None or row.post is None or row.partner is None:
        return ""
    return _("%(leader)s with %(partner)s, %(day)s") % {
        "leader": who(row.post.unit, row.post.user),
        "partner": who(row.partner.unit, row.partner.user),
        "day": day_word(row.held_on, today(now)),
    }


def measure_page(reading: Reading, code: str) -> dict[str, Any]:
    """Every file of a rung on the entry, the newest first; there is no page of a rung that has none."""
    rows = [row for row in reading.desk.measures if row.rung == code] if reading.until is None else []
    if not rows:
        raise Http404
    events = [event for event in reading.events if any(belongs(event, row) for row in rows)]
    names, ticket = names_of(events, reading), reading.ticket
    return {
        "number": ticket.number,
        "title": reading.material.title(ticket),
        "place": reading.material.place(ticket),
        "back_url": reverse("entry", args=[ticket.number]),
        "rung": rung(int(Rung.of(code))),
        "label": rung_word(code),
        "files": [file(row, events, names, reading) for row in reversed(rows)],
    }


def file(row: Measure, events: list[Event], names: Names, reading: Reading) -> dict[str, Any]:
    """One file."""
    events, now = [event for event in events if belongs(event, row)], reading.viewer.now
    own = [event for event in events if of_file(event, row)]
    talked = next((event for event in reversed(own) if event.action == Action.RECORD_TALK), None)
    return {
        "state": state(row),
        "nth": row.nth,
        "unit": f"{duty(DutyKind.RECTIFY)}·{who_owes(row.duty)}",
        "since": moment(row.proposed_at, now),
        "reasons": [words for event in own if (words := reason(event, names, now))],
        "document": document(row),
        "confirmed": confirmed(row, now),
        "leader": who(row.post.unit, row.post.user) if row.post and row.held_on is None else "",
        "until": moment(row.until, now, clock=False) if row.until and row.held_on is None else "",
        "talk": talk_line(row, now),
        "promise": names.spoken(talked.facts.get("words")) if talked else "",
        "promised": moment(row.until, now, clock=False) if row.until else "",
        "count": countdown(row, reading.viewer, row.held_at) if row.until and row.stands else None,
        "needs_talk": row.rung == Rung.TALK.code and row.stands and row.held_on is None,
        "statements": statements(reading, row),
        "waits": row.waits,
        "steps": steps(row, reading),
        "came_back": came_back(reading),
        "history": [shown(event, names, reading) for event in reversed(events)],
    }


def reason(event: Event, names: Names, now: datetime) -> str:
    """Which rule brought it up, or whose hand."""
    facts, at = event.facts, moment(event.occurs_at, now)
    if event.action == Action.SET_RUNG:
        values = {"who": names.posts.get(str(event.post_id), ""), "at": at, "why": names.spoken(facts.get("words"))}
        return _("By hand: %(who)s, %(at)s: %(why)s") % values
    if event.action != "rung":
        return ""
    if facts.get("count"):
        return _("By count, %(at)s: %(when)s") % {"at": at, "when": when(Count(*facts["count"]))}
    rule = ladder(facts["ladder"]).rule_for(facts["kind"], Rung.of(facts["rung"]))
    return _("By time, %(at)s: %(when)s") % {"at": at, "when": when(rule.moment) if rule else ""}


def confirmed(row: File, now: datetime) -> str:
    """Who has given the office's word, and when."""
    if row.confirmed_at is None:
        return ""
    return _("%(who)s, %(at)s") % {"who": row.confirmed_by or "", "at": moment(row.confirmed_at, now)}


def came_back(reading: Reading) -> dict[str, str] | None:
    """The entry of which this is a relapse."""
    old = reading.ticket.relapse_of
    if old is None or not reading.viewer.tickets().filter(pk=old.pk).exists():
        return None
    return {"number": old.number, "url": reverse("entry", args=[old.number])}


def steps(row: Measure, reading: Reading) -> list[dict[str, Any]]:
    """What the reader may do about the file now: nothing the server would refuse."""
    desk, named = reading.desk, Rung.of(row.rung)
    if not desk.has_lead or row.duty_id != desk.lead.id or row.revoked_at is not None:
        return []
    possible = open_steps(reading.ticket.status, reading.parties)
    found = [action for action, rungs in BY_RUNG.items() if action in possible and named in rungs(reading)]
    if Action.REVOKE_RUNG in possible and named in standing(reading):
        found.append(Action.REVOKE_RUNG)
    buttons = [link(action, ACTIONS[action], address(reading, action, rung=row.rung)) for action in found]
    return [{**button, "strong": number == 0 and asked(found[0], row)} for number, button in enumerate(buttons)]


def asked(action: Action, row: Measure) -> bool:
    """Whether the step is what the file waits for."""
    return action in BY_RUNG and not (action == Action.RECORD_TALK and row.held_on)


def belongs(event: Event, row: Measure) -> bool:
    """Whether an event is part of the history that the file tells: of this duty, while it was owed."""
    if event.action in OWN:
        return bool(event.facts.get("duty") == str(row.duty_id))
    return event.action in MEANWHILE and row.duty.started_at <= event.occurs_at <= ended(row.duty, event.occurs_at)


def ended(owed: Duty, now: datetime) -> datetime:
    """Until when the duty was owed."""
    return owed.done_at if owed.state == DutyState.DONE and owed.done_at else now
