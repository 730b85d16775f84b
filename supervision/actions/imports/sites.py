"""Sites of a workbook: new ones many at a time, fields of known ones one by one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sites.actions.places import hand_site, place_site
from sites.models import Site, SiteManager, SiteZone, Unit, Zone
from sites.models.dated import ALWAYS
from sites.vocabulary import Relation
from supervision.actions import rows as bulk
from supervision.actions.book import Book, open_or_new_books, unwritten_books, write, write_new
from supervision.actions.imports.writing import Done, Pen, after_of, facts_of, given_of
from supervision.importing.known import degrees
from supervision.importing.tables import Row, Status

RELATIONS = {"manager": Relation.MANAGER, "owner": Relation.OWNER}
FACTS = ("code", "name", "name_en", "type", "address", "lon", "lat", "manager", "owner", "shape", "since", "places")
Ground = dict[tuple[str, str], Zone]


class Around:
    """The units and zones the rows of one import name, read once for all batches."""

    def __init__(self) -> None:
        self.zones: Ground = {(zone.layer.code, zone.code): zone for zone in Zone.objects.select_related("layer")}
        self.units: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}


@dataclass
class Ready:
    """New sites of a batch with all that comes with them, made before the transaction begins."""

    sites: dict[str, Site]
    placed: list[SiteZone]
    managed: list[SiteManager]
    books: list[Book]


def make_ready(rows: Sequence[Row], around: Around, pen: Pen) -> Ready:
    """Everything about the new sites of a batch, down to the text of their events.

    The same as `Site.objects.create`, `place_site` and `hand_site` for each; a test compares them.
    """
    fresh = [row for row in rows if row.status is Status.NEW]
    sites = [site_of(row) for row in fresh]
    placed, managed = [], []
    for row, site in zip(fresh, sites, strict=True):
        for layer, code in sorted(row.given["places"].items()):
            zone = around.zones[layer, code]
            columns = {"zone_id": zone.id, "layer_id": zone.layer_id, "main": True, "valid_from": pen.today}
            placed.append(bulk.new(SiteZone, site_id=site.id, **columns))
        for column, relation in RELATIONS.items():
            if row.given.get(column):
                columns = {"unit_id": around.units[row.given[column]].id, "valid_from": pen.today}
                managed.append(bulk.new(SiteManager, site_id=site.id, relation=relation, **columns))
    bulk.computed(sites)
    books = unwritten_books("site", [site.id for site in sites], pen.now)
    for row, book in zip(fresh, books, strict=True):
        pen.record(book, "found", given_of(row, *FACTS))
    return Ready({site.code: site for site in sites}, placed, managed, books)


def write_sites(rows: Sequence[Row], ready: Ready, around: Around, pen: Pen) -> list[Done]:
    """One batch of sites. A code that has come by another way meanwhile is left to whoever brought it."""
    codes = [row.key for row in rows]
    there = {site.code: site for site in Site.objects.select_for_update().filter(code__in=codes).order_by("pk")}
    if taken := {code for code in ready.sites if code in there}:
        rest = [row for row in rows if row.key not in taken]
        left = [Done(row, left=row.key) for row in rows if row.key in taken]
        return write_sites(rest, make_ready(rest, around, pen), around, pen) + left if rest else left
    bulk.insert(list(ready.sites.values()))
    bulk.insert(ready.placed)
    bulk.insert(ready.managed)
    write_new(ready.books)
    done = []
    for row in rows:
        if row.key in ready.sites:
            done.append(Done(row, ready.sites[row.key].id, {"row": True}))
        elif row.key in there:
            done.append(change_site(row, there[row.key], around, pen))
        else:
            done.append(Done(row, left=row.key))
    return done


def site_of(row: Row) -> Site:
    """The site of a row; without a day of its own it has been there before the platform."""
    given = row.given
    return bulk.new(
        Site,
        code=row.key,
        name=given["name"],
        name_en=given.get("name_en") or "",
        type_id=given["type"],
        address=given.get("address") or "",
        lon=float(given["lon"]),
        lat=float(given["lat"]),
        geometry=json.loads(given["shape"]) if given.get("shape") else None,
        valid_from=date.fromisoformat(given["since"]) if given.get("since") else ALWAYS,
    )


def change_site(row: Row, site: Site, around: Around, pen: Pen) -> Done:
    """New values of a known site, if it still is as it was compared."""
    plain = {change.field: change for change in row.changes if change.field in ("name", "name_en", "address")}
    moved = [change for change in row.changes if change.field in ("lon", "lat")]
    if any(getattr(site, name) != change.before for name, change in plain.items()) or any(
        degrees(getattr(site, change.field)) != change.before for change in moved
    ):
        return Done(row, left=site.name)
    set_site(site, after_of(row), around, pen.today)
    book = open_or_new_books("site", [site.id], pen.now)[site.id]
    pen.record(book, "change", facts_of(row))
    write([book])
    return Done(row, site.id)


def set_site(site: Site, after: dict[str, Any], around: Around, today: date) -> None:
    """New values, in the words of the workbook; the undo comes this way, too."""
    for name in ("name", "name_en", "address"):
        if name in after:
            setattr(site, name, after[name] or "")
    for name in ("lon", "lat"):
        if name in after:
            setattr(site, name, float(after[name]))
    if "type" in after:
        site.type_id = after["type"]
    if "shape" in after:
        site.geometry = json.loads(after["shape"]) if after["shape"] else None
    if "since" in after:
        site.valid_from = date.fromisoformat(after["since"])
    if "ended" in after:
        site.valid_to = None
    site.save()
    for column, relation in RELATIONS.items():
        if after.get(column):
            hand_site(site, around.units[after[column]], on=today, relation=relation)
        elif column in after:
            end_rows(SiteManager.objects.open().filter(site=site, relation=relation), today)
    for name, code in after.items():
        if name.startswith("zone:"):
            layer = name.removeprefix("zone:")
            if code:
                place_site(site, around.zones[layer, code], on=today)
            else:
                end_rows(SiteZone.objects.open().filter(site=site, layer__code=layer, main=True), today)


def end_rows(rows: Any, today: date) -> None:
    """What began today goes, what has lasted ends; as `places` does it."""
    rows.filter(valid_from__gte=today).delete()
    rows.update(valid_to=today)
