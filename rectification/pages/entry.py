"""One entry, whole: the sentence that says who owes what by when, its proof, its duties and its story."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from rectification import dossiers
from rectification.models import PhotoKind, Ticket
from rectification.models.tickets import Source
from rectification.pages.files import measures
from rectification.pages.fuses import fuse_of
from rectification.pages.instruct import address, may_instruct
from rectification.pages.instruction import on_entry
from rectification.pages.material import who, who_owes
from rectification.pages.offers import Offers, offers
from rectification.pages.pulse import entry_live
from rectification.pages.reading import Reading
from rectification.pages.related import related
from rectification.pages.timeline import Names, how_checked, names_of, timeline
from rectification.wording import OUTCOMES, duty, status
from rectification.workflow import WITH_UNIT, Action, Status
from sites.geometry import distance_m
from sites.models import Standard
from sites.vocabulary import Urgency
from supervision.actions.calendars import ladder
from supervision.ladder import Rung
from supervision.limits import Limit, read_moment
from supervision.models import Duty, DutyKind, DutyState
from supervision.wording import RELATIONS, limit_words, listed, moment, parts_of_time, rung, rung_word, time_left

SAYS = {
    Status.REPORTED: "screen",
    Status.DISPATCHING: "dispatch",
    Status.ASSIGNED: "receive",
    Status.RECTIFYING: "rectify",
    Status.REVIEWING: "review",
}
REASONS = (Action.DECLINE, Action.VOID, Action.MERGE)


def entry(reading: Reading, *, lands: bool = False) -> dict[str, Any]:
    """The whole page for a reader of the present state. `lands`: this very look is the one after it was struck off."""
    ticket = reading.ticket
    names = names_of(reading.events, reading)
    found: Offers = offers(reading)
    return {
        "ticket": head(reading, names),
        **photos(reading),
        "owes": owes(reading, names),
        "next_rung": next_rung(reading),
        "listing": listing(reading),
        "measures": measures(reading),
        "instructions": on_entry(ticket, reading.viewer),
        "instruct_url": address(entry=ticket.number) if may_instruct(reading.viewer) and ticket.lead_duty_id else "",
        "steps": found.steps,
        "tools": found.tools,
        "refused": found.refused,
        "facts": facts(reading) if ticket.status == Status.CLOSED else None,
        "seal": seal(reading, lands) if ticket.status == Status.CLOSED else None,
        "fuse": fuse_of(reading),
        "fuse_note": fuse_note(reading),
        "duties": [duty_line(row, reading) for row in reading.desk.duties if row.kind != DutyKind.DECIDE],
        "events": timeline(reading),
        "events_note": ngettext("%(n)s event", "%(n)s events", len(reading.events)) % {"n": len(reading.events)},
        "relapse_of": linked(ticket.relapse_of, reading),
        "merged_into": linked(ticket.merged_into, reading),
        "related": related(reading),
        "live": entry_live(reading),
        "slip_url": reverse("slip", args=[ticket.number]),
    }


def head(reading: Reading, names: Names) -> dict[str, Any]:
    """Number, category and place; where it came from and what was seen."""
    ticket, material = reading.ticket, reading.material
    filed = reading.events[0].facts if reading.events else {}
    return {
        "number": ticket.number,
        "url": reverse("entry", args=[ticket.number]),
        "title": material.title(ticket),
        "place": material.place(ticket),
        "site_type": ticket.site.type.label if ticket.site else "",
        "answers_url": answers_url(ticket),
        "urgency": ticket.urgency,
        "urgency_label": Urgency(ticket.urgency).label,
        "status": status(ticket.status),
        "source": source(ticket),
        "seen": names.spoken(filed.get("words")),
        "standard": standard(ticket),
        "closed": ticket.status == Status.CLOSED,
        "false_strike_off": ticket.false_strike_off,
    }


def answers_url(ticket: Ticket) -> str:
    """Who answered for its site on the day it was written down."""
    if ticket.site_id is None:
        return ""
    day = timezone.localtime(ticket.filed_at).date()
    return f"{reverse('answers', args=[ticket.site_id])}?on={day.isoformat()}"


def source(ticket: Ticket) -> str:
    """Where it came from."""
    words = str(Source(ticket.source).label)
    return f"{ticket.team.label} {words}" if ticket.team else words


def standard(ticket: Ticket) -> str:
    """The standard it falls under: one query."""
    row = Standard.objects.filter(version=ticket.catalogue, code=ticket.standard).first() if ticket.standard else None
    if row is None:
        return ""
    english = (get_language() or "").startswith("en") and row.text_en
    return _("Standard %(code)s: %(text)s") % {"code": row.code, "text": row.text_en if english else row.text}


def photos(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """The photos by what they show."""
    material, ticket = reading.material, reading.ticket
    return {
        "before": material.shots(ticket, PhotoKind.BEFORE),
        "after": material.shots(ticket, PhotoKind.AFTER),
        "checks": material.shots(ticket, PhotoKind.CHECK),
        "proofs": material.shots(ticket, PhotoKind.PROOF),
    }


def owes(reading: Reading, names: Names) -> dict[str, Any]:
    """The figures of the sentence."""
    ticket, now = reading.ticket, reading.viewer.now
    if ticket.status == Status.CLOSED:
        lead = reading.desk.lead
        return {
            "say": "closed",
            "who": who_owes(lead),
            "on_time": (lead.stopped_at or now) <= lead.score_due_at,
            "checker": str(ticket.verified_by or ""),
            "how": how_checked(ticket.verified_how),
            "at": moment(ticket.closed_at or now, now),
        }
    if ticket.status in (Status.DECLINED, Status.VOIDED):
        return ended(reading, names)
    main = reading.desk.main
    if ticket.status == Status.SUSPENDED:
        until = moment(ticket.suspended_until or now, now, clock=False)
        return {"say": "suspended", "who": who_owes(main), "until": until}
    late = time_left(now - main.due_at, late=True) if main.due_at <= now else ""
    return {"say": SAYS[Status(ticket.status)], "who": who_owes(main), "by": moment(main.due_at, now), "late": late}


def ended(reading: Reading, names: Names) -> dict[str, Any]:
    """Who took it out of the ledger, and why."""
    last = next((event for event in reversed(reading.events) if event.action in REASONS), None)
    if last is None:
        return {"say": reading.ticket.status, "who": "", "why": ""}
    why = names.spoken(last.facts.get("words")) or last.facts.get("number", "")
    return {"say": reading.ticket.status, "who": names.posts.get(str(last.post_id), ""), "why": why}


def next_rung(reading: Reading) -> dict[str, Any] | None:
    """The rung it stands on, and which higher one follows by itself, and who is then told."""
    if reading.ticket.status not in WITH_UNIT:
        return None
    lead, now = reading.desk.lead, reading.viewer.now
    ahead = [(code, read_moment(at)) for code, at in lead.schedule if read_moment(at) > now]
    if not ahead or lead.state != DutyState.RUNNING:
        return None
    code, at = next((row for row in ahead if Rung.of(row[0]) > lead.highest_rung), ("", now))
    stands = {"rung": rung(lead.highest_rung)}
    return stands | {"at": moment(at, now), "label": rung_word(code), "to": told(lead, code)} if code else stands


def told(lead: Duty, code: str) -> str:
    """Who hears of a rung besides the handler; for a proposal, whose word it waits for."""
    rule = ladder(lead.ladder).rule_for(lead.kind, Rung.of(code))
    if rule is None:
        return ""
    others = [str(RELATIONS[name]) for name in rule.hears if name != "handler"]
    if rule.confirm:
        return _("once %(who)s has confirmed it") % {"who": listed(others)}
    return _("copied to %(who)s") % {"who": listed(others)} if others else ""


def listing(reading: Reading) -> dict[str, Any] | None:
    """What the public board says of it: who leads it and by when; nobody's word is asked of a former holder."""
    found = dossiers.listing(reading.desk) if reading.until is None else None
    if found is None or found.post is None or found.until is None:
        return None
    now = reading.viewer.now
    return {
        "rung": rung(int(Rung.LISTED)),
        "leader": who(found.post.unit, found.post.user),
        "until": moment(found.until, now, clock=False),
        "late": found.until <= now,
        "url": reverse("listed"),
    }


