"""Map providers' shifted coordinates (GCJ-02, BD-09) turned into WGS-84, which everything here is kept in.

The formulas are the ones everybody uses; nobody has published official ones. The way back is found by approaching it.
"""

import math
from collections.abc import Callable

Point = tuple[float, float]  # longitude, latitude

WGS84, GCJ02, BD09 = "WGS-84", "GCJ-02", "BD-09"
SEMI_MAJOR = 6378245.0  # of the Krasovsky ellipsoid, which the shift is reckoned on
ECCENTRICITY2 = 0.00669342162296594323
BAIDU = math.pi * 3000 / 180
CLOSE = 1e-9  # degrees; a tenth of a millimetre


def to_gcj02(point: Point) -> Point:
    """WGS-84 -> GCJ-02."""
    lon, lat = point
    x, y = lon - 105.0, lat - 35.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    both = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    east += both + _waves(x, 20.0, 40.0, 3.0, (150.0, 12.0), (300.0, 30.0))
    north += both + _waves(y, 20.0, 40.0, 3.0, (160.0, 12.0), (320.0, 30.0))
    angle = math.radians(lat)
    bulge = 1 - ECCENTRICITY2 * math.sin(angle) ** 2
    north = math.degrees(north / (SEMI_MAJOR * (1 - ECCENTRICITY2) / (bulge * math.sqrt(bulge))))
    east = math.degrees(east / (SEMI_MAJOR / math.sqrt(bulge) * math.cos(angle)))
    return lon + east, lat + north


def from_gcj02(point: Point) -> Point:
    """GCJ-02 -> WGS-84."""
    guess = point
    for _ in range(20):
        there = to_gcj02(guess)
        miss = point[0] - there[0], point[1] - there[1]
        guess = guess[0] + miss[0], guess[1] + miss[1]
        if max(map(abs, miss)) < CLOSE:
            break
    return guess


def from_bd09(point: Point) -> Point:
    """BD-09 -> WGS-84."""
    x, y = point[0] - 0.0065, point[1] - 0.006
    length = math.hypot(x, y) - 0.00002 * math.sin(y * BAIDU)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * BAIDU)
    return from_gcj02((length * math.cos(angle), length * math.sin(angle)))


def _waves(value: float, one: float, third: float, part: float, *long: tuple[float, float]) -> float:
    """The sum of sines along one axis."""
    total = one * math.sin(value * math.pi) + third * math.sin(value / part * math.pi)
    total += sum(height * math.sin(value / length * math.pi) for height, length in long)
    return total * 2.0 / 3.0


def unshifted(system: str) -> Callable[[Point], Point]:
    """The way from that system to WGS-84."""
    return {GCJ02: from_gcj02, BD09: from_bd09}.get(system, lambda point: point)
