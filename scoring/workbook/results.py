"""The sheet of results: counts as numbers, rates, weights, points and totals as formulas over them.

The formulas say what `scoring/formula.py` does; the exact total stands beside them as a fraction, so that anybody can
see that both agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring import exact
from scoring.exact import ZERO
from scoring.formula import Figure
from scoring.formula import Score as Reckoned
from scoring.formula_words import OCCURRENCES, RATES, name_of
from scoring.models import Score
from scoring.rates import RATES as KNOWN
from scoring.scheme import Component, Occurrences, Problems, Proportional, Slopes
from scoring.workbook.book import Book, Formula, Sheet, Styled, letter, quoted
from scoring.workbook.parameters import Parameters
from sites.models.named import label_of

Head = tuple[str, int]


@dataclass(frozen=True)
class Columns:
    """Where the columns of one component stand: its counts and rates, and its points."""

    component: Component
    parts: dict[str, int]  # of a rate its numerator, with denominator and rate after it; of an occurrence its number
    points: int


class Results:
    """The sheet of one sort of subject."""

    FIRST = 6  # group, rank, name, state, duties, growth

    def __init__(self, book: Book, parameters: Parameters, title: str, deductions: str) -> None:
        self.parameters, self.deductions = parameters, deductions
        self.heads: list[Head] = [
            (pgettext("sheet", "Group"), 14),
            (pgettext("sheet", "Rank"), 7),
            (pgettext("sheet", "Name"), 22),
            (pgettext("sheet", "State"), 12),
            (pgettext("sheet", "Duties"), 8),
            (_("Growth of the marks"), 10),
        ]
        self.columns = [self.columns_of(component) for component in parameters.scheme.components]
        self.given = self.take(_("Points given"), 10)
        self.bonus = self.take(_("Points given, counted"), 10)
        self.total = self.take(pgettext("sheet", "Total"), 10)
        self.exact = self.take(_("Exact total"), 24)
        self.key = self.take(pgettext("sheet", "Key"), 44)
        self.sheet: Sheet = book.sheet(title, self.heads, freeze=3)

    def take(self, label: str, width: int) -> int:
        """The next free column."""
        self.heads.append((label, width))
        return len(self.heads) - 1

    def columns_of(self, component: Component) -> Columns:
        """The columns of one component."""
        name, parts = name_of(*component.rates or (component.code,)), {}
        match component:
            case Occurrences(amounts=amounts):
                for code in sorted(amounts):
                    parts[code] = self.take(str(OCCURRENCES[code]), 12)
            case Problems():
                parts["n"] = self.take(_("%(name)s: problems") % {"name": name}, 12)
                parts["minus"] = self.take(_("%(name)s: points lost") % {"name": name}, 12)
            case _:
                for rate in component.rates:
                    label = str(RATES[rate])
                    parts[rate] = self.take(_("%(rate)s: numerator") % {"rate": label}, 11)
                    self.take(_("%(rate)s: denominator") % {"rate": label}, 11)
                    self.take(label, 11)
        return Columns(component, parts, self.take(_("%(name)s: points") % {"name": name}, 12))

    def add(self, score: Score, reckoned: Reckoned, group: str) -> None:
        """One result as a row."""
        row = self.sheet.row + 1  # as Excel counts
        values: dict[int, Any] = {
            0: group,
            1: score.rank,
            2: label_of(score.name, score.name_en),
            3: score.get_state_display(),
            4: score.sample,
            5: Formula(self.growth(row), grown(reckoned)),
            self.given: reckoned.given,
            self.bonus: Formula(
                f"=MAX(-{self.cap},MIN({self.cap},{self.at(self.given, row)}))", reckoned.bonus, "points"
            ),
            self.total: Formula(self.sum_of(row), reckoned.total, "total"),
            self.exact: exact.write(reckoned.total) if reckoned.total is not None else None,
            self.key: key_of(score),
        }
        figures = {figure.code: figure for figure in reckoned.figures}
        for columns in self.columns:
            values |= self.figure(columns, figures[columns.component.code], row)
        self.sheet.add(values.get(column) for column in range(len(self.heads)))

    @property
    def cap(self) -> str:
        """The name of the cap of given points."""
        return self.parameters.cap

    def at(self, column: int, row: int) -> str:
        """A cell's address."""
        return f"{letter(column)}{row}"

    def there(self, columns: Columns, row: int) -> str:
        """Whether any rate of a component has a value."""
        tests = [f"ISNUMBER({self.at(first + 2, row)})" for first in columns.parts.values()]
        return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"

    def growth(self, row: int) -> str:
        """The marks of all rates over those of the rates that are there; 0 when none is."""
        rates = [columns for columns in self.columns if columns.component.rates]
        every = "+".join(self.parameters.full(columns.component) for columns in rates)
        present = "+".join(f"IF({self.there(it, row)},{self.parameters.full(it.component)},0)" for it in rates)
        return f"=IF(({present})=0,0,({every})/({present}))"

    def sum_of(self, row: int) -> str:
        """All points and what counts of those given; nothing where no rate has a value."""
        added = ",".join(self.at(column, row) for column in [*(it.points for it in self.columns), self.bonus])
        return f'=IF({self.at(5, row)}=0,"",SUM({added}))'

    def figure(self, columns: Columns, figure: Figure, row: int) -> dict[int, Any]:
        """The cells of one component."""
        match columns.component:
            case Proportional() | Slopes():
                return self.of_rates(columns, figure, row)
            case Occurrences():
                return self.of_occurrences(columns, figure, row)
        return self.of_problems(columns, figure, row)

    def of_rates(self, columns: Columns, figure: Figure, row: int) -> dict[int, Any]:
        """Numerator and denominator of each rate, the rate, and the points."""
        cells: dict[int, Any] = {}
        for part in figure.parts:
            first = columns.parts[part.code]
            over, under = self.at(first, row), self.at(first + 1, row)
            cells[first], cells[first + 1] = part.numerator, part.denominator
            cells[first + 2] = Formula(f'=IF(N({under})=0,"",MIN(1,{over}/{under}))', part.value, "percent")
        full = f"{self.parameters.full(columns.component)}*{self.at(5, row)}"
        match columns.component:
            case Proportional(rate):
                value = self.at(columns.parts[rate] + 2, row)
                worth = f"{full}*(1-{value})" if KNOWN[rate].against else f"{full}*{value}"
            case Slopes(terms=terms):
                worth = f"MAX(0,{full}{''.join(self.lost(columns, term.rate, row) for term in terms)})"
        text = f'=IF({self.there(columns, row)},{worth},"")'
        return {**cells, columns.points: Formula(text, figure.points, "points")}

    def lost(self, columns: Columns, rate: str, row: int) -> str:
        """What one rate of a slope takes away."""
        value, threshold = self.at(columns.parts[rate] + 2, row), self.parameters.threshold(rate)
        gap = f"{value}-{threshold}" if KNOWN[rate].against else f"{threshold}-{value}"
        each = f"100*{self.parameters.minus(rate)}*{self.at(5, row)}"
        return f"-IF(ISNUMBER({value}),MAX(0,{gap})*{each},0)"

    def of_occurrences(self, columns: Columns, figure: Figure, row: int) -> dict[int, Any]:
        """How often each happened, and what is left of the full mark."""
        cells: dict[int, Any] = {columns.parts[part.code]: part.numerator for part in figure.parts}
        lost = "".join(f"-N({self.at(at, row)})*{self.parameters.cost(code)}" for code, at in columns.parts.items())
        text = f"=MAX(0,{self.parameters.full(columns.component)}{lost})"
        return {**cells, columns.points: Formula(text, figure.points, "points")}

    def of_problems(self, columns: Columns, figure: Figure, row: int) -> dict[int, Any]:
        """How many problems, what they cost by the sheet of deductions, and what is left of the full mark."""
        n = sum((part.numerator or ZERO for part in figure.parts), ZERO)
        minus = sum((part.minus for part in figure.parts), ZERO)
        sheet, key = quoted(self.deductions), self.at(self.key, row)
        lost = f"=SUMIFS({sheet}!E:E,{sheet}!A:A,{key})"
        full = self.parameters.full(columns.component)
        left = f"=MAX(0,{full}-{self.at(columns.parts['minus'], row)})"
        return {
            columns.parts["n"]: n,
            columns.parts["minus"]: Formula(lost, minus, "points"),
            columns.points: Formula(left, figure.points, "points"),
        }


def grown(reckoned: Reckoned) -> Fraction:
    """By how much the marks of the rates that are there have grown."""
    rate = next(
        (it for it in reckoned.figures if it.stated and it.full and any(p.code in KNOWN for p in it.parts)), None
    )
    return rate.full / rate.stated if rate else ZERO


def key_of(score: Score) -> str:
    """One result among all: somebody may stand in two groups."""
    return f"{score.subject}/{score.group}/{score.key}"


def has_problems(parameters: Parameters) -> bool:
    """Whether the scheme takes points for problems by their category."""
    return any(isinstance(component, Problems) for component in parameters.scheme.components)


def write_deductions(sheet: Sheet, results: Iterable[tuple[Score, Reckoned]], names: dict[str, str]) -> None:
    """What the problems of each category cost: the rows that `of_problems` adds up."""
    for score, reckoned in results:
        for figure in reckoned.figures:
            if figure.code == Problems.code:
                for part in figure.parts:
                    cells = [key_of(score), label_of(score.name, score.name_en), names.get(part.code, part.code)]
                    sheet.add([*cells, part.numerator, Styled(part.minus, "points")])
