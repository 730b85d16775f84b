"""The borders of zones as they are drawn: laid onto the neighbours', checked, split, merged, moved, made into strips.

Pure: GeoJSON or shapely shapes in degrees (WGS-84) in and out, tolerances and widths in metres. What cannot be done is
a GeometryError with a sentence for the person who draws; what is wrong with a finished shape is a list of `Fault`, each
with the place the map can mark.
"""

from sites.borders.checks import MOST_POINTS, Fault, Surroundings, checked
from sites.borders.cuts import merged, moved, split, strip
from sites.borders.shapes import geojson, read, tidy
from sites.borders.sizes import size
from sites.borders.snapping import snapped

__all__ = [
    "MOST_POINTS",
    "Fault",
    "Surroundings",
    "checked",
    "geojson",
    "merged",
    "moved",
    "read",
    "size",
    "snapped",
    "split",
    "strip",
    "tidy",
]
