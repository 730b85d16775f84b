"""Zones in layers and how they lie by date, sites, and by date which zone a site lies in and which unit manages it."""

import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from sites.models.dated import Dated
from sites.models.fields import SIDES, EdgeField, InitialsField
from sites.models.named import Named
from sites.models.units import Unit
from sites.querysets import DatedQuerySet, TreeQuerySet
from sites.vocabulary import Relation

LIES = (*SIDES, "geometry")


class ZoneLayer(Named, models.Model):
    """One way to divide the city, with its own rules (DESIGN 4)."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    tree = models.BooleanField(_("zones lie inside zones"), default=False)
    overlap = models.BooleanField(_("zones may overlap"), default=False)
    exactly_one = models.BooleanField(_("a site lies in exactly one"), default=False)
    required = models.BooleanField(_("all ground lies in one"), default=False)
    tolerance_m = models.DecimalField(_("tolerance in metres"), max_digits=5, decimal_places=1, default=2)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("zone layer")
        verbose_name_plural = _("zone layers")
        ordering = ["order", "code"]


class ZoneQuerySet(TreeQuerySet["Zone"]):
    """Zones, walked as a tree, and as they lie on a day."""

    def lying(self, day: datetime.date) -> Self:
        """All zones with `unit_id`, `geometry` and the edges of the version that holds on the day, None where none
        does: one query."""
        holds = models.Q(versions__valid_from__lte=day) & (
            models.Q(versions__valid_to=None) | models.Q(versions__valid_to__gt=day)
        )
        rows = self.annotate(version=models.FilteredRelation("versions", condition=holds))
        return rows.annotate(unit_id=models.F("version__unit"), **{k: models.F(f"version__{k}") for k in LIES})

    def lay(self, *, geometry: dict | None = None, unit: Unit | None = None, **columns: Any) -> "Zone":
        """A zone with its first version, unchecked: for shapes that are known to be right."""
        zone = self.create(**columns)
        ZoneVersion.objects.create(zone=zone, geometry=geometry, unit=unit, valid_from=zone.valid_from, **zone.called)
        return zone


class Zone(Named, Dated):
    """A piece of ground or a line on it, called as today; `ZoneVersion` says how it lay and what it was called."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    layer = models.ForeignKey(ZoneLayer, models.PROTECT, related_name="zones", verbose_name=_("layer"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )

    objects = ZoneQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["layer", "code"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["layer", "code"], name="sites_zone_code"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="sites_zone_not_own_parent"),
        ]

    @property
    def called(self) -> dict[str, Any]:
        """The columns a version keeps of its day: both names, and the zone it lies in."""
        return {"name": self.name, "name_en": self.name_en, "parent_id": self.parent_id}


class ZoneVersion(Named, Dated):
    """How a zone lies for a span of days: its outline, the territorial unit that answers for the ground, and what it
    was called and lay in on those days, so that a later name changes nothing of what is said of them."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="versions", verbose_name=_("zone"))
    name = models.CharField(_("name"), max_length=80, default="")
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="")
    parent = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="zone_versions", verbose_name=_("responsible unit")
    )
    west = EdgeField(side="west")
    south = EdgeField(side="south")
    east = EdgeField(side="east")
    north = EdgeField(side="north")
    geometry = models.JSONField(_("geometry"), null=True, blank=True)  # last: the box is read without it

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("version of a zone")
        verbose_name_plural = _("versions of zones")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["zone", "valid_from"], name="sites_zoneversion_once"),
            models.UniqueConstraint(
                fields=["zone"], condition=models.Q(valid_to=None), name="sites_zoneversion_one_open"
            ),
        ]
        indexes = [models.Index(fields=["west", "east", "south", "north"], name="sites_zoneversion_box")]

    def __str__(self) -> str:
        return f"{self.zone} - {self.valid_from}"


class SiteType(Named, models.Model):
    """A kind of place. Sites outlive catalogue versions, so kinds have one row each; the loader keeps it current."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    group = models.CharField(_("group"), max_length=24, db_index=True)
    sector = models.CharField(_("department in charge"), max_length=40)
    sampling_note = models.CharField(_("sampling note"), max_length=200, blank=True)
    demo12_group = models.CharField(_("model site group"), max_length=4, blank=True)
    retired = models.BooleanField(_("no longer in the catalogue"), default=False)

    class Meta:
        verbose_name = _("site type")
        verbose_name_plural = _("site types")
        ordering = ["group", "code"]


