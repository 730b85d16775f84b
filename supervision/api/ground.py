"""Standing data for programs: units, sites, kinds of problem; whoever holds a post may read them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from sites.catalogue import search_categories, typical_for
from sites.finding import search_sites, sites_near
from sites.geometry import Point, distance_m
from sites.models import Category, Site, SiteManager, SiteZone, Unit
from sites.vocabulary import ADMINISTRATIVE, Relation, UnitKind
from supervision.api.door import Door
from supervision.api.fields import DEGREES
from supervision.api.queries import AfterQuery, Query, page_by_code, read_query
from supervision.api.schema import told
from supervision.api.shapes import CategoryPage, SitePage, UnitPage
from supervision.limits import Limit
from supervision.wording import limit_words

NEAR, FARTHEST, MOST = 800, 2000, 50  # metres, metres, sites


class UnitsQuery(AfterQuery):
    """Which units."""

    q = serializers.CharField(required=False, max_length=40, help_text=_("Part of the name, code, pinyin initials."))
    kind = serializers.ChoiceField(UnitKind.choices, required=False)
    under = serializers.UUIDField(required=False, help_text=_("A unit: itself and everything below it."))


class SitesQuery(AfterQuery):
    """Which sites."""

    q = serializers.CharField(required=False, max_length=40, help_text=_("Name, code or pinyin initials."))
    type = serializers.CharField(required=False, max_length=40, help_text=_("Kind of site."))
    unit = serializers.UUIDField(required=False, help_text=_("The unit that manages it."))
    lon = serializers.DecimalField(required=False, min_value=Decimal(-180), max_value=Decimal(180), **DEGREES)
    lat = serializers.DecimalField(required=False, min_value=Decimal(-90), max_value=Decimal(90), **DEGREES)
    metres = serializers.IntegerField(
        required=False, min_value=1, max_value=FARTHEST, help_text=_("How far from the point; 800 if not said.")
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A point has two numbers, and only near a point there is a distance."""
        missing = [name for name in ("lon", "lat") if name not in attrs]
        if len(missing) == 1 or (missing and "metres" in attrs):
            raise serializers.ValidationError({name: _("A point needs both lon and lat.") for name in missing})
        return attrs


class CategoriesQuery(Query):
    """Which kinds of problem."""

    q = serializers.CharField(required=False, max_length=40, help_text=_("Name, code or pinyin initials."))
    group = serializers.CharField(required=False, max_length=24, help_text=_("Code of the group."))
    site_type = serializers.CharField(
        required=False, max_length=40, help_text=_("Only what is usual at this kind of site.")
    )


class UnitsDoor(Door):
    """The units of the city."""

    @told("units", _("Units"), _("The units that exist today, by code, 100 a page."), query=UnitsQuery, answer=UnitPage)
    def get(self, request: Request) -> Response:
        """At most three queries."""
        wanted = read_query(UnitsQuery, request.query_params)
        rows: QuerySet[Unit] = Unit.objects.on(timezone.localdate(self.moment))
        if "under" in wanted:
            rows = rows.filter(pk__in=Unit.objects.subtree_ids([wanted["under"]]))
        if "kind" in wanted:
            rows = rows.filter(kind=wanted["kind"])
        if "q" in wanted:
            rows = rows.filter(called(wanted["q"]))
        found, after = page_by_code(rows, wanted.get("after"))
        return Response({"units": [unit_shape(unit) for unit in found], "after": after})


class SitesDoor(Door):
    """The sites of the city."""

    @told(
        "sites",
        _("Sites"),
        _(
            "The sites in use. With `q` the 50 that fit best, with `lon` and `lat` the 50 nearest and how many metres "
            "away each is; otherwise all by code, 100 a page."
        ),
        query=SitesQuery,
        answer=SitePage,
    )
    def get(self, request: Request) -> Response:
        """At most four queries."""
        wanted = read_query(SitesQuery, request.query_params)
        point = (float(wanted["lon"]), float(wanted["lat"])) if "lon" in wanted else None
        found, after = sites_of(wanted, point, timezone.localdate(self.moment))
        return Response({"sites": site_shapes(found, point, timezone.localdate(self.moment)), "after": after})


