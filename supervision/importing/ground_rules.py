"""Rules of the sheets of zones and sites."""

from sites.coordinates import WGS84, unshifted
from sites.geometry import GeometryError, distance_m
from supervision.importing.checking import Check, circle, once
from supervision.importing.columns import LAYERS, SITES, ZONES, Kind
from supervision.importing.known import degrees
from supervision.importing.naming import ADMINISTRATIVE
from supervision.importing.shapes import read_shape
from supervision.importing.tables import Row


def layers_named(check: Check) -> None:
    for row in check.rows(ZONES):
        check.names.resolve(row, Kind.LAYER)
    once(check, ZONES, lambda row: (row.given["layer"], row.key) if row.given.get("layer") and row.key else None,
         "twice", "code")  # fmt: skip
    check.names.name_zones()
    for sheet in (ZONES, SITES):
        for row in check.rows(sheet):
            check.names.resolve(row, Kind.ZONE)


def zone_trees(check: Check) -> None:
    for row in check.rows(ZONES):
        layer, parent = row.given.get("layer"), row.given.get("parent")
        if not layer or not parent:
            continue
        tree = layer in check.known.trees if layer in check.known.layers else LAYERS[layer].tree
        if not tree:
            row.say("flat_layer", "parent")
        elif way := circle((layer, row.key), check.zone_parent):
            row.say("zone_circle", "parent", way=" → ".join(code for _layer, code in way))


def shapes(check: Check) -> None:
    """Lines and areas of zones and sites, in WGS-84 from here on."""
    for sheet in (ZONES, SITES):
        for row in check.rows(sheet):
            text, system = row.given.get("shape"), row.given.get("system") or WGS84
            if not text:
                continue
            try:
                line = sheet == SITES or row.given.get("layer") == "road"
                row.given["shape"] = read_shape(text, system, check.known.box, line=line)
            except GeometryError as error:
                row.given["shape"] = None
                row.say("bad_shape", "shape", why=str(error))
            else:
                if system != WGS84:
                    row.say("shape_converted", "shape", system=system)


def zones_apart(check: Check) -> None:
    """Areas of one layer stay apart, but for a zone and those it lies in."""
    for layer, ground in check.grounds.items():
        for row in check.rows(ZONES):
            if row.given.get("layer") != layer or not row.given.get("shape"):
                continue
            for other in ground.overlapping(row.key):
                if not related(check, (layer, row.key), (layer, other)):
                    row.say("overlap", "shape", zone=other)
                    break


def related(check: Check, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether one lies in the other."""
    return other in above(check, one) or one in above(check, other)


def above(check: Check, pair: tuple[str, str]) -> list[tuple[str, str]]:
    """The zones above, nearest first."""
    found: list[tuple[str, str]] = []
    here = check.zone_parent(pair)
    while here is not None and here not in found:
        found.append(here)
        here = check.zone_parent(here)
    return found


def sites_placed(check: Check) -> None:
    """A site's kind and its point, in WGS-84 and inside the city; the zones it lies in."""
    once(check, SITES, lambda row: row.given.get("code"), "twice", "code")
    for row in check.rows(SITES):
        check.names.resolve(row, Kind.TYPE)
        point(check, row)


def point(check: Check, row: Row) -> None:
    lon, lat = row.given.get("lon"), row.given.get("lat")
    if lon is None or lat is None:
        return
    system, box = row.given.get("system") or WGS84, check.known.box
    west, south, east, north = box
    if not (west <= lon <= east and south <= lat <= north) and west <= lat <= east and south <= lon <= north:
        row.say("swapped", "lon", lon=degrees(lon), lat=degrees(lat))
        return
    there = unshifted(system)((lon, lat)) if abs(lon) <= 180 and abs(lat) <= 85 else (lon, lat)
    if not (west <= there[0] <= east and south <= there[1] <= north):
        row.say("outside", "lon", lon=degrees(lon), lat=degrees(lat))
        return
    if system != WGS84:
        row.say("converted", "system", system=system, metres=round(distance_m((lon, lat), there)))
    row.given["lon"], row.given["lat"] = degrees(there[0]), degrees(there[1])
    places = {layer: code for layer, ground in check.grounds.items() if (code := ground.at(*there))}
    if row.given.get("zone"):
        layer, code = row.given["zone"]
        places[layer] = code
    row.given["places"] = places
    if ADMINISTRATIVE not in places:
        row.say("no_ground", "lon")
