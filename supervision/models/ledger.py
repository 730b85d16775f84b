"""The ledger: append-only events in streams, their heads, erasable words, counters, seals and request keys."""

import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from supervision.ids import new_id


class StreamHead(models.Model):
    """One row per stream. To lock the head is to lock the subject (ENGINE 14).

    Every event moves it, so it has no index but its key: PostgreSQL then rewrites the row in place. The seal reads all
    heads for those that moved, once in ten minutes.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    last_at = models.DateTimeField()
    sealed_seq = models.PositiveIntegerField(default=0)


class Event(models.Model):
    """One thing that happened. The database refuses to change or delete it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stream_kind = models.CharField(max_length=20)
    stream_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    occurs_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    action = models.CharField(max_length=32)
    before = models.CharField(max_length=16, blank=True)
    after = models.CharField(max_length=16, blank=True)
    once = models.CharField(max_length=100, null=True)  # noqa: DJ001 - absent is not empty: it is unique
    text = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream_id", "seq"], name="event_once_per_place"),
            models.UniqueConstraint(fields=["once"], condition=Q(once__isnull=False), name="event_happens_once"),
        ]

    @cached_property
    def content(self) -> dict[str, Any]:
        """The canonical text, read."""
        return json.loads(self.text)

    @property
    def facts(self) -> dict[str, Any]:
        """What the step was about."""
        return self.content["facts"]

    @property
    def patches(self) -> list[dict[str, Any]]:
        """What the step changed in the projected tables."""
        return self.content["rows"]


class Words(models.Model):
    """Free words of an event. They can be erased; the event keeps the salted digest (ENGINE 16)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stream_id = models.UUIDField(db_index=True)
    salt = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)


class Counter(models.Model):
    """The next number of a series; the row is locked last (ENGINE 14)."""

    series = models.CharField(primary_key=True, max_length=40)
    period = models.CharField(max_length=10, default="")
    last = models.PositiveIntegerField(default=0)


class Seal(models.Model):
    """A signed statement of the heads changed since the seal before it (ENGINE 18)."""

    no = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    text = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)


class RequestKey(models.Model):
    """The first answer to a request, kept so that its repeat gets the same one (ENGINE 20)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    event_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="request_key_once")]
        indexes = [models.Index(fields=["created_at"], name="request_key_age")]
