"""What is looked for: the assessment system down to its standards, and the checklists that measure them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.models.categories import Category
from sites.models.named import Named
from sites.models.places import SiteType
from sites.models.versions import Versioned, one_code_a_version
from sites.vocabulary import Method, Scoring, WeightNote


class AssessmentSystem(Named, Versioned):
    """The assessment system (测评体系) the standards belong to: its edition and the level of city it is for."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160)
    level = models.CharField(_("level of city"), max_length=24)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment system")
        verbose_name_plural = _("assessment systems")
        constraints = [one_code_a_version("system")]


class Dimension(Named, Versioned):
    """First level of the system (测评项目)."""

    system = models.ForeignKey(AssessmentSystem, models.PROTECT, related_name="dimensions")
    code = models.CharField(_("code"), max_length=24)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    source = models.CharField(_("source"), max_length=24)

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        constraints = [one_code_a_version("dimension")]


class Content(Named, Versioned):
    """Second level (测评内容)."""

    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="contents")
    code = models.CharField(_("code"), max_length=24)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        verbose_name = _("content")
        verbose_name_plural = _("contents")
        constraints = [one_code_a_version("content")]


class Standard(Versioned):
    """Third level (测评标准), with its methods and points; `site_types` are codes, `*` = every type."""

    content = models.ForeignKey(Content, models.PROTECT, related_name="standards")
    code = models.CharField(_("code"), max_length=24)
    text = models.CharField(_("standard"), max_length=300)
    text_en = models.CharField(_("standard in English"), max_length=400)
    methods = models.JSONField(_("methods"), default=list)
    site_types = models.JSONField(_("site types"), default=list)
    max_score = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    scoring = models.CharField(_("scoring"), max_length=20, choices=Scoring)
    department_hint = models.CharField(_("responsible department"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=24)
    source_ref = models.CharField(_("source reference"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        constraints = [one_code_a_version("standard")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def is_onsite(self) -> bool:
        """Whether it is assessed by looking at places."""
        return Method.ONSITE in self.methods


class ChecklistItem(Named, Versioned):
    """One line of a checklist (测评表); a violation of it is a problem of `category`."""

    code = models.CharField(_("code"), max_length=24)
    heading = models.CharField(_("group"), max_length=24)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    check_point = models.CharField(_("what to check"), max_length=200)
    check_point_en = models.CharField(_("what to check, in English"), max_length=300)
    category = models.ForeignKey(Category, models.PROTECT, related_name="checklist_items")
    deduction = models.DecimalField(_("deduction"), max_digits=6, decimal_places=2)
    source = models.CharField(_("source"), max_length=24)
    source_ref = models.CharField(_("source reference"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        constraints = [one_code_a_version("item")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class SiteTypeItem(Versioned):
    """A checklist line is looked at on sites of this type, at this place of the list."""

    site_type = models.ForeignKey(SiteType, models.PROTECT, related_name="item_rows")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="site_type_rows")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("checklist line of a site type")
        verbose_name_plural = _("checklist lines of site types")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "site_type", "item"], name="sites_sitetypeitem_once")]


class StandardItem(Versioned):
    """A checklist line bears on a standard; empty `site_type` = wherever the line is looked at."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="item_rows")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="standard_rows")
    site_type = models.ForeignKey(SiteType, models.PROTECT, null=True, related_name="+")
    weight_note = models.CharField(_("weight"), max_length=3, choices=WeightNote)

    class Meta:
        verbose_name = _("checklist item of a standard")
        verbose_name_plural = _("checklist items of standards")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "standard", "item", "site_type"], name="sites_standarditem_once"
            ),
            models.UniqueConstraint(
                fields=["version", "standard", "item"],
                condition=models.Q(site_type=None),
                name="sites_standarditem_all",
            ),
        ]


class CategoryStandard(Versioned):
    """A problem of this category counts against this standard; a primary row for a site type beats the general one."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="standard_rows")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="category_rows")
    site_type = models.ForeignKey(SiteType, models.PROTECT, null=True, related_name="+")
    primary = models.BooleanField(_("primary"))

    class Meta:
        verbose_name = _("standard of a category")
        verbose_name_plural = _("standards of categories")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "category"],
                condition=models.Q(primary=True, site_type=None),
                name="sites_categorystandard_general",
            ),
            models.UniqueConstraint(
                fields=["version", "category", "site_type"],
                condition=models.Q(primary=True),
                name="sites_categorystandard_primary",
            ),
        ]
