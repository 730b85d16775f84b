"""The map of a holder's page and of the balance: ground in colours, its sites, what is open on it; fetched once."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse

from rectification.held import Held
from rectification.pages import map_entries, map_ground, map_page
from rectification.pages.ground import city_box
from rectification.pages.holding import Holding, holding
from rectification.pages.holding_sums import open_on, placed_on
from rectification.pages.map_asked import PERIOD, Asked
from rectification.pages.map_holders import COLOURS, depth_of, plots_on
from rectification.pages.map_holders import holding as held_of_kind
from rectification.pages.points import category_names, where
from rectification.pages.viewer import Viewer
from sites.geometry import CHINA, Box
from sites.models import Site, SiteType
from sites.outlines import outlines_on
from sites.vocabulary import ADMINISTRATIVE
from supervision.countdowns import Bounds
from supervision.roles import KEEPS

ZOOM = 14  # what is smaller than half a pixel there is left out
MOST_SITES, MOST_ENTRIES = 3_000, 2_000
ROOM = 0.08  # of the ground's size, on each side
LEAST = 0.004  # degrees: a site alone is seen with the streets around it
NOT_GIVEN = -2


def told(url: str, viewer: Viewer) -> str:
    """What the script is told: where to fetch, the base map, its words and the addresses of what is pressed."""
    nobody, keeps = map_page.NOBODY, viewer.actor.post.role in KEEPS
    links = {
        "entry": reverse("entry", args=["NUMBER"]),
        "site": reverse("office_site", args=[nobody]) if keeps else f"{reverse('ledger')}?state=all&site={nobody}",
        "site_ledger": f"{reverse('ledger')}?site={nobody}",
        "answers": reverse("answers", args=[nobody]),
        "zone": map_page.zone_url(nobody, keeps),
        "zone_ledger": f"{reverse('ledger')}?zone={nobody}",
        "id": str(nobody),
    }
    found = {"url": url, "tiles": settings.MAP_TILES.told(), "words": map_page.words(), "links": links}
    return json.dumps(found, ensure_ascii=False)


def of_holder(viewer: Viewer, pk: UUID | None, query: QueryDict) -> dict[str, Any]:
    """The ground of a holder's page: at most sixteen queries."""
    shown = holding(viewer, pk, query)
    box = box_of(shown)
    asked = Asked(box, ZOOM, shown.today, shown.today, "", "", PERIOD, lines=True)
    return {
        "bounds": box,
        "zones": zones(shown, box),
        "roads": map_ground.sites(asked, box),
        "sites": sites(shown),
        "entries": entries(viewer, shown.held),
    }


def box_of(shown: Holding) -> Box:
    """Around the ground, with some room; without ground the city."""
    rows = outlines_on(shown.today).filter(zone__in=shown.held.zones, west__isnull=False)
    boxes = list(rows.order_by().values_list("west", "south", "east", "north"))
    boxes += [(lon, lat, lon, lat) for lon, lat in sites_by_themselves(shown)]
    if not boxes:
        return city_box(shown.today) or CHINA
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    wide, tall = max((east - west) * ROOM, LEAST), max((north - south) * ROOM, LEAST)
    return west - wide, south - tall, east + wide, north + tall


def sites_by_themselves(shown: Holding) -> Iterable[tuple[float, float]]:
    """Where the sites are that were given by themselves: one query."""
    return Site.objects.filter(pk__in=shown.held.sites).order_by().values_list("lon", "lat")


def zones(shown: Holding, box: Box) -> dict[str, Any]:
    """The zones of the ground in a colour for each piece, those inside them, and the land around: two queries."""
    plots, held = plots_on(shown.today), shown.held
    place = {piece.pk: at for at, piece in enumerate(shown.pieces)}
    rows = outlines_on(shown.today, box).filter(geometry__isnull=False).annotate(text=Cast("geometry", TextField()))
    found = []
    for pk, layer, text in rows.values_list("zone_id", "zone__layer__code", "text")[: map_ground.MOST_ZONES]:
        mine = pk in held.parents
        if pk not in plots or not (mine or layer == ADMINISTRATIVE):
            continue
        given = pk in held.zones
        at = place[pk] if given else NOT_GIVEN
        line, parts, spot = map_ground.drawn(text, ZOOM)
        found.append(
            [pk.hex, plots[pk].label, 0 if given else 1 + depth_of(plots[pk], plots), at, int(line), spot, parts]
        )
    return {
        "holders": [[shown.holder.label, "·".join(one.called), place[one.pk] % COLOURS] for one in shown.pieces],
        "zones": found,
    }


def sites(shown: Holding) -> dict[str, Any]:
    """The sites on the ground: two queries."""
    types = {row.code: [row.label, row.group, row.code] for row in SiteType.objects.order_by("group", "code")}
    rows = Site.objects.on(shown.today).filter(placed_on(shown.held, shown.today)).order_by("code")
    texts = rows.annotate(key=Cast("id", TextField()), text=Cast("geometry", TextField()))
    found = texts.values_list("key", "name", "name_en", "type_id", "lon", "lat", "text")[:MOST_SITES]
    return {**map_ground.placed(list(found), list(types), ZOOM), "types": list(types.values()), "heaps": []}


def entries(viewer: Viewer, held: Held) -> dict[str, Any]:
    """What is open there, the most urgent first: two queries."""
    rows = open_on(viewer, held).annotate(x=where("lon"), y=where("lat")).filter(x__isnull=False, y__isnull=False)
    found = list(rows.order_by("main_duty__due_at", "pk").values_list(*map_entries.COLUMNS)[:MOST_ENTRIES])
    bounds, names = Bounds.at(viewer.now), category_names({row[1] for row in found})
    return {"entries": [map_entries.entry(row, bounds, names) for row in found], "squares": []}


def of_kind(viewer: Viewer, kind: str, today: Any) -> dict[str, Any]:
    """The city coloured by the holders of a kind of contract: five queries."""
    box = city_box(today) or CHINA
    asked = Asked(box, ZOOM - 1, today, today, kind, "", PERIOD, lines=True)
    held = held_of_kind(asked, [(kind, "")])
    return {"bounds": box, "zones": map_ground.zones(asked, box, held), "roads": map_ground.sites(asked, box)}
