"""When worker and beat last showed that they are alive, and when the last sweep came to its end."""

from datetime import datetime

from django.db import models


class Heartbeat(models.Model):
    """One row per running part; readiness is read from here because a beat that only sends proves nothing."""

    name = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def tick(*names: str, now: datetime) -> None:
        """Write that these parts were alive at `now`."""
        rows = [Heartbeat(name=name, at=now) for name in names]
        Heartbeat.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["at"])
