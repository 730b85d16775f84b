"""One instruction, whole: who owes the answer by when, what was written and answered, and what may be done now."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from rectification.instruction_table import Act, Side, State, possible
from rectification.instructions import others, sides_of
from rectification.models import Instruction, Ticket
from rectification.models.instructions import StateWords
from rectification.pages.map_page import zone_url
from rectification.pages.material import categories_of, who, who_owes
from rectification.pages.stream import StreamReading
from rectification.pages.viewer import Viewer
from rectification.wording import Word
from supervision.countdowns import countdown
from supervision.limits import read_moment
from supervision.models import Event, StreamHead
from supervision.roles import KEEPS
from supervision.signed_photos import ORIGINAL, photo_url
from supervision.wording import moment, rung, rung_word

JOINS = (
    "ticket__site", "zone__layer", "unit", "user", "post__user", "post__unit", "duty__unit", "duty__user", "duty__post"
)  # fmt: skip
LABELS: dict[str, Word] = {
    Act.ANSWER: _p("step", "Answer"),
    Act.HAND_OVER: _p("step", "Hand over to a colleague"),
    Act.ACCEPT: _p("step", "Accept the answer"),
    Act.SEND_BACK: _p("step", "Send it back"),
    Act.WITHDRAW: _p("step", "Withdraw the instruction"),
    Act.ERASE: _p("step", "Erase words"),
}
SAYS: dict[str, Word] = {
    Act.ANSWER: _p("says", "Your clock stops; the leader reads the answer and accepts it or sends it back."),
    Act.HAND_OVER: _p("says", "The same instruction, the same time: only the person changes."),
    Act.ACCEPT: _p("says", "The instruction is carried out; nothing is owed any more."),
    Act.SEND_BACK: _p("says", "The unit's clock runs again; it does not pay for the time the answer waited."),
    Act.WITHDRAW: _p("says", "Nothing is owed any more. The instruction and the reason stay readable."),
    Act.ERASE: _p("says", "The words are gone for good; that they were there, and when, stays provable."),
}
EVENTS: dict[str, Word] = {
    "write": _p("event", "Instruction written"),
    Act.ANSWER: _p("event", "Answered"),
    Act.HAND_OVER: _p("event", "Handed over"),
    Act.ACCEPT: _p("event", "Answer accepted"),
    Act.SEND_BACK: _p("event", "Answer sent back"),
    Act.WITHDRAW: _p("event", "Instruction withdrawn"),
    Act.ERASE: _p("event", "Words erased"),
    "correct": _p("event", "Time limit corrected"),
    "revoke": _p("event", "Rung revoked"),
    "resume": _p("event", "Long term ended"),
}
LOOKS = {
    State.OPEN: "rectifying",
    State.ANSWERED: "reviewing",
    State.ACCEPTED: "done",
    State.WITHDRAWN: "voided",
}


@dataclass(frozen=True)
class PaperReading(StreamReading):
    """One instruction opened for reading."""

    row: Instruction

    @cached_property
    def sides(self) -> frozenset[Side]:
        """In which capacities the reader stands to it."""
        return sides_of(self.row, self.viewer.actor.post, self.viewer.now)

    def spoken(self, event: Event) -> str:
        """Free words of an event, or that they were erased."""
        row = self.words.get(event.facts["words"]["id"]) if event.facts.get("words") else None
        return "" if row is None else _("(words erased)") if row.erased_at else row.text

    def by(self, event: Event) -> str:
        """Who did it, in the post they acted in."""
        if event.actor_id is None:
            return _("by itself")
        post = self.posts.get(event.post_id) if event.post_id else None
        return who(post.unit if post else None, self.people.get(event.actor_id))

    def said(self, action: str) -> str:
        """The words of the last event of a kind."""
        last = next((event for event in reversed(self.events) if event.action == action), None)
        return self.spoken(last) if last else ""


def open_instruction(pk: UUID, viewer: Viewer) -> PaperReading:
    """The instruction; Http404 for whoever may not know that it exists."""
    row = Instruction.objects.visible_to(viewer.reader).select_related(*JOINS).filter(pk=pk).first()
    if row is None:
        raise Http404
    return PaperReading(viewer, row, StreamHead.objects.values_list("seq", flat=True).get(pk=pk))


def instruction(reading: PaperReading) -> dict[str, Any]:
    """The whole page."""
    row, now = reading.row, reading.viewer.now
    first = reading.events[0]
    return {
        "number": row.number,
        "about": about(row, reading.viewer),
        "leader": who(row.post.unit, row.user),
        "words": reading.spoken(first),
        "at": moment(row.written_at, now),
        "owes": who_owes(row.duty),
        "by": moment(row.duty.due_at, now),
        "late": row.state == State.OPEN and row.duty.due_at <= now,
        "state": {"key": row.state, **state(row)},
        "count": count(row, reading.viewer),
        "rung": rung(row.duty.highest_rung) if row.state == State.OPEN and row.duty.highest_rung >= 0 else None,
        "rounds": row.rounds,
        "in_time": in_time(row),
        "steps": steps(reading),
        "answers": [answer(event, reading) for event in reading.events if event.action == Act.ANSWER],
        "back": reading.said(Act.SEND_BACK) if row.state == State.OPEN and row.rounds else "",
        "ended": ended(reading),
        "history": [shown(event, reading) for event in reversed(reading.events)],
        "mine": Side.LEADER in reading.sides,
        "ours": Side.UNIT in reading.sides,
    }


def state(row: Instruction) -> dict[str, str]:
    """For components/status.html."""
    return {"code": LOOKS[State(row.state)], "label": str(StateWords(row.state).label)}


def count(row: Instruction, viewer: Viewer) -> dict[str, Any] | None:
    """How much time is left for the answer; of one that waits for the leader, since when."""
    if row.state not in (State.OPEN, State.ANSWERED):
        return None
    found = countdown(row.duty, viewer.now, viewer.calendar, long=True)
    if row.state == State.ANSWERED and row.answered_at:
        found["moment"] = _("answered %(at)s") % {"at": moment(row.answered_at, viewer.now)}
    return found


def in_time(row: Instruction) -> str:
    """Whether the answer that was accepted came in time."""
    if row.state != State.ACCEPTED or row.duty.stopped_at is None:
        return ""
    in_it = row.duty.stopped_at <= row.duty.score_due_at
    return pgettext("outcome", "in time") if in_it else pgettext("outcome", "late")


def about(row: Instruction, viewer: Viewer) -> dict[str, str]:
    """What it is about, if that is not simply the unit that answers; a link where the reader may follow it."""
    if row.ticket is not None:
        known = viewer.present().filter(pk=row.ticket_id).exists()
        category = next(iter(categories_of([row.ticket]).values()), None)
        title = category.label if category else row.ticket.category
        place = row.ticket.site.label if row.ticket.site and known else ""
        url = reverse("entry", args=[row.ticket.number]) if known else ""
        return {"kind": _("Entry"), "number": row.ticket.number, "label": f"{title} {place}".strip(), "url": url}
    if row.zone is not None:
        keeps = viewer.actor.post.role in KEEPS
        label = f"{row.zone.label} · {row.zone.layer.label}"
        return {"kind": _("Ground"), "label": label, "url": zone_url(row.zone.pk, keeps)}
    return {"kind": "", "label": row.unit.label, "url": ""}


def steps(reading: PaperReading) -> list[dict[str, Any]]:
    """What the reader may do now, what is waited for first and strong."""
    found = possible(reading.row.state, reading.sides)
    if all(words.erased_at for words in reading.words.values()):
        found = [act for act in found if act != Act.ERASE]
    if Act.HAND_OVER in found and not others(reading.row.duty, reading.viewer.now):
        found.remove(Act.HAND_OVER)
    urls = [reverse("instruction_step", args=[reading.row.pk, act]) for act in found]
    return [
        {"label": str(LABELS[act]), "url": url, "strong": act in (Act.ANSWER, Act.ACCEPT)}
        for act, url in zip(found, urls, strict=True)
    ]


def answer(event: Event, reading: PaperReading) -> dict[str, Any]:
    """One answer: who, when, the words, the photos."""
    now, viewer = reading.viewer.now, reading.viewer.actor.user.id
    at = moment(event.occurs_at, now)
    return {
        "by": _("%(who)s, %(at)s") % {"who": reading.by(event), "at": at},
        "text": reading.spoken(event),
        "photos": [photo(said, viewer, now, at) for said in event.facts.get("photos", ())],
    }


def photo(said: str, viewer: UUID, now: datetime, at: str) -> dict[str, str]:
    """A photo as components/shot.html; the fact is its id and the digest of its file."""
    sha256 = said.partition(":")[2]
    sizes = {"url": "1600", "thumb": "320", "original": ORIGINAL}
    urls = {name: photo_url(sha256, size, viewer, now) for name, size in sizes.items()}
    return {**urls, "alt": _("Proof of the answer"), "moment": at}


def ended(reading: PaperReading) -> dict[str, str] | None:
    """How it ended, with the leader's words."""
    last = next((one for one in reversed(reading.events) if one.action in (Act.ACCEPT, Act.WITHDRAW)), None)
    if last is None:
        return None
    return {"title": str(EVENTS[last.action]), "text": reading.spoken(last), "by": answer(last, reading)["by"]}


