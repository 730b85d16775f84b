"""The file of a unit: why it is called, what it stated, how it was confirmed, and its record over the quarter."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.models import Measure, Ticket, UnitMeasure
from rectification.pages.files import address_of, confirmed, document, talk_line
from rectification.pages.listed import countdown
from rectification.pages.material import who
from rectification.pages.offers import link
from rectification.pages.stream import StreamReading
from rectification.pages.viewer import Viewer
from rectification.quarters import Quarter, read_quarter
from rectification.unit_files import circulars
from rectification.unit_steps import possible
from rectification.wording import ACTIONS, EVENTS
from rectification.workflow import Action
from supervision.ladder import Count, Rung
from supervision.ladder_words import when
from supervision.limits import read_moment
from supervision.models import Duty, DutyKind, DutyState, Event, StreamHead
from supervision.wording import day_word, full_day, moment, rung, rung_word

JOINS = ("unit", "confirmed_by", "proposed_by", "post__user", "post__unit", "partner__user", "partner__unit")


@dataclass(frozen=True)
class FileReading(StreamReading):
    """One file of a unit opened for reading."""

    row: UnitMeasure

    @property
    def quarter(self) -> Quarter:
        """The quarter of the proposal."""
        return read_quarter(self.row.quarter)

    @cached_property
    def circulars(self) -> list[Measure]:
        """The circulars of the quarter, with their entries."""
        return list(circulars(self.row.unit_id, self.quarter).select_related("ticket"))

    @cached_property
    def readable(self) -> frozenset[UUID]:
        """Those of their entries that the reader may open."""
        rows = self.viewer.present().filter(pk__in={row.ticket_id for row in self.circulars})
        return frozenset(rows.values_list("pk", flat=True))

    @cached_property
    def held(self) -> int:
        """How many of them are in force."""
        return sum(row.revoked_at is None for row in self.circulars)

    def spoken(self, event: Event) -> str:
        """The words of an event, while they are not erased."""
        row = self.words.get(event.facts["words"]["id"]) if event.facts.get("words") else None
        return "" if row is None else _("(words erased)") if row.erased_at else row.text

    def by(self, event: Event) -> str:
        """Who did it, in the post they acted in."""
        if event.actor_id is None:
            return _("by itself")
        post = self.posts.get(event.post_id) if event.post_id else None
        return who(post.unit if post else None, self.people.get(event.actor_id))


def open_unit_file(pk: UUID, viewer: Viewer) -> FileReading:
    """The file; Http404 for whoever may not know that it exists."""
    row = UnitMeasure.objects.visible_to(viewer.reader).select_related(*JOINS).filter(pk=pk).first()
    if row is None:
        raise Http404
    return FileReading(viewer, row, StreamHead.objects.values_list("seq", flat=True).get(pk=pk))


def unit_file_page(reading: FileReading) -> dict[str, Any]:
    """As measure.html draws it."""
    row = reading.row
    return {
        "number": row.unit.label,
        "title": _("the unit as a whole"),
        "place": quarter_words(reading.quarter),
        "back_url": reverse("measures"),
        "rung": rung(int(Rung.of(row.rung))),
        "label": rung_word(row.rung),
        "files": [file(reading)],
    }


def file(reading: FileReading) -> dict[str, Any]:
    """The one file of the page."""
    row, now = reading.row, reading.viewer.now
    talked = next((event for event in reversed(reading.events) if event.action == Action.RECORD_TALK), None)
    return {
        "state": state(row),
        "unit": row.unit.label,
        "reasons": reasons(reading),
        "grounds": [ground(one, reading) for one in reading.circulars] if row.needed else [],
        "fallen": bool(row.needed and row.stands and reading.held < row.needed),
        "document": document(row),
        "confirmed": confirmed(row, now),
        "talker": who(row.post.unit, row.post.user) if row.post and row.held_on is None else "",
        "talk": talk_line(row, now),
        "promise": reading.spoken(talked) if talked else "",
        "promised": moment(row.until, now, clock=False) if row.until else "",
        "count": count(row, reading.viewer),
        "needs_talk": row.rung == Rung.TALK.code and row.stands and row.held_on is None,
        "statements": [statement(event, reading) for event in reading.events if event.action == Action.STATE],
        "waits": row.waits,
        "steps": steps(reading),
        "record": record(reading),
        "history": [shown(event, reading) for event in reversed(reading.events)],
    }


def state(row: UnitMeasure) -> dict[str, str]:
    """How the file stands, as a key and a word."""
    if row.stands:
        return {"key": "stands", "label": pgettext("measure", "in force")}
    if row.waits:
        return {"key": "waits", "label": pgettext("measure", "waits for the office")}
    words = pgettext("measure", "withdrawn") if row.withdrawn else pgettext("measure", "taken back")
    return {"key": "revoked", "label": words}


def count(row: UnitMeasure, viewer: Viewer) -> dict[str, Any] | None:
    """How much time is left for what was promised."""
    return countdown(row, viewer, row.held_at) if row.until and row.stands else None


def quarter_words(quarter: Quarter) -> str:
    """A quarter in words."""
    return _("quarter %(no)s of %(year)s") % {"no": quarter.no, "year": quarter.year}


def reasons(reading: FileReading) -> list[str]:
    """Which rule brought it up, or whose hand."""
    first, row, now = reading.events[0], reading.row, reading.viewer.now
    at = moment(first.occurs_at, now)
    if not row.needed:
        values = {"who": reading.by(first), "at": at, "why": reading.spoken(first)}
        return [_("By hand: %(who)s, %(at)s: %(why)s") % values]
    return [_("By count, %(at)s: %(when)s") % {"at": at, "when": when(Count(*first.facts["count"]))}]


def ground(row: Measure, reading: FileReading) -> dict[str, Any]:
    """One circular of the quarter; whoever may read its entry opens its file."""
    return {
        "label": document(row),
        "number": row.ticket.number,
        "url": address_of(row, row.ticket.number) if row.ticket_id in reading.readable else None,
        "given": moment(row.confirmed_at or row.proposed_at, reading.viewer.now),
        "gone": row.revoked_at is not None,
    }


def statement(event: Event, reading: FileReading) -> dict[str, str]:
    """What the unit has said."""
    by = _("%(who)s, %(at)s") % {"who": reading.by(event), "at": moment(event.occurs_at, reading.viewer.now)}
    return {"by": by, "text": reading.spoken(event)}


def steps(reading: FileReading) -> list[dict[str, Any]]:
    """What the reader may do with it now."""
    row, found = reading.row, possible(reading.row, reading.viewer.actor.post)
    if all(words.erased_at for words in reading.words.values()):
        found = [action for action in found if action != Action.ERASE]
    buttons = [link(action, ACTIONS[action], reverse("unit_measure_step", args=[row.pk, action])) for action in found]
    return [{**button, "strong": n == 0 and is_asked(found[0], row)} for n, button in enumerate(buttons)]


def is_asked(action: Action, row: UnitMeasure) -> bool:
    """Whether the step is what the file waits for."""
    return action not in (Action.REVOKE_RUNG, Action.ERASE) and not (action == Action.RECORD_TALK and row.held_on)


def record(reading: FileReading) -> list[dict[str, Any]]:
    """The unit over the quarter, counted from the ledger: four figures, three queries."""
    quarter, unit, now = reading.quarter, reading.row.unit_id, reading.viewer.now
    end = min(now, quarter.ends)
    owed = Duty.objects.filter(unit=unit, kind=DutyKind.RECTIFY)
    late = owed.filter(due_at__gte=quarter.starts, due_at__lt=end).exclude(
        Q(state=DutyState.PAUSED) | Q(stopped_at__lte=F("due_at")) | Q(done_at__lte=F("due_at"))
    )
    boarded = Measure.objects.filter(
        rung=Rung.LISTED.code, duty__unit=unit, confirmed_at__gte=quarter.starts, confirmed_at__lt=quarter.ends
    )
    back = Ticket.objects.filter(
        relapse_of__isnull=False, lead_duty__unit=unit, filed_at__gte=quarter.starts, filed_at__lt=quarter.ends
    )
    return [
        {"label": _("Circulars in force"), "n": reading.held},
        {"label": _("Put on the public board"), "n": boarded.count()},
        {"label": _("Not fixed within their time"), "n": late.count()},
        {"label": _("Came back after they were struck off"), "n": back.count()},
    ]


def shown(event: Event, reading: FileReading) -> dict[str, Any]:
    """One event, as components/event.html."""
    about = pgettext("list", ", ").join(details(event, reading))
    return {
        "look": "rung" if event.action == "propose" else "",
        "title": title(event),
        "moment": moment(event.occurs_at, reading.viewer.now),
        "at": event.occurs_at,
        "lines": [line for line in (about, reading.spoken(event)) if line],
    }


def title(event: Event) -> str:
    """What happened."""
    own = {
        "propose": _("%(rung)s proposed") % {"rung": rung_word(event.facts["rung"])} if event.facts.get("rung") else "",
        "ground": pgettext("event", "Circulars counted anew"),
        "withdraw": pgettext("event", "Proposal withdrawn"),
    }
    return own.get(event.action) or str(EVENTS[Action(event.action)])


def details(event: Event, reading: FileReading) -> list[str]:
    """Who, and what about."""
    facts, now = event.facts, reading.viewer.now
    found = [reading.by(event)]
    if "circulars" in facts:
        found.append(_("circulars in force: %(n)s") % {"n": len(facts["circulars"])})
    if facts.get("document"):
        day = full_day(date.fromisoformat(facts["dated"]))
        found.append(_("%(document)s of %(day)s") % {"document": facts["document"], "day": day})
    if facts.get("on"):
        found.append(day_word(date.fromisoformat(facts["on"]), timezone.localtime(now).date()))
    if facts.get("until"):
        found.append(_("until %(day)s") % {"day": moment(read_moment(facts["until"]), now, clock=False)})
    return found


def card(row: UnitMeasure, viewer: Viewer) -> dict[str, Any]:
    """One file in the list of all measures, and on the page of the unit."""
    now = viewer.now
    return {
        "rung": rung(int(Rung.of(row.rung))),
        "state": state(row),
        "title": row.unit.label,
        "about": [_("the unit as a whole"), quarter_words(read_quarter(row.quarter))],
        "url": reverse("unit_measure", args=[row.pk]),
        "since": moment(row.proposed_at, now),
        "stated": row.stated_at is not None,
        "document": document(row),
        "talk": talk_line(row, now),
        "led": "",
        "count": count(row, viewer),
        "gone": moment(row.revoked_at, now) if row.revoked_at else "",
        "confirm_url": reverse("unit_measure_step", args=[row.pk, Action.CONFIRM_RUNG]),
    }
