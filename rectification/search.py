"""Finding entries by words: a text for each, refreshed with the steps that change what it is made of."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from rectification.catalogue import category
from rectification.models import SearchText, Ticket
from rectification.workflow import Action
from supervision.actions.jobs import progress
from supervision.actions.words import read as read_words
from supervision.models import Job

# Steps after which an entry is found by other words.
CHANGES = frozenset({Action.RECLASSIFY, Action.ERASE})
LONGEST = 2000  # characters of free words that are looked through
TERMS = 5
PORTION = 100  # entries in one transaction: nobody waits for it on SQLite


def plain(text: str) -> str:
    """One form for what is written in several: full width and half, large and small, any space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


def refresh(ids: Iterable[UUID]) -> None:
    """Makes the texts of some entries anew: three queries however many there are."""
    tickets = list(Ticket.objects.filter(pk__in=list(ids)).select_related("site"))
    words = read_words([pk for ticket in tickets for pk in (ticket.words, ticket.place) if pk])
    rows = [
        SearchText(ticket=ticket, text=text_of(ticket, {pk: row.text for pk, row in words.items()}))
        for ticket in tickets
    ]
    SearchText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["ticket"], update_fields=["text"])


def search_again(job: Job, clock: Callable[[], datetime]) -> dict[str, int]:
    """A job: the texts of all entries, or of those at one site, made anew; half done and begun again does no harm."""
    rows = Ticket.objects.order_by("pk")
    if job.facts.get("site"):
        rows = rows.filter(site_id=job.facts["site"])
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), PORTION):
        if not progress(job, start, len(ids), clock()):
            return {"entries": start}
        with transaction.atomic():
            refresh(ids[start : start + PORTION])
    progress(job, len(ids), len(ids), clock())
    return {"entries": len(ids)}


def text_of(ticket: Ticket, words: dict[str, str]) -> str:
    """Everything an entry is found by."""
    kind, site = category(ticket.catalogue, ticket.category), ticket.site
    place = [site.name, site.name_en, site.code, site.initials] if site is not None else []
    said = [words.get(str(pk), "") for pk in (ticket.place, ticket.words) if pk]
    return plain(" | ".join(part for part in (ticket.number, *place, kind.name, kind.name_en, *said) if part))[:LONGEST]


def terms_of(given: str) -> list[str]:
    """What was typed, in pieces; each must be found."""
    return list(dict.fromkeys(plain(given).split(" ")))[:TERMS]


def saying(given: str) -> Q:
    """Entries whose text has every piece of what was typed."""
    return Q(Exists(SearchText.objects.filter(saying_text(given), ticket=OuterRef("pk"))))


def saying_text(given: str) -> Q:
    """The texts that have every piece."""
    wanted = Q()
    for term in terms_of(given):
        wanted &= Q(text__says=term)
    return wanted
