"""The ledger as a workbook: exactly the entries of a filter, in the scope of who asked, written row by row."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.core.files import File
from django.core.files.storage import storages
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from rectification.catalogue import category
from rectification.desk import Actor
from rectification.filters import Filter
from rectification.models import Photo, PhotoKind, Source, Ticket
from rectification.models.tickets import StatusWords
from rectification.querysets import TicketQuerySet
from rectification.scope import reader_of
from rectification.sheets import Sheets
from sites.vocabulary import Urgency, Verify
from supervision.actions import jobs
from supervision.actions.access import record_access
from supervision.actions.words import read as read_words
from supervision.ladder import Rung
from supervision.models import Job, Post
from supervision.paging import Behind
from supervision.picture_store import derived_name, open_stored
from supervision.refusals import Refused
from supervision.wording import rung as rung_words

KIND = "export_ledger"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PORTION = 500
PICTURES_MOST = 2_000
JOINS = (
    "site__type", "team", "filed_by", "verified_by", "relapse_of", "main_duty__unit", "main_duty__user",
    "lead_duty__unit", "lead_duty__user",
)  # fmt: skip
Words = dict[str, str]


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in characters, what stands in it."""

    label: str | Promise
    width: int
    value: Callable[[Ticket, Words], Any]


def lead(ticket: Ticket) -> Any:
    """Whose entry it is."""
    return ticket.lead_duty or ticket.main_duty


def left(ticket: Ticket) -> Any:
    """When the clock that runs now runs out."""
    return ticket.main_duty.due_at if ticket.main_duty else None


def highest(ticket: Ticket) -> str:
    """The highest rung it has reached."""
    rung = ticket.lead_duty.highest_rung if ticket.lead_duty else -1
    return rung_words(Rung(rung))["label"] if rung >= 0 else ""


def place(ticket: Ticket, words: Words) -> str:
    """The site and the words for the spot."""
    site = ticket.site.label if ticket.site else ""
    return f"{site} {words.get(str(ticket.place), '')}".strip()


COLUMNS: dict[str, Column] = {
    "number": Column(pgettext_lazy("sheet", "Number"), 15, lambda t, w: t.number),
    "status": Column(pgettext_lazy("sheet", "Status"), 12, lambda t, w: StatusWords(t.status).label),
    "category": Column(pgettext_lazy("sheet", "Problem"), 24, lambda t, w: category(t.catalogue, t.category).label),
    "code": Column(pgettext_lazy("sheet", "Category code"), 12, lambda t, w: t.category),
    "standard": Column(pgettext_lazy("sheet", "Standard"), 14, lambda t, w: t.standard),
    "place": Column(pgettext_lazy("sheet", "Place"), 30, place),
    "type": Column(pgettext_lazy("sheet", "Kind of place"), 16, lambda t, w: t.site.type.label if t.site else ""),
    "words": Column(pgettext_lazy("sheet", "What was seen"), 44, lambda t, w: w.get(str(t.words), "")),
    "urgency": Column(pgettext_lazy("sheet", "Urgency"), 12, lambda t, w: f"{t.urgency} {Urgency(t.urgency).label}"),
    "source": Column(pgettext_lazy("sheet", "Source"), 12, lambda t, w: Source(t.source).label),
    "team": Column(pgettext_lazy("sheet", "Team"), 14, lambda t, w: t.team.label if t.team else ""),
    "filed_by": Column(pgettext_lazy("sheet", "Written by"), 12, lambda t, w: str(t.filed_by)),
    "filed_at": Column(pgettext_lazy("sheet", "Written at"), 17, lambda t, w: t.filed_at),
    "unit": Column(pgettext_lazy("sheet", "Unit"), 18, lambda t, w: lead(t).unit.label if lead(t) else ""),
    "person": Column(pgettext_lazy("sheet", "Person"), 12, lambda t, w: str(lead(t).user or "") if lead(t) else ""),
    "due_at": Column(pgettext_lazy("sheet", "Due at"), 17, lambda t, w: left(t)),
    "rung": Column(pgettext_lazy("sheet", "Highest rung"), 12, lambda t, w: highest(t)),
    "rework": Column(pgettext_lazy("sheet", "Failed checks"), 10, lambda t, w: t.rework_count),
    "relapse": Column(pgettext_lazy("sheet", "Came back from"), 15, lambda t, w: t.relapse_of and t.relapse_of.number),
    "closed_at": Column(pgettext_lazy("sheet", "Struck off at"), 17, lambda t, w: t.closed_at),
    "verified_by": Column(pgettext_lazy("sheet", "Checked by"), 12, lambda t, w: str(t.verified_by or "")),
    "verified_how": Column(
        pgettext_lazy("sheet", "Checked how"), 12, lambda t, w: Verify(t.verified_how).label if t.verified_how else ""
    ),
    "lon": Column(pgettext_lazy("sheet", "Longitude"), 11, lambda t, w: t.lon),
    "lat": Column(pgettext_lazy("sheet", "Latitude"), 11, lambda t, w: t.lat),
}  # fmt: skip
USUAL = (
    "number", "status", "category", "place", "words", "urgency", "filed_at", "unit", "person", "due_at", "rung",
    "closed_at",
)  # fmt: skip


