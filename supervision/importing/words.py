"""Columns and values of the workbook in the reader's language, for pages and for the command."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from supervision.importing.columns import BY_NAME, LAYERS

NOTHING = "—"


def column_words(sheet: str, key: str) -> str:
    """The heading of a column; what is no column of the workbook has a name of its own."""
    if key.startswith("zone:"):
        layer = LAYERS.get(key.removeprefix("zone:"))
        return _("Zone (%(layer)s)") % {"layer": in_language(layer.zh, layer.en) if layer else key[5:]}
    if key in ("post", "ended"):
        return {"post": _("Post"), "ended": _("Ended")}[key]
    column = next((column for column in BY_NAME[sheet].columns if column.key == key), None)
    return in_language(column.zh, column.en) if column else key


def value_words(sheet: str, key: str, value: Any) -> str:
    """A value as the workbook writes it."""
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key == "shape":
        return short_shape(str(value))
    column = next((column for column in BY_NAME[sheet].columns if column.key == key), None)
    if column and value in column.choices:
        return in_language(column.choices[value][0], column.choices[value][-1])
    if key == "post":
        role = BY_NAME[sheet].column("role").choices.get(value[1], (value[1],))
        return f"{value[0]} · {in_language(role[0], role[-1])}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def change_words(sheet: str, key: str, before: Any, after: Any) -> str:
    """名称：旧 → 新."""
    words = {
        "field": column_words(sheet, key),
        "before": value_words(sheet, key, before),
        "after": value_words(sheet, key, after),
    }
    return _("%(field)s: %(before)s → %(after)s") % words


def in_language(zh: str, en: str) -> str:
    """The one the reader reads."""
    return en if en and (get_language() or "").startswith("en") else zh


def short_shape(text: str) -> str:
    """A line or an area by its kind and the number of its points."""
    word = _("area") if "Polygon" in text[:30] else _("line")
    return _("%(shape)s of %(n)s points") % {"shape": word, "n": text.count(",[") + 1}
