"""What follows from rankings: the proposals that wait, those of one ranking, and one with its grounds and its story."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.utils.translation import pgettext_lazy as _p

from rectification.pages.viewer import Viewer
from rectification.waiting import patient_since, too_long, waited
from scoring.consequences_words import STEPS, because, sentence
from scoring.decisions import CONFIRMED, MEASURES, PUT_ASIDE, WAITS, WITHDRAWN, Decision, offered
from scoring.issues import period_of, proposal_of, stands
from scoring.lists import List
from scoring.lists_words import LISTS
from scoring.models import Consequence, IncentiveFund, Ranking, Score, Subject
from scoring.pages.rankings import total_of
from scoring.pages.sequel_story import story
from scoring.periods import named
from scoring.querysets import ScoreReader
from scoring.readers import score_reader
from scoring.waiting import proposed
from scoring.wording import group_word, number_word, period_words
from supervision.wording import moment, rung

LATELY = timedelta(days=30)
MOST = 100  # of a kind on one page
JOINS = ("unit", "ranking", "decided_by", "file")
STATES = {
    WAITS: _p("proposal", "waits for the office"),
    CONFIRMED: _p("proposal", "confirmed"),
    PUT_ASIDE: _p("proposal", "put aside"),
    WITHDRAWN: _p("proposal", "withdrawn"),
}
LABELS = {
    Decision.CONFIRM: _p("proposal step", "Confirm and open the file"),
    Decision.PUT_ASIDE: _p("proposal step", "Put aside"),
}
SAYS = {
    Decision.CONFIRM: gettext_lazy(
        "The unit's file is opened with this reason. The unit is told and may state its view; the measure itself is "
        "the office's second word, in the file, with a document."
    ),
    Decision.PUT_ASIDE: gettext_lazy("Nothing follows from it. The rules do not bring it up again for this period."),
}
STORY = {
    "propose": _p("proposal", "Proposed by the rules"),
    "withdraw": _p("proposal", "Withdrawn: a correction took its ground away"),
    "ground": _p("proposal", "A correction changed its ground"),
    "confirm": _p("proposal", "Confirmed; the unit's file was opened"),
    "put_aside": _p("proposal", "Put aside"),
}
Shown = dict[str, Any]


def measures_waiting(viewer: Viewer) -> Shown | None:
    """What of it waits for the reader's word, for the first page: one query, none for whoever has none to give."""
    if not decides(viewer):
        return None
    found = proposed()
    if not found:
        return None
    days = waited(viewer.calendar, min(found), viewer.now)
    return {"n": len(found), "late": too_long(found, viewer.now), "days": days, "url": reverse("consequences_waiting")}


def decides(viewer: Viewer) -> bool:
    """Whether proposals wait for the reader's word."""
    return viewer.actor.post.role in MEASURES[Decision.CONFIRM].roles


def reader_of(viewer: Viewer) -> ScoreReader:
    """What the viewer may know."""
    return score_reader(viewer.actor.post, viewer.now)


def waiting_page(viewer: Viewer) -> Shown:
    """Everything that waits, and what was decided or withdrawn within a month: a fixed number of queries."""
    known = Consequence.objects.visible_to(reader_of(viewer)).select_related(*JOINS)
    since = viewer.now - LATELY
    lately = known.filter(Q(decided_at__gte=since) | Q(decided_at=None, fallen_at__gte=since))
    waits = list(known.waiting().order_by("proposed_at", "id")[:MOST])
    done = list(lately.order_by("-proposed_at", "id")[:MOST])
    return {
        "decides": decides(viewer),
        "n": len(waits),
        "late": too_long([row.proposed_at for row in waits], viewer.now),
        "waits": [card(row, viewer, ranking=True) for row in waits],
        "done": [card(row, viewer, ranking=True) for row in done],
    }


def of_ranking(pk: UUID, viewer: Viewer) -> tuple[Ranking, QuerySet[Consequence]]:
    """A published ranking and the proposals of its period; Http404 for whoever may know of none."""
    reader = reader_of(viewer)
    ranking = Ranking.objects.visible_to(reader).filter(pk=pk, state=Ranking.State.PUBLISHED).first()
    if ranking is None:
        raise Http404
    known = Consequence.objects.visible_to(reader)
    rows = known.filter(ranking__kind=ranking.kind, ranking__code=ranking.code).select_related(*JOINS)
    if not reader.sees_all and not rows.exists():
        raise Http404
    return ranking, rows


def ranking_page(pk: UUID, viewer: Viewer) -> Shown:
    """The proposals of one period, those that wait first."""
    ranking, known = of_ranking(pk, viewer)
    rows = sorted(known, key=lambda row: (row.state != WAITS, row.group, row.unit.code, row.pk))
    cards = [card(row, viewer, ranking=False) for row in rows]
    return {
        "title": period_words(ranking),
        "number": number_word(ranking),
        "url": reverse("ranking", args=[ranking.pk]),
        "decides": decides(viewer),
        "waits": [one for one in cards if one["state"]["key"] == WAITS],
        "done": [one for one in cards if one["state"]["key"] != WAITS],
    }


