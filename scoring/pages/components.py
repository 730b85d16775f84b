"""The components of a score, shaped: each figure with what it was counted from, what it weighs and how points came."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scoring import exact
from scoring.behind import DENOMINATOR, MISSING, NUMERATOR, PROBLEMS
from scoring.exact import ONE, plain
from scoring.formula import ABSENT, Figure, Part
from scoring.formula_words import BASES, OCCURRENCES, REASONS, name_of
from scoring.formula_words import RATES as NAMES
from scoring.pages.opened import Opened
from scoring.rates import OCCURRENCES as COUNTED
from scoring.rates import RATES
from scoring.scheme import Component, Occurrences, Problems, Proportional, Slopes, Term
from sites.models import Category


def components(opened: Opened) -> list[dict[str, Any]]:
    """Every component in the order of the scheme; one query for the names of categories where problems cost."""
    pairs = list(zip(opened.by.components, opened.result.figures, strict=True))
    codes = {part.code for component, figure in pairs if isinstance(component, Problems) for part in figure.parts}
    names = category_names(codes)
    return [shaped(opened, component, figure, names) for component, figure in pairs]


def shaped(opened: Opened, component: Component, figure: Figure, names: Mapping[str, str]) -> dict[str, Any]:
    """One component."""
    return {
        "code": figure.code,
        "name": name_of(*figure.codes),
        "stated": plain(figure.stated),
        "full": shown(figure.full),
        "spread": figure.full != figure.stated and not figure.reason,
        "points": None if figure.points is None else shown(figure.points),
        "exact": {"points": maybe(figure.points), "full": exact.write(figure.full)},
        "reason": str(REASONS[figure.reason]) if figure.reason else "",
        "way": way(component, figure),
        "parts": [part_of(opened, component, part, names) for part in figure.parts],
    }


def part_of(opened: Opened, component: Component, part: Part, names: Mapping[str, str]) -> dict[str, Any]:
    """One thing that was counted: a rate, something that happened, the problems of a category."""
    shape = {
        "code": part.code,
        "reason": str(REASONS[part.reason]) if part.reason else "",
        "value": None if part.value is None else f"{exact.percent(part.value)} %",
        "minus": shown(part.minus) if part.minus else "",
        "exact": {"value": maybe(part.value), "minus": exact.write(part.minus)},
        "numerator": None,
        "denominator": None,
        "missing_url": "",
    }
    match component:
        case Problems():
            n = number(part.numerator, PROBLEMS, part.code, opened.url)
            return {**shape, "name": names.get(part.code, part.code), NUMERATOR: n}
        case Occurrences():
            n = number(part.numerator, part.code, NUMERATOR, opened.url if COUNTED[part.code] else None)
            return {**shape, "name": str(OCCURRENCES[part.code]), NUMERATOR: n}
    return {**shape, "name": str(NAMES[part.code]), **of_rate(opened, part)}


def of_rate(opened: Opened, part: Part) -> dict[str, Any]:
    """Above and below, each with the way to its duties, if the platform has counted them."""
    if part.reason == ABSENT:
        return {}
    counted, rate = RATES[part.code].counted, RATES[part.code]
    url = opened.url if counted else None
    lacking = (part.denominator or 0) - (part.numerator or 0)
    return {
        NUMERATOR: number(part.numerator, part.code, NUMERATOR, url),
        DENOMINATOR: number(part.denominator, part.code, DENOMINATOR, url),
        "missing_url": opened.url(figure=part.code, part=MISSING) if counted and not rate.against and lacking else "",
        "missing": plain(Fraction(lacking)),
    }


def number(fraction: Fraction | None, figure: str, part: str, url: Callable[..., str] | None) -> dict[str, str] | None:
    """A counted number: as shown, exactly, and where its duties are listed if the platform has counted them."""
    if fraction is None:
        return None
    link = url(figure=figure, part=part) if url else ""
    return {"shown": plain(fraction), "exact": exact.write(fraction), "figure": figure, "part": part, "url": link}


def way(component: Component, figure: Figure) -> list[str]:
    """How the points came, as sums a reader can follow; of a component without a value nothing."""
    if figure.points is None:
        return []
    match component:
        case Proportional():
            return [f"{product(figure)} = {shown(figure.points)}"]
        case Slopes(terms=terms):
            grown = figure.full / figure.stated
            return [slope(term, grown) for term in terms] + [difference(figure)]
        case Occurrences(amounts=amounts):
            each = [f"{OCCURRENCES[code]} −{plain(amount)}" for code, amount in sorted(amounts.items())]
            return [_("each time: %(amounts)s") % {"amounts": listed(each)}, difference(figure)]
        case Problems(basis=basis, each_at_most=most):
            words = [_("what costs: %(basis)s") % {"basis": BASES[basis]}]
            if most is not None:
                words.append(_("each at most %(points)s") % {"points": plain(most)})
            return [*words, difference(figure)]


def product(figure: Figure) -> str:
    """The mark times the rate, or what is left of it."""
    part = figure.parts[0]
    value = exact.percent(part.value or Fraction(0))
    return (
        f"{shown(figure.full)} × (1 − {value} %)" if RATES[part.code].against else f"{shown(figure.full)} × {value} %"
    )


def difference(figure: Figure) -> str:
    """The mark less what was taken away; never below nought."""
    minus = [shown(part.minus) for part in figure.parts if part.minus]
    left = " − ".join([shown(figure.full), *minus])
    return (
        f"{left} = {shown(figure.points or Fraction(0))}"
        if len(minus) < MANY
        else f"… = {shown(figure.points or Fraction(0))}"
    )


MANY = 8  # numbers of a sum that is written out


def slope(term: Term, grown: Fraction) -> str:
    """What a slope asks for."""
    values = {"rate": NAMES[term.rate], "from": plain(term.threshold * 100), "minus": shown(term.minus * grown)}
    if RATES[term.rate].against:
        return _("%(rate)s: up to %(from)s %% all points, then −%(minus)s for each percentage point") % values
    return _("%(rate)s: from %(from)s %% on all points, below −%(minus)s for each percentage point") % values


def spread(opened: Opened) -> dict[str, Any] | None:
    """Which marks were spread over the other rates, and how much each of those weighs now; None when none was."""
    gone = opened.result.spread
    if not gone:
        return None
    left = [figure for figure in opened.result.figures if figure.codes[0] in RATES and not figure.reason]
    factor = left[0].full / left[0].stated if left else ONE
    return {
        "gone": [
            {"name": name_of(*figure.codes), "stated": plain(figure.stated), "why": str(REASONS[figure.reason])}
            for figure in gone
        ],
        "marks": plain(sum((figure.stated for figure in gone), Fraction(0))),
        "factor": shown(factor) if left else "",
    }


def category_names(codes: set[str]) -> dict[str, str]:
    """Code -> name, by the newest catalogue that knows it: one query, none without codes."""
    if not codes:
        return {}
    rows = Category.objects.filter(code__in=codes).order_by("version_id")
    return {row.code: row.label for row in rows}


def listed(words: list[str]) -> str:
    """Words in a row."""
    return pgettext("list", ", ").join(words)


def shown(fraction: Fraction) -> str:
    """Points: half up, two places, with the sign of printed figures."""
    return str(exact.shown(fraction)).replace("-", "−")


def maybe(fraction: Fraction | None) -> str:
    """A fraction as text, nothing for none."""
    return "" if fraction is None else exact.write(fraction)


def duties(n: int) -> str:
    """So many duties."""
    return ngettext("%(n)s duty", "%(n)s duties", n) % {"n": f"{n:,}"}
