"""Notices are rows: a key and facts, written with the event, made into words in the reader's language."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from supervision.ids import new_id


class Notice(models.Model):
    """One thing one person is told. In-app always; other channels come with their own rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Nobody who was told anything can be deleted (PROTECT). The database does not look each person up once more: it
    # would lock the person's row for every notice, at a tenth of the server's part of a rung (docs/performance.md).
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", db_index=False, db_constraint=False
    )
    post_id = models.UUIDField(null=True)
    event_id = models.UUIDField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    key = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)  # the rung it told of does not stand any more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "user", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notice_inbox"),
            models.Index(fields=["created_at"], name="notice_undelivered", condition=Q(delivered_at__isnull=True)),
        ]
