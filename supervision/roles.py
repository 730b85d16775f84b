"""Roles of a post as data: what each may see, and which capacity it brings to a step."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a unit."""

    OFFICE = "office", _("City office")
    TEAM_LEADER = "team_leader", _("Team leader")
    INSPECTOR = "inspector", _("Inspector")
    UNIT_HANDLER = "unit_handler", _("Unit handler")
    UNIT_HEAD = "unit_head", _("Unit head")
    CITY_LEADER = "city_leader", _("City leader")
    DISCIPLINE = "discipline", _("Discipline inspection")


# Who reads the whole ledger; everybody else reads by visibility rows (ENGINE 21).
SEES_ALL = frozenset({Role.OFFICE, Role.DISCIPLINE, Role.CITY_LEADER})
# Who can owe a rectification for a unit, who can check one, who answers first of several holders.
HANDLES = (Role.UNIT_HANDLER, Role.UNIT_HEAD)
CHECKS = (Role.TEAM_LEADER, Role.INSPECTOR, Role.DISCIPLINE, Role.OFFICE)
# Who arranges things for the others of a unit: leave, and who has which entry.
LEADS = frozenset({Role.UNIT_HEAD, Role.TEAM_LEADER, Role.OFFICE})
# Who keeps the city's standing data: people and posts, units, teams, sites, the calendar, the city's profile.
KEEPS = frozenset({Role.OFFICE})
# Who prints the map of the city.
PRINTS = frozenset({Role.OFFICE, Role.TEAM_LEADER, Role.CITY_LEADER})
FILES = frozenset({Role.INSPECTOR, Role.TEAM_LEADER, Role.OFFICE, Role.DISCIPLINE, Role.CITY_LEADER})
