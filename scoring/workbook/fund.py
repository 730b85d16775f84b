"""A share-out of an incentive fund as a workbook: the shares, and the fund they add up to."""

from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scoring import exact
from scoring.consequences_words import share_words
from scoring.models import FundShare, IncentiveFund
from scoring.pages.funds import FundReading, rule_of
from scoring.wording import group_word, number_word, period_words
from scoring.workbook.book import Book, Styled


def write_fund(path: Path, reading: FundReading) -> None:
    """Writes the file: what the reader may know of the shares."""
    row = reading.row
    book = Book(path)
    known = row.shares.visible_to(reading.reader).select_related("unit").order_by("rank", "unit__code")
    write_shares(book, row, list(known), whole=reading.reader.sees_all)
    sheet = book.sheet(pgettext("sheet", "About"))
    sheet.page.set_column(0, 0, 24)
    sheet.page.set_column(1, 1, 60)
    sheet.facts(
        {
            _("Ranking"): f"{period_words(row.ranking)} {number_word(row.ranking)}",
            _("Ranking group"): group_word(row.group, {}),
            _("Amount in yuan"): in_yuan(row.fen),
            pgettext("sheet", "Rule"): share_words(rule_of(row)),
            pgettext("sheet", "State"): row.get_state_display(),
            _("Proposed at"): row.kept_at,
            _("Decided at"): row.decided_at,
        }
    )
    book.close()


def write_shares(book: Book, row: IncentiveFund, shares: list[FundShare], *, whole: bool) -> None:
    """A row for each unit; the sum where all of them are there."""
    heads = [(_("Rank"), 8), (pgettext("sheet", "Unit"), 28), (pgettext("sheet", "Points"), 12), (_("Yuan"), 18)]
    sheet = book.sheet(_("Shares"), heads, 2)
    for one in shares:
        sheet.add([one.rank, one.unit.label, Styled(exact.read(one.total), "points"), in_yuan(one.fen)])
    if whole:
        sheet.add([None, Styled(_("Together"), "strong"), None, in_yuan(row.fen)])


def in_yuan(fen: int) -> Styled:
    """An amount with its two places; a decimal, so that no fen is lost on the way."""
    return Styled(Decimal(fen).scaleb(-2), "money")
