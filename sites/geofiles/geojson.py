"""GeoJSON (RFC 7946, and the older form with a `crs`): bounded before it is taken apart."""

import json
from typing import Any

from django.utils.translation import gettext as _

from sites.geofiles.rows import MAX_ALL_POINTS, MAX_ZONES, GeoFile, GeoFileError, Row, fill, find_headings
from sites.geofiles.shapes import Surveyor
from sites.geofiles.systems import check_crs

BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
MAX_LISTS = MAX_ALL_POINTS + 100_000
MAX_OBJECTS = 20 * MAX_ZONES
MAX_COMMAS = 4 * MAX_ALL_POINTS + 100 * MAX_ZONES
MAX_FIELDS = 200
SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")


def read_geojson(data: bytes, surveyor: Surveyor) -> GeoFile:
    """Every feature as a row; GeoFileError with a sentence when the file is none."""
    whole = parse(data)
    features = features_of(whole)
    check_crs(whole.get("crs"))
    headings, notes = find_headings(fields_of(features))
    rows = []
    for number in range(1, len(features) + 1):
        feature, features[number - 1] = features[number - 1], None  # room for what is made of it
        row = Row(number)
        rows.append(row)
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            row.problems.append(_("This is no Feature of GeoJSON."))
            continue
        properties = feature.get("properties")
        fill(row, headings, properties if isinstance(properties, dict) else {})
        if feature.get("geometry") is not None:
            surveyor.survey(row, feature["geometry"])
    return GeoFile("geojson", rows, headings, notes)


def parse(data: bytes) -> dict[str, Any]:
    """The object of the file. Lists and objects are counted first: in memory they grow to many times their bytes."""
    if data.startswith(UTF16):
        raise not_utf8()
    data = data.removeprefix(BOM)
    counts = data.count(b"["), data.count(b"{"), data.count(b",")
    if counts[0] > MAX_LISTS or counts[1] > MAX_OBJECTS or counts[2] > MAX_COMMAS:
        raise GeoFileError(
            _("The file has more than %(points)s points or %(zones)s zones. Send it in parts.")
            % {"points": f"{MAX_ALL_POINTS:,}", "zones": f"{MAX_ZONES:,}"}
        )
    try:
        found = json.loads(data.decode(), parse_constant=no_number)
    except UnicodeDecodeError:
        raise not_utf8() from None
    except json.JSONDecodeError as error:
        raise GeoFileError(
            _("The file is no valid JSON: see line %(line)s, column %(column)s. Perhaps it was not sent whole.")
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except (RecursionError, MemoryError):
        raise GeoFileError(_("The file is nested too deep to be GeoJSON.")) from None
    except GeoFileError:
        raise
    except ValueError:  # a number of thousands of digits
        raise GeoFileError(_("A number in the file is too long.")) from None
    if not isinstance(found, dict):
        raise no_collection()
    return found


def no_number(word: str) -> None:
    """NaN and Infinity, which JSON does not know but many programs write."""
    raise GeoFileError(_("A coordinate or value is %(word)s, which is no number.") % {"word": word})


def not_utf8() -> GeoFileError:
    """GeoJSON is UTF-8 by its definition."""
    return GeoFileError(_("The file is not written in UTF-8. Save it as UTF-8 and send it again."))


def no_collection() -> GeoFileError:
    """JSON of another kind."""
    return GeoFileError(_("The file is JSON, but no FeatureCollection of GeoJSON."))


def features_of(whole: dict[str, Any]) -> list[Any]:
    """The features of a collection, or the one there is."""
    kind = whole.get("type")
    if kind in SHAPES:
        raise GeoFileError(_("The file holds a shape without code and name. Save it as a FeatureCollection."))
    if kind == "Topology":
        raise GeoFileError(_("The file is TopoJSON. Save it as GeoJSON."))
    features = [whole] if kind == "Feature" else whole.get("features")
    if kind not in ("Feature", "FeatureCollection") or not isinstance(features, list):
        raise no_collection()
    if not features:
        raise GeoFileError(_("The file holds no zone."))
    if len(features) > MAX_ZONES:
        raise too_many(len(features))
    return features


def too_many(n: int) -> GeoFileError:
    """More zones than are taken at once."""
    return GeoFileError(
        _("The file holds %(n)s zones; at most %(most)s are taken at once. Send it in parts.")
        % {"n": f"{n:,}", "most": f"{MAX_ZONES:,}"}
    )


def fields_of(features: list[Any]) -> list[str]:
    """The names of the properties of all features, in the order in which they come."""
    found: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            found.update(dict.fromkeys(properties))
        if len(found) > MAX_FIELDS:
            raise GeoFileError(_("The zones have more than %(most)s fields.") % {"most": MAX_FIELDS})
    return list(found)
