"""Notices of what the demo city did before it stood there: everybody has had them."""

from datetime import datetime, timedelta

from django.db.models import F

from supervision.models import Notice

SEEN_AFTER = timedelta(days=1)


def hear(until: datetime) -> None:
    """Delivered at their moment, and read if older than a day; inside the transaction that has written them."""
    told = Notice.objects.filter(delivered_at=None, created_at__lte=until)
    told.filter(created_at__lt=until - SEEN_AFTER).update(seen_at=F("created_at"))
    told.update(delivered_at=F("created_at"))
