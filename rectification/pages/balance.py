"""Balance: how evenly the ground of one kind of contract is shared out among those who hold it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from rectification.held import Held, ground
from rectification.pages import balance_words as words
from rectification.pages.holding import OPENS_OTHERS
from rectification.pages.holding_sums import Sums, sites_in
from rectification.pages.viewer import Viewer
from sites.geometry import area_m2, line_length_m
from sites.models import Site
from sites.outlines import outlines_on
from supervision.contract_kinds import SITE, ZONE
from supervision.models import Contract, ContractKind

DAYS = 90  # of problems counted for their density
AREA, LENGTH, NOTHING = "area", "length", ""


@dataclass
class Share:
    """What one holder has."""

    pk: UUID  # of the person, else of the unit
    label: str
    units: list[str] = field(default_factory=list)
    zones: set[UUID] = field(default_factory=set)
    by_themselves: set[UUID] = field(default_factory=set)  # sites given one by one
    sites: set[UUID] = field(default_factory=set)
    open: int = 0
    late: int = 0
    found: int = 0  # written down within the last days
    area: float = 0  # square kilometres
    length: float = 0  # kilometres

    def size(self, measure: str) -> float:
        """Area or length."""
        return {AREA: self.area, LENGTH: self.length}.get(measure, 0)

    def density(self, measure: str) -> float | None:
        """Problems for each square kilometre or kilometre, else for each site; None where there is nothing."""
        whole = self.size(measure) if measure else len(self.sites)
        return self.found / whole if whole else None


@dataclass(frozen=True)
class Asked:
    """Of which kind of contract, compared by what."""

    kind: str
    by: str

    def url(self, **changes: str) -> str:
        """The page with something else asked for."""
        asked = {"kind": self.kind, "by": self.by, **changes}
        return f"{reverse('ground_balance')}?{urlencode({key: value for key, value in asked.items() if value})}"


BY: dict[str, Callable[[Share, str], float]] = {
    "sites": lambda share, _measure: len(share.sites),
    "open": lambda share, _measure: share.open,
    "late": lambda share, _measure: share.late,
    "density": lambda share, measure: share.density(measure) or 0,
    "size": lambda share, measure: share.size(measure),
    "zones": lambda share, _measure: len(share.zones) + len(share.by_themselves),
}


def page(viewer: Viewer, query: QueryDict) -> dict[str, Any]:
    """The whole page: twelve queries, however many hold however much."""
    known = kinds(viewer.now)
    kind = next((row for row in known if row.code == query.get("kind")), known[0] if known else None)
    by = query.get("by", "")
    asked = Asked(kind.code if kind else "", by if by in BY else "sites")
    shares = shared(viewer, kind.code) if kind else []
    measure = measured(shares)
    if asked.by == "size" and not measure:
        asked = Asked(asked.kind, "sites")
    return {
        "kinds": [
            {"label": row.label, "n": row.n, "url": asked.url(kind=row.code), "on": row == kind} for row in known
        ],
        "kind": kind.label if kind else "",
        "whole": viewer.reader.sees_all,
        "days": DAYS,
        "measure": measure,
        "density": words.heads(measure)["density"],
        "by": asked.by,
        "what": words.heads(measure)[asked.by],
        "heads": [
            {"key": key, "label": words.heads(measure)[key], "url": asked.url(by=key), "on": key == asked.by}
            for key in BY
            if key != "size" or measure
        ],
        **compared(shares, measure, asked, viewer),
        "map_url": f"{reverse('ground_balance_map')}?{urlencode({'kind': asked.kind})}" if on_map(shares) else "",
    }


def kinds(now: datetime) -> list[Any]:
    """Kinds that give out ground now, with how many contracts: one query."""
    running = Contract.objects.at(now).filter(subject_kind__in=[ZONE, SITE])
    rows = ContractKind.objects.annotate(n=Count("contract", filter=Q(contract__in=running.values("pk"))))
    return list(rows.filter(n__gt=0).order_by("order", "code"))


def on_map(shares: Iterable[Share]) -> bool:
    """Whether any of it is a zone."""
    return any(share.zones for share in shares)


def shared(viewer: Viewer, kind: str) -> list[Share]:
    """Each holder of the kind with what they have: nine queries."""
    today = timezone.localtime(viewer.now).date()
    shares = holders(kind, viewer.now)
    held = ground({pk for one in shares for pk in one.zones}, {pk for one in shares for pk in one.by_themselves})
    sites, sums = sites_in(held, today), Sums.of_ground(viewer, held)
    found, sizes = written(viewer, held, today), sizes_of(held, today)
    for share in shares:
        pieces = share.zones | share.by_themselves
        share.sites = set().union(*(sites.get(pk, set()) for pk in pieces))
        owed = sums.sum(set().union(*(sums.of.get(pk, set()) for pk in pieces)))
        share.open, share.late = owed.n, owed.late
        share.found = len(set().union(*(found.get(pk, set()) for pk in pieces)))
        outer = {pk for pk in share.zones if not (held.given_above(pk) - {pk}) & share.zones}
        outer |= share.by_themselves.difference(*(sites.get(pk, set()) for pk in share.zones))
        share.area = sum(sizes[pk][0] for pk in outer if pk in sizes)
        share.length = sum(sizes[pk][1] for pk in outer if pk in sizes)
    return shares


def holders(kind: str, now: datetime) -> list[Share]:
    """Who holds any of it: one query."""
    rows = Contract.objects.at(now).filter(kind=kind, subject_kind__in=[ZONE, SITE]).select_related("unit", "user")
    found: dict[UUID, Share] = {}
    for row in rows.order_by("unit__code", "id"):
        pk = row.user_id or row.unit_id
        share = found.setdefault(pk, Share(pk, str(row.user) if row.user else row.unit.label))
        (share.zones if row.subject_kind == ZONE else share.by_themselves).add(UUID(row.subject_key))
        if row.user and row.unit.label not in share.units:
            share.units.append(row.unit.label)
    return list(found.values())


def since(today: date) -> date:
    """The first day whose problems are counted."""
    return today - timedelta(days=DAYS - 1)


def written(viewer: Viewer, held: Held, today: date) -> dict[UUID, set[UUID]]:
    """Piece of ground -> what was written down there lately, of what the viewer may read: two queries."""
    begins = timezone.make_aware(datetime.combine(since(today), time.min))
    rows = viewer.present().filter(filed_at__gte=begins).order_by()
    sights = held.sights().filter(filed_at__gte=begins, ticket__in=rows.values("pk"))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for ticket, key in sights.values_list("ticket_id", "key").iterator(chunk_size=5000):
        for zone in held.given_above(UUID(key[2:])):
            found[zone].add(ticket)
    at_sites = rows.filter(site_id__in=held.sites).values_list("pk", "site_id")
    for ticket, site in at_sites if held.sites else ():
        found[site].add(ticket)
    return found


def sizes_of(held: Held, today: date) -> dict[UUID, tuple[float, float]]:
    """Zone, or a road or ground given by itself -> its square kilometres and kilometres; one is 0: two queries."""
    zones = outlines_on(today).filter(zone__in=held.zones, geometry__isnull=False).order_by()
    sites = Site.objects.on(today).filter(pk__in=held.sites, geometry__isnull=False).order_by()
    text = Cast("geometry", TextField())
    shapes = [
        *zones.annotate(text=text).values_list("zone_id", "text"),
        *sites.annotate(text=text).values_list("pk", "text"),
    ]
    return {pk: size_of(text) for pk, text in shapes}


@lru_cache(maxsize=4096)
def size_of(text: str) -> tuple[float, float]:
    """Square kilometres of an area, kilometres of a line; a changed border is another text."""
    shape = words.read_shape(text)
    area = area_m2(shape)
    return (area / 1e6, 0.0) if area else (0.0, line_length_m(shape) / 1e3)


def measured(shares: Iterable[Share]) -> str:
    """What the size of this ground is: areas, lines, or nothing at all."""
    area, length = sum(share.area for share in shares), sum(share.length for share in shares)
    return AREA if area else LENGTH if length else NOTHING


def compared(shares: list[Share], measure: str, asked: Asked, viewer: Viewer) -> dict[str, Any]:
    """The rows, the most first, with how far each is from the mean; and the sentence made of them."""
    value = BY[asked.by]
    ordered = sorted(shares, key=lambda share: (-value(share, measure), share.label))
    mean = sum(value(share, measure) for share in shares) / len(shares) if shares else 0
    most = max((value(share, measure) for share in shares), default=0) or 1
    opens, today = viewer.actor.post.role in OPENS_OTHERS, timezone.localtime(viewer.now).date()
    rows = [row(share, value(share, measure), mean, most, measure, asked, opens, today) for share in ordered]
    figure = words.figure(asked.by, mean, measure)
    return {"rows": rows, "mean": figure, "mean_share": mean * 100 / most, "lead": words.lead(rows, figure)}


def row(
    share: Share, value: float, mean: float, most: float, measure: str, asked: Asked, opens: bool, today: date
) -> dict[str, Any]:
    """One holder; each figure with the way to its list."""
    ledger = {"holder": share.pk, "contract": asked.kind}
    density = share.density(measure)
    url = reverse("holder", args=[share.pk]) if opens else ""
    return {
        "label": share.label,
        "units": share.units,
        "url": url,
        "zones": len(share.zones) + len(share.by_themselves),
        "sites": len(share.sites),
        "sites_url": f"{url}?sites=all#sites" if url else "",
        "size": words.figure("size", share.size(measure), measure) if measure else "",
        "open": share.open,
        "open_url": to_ledger(ledger),
        "late": share.late,
        "late_url": to_ledger({**ledger, "time": "late"}),
        "found": share.found,
        "found_url": to_ledger({**ledger, "state": "all", "since": since(today).isoformat()}),
        "density": "" if density is None else words.figure("density", density, measure),
        "figure": words.figure(asked.by, value, measure),
        "share": value * 100 / most,
        **words.away(value, mean),
    }


def to_ledger(asked: dict[str, Any]) -> str:
    """The ledger with a question."""
    return f"{reverse('ledger')}?{urlencode(asked)}"
