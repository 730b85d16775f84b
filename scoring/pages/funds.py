"""Incentive funds of a published ranking: what was shared out, and what a share-out would be."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p

from rectification.pages.viewer import Viewer
from scoring import exact
from scoring.actions.funds import Share
from scoring.consequences_words import share_words
from scoring.decisions import FUNDS, Decision, offered
from scoring.fund_forms import groups, written, yuan
from scoring.issues import document
from scoring.lists_words import points
from scoring.models import IncentiveFund, Ranking
from scoring.pages.consequences import reader_of
from scoring.pages.sequel_story import story
from scoring.querysets import ScoreReader
from scoring.shares import ShareRule, read_rule
from scoring.wording import group_word, number_word, period_words
from sites.models import Unit
from supervision.actions.words import read as read_words
from supervision.wording import moment

JOINS = ("ranking", "kept_by", "decided_by")
LABELS = {
    Decision.CONFIRM: _p("fund step", "Confirm the share-out"),
    Decision.PUT_ASIDE: _p("fund step", "Put aside"),
}
SAYS = {
    Decision.CONFIRM: gettext_lazy("With your word the shares stand; every unit in it is told and reads its own."),
    Decision.PUT_ASIDE: gettext_lazy("No money is given by it; another share-out can be proposed."),
}
DONE = {
    Decision.CONFIRM: gettext_lazy("Confirmed; every unit in it is told."),
    Decision.PUT_ASIDE: gettext_lazy("Put aside, with the reason."),
}
STORY = {
    "keep": _p("fund", "Proposed to the city leaders"),
    "confirm": _p("fund", "Confirmed"),
    "put_aside": _p("fund", "Put aside"),
}
Shown = dict[str, Any]


@dataclass(frozen=True)
class FundsReading:
    """The funds of a ranking opened by somebody."""

    viewer: Viewer
    reader: ScoreReader
    ranking: Ranking

    @property
    def stands(self) -> bool:
        """Whether it is the edition that holds."""
        return not any(one.state == Ranking.State.PUBLISHED for one in self.ranking.corrected_by.all())

    @property
    def keeps(self) -> bool:
        """Whether the reader may share out."""
        return self.stands and bool(offered(FUNDS, "", self.viewer.actor.post.role))


def open_funds(pk: UUID, viewer: Viewer) -> FundsReading:
    """A published ranking; Http404 for whoever may not know of money shared out by it."""
    reader = reader_of(viewer)
    known = Ranking.objects.visible_to(reader).filter(pk=pk, state=Ranking.State.PUBLISHED)
    ranking = known.prefetch_related("corrected_by").first()
    if ranking is None:
        raise Http404
    if not reader.sees_all and not IncentiveFund.objects.visible_to(reader).filter(ranking=pk).exists():
        raise Http404
    return FundsReading(viewer, reader, ranking)


def funds_page(reading: FundsReading) -> Shown:
    """The share-outs of a ranking, the latest first."""
    ranking, viewer = reading.ranking, reading.viewer
    rows = IncentiveFund.objects.visible_to(reading.reader).filter(ranking=ranking).select_related(*JOINS)
    return {
        **head(ranking),
        "funds": [line(row, viewer) for row in rows.order_by("-kept_at", "id")],
        "keeps": reading.keeps,
        "stands": reading.stands,
        "keep_url": reverse("ranking_fund_keep", args=[ranking.pk]),
        "presets": presets(ranking) if reading.keeps else [],
    }


def head(ranking: Ranking) -> Shown:
    """What stands above every page of funds."""
    return {
        "title": period_words(ranking),
        "number": number_word(ranking),
        "ranking_url": reverse("ranking", args=[ranking.pk]),
        "funds_url": reverse("ranking_funds", args=[ranking.pk]),
    }


def line(row: IncentiveFund, viewer: Viewer) -> Shown:
    """One share-out in a list."""
    return {
        "url": reverse("ranking_fund", args=[row.ranking_id, row.pk]),
        "group": group_word(row.group, {}),
        "yuan": yuan(row.fen),
        "rule": share_words(rule_of(row)),
        "state": {"key": row.state, "label": row.get_state_display()},
        "kept": f"{row.kept_by} · {moment(row.kept_at, viewer.now)}",
        "decided": f"{row.decided_by} · {moment(row.decided_at, viewer.now)}" if row.decided_at else "",
    }


def rule_of(row: IncentiveFund) -> ShareRule:
    """Its rule."""
    return read_rule(row.rule, "rule")


def presets(ranking: Ranking) -> list[Shown]:
    """The funds that the scheme names for groups of this ranking, as addresses that fill the form."""
    known = dict(groups(ranking))
    url = reverse("ranking_funds", args=[ranking.pk])
    return [
        {
            "label": known[fund.group],
            "yuan": yuan(fund.fen),
            "rule": share_words(fund.rule),
            "url": f"{url}?{urlencode({'group': fund.group, 'yuan': yuan(fund.fen), **written(fund.rule)})}#shares",
        }
        for fund in document(ranking.scheme).funds
        if fund.group in known and fund.fen
    ]


def preview(found: list[Share], group: str, fen: int, rule: ShareRule) -> Shown:
    """A share-out that nobody has kept yet."""
    units = Unit.objects.in_bulk([one.unit for one in found])
    return {
        "group": group_word(group, {}),
        "yuan": yuan(fen),
        "rule": share_words(rule),
        "rows": [
            {
                "rank": one.standing.rank,
                "unit": units[one.unit].label,
                "points": points(one.standing.total or exact.ZERO),
                "yuan": yuan(one.fen),
                "none": not one.fen,
            }
            for one in found
        ],
        "whole": True,
    }


@dataclass(frozen=True)
class FundReading:
    """One share-out opened by somebody."""

    viewer: Viewer
    reader: ScoreReader
    row: IncentiveFund

    @property
    def stands(self) -> bool:
        """Whether its ranking was not corrected since."""
        return not self.row.ranking.corrected_by.filter(state=Ranking.State.PUBLISHED).exists()


def open_fund(pk: UUID, row: UUID, viewer: Viewer) -> FundReading:
    """A share-out of a ranking; Http404 for whoever may not know that it exists."""
    reader = reader_of(viewer)
    found = IncentiveFund.objects.visible_to(reader).select_related(*JOINS).filter(pk=row, ranking=pk).first()
    if found is None:
        raise Http404
    return FundReading(viewer, reader, found)


def fund_page(reading: FundReading) -> Shown:
    """As fund.html draws it."""
    row, viewer = reading.row, reading.viewer
    stands = reading.stands
    return {
        **head(row.ranking),
        "fund": line(row, viewer),
        "says": words_of(row),
        "shares": table(reading),
        "stands": stands,
        "steps": steps(row, viewer, stands=stands),
        "story": story(row.pk, STORY, viewer.now) if reading.reader.sees_all else [],
        "workbook_url": reverse("ranking_fund_workbook", args=[row.ranking_id, row.pk]),
    }


def table(reading: FundReading) -> Shown:
    """The shares the reader may know, best rank first: one query."""
    row = reading.row
    rows = row.shares.visible_to(reading.reader).select_related("unit").order_by("rank", "unit__code")
    return {
        "group": group_word(row.group, {}),
        "yuan": yuan(row.fen),
        "rule": share_words(rule_of(row)),
        "rows": [
            {
                "rank": one.rank,
                "unit": one.unit.label,
                "points": points(exact.read(one.total)),
                "yuan": yuan(one.fen),
                "none": not one.fen,
            }
            for one in rows
        ],
        "whole": reading.reader.sees_all,
    }


def words_of(row: IncentiveFund) -> str:
    """Which money it is, while the words are not erased."""
    found = read_words([row.words]).get(str(row.words)) if row.words else None
    return "" if found is None else _("(words erased)") if found.erased_at else found.text


def steps(row: IncentiveFund, viewer: Viewer, *, stands: bool) -> list[Shown]:
    """What the reader may decide; what is in the way is said where the button would be."""
    found = []
    for decision in offered(FUNDS, row.state, viewer.actor.post.role):
        hindered = decision == Decision.CONFIRM and not stands
        found.append(
            {
                "label": str(LABELS[decision]),
                "url": reverse("ranking_fund_step", args=[row.ranking_id, row.pk, decision]),
                "strong": decision == Decision.CONFIRM,
                "why_not": _("This ranking does not stand. Share the money out by the one that does.")
                if hindered
                else "",
            }
        )
    return found
