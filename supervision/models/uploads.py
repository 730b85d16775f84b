"""Pictures as rows: one stored file for each content, and the staged uploads by which people bring them in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from supervision.ids import new_id


class StoredFile(models.Model):
    """One picture content, kept once however often it is sent; its bytes lie under its hash.

    `width` and `height` are those of the picture turned upright. The derivative columns belong to the worker.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    derivatives_at = models.DateTimeField(null=True)
    derivative_error = models.TextField(blank=True, default="")
    # A worker's short lease: a second worker takes other pictures, and one that killed its worker is tried again.
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                name="stored_file_unfinished",
                condition=Q(derivatives_at__isnull=True, derivative_error=""),
            )
        ]

    def __str__(self) -> str:
        return self.sha256


class Upload(models.Model):
    """One picture sent by one person and not yet, or already, part of a step.

    `key` is the client's own: the same key with the same content gets the same row, so that sending again is harmless.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads", db_index=False)
    key = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=120)
    taken_at = models.DateTimeField(null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="upload_key_once"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="upload_place_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "expires_at"], name="upload_waiting", condition=Q(used_at__isnull=True)),
            models.Index(fields=["expires_at"], name="upload_expiring", condition=Q(used_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name