def columns() -> list[dict[str, Any]]:
    """The columns one may choose, the usual ones ticked."""
    return [{"name": name, "label": column.label, "on": name in USUAL} for name, column in COLUMNS.items()]


def ask(by: Actor, wanted: Filter, names: list[str], *, pictures: bool, now: datetime) -> Job:
    """The job that writes it; who asked to take out what is written down before a row is read."""
    chosen = [name for name in COLUMNS if name in names] or list(USUAL)
    if wanted.state == "former":
        raise Refused("no_export", _("What is no longer with you cannot be taken out."))
    facts = {"query": wanted.query(), "columns": chosen, "pictures": pictures, "post": str(by.post.id)}
    record_access("export", facts, by=by.post, user_id=by.user.pk, now=now)
    return jobs.ask(KIND, facts, user_id=by.user.pk, now=now)


def export(job: Job, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The work: reads by keyset, writes to a file beside the storage, and gives it over only when it is whole."""
    rows = scope_of(job, clock())
    if rows is None:
        return {"rows": 0, "ended": True}
    total = rows.count()
    with (
        translation.override((job.asked_by and job.asked_by.language) or "zh-hans"),
        tempfile.TemporaryDirectory() as folder,
    ):
        path = Path(folder) / "ledger.xlsx"
        book = Book(path, job.facts["columns"], pictures=job.facts["pictures"])
        for portion in portions(rows, with_photos=job.facts["pictures"]):
            book.write(portion)
            if not jobs.progress(job, min(book.rows, total), total, clock()):
                return {"rows": 0}
        book.sheets.close()
        name = file_name(clock())
        with path.open("rb") as content:
            stored = storages["results"].save(f"{job.pk}.xlsx", File(content))
        size = path.stat().st_size
    return {"rows": book.rows, "file": {"path": stored, "name": name, "type": TYPE, "bytes": size}}


def scope_of(job: Job, now: datetime) -> TicketQuerySet | None:
    """The entries of the filter that the asker may read now; nothing for a post that is no longer open to them."""
    post = Post.objects.open_to(job.asked_by_id, now).select_related("unit").filter(pk=job.facts["post"]).first()
    if post is None:
        return None
    wanted = Filter.read(dict(parse_qsl(job.facts["query"])))
    return wanted.narrowed(Ticket.objects.visible_to(reader_of(post, now), until_seq=None), now)


def portions(rows: TicketQuerySet, *, with_photos: bool) -> Iterator[list[Ticket]]:
    """All of them, newest first, so many at a time; an entry written meanwhile is not among them."""
    rows = rows.select_related(*JOINS).order_by("-filed_at", "-id")
    if with_photos:
        before = Photo.objects.filter(kind=PhotoKind.BEFORE).order_by("ordinal")
        rows = rows.prefetch_related(Prefetch("photos", before, to_attr="shots"))
    mark = None
    while True:
        found = list((rows.filter(Behind("filed_at", mark, falling=True)) if mark else rows)[:PORTION])
        if not found:
            return
        yield found
        mark = (found[-1].filed_at, found[-1].pk)


class Book:
    """The entries as rows of a workbook."""

    def __init__(self, path: Path, names: list[str], *, pictures: bool) -> None:
        self.columns = [COLUMNS[name] for name in names]
        self.pictures = pictures
        heads = [(str(column.label), column.width) for column in self.columns]
        self.sheets = Sheets(path, _("Ledger"), [*heads, (_("Photo"), 12)] if pictures else heads)

    @property
    def rows(self) -> int:
        """How many it has."""
        return self.sheets.rows

    def write(self, tickets: list[Ticket]) -> None:
        """The rows of some entries: one query for their words."""
        ids = [pk for ticket in tickets for pk in (ticket.words, ticket.place) if pk]
        words = {pk: row.text for pk, row in read_words(ids).items()}
        for ticket in tickets:
            picture = small_picture(ticket) if self.pictures and self.rows < PICTURES_MOST else None
            self.sheets.add((column.value(ticket, words) for column in self.columns), picture)


def small_picture(ticket: Ticket) -> bytes | None:
    """Its first photo; one that is not ready yet is left out."""
    shots = getattr(ticket, "shots", [])
    if not shots:
        return None
    try:
        with open_stored(derived_name(shots[0].file_id, "320")) as file:
            return file.read()
    except FileNotFoundError:
        return None


def file_name(now: datetime) -> str:
    """For people."""
    return f"{_('Ledger')} {timezone.localtime(now):%Y-%m-%d %H%M}.xlsx"


def said(job: Job) -> str:
    """How many entries it holds."""
    if job.result.get("ended"):
        return _("The post this was asked for in is no longer open to you, so nothing was written.")
    rows = job.result.get("rows", 0)
    return ngettext("%(n)s entry in the workbook.", "%(n)s entries in the workbook.", rows) % {"n": f"{rows:,}"}


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """Back to the list it was made of."""
    return [(f"{reverse('ledger')}?{job.facts['query']}", pgettext_lazy("job", "Back to this list"))]


__all__ = ["KIND", "ask", "columns", "export", "links", "said"]
