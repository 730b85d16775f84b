"""Appeals, shaped: the list, one appeal, and what stands around the forms of asking and deciding."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from rectification.models import Ticket
from rectification.pages.material import who
from rectification.pages.stream import StreamReading
from rectification.pages.viewer import Viewer
from scoring.formula_words import name_of
from scoring.models import Appeal, Line, Ranking, Score, Subject
from scoring.periods import Kind, Period, full_words
from scoring.querysets import ScoreReader
from scoring.readers import score_reader
from supervision.countdowns import countdown
from supervision.models import Event, StreamHead
from supervision.roles import HANDLES, KEEPS
from supervision.signed_photos import ORIGINAL, photo_url
from supervision.wording import moment, rung_word

MOST = 100
EVENTS = {
    "ask": _p("event", "Appeal made"),
    "decide": _p("event", "Appeal decided"),
    "withdraw": _p("event", "Appeal withdrawn"),
    "lapse": _p("event", "The ranking was dropped"),
    "correct": _p("event", "Time limit corrected"),
    "revoke": _p("event", "Rung revoked"),
}
# Shapes of their own: the red square is for what is struck off the ledger, and for nothing else.
LOOKS = {"open": "reviewing", "upheld": "done", "refused": "refused", "withdrawn": "voided", "lapsed": "voided"}
JOINS = ("ranking", "unit", "asked_by", "decided_by", "duty__unit", "duty__user", "duty__post")


@dataclass(frozen=True)
class CaseReading(StreamReading):
    """One appeal opened for reading."""

    row: Appeal

    def spoken(self, action: str) -> str:
        """The words of the event of a kind."""
        event = next((one for one in self.events if one.action == action and one.facts.get("words")), None)
        row = self.words.get(event.facts["words"]["id"]) if event else None
        return "" if row is None else _("(words erased)") if row.erased_at else row.text

    def by(self, event: Event) -> str:
        """Who did it, in the post they acted in."""
        post = self.posts.get(event.post_id) if event.post_id else None
        if event.actor_id is None:
            return _("by itself")
        return who(post.unit if post else None, self.people.get(event.actor_id))

    @property
    def open(self) -> bool:
        """Whether it waits for the office's word."""
        return self.row.state == Appeal.State.OPEN

    def is_party(self, action: str) -> bool:
        """Whose step it is: the office decides, the unit's own people take it back."""
        post = self.viewer.actor.post
        if action == "decide":
            return post.role in KEEPS
        return post.unit_id == self.row.unit_id and post.role in HANDLES


def reader(viewer: Viewer) -> ScoreReader:
    """Whose figures the viewer opens."""
    return score_reader(viewer.actor.post, viewer.now)


def open_case(pk: UUID, viewer: Viewer) -> CaseReading:
    """The appeal; Http404 for whoever may not know that it exists."""
    row = Appeal.objects.visible_to(reader(viewer)).select_related(*JOINS).filter(pk=pk).first()
    if row is None:
        raise Http404
    return CaseReading(viewer, row, StreamHead.objects.values_list("seq", flat=True).get(pk=pk))


def period(ranking: Ranking) -> str:
    """The period of a ranking in words."""
    return full_words(Period(Kind(ranking.kind), ranking.code))


def appeals(viewer: Viewer) -> dict[str, Any]:
    """The list: open ones first, then the latest; a fixed number of queries."""
    rows = Appeal.objects.visible_to(reader(viewer)).select_related(*JOINS)
    waiting = list(rows.filter(state=Appeal.State.OPEN).order_by("duty__due_at", "pk")[:MOST])
    ended = list(rows.exclude(state=Appeal.State.OPEN).order_by("-decided_at", "-asked_at", "-pk")[:MOST])
    return {
        "n": len(waiting),
        "office": viewer.actor.post.role in KEEPS,
        "waiting": [line(row, viewer) for row in waiting],
        "ended": [line(row, viewer) for row in ended],
    }


def line(row: Appeal, viewer: Viewer) -> dict[str, Any]:
    """One of the list."""
    return {
        "url": reverse("appeal", args=[row.pk]),
        "unit": row.unit.label,
        "period": period(row.ranking),
        "figure": name_of(row.figure),
        "asked": moment(row.asked_at, viewer.now),
        "state": state(row),
        "count": countdown(row.duty, viewer.now, viewer.calendar)
        if row.state == Appeal.State.OPEN and row.duty
        else None,
    }


def state(row: Appeal) -> dict[str, str]:
    """For components/status.html."""
    return {"code": LOOKS[row.state], "label": str(Appeal.State(row.state).label)}


def appeal(reading: CaseReading) -> dict[str, Any]:
    """The whole page."""
    row, now = reading.row, reading.viewer.now
    return {
        "period": period(row.ranking),
        "ranking_url": reverse("ranking", args=[row.ranking_id]),
        "unit": row.unit.label,
        "figure": name_of(row.figure),
        "entry": entry(row, reading.viewer),
        "state": {"key": row.state, **state(row)},
        "count": countdown(row.duty, now, reading.viewer.calendar, long=True)
        if row.state == "open" and row.duty
        else None,
        "asked": {"by": reading.by(reading.events[0]), "at": moment(row.asked_at, now), "text": reading.spoken("ask")},
        "photos": [photo(sha, reading) for sha in row.proof],
        "answer": answer(reading),
        "steps": steps(reading),
        "history": [shown(event, reading) for event in reversed(reading.events)],
    }


