"""Rules of the routing table: every child category ends at somebody wherever it may occur (pure)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.catalogue_files import Row
from sites.catalogue_rules.book import Book, Found, Problem
from sites.vocabulary import Resolver

# Rows that find a unit wherever a city has bound its functions and drawn its streets.
CANNOT_FAIL = (Resolver.UNIT, Resolver.TERRITORIAL)
NAME = "routing"
ListRow = tuple[str, str, bool]  # resolver, function, assisting
WORDS = {
    "no_lead": gettext_lazy("the lead rows must come first, and there must be one"),
    "lead_may_fail": gettext_lazy("the last lead row must be unit or territorial"),
    "list_may_fail": gettext_lazy("the last row of a list must be unit or territorial"),
    "unreached": gettext_lazy("the lead rows after this one can never be reached"),
    "twice": gettext_lazy("the same row stands twice in this list"),
}


def routing_rules(book: Book) -> Found:
    """Each row is sound, each list is in order and ends safely, and no category is without a list."""
    chains: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in book.tables[NAME]:
        yield from _row(book, row)
        chains[row["issue_category_code"], row["site_group"]].append(row)
    for chain in chains.values():
        yield from _chain(chain)
    for code, row in book.children.items():
        if (code, "") not in chains:
            yield Problem("issue_categories", row.line, _("%(code)s has no general routing list") % row)


def _row(book: Book, row: Row) -> Found:
    if row["issue_category_code"] not in book.children:
        yield Problem(NAME, row.line, _("%(issue_category_code)s is not a child category") % row)
    if row["site_group"] not in {"", *book.groups}:
        yield Problem(NAME, row.line, _("%(site_group)s is not a group of site types") % row)
    if not re.fullmatch(r"[1-9]\d{0,3}", row["priority"]):
        yield Problem(NAME, row.line, _("%(priority)s is not a priority") % row)
    if row["resolver"] not in Resolver.values:
        yield Problem(NAME, row.line, _("%(resolver)s is not a way to find a unit") % row)
    if (row["resolver"] == Resolver.UNIT) != bool(row["resolver_arg"]):
        yield Problem(NAME, row.line, _("a function is named with unit, and only with unit"))
    if row["resolver_arg"] and row["resolver_arg"] not in book.functions:
        yield Problem(NAME, row.line, _("%(resolver_arg)s is not a function") % row)
    if row["assisting"] not in ("0", "1"):
        yield Problem(NAME, row.line, _("assisting must be 0 or 1"))


def _chain(chain: list[Row]) -> Found:
    first = chain[0]
    if [row["priority"] for row in chain] != [str(number) for number in range(1, len(chain) + 1)]:
        yield Problem(NAME, first.line, _("the priorities of this list must be 1, 2, 3 ... in order"))
    rows = [(row["resolver"], row["resolver_arg"], row["assisting"] != "0") for row in chain]
    for code, place in faults_of(rows):
        yield Problem(NAME, chain[place].line, str(WORDS[code]))


def faults_of(rows: Sequence[ListRow]) -> Iterator[tuple[str, int]]:
    """What is wrong with a list, from the files or from a form: a code of WORDS and the place of the row."""
    lead = [place for place, row in enumerate(rows) if not row[2]]
    if not lead or lead != list(range(len(lead))):
        yield "no_lead", 0
    if lead and rows[lead[-1]][0] not in CANNOT_FAIL:
        yield "lead_may_fail", lead[-1]
    if rows and rows[-1][0] not in CANNOT_FAIL:
        yield "list_may_fail", len(rows) - 1
    for place in lead[:-1]:
        if rows[place][0] in CANNOT_FAIL:
            yield "unreached", place
    for place, row in enumerate(rows):
        if row in rows[:place]:
            yield "twice", place
