"""The zones of a layer on a day, taken out as a file; who took them is written down before a row is read."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from sites.coordinates import WGS84
from sites.geofiles.writing import Record, geojson_pieces, write_shapefile
from sites.models import Zone, ZoneLayer
from sites.outlines import outlines_on
from supervision.actions.access import record_access
from supervision.models import Post, User

GEOJSON, SHAPEFILE = "geojson", "shapefile"
PORTION = 200


def note_taking(layer: ZoneLayer, day: date, form: str, system: str, *, by: Post, user: User, now: datetime) -> None:
    """The event of the taking out."""
    facts = {"zones": layer.code, "on": day, "form": form, "system": system}
    record_access("export", facts, by=by, user_id=user.pk, now=now)


def records(layer: ZoneLayer, day: date) -> Iterator[Record]:
    """The zones by code, as many in memory as are read at once: two queries."""
    codes = dict(Zone.objects.filter(layer=layer).values_list("pk", "code"))
    for row in outlines_on(day, layers=[layer.code]).iterator(PORTION):
        unit = row.unit
        yield Record(
            code=row.zone.code,
            name=row.name,
            name_en=row.name_en,
            parent=codes.get(row.parent_id, "") if row.parent_id else "",
            unit=unit.code if unit else "",
            unit_name=unit.name if unit else "",
            layer=layer.code,
            valid_from=row.valid_from.isoformat(),
            geometry=row.geometry,
        )


def stem_of(layer: ZoneLayer, day: date, system: str) -> str:
    """What the file is called; another system than WGS-84 stands in its name."""
    return f"{layer.label}-{day.isoformat()}" + (f"-{system}" if system != WGS84 else "")


def as_geojson(layer: ZoneLayer, day: date, system: str) -> Iterator[bytes]:
    """Piece by piece."""
    return geojson_pieces(records(layer, day), stem_of(layer, day, system), system)


def as_shapefile(layer: ZoneLayer, day: date, system: str) -> BinaryIO:
    """A zip on disk, which is gone when it is closed."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    write_shapefile(records(layer, day), out, stem_of(layer, day, system), system)
    out.seek(0)
    return out
