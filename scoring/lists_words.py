"""Rules of lists and why somebody is on one, in words. Pure."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.utils.translation import pgettext_lazy as _p

from scoring import criteria, exact
from scoring.criteria import AtLeast, Below, Both, Bottom, Criterion, Fact, Running, Top
from scoring.lists import LeftOff, List, Listed, Reason, Rule, TooSmall, Why
from scoring.periods import Kind
from supervision.wording import listed

FINEST = 12  # decimals at most, where fewer would make two different numbers look alike

LISTS = {
    List.RED_LIST: _p("list", "Red list"),
    List.BLACK_LIST: _p("list", "Black list"),
    List.RED_FLAG: _p("list", "Red flag"),
    List.YELLOW_FLAG: _p("list", "Yellow flag"),
}
FACTS = {
    criteria.FALSE_STRIKE_OFF: _p("fact", "a strike-off found false"),
    criteria.LISTED_RELAPSE: _p("fact", "an entry under listed supervision that came back"),
    criteria.EXPOSED: _p("fact", "public exposure"),
    criteria.OFFICE: _p("fact", "the office's veto"),
}
KINDS = {
    Kind.WEEK: _p("every", "week"),
    Kind.MONTH: _p("every", "month"),
    Kind.QUARTER: _p("every", "quarter"),
    Kind.YEAR: _p("every", "year"),
}
RUNNING = {
    Kind.WEEK: _p("running", "%(what)s, %(n)s weeks running"),
    Kind.MONTH: _p("running", "%(what)s, %(n)s months running"),
    Kind.QUARTER: _p("running", "%(what)s, %(n)s quarters running"),
    Kind.YEAR: _p("running", "%(what)s, %(n)s years running"),
}
SUBJECTS = {
    "unit": _p("subject of a ranking", "units"),
    "zone": _p("subject of a ranking", "zones"),
    "holder": _p("subject of a ranking", "holders of contracts"),
    "team": _p("subject of a ranking", "supervision teams"),
}


# Rules


def condition(criterion: Criterion, period: Kind) -> str:
    """What has to be so: "among the last 3 and below 85 points, 2 weeks running"."""
    match criterion:
        case Fact(names):
            return either([str(FACTS[name]) for name in names])
        case Both(parts):
            return both([condition(part, period) for part in parts])
        case Running(part, times):
            return str(RUNNING[period]) % {"what": condition(part, period), "n": times}
        case _:
            return _plain(criterion)


def _plain(criterion: Top | Bottom | AtLeast | Below) -> str:
    match criterion:
        case Top(1):
            return pgettext("criterion", "first")
        case Top(n):
            return pgettext("criterion", "among the first %(n)s") % {"n": n}
        case Bottom(1):
            return pgettext("criterion", "last")
        case Bottom(n):
            return pgettext("criterion", "among the last %(n)s") % {"n": n}
        case AtLeast(points):
            return pgettext("criterion", "at least %(points)s points") % {"points": exact.plain(points)}
        case Below(points):
            return pgettext("criterion", "below %(points)s points") % {"points": exact.plain(points)}


def both(words: Sequence[str]) -> str:
    """Several that hold at once."""
    joined = words[0]
    for word in words[1:]:
        joined = pgettext("criteria", "%(first)s and %(last)s") % {"first": joined, "last": word}
    return joined


def either(words: Sequence[str]) -> str:
    """Several of which one is enough."""
    if len(words) < 2:
        return "".join(words)
    first = pgettext("enumeration", ", ").join(words[:-1])
    return pgettext("alternatives", "%(first)s or %(last)s") % {"first": first, "last": words[-1]}


def rule_words(rule: Rule, group_name: Callable[[str], str] = str) -> str:
    """A rule as one sentence; `group_name` gives a ranking group's name in the reader's language."""
    parts = [
        pgettext("rule of a list", "every %(kinds)s, %(subjects)s of %(groups)s: %(condition)s")
        % {
            "kinds": either([str(KINDS[kind]) for kind in rule.periods]),
            "subjects": SUBJECTS[rule.subject],
            "groups": listed([group_name(group) for group in rule.groups]) or pgettext("rule of a list", "each group"),
            "condition": condition(rule.criterion, min(rule.periods, key=list(Kind).index, default=Kind.WEEK)),
        }
    ]
    if rule.unless:
        words = pgettext("rule of a list", "kept off by %(facts)s")
        parts.append(words % {"facts": either([str(FACTS[name]) for name in rule.unless])})
    if rule.minimum > 1:
        words = pgettext("rule of a list", "not in a group of fewer than %(minimum)s")
        parts.append(words % {"minimum": rule.minimum})
    return pgettext("list", "; ").join(parts)


# Reasons


def why(reason: Reason) -> str:
    """What put somebody there, without the rank."""
    return _why(reason.criterion, reason)


def _why(criterion: Criterion, reason: Reason) -> str:
    match criterion:
        case Fact(names):
            return listed([str(FACTS[name]) for name in reason.facts if name in names])
        case Both(parts):
            return both([_why(part, reason) for part in parts])
        case Running(part):
            return str(RUNNING[reason.period]) % {"what": _why(part, reason), "n": reason.running}
        case _:
            return _plain(criterion)


def sentence(found: Listed) -> str:
    """Why somebody is on a list: "Rank 12 of 12 with 61.2 points: last, 2 weeks running." """
    first = found.reasons[0]
    values = {
        "rank": first.rank,
        "ranked": first.ranked,
        "total": points(first.total, *(limit for reason in found.reasons for limit in _limits(reason.criterion))),
        "why": pgettext("list", "; ").join(why(reason) for reason in found.reasons),
    }
    return _("Rank %(rank)s of %(ranked)s with %(total)s points: %(why)s.") % values


def left_off_words(found: LeftOff) -> str:
    """Why somebody is not on a list."""
    facts = listed([str(FACTS[name]) for name in found.facts])
    match found.why:
        case Why.FACT:
            return _("%(list)s: kept off by %(facts)s.") % {"list": LISTS[found.list], "facts": facts}
        case Why.NOT_RANKED:
            words = _("%(list)s: too little was counted to rank it, so it is not listed for %(facts)s.")
            return words % {"list": LISTS[found.list], "facts": facts}
        case Why.BOTH_ENDS:
            words = _("%(list)s: not listed, because by rank and points it would be praised and blamed at once.")
            return words % {"list": LISTS[found.list]}


def too_small_words(found: TooSmall) -> str:
    """Why a group has nobody on a list."""
    words = ngettext(
        "%(list)s: %(n)s is ranked in the group; the rule asks for %(minimum)s at least.",
        "%(list)s: %(n)s are ranked in the group; the rule asks for %(minimum)s at least.",
        found.ranked,
    )
    return words % {"list": LISTS[found.rule.list], "n": found.ranked, "minimum": found.rule.minimum}


def points(total: Fraction, *limits: Fraction) -> str:
    """A total as people read it, two decimals at most; more where it would look like a limit that it does not reach.

    84.999 below 85 is never written "85, below 85".
    """
    for places in range(2, FINEST):
        text = exact.shown(total, places)
        if all((text < limit) == (total < limit) for limit in limits):
            break
    else:
        text = exact.shown(total, FINEST)
    return f"{text:f}".rstrip("0").rstrip(".")


def _limits(criterion: Criterion) -> Iterable[Fraction]:
    return (part.points for part in criteria.every(criterion) if isinstance(part, AtLeast | Below))
