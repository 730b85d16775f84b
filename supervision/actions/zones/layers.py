"""The rules of a layer: changed with a reason, and never against how its zones lie."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.geometry import Plane, to_shape
from sites.models import SiteZone, Zone, ZoneLayer
from sites.outlines import outlines_on
from supervision.actions.standing import begin, enter
from supervision.ids import fixed_id
from supervision.models import Post
from supervision.refusals import Conflict, Refused

RULES = ("name", "name_en", "tree", "overlap", "exactly_one", "required", "tolerance_m", "order")
WIDEST = Decimal(100)  # metres; more would swallow a lane


def layer_stream(code: str) -> UUID:
    """Where the changes of a layer's rules are written down."""
    return fixed_id(f"zone layer {code}")


def enter_layer(code: str, rules: dict[str, Any], why: str, *, by: Post, now: datetime) -> ZoneLayer:
    """Another way to divide the city."""
    with transaction.atomic():
        if ZoneLayer.objects.filter(code=code).exists():
            raise Conflict("code_taken", _("This code is taken."))
        check_tolerance(rules["tolerance_m"])
        layer = ZoneLayer.objects.create(code=code, **{name: rules[name] for name in RULES})
        enter(begin("zone", layer_stream(code), now, None), "layer_found", {"name": layer.name}, why, now=now, by=by)
    return layer


def change_layer(
    layer: ZoneLayer, rules: dict[str, Any], why: str, *, by: Post, now: datetime, expected: int | None
) -> None:
    """Other rules; what its zones of today already break is refused with an example."""
    with transaction.atomic():
        book = begin("zone", layer_stream(layer.code), now, expected)
        layer = ZoneLayer.objects.select_for_update().get(pk=layer.pk)
        check_tolerance(rules["tolerance_m"])
        changed = [name for name in RULES if getattr(layer, name) != rules[name]]
        if not changed:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        before = {name: _plain(getattr(layer, name)) for name in changed}
        after = {name: _plain(rules[name]) for name in changed}
        for name in changed:
            setattr(layer, name, rules[name])
        _check_against_zones(layer, set(changed), now)
        layer.save(update_fields=changed)
        facts = {"columns": changed, "before": before, "after": after}
        enter(book, "layer", facts, why, now=now, by=by)


def check_tolerance(metres: Decimal) -> None:
    """Metres that make sense."""
    if not 0 <= metres <= WIDEST:
        raise Refused("tolerance", _("The tolerance lies between 0 and %(most)s metres."), most=WIDEST)


def _check_against_zones(layer: ZoneLayer, changed: set[str], now: datetime) -> None:
    today = timezone.localtime(now).date()
    if (
        "tree" in changed
        and not layer.tree
        and Zone.objects.on(today).filter(layer=layer, parent__isnull=False).exists()
    ):
        raise Refused("tree", _("Zones of this layer lie inside one another; hang them elsewhere first."))
    if "overlap" in changed and not layer.overlap:
        pair = _overlapping(layer, now)
        if pair:
            raise Refused("overlap", _("%(one)s and %(other)s overlap; redraw them first."), one=pair[0], other=pair[1])
    if "exactly_one" in changed and layer.exactly_one:
        rows = SiteZone.objects.on(today).filter(layer=layer).values("site").annotate(n=Count("id")).filter(n__gt=1)
        n = rows.count()
        if n:
            raise Refused("several", _("%(n)s sites lie in more than one zone of this layer."), n=n)


def _overlapping(layer: ZoneLayer, now: datetime) -> tuple[str, str] | None:
    """Two zones of today, neither in the other's lineage, that share ground wider than the tolerance."""
    rows = [row for row in outlines_on(timezone.localtime(now).date(), layers=[layer.code]) if row.geometry]
    if not rows:
        return None
    plane = Plane.at(to_shape(rows[0].geometry))
    shapes = [plane.flat(to_shape(row.geometry)) for row in rows]
    parents = {row.zone_id: row.zone.parent_id for row in rows}
    hair = max(float(layer.tolerance_m), 0.02)
    for one, other in shapely.STRtree(shapes).query(shapes, predicate="intersects").T:
        if one >= other or _related(rows[one].zone_id, rows[other].zone_id, parents):
            continue
        if shapely.intersection(shapes[one], shapes[other]).buffer(-hair / 2).area:
            return rows[one].zone.label, rows[other].zone.label
    return None


def _related(one: UUID, other: UUID, parents: dict[UUID, UUID | None]) -> bool:
    return other in _above(one, parents) or one in _above(other, parents)


def _above(zone: UUID | None, parents: dict[UUID, UUID | None]) -> set[UUID]:
    found: set[UUID] = set()
    while zone is not None and (zone := parents.get(zone)) is not None and zone not in found:
        found.add(zone)
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
