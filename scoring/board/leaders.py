"""The ground of the city leaders who are linked to it by contract: what is open there, and past due."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from rectification.filters import Filter, at_time
from rectification.held import ground
from rectification.pages.balance import Share, holders
from rectification.pages.viewer import Viewer
from rectification.querysets import sight_keys
from sites.models import Zone
from supervision.countdowns import Bounds

KIND = "leader_link"
MOST = 12


class Linked(NamedTuple):
    """One leader with the ground they hold; names of the ground in both languages."""

    pk: UUID
    name: str
    places: list[tuple[str, str]]
    sites: int
    open: int
    late: int


def count(viewer: Viewer) -> list[Linked]:
    """Each leader as the ledger counts their ground, the most late first: four queries."""
    shares = holders(KIND, viewer.now)
    if not shares:
        return []
    held = ground({pk for one in shares for pk in one.zones}, {pk for one in shares for pk in one.by_themselves})
    inside: dict[UUID, set[UUID]] = {one.pk: set() for one in shares}
    for zone in held.parents:
        for one in shares:
            if held.given_above(zone) & one.zones:
                inside[one.pk].add(zone)
    names = {
        pk: (name, en) for pk, name, en in Zone.objects.filter(pk__in=held.zones).values_list("pk", "name", "name_en")
    }
    sums = summed(viewer, shares, inside)
    found = [
        Linked(
            one.pk,
            one.label,
            [names[pk] for pk in sorted(one.zones, key=str) if pk in names],
            len(one.by_themselves),
            *sums[at],
        )
        for at, one in enumerate(shares)
    ]
    return sorted(found, key=lambda one: (-one.late, -one.open, one.name))[:MOST]


def summed(viewer: Viewer, shares: list[Share], inside: dict[UUID, set[UUID]]) -> list[tuple[int, int]]:
    """Open and late for each of them, an entry once however many zones it lies in: one query."""
    keys = {one.pk: sorted(sight_keys(zones=inside[one.pk])) for one in shares}
    every = sorted({key for found in keys.values() for key in found})
    sites = {pk for one in shares for pk in one.by_themselves}
    rows = Filter().rows(viewer.present(), viewer.now).filter(Q(sights__key__in=every) | Q(site_id__in=sites))
    late = Q(pk__in=at_time(viewer.present(), "late", Bounds.at(viewer.now)).order_by().values("pk"))
    sums = {}
    for at, one in enumerate(shares):
        there = Q(sights__key__in=keys[one.pk]) | Q(site_id__in=one.by_themselves)
        sums[f"open_{at}"] = Count("pk", distinct=True, filter=there)
        sums[f"late_{at}"] = Count("pk", distinct=True, filter=there & late)
    found = rows.order_by().aggregate(**sums)
    return [(found[f"open_{at}"], found[f"late_{at}"]) for at in range(len(shares))]
