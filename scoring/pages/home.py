"""The first page, shaped: a sentence, the day, and three columns that ask everybody the same."""

from collections import Counter
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.models import Ticket
from rectification.pages.cards import OPEN, TICKET, Named, Stack, next_step, stack, todo
from rectification.pages.inbox import due_today
from rectification.pages.instruct import may_instruct
from rectification.pages.material import JOINS, Material, gather, who_owes
from rectification.pages.measures import waiting
from rectification.pages.pulse import list_live
from rectification.pages.viewer import Viewer
from rectification.waiting import too_long, waited
from rectification.wording import duty as duty_words
from scoring.pages.awaited import steps_awaited
from scoring.pages.consequences import measures_waiting as proposals_waiting
from scoring.pages.own import own_figures
from supervision.countdowns import Bounds, countdown
from supervision.drawings import day_line
from supervision.kinds import awaited
from supervision.ladder import NO_RUNG
from supervision.models import Duty, DutyKind, DutyState
from supervision.office.gap_pages import attention
from supervision.owed import owed_by
from supervision.paging import CAP, capped_count, count_words
from supervision.roles import KEEPS
from supervision.wording import clock_word, rung

ROWS = 3
# Duties that wait for a word rather than for work.
JUDGED = (DutyKind.SCREEN, DutyKind.DISPATCH, DutyKind.DECIDE, DutyKind.REVIEW, DutyKind.APPEAL)


def home(viewer: Viewer) -> dict[str, Any]:
    """The whole page."""
    bounds = Bounds.at(viewer.now)
    rows = owed_by(viewer.actor.post, viewer.now)
    running = rows.filter(state=DutyState.RUNNING)
    today = running.filter(due_at__gt=bounds.now, due_at__lte=bounds.day_ends)
    counts = today.order_by().aggregate(n=Count("id"), first=Min("due_at"))
    late, plain = late_entries(viewer, bounds), late_others(running, bounds)
    late_n = capped_count(late) + plain.count()
    return {
        "live": list_live(viewer),
        "lead": lead(viewer, counts, late_n),
        "day": day_line(viewer.now, viewer.calendar, due_today(rows, bounds)),
        "measures": measures_waiting(viewer),
        "proposals": proposals_waiting(viewer),
        "words": words_awaited(viewer),
        "steps": steps_awaited(viewer),
        "gaps": attention(viewer.now) if viewer.actor.post.role in KEEPS else None,
        "own": own_figures(viewer),
        "columns": [
            owe_column(viewer, today, counts["n"]),
            late_column(viewer, late, plain, late_n),
            waits_column(viewer, running.filter(kind__in=JUDGED)),
        ],
    }


def lead(viewer: Viewer, counts: dict[str, Any], late_n: int) -> dict[str, Any]:
    """The figures of the first sentence."""
    first = clock_word(counts["first"]) if counts["first"] else ""
    late = count_words(late_n) if late_n > CAP else late_n
    return {"name": str(viewer.actor.user), "owe": counts["n"], "first": first, "late": late, "scope": scope(viewer)}


def scope(viewer: Viewer) -> str:
    """Where lateness is counted: whoever reads more than their own unit's must not take all of it for the unit's."""
    return pgettext("scope", "the city") if viewer.reader.sees_all else pgettext("scope", "what you see")


def late_entries(viewer: Viewer, bounds: Bounds) -> QuerySet[Ticket]:
    """Entries whose main duty is past due, as far as the reader may know them."""
    return viewer.present().filter(main_duty__state=DutyState.RUNNING, main_duty__due_at__lte=bounds.now)


def late_others(running: QuerySet[Duty], bounds: Bounds) -> QuerySet[Duty]:
    """What the reader owes that hangs on no entry, past due."""
    return running.exclude(subject_kind=TICKET).filter(due_at__lte=bounds.now)


def words_awaited(viewer: Viewer) -> dict[str, Any] | None:
    """Answers to the reader's instructions that wait for their word: one query for whoever gives instructions."""
    n = awaited(viewer.actor.post.pk)[viewer.actor.post.pk] if may_instruct(viewer) else 0
    return {"n": n, "url": f"{reverse('instructions')}?show=word"} if n else None


def measures_waiting(viewer: Viewer) -> dict[str, Any] | None:
    """Measures that wait for the reader's word, of entries and of units: two queries for the office and leaders."""
    proposed = waiting(viewer)
    if not proposed:
        return None
    days = waited(viewer.calendar, min(proposed), viewer.now)
    leads = viewer.actor.post.role not in KEEPS
    return {
        "n": len(proposed),
        "late": too_long(proposed, viewer.now),
        "days": days,
        "url": reverse("measures"),
        "leads": leads,
    }


