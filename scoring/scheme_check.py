"""Everything that is wrong with a scheme, in the user's words. Pure.

What passes keeps a promise (tests/scoring/test_formula_properties.py): a fix in time instead of late never costs its
unit anything. So nothing may be negative, and the direction of a rate is not the scheme's to choose.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scoring.exact import ONE, ZERO, plain
from scoring.formula_words import ROLES, name_of
from scoring.rates import BASES, OCCURRENCES, OF, RATES, TEAMS, UNITS
from scoring.scheme import TARGETS, Component, Occurrences, Problems, Proportional, Scheme, Slopes, Term
from scoring.tally import ASSIST, CHECK, LEAD, SUB
from sites.vocabulary import Urgency

# The codes of rectification's `Source`, which is a model's and so out of reach here; a test compares the two.
SOURCES = ("team", "recheck", "leader", "discipline", "round", "public", "hotline", "media")
ROLES_OF = {UNITS: (LEAD, SUB, ASSIST), TEAMS: (CHECK,)}
LONGEST_NAME = 100
MOST_POINTS = Fraction(1000)
MOST_FACTOR = Fraction(10)
MOST_SAMPLE = 10_000
FINEST = 10_000  # the largest number below a line that somebody means


def nonsense(scheme: Scheme) -> list[str]:
    """What is wrong with the scheme, each fault once, in reading order; nothing when it can be used."""
    return list(dict.fromkeys(_faults(scheme)))


def _faults(scheme: Scheme) -> Iterator[str]:
    if not scheme.name.strip():
        yield _("The scheme needs a name.")
    if max(len(scheme.name), len(scheme.name_en)) > LONGEST_NAME:
        yield _("The name is too long: %(n)s characters are the most.") % {"n": LONGEST_NAME}
    if scheme.of not in OF:
        yield _("A scheme is for units or for teams, not for “%(given)s”.") % {"given": scheme.of}
        return
    if not 1 <= scheme.min_sample <= MOST_SAMPLE:
        yield _("The smallest sample lies between 1 and %(most)s, not at %(given)s.") % {
            "most": MOST_SAMPLE,
            "given": scheme.min_sample,
        }
    yield from _amount(_("Full mark of the scheme"), scheme.full_mark, MOST_POINTS, above_zero=True)
    yield from _amount(_("Bonus"), scheme.bonus, MOST_POINTS)
    yield from _roles(scheme)
    yield from _sources(scheme)
    for component in scheme.components:
        yield from _component(component, scheme)
    yield from _together(scheme)


def _together(scheme: Scheme) -> Iterator[str]:
    """What only shows when the components are looked at side by side."""
    for rate in _twice(rate for component in scheme.components for rate in component.rates):
        yield _("%(what)s is weighed twice.") % {"what": name_of(rate)}
    for code in _twice(component.code for component in scheme.components if not component.rates):
        yield _("%(what)s stands there twice.") % {"what": name_of(code)}
    if not any(RATES[rate].counted for component in scheme.components for rate in component.rates if rate in RATES):
        yield _("At least one rate must come from what is counted of time limits, or nobody could be ranked.")
    added = sum((component.full for component in scheme.components), ZERO)
    if added != scheme.full_mark:
        yield _("The full marks add up to %(added)s, not to the %(full)s that the scheme states.") % {
            "added": plain(added),
            "full": plain(scheme.full_mark),
        }


def _roles(scheme: Scheme) -> Iterator[str]:
    wanted = ROLES_OF[scheme.of]
    for role in wanted:
        if role not in scheme.roles:
            yield _("It is not said what a duty of this role weighs: %(role)s.") % {"role": ROLES[role]}
    for role, weight in scheme.roles.items():
        if role not in wanted:
            yield _("This scheme has no such role: %(given)s.") % {"given": ROLES.get(role, role)}
        else:
            yield from _amount(ROLES[role], weight, ONE, above_zero=role == wanted[0])
    lead = scheme.roles.get(wanted[0], ZERO)
    if any(weight > lead for role, weight in scheme.roles.items() if role in wanted):
        yield _("Nobody's part may weigh more than the lead unit's.")


def _sources(scheme: Scheme) -> Iterator[str]:
    yield from _factors(scheme.sources, SOURCES)
    for target in scheme.sources_apply:
        if target not in TARGETS:
            yield _("Factors of sources apply to rates or to deductions, not to “%(given)s”.") % {"given": target}
    if len(set(scheme.sources_apply)) < len(scheme.sources_apply):
        yield _("What the factors of sources apply to is said twice.")
    if scheme.sources and not scheme.sources_apply:
        yield _("The factors of sources apply to nothing: choose rates, deductions or both.")
    if scheme.sources_apply and not scheme.sources:
        yield _("No source has a factor that could apply to anything.")


def _component(component: Component, scheme: Scheme) -> Iterator[str]:
    what = name_of(*component.rates or (component.code,))
    yield from _amount(what, component.full, MOST_POINTS, above_zero=True)
    for rate in component.rates:
        if rate not in RATES:
            yield _("There is no rate “%(given)s”.") % {"given": rate}
        elif RATES[rate].of != scheme.of:
            yield _("%(what)s does not belong to those whom this scheme scores.") % {"what": name_of(rate)}
    match component:
        case Proportional():
            pass
        case Slopes(terms=terms):
            if not terms:
                yield _("A slope needs a rate.")
            for term in terms:
                yield from _term(term)
        case Occurrences(amounts=amounts):
            yield from _budget(what, scheme)
            yield from _occurrences(what, amounts)
        case Problems(basis=basis, urgencies=urgencies, each_at_most=most):
            yield from _budget(what, scheme)
            if basis not in BASES:
                yield _("Points are taken for every problem, the late or the unfixed ones, not for “%(given)s”.") % {
                    "given": basis
                }
            yield from _factors(urgencies, Urgency.values)
            if most is not None:
                yield from _amount(what, most, MOST_POINTS, above_zero=True)


def _budget(what: str, scheme: Scheme) -> Iterator[str]:
    if scheme.of != UNITS:
        yield _("%(what)s: only units lose points so, teams have rates.") % {"what": what}


def _term(term: Term) -> Iterator[str]:
    what = name_of(term.rate)
    yield from _amount(what, term.minus, MOST_POINTS, above_zero=True)
    against = term.rate in RATES and RATES[term.rate].against
    if not ZERO <= term.threshold <= ONE:
        yield _("%(what)s: the threshold lies between 0 and 100 %%, not at %(given)s %%.") % {
            "what": what,
            "given": plain(term.threshold * 100),
        }
    elif term.threshold == (ONE if against else ZERO):
        yield _("%(what)s: everybody reaches this threshold, so it would take nothing from anybody.") % {"what": what}
    yield from _fine(what, term.threshold)


def _occurrences(what: str, amounts: Mapping[str, Fraction]) -> Iterator[str]:
    for code, amount in amounts.items():
        if code not in OCCURRENCES:
            yield _("Nobody counts “%(given)s”.") % {"given": code}
        else:
            yield from _amount(what, amount, MOST_POINTS)
    if not any(amount > 0 for amount in amounts.values()):
        yield _("%(what)s: nothing costs any points.") % {"what": what}


def _factors(factors: Mapping[str, Fraction], known: Iterable[str]) -> Iterator[str]:
    for code, factor in factors.items():
        if code not in known:
            yield _("There is nothing called “%(given)s” that could have a factor.") % {"given": code}
        else:
            yield from _amount(_("Factor"), factor, MOST_FACTOR)


def _amount(what: str | Promise, given: Fraction, most: Fraction, *, above_zero: bool = False) -> Iterator[str]:
    if given < 0 or given > most or (above_zero and not given):
        words = (
            _("%(what)s: a number above 0 and up to %(most)s is expected, not %(given)s.")
            if above_zero
            else _("%(what)s: a number from 0 to %(most)s is expected, not %(given)s.")
        )
        yield words % {"what": what, "most": plain(most), "given": plain(given)}
    yield from _fine(what, given)


def _fine(what: str | Promise, given: Fraction) -> Iterator[str]:
    if given.denominator > FINEST:
        yield _("%(what)s: four decimals are the most, not %(given)s.") % {"what": what, "given": plain(given)}


def _twice(codes: Iterable[str]) -> list[str]:
    seen = list(codes)
    return sorted({code for code in seen if seen.count(code) > 1})
