"""The page of the map: its first sentence, its layers, what may be chosen, and its words for the script."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from rectification.filters import Filter
from rectification.pages.conditions import time_words
from rectification.pages.ground import city_box
from rectification.pages.instruct import address, may_instruct
from rectification.pages.map_asked import PERIODS, UNIT, Asked
from rectification.pages.map_entries import owed
from rectification.pages.map_holders import Holding, holding, kinds
from rectification.pages.sentence import kind_choices
from rectification.pages.viewer import Viewer
from sites.geometry import CHINA
from sites.models import Site
from supervision.ladder import Rung
from supervision.roles import KEEPS, PRINTS
from supervision.wording import rung as rung_words

NOBODY = UUID(int=0)  # stands in an address for what the script puts there


@dataclass(frozen=True)
class Layer:
    """One thing to switch on: the name of its address, and with which others it makes no sense."""

    name: str
    address: str
    label: str | Promise
    usual: bool = False
    hides: tuple[str, ...] = ()  # layers that would lie under it

    @property
    def url(self) -> str:
        """Its address, empty where the platform has no such page."""
        try:
            return reverse(self.address)
        except NoReverseMatch:
            return ""


LAYERS = (
    Layer("zones", "map_zones", pgettext_lazy("map layer", "Whose ground"), usual=True),
    Layer("sites", "map_sites", pgettext_lazy("map layer", "Sites")),
    Layer("entries", "map_entries", pgettext_lazy("map layer", "Open entries"), usual=True, hides=("heat",)),
    Layer("heat", "map_heat", pgettext_lazy("map layer", "Where problems are"), hides=("entries", "zones")),
    Layer("gaps", "map_gaps", pgettext_lazy("map layer", "Gaps")),
)


def page(viewer: Viewer, query: QueryDict) -> dict[str, Any]:
    """Everything the page says before the ground itself is fetched: eight queries, and two for the frame's choices."""
    asked = Asked.read(query, viewer)
    known = kinds(asked)
    held = holding(asked, known)
    on = chosen_layers(query.get("on"))
    return {
        "lead": lead(viewer, asked, held),
        "layers": [{"name": one.name, "label": one.label, "on": one.name in on} for one in LAYERS if one.url],
        "kinds": kind_words(known, held.kind),
        "categories": categories(asked),
        "periods": [{"value": key, "label": period_words(n), "on": key == asked.period} for key, n in PERIODS.items()],
        "asked": asked,
        "past": asked.day != asked.today,
        "day_words": date_format(asked.day, "DATE_FORMAT"),
        "table_url": f"{reverse('map_table')}?{query.urlencode()}",
        "on_zones": "zones" in on,
        "on_heat": "heat" in on,
        "map": json.dumps(told(viewer, asked, on, held.kind), ensure_ascii=False),
        "map_words": words()["map"],
        "map_system": settings.MAP_TILES.said,
        "give_url": reverse("office_contract_assign") if viewer.actor.post.role in KEEPS else "",
        "print_url": reverse("map_print") if viewer.actor.post.role in PRINTS else "",
    }


def categories(asked: Asked) -> list[dict[str, Any]]:
    """Groups of problems, for the map of where they are."""
    rows = kind_choices(Filter(category=asked.category))[1:]
    return [{"code": code_in(row["url"]), "label": row["label"], "on": row["on"]} for row in rows]


def code_in(url: str) -> str:
    """The category an address of the ledger names."""
    return QueryDict(url.removeprefix("?")).get("category", "") or ""


def chosen_layers(given: str | None) -> set[str]:
    """The layers an address names; the usual ones when it names none."""
    if given is None:
        return {one.name for one in LAYERS if one.usual}
    return {one.name for one in LAYERS} & set(given.split(","))


def lead(viewer: Viewer, asked: Asked, held: Holding) -> dict[str, int]:
    """What is seen and what is late: two queries."""
    return {
        "sites": Site.objects.on(asked.day).count(),
        "zones": len(held.due),
        "empty": len(held.empty),
        **owed(viewer),
    }