def owe_column(viewer: Viewer, today: QuerySet[Duty], n: int) -> dict[str, Any]:
    """What falls due today."""
    shown = stack(today.select_related("unit", "user").order_by("due_at", "id")[:ROWS], viewer)
    return {"key": "owe", "n": n, "rows": minis(shown), "more": more(n, reverse("inbox"))}


def waits_column(viewer: Viewer, rows: QuerySet[Duty]) -> dict[str, Any]:
    """What somebody else cannot go on without: outside reports, what nobody owns yet, petitions and checks."""
    n = rows.count()
    shown = stack(rows.select_related("unit", "user").order_by("due_at", "id")[:ROWS], viewer)
    return {"key": "waits", "n": n, "rows": minis(shown), "more": more(n, reverse("inbox"))}


def late_column(viewer: Viewer, late: QuerySet[Ticket], plain: QuerySet[Duty], n: int) -> dict[str, Any]:
    """What is past due already, the longest first, with how many stand on each rung."""
    tickets = list(late.select_related(*JOINS).order_by("main_duty__due_at", "id")[:ROWS])
    others = stack(plain.select_related("unit", "user").order_by("due_at", "id")[:ROWS], viewer).pairs
    material = gather(tickets, viewer)
    found = [(ticket.main_duty.due_at, late_mini(ticket, material)) for ticket in tickets if ticket.main_duty]
    found += [
        (duty.due_at, plain_mini(duty, subject, viewer)) for duty, subject in others if isinstance(subject, Named)
    ]
    rows = [row for _at, row in sorted(found, key=lambda pair: pair[0])[:ROWS]]
    label = _("All %(n)s") % {"n": count_words(n)}
    return {
        "key": "late",
        "n": count_words(n),
        "rows": rows,
        "rungs": by_rung(late, plain),
        "more": {"label": label, "url": f"{reverse('ledger')}?time=late"} if n > len(rows) else None,
    }


def by_rung(late: QuerySet[Ticket], plain: QuerySet[Duty]) -> list[dict[str, Any]]:
    """How many of the late ones stand on each rung: two queries."""
    counts: Counter[int] = Counter()
    for rows, column in ((late, "main_duty__highest_rung"), (plain, "highest_rung")):
        standing = rows.order_by().exclude(**{column: NO_RUNG}).values_list(column)
        counts.update(dict(standing.annotate(n=Count("id")).values_list(column, "n")))
    return [{**rung(highest), "n": counts[highest]} for highest in sorted(counts)]


def minis(shown: Stack) -> list[dict[str, Any]]:
    """Duties as components/mini.html."""
    return [
        plain_mini(duty, subject, shown.viewer) if isinstance(subject, Named) else mini(duty, subject, shown)
        for duty, subject in shown.pairs
    ]


def plain_mini(duty: Duty, subject: Named, viewer: Viewer) -> dict[str, Any]:
    """One duty that hangs on no entry."""
    count = countdown(duty, viewer.now, viewer.calendar)
    return {
        "url": subject.url,
        "title": f"{duty_words(duty.kind)} {subject.name}",
        "note": who_owes(duty),
        "photo": None,
        "plain": True,
        "count": count,
        "step": {"label": OPEN, "url": subject.url, "strong": count["level"] in ("late", "today")},
    }


def mini(duty: Duty, ticket: Ticket, shown: Stack) -> dict[str, Any]:
    """One duty."""
    viewer, material = shown.viewer, shown.material
    count = countdown(duty, viewer.now, viewer.calendar)
    strong = count["level"] in ("late", "today")
    return {
        "url": reverse("entry", args=[ticket.number]),
        "title": f"{material.title(ticket)} {material.place(ticket)}",
        "note": todo(duty, ticket, shown),
        "photo": material.thumb(ticket),
        "count": count,
        "step": next_step(duty, ticket, material.seqs.get(ticket.pk), strong=strong),
    }


def late_mini(ticket: Ticket, material: Material) -> dict[str, Any]:
    """One late entry: who owes it."""
    main, viewer = ticket.main_duty, material.viewer
    return {
        "url": reverse("entry", args=[ticket.number]),
        "title": f"{material.title(ticket)} {material.place(ticket)}",
        "note": who_owes(main) if main else "",
        "photo": material.thumb(ticket),
        "count": countdown(main, viewer.now, viewer.calendar) if main else None,
        "rung": rung(main.highest_rung) if main else None,
    }


def more(n: int, url: str) -> dict[str, str] | None:
    """The way to the rest."""
    if n <= ROWS:
        return None
    return {"label": _("%(n)s more") % {"n": n - ROWS}, "url": url}
