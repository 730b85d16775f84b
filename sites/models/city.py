"""The one city this installation serves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.models.named import Named


class CityManager(models.Manager["City"]):
    """There is one row or, before `new_city`, none."""

    def current(self) -> "City | None":
        """The city, or None before it has been founded."""
        return self.first()


class City(Named, models.Model):
    """Name, document code and the city's own choices; one row, enforced by the database."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    document_code = models.CharField(_("document code"), max_length=20, help_text=_("What stands before 〔2026〕15号."))
    series = models.CharField(_("series prefix"), max_length=8, help_text=_("Capital letters before ticket numbers."))
    west = models.FloatField(_("west"), default=73.0)
    south = models.FloatField(_("south"), default=3.0)
    east = models.FloatField(_("east"), default=136.0)
    north = models.FloatField(_("north"), default=54.0)
    rules = models.JSONField(_("rules"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = CityManager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="sites_city_only_one"),
            models.CheckConstraint(condition=models.Q(series__regex=r"^[A-Z][A-Z0-9]*$"), name="sites_city_series"),
            models.CheckConstraint(
                condition=models.Q(west__lt=models.F("east"), south__lt=models.F("north")), name="sites_city_box"
            ),
        ]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.west, self.south, self.east, self.north
