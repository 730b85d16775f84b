"""The inbox: what waits on a post, by time left, and what follows when nothing is done."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rectification.models import Petition
from rectification.pages.cards import Named, Stack, cards, stack
from rectification.pages.material import JOINS
from rectification.pages.pulse import list_live
from rectification.pages.viewer import Viewer
from rectification.wording import duty as duty_words
from rectification.wording import petition
from rectification.workflow import ENDED, Status
from supervision.actions.words import read as read_words
from supervision.countdowns import Bounds
from supervision.drawings import day_line
from supervision.ladder import Rung
from supervision.models import Duty, DutyKind, DutyState, Post, StreamHead
from supervision.owed import owed_by, whole_unit
from supervision.roles import CHECKS, FILES, HANDLES
from supervision.wording import clock_word, moment, time_left

SHORT, LONG = 8, 200
RECEIVE_MOST = 100
# What is handed in and waits for somebody else's word.
HANDED_IN = (DutyKind.RECTIFY, DutyKind.INSTRUCTION)
KEYS = ("late", "today", "week", "later", "others")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the whole unit's duties, one group at length."""

    of: str = ""
    group: str = ""

    def address(self, **changes: str) -> str:
        """The inbox with something else asked for."""
        values = {"of": self.of, "group": self.group, **changes}
        query = "&".join(f"{name}={value}" for name, value in values.items() if value)
        return reverse("inbox") + (f"?{query}" if query else "")


def inbox(viewer: Viewer, asked: Asked) -> dict[str, Any]:
    """The whole page."""
    post, bounds = viewer.actor.post, Bounds.at(viewer.now)
    whole = whole_unit(post) or asked.of == "unit"
    rows = owed_by(post, viewer.now, whole=whole)
    counts, lists = count(rows, bounds), parts(rows, bounds, viewer, asked)
    if post.role not in HANDLES:
        counts["others"] = len(lists["others"])  # what a finder wrote down is no duty of theirs, so it is counted here
    found = {key: list(part[: limit_for(key, asked)]) for key, part in lists.items()}
    shown = stack([duty for part in found.values() for duty in part], viewer)
    groups = [group(key, found[key], counts, shown, asked) for key in KEYS if found[key]]
    return {
        "live": list_live(viewer),
        "lead": lead(counts),
        "day": day_line(viewer.now, viewer.calendar, due_today(rows, bounds)),
        "to_receive": to_receive(rows, viewer),
        "groups": [one for one in groups if one["entries"]],
        "next_entry": next_entry(shown, counts, viewer),
        "if_idle": if_idle(counts, viewer),
        "load": load(viewer),
        "results": results(viewer) if post.role in HANDLES else [],
        "of_unit": whole,
        "widen_url": None if whole_unit(post) else asked.address(of="" if whole else "unit"),
    }


def limit_for(key: str, asked: Asked) -> int:
    """How many cards of a group: a few, or the one that was asked for at length."""
    if asked.group:
        return LONG if asked.group == key else 0
    return SHORT


def count(rows: QuerySet[Duty], bounds: Bounds) -> dict[str, Any]:
    """Every figure of the page: one query."""
    running = Q(state=DutyState.RUNNING)
    today = running & Q(due_at__gt=bounds.now, due_at__lte=bounds.day_ends)
    rising = running & Q(clock_rung=int(Rung.REMINDER), next_action_at__lte=bounds.day_ends)
    return rows.order_by().aggregate(
        late=Count("id", running & Q(due_at__lte=bounds.now)),
        today=Count("id", today),
        week=Count("id", running & Q(due_at__gt=bounds.day_ends, due_at__lte=bounds.week_ends)),
        later=Count("id", running & Q(due_at__gt=bounds.week_ends)),
        others=Count("id", ~running & Q(kind__in=HANDED_IN)),
        first=Min("due_at", filter=today),
        rising=Count("id", rising),
        rising_at=Min("next_action_at", filter=rising),
    )


def parts(rows: QuerySet[Duty], bounds: Bounds, viewer: Viewer, asked: Asked) -> dict[str, Any]:
    """The groups of the page, each in the order of time left."""
    running = rows.filter(state=DutyState.RUNNING).select_related("unit", "user").order_by("due_at", "id")
    return {
        "late": running.filter(due_at__lte=bounds.now),
        "today": running.filter(due_at__gt=bounds.now, due_at__lte=bounds.day_ends),
        "week": running.filter(due_at__gt=bounds.day_ends, due_at__lte=bounds.week_ends),
        "later": running.filter(due_at__gt=bounds.week_ends),
        "others": with_others(rows, viewer, asked),
    }


def with_others(rows: QuerySet[Duty], viewer: Viewer, asked: Asked) -> Any:
    """Of a unit what it has handed in or what stands still; of a finder what they have written down and others owe."""
    post = viewer.actor.post
    if post.role in HANDLES:
        waiting = rows.exclude(state=DutyState.RUNNING).filter(kind__in=HANDED_IN)
        return waiting.select_related("unit", "user").order_by("-stopped_at", "id")
    if post.role not in FILES:
        return Duty.objects.none()
    mine = viewer.present().filter(filed_post=post).exclude(status__in=list(ENDED)).exclude(main_duty__in=rows)
    return [t.main_duty for t in mine.select_related(*JOINS).order_by("-filed_at", "-id")[:LONG] if t.main_duty]


def group(key: str, rows: list[Duty], counts: dict[str, Any], shown: Stack, asked: Asked) -> dict[str, Any]:
    """One group with its cards and the way to the rest of it."""
    ids = {duty.id for duty in rows}
    part = Stack([p for p in shown.pairs if p[0].id in ids], shown.material, shown.asked, shown.failed)
    total = max(counts[key], len(rows))
    more = {"n": total - len(rows), "url": asked.address(group=key)} if total > len(rows) else None
    own = key != "others" or shown.viewer.actor.post.role in HANDLES
    entries = cards(part, own=own)
    return {"key": key, "n": total, "note": note(key, counts, shown.viewer), "entries": entries, "more": more}


