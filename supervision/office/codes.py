"""QR codes for sites: which sites a list means, their labels, and the job that prints many."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from sites.models import Site
from supervision.actions import jobs
from supervision.models import Job
from supervision.office.marks import read_id
from supervision.office.papers import hindered, printed
from supervision.office.places import narrowed
from supervision.paper.faces import Faces
from supervision.paper.sheet import COLUMNS, ROWS, Label, sheet_pdf

KIND = "print_codes"
MOST, AT_ONCE = 2000, 200  # labels: of one print, of one that is not a job
SHEET = COLUMNS * ROWS


def wanted(query: QueryDict, now: datetime) -> tuple[QuerySet[Site], str]:
    """The sites of a list, or the one of `site`, by code; and the list as the end of an address."""
    rows, asked = narrowed(query, now)
    one = read_id(query.get("site", ""))
    if one is not None:
        rows, asked = Site.objects.open().filter(pk=one), {"site": str(one)}
    return rows.order_by("code", "id"), urlencode({name: value for name, value in asked.items() if value})


def address_of(code: str, base: str) -> str:
    """What the code of a site opens."""
    return base + reverse("scan", args=[code])


def labels(rows: QuerySet[Site], base: str, copies: int, skip: int) -> list[Label | None]:
    """The labels in their order; before the first, places of a sheet that were used already."""
    found: list[Label | None] = [None] * skip
    for site in rows.select_related("type").defer("geometry")[:MOST]:
        found += [Label(site.label, site.code, site.type.label, address_of(site.code, base))] * copies
    return found


def title() -> str:
    """What the file is called."""
    return _("QR codes of sites")


def ask(query: str, copies: int, skip: int, base: str, *, by: Any, key: UUID | None, now: datetime) -> Job:
    """Has them printed by the worker."""
    facts = {"query": query, "copies": copies, "skip": skip, "base": base, "post": str(by.id)}
    facts["language"] = get_language() or ""
    return jobs.ask(KIND, facts, user_id=by.user_id, now=now, job_id=key)


def print_codes(job: Job, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The work."""

    def draw(faces: Faces, now: datetime) -> tuple[int, str, bytes | None]:
        facts, going = job.facts, True
        rows, _url = wanted(QueryDict(facts["query"]), now)
        found = labels(rows, facts["base"], facts["copies"], facts["skip"])[: MOST + facts["skip"]]

        def going_on(done: int) -> bool:
            nonlocal going
            going = jobs.progress(job, min(done, len(found)), len(found), clock())
            return going

        content = sheet_pdf(found, faces, made=now, going_on=going_on)
        return len(found) - facts["skip"], title(), content if going else None

    return printed(job, clock, draw)


def said(job: Job) -> str:
    """How many labels it made."""
    n = job.result.get("n", 0)
    return hindered(job) or ngettext("%(n)s label to print.", "%(n)s labels to print.", n) % {"n": f"{n:,}"}


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """Back to the list it was made of."""
    return [(f"{reverse('office_site_codes')}?{job.facts['query']}", pgettext_lazy("job", "Back to this list"))]


def sheets(n: int) -> int:
    """How many sheets of paper so many places take."""
    return -(-n // SHEET)


def first_names(rows: QuerySet[Site]) -> Iterator[str]:
    """The first few of them, for the page."""
    yield from (f"{site.label} · {site.code}" for site in rows.defer("geometry")[:6])
