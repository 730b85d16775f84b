"""Where it is late: the districts of the city with their entries past due, each once, as the ledger lists them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from rectification.filters import Filter
from rectification.models import Sight
from rectification.pages.viewer import Viewer
from rectification.querysets import TicketQuerySet
from scoring.board.drawing import Plot, drawn
from sites.outlines import outlines_on
from sites.vocabulary import ADMINISTRATIVE

MOST = 24  # districts: more cannot be read from across a room
Tree = Mapping[UUID, UUID | None]


class Place(NamedTuple):
    """One district."""

    pk: UUID
    name: str
    name_en: str
    late: int
    plot: Plot | None


@dataclass(frozen=True)
class Ground:
    """All that is late, and where; an entry on the border of two counts in both, one off the map in none."""

    late: int
    elsewhere: int
    places: list[Place]
    bent: bool  # the drawing is a sketch: see `drawing.drawn`
    worst: tuple[list[UUID], int]  # the fewest that have half of it, and their share: see `worst`


def count(viewer: Viewer) -> Ground:
    """Four queries."""
    today = timezone.localtime(viewer.now).date()
    columns = ("zone_id", "zone__name", "zone__name_en", "zone__parent_id")
    rows = list(outlines_on(today, layers=[ADMINISTRATIVE]).values_list(*columns))
    tree: Tree = {pk: parent for pk, _name, _name_en, parent in rows}
    shown = districts(tree)
    late = Filter(time="late").narrowed(viewer.present(), viewer.now).order_by()
    whole, standing = late.count(), standing_in(late, tree, shown)
    sheet = drawn(shapes_of(shown, today))
    places = [
        Place(pk, name, name_en, sum(n for zones, n in standing if pk in zones), sheet.plots.get(pk))
        for pk, name, name_en, _above in rows
        if pk in shown
    ]
    return Ground(whole, whole - sum(n for _zones, n in standing), places, sheet.bent, worst(standing, whole))


def standing_in(rows: TicketQuerySet, tree: Tree, shown: set[UUID]) -> list[tuple[set[UUID], int]]:
    """The districts in which entries lie, and how many lie in exactly these: one query, a row for each that occurs."""
    order = sorted(shown, key=str)
    inside: dict[UUID, list[str]] = {pk: [] for pk in order}
    for zone in tree:
        for district in above(zone, tree) & shown:
            inside[district].append(f"z:{zone}")
    if not order:
        return []
    place = Case(*(When(key__in=keys, then=Value(n)) for n, keys in enumerate(inside.values())))
    every = [key for keys in inside.values() for key in keys]
    sights = Sight.objects.filter(key__in=every, ticket__in=rows.values("pk")).order_by()
    each = sights.annotate(place=place).values_list("ticket_id", "place").distinct()
    statement, values = each.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER.format(each=statement, places=PLACES[connection.vendor]), values)
        return [({order[int(n)] for n in places.split(",")}, count) for places, count in cursor.fetchall()]


PLACES = {"postgresql": "string_agg(place::text, ',')", "sqlite": "group_concat(place)"}
TOGETHER = """SELECT places, COUNT(*) FROM
 (SELECT {places} AS places FROM ({each}) AS each GROUP BY ticket_id) AS whole GROUP BY places"""


def districts(tree: Tree) -> set[UUID]:
    """The zones of the lowest level that has no more than `MOST`; of the topmost, where each has more."""
    levels: dict[int, set[UUID]] = defaultdict(set)
    for pk in tree:
        levels[len(above(pk, tree))].add(pk)
    few = [level for level in sorted(levels) if len(levels[level]) <= MOST]
    return levels[few[-1]] if few else levels[min(levels)] if levels else set()


def above(zone: UUID, tree: Tree) -> set[UUID]:
    """A zone and those it lies in; none for one that is not in the tree."""
    found: set[UUID] = set()
    at: UUID | None = zone
    while at is not None and at in tree and at not in found:
        found.add(at)
        at = tree[at]
    return found


def shapes_of(zones: set[UUID], today: date) -> dict[UUID, str]:
    """Their outlines: one query."""
    rows = outlines_on(today, layers=[ADMINISTRATIVE]).filter(zone__in=zones, geometry__isnull=False)
    return dict(rows.annotate(text=Cast("geometry", TextField())).values_list("zone_id", "text"))


def worst(standing: Sequence[tuple[Set[UUID], int]], whole: int, few: int = 3) -> tuple[list[UUID], int]:
    """The fewest districts that have half of all that is late, and their share in per cent; none where it takes more
    than `few` or as many as there are. `standing`: how many are late in exactly these districts.

    Half of the whole city's, what lies off the map included; what lies on a border between two of them counts once.
    """
    late: Counter[UUID] = Counter()
    for zones, n in standing:
        late.update(dict.fromkeys(zones, n))
    found: list[UUID] = []
    theirs = 0
    for pk in sorted(late, key=lambda zone: (-late[zone], str(zone)))[:few]:
        found.append(pk)
        theirs = sum(n for zones, n in standing if not zones.isdisjoint(found))
        if theirs * 2 >= whole:
            break
    if not theirs or theirs * 2 < whole or len(found) >= len(late):
        return [], 0
    return found, round(theirs * 100 / whole)
