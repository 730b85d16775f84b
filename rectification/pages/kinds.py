"""Kinds of problem as chips: what is most often written down at this kind of place first."""

from collections import Counter
from itertools import groupby
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rectification.pages.phrases import phrases
from rectification.pages.viewer import Viewer
from sites.catalogue import child_categories, primary_standard, typical_for
from sites.models import Category, Site
from sites.vocabulary import Verify

COMMON = 5
LATELY = 300  # of the entries at this kind of place, the last so many are counted


def kinds(viewer: Viewer, site: Site | None, chosen: str) -> dict[str, Any]:
    """Five chips and the rest in groups: three queries at most."""
    rows = list(child_categories().order_by("code"))
    first = in_order(rows, site, used(viewer, site))[:COMMON]
    rest = [row for row in rows if row not in first]
    return {
        "common": [chip(row, chosen) for row in first],
        "groups": [
            {"name": name, "kinds": [{**chip(row, chosen), "initials": row.initials} for row in part]}
            for name, part in groupby(rest, key=lambda row: row.parent.label if row.parent else "")
        ],
        "by_site": site is not None,
    }


def asks(category: Category | None, site: Site | None) -> dict[str, Any] | None:
    """For _asks.html: what the standard demands, how the fix will be checked, quick phrases: two queries at most."""
    if category is None:
        return None
    onsite = category.verify == Verify.ONSITE
    return {
        "standard": standard_words(category, site),
        "check": _("The fix is checked on the spot.") if onsite else _("The fix may be checked by photo."),
        "phrases": phrases(category.code.partition("-")[0]),
    }


def used(viewer: Viewer, site: Site | None) -> Counter[str]:
    """How often each kind was written down lately at this kind of place, as far as the reader may know."""
    rows = viewer.tickets()
    if site is not None:
        rows = rows.filter(site__type=site.type_id)
    return Counter(rows.order_by("-filed_at", "-id").values_list("category", flat=True)[:LATELY])


def in_order(rows: list[Category], site: Site | None, counts: Counter[str]) -> list[Category]:
    """Most used first; then what is typical of the place; then as the catalogue has it."""
    kind = site.type_id if site else ""
    return sorted(rows, key=lambda row: (-counts[row.code], not (kind and typical_for(row, kind)), row.code))


def chip(row: Category, chosen: str) -> dict[str, Any]:
    """One chip."""
    return {"code": row.code, "name": row.label, "on": row.code == chosen}


def standard_words(category: Category, site: Site | None) -> str:
    """The standard it will count against: one query."""
    row = primary_standard(category, site.type_id if site else "")
    if row is None:
        return ""
    english = (get_language() or "").startswith("en") and row.text_en
    return _("Standard %(code)s: %(text)s") % {"code": row.code, "text": row.text_en if english else row.text}
