"""The closed lists of words this floor uses, with the codes that are stored and the names that are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    """What a unit is in the city's own order; a team inspects and is never given a problem to fix."""

    CITY = "city", _("City")
    OFFICE = "office", _("City civilization office")
    DEPARTMENT = "department", _("Department")
    DISTRICT = "district", _("District or county")
    STREET = "street", _("Sub-district")
    TOWN = "town", _("Town")
    COMMUNITY = "community", _("Community or village")
    ENTERPRISE = "enterprise", _("Enterprise")
    INSTITUTION = "institution", _("Public institution")
    DISCIPLINE = "discipline", _("Discipline inspection")
    TEAM = "team", _("Supervision team")


# 属地: the kinds of unit that answer for the ground itself.
TERRITORIAL_KINDS = (UnitKind.STREET, UnitKind.TOWN, UnitKind.DISTRICT)


class Relation(TextChoices):
    """How a unit stands to a site."""

    MANAGER = "manager", _("Managing unit")
    OWNER = "owner", _("Owner")


class Urgency(TextChoices):
    """A/B/C of DOMAIN 3.2."""

    A = "A", _("Urgent")
    B = "B", _("Fix at once")
    C = "C", _("Fix by a date")


class LimitUnit(TextChoices):
    """Units in which a time limit is stated (ENGINE 3)."""

    HOUR = "hour", _("hours")
    WORKHOUR = "workhour", _("office hours")
    WORKDAY = "workday", _("working days")
    DAY = "day", _("days")


class Verify(TextChoices):
    """Where a fix of this category is checked."""

    ONSITE = "onsite", _("On site")
    PHOTO_OK = "photo_ok", _("From photos")


class Resolver(TextChoices):
    """The ways a routing row finds a unit (ENGINE 22)."""

    UNIT = "unit", _("Unit holding a function")
    TERRITORIAL = "territorial", _("Sub-district or town on whose ground it lies")
    SITE_MANAGER = "site_manager", _("Managing unit of the site")
    SITE_OWNER_OR_TERRITORIAL = "site_owner_or_territorial", _("Owner of the site, else sub-district or town")
    ZONE_HOLDER = "zone_holder", _("Unit of the contract holder of the zone")
    SECTOR = "sector", _("Department in charge of this kind of site")


class WeightNote(TextChoices):
    """What a checklist item means to a standard: measures it, supports it, or fails it alone."""

    MAIN = "主项", _("Main item")
    SUPPORT = "辅项", _("Supporting item")
    VETO = "否决项", _("Veto item")


class Method(TextChoices):
    """How a standard is assessed (DOMAIN 1.2)."""

    ONLINE = "online", _("Online submission")
    ONSITE = "onsite", _("Site inspection")
    SURVEY = "survey", _("Survey")


class Scoring(TextChoices):
    """How a standard is scored (DOMAIN 1.3)."""

    STATUS_ABC = "status_abc", _("Status grading")
    DEDUCT_PER_ISSUE = "deduct_per_issue", _("Deduction per problem")
    RATIO = "ratio", _("Ratio")
    PASS_FAIL = "pass_fail", _("Pass or fail")


# Functions the engine itself needs, whether or not a routing row names them (ENGINE 7, 23).
ENGINE_FUNCTIONS = ("office", "discipline")
ADMINISTRATIVE = "administrative"
