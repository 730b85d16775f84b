"""Questions asked of contracts: which hold at a moment, and who answers for a piece of ground then."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from sites.models import SiteZone, Zone

SOON = timedelta(days=14)  # an end that is near enough to be said


class ContractQuerySet(QuerySet[Any]):
    """Contracts by date. Ends are exclusive: of a hand-over at a moment, the successor holds at that moment."""

    def at(self, moment: Any) -> Self:
        """Contracts in force at this moment; those that begin later or have ended are not."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=moment), valid_from__lte=moment)

    def ahead(self, moment: datetime) -> Self:
        """Contracts that begin later, but for those that were taken back before their beginning."""
        return self.filter(valid_from__gt=moment).exclude(valid_to=F("valid_from"))

    def over(self, moment: datetime) -> Self:
        """Contracts that have ended, and those taken back before they began."""
        return self.filter(Q(valid_to__lte=moment) | Q(valid_to=F("valid_from")))

    def ending(self, moment: datetime, within: timedelta = SOON) -> Self:
        """Contracts in force that end within a fortnight, with nobody of the same kind to hold the subject then."""
        subject = {name: OuterRef(name) for name in ("kind", "subject_kind", "subject_key")}
        others = self.model.objects.filter(**subject, valid_from__lte=OuterRef("valid_to"))
        after = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")))
        return self.at(moment).filter(valid_to__lte=moment + within).exclude(Exists(after))

    def meeting(self, since: datetime, until: datetime | None) -> Self:
        """Contracts in force at any moment of a span; `until` None is for ever."""
        rows = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=since)).exclude(valid_to=F("valid_from"))
        return rows.filter(valid_from__lt=until) if until else rows

    def routing(self, moment: datetime) -> Self:
        """Of zones, those whose holder's unit routing may send problems to; of one zone the one that counts is last."""
        rows = self.at(moment).filter(subject_kind="zone", kind__routes=True)
        return rows.order_by("-kind__order", "valid_from", "id")

    def holders_of(self, subject_kind: str, keys: Iterable[object], moment: datetime) -> dict[str, list[Any]]:
        """Key -> contracts that answer for it at the moment, the nearest first: at most four queries for any number.

        A holder of a zone answers for the zones below it and for the sites in all of them, after whoever holds these
        themselves. At the same distance the kind's order decides, then who came first.
        """
        asked = [str(key) for key in keys]
        paths = around(subject_kind, asked, moment)
        wanted = {subject for path in paths.values() for subject, _far in path}
        rows = self.at(moment).filter(subject_key__in={key for _kind, key in wanted}).select_related("kind")
        found: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in rows.order_by("kind__order", "valid_from", "id"):
            found[row.subject_kind, row.subject_key].append(row)
        return {key: [row for subject, _far in paths[key] for row in found.get(subject, ())] for key in asked}


Path = list[tuple[tuple[str, str], int]]  # (kind of subject, key) with its distance, the nearest first


def around(subject_kind: str, keys: list[str], moment: datetime) -> dict[str, Path]:
    """The thing itself and the ground it lies in, outwards: one query for zones, two for sites, none for the others."""
    paths: dict[str, Path] = {key: [((subject_kind, key), 0)] for key in keys}
    zones = zones_of(subject_kind, keys, moment)
    parents = parents_of({zone for found in zones.values() for zone in found})
    for key, found in zones.items():
        first = 0 if subject_kind == "zone" else 1
        steps: dict[UUID, int] = {}
        for zone in found:
            step: UUID | None = zone
            far = first
            while step is not None and steps.get(step, far + 1) > far:
                steps[step] = far
                step, far = parents.get(step), far + 1
        further = [(("zone", str(zone)), far) for zone, far in steps.items() if far]
        paths[key] += sorted(further, key=lambda one: one[1])
    return paths


def zones_of(subject_kind: str, keys: list[str], moment: datetime) -> dict[str, list[UUID]]:
    """The zones a thing is or lies in on the day of the moment, main ones first."""
    if subject_kind == "zone":
        return {key: [UUID(key)] for key in keys}
    if subject_kind != "site":
        return {}
    rows = (
        SiteZone.objects.on(timezone.localtime(moment).date())
        .filter(site__in=[UUID(key) for key in keys])
        .order_by("-main", "layer_id")
    )
    found: dict[str, list[UUID]] = defaultdict(list)
    for site, zone in rows.values_list("site_id", "zone_id"):
        found[str(site)].append(zone)
    return found


def parents_of(zones: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """Zone -> the zone above it, for these and all above them: one query."""
    asked = list(zones)
    return dict(Zone.objects.lineage(asked).values_list("id", "parent_id")) if asked else {}
