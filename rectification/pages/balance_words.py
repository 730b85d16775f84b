"""The balance in words: how far somebody is from the mean, and figures with their units. Pure."""

import json
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

EVEN = 0.05  # so near to the mean nobody says more or less
CLOSE = 0.10  # what counts as evenly shared


def read_shape(text: str) -> dict[str, Any]:
    """GeoJSON of a text."""
    return json.loads(text)


def per(measure: str) -> str:
    """What problems are counted for."""
    return {"area": _("per km²"), "length": _("per km")}.get(measure, _("per site"))


def heads(measure: str) -> dict[str, str]:
    """What may be compared."""
    return {
        "sites": pgettext("balance", "Sites"),
        "open": pgettext("balance", "Open"),
        "late": pgettext("balance", "Past due"),
        "density": pgettext("balance", "Problems %(per)s") % {"per": per(measure)},
        "size": pgettext("balance", "Length") if measure == "length" else pgettext("balance", "Area"),
        "zones": pgettext("balance", "Pieces of ground"),
    }


def figure(by: str, value: float, measure: str) -> str:
    """A value as it is read."""
    if by == "size":
        return f"{plain(value)} {'km' if measure == 'length' else 'km²'}"
    return rounded(value, 2) if by == "density" else plain(value)


def plain(value: float) -> str:
    """A whole number, or one decimal; two where it is small."""
    if abs(value - round(value)) < 0.005:
        return number_format(round(value), force_grouping=True)
    return rounded(value, 1 if value >= 10 else 2)


def rounded(value: float, digits: int) -> str:
    """So many decimals; Django alone would cut the others off."""
    return str(number_format(round(value, digits), digits, force_grouping=True))


def away(value: float, mean: float) -> dict[str, Any]:
    """How far a value is from the mean: a word, and on which side."""
    if not mean:
        return {"side": "", "away": "", "part": 0.0}
    part = value / mean - 1
    if abs(part) < EVEN:
        return {"side": "even", "away": _("about the mean"), "part": part}
    words = _("%(n)s%% above the mean") if part > 0 else _("%(n)s%% below the mean")
    return {"side": "more" if part > 0 else "less", "away": words % {"n": round(abs(part) * 100)}, "part": part}


def lead(rows: list[dict[str, Any]], mean: str) -> dict[str, Any]:
    """Of the first sentence: how many share it, the mean, who has most and least; `even` when all are near the mean."""
    if not rows:
        return {"n": 0}
    first, last = rows[0], rows[-1]
    even, some = all(abs(row["part"]) <= CLOSE for row in rows), len(rows) > 1 and any(row["share"] for row in rows)
    return {"n": len(rows), "mean": mean, "most": first, "least": last, "even": even, "some": some}