def kind_words(known: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    """The ways in which ground is given out."""
    every = [*known, (UNIT, pgettext("map", "Answering unit"))]
    return [{"code": code, "label": label, "on": code == chosen} for code, label in every]


def period_words(n: int) -> str:
    """So many days."""
    return {7: _("7 days"), 30: _("30 days"), 90: _("90 days"), 365: _("A year")}[n]


def told(viewer: Viewer, asked: Asked, on: set[str], kind: str) -> dict[str, Any]:
    """What the script is told: addresses, the box to open at, the base map, and the words it writes."""
    keeps = viewer.actor.post.role in KEEPS
    return {
        "bounds": city_box(asked.day) or CHINA,
        "tiles": settings.MAP_TILES.told(),
        "layers": [
            {"name": one.name, "url": one.url, "hides": one.hides, "on": one.name in on, "label": str(one.label)}
            for one in LAYERS
            if one.url
        ],
        "kind": kind,
        "links": {
            "entry": reverse("entry", args=["NUMBER"]),
            "site": reverse("office_site", args=[NOBODY]) if keeps else f"{reverse('ledger')}?state=all&site={NOBODY}",
            "site_ledger": f"{reverse('ledger')}?site={NOBODY}",
            "answers": reverse("answers", args=[NOBODY]),
            "zone": zone_url(NOBODY, keeps),
            "zone_ledger": f"{reverse('ledger')}?zone={NOBODY}",
            "instruct": address(zone=NOBODY) if may_instruct(viewer) else "",
            "id": str(NOBODY),
        },
        "words": words(),
    }


def zone_url(pk: UUID, keeps: bool = False) -> str:
    """The page of a zone for those who keep it; for the others its entries."""
    return reverse("office_zone", args=[pk]) if keeps else f"{reverse('ledger')}?zone={pk}"


def words() -> dict[str, Any]:
    """The words the script writes, in the reader's language."""
    return {
        "map": _("Map of the city. Arrow keys move it, plus and minus zoom, Enter opens what is in the middle."),
        "in": _("Zoom in"),
        "out": _("Zoom out"),
        "close": _("Close"),
        "nobody": pgettext("map", "nobody"),
        "apart": pgettext("map", "not given out in this way"),
        "cut_zones": _("Only the largest zones are drawn. Zoom in to see all of them."),
        "cut_sites": _("Too many sites to draw each: the numbers say how many lie there. Zoom in."),
        "cut_entries": _("Too many open entries to draw each: darker squares have more. Zoom in."),
        "lost": _("The connection is away. What is drawn stays as it was; it goes on by itself."),
        "failed": _("The map could not be fetched just now. It asks again by itself."),
        "empty_entries": _("Nothing is open here."),
        "empty_sites": _("No site lies here."),
        "empty_heat": _("Nothing was found here in this time."),
        "zone_page": _("Open the zone"),
        "zone_entries": _("Its entries"),
        "instruct": _("Write an instruction"),
        "site_page": _("Open the site"),
        "site_entries": _("Its entries"),
        "site_answers": _("Who answered, by day"),
        "mend": _("Mend it"),
        "holder": pgettext("map", "Held by"),
        "more": _("%(n)s more here: zoom in"),
        "found": _("%(n)s problems were found here"),
        "heap": _("%(n)s sites lie here"),
        "closer": _("Zoom in here"),
        "here": _("%(n)s things lie here"),
        "holders": pgettext("map legend", "Holders"),
        "time": pgettext("map legend", "Time left"),
        "rungs": pgettext("map legend", "Rung of the ladder"),
        "types": pgettext("map legend", "Kinds of place"),
        "heat": pgettext("map legend", "Problems in a square"),
        "several": pgettext("map legend", "several at one spot, the most urgent counts"),
        "times": {key: str(label) for key, label in time_words().items()},
        "rung": [rung_words(rung)["label"] for rung in Rung],
        "groups": {code: [str(mark), str(name)] for code, (mark, name) in GROUPS.items()},
    }


GROUPS = {  # of kinds of places: the letter on the map, and what the group is called
    "road": (pgettext_lazy("map letter", "R"), pgettext_lazy("kinds of place", "Roads and lanes")),
    "residential": (pgettext_lazy("map letter", "H"), pgettext_lazy("kinds of place", "Housing")),
    "commerce": (pgettext_lazy("map letter", "C"), pgettext_lazy("kinds of place", "Trade")),
    "public_space": (pgettext_lazy("map letter", "P"), pgettext_lazy("kinds of place", "Parks and squares")),
    "facility": (pgettext_lazy("map letter", "F"), pgettext_lazy("kinds of place", "Works and facilities")),
    "transport": (pgettext_lazy("map letter", "T"), pgettext_lazy("kinds of place", "Transport")),
    "window": (pgettext_lazy("map letter", "W"), pgettext_lazy("kinds of place", "Service windows")),
    "medical": (pgettext_lazy("map letter", "M"), pgettext_lazy("kinds of place", "Medical")),
    "education": (pgettext_lazy("map letter", "S"), pgettext_lazy("kinds of place", "Schools and youth")),
    "culture": (pgettext_lazy("map letter", "L"), pgettext_lazy("kinds of place", "Culture")),
    "practice": (pgettext_lazy("map letter", "V"), pgettext_lazy("kinds of place", "Practice stations and offices")),
    "rural": (pgettext_lazy("map letter", "U"), pgettext_lazy("kinds of place", "Villages")),
}
