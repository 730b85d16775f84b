"""Kinds of problem: their limit, worth and evidence, and the routing table that says who gets them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.models.named import Named
from sites.models.versions import Versioned, one_code_a_version
from sites.vocabulary import LimitUnit, Resolver, Urgency, Verify


class Category(Named, Versioned):
    """A kind of problem (问题分类): parents group, children carry limit, deduction and rules of evidence."""

    code = models.CharField(_("code"), max_length=24)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", verbose_name=_("parent"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    urgency = models.CharField(_("default urgency"), max_length=1, choices=Urgency, blank=True)
    limit_value = models.PositiveSmallIntegerField(_("limit"), null=True)
    limit_unit = models.CharField(_("unit of the limit"), max_length=8, choices=LimitUnit, blank=True)
    deduction = models.DecimalField(_("deduction"), max_digits=6, decimal_places=2, null=True)
    photo_min = models.PositiveSmallIntegerField(_("photos needed"), null=True)
    verify = models.CharField(_("how a fix is checked"), max_length=8, choices=Verify, blank=True)
    typical_site_types = models.JSONField(_("typical site types"), default=list)
    department_hint = models.CharField(_("responsible department"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=24)
    source_ref = models.CharField(_("source reference"), max_length=120, blank=True)
    initials = models.CharField(_("pinyin initials"), max_length=60)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["code"]
        constraints = [
            one_code_a_version("category"),
            models.CheckConstraint(
                condition=models.Q(parent=None, limit_value=None, photo_min=None, deduction=None, limit_unit="")
                | models.Q(
                    # a check on an empty cell is neither true nor false, and the database lets it pass
                    parent__isnull=False,
                    limit_value__isnull=False,
                    photo_min__isnull=False,
                    deduction__isnull=False,
                    limit_value__gte=1,
                    photo_min__range=(1, 3),
                    deduction__gte=0,
                    limit_unit__in=LimitUnit.values,
                    urgency__in=Urgency.values,
                    verify__in=Verify.values,
                ),
                name="sites_category_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Route(Versioned):
    """One row of the routing table (ENGINE 22); empty `site_group` = every group without rows of its own."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="routes")
    site_group = models.CharField(_("site group"), max_length=24, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"))
    resolver = models.CharField(_("resolver"), max_length=28, choices=Resolver)
    resolver_arg = models.CharField(_("function"), max_length=40, blank=True)
    assisting = models.BooleanField(_("assisting"))

    class Meta:
        verbose_name = _("routing row")
        verbose_name_plural = _("routing rows")
        ordering = ["category", "site_group", "priority"]
        constraints = [
            models.UniqueConstraint(fields=["version", "category", "site_group", "priority"], name="sites_route_place"),
            models.CheckConstraint(
                condition=models.Q(resolver=Resolver.UNIT) & ~models.Q(resolver_arg="")
                | ~models.Q(resolver=Resolver.UNIT) & models.Q(resolver_arg=""),
                name="sites_route_arg",
            ),
        ]


class CategoryEdit(models.Model):
    """What the city itself decided about a category; it stands above the files, whichever are loaded later."""

    code = models.CharField(_("code"), max_length=24, primary_key=True)
    changed = models.JSONField(_("changed columns"), default=dict)
    # site group -> rows of [resolver, function, assisting]; a group that is not named is as in the files.
    routes = models.JSONField(_("routing lists"), default=dict)

    class Meta:
        verbose_name = _("the city's own rule of a category")
        verbose_name_plural = _("the city's own rules of categories")

    def __str__(self) -> str:
        return self.code


class Function(Named, Versioned):
    """A line of work (职能) that routing can name; each city binds it to a unit (`UnitFunction`)."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    duties = models.CharField(_("duties"), max_length=120, blank=True)
    needed = models.BooleanField(_("named by routing"))

    class Meta:
        verbose_name = _("function")
        verbose_name_plural = _("functions")
        constraints = [one_code_a_version("function")]
