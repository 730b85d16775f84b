"""Rows that hold from one day to another; the past is kept, not overwritten."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

ALWAYS = datetime.date(2000, 1, 1)  # "since before the platform"


class Dated(models.Model):
    """Half-open span of days: `valid_to` is the first day on which the row no longer holds; empty = still holds."""

    valid_from = models.DateField(_("valid from"), default=ALWAYS)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="%(app_label)s_%(class)s_span",
            )
        ]

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the row holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