def note(key: str, counts: dict[str, Any], viewer: Viewer) -> str:
    """What is about to happen to a group."""
    if key == "late" and counts["rising"]:
        words = ngettext("%(n)s rises to supervision %(at)s", "%(n)s rise to supervision %(at)s", counts["rising"])
        return words % {"n": counts["rising"], "at": moment(counts["rising_at"], viewer.now)}
    if key == "others" and viewer.actor.post.role in CHECKS:
        return _("found by you")
    return ""


def lead(counts: dict[str, Any]) -> dict[str, Any]:
    """The figures of the first sentence."""
    first = clock_word(counts["first"]) if counts["first"] else ""
    return {"today": counts["today"], "first": first, "late": counts["late"]}


def due_today(rows: QuerySet[Duty], bounds: Bounds) -> list[Any]:
    """When something falls due on this day: one query."""
    today = rows.filter(state=DutyState.RUNNING, due_at__gte=bounds.day_begins, due_at__lte=bounds.day_ends)
    return list(today.order_by("due_at").values_list("due_at", flat=True)[:LONG])


def to_receive(rows: QuerySet[Duty], viewer: Viewer) -> dict[str, Any] | None:
    """Entries sent here and not yet received, with the sequence the page has seen: two queries."""
    # In the order of the duties' own index: of a pile of thousands only those that are shown are read.
    owed = rows.filter(kind=DutyKind.RECTIFY, state=DutyState.RUNNING).order_by("due_at", "id")
    sent = viewer.tickets().filter(pk=OuterRef("subject_id"), status=Status.ASSIGNED, main_duty=OuterRef("pk"))
    waiting = list(owed.filter(Exists(sent)).values_list("subject_id", "started_at")[:RECEIVE_MOST])
    seqs = dict(StreamHead.objects.filter(pk__in=[pk for pk, _at in waiting]).values_list("id", "seq"))
    if not waiting:
        return None
    return {
        "n": len(waiting),
        "wait": time_left(viewer.now - min(at for _pk, at in waiting)),
        "post_url": reverse("receive_all"),
        "key": uuid4().hex,
        "entries": [f"{pk}:{seqs[pk]}" for pk, _at in waiting],
    }


def next_entry(shown: Stack, counts: dict[str, Any], viewer: Viewer) -> dict[str, Any] | None:
    """The first one after today, when nothing is owed today."""
    if counts["late"] or counts["today"]:
        return None
    running = [(duty, subject) for duty, subject in shown.pairs if duty.state == DutyState.RUNNING]
    if not running:
        return None
    duty, subject = min(running, key=lambda pair: pair[0].due_at)
    due = moment(duty.due_at, viewer.now)
    if isinstance(subject, Named):
        return {"moment": due, "title": f"{duty_words(duty.kind)} {subject.name}", "url": subject.url}
    title = f"{shown.material.title(subject)} {shown.material.place(subject)}"
    return {"moment": due, "title": title, "url": reverse("entry", args=[subject.number])}


def if_idle(counts: dict[str, Any], viewer: Viewer) -> dict[str, Any] | None:
    """What happens by itself today."""
    if not counts["today"] and not counts["rising"]:
        return None
    at = moment(counts["rising_at"], viewer.now) if counts["rising_at"] else ""
    return {"due": counts["today"], "rung": counts["rising"], "rung_at": at, "rate": None}


def load(viewer: Viewer) -> list[dict[str, Any]]:
    """Who of the unit has how much; nothing for somebody who is alone: two queries."""
    post = viewer.actor.post
    people = Post.objects.at(viewer.now).filter(unit_id=post.unit_id, role__in=(*HANDLES, *CHECKS))
    posts = list(people.select_related("user").order_by("rank", "valid_from"))
    rows = owed_by(post, viewer.now, whole=True).filter(state=DutyState.RUNNING).order_by().values_list("post_id")
    counts = dict(rows.annotate(n=Count("id")).values_list("post_id", "n"))
    if len(posts) < 2:
        return []
    most = max([counts.get(row.id, 0) for row in posts]) or 1
    return [
        {
            "name": str(row.user),
            "note": _("you") if row.id == post.id else row.called,
            "n": counts.get(row.id, 0),
            "share": round(counts.get(row.id, 0) * 100 / most),
        }
        for row in posts
    ]


def results(viewer: Viewer) -> list[dict[str, str]]:
    """Answers to the unit's petitions of the last seven days: two queries."""
    rows = Petition.objects.filter(
        ticket__in=viewer.tickets(),
        duty__unit_id=viewer.actor.post.unit_id,
        state__in=[Petition.State.GRANTED, Petition.State.REFUSED],
        decided_at__gte=viewer.now - timedelta(days=7),
    )
    found = list(rows.select_related("ticket", "decided_by").order_by("-decided_at")[:5])
    words = read_words([row.answer for row in found if row.answer])
    return [result(row, words[str(row.answer)].text if str(row.answer) in words else "", viewer) for row in found]


def result(row: Petition, answer: str, viewer: Viewer) -> dict[str, str]:
    """One answer."""
    until = _("until %(day)s") % {"day": moment(row.until, viewer.now, clock=False)} if row.until else ""
    return {
        "title": f"{petition(row.kind)} {Petition.State(row.state).label}",
        "text": " ".join(word for word in (row.ticket.number, until, answer) if word),
        "note": f"{row.decided_by or ''} {moment(row.decided_at or viewer.now, viewer.now)}",
    }
