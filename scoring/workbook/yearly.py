"""The lines of a yearly appraisal as a workbook: one sheet of figures, one of the rankings behind each."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring import exact
from scoring.consequences_words import appraisal_words
from scoring.lists_words import KINDS
from scoring.pages.appraisal import YearReading, kinds
from scoring.periods import named
from scoring.wording import group_word, number_word
from scoring.workbook.book import Book, Styled
from sites.models.named import label_of


def write_year(path: Path, reading: YearReading) -> None:
    """Writes the file; figures are numbers, the exact figure stands beside each as a fraction."""
    book = Book(path)
    write_lines(book, reading)
    write_items(book, reading)
    sheet = book.sheet(pgettext("sheet", "About"))
    sheet.page.set_column(0, 0, 24)
    sheet.page.set_column(1, 1, 80)
    sheet.facts(
        {
            pgettext("sheet", "Year"): reading.year.year,
            pgettext("sheet", "Rule"): appraisal_words(reading.appraisal) if reading.appraisal else "",
            _("Version of the scheme"): reading.version,
            _("How to read it"): _(
                "A period without a total counts neither as 0 nor as 100: its weight is spread over the others."
            ),
        }
    )
    book.close()


def write_lines(book: Book, reading: YearReading) -> None:
    """A row for each unit."""
    parts = [str(KINDS[kind]) for kind in kinds(reading.appraisal)]
    heads = [(pgettext("sheet", "Group"), 16), (_("Rank"), 8), (pgettext("sheet", "Unit"), 24), (_("Figure"), 12)]
    counted = [(_("Periods counted: %(kind)s") % {"kind": label}, 14) for label in parts]
    sheet = book.sheet(_("Yearly appraisal"), [*heads, *counted, (_("Exact figure"), 40)], 3)
    for one in reading.lines:
        items = one.line.items
        there = [
            sum(it.period.kind is kind and it.total is not None for it in items) for kind in kinds(reading.appraisal)
        ]
        value = one.line.value
        unit = label_of(one.name, one.name_en)
        figures = [None if value is None else Styled(value, "total"), *there]
        sheet.add([group_word(one.group, {}), one.rank, unit, *figures, None if value is None else exact.write(value)])


def write_items(book: Book, reading: YearReading) -> None:
    """A row for each unit and ranking."""
    heads = [
        (pgettext("sheet", "Unit"), 24), (pgettext("sheet", "Period"), 24), (pgettext("sheet", "Number"), 12),
        (pgettext("sheet", "Total"), 10), (pgettext("sheet", "Weight"), 10), (_("Adds"), 10),
    ]  # fmt: skip
    sheet = book.sheet(_("Rankings behind it"), heads, 2)
    for one in reading.lines:
        for it in one.line.items:
            if it.period not in reading.rankings:
                continue
            total = None if it.total is None else Styled(it.total, "points")
            adds = None if it.total is None else Styled(it.total * it.weight, "points")
            number = number_word(reading.rankings[it.period])
            unit = label_of(one.name, one.name_en)
            sheet.add([unit, named(it.period), number, total, Styled(it.weight, "percent"), adds])