def shown(event: Event, reading: PaperReading) -> dict[str, Any]:
    """One event, as components/event.html."""
    facts, now = event.facts, reading.viewer.now
    lines = [reading.by(event), reading.spoken(event)]
    title, look = str(EVENTS.get(event.action, "")), "big" if event.before != event.after else ""
    if event.action == "rung":
        title, look = rung_word(facts["rung"]), "rung"
        names = [str(reading.people[UUID(one[0])]) for one in facts["told"] if UUID(one[0]) in reading.people]
        lines = [_("told: %(people)s") % {"people": pgettext("enumeration", ", ").join(names)}] if names else []
    if event.action == "revoke":
        lines = [pgettext("enumeration", ", ").join(rung_word(code) for code in facts["rungs"])]
    if event.action == "correct":
        lines = [_("due %(moment)s now") % {"moment": moment(read_moment(facts["moved"][0][2]), now)}]
    if event.action == Act.HAND_OVER and UUID(facts["person"]) in reading.people:
        lines.append(_("to %(unit)s") % {"unit": reading.people[UUID(facts["person"])]})
    if event.action == Act.ANSWER and facts.get("photos"):
        lines.append(_("Photos: %(n)s") % {"n": len(facts["photos"])})
    return {
        "look": look,
        "title": title,
        "moment": moment(event.occurs_at, now),
        "at": event.occurs_at,
        "lines": [line for line in lines if line],
    }


