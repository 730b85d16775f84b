"""Scope: every list, count, map, file and export of tickets starts at `visible_to` (DESIGN 4, ENGINE 21)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Exists, OuterRef, QuerySet


@dataclass(frozen=True)
class Reader:
    """What a post may read: everything, or the entries with one of its keys."""

    sees_all: bool
    keys: frozenset[str] = frozenset()


def sight_keys(
    units: Iterable[object] = (),
    zones: Iterable[object] = (),
    posts: Iterable[object] = (),
    sites: Iterable[object] = (),
) -> set[str]:
    """The keys of visibility rows."""
    places = {f"z:{i}" for i in zones} | {f"s:{i}" for i in sites}
    return {f"u:{i}" for i in units} | {f"p:{i}" for i in posts} | places


class TicketQuerySet(QuerySet[Any]):
    """Tickets, by reader."""

    def visible_to(self, reader: Reader, **sight: Any) -> Self:
        """Tickets this reader may know exist; `sight` narrows the rows that count (`until_seq=None`: still its own)."""
        if reader.sees_all:
            return self.all()
        if not reader.keys:
            return self.none()
        sights = self.model._meta.get_field("sights").related_model
        rows = sights.objects.filter(ticket=OuterRef("pk"), key__in=sorted(reader.keys), **sight)
        return self.filter(Exists(rows))
