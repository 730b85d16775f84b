"""Tables of the ground floor."""

from sites.models.categories import Category, CategoryEdit, Function, Route
from sites.models.city import City
from sites.models.places import Site, SiteManager, SiteType, SiteZone, Zone, ZoneLayer, ZoneVersion
from sites.models.standards import (
    AssessmentSystem,
    CategoryStandard,
    ChecklistItem,
    Content,
    Dimension,
    SiteTypeItem,
    Standard,
    StandardItem,
)
from sites.models.units import Unit, UnitFunction
from sites.models.versions import CatalogueVersion

__all__ = [
    "AssessmentSystem",
    "CatalogueVersion",
    "Category",
    "CategoryEdit",
    "CategoryStandard",
    "ChecklistItem",
    "City",
    "Content",
    "Dimension",
    "Function",
    "Route",
    "Site",
    "SiteManager",
    "SiteType",
    "SiteTypeItem",
    "SiteZone",
    "Standard",
    "StandardItem",
    "Unit",
    "UnitFunction",
    "Zone",
    "ZoneLayer",
    "ZoneVersion",
]
