"""Categories by version, refusing what does not exist; a version never changes, so what was read once is kept."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from sites import catalogue
from sites.models import Category
from supervision.limits import Limit, Unit
from supervision.refusals import Refused


def current_version() -> int:
    """The number of the catalogue in force."""
    number = catalogue.current_number()
    if number is None:
        raise Refused("no_catalogue", _("The catalogue has not been loaded."))
    return number


@lru_cache(maxsize=2048)
def category(version: int, code: str) -> Category:
    """A category that problems are filed under; parents and unknown codes are refused."""
    row = catalogue.category_of(version, code)
    if row is None or row.parent is None:
        raise Refused("no_category", _("There is no category %(category)s."), category=code)
    return row


@lru_cache(maxsize=4096)
def primary_standard(version: int, code: str, site_type: str) -> str:
    """The code of the standard a category falls under at this type of site, or nothing."""
    standard = catalogue.primary_standard(category(version, code), site_type)
    return standard.code if standard else ""


def limit_of(row: Category) -> Limit:
    """The category's time limit."""
    if row.limit_value is None:
        raise Refused("no_limit", _("The category %(category)s has no time limit."), category=row.code)
    return Limit(row.limit_value, Unit(row.limit_unit))
