"""Checking one fix after the other: the queue of the reader's unit, the pair of photos, and the two buttons."""

from collections import Counter
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from rectification.models import PhotoKind, Ticket
from rectification.pages.grounds import apart, facts, history
from rectification.pages.material import JOINS, Material, gather
from rectification.pages.pulse import list_live
from rectification.pages.reading import Reading
from rectification.pages.timeline import names_of
from rectification.pages.viewer import Viewer
from rectification.workflow import Action, Party
from sites.vocabulary import Verify
from supervision.models import Duty, DutyKind, DutyState
from supervision.owed import owed_by
from supervision.wording import time_left

MOST = 50
# What is usually wrong; the words that are written down with a failed check.
REASONS = {
    "still": _p("reason", "still there"),
    "angle": _p("reason", "another angle"),
    "place": _p("reason", "another place"),
    "blurred": _p("reason", "photo not clear"),
    "other": _p("reason", "in other words"),
}


def owed_reviews(viewer: Viewer) -> QuerySet[Duty]:
    """The checks the reader's unit owes, the most urgent first."""
    rows = owed_by(viewer.actor.post, viewer.now, whole=True)
    return rows.filter(kind=DutyKind.REVIEW, state=DutyState.RUNNING).order_by("due_at", "id")


def queue_of(viewer: Viewer) -> list[tuple[Duty, Ticket]]:
    """The first of them with their entries: two queries."""
    duties = list(owed_reviews(viewer).select_related("unit", "user")[:MOST])
    tickets = viewer.tickets().select_related(*JOINS).in_bulk([duty.subject_id for duty in duties])
    return [(duty, tickets[duty.subject_id]) for duty in duties if duty.subject_id in tickets]


def review_page(viewer: Viewer, queue: list[tuple[Duty, Ticket]], reading: Reading | None) -> dict[str, Any]:
    """The queue with the entry that is looked at; without one the queue is empty."""
    material = gather([ticket for _duty, ticket in queue], viewer, (PhotoKind.BEFORE, PhotoKind.AFTER))
    shown = reading.ticket.pk if reading else None
    waits = [viewer.now - duty.started_at for duty, _ticket in queue]
    context: dict[str, Any] = {
        "live": list_live(viewer),
        "queue": [waiting(duty, ticket, material, shown) for duty, ticket in queue],
        "queue_n": owed_reviews(viewer).count(),
        "longest": time_left(max(waits)) if waits else "",
        "others": who_has(queue, viewer),
        "ticket": None,
        **neighbours([ticket for _duty, ticket in queue], shown),
    }
    return context | looked_at(reading) if reading else context


def waiting(duty: Duty, ticket: Ticket, material: Material, shown: Any) -> dict[str, Any]:
    """One line of the queue."""
    flags = []
    if ticket.rework_count:
        flags.append(_("%(nth)s check") % {"nth": ticket.rework_count + 1})
    if ticket.verify == Verify.ONSITE:
        flags.append(_("on the spot"))
    if duty.due_at <= material.viewer.now:
        flags.append(pgettext("outcome", "late"))
    return {
        "url": reverse("review_one", args=[ticket.number]),
        "on": ticket.pk == shown,
        "before": material.thumb(ticket),
        "after": material.thumb(ticket, PhotoKind.AFTER),
        "title": material.title(ticket),
        "place": material.place(ticket),
        "wait": _("waiting %(time)s") % {"time": time_left(material.viewer.now - duty.started_at)},
        "flags": flags,
    }


def who_has(queue: list[tuple[Duty, Ticket]], viewer: Viewer) -> str:
    """How many each person of the unit has."""
    counts = Counter(duty.user for duty, _ticket in queue if duty.user)
    own = viewer.actor.user
    me = pgettext("who of the team", "me")
    return "·".join(f"{me if user == own else user} {n}" for user, n in counts.most_common())


def neighbours(tickets: list[Ticket], shown: Any) -> dict[str, str | None]:
    """The entries before and after the one that is looked at."""
    keys = [ticket.pk for ticket in tickets]
    at = keys.index(shown) if shown in keys else -1
    after = tickets[at + 1] if 0 <= at < len(tickets) - 1 else None
    before = tickets[at - 1] if at > 0 else None
    return {"next_url": own_url(after), "prev_url": own_url(before)}


def own_url(ticket: Ticket | None) -> str | None:
    """The page of a check."""
    return reverse("review_one", args=[ticket.number]) if ticket else None


def looked_at(reading: Reading) -> dict[str, Any]:
    """The entry on the stage."""
    ticket, material = reading.ticket, reading.material
    before, after = material.shots(ticket, PhotoKind.BEFORE), material.shots(ticket, PhotoKind.AFTER)
    kinds = (PhotoKind.AFTER, PhotoKind.BEFORE, PhotoKind.CHECK)
    strip = [{**shot, "tag": str(kind)} for kind in kinds for shot in material.shots(ticket, kind)]
    onsite = ticket.verify == Verify.ONSITE
    return {
        "ticket": {
            "number": ticket.number,
            "url": reverse("entry", args=[ticket.number]),
            "title": material.title(ticket),
            "place": material.place(ticket),
        },
        "before": before[0] if before else None,
        "after": after[0] if after else None,
        "strip": strip if len(strip) > 2 else [],
        "notes": notes(reading),
        "mode": {"onsite": onsite, "text": _("Take a photo there; your place goes with it.") if onsite else ""},
        "facts": facts(reading),
        "apart": apart(reading),
        "history": history(reading),
        "judge": judge(reading),
        "upload_url": reverse("supervision:stage_upload"),
    }


def notes(reading: Reading) -> list[dict[str, str]]:
    """What the finder and the unit wrote."""
    names, found = names_of(reading.events, reading), []
    for side, action in (("before", Action.FILE), ("after", Action.SUBMIT)):
        event = next((event for event in reversed(reading.events) if event.action == action), None)
        words = names.spoken(event.facts.get("words")) if event else ""
        if event and words:
            found.append({"side": side, "who": names.posts.get(str(event.post_id), ""), "words": words})
    return found


def judge(reading: Reading) -> dict[str, Any]:
    """The two buttons, or why this reader may not press them."""
    number = reading.ticket.number
    if Party.VERIFIER not in reading.parties:
        return {"why_not": _("You had a hand in the fix, so somebody else has to check it.")}
    return {
        "pass_url": reverse("judge", args=[number, Action.PASS]),
        "fail_url": reverse("judge", args=[number, Action.FAIL]),
        "expected": reading.expected,
        "key": uuid4().hex,
        "reasons": [{"value": value, "label": label} for value, label in REASONS.items()],
    }


def reason_words(reason: str, words: str) -> str:
    """The picked reason and what was written, as one text."""
    picked = str(REASONS[reason]) if reason in REASONS and reason != "other" else ""
    return pgettext("after a heading", ": ").join(part for part in (picked, words.strip()) if part)
