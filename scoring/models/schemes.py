"""Schemes of assessment (考核办法): components, lists and consequences as one versioned document."""

from django.db import models
from django.utils.translation import pgettext_lazy as _p


class SchemeVersion(models.Model):
    """What rankings of a period are made by. A version is never changed; its stream says who made it and why."""

    class Of(models.TextChoices):
        """Whom it is about."""

        UNITS = "units", _p("scheme", "units, zones and holders")
        TEAMS = "teams", _p("scheme", "supervision teams")

    id = models.UUIDField(primary_key=True, editable=False)
    of = models.CharField(max_length=8, choices=Of.choices)
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    valid_from = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "version"], name="scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.of} {self.version}"