def entry(row: Appeal, viewer: Viewer) -> dict[str, str] | None:
    """The entry it is about, with a link where the reader may follow it."""
    line = Line.objects.filter(ranking=row.ranking_id, duty=row.line_duty_id).first() if row.line_duty_id else None
    ticket = Ticket.objects.filter(pk=line.ticket_id).first() if line else None
    if ticket is None or line is None:
        return None
    known = viewer.present().filter(pk=ticket.pk).exists()
    now_counts = str(Line.Out(line.out).label) if line.out else _("counted")
    return {
        "number": ticket.number,
        "url": reverse("entry", args=[ticket.number]) if known else "",
        "due": moment(line.score_due_at, viewer.now),
        "handed_in": moment(line.ended_at, viewer.now) if line.ended_at else "",
        "counts": now_counts,
    }


def answer(reading: CaseReading) -> dict[str, str] | None:
    """What was decided."""
    row = reading.row
    event = next((one for one in reading.events if one.action == "decide"), None)
    if event is None:
        return None
    effect = str(Appeal.Effect(row.effect).label) if row.effect else ""
    return {
        "by": reading.by(event), "at": moment(event.occurs_at, reading.viewer.now), "text": reading.spoken("decide"),
        "effect": effect,
    }  # fmt: skip


def photo(sha256: str, reading: CaseReading) -> dict[str, str]:
    """A photo as components/shot.html."""
    sizes = {"url": "1600", "thumb": "320", "original": ORIGINAL}
    viewer, now = reading.viewer.actor.user.id, reading.viewer.now
    urls = {name: photo_url(sha256, size, viewer, now) for name, size in sizes.items()}
    return {**urls, "alt": _("Proof of the appeal"), "moment": moment(reading.row.asked_at, now)}


def steps(reading: CaseReading) -> list[dict[str, Any]]:
    """What the reader may do now."""
    found = []
    if reading.open and reading.is_party("decide"):
        found.append(
            {"label": _("Decide"), "url": reverse("appeal_step", args=[reading.row.pk, "decide"]), "strong": True}
        )
    if reading.open and reading.is_party("withdraw"):
        url = reverse("appeal_step", args=[reading.row.pk, "withdraw"])
        found.append({"label": _("Withdraw the appeal"), "url": url, "strong": False})
    return found


def shown(event: Event, reading: CaseReading) -> dict[str, Any]:
    """One event, as components/event.html."""
    title = rung_word(event.facts["rung"]) if event.action == "rung" else str(EVENTS.get(event.action, event.action))
    return {
        "look": "rung" if event.action == "rung" else "big" if event.before != event.after else "",
        "title": title,
        "moment": moment(event.occurs_at, reading.viewer.now),
        "at": event.occurs_at,
        "lines": [reading.by(event)],
    }


def own_score(ranking: Ranking, viewer: Viewer) -> Score | None:
    """The result of the viewer's own unit."""
    return Score.objects.filter(ranking=ranking, subject=Subject.UNIT, key=viewer.actor.post.unit_id).first()


def asking(ranking: Ranking, key: str, form: Any) -> dict[str, Any]:
    """What stands around the form of a new appeal."""
    back = reverse("ranking", args=[ranking.pk])
    until = ranking.appeals_until
    return {
        "ticket": {"number": period(ranking)},
        "step": {
            "label": _("Appeal"),
            "action_url": reverse("appeal_new", args=[ranking.pk]),
            "key": key or uuid4().hex,
        },
        "says": _(
            "The office decides with a reason. If you are right, everything is counted again before publication."
        ),
        "depends": [_("Appeals until %(at)s.") % {"at": moment(until, form.viewer.now)}] if until else [],
        "form": form,
        "upload_url": reverse("supervision:stage_upload"),
        "back_url": back,
        "back_label": _("Back to the ranking"),
    }


def deciding(reading: CaseReading, action: str, key: str, form: Any) -> dict[str, Any]:
    """What stands around the form of a decision, or of taking it back."""
    decides = action == "decide"
    words = reading.spoken("ask")
    return {
        "ticket": {"number": period(reading.row.ranking), "title": reading.row.unit.label},
        "step": {
            "label": _("Decide") if decides else _("Withdraw the appeal"),
            "action_url": reverse("appeal_step", args=[reading.row.pk, action]),
            "expected": reading.expected,
            "key": key or uuid4().hex,
        },
        "says": _("The unit is told the decision with your reason.")
        if decides
        else _("Nothing is decided; the figures stay."),
        "depends": [_("%(by)s: %(text)s") % {"by": reading.row.unit.label, "text": words}] if words else [],
        "form": form,
        "back_url": reverse("appeal", args=[reading.row.pk]),
        "back_label": _("Back to the appeal"),
    }