class Site(Named, Dated):
    """An inspectable place (点位): a point, and for roads, rivers and grounds a line or an area as well."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    initials = InitialsField(_("pinyin initials"))
    type = models.ForeignKey(SiteType, models.PROTECT, related_name="sites", verbose_name=_("type"))
    address = models.CharField(_("address"), max_length=160, blank=True)
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    west = EdgeField(side="west")
    south = EdgeField(side="south")
    east = EdgeField(side="east")
    north = EdgeField(side="north")
    geometry = models.JSONField(_("geometry"), null=True, blank=True)  # last: the box is read without it

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["code"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90), name="sites_site_on_earth"
            ),
        ]
        indexes = [
            models.Index(fields=["west", "east", "south", "north"], name="sites_site_box"),
            models.Index(fields=["initials"], name="sites_site_initials"),
        ]

    @property
    def point(self) -> tuple[float, float]:
        """Longitude, latitude (WGS-84)."""
        return self.lon, self.lat

    @property
    def shape(self) -> dict:
        """The line or area where there is one, else the point, as GeoJSON."""
        return self.geometry or {"type": "Point", "coordinates": [self.lon, self.lat]}


class SiteZoneQuerySet(DatedQuerySet["SiteZone"]):
    """Which zone a site lay in."""

    def zone_of(self, site: Site, layer: str, day: datetime.date) -> Zone | None:
        """The zone of that layer that answers for the site on that day (the main one where it crosses several)."""
        row = self.on(day).filter(site=site, layer__code=layer, main=True).select_related("zone").first()
        return row.zone if row else None


class SiteZone(Dated):
    """A site lies in a zone; `layer` repeats the zone's so that the database can refuse two main zones."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="zone_rows", verbose_name=_("site"))
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="site_rows", verbose_name=_("zone"))
    layer = models.ForeignKey(ZoneLayer, models.PROTECT, related_name="+", verbose_name=_("layer"))
    main = models.BooleanField(_("main zone"), default=True)

    objects = SiteZoneQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("zone of a site")
        verbose_name_plural = _("zones of sites")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["site", "zone", "valid_from"], name="sites_sitezone_once"),
            models.UniqueConstraint(
                fields=["site", "layer"], condition=models.Q(main=True, valid_to=None), name="sites_sitezone_one_main"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} - {self.zone}"


class SiteManagerQuerySet(DatedQuerySet["SiteManager"]):
    """Which unit managed or owned a site."""

    def unit_of(self, site: Site, relation: str, day: datetime.date) -> Unit | None:
        """The unit in that relation to the site on that day."""
        row = self.on(day).filter(site=site, relation=relation).select_related("unit").first()
        return row.unit if row else None

    def manager_of(self, site: Site, day: datetime.date) -> Unit | None:
        """The managing unit on that day."""
        return self.unit_of(site, Relation.MANAGER, day)

    def owner_of(self, site: Site, day: datetime.date) -> Unit | None:
        """The owner on that day."""
        return self.unit_of(site, Relation.OWNER, day)


class SiteManager(Dated):
    """A unit manages or owns a site; at most one of each at a time."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="manager_rows", verbose_name=_("site"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="site_rows", verbose_name=_("unit"))
    relation = models.CharField(_("relation"), max_length=8, choices=Relation, default=Relation.MANAGER)

    objects = SiteManagerQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("unit of a site")
        verbose_name_plural = _("units of sites")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["site", "relation", "valid_from"], name="sites_sitemanager_once"),
            models.UniqueConstraint(
                fields=["site", "relation"], condition=models.Q(valid_to=None), name="sites_sitemanager_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} - {self.unit}"
