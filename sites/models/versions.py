"""Versions of the catalogue: rows that are written once and never changed.

An entry of the ledger keeps pointing at the version it was filed under; a change of the CSV files makes a new version
(`sites/actions/catalogue.py`).
"""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class CatalogueVersionQuerySet(models.QuerySet["CatalogueVersion"]):
    """Versions of the catalogue, numbered 1, 2, 3 ..."""

    def current(self) -> "CatalogueVersion | None":
        """The newest version, or None before the first `load_catalogue`."""
        return self.order_by("-number").first()


class CatalogueVersion(models.Model):
    """One state of the whole catalogue; `digest` is over its content."""

    number = models.PositiveIntegerField(_("version"), primary_key=True)
    digest = models.CharField(_("digest"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded at"))

    objects = CatalogueVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue version")
        verbose_name_plural = _("catalogue versions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class FrozenQuerySet(models.QuerySet):
    """Rows of a version: they can be added and read."""

    def of(self, version: "CatalogueVersion | int") -> Self:
        """Rows of that version."""
        return self.filter(version=version)

    def update(self, **kwargs):
        raise TypeError("a catalogue version is never changed; load a new one")

    def delete(self):
        raise TypeError("a catalogue version is never deleted")


class Versioned(models.Model):
    """A row that belongs to one version of the catalogue."""

    version = models.ForeignKey(CatalogueVersion, models.PROTECT, related_name="+", verbose_name=_("version"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Write once."""
        if not self._state.adding:
            raise TypeError("a catalogue version is never changed; load a new one")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Never."""
        raise TypeError("a catalogue version is never deleted")


def one_code_a_version(table: str) -> models.UniqueConstraint:
    """Codes are unique within a version."""
    return models.UniqueConstraint(fields=["version", "code"], name=f"sites_{table}_code")
