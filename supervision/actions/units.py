"""Units: founded, renamed, hung under another one, dissolved - recorded with a reason, never back-dated (ENGINE 10)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.actions.places import bind_function, hand_site, move_unit, redraw_zone
from sites.models import SiteManager, Unit, UnitFunction, Zone, ZoneVersion
from sites.vocabulary import UnitKind
from supervision.actions.founding import fits
from supervision.actions.standing import begin, enter
from supervision.actions.sweep import sweep
from supervision.models import Duty, DutyState, Event, Post, Team
from supervision.refusals import Conflict, Refused

ONLY_ONE = (UnitKind.CITY, UnitKind.OFFICE)


def found(
    code: str, name: str, name_en: str, kind: str, parent: Unit | None, why: str, *, by: Post, now: datetime
) -> Unit:
    """A new unit, from today on; a supervision team gets its ground afterwards."""
    check_names(name, name_en)
    if kind in ONLY_ONE:
        raise Refused("only_one", _("There is one unit of this kind, and it was founded with the city."))
    with transaction.atomic():
        if Unit.objects.filter(code=code).exists():
            raise Conflict("code_taken", _("This code is taken."))
        unit = Unit(
            code=code, name=name.strip(), name_en=name_en.strip(), kind=kind, parent=parent, valid_from=day_of(now)
        )
        unit.save(force_insert=True)
        if kind == UnitKind.TEAM:
            Team.objects.create(unit=unit)
        book = begin("unit", unit.id, now, None)
        enter(book, "found", {"name": unit.name, "parent": unit.parent_id}, why, now=now, by=by)
    return unit


def rename(unit: Unit, name: str, name_en: str, why: str, *, by: Post, now: datetime, expected: int | None) -> Event:
    """Another name; what was written under the old one keeps pointing at the same unit."""
    check_names(name, name_en)
    with transaction.atomic():
        book = begin("unit", unit.id, now, expected)
        unit.refresh_from_db()
        before = unit.name
        if (unit.name, unit.name_en) == (name.strip(), name_en.strip()):
            raise Refused("nothing_changed", _("Nothing is different from before."))
        unit.name, unit.name_en = name.strip(), name_en.strip()
        unit.save(update_fields=["name", "name_en", "initials"])
        return enter(book, "rename", {"before": before, "after": unit.name}, why, now=now, by=by)


def hang(
    unit: Unit,
    parent: Unit | None,
    *,
    now: datetime,
    by: Post | None = None,
    why: str = "",
    expected: int | None = None,
) -> Event:
    """Hangs the unit under another; ValidationError when that would close a circle.

    Whoever hears of a rung as the superior is found in the tree, and the tree keeps no dates: so everything due by
    now is settled first, under the old tree.
    """
    sweep(now)
    with transaction.atomic():
        book = begin("unit", unit.id, now, expected)
        before = unit.parent_id
        move_unit(unit, parent)
        facts = {"from": before, "to": parent.id if parent else None}
        return enter(book, "hang", facts, why, now=now, by=by)


def in_the_way(unit: Unit, now: datetime) -> dict[str, int]:
    """What somebody has to see to before the unit can be dissolved."""
    owed = Duty.objects.exclude(state=DutyState.DONE).filter(unit=unit).count()
    posts = Post.objects.at(now).filter(unit=unit).count()
    return {name: n for name, n in (("owed", owed), ("posts", posts)) if n}


def dissolve(unit: Unit, successor: Unit, why: str, *, by: Post, now: datetime, expected: int | None) -> Event:
    """The unit ends today; its sites, functions, ground and the units below it go to the successor.

    Entries and posts are people's business and are not moved behind their backs: they must be gone before.
    """
    today = day_of(now)
    sweep(now)
    with transaction.atomic():
        book = begin("unit", unit.id, now, expected)
        unit.refresh_from_db()
        if unit.kind in ONLY_ONE or unit.valid_to is not None:
            raise Refused("stays", _("This unit cannot be dissolved."))
        if unit.valid_from >= today:
            raise Refused("too_new", _("It was entered today: it can be dissolved from tomorrow on."))
        if successor.pk in Unit.objects.subtree_ids([unit.pk]) or successor.kind == UnitKind.TEAM:
            raise Refused("bad_successor", _("The successor is another unit, not below this one and not a team."))
        if in_the_way(unit, now):
            raise Refused("in_the_way", _("Entries and posts must be gone first: move the entries, end the posts."))
        moved = hand_on(unit, successor, today)
        unit.valid_to = today
        unit.save(update_fields=["valid_to"])
        return enter(book, "dissolve", {"successor": successor.pk, **moved}, why, now=now, by=by)


def hand_on(unit: Unit, successor: Unit, today: date) -> dict[str, int]:
    """Everything that stands under the unit's name."""
    sites = list(SiteManager.objects.open().filter(unit=unit).select_related("site"))
    for row in sites:
        hand_site(row.site, successor, on=today, relation=row.relation)
    codes = list(UnitFunction.objects.filter(unit=unit).values_list("code", flat=True))
    for code in codes:
        bind_function(code, successor)
    grounds = [row.zone for row in ZoneVersion.objects.open().filter(unit=unit).select_related("zone__layer")]
    for zone in grounds:
        redraw_zone(zone, on=today, unit=successor)
    below = Unit.objects.open().filter(parent=unit).update(parent=successor)
    return {"sites": len(sites), "functions": len(codes), "zones": len(grounds), "units": below}


def cover(unit: Unit, zones: list[Zone], why: str, *, by: Post, now: datetime, expected: int | None) -> Event:
    """The ground a supervision team covers from now on."""
    with transaction.atomic():
        book = begin("unit", unit.id, now, expected)
        team, _made = Team.objects.get_or_create(unit=unit)
        before: set[UUID] = set(team.zones.values_list("pk", flat=True))
        fresh = {zone.pk for zone in zones}
        if before == fresh:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        team.zones.set(zones)
        names = ", ".join(zone.name for zone in zones)
        facts = {"zones": names, "added": len(fresh - before), "dropped": len(before - fresh)}
        return enter(book, "cover", facts, why, now=now, by=by)


def check_names(name: str, name_en: str) -> None:
    """What the columns would refuse later is said now."""
    if not fits(Unit, "name", name) or len(name_en.strip()) > 120:
        raise Refused("bad_name", _("A unit has a name of at most 80 characters (in English 120)."))


def day_of(now: datetime) -> date:
    """The day in the city."""
    return timezone.localtime(now).date()