def card(row: Consequence, viewer: Viewer, *, ranking: bool) -> Shown:
    """One proposal in a list."""
    one, now = proposal_of(row), viewer.now
    days = waited(viewer.calendar, row.proposed_at, now)
    waits = row.state == WAITS
    about = [
        group_word(row.group, {}),
        *([f"{period_words(row.ranking)} {number_word(row.ranking)}"] if ranking else []),
    ]
    return {
        "state": state(row),
        "unit": row.unit.label,
        "about": about,
        "step": str(STEPS[one.step]),
        "rung": rung(int(one.step.rung)),
        "because": because(one),
        "url": address(row),
        "since": moment(row.proposed_at, now),
        "waited": ngettext("for %(n)s working day", "for %(n)s working days", days) % {"n": days} if days else "",
        "late": waits and row.proposed_at < patient_since(viewer.calendar, now),
        "file_url": reverse("unit_measure", args=[row.file_id]) if row.file_id else "",
        "by": by(row, now),
    }


def by(row: Consequence, now: datetime) -> str:
    """Who decided, and when; since when it is withdrawn."""
    if row.decided_at is not None:
        return f"{row.decided_by} · {moment(row.decided_at, now)}"
    return moment(row.fallen_at, now) if row.fallen_at else ""


def state(row: Consequence) -> Shown:
    """How it stands, as a key and a word; `fallen`: it was confirmed, and its ground is gone."""
    return {
        "key": row.state,
        "label": str(STATES[row.state]),
        "fallen": row.state == CONFIRMED and row.fallen_at is not None,
    }


def address(row: Consequence, decision: Decision | None = None) -> str:
    """The page of a proposal, or of a step on it."""
    if decision is None:
        return reverse("consequence", args=[row.ranking_id, row.pk])
    return reverse("consequence_step", args=[row.ranking_id, row.pk, decision])


@dataclass(frozen=True)
class ProposalReading:
    """One proposal opened by somebody."""

    viewer: Viewer
    row: Consequence


def open_proposal(pk: UUID, row: UUID, viewer: Viewer) -> ProposalReading:
    """A proposal of a ranking; Http404 for whoever may not know that it exists."""
    known = Consequence.objects.visible_to(reader_of(viewer)).select_related(*JOINS)
    found = known.filter(pk=row, ranking=pk).first()
    if found is None:
        raise Http404
    return ProposalReading(viewer, found)


def proposal_page(reading: ProposalReading) -> Shown:
    """As consequence.html draws it."""
    row, viewer = reading.row, reading.viewer
    return {
        "unit": row.unit.label,
        "ranking": {
            "label": f"{period_words(row.ranking)} {number_word(row.ranking)}",
            "url": reverse("ranking", args=[row.ranking_id]),
        },
        "back_url": reverse("consequences", args=[row.ranking_id]),
        "says": sentence(proposal_of(row)),
        "card": card(row, viewer, ranking=True),
        "grounds": grounds(row),
        "story": story(row.pk, STORY, viewer.now),
        "steps": [
            {"label": str(LABELS[one]), "url": address(row, one), "strong": one == Decision.CONFIRM}
            for one in offered(MEASURES, row.state, viewer.actor.post.role)
        ],
    }


def grounds(row: Consequence) -> list[Shown]:
    """The periods that count for it, latest first, by the editions that stand now: three queries."""
    rankings = {one.code: one for one in stands(row.ranking.kind).filter(code__in=row.periods)}
    ids = [one.pk for one in rankings.values()]
    rows = Score.objects.filter(ranking__in=ids, subject=Subject.UNIT)
    own = {one.ranking_id: one for one in rows.filter(key=row.unit_id)}
    ranked = rows.filter(rank__isnull=False).values("ranking_id", "group").annotate(n=Count("pk")).order_by()
    of_how_many = {(one["ranking_id"], one["group"]): one["n"] for one in ranked}
    found = []
    for code in row.periods:
        ranking = rankings.get(code)
        score = own.get(ranking.pk) if ranking else None
        if ranking is None or score is None:
            continue
        values = {"rank": score.rank, "ranked": of_how_many.get((ranking.pk, score.group), 0)}
        found.append(
            {
                "label": named(period_of(ranking)),
                "number": number_word(ranking),
                "url": reverse("ranking", args=[ranking.pk]),
                "rank": _("%(rank)s of %(ranked)s") % values if score.rank else "—",
                "points": total_of(score) or "—",
                "lists": [
                    {"code": it["list"], "label": str(LISTS[List(it["list"])])} for it in score.lists if "list" in it
                ],
            }
        )
    return found


def sequels(ranking: Ranking, reader: ScoreReader) -> list[Shown]:
    """The ways from a published ranking to what follows from it, as far as the reader knows of any: two queries."""
    if ranking.state != Ranking.State.PUBLISHED:
        return []
    known = Consequence.objects.visible_to(reader)
    n = known.filter(ranking__kind=ranking.kind, ranking__code=ranking.code).count()
    funds = IncentiveFund.objects.visible_to(reader).filter(ranking=ranking).count()
    ways = (("consequences", pgettext("ranking", "What follows"), n), ("ranking_funds", _("Incentive fund"), funds))
    return [
        {"label": label, "url": reverse(name, args=[ranking.pk]), "n": count}
        for name, label, count in ways
        if count or reader.sees_all
    ]


def year_url(viewer: Viewer) -> str:
    """The yearly appraisal of this year, for whoever has a line in it or reads all of them."""
    reader = reader_of(viewer)
    known = reader.sees_all or bool(reader.units)
    return reverse("ranking_appraisal", args=[timezone.localtime(viewer.now).year]) if known else ""