def facts(reading: Reading) -> list[dict[str, Any]]:
    """The figures of a struck-off entry."""
    ticket, lead = reading.ticket, reading.desk.lead
    stopped = lead.stopped_at or lead.done_at or reading.viewer.now
    ahead = lead.score_due_at - stopped
    early = _("Before the limit") if ahead >= timedelta(0) else _("Past the limit")
    found = [
        {"label": _("Time to fix"), "parts": parts_of_time(stopped - lead.started_at)},
        {"label": early, "parts": parts_of_time(ahead)},
        {"label": _("Failed checks"), "parts": [{"n": ticket.rework_count, "unit": pgettext("figure", "times")}]},
    ]
    away = metres_away(reading)
    if away is not None:
        found.append({"label": _("Checked from"), "parts": [{"n": away, "unit": pgettext("figure", "m away")}]})
    return found


def metres_away(reading: Reading) -> int | None:
    """How far from the place the checker stood."""
    passed = next((event for event in reversed(reading.events) if event.action == Action.PASS), None)
    place = passed.facts.get("place") if passed else None
    point = point_of(reading.ticket)
    return round(distance_m(point, (float(place[0]), float(place[1])))) if place and point else None


def point_of(ticket: Ticket) -> tuple[float, float] | None:
    """Where it is."""
    if ticket.lon is not None and ticket.lat is not None:
        return float(ticket.lon), float(ticket.lat)
    return ticket.site.point if ticket.site else None


