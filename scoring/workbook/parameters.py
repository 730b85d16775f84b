"""The sheet of a scheme: each number of the rule in a cell with a name, which the formulas of the results use."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring.formula_words import BASES, OCCURRENCES, RATES, ROLES, name_of
from scoring.rates import RATES as KNOWN
from scoring.rates import TEAMS
from scoring.scheme import Component, Occurrences, Problems, Proportional, Scheme, Slopes
from scoring.workbook.book import Book, Sheet, Styled
from sites.models.named import label_of


class Parameters:
    """The names of a scheme's numbers; those of the teams' scheme are apart."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.prefix = "team_" if scheme.of == TEAMS else ""

    def full(self, component: Component) -> str:
        """The full mark of a component as the scheme states it."""
        return f"{self.prefix}full_{component.code}"

    def threshold(self, rate: str) -> str:
        """From where on a rate loses nothing."""
        return f"{self.prefix}threshold_{rate}"

    def minus(self, rate: str) -> str:
        """Points for each percentage point."""
        return f"{self.prefix}minus_{rate}"

    def cost(self, occurrence: str) -> str:
        """Points for each time it happened."""
        return f"{self.prefix}cost_{occurrence}"

    @property
    def cap(self) -> str:
        """Up to where given points count."""
        return f"{self.prefix}bonus_cap"


def write_scheme_sheet(book: Book, parameters: Parameters, title: str, version: int) -> None:
    """The rule in words and numbers."""
    scheme = parameters.scheme
    heads = [
        (_("Part of the rule"), 44),
        (pgettext("sheet", "Number"), 12),
        (pgettext("sheet", "Name in formulas"), 32),
    ]
    sheet = book.sheet(title, [*heads, (pgettext("sheet", "Meaning"), 60)])
    sheet.add([Styled(label_of(scheme.name, scheme.name_en), "strong"), version, None, _("version")])
    sheet.add([_("Full mark of the scheme"), scheme.full_mark])
    sheet.add([_("Smallest sample"), scheme.min_sample, None, _("Whoever has fewer duties is not ranked.")])
    for component in scheme.components:
        _component(book, sheet, parameters, component)
    bonus = _("Points given by the office count up to this, either way.")
    _named(book, sheet, _("Bonus and malus"), scheme.bonus, parameters.cap, bonus)
    for role, weight in scheme.roles.items():
        sheet.add([str(ROLES[role]), weight, None, _("What a duty of this role weighs in the counts.")])
    for source, factor in scheme.sources.items():
        sheet.add(
            [_source(source), factor, None, _("Factor of this source: in %(what)s.") % {"what": _applied(scheme)}]
        )


def _component(book: Book, sheet: Sheet, parameters: Parameters, component: Component) -> None:
    name = name_of(*component.rates or (component.code,))
    match component:
        case Proportional(rate):
            against = KNOWN[rate].against
            words = _("Full mark × (1 − rate)") if against else _("Full mark × rate")
            _named(book, sheet, name, component.full, parameters.full(component), words)
        case Slopes(terms=terms):
            words = _("All points up to the threshold, then so many less for each percentage point")
            _named(book, sheet, name, component.full, parameters.full(component), words)
            for term in terms:
                label = str(RATES[term.rate])
                _named(book, sheet, label, term.threshold, parameters.threshold(term.rate), _("Threshold"), "percent")
                _named(book, sheet, label, term.minus, parameters.minus(term.rate), _("Less for each percentage point"))
        case Occurrences(amounts=amounts):
            _named(book, sheet, name, component.full, parameters.full(component), _("Full mark less what happened"))
            for code, amount in amounts.items():
                words = _("Points for each time")
                _named(book, sheet, str(OCCURRENCES[code]), amount, parameters.cost(code), words)
        case Problems(basis=basis):
            words = _("Full mark less the points of the categories, for %(which)s") % {"which": BASES[basis]}
            _named(book, sheet, name, component.full, parameters.full(component), words)


def _named(
    book: Book, sheet: Sheet, label: str, value: Fraction, name: str, words: str, look: str | None = None
) -> None:
    """A number of the rule, its name and what it means."""
    row = sheet.add([label, Styled(value, look) if look else value, name, words])
    book.call(name, sheet, row, 1)


def _source(code: str) -> str:
    from rectification.models import Source

    return str(Source(code).label)


def _applied(scheme: Scheme) -> str:
    words = {"rates": _("rates"), "deductions": _("deductions")}
    return pgettext("enumeration", ", ").join(words[target] for target in scheme.sources_apply)
