"""Takes an import back as one: what it made is ended, what it changed is put back - unless something rests on it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sites.models import Site, SiteManager, SiteZone, Unit, UnitFunction, Zone, ZoneVersion
from sites.models.dated import Dated
from supervision.actions import rows as bulk
from supervision.actions.book import open_or_new_books, write
from supervision.actions.imports import people, sites, zones
from supervision.actions.imports.apply import local_day
from supervision.actions.imports.batches import in_batches
from supervision.actions.imports.holds import holds
from supervision.actions.imports.standing import known_city
from supervision.actions.imports.units import COLUMNS
from supervision.actions.imports.writing import Pen, kept
from supervision.actions.people import end_post
from supervision.actions.sweep import sweep
from supervision.actions.units import hang
from supervision.importing.columns import PEOPLE, SITES, UNITS, ZONES
from supervision.importing.known import Known
from supervision.importing.words import column_words
from supervision.models import ActivationSlip, Import, ImportRow, Post, Team, User
from supervision.roles import KEEPS

MODELS: dict[str, type[Model]] = {UNITS: Unit, PEOPLE: User, ZONES: Zone, SITES: Site}
ORDER = (SITES, PEOPLE, ZONES, UNITS)  # what rests on others goes first
SAID_MOST = 50
UNCHECKED = ("post", "ended", "functions")  # taken back only where they still are as the import left them


def open_rows(owner: Import, sheet: str) -> list[ImportRow]:
    """What is written and not taken back yet, the last first."""
    return list(owner.rows.filter(sheet=sheet, written_at__isnull=False, undone_at=None).order_by("-id"))


def obstacles(owner: Import, now: datetime) -> list[str]:
    """Why the import cannot be taken back: a sentence for each row that something rests on, the first fifty."""
    rows = {sheet: open_rows(owner, sheet) for sheet in ORDER}
    said = [*resting(rows), *changed_again(rows, known_city(now, local_day(now))), *last_keeper(rows[PEOPLE], now)]
    return said[:SAID_MOST]


def resting(rows: dict[str, list[ImportRow]]) -> Iterator[str]:
    """Rows the import made and something else refers to by now."""
    made = {sheet: [row for row in rows[sheet] if is_made(row)] for sheet in ORDER}
    ours = {row.target for sheet in ORDER for row in made[sheet] if row.target}
    posts = {UUID(row.made["post"]): row for row in rows[PEOPLE] if row.made.get("post")}
    ours |= set(posts)
    for sheet in ORDER:
        names = {row.target: row for row in made[sheet] if row.target}
        for pk, found in holds(MODELS[sheet], list(names), ours).items():
            yield sentence(names[pk], found)
    for pk, found in holds(Post, list(posts), ours).items():
        yield sentence(posts[pk], found)


def sentence(row: ImportRow, found: dict[str, int]) -> str:
    """What rests on a row."""
    what = pgettext("enumeration", ", ").join(f"{n} {words}" for words, n in found.items())
    return _("%(name)s (%(key)s) has by now: %(what)s.") % {"name": row.name, "key": row.key, "what": what}


def is_made(row: ImportRow) -> bool:
    """Whether the import made the row, rather than changing it."""
    return bool(row.made.get("row") or row.made.get("user"))


def changed_again(rows: dict[str, list[ImportRow]], known: Known) -> Iterator[str]:
    """Fields that somebody has given another value since: putting the old one back would undo that, too."""
    every: dict[str, Any] = {UNITS: known.units, PEOPLE: known.people, ZONES: known.zones, SITES: known.sites}
    for sheet in ORDER:
        stored = {one.id: one for one in every[sheet].values()}
        for row in rows[sheet]:
            present = present_of(row, stored[row.target]) if row.changes and row.target in stored else {}
            for change in row.changes:
                name = change["field"]
                if name not in UNCHECKED and present.get(name) != change["after"]:
                    words = {"name": row.name or row.key, "key": row.key, "field": column_words(sheet, name)}
                    yield _("%(name)s (%(key)s): “%(field)s” has been changed once more since.") % words


def present_of(row: ImportRow, stored: Any) -> dict[str, Any]:
    """The row of the city as it is now, in the words of the workbook."""
    places = stored.values.get("places", {})
    values = {**stored.values, **{f"zone:{layer}": code for layer, code in places.items()}}
    if row.made.get("amended"):
        post = next((post for post in stored.posts.values() if post.id == UUID(row.made["amended"])), None)
        values |= {"title": post.title, "rank": post.rank} if post else {}
    return values


def last_keeper(rows: list[ImportRow], now: datetime) -> Iterator[str]:
    """The office keeps the keys: its last post is not taken back."""
    posts = [UUID(row.made["post"]) for row in rows if row.made.get("post")]
    keepers = Post.objects.at(now).filter(role__in=KEEPS, user__is_active=True)
    if keepers.filter(pk__in=posts).exists() and not keepers.exclude(pk__in=posts).exists():
        yield _("This is the last post of the city office: appoint somebody else first.")


def undo(owner: Import, by: Post | None, now: datetime) -> Iterator[int]:
    """Takes everything back, in short transactions; yields how many rows are done. Begun again, it does the rest."""
    pen = Pen(owner, by, now, local_day(now))
    done = 0
    for sheet in ORDER:
        rows = open_rows(owner, sheet)
        if sheet == UNITS and any(change["field"] == "parent" for row in rows for change in row.changes):
            sweep(now)
        around = sites.Around() if sheet == SITES and rows else None

        def work(part: Sequence[ImportRow], _ready: Any, sheet: str = sheet, around: Any = around) -> None:
            UNDOERS[sheet](part, pen, around)
            for row in part:
                row.undone_at = now
            bulk.update(list(part), ("undone_at",))

        for part in in_batches(rows, work):
            yield done + part
        done += len(rows)


def before_of(row: ImportRow) -> dict[str, Any]:
    """Field -> value before the import."""
    return {change["field"]: change["before"] for change in row.changes}


def retire(row: Dated, today: date) -> None:
    """It holds no longer, from today on; what began today never has."""
    row.valid_from = min(row.valid_from, today - timedelta(days=1))
    row.valid_to = today
    row.save()


def tell(rows: Sequence[ImportRow], kind: str, pen: Pen) -> None:
    """An event for each row: retired, or described as it was before."""
    ids = [row.target for row in rows if row.target]
    books = open_or_new_books(kind, list(dict.fromkeys(ids)), pen.now)
    for row in rows:
        if row.target is None:
            continue
        if is_made(row):
            pen.record(books[row.target], "retire", {})
        elif row.changes:
            columns = {change["field"]: kept(change["before"]) for change in row.changes}
            names = list(dict.fromkeys(name.partition(":")[0] for name in columns))
            facts = {"columns": names} if kind == "person" else {"columns": names, "after": columns}
            pen.record(books[row.target], "describe" if kind == "person" else "change", facts)
    write(list(books.values()))


def undo_sites(rows: Sequence[ImportRow], pen: Pen, around: Any) -> None:
    """New sites are retired, their zones and units with them."""
    found = Site.objects.select_for_update().in_bulk([row.target for row in rows])
    ended = [row.target for row in rows if is_made(row)]
    sites.end_rows(SiteZone.objects.open().filter(site__in=ended), pen.today)
    sites.end_rows(SiteManager.objects.open().filter(site__in=ended), pen.today)
    for row in rows:
        site = found[row.target]
        if is_made(row):
            retire(site, pen.today)
        else:
            back(row, site, pen, lambda before, site=site: sites.set_site(site, before, around, pen.today))
    tell(rows, "site", pen)


def undo_zones(rows: Sequence[ImportRow], pen: Pen, _around: Any) -> None:
    """New zones are retired and leave their team."""
    found = Zone.objects.select_for_update().in_bulk([row.target for row in rows])
    units = {unit.code: unit for unit in Unit.objects.all()}
    for row in rows:
        zone = found[row.target]
        if is_made(row):
            for team in Team.objects.filter(zones=zone):
                team.zones.remove(zone)
            sites.end_rows(ZoneVersion.objects.open().filter(zone=zone), pen.today)
            retire(zone, pen.today)
        else:
            back(row, zone, pen, lambda before, zone=zone: zones.set_zone(zone, before, units, pen.today))
    tell(rows, "zone", pen)


def back(row: ImportRow, target: Dated, pen: Pen, put: Any) -> None:
    """The values from before; what the import had brought back to life ends again."""
    before = before_of(row)
    ended = before.pop("ended", False)
    put(before)
    if ended:
        retire(target, pen.today)


def undo_people(rows: Sequence[ImportRow], pen: Pen, _around: Any) -> None:
    """New people can no longer sign in, new posts end; names and numbers are put back."""
    users = User.objects.select_for_update().in_bulk([row.target for row in rows])
    for row in rows:
        user, before = users[row.target], before_of(row)
        post = Post.objects.filter(pk=row.made.get("post")).first() if row.made.get("post") else None
        if post is not None and (post.valid_to is None or post.valid_to > pen.now):
            end_post(post, now=pen.now, by=pen.by)
        if row.made.get("user") or before.pop("ended", False):
            ActivationSlip.objects.filter(user=user).delete()
            user.is_active = False
        people.set_person(user, before)
        if row.made.get("amended"):
            amended = Post.objects.get(pk=row.made["amended"])
            people.amend(amended, {name: before[name] for name in ("title", "rank") if name in before}, pen)
    tell(rows, "person", pen)


def undo_units(rows: Sequence[ImportRow], pen: Pen, _around: Any) -> None:
    """New units are retired, functions go back to who held them."""
    found = Unit.objects.select_for_update().in_bulk([row.target for row in rows])
    for row in rows:
        unit = found[row.target]
        give_back(row, unit)
        if is_made(row):
            retire(unit, pen.today)
        else:
            back(row, unit, pen, lambda before, unit=unit: set_unit(unit, before, pen))
    tell(rows, "unit", pen)


def give_back(row: ImportRow, unit: Unit) -> None:
    """Functions that are still where the import has put them."""
    for code, holder in (row.made.get("functions") or {}).items():
        held = UnitFunction.objects.filter(code=code, unit=unit)
        if holder:
            held.update(unit_id=holder)
        else:
            held.delete()


def set_unit(unit: Unit, before: dict[str, Any], pen: Pen) -> None:
    """Fields and parent as they were."""
    for name, column in COLUMNS.items():
        if name in before:
            setattr(unit, column, before[name])
    unit.save()
    if "parent" in before:
        hang(unit, Unit.objects.filter(code=before["parent"]).first(), now=pen.now, by=pen.by)


UNDOERS = {SITES: undo_sites, PEOPLE: undo_people, ZONES: undo_zones, UNITS: undo_units}
