"""What follows from rankings, in words: rules, proposals, how a year and a fund are reckoned. Pure."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from scoring.appraisal import Appraisal
from scoring.consequences import Mark, Proposal, Rule, Step
from scoring.exact import plain
from scoring.lists_words import KINDS, RUNNING
from scoring.periods import Kind, Period, named
from scoring.shares import ByPoints, ByRank, EqualAmong, ShareRule
from supervision.wording import listed

MARKS = {
    Mark.BOTTOM: _p("mark", "last of its group"),
    Mark.BLACK_LIST: _p("mark", "on the black list"),
    Mark.YELLOW_FLAG: _p("mark", "with the yellow flag"),
}
STEPS = {
    Step.CIRCULAR: _p("proposed", "criticism in a circular"),
    Step.TALK_IN_CHARGE: _p("proposed", "a talk by the leader in charge"),
    Step.TALK_ORGANIZATION: _p("proposed", "a talk by the organization department"),
    Step.ACCOUNTABILITY: _p("proposed", "accountability"),
}
WITHIN = {
    Kind.WEEK: _p("within", "%(what)s %(n)s times within %(within)s weeks"),
    Kind.MONTH: _p("within", "%(what)s %(n)s times within %(within)s months"),
    Kind.QUARTER: _p("within", "%(what)s %(n)s times within %(within)s quarters"),
    Kind.YEAR: _p("within", "%(what)s %(n)s times within %(within)s years"),
}
ONCE = {
    Kind.WEEK: _p("once", "%(what)s in a week"),
    Kind.MONTH: _p("once", "%(what)s in a month"),
    Kind.QUARTER: _p("once", "%(what)s in a quarter"),
    Kind.YEAR: _p("once", "%(what)s in a year"),
}


def rule_words(rule: Rule) -> str:
    """A rule as one sentence: "on the black list, 2 weeks running: a talk by the leader in charge"."""
    values = {"when": so_often(rule, rule.times), "step": STEPS[rule.step]}
    return pgettext("rule of consequences", "%(when)s: %(step)s") % values


def sentence(proposal: Proposal) -> str:
    """Why something is proposed, and because of which periods."""
    return _("Proposed: %(step)s, because it was %(when)s (%(periods)s).") % _values(proposal)


def ground(proposal: Proposal, number: int | None, ranking: Period) -> str:
    """The reason as a unit's file has it: which ranking, how often, and because of which periods."""
    words = _("Ranking No. %(number)s (%(ranking)s): the unit was %(when)s (%(periods)s); %(step)s is proposed.")
    return words % {**_values(proposal), "number": number, "ranking": named(ranking)}


def because(proposal: Proposal) -> str:
    """How often it was what, without the periods: "on the black list, 2 weeks running"."""
    return so_often(proposal.rule, proposal.nth)


def _values(proposal: Proposal) -> dict[str, Any]:
    return {
        "step": STEPS[proposal.step],
        "when": because(proposal),
        "periods": listed([named(period) for period in reversed(proposal.periods)]),
    }


def so_often(rule: Rule, times: int) -> str:
    """When a rule speaks: "on the black list, 2 weeks running"."""
    values = {"what": str(MARKS[rule.mark]), "n": times, "within": rule.within}
    ways = WITHIN if rule.within else RUNNING if times > 1 else ONCE
    return str(ways[rule.period]) % values


def appraisal_words(appraisal: Appraisal) -> str:
    """How a year becomes one figure: "rankings by week 15 %, by month 25 %, by year 60 %"."""
    parts = []
    for part in appraisal.parts:
        values = {"kind": str(KINDS[part.period]), "weight": plain(part.weight)}
        words = pgettext("part of the yearly appraisal", "rankings by %(kind)s %(weight)s %%") % values
        if part.each:
            each = " : ".join(plain(weight) for weight in part.each)
            words = pgettext("part of the yearly appraisal", "%(part)s (%(each)s)") % {"part": words, "each": each}
        parts.append(words)
    return listed(parts)


def share_words(rule: ShareRule) -> str:
    """How a fund is shared out."""
    match rule:
        case EqualAmong(1):
            return pgettext("fund", "all of it to the first")
        case EqualAmong(k):
            return pgettext("fund", "the same to each of the first %(k)s") % {"k": k}
        case ByRank(shares):
            ratio = " : ".join(plain(share) for share in shares)
            return pgettext("fund", "by rank, %(ratio)s") % {"ratio": ratio}
        case ByPoints(floor):
            words = pgettext("fund", "in proportion to the points above %(floor)s")
            return words % {"floor": plain(floor)}