def on_entry(ticket: Ticket, viewer: Viewer) -> list[dict[str, Any]]:
    """The instructions about an entry that the reader may read, the newest first: one query."""
    rows = Instruction.objects.visible_to(viewer.reader).filter(ticket=ticket).select_related(*JOINS)
    return [line(row, viewer) for row in rows.order_by("-written_at", "-id")[:20]]


def line(row: Instruction, viewer: Viewer) -> dict[str, Any]:
    """One instruction on the page of what it is about."""
    return {
        "number": row.number,
        "url": reverse("instruction", args=[row.pk]),
        "leader": str(row.user),
        "owes": who_owes(row.duty),
        "state": state(row),
        "count": count(row, viewer),
    }


def step_page(act: Act, reading: PaperReading, form: Any, key: str) -> dict[str, Any]:
    """The page of a step, but for the photos that were sent before."""
    row = reading.row
    upload = reverse("supervision:stage_upload") if act == Act.ANSWER else None
    return {
        "ticket": {"number": row.number, "title": about(row, reading.viewer)["label"], "place": ""},
        "step": {
            "label": str(LABELS[act]),
            "action_url": reverse("instruction_step", args=[row.pk, act]),
            "expected": reading.expected,
            "key": key or uuid4().hex,
        },
        "says": str(SAYS[act]),
        "depends": heard(act, reading),
        "form": form,
        "upload_url": upload,
        "back_url": reverse("instruction", args=[row.pk]),
        "back_label": _("Back to the instruction"),
    }


def heard(act: Act, reading: PaperReading) -> list[str]:
    """What the person has in mind when they write: the instruction, or its answer."""
    if act in (Act.ACCEPT, Act.SEND_BACK):
        answers = [event for event in reading.events if event.action == Act.ANSWER]
        return [_("%(by)s: %(text)s") % answer(event, reading) for event in answers[-1:]]
    text = reading.said("write")
    lines = [_("%(by)s: %(text)s") % {"by": who(reading.row.post.unit, reading.row.user), "text": text}]
    back = reading.said(Act.SEND_BACK)
    return [*lines, _("Sent back: %(text)s") % {"text": back}] if back and act == Act.ANSWER else lines
