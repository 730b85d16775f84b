"""The duties behind a figure, a page at a time: which entry, when it was due and handed in, and what it counted as."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from rectification.models import Ticket
from rectification.pages.material import Material
from scoring import exact
from scoring.behind import DENOMINATOR, MISSING, NUMERATOR, OUT, PROBLEMS, SAMPLE, Behind, behind
from scoring.exact import ONE, plain
from scoring.formula_words import OCCURRENCES, ROLES, counted_as, name_of
from scoring.models import Line, Subject
from scoring.pages.components import category_names, duties, listed
from scoring.pages.opened import Opened
from scoring.rates import RATES
from scoring.tally import LEAD
from sites.models import Unit
from supervision.actions.words import read as read_words
from supervision.wording import moment

PER_PAGE = 50
SIDES = {
    NUMERATOR: _p("figure", "counted above"),
    DENOMINATOR: _p("figure", "counted below"),
    MISSING: _p("figure", "counted below only"),
}


def listing(opened: Opened, query: QueryDict) -> dict[str, Any]:
    """The list a figure leads to; Http404 for a figure that the scheme does not have: seven queries at most."""
    figure, part = query.get("figure", "")[:24], query.get("part", "")[:24]
    wanted = behind(opened.by, figure, part)
    if wanted is None:
        raise Http404
    n, weight = opened.lines.weighed(wanted, opened.by)
    page = page_of(query.get("page", ""), n)
    rows = opened.lines.some(wanted, (page - 1) * PER_PAGE, page * PER_PAGE)
    return {
        "figure": figure,
        "part": part,
        "title": title(figure, part),
        "n": n,
        "duties": duties(n),
        "weight": plain(weight) if weight != n else "",
        "exact": exact.write(weight),
        "back": opened.url(),
        "units": opened.subject in (Subject.ZONE, Subject.HOLDER),
        "out": bool(wanted.out),
        "rows": Rows(opened, figure, wanted).shaped(rows),
        "page": pager(opened, figure, part, page, n),
    }


def page_of(text: str, n: int) -> int:
    """The page that is asked for, or the nearest there is."""
    last = max(1, -(-n // PER_PAGE))
    return min(max(1, int(text)), last) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def pager(opened: Opened, figure: str, part: str, page: int, n: int) -> dict[str, Any]:
    """As components/pager.html."""
    first = (page - 1) * PER_PAGE + 1
    last = min(n, page * PER_PAGE)
    return {
        "from": first if n else 0,
        "to": last,
        "total": f"{n:,}",
        "prev_url": opened.url(figure=figure, part=part, page=str(page - 1)) if page > 1 else "",
        "next_url": opened.url(figure=figure, part=part, page=str(page + 1)) if last < n else "",
    }


def title(figure: str, part: str) -> str:
    """What the list is of."""
    if figure == OUT:
        word = str(dict(Line.Out.choices).get(part, part))
        return pgettext("figure", "Not counted: %(reason)s") % {"reason": word}
    if figure == SAMPLE:
        return pgettext("figure", "All that counted")
    if figure == PROBLEMS:
        name = category_names({part}).get(part, part) if part else ""
        return listed([word for word in (name_of(PROBLEMS), name) if word])
    if figure in RATES:
        return pgettext("figure", "%(rate)s: %(side)s") % {"rate": name_of(figure), "side": SIDES[part]}
    return str(OCCURRENCES[figure])


class Rows:
    """Rows of a page of duties, with the entries they are about: five queries."""

    def __init__(self, opened: Opened, figure: str, wanted: Behind) -> None:
        self.opened, self.figure, self.wanted = opened, figure, wanted

    def shaped(self, lines: list[Line]) -> list[dict[str, Any]]:
        """The rows."""
        viewer = self.opened.viewer
        ids = {line.ticket_id for line in lines}
        tickets: Mapping[UUID, Ticket] = Ticket.objects.select_related("site").in_bulk(ids)
        opens = set(viewer.tickets().filter(pk__in=ids).values_list("pk", flat=True))
        spots = read_words({row.place for row in tickets.values() if row.place})
        places = Material(viewer, {}, {pk: row.text for pk, row in spots.items()}, {}, {})
        names = category_names({line.category for line in lines})
        units: Mapping[UUID, Unit] = {}
        if self.opened.subject in (Subject.ZONE, Subject.HOLDER):
            units = Unit.objects.in_bulk({line.unit_id for line in lines})
        found = []
        for line in lines:
            ticket = tickets[line.ticket_id]
            found.append(
                {
                    **self.plain(line),
                    "number": ticket.number,
                    "url": reverse("entry", args=[ticket.number]) if ticket.pk in opens else "",
                    "category": names.get(line.category, line.category),
                    "place": places.place(ticket),
                    "unit": units[line.unit_id].label if line.unit_id in units else "",
                }
            )
        return found

    def appeal(self, line: Line) -> str:
        """Where its unit may say something against this one."""
        url = self.opened.appeal_url
        return f"{url}?{urlencode({'figure': self.figure, 'duty': line.duty_id})}" if url else ""

    def plain(self, line: Line) -> dict[str, Any]:
        """What the duty itself says."""
        now = self.opened.viewer.now
        times = self.wanted.times_of(line)
        weight: Fraction = self.wanted.weight(self.opened.by, line.role, line.source, times)
        return {
            "line": line,
            "appeal_url": self.appeal(line),
            "role": str(ROLES[line.role]) if line.role != LEAD else "",
            "due": moment(line.score_due_at, now),
            "ended": moment(line.ended_at, now) if line.ended_at else "",
            "as": listed(counted_as(line)) if not line.out else str(Line.Out(line.out).label),
            "weight": plain(weight) if weight != ONE else "",
            "exact": exact.write(weight),
        }
