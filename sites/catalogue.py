"""Questions asked of the current catalogue: a category, its routes and standards, what a site type is checked for."""

import datetime
from collections.abc import Callable

from django.db.models import Q, QuerySet

from sites.finding import site_facts
from sites.geometry import Point
from sites.models import (
    CatalogueVersion,
    Category,
    CategoryStandard,
    ChecklistItem,
    Function,
    Route,
    Site,
    Standard,
    UnitFunction,
)
from sites.routing import Resolution, RouteRow, SiteFacts, UnitId, resolve

# A version's rows never change, so what was read once stays true; the digest tells versions apart.
_routes: dict[tuple[str, str], tuple[RouteRow, ...]] = {}


def current_number() -> int | None:
    """Number of the current version: one query."""
    version = CatalogueVersion.objects.current()
    return version.number if version else None


def child_categories() -> QuerySet[Category]:
    """Categories of the current version under which a problem can be filed, with their version and parent."""
    newest = CatalogueVersion.objects.order_by("-number").values("number")[:1]
    return Category.objects.filter(version=newest, parent__isnull=False).select_related("version", "parent")


def current_category(code: str) -> Category | None:
    """A child category of the current version: one query."""
    return child_categories().select_related(None).select_related("version").filter(code=code).first()


def category_of(version: int, code: str) -> Category | None:
    """A category as it was in a version, for an entry that was filed under it: one query."""
    return Category.objects.of(version).filter(code=code).select_related("version", "parent").first()


def search_categories(text: str) -> QuerySet[Category]:
    """Child categories by name, code or pinyin initials."""
    text = text.strip()
    letters = text.lower().replace(" ", "")
    hit = Q(name__contains=text) | Q(name_en__icontains=text) | Q(code__icontains=text)
    return child_categories().filter(hit | Q(initials__contains=letters)) if text else child_categories()


def typical_for(category: Category, site_type: str) -> bool:
    """Whether this kind of problem is usual at this kind of site."""
    return "*" in category.typical_site_types or site_type in category.typical_site_types


def route_rows(category: Category) -> tuple[RouteRow, ...]:
    """The category's routing rows of all groups: one query the first time in a process, then none.

    That there are none is not kept: a category without a row is one whose rows this reader cannot see.
    """
    key = (category.version.digest, category.code)
    if kept := _routes.get(key):
        return kept
    columns = ("site_group", "priority", "resolver", "resolver_arg", "assisting")
    rows = Route.objects.filter(category=category).order_by("site_group", "priority").values_list(*columns)
    if found := tuple(RouteRow(*row) for row in rows):
        _routes[key] = found
    return found


def route(
    category: Category,
    site: Site | None,
    point: Point | None,
    on: datetime.date,
    zone_holder: Callable[[SiteFacts], UnitId | None] | None = None,
) -> tuple[SiteFacts, Resolution]:
    """Who gets a problem of this category at this place on that day, and the facts it was decided by.

    `zone_holder` finds the unit of the contract holder from the facts; it is called only if a row asks.
    Queries: those of `site_facts`, one for the functions, one for the routes the first time.
    """
    facts = site_facts(site, point, on)
    rows = route_rows(category)
    bindings = UnitFunction.objects.bindings(on)
    holder = (lambda: zone_holder(facts)) if zone_holder else None
    return facts, resolve(rows, facts, bindings, holder)


def primary_standard(category: Category, site_type: str = "") -> Standard | None:
    """The standard a problem counts against: the site type's own primary, else the general one: one query."""
    rows = CategoryStandard.objects.filter(category=category, primary=True).select_related("standard")
    by_type = {row.site_type_id: row.standard for row in rows.filter(Q(site_type=None) | Q(site_type=site_type))}
    return by_type.get(site_type) or by_type.get(None)


def affected_standards(category: Category, site_type: str = "") -> list[Standard]:
    """Every standard a problem of this category bears on at this site type, the primary one first: two queries."""
    first = primary_standard(category, site_type)
    rows = CategoryStandard.objects.filter(Q(site_type=None) | Q(site_type=site_type), category=category, primary=False)
    further = [row.standard for row in rows.select_related("standard").order_by("standard__code")]
    return list(dict.fromkeys([standard for standard in [first, *further] if standard]))


def checklist(site_type: str, version: int | None = None) -> list[ChecklistItem]:
    """The lines looked at on sites of a type, in order: one query, two for the current version."""
    number = version if version is not None else current_number()
    rows = ChecklistItem.objects.filter(version=number, site_type_rows__site_type=site_type)
    return list(rows.select_related("category").order_by("site_type_rows__position"))


def needed_functions() -> list[Function]:
    """Functions that routing, the sectors or the engine name: two queries."""
    return list(Function.objects.filter(version=current_number(), needed=True).order_by("code"))


def unbound_functions(on: datetime.date) -> list[Function]:
    """Those of them that no living unit holds; the office is told (ENGINE 22)."""
    bound = UnitFunction.objects.bindings(on)
    return [function for function in needed_functions() if function.code not in bound]
