"""How large a piece of ground or how long a stretch is, in the unit people would use."""

from typing import Any

from django.utils.translation import pgettext

from sites.geometry import area_m2, line_length_m


def size(geometry: dict[str, Any] | None) -> str:
    """Area or length in the unit people would use."""
    if geometry is None:
        return ""
    if geometry["type"].endswith("LineString"):
        return length_words(line_length_m(geometry))
    return area_words(area_m2(geometry))


def area_words(m2: float) -> str:
    """Square metres, hectares or square kilometres."""
    if m2 >= 1_000_000:
        return pgettext("area", "%(n)s km²") % {"n": _number(m2 / 1_000_000, 2)}
    if m2 >= 10_000:
        return pgettext("area", "%(n)s ha") % {"n": _number(m2 / 10_000, 1)}
    return pgettext("area", "%(n)s m²") % {"n": _number(m2, 0)}


def length_words(metres: float) -> str:
    """Metres or kilometres."""
    if metres >= 1000:
        return pgettext("length", "%(n)s km") % {"n": _number(metres / 1000, 2)}
    return pgettext("length", "%(n)s m") % {"n": _number(metres, 0 if metres >= 9.95 else 1)}


def _number(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}"
