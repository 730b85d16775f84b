"""Units - everything that can owe something - and the functions (职能) they hold."""

import datetime
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connections, models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from sites.models.dated import Dated
from sites.models.fields import InitialsField
from sites.models.named import Named
from sites.querysets import TreeQuerySet
from sites.vocabulary import UnitKind


class Unit(Named, Dated):
    """One unit of the city's tree."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    ranking_group = models.CharField(_("ranking group"), max_length=24, blank=True)
    initials = InitialsField(_("pinyin initials"))

    objects = TreeQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="sites_unit_not_own_parent"),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="sites_unit_kind")]

    def clean(self) -> None:
        """Refuse a parent that stands below this unit."""
        if self.parent_id and (self.parent_id == self.pk or self.pk in Unit.objects.ancestor_ids(self.parent_id)):
            raise ValidationError({"parent": _("A unit cannot stand below itself.")})


BINDINGS = """
SELECT f.code, u.id
  FROM sites_unitfunction f
  JOIN sites_unit u ON u.id = f.unit_id
 WHERE u.valid_from <= %(day)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
"""


class UnitFunctionQuerySet(models.QuerySet):
    """The city's bindings of functions to units."""

    def bindings(self, day: datetime.date, codes: Iterable[str] | None = None) -> dict[str, uuid.UUID]:
        """Function code -> unit id, for units that exist on that day, of all functions or of these: one query.

        Every filing asks this, so the query is written out: building it anew costs many times what it takes.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(BINDINGS, {"day": day.isoformat()})
            bound = {code: Unit._meta.pk.to_python(unit) for code, unit in cursor.fetchall()}
        return bound if codes is None else {code: bound[code] for code in set(codes) & bound.keys()}

    def unbound(self, codes: Iterable[str], day: datetime.date) -> list[str]:
        """Those of the codes that no living unit holds, in the order given."""
        bound = self.bindings(day)
        return [code for code in codes if code not in bound]


class UnitFunction(models.Model):
    """A function of the catalogue, held in this city by one unit; a unit may hold several (ENGINE 22)."""

    code = models.CharField(_("function"), max_length=40, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="functions", verbose_name=_("unit"))

    objects = UnitFunctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("function of a unit")
        verbose_name_plural = _("functions of units")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
