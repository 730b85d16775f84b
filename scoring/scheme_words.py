"""A scheme of assessment in words, and what one says that another does not. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from scoring.exact import plain
from scoring.formula_words import BASES, OCCURRENCES, RATES, ROLES, name_of
from scoring.rates import RATES as KNOWN
from scoring.scheme import Component, Occurrences, Problems, Proportional, Scheme, Slopes, Term
from sites.models.named import label_of
from sites.vocabulary import Urgency
from supervision.wording import listed

# The names of `rectification`'s sources, whose codes `scheme_check.SOURCES` has.
SOURCES: dict[str, Any] = {
    "team": _p("source of a problem", "team visit"),
    "recheck": _p("source of a problem", "re-check"),
    "leader": _p("source of a problem", "leader"),
    "discipline": _p("source of a problem", "discipline inspection"),
    "round": _p("source of a problem", "assessment round"),
    "public": _p("source of a problem", "resident"),
    "hotline": _p("source of a problem", "hotline"),
    "media": _p("source of a problem", "media"),
}
TARGETS: dict[str, Any] = {"rates": _p("factors apply to", "rates"), "deductions": _p("factors apply to", "deductions")}


def lines(scheme: Scheme) -> list[dict[str, str]]:
    """What is weighed: the name and the full mark of each component, and how points come of it."""
    return [{"name": component_name(one), "full": plain(one.full), "how": how(one)} for one in scheme.components]


def component_name(component: Component) -> str:
    """What a component is called."""
    return name_of(*component.rates or (component.code,))


def how(component: Component) -> str:
    """How points come of it."""
    match component:
        case Proportional(rate):
            return (
                _("in proportion to what is left of the rate")
                if KNOWN[rate].against
                else _("in proportion to the rate")
            )
        case Slopes(terms=terms):
            return pgettext("list", "; ").join(slope(term, named=len(terms) > 1) for term in terms)
        case Occurrences(amounts=amounts):
            costs = [_("%(what)s −%(n)s") % {"what": OCCURRENCES[code], "n": plain(n)} for code, n in amounts.items()]
            return pgettext("list", "; ").join(costs)
        case Problems():
            return problems(component)


def slope(term: Term, *, named: bool) -> str:
    """From where on all points are given, and what each percentage point costs before."""
    values = {
        "rate": str(RATES[term.rate]) if named else "",
        "threshold": plain(term.threshold * 100),
        "minus": plain(term.minus),
    }
    words = (
        _("%(rate)s all up to %(threshold)s%%, above it −%(minus)s for each percentage point")
        if KNOWN[term.rate].against
        else _("%(rate)s all from %(threshold)s%% on, below it −%(minus)s for each percentage point")
    )
    return (words % values).strip()


def problems(component: Problems) -> str:
    """What each problem costs."""
    parts = [_("the points of the category for %(which)s") % {"which": BASES[component.basis]}]
    for code, factor in component.urgencies.items():
        parts.append(_("%(what)s × %(n)s") % {"what": Urgency(code).label, "n": plain(factor)})
    if component.each_at_most is not None:
        parts.append(_("each at most %(n)s") % {"n": plain(component.each_at_most)})
    return pgettext("list", "; ").join(parts)


def rules(scheme: Scheme) -> list[str]:
    """What holds besides: the smallest sample, shares by role, factors by source, the cap of given points."""
    found = [_("ranked from %(n)s duties on") % {"n": scheme.min_sample}]
    found += [
        _("%(role)s: a duty weighs %(n)s") % {"role": ROLES[role], "n": plain(weight)}
        for role, weight in scheme.roles.items()
        if weight != 1
    ]
    if scheme.sources:
        factors = [f"{SOURCES[code]} × {plain(factor)}" for code, factor in scheme.sources.items()]
        targets = listed([str(TARGETS[target]) for target in scheme.sources_apply])
        found.append(_("factors in %(targets)s: %(factors)s") % {"targets": targets, "factors": listed(factors)})
    if scheme.bonus:
        found.append(_("points given by the office count up to ±%(n)s") % {"n": plain(scheme.bonus)})
    return found


def differences(before: Scheme, after: Scheme) -> list[str]:
    """What the second says otherwise, each thing once, in reading order."""
    return [*_heads(before, after), *_components(before, after), *_shares(before, after), *_documents(before, after)]


def changed(what: object, before: object, after: object) -> str:
    """One thing that was so and is so now."""
    return _("%(what)s: %(before)s → %(after)s") % {"what": what, "before": before, "after": after}


def _heads(before: Scheme, after: Scheme) -> Iterator[str]:
    if (before.name, before.name_en) != (after.name, after.name_en):
        yield changed(
            pgettext("scheme", "Name"), label_of(before.name, before.name_en), label_of(after.name, after.name_en)
        )
    if before.full_mark != after.full_mark:
        yield changed(_("Full mark of the scheme"), plain(before.full_mark), plain(after.full_mark))
    if before.min_sample != after.min_sample:
        yield changed(_("Smallest sample"), before.min_sample, after.min_sample)
    if before.bonus != after.bonus:
        yield changed(_("Points given count up to"), f"±{plain(before.bonus)}", f"±{plain(after.bonus)}")


def _components(before: Scheme, after: Scheme) -> Iterator[str]:
    old, new = ({one.code: one for one in scheme.components} for scheme in (before, after))
    for code, component in old.items():
        if code not in new:
            yield _("No longer weighed: %(what)s") % {"what": component_name(component)}
    for code, component in new.items():
        then = old.get(code)
        if then is None:
            values = {"what": component_name(component), "full": plain(component.full), "how": how(component)}
            yield _("New: %(what)s, %(full)s points, %(how)s") % values
        elif then != component:
            yield from _component(then, component)
    kept_before, kept_after = ([code for code in side if code in other] for side, other in ((old, new), (new, old)))
    if kept_before != kept_after:
        yield _("The components stand in another order.")


def _component(then: Component, now: Component) -> Iterator[str]:
    what = component_name(now)
    if then.full != now.full:
        yield changed(_("%(what)s, full mark") % {"what": what}, plain(then.full), plain(now.full))
    if how(then) != how(now) or then.rates != now.rates:
        yield changed(what, how(then), how(now))


def _shares(before: Scheme, after: Scheme) -> Iterator[str]:
    yield from _amounts(before.roles, after.roles, ROLES, _("%(what)s: what a duty weighs"))
    yield from _amounts(before.sources, after.sources, SOURCES, _("%(what)s: factor"))
    if set(before.sources_apply) != set(after.sources_apply):
        was, now = (listed([str(TARGETS[one]) for one in side.sources_apply]) or "—" for side in (before, after))
        yield changed(_("Factors of sources apply to"), was, now)


def _amounts(
    before: Mapping[str, Fraction], after: Mapping[str, Fraction], names: Mapping[str, Any], words: str
) -> Iterator[str]:
    for code in [*before, *(code for code in after if code not in before)]:
        was, now = before.get(code), after.get(code)
        if was != now:
            yield changed(words % {"what": names[code]}, *("—" if one is None else plain(one) for one in (was, now)))


def _documents(before: Scheme, after: Scheme) -> Iterator[str]:
    if before.lists != after.lists:
        yield _("The rules of red and black lists are others.")
    if before.consequences != after.consequences:
        yield _("What follows from the lists is another.")
