"""The sheets of duties: each one that was counted with what it counted as, each one left out with the reason."""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.catalogue import category
from rectification.models import Source, Ticket
from scoring.batches import batched
from scoring.formula_words import ROLES
from scoring.models import Line, LineOf, Ranking, Subject
from scoring.querysets import ScoreReader
from scoring.workbook.book import Book, Cell
from sites.models import Unit
from sites.vocabulary import Urgency

PORTION = 500
# Columns of a line and what they are called; of a team's own checks some mean what the check came to.
FLAGS = (
    "fixed", "on_time", "relapsed", "checked", "first_pass", "extended", "receivable", "received_on_time", "onsite",
    "passed", "false", "reworks",
)  # fmt: skip


def flag_words() -> dict[str, str]:
    """What each count is called."""
    return {
        "fixed": pgettext("line column", "Fixed, or decided"),
        "on_time": pgettext("line column", "In time"),
        "relapsed": pgettext("line column", "Came back"),
        "checked": pgettext("line column", "Checked"),
        "first_pass": pgettext("line column", "Passed at the first check"),
        "extended": pgettext("line column", "More time granted"),
        "receivable": pgettext("line column", "To be received by a moment"),
        "received_on_time": pgettext("line column", "Received in time"),
        "onsite": pgettext("line column", "Checked on the spot"),
        "passed": pgettext("line column", "Passed"),
        "false": pgettext("line column", "Found false"),
        "reworks": pgettext("line column", "Failed checks"),
    }


def heads() -> list[tuple[str, int]]:
    """The columns of every duty."""
    return [
        (pgettext("line column", "Entry"), 15),
        (pgettext("line column", "Unit"), 20),
        (pgettext("line column", "Role"), 14),
        (pgettext("line column", "Category"), 24),
        (pgettext("line column", "Urgency"), 14),
        (pgettext("line column", "Source"), 12),
        (pgettext("line column", "Due in the ranking"), 17),
        (pgettext("line column", "Handed in or done"), 17),
    ]


def lines_of(ranking: Ranking, reader: ScoreReader) -> QuerySet[Line]:
    """The duties whose entries the reader may look at: of one's own units and team, and of the ground one holds."""
    rows = Line.objects.filter(ranking=ranking)
    if reader.sees_all:
        return rows
    held = Q(subject=Subject.ZONE, key__in=reader.zones) | Q(subject=Subject.HOLDER, key__in=reader.holders)
    also = LineOf.objects.filter(held, ranking=ranking)
    return rows.filter(Q(unit__in=reader.units | reader.teams) | Q(pk__in=also.values("line")))


def write_duties(book: Book, lines: QuerySet[Line], tell: Callable[[int], bool]) -> bool:
    """Both sheets; false when somebody asked to stop, which `tell(written)` says."""
    words = flag_words()
    counted = book.sheet(_("Duties counted"), [*heads(), *((words[name], 10) for name in FLAGS)], freeze=1)
    done = 0
    for part in portions(lines.filter(out="")):
        for line, cells in part:
            counted.add([*cells, *(getattr(line, name) for name in FLAGS)])
        done += len(part)
        if not tell(done):
            return False
    left_out = book.sheet(_("Duties left out"), [*heads(), (pgettext("line column", "Why left out"), 30)], freeze=1)
    for part in portions(lines.exclude(out="")):
        for line, cells in part:
            left_out.add([*cells, str(Line.Out(line.out).label)])
        done += len(part)
        if not tell(done):
            return False
    return True


def portions(lines: QuerySet[Line]) -> Iterator[list[tuple[Line, list[Cell]]]]:
    """Lines with their cells, unit by unit, so many at a time: a query for the entries of each portion."""
    units = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=lines.order_by().values("unit"))}
    for part in batched(lines.order_by("unit", "role", "score_due_at", "pk").iterator(chunk_size=2000), PORTION):
        tickets = Ticket.objects.only("number", "catalogue").in_bulk({line.ticket_id for line in part})
        yield [(line, cells(line, tickets[line.ticket_id], units)) for line in part]


def cells(line: Line, ticket: Ticket, units: Mapping[UUID, str]) -> list[Cell]:
    """The columns of every duty."""
    return [
        ticket.number,
        units.get(line.unit_id, ""),
        str(ROLES[line.role]),
        category(ticket.catalogue, line.category).label,
        f"{line.urgency} {Urgency(line.urgency).label}",
        str(Source(line.source).label),
        line.score_due_at,
        line.ended_at,
    ]