def seal(reading: Reading, lands: bool) -> dict[str, Any]:
    """The seal's own words."""
    at = timezone.localtime(reading.ticket.closed_at or reading.viewer.now)
    return {"at": at.strftime("%Y.%m.%d %H:%M"), "by": str(reading.ticket.verified_by or ""), "lands": lands}


def fuse_note(reading: Reading) -> str:
    """The limit in words, and whose it is."""
    if not reading.desk.has_lead:
        return ""
    lead = reading.desk.lead
    words = limit_words(Limit(lead.limit_value, lead.limit_unit))  # type: ignore[arg-type]
    return pgettext("list", ", ").join([words, reading.material.title(reading.ticket)])


def duty_line(row: Duty, reading: Reading) -> dict[str, Any]:
    """One duty: who, how long, and how it ended."""
    now = reading.viewer.now
    name = str(row.user or row.unit.label)
    return {
        "initial": name[:1],
        "title": f"{duty(row.kind)}·{who(row.unit, row.user)}",
        "note": since(row, reading),
        "word": length(row, now),
        "outcome": outcome(row, now),
    }


def since(row: Duty, reading: Reading) -> str:
    """When it began, and what it hangs on."""
    words = _("since %(moment)s") % {"moment": moment(row.started_at, reading.viewer.now)}
    if row.parent_id:
        parent = reading.desk.duty(row.parent_id)
        return pgettext("list", ", ").join([words, _("given by %(unit)s") % {"unit": parent.unit.label}])
    return words


def length(row: Duty, now: datetime) -> str:
    """How long it took, or how much is left of it."""
    if row.state == DutyState.RUNNING:
        late = row.due_at <= now
        words = time_left(row.due_at - now, late=late)
        return (_("late %(time)s") if late else _("%(time)s left")) % {"time": words}
    if row.state == DutyState.PAUSED:
        return pgettext("countdown", "suspended")
    return time_left((row.stopped_at or row.done_at or now) - row.started_at)


def outcome(row: Duty, now: datetime) -> str:
    """In time or late, unless it ended otherwise; the rung it stands on while it runs."""
    if row.outcome in OUTCOMES:
        return str(OUTCOMES[row.outcome])
    if row.state in (DutyState.DONE, DutyState.STOPPED):
        due = row.score_due_at if row.kind == DutyKind.RECTIFY else row.due_at
        in_time = (row.stopped_at or row.done_at or now) <= due
        return pgettext("outcome", "in time") if in_time else pgettext("outcome", "late")
    return str(rung(row.highest_rung)["label"])


def linked(ticket: Ticket | None, reading: Reading) -> dict[str, str] | None:
    """Another entry, as a link where the reader may read it: one query."""
    if ticket is None or not reading.viewer.tickets().filter(pk=ticket.pk).exists():
        return None
    return {"number": ticket.number, "url": reverse("entry", args=[ticket.number])}
