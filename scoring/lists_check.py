"""Everything that is wrong with rules of lists, in the user's words. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from django.utils.translation import gettext as _

from scoring.criteria import AtLeast, Below, Both, Bottom, Criterion, Fact, Running, Top, every
from scoring.exact import plain
from scoring.lists import BLAME, PRAISE, List, Rule
from scoring.lists_words import LISTS


def nonsense(rules: Iterable[Rule]) -> list[str]:
    """What is wrong with the rules, each fault once, in reading order; nothing when they can be used."""
    rules = list(rules)
    return list(dict.fromkeys([*_together(rules), *(fault for rule in rules for fault in _alone(rule))]))


def _together(rules: list[Rule]) -> Iterator[str]:
    for code, times in Counter(rule.code for rule in rules).items():
        if times > 1:
            yield _("Two rules have the code %(code)s.") % {"code": code}
    for one, other in product(rules, rules):
        if one.list in PRAISE and other.list in BLAME and _meet(one, other):
            match one.criterion, other.criterion:
                case AtLeast(good), Below(bad) if good < bad:
                    yield _("%(one)s and %(other)s: who has between %(good)s and %(bad)s points would be on both.") % {
                        "one": _name(one),
                        "other": _name(other),
                        "good": plain(good),
                        "bad": plain(bad),
                    }


def _meet(one: Rule, other: Rule) -> bool:
    """Whether both rules can speak of the same one in the same period."""
    groups = not one.groups or not other.groups or set(one.groups) & set(other.groups)
    return one.subject == other.subject and bool(set(one.periods) & set(other.periods)) and bool(groups)


def _alone(rule: Rule) -> Iterator[str]:
    """What is wrong with a rule, whatever the others say."""
    name, asked = {"rule": _name(rule)}, list(every(rule.criterion))
    if not rule.periods:
        yield _("%(rule)s: say for which kind of period it is.") % name
    if any(len(set(many)) < len(many) for many in (rule.periods, rule.groups, rule.unless)):
        yield _("%(rule)s: something is named twice.") % name
    if rule.list in PRAISE and any(isinstance(part, Bottom | Below | Fact) for part in asked):
        yield (
            _("%(rule)s: it is for the best; last places, low points and what went wrong lead to the other lists.")
            % name
        )
    if rule.list in BLAME and any(isinstance(part, Top | AtLeast) for part in asked):
        yield _("%(rule)s: it is for the worst; first places and high points lead to the other lists.") % name
    if rule.list in BLAME and rule.unless:
        yield _("%(rule)s: facts keep somebody off a list of praise only.") % name
    most = max((part.n for part in asked if isinstance(part, Top | Bottom)), default=0)
    if rule.minimum <= most:
        yield _("%(rule)s: in a group of %(minimum)s everybody would be on it; ask for %(least)s ranked at least.") % {
            **name,
            "minimum": rule.minimum,
            "least": most + 1,
        }
    for part in asked:
        yield from _part(part, name)


def _part(part: Criterion, name: dict[str, str]) -> Iterator[str]:
    match part:
        case Fact(names):
            if not names:
                yield _("%(rule)s: say which facts put somebody on it.") % name
            if len(set(names)) < len(names):
                yield _("%(rule)s: something is named twice.") % name
        case Both(parts):
            kinds = [type(one) for one in parts]
            if len(parts) < 2:
                yield _("%(rule)s: two conditions at least are needed to hold at once.") % name
            if len(set(kinds)) < len(kinds) or Both in kinds:
                yield _("%(rule)s: of each sort one condition is enough.") % name
        case Running(inner, times):
            if times < 2:
                yield _("%(rule)s: running means two periods at least.") % name
            if any(isinstance(one, Running) for one in every(inner)):
                yield _("%(rule)s: running within running cannot be counted.") % name
        case _:
            pass


def _name(rule: Rule) -> str:
    """The rule as the office finds it: list and code."""
    return f"{LISTS[List(rule.list)]} ({rule.code})"