class CategoriesDoor(Door):
    """The kinds of problem of the catalogue in force."""

    @told(
        "categories",
        _("Kinds of problem"),
        _("All kinds under which a problem can be written down, each with its limit and what proves a fix."),
        query=CategoriesQuery,
        answer=CategoryPage,
    )
    def get(self, request: Request) -> Response:
        """One query: a catalogue has about a hundred kinds, so that they are one page."""
        wanted = read_query(CategoriesQuery, request.query_params)
        rows = search_categories(wanted.get("q", ""))
        if "group" in wanted:
            rows = rows.filter(parent__code=wanted["group"])
        usual = wanted.get("site_type")
        found = [row for row in rows.order_by("code") if usual is None or typical_for(row, usual)]
        return Response({"categories": [category_shape(row) for row in found]})


def called(words: str) -> Q:
    """Units by name, code or pinyin initials."""
    text, letters = words.strip(), words.strip().lower().replace(" ", "")
    hit = Q(name__contains=text) | Q(name_en__icontains=text) | Q(code__icontains=text)
    return hit | Q(initials__contains=letters)


def sites_of(wanted: dict[str, Any], point: Point | None, today: date) -> tuple[list[Site], UUID | None]:
    """The sites in their order, and the mark of the page: one query or two."""
    managed = SiteManager.objects.on(today).filter(relation=Relation.MANAGER)
    among = Site.objects.all()
    if "type" in wanted:
        among = among.filter(type=wanted["type"])
    if "unit" in wanted:
        among = among.filter(pk__in=managed.filter(unit=wanted["unit"]).values("site"))
    if "q" in wanted:
        return search_sites(wanted["q"], today, MOST, among), None
    if point is not None:
        near = sites_near(point, wanted.get("metres", NEAR), today, MOST, among)
        return [row.site for row in near], None
    return page_by_code(among.on(today).select_related("type"), wanted.get("after"))


def site_shapes(sites: Iterable[Site], point: Point | None, today: date) -> list[dict[str, Any]]:
    """Each with its ground and the unit that manages it: two queries."""
    found = list(sites)
    zones = SiteZone.objects.on(today).filter(site__in=found, main=True, layer__code=ADMINISTRATIVE)
    grounds = {row.site_id: row.zone for row in zones.select_related("zone")}
    managers = SiteManager.objects.on(today).filter(site__in=found, relation=Relation.MANAGER)
    units = {row.site_id: row.unit for row in managers.select_related("unit")}
    return [
        {
            "id": site.pk,
            "code": site.code,
            "name": site.label,
            "type": {"code": site.type_id, "name": site.type.label},
            "lon": site.lon,
            "lat": site.lat,
            "zone": named(grounds.get(site.pk)),
            "unit": named(units.get(site.pk)),
            "metres": None if point is None else round(distance_m(point, site.shape)),
        }
        for site in found
    ]


def named(row: Any) -> dict[str, Any] | None:
    """A unit or a zone."""
    return None if row is None else {"id": row.pk, "code": row.code, "name": row.label}


def unit_shape(unit: Unit) -> dict[str, Any]:
    """A unit as JSON."""
    return {"id": unit.pk, "code": unit.code, "name": unit.label, "kind": unit.kind, "parent": unit.parent_id}


def category_shape(row: Category) -> dict[str, Any]:
    """A kind of problem as JSON; a child always has its limit and rules (the database says so)."""
    limit = Limit(row.limit_value or 1, row.limit_unit)  # type: ignore[arg-type]
    group = row.parent
    return {
        "code": row.code,
        "name": row.label,
        "group": {"code": group.code, "name": group.label} if group else None,
        "urgency": row.urgency,
        "limit": {"value": limit.value, "unit": limit.unit, "words": limit_words(limit)},
        "photos": row.photo_min,
        "verify": row.verify,
        "deduction": row.deduction,
        "site_types": row.typical_site_types,
    }
