"""Care of the stored pictures by the worker: what people look at is made, what nobody needs is taken away.

Whoever adds or removes bytes holds the lock of the content's row, so a row that somebody refers to never points to
nothing, whichever process dies when.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q

from supervision import picture_store
from supervision.doorbell import ring
from supervision.failpoints import reach
from supervision.models import StoredFile, Upload
from supervision.pictures import PictureRefused, make_derivatives

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_TRIES = 3
BITE = 3.0  # seconds after which a round makes room for the worker's other duties
DRAFTS_KEPT = timedelta(days=1)
BATCH = 200
UNFINISHED = Q(derivatives_at=None, derivative_error="")
SHARDS = 256


def finish_pictures(now: datetime, limit: int = 20) -> int:
    """Make the 320 and 1600 pixel pictures that are missing, oldest first; returns how many were made.

    Called outside a transaction. A short lease keeps two workers off the same picture. One that cannot be decoded gets
    its reason written down, one that killed its worker is tried three times; a full disk stops the round, not the
    picture. A round that has taken its time rings for the next one.
    """
    begun = time.monotonic()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    worn_out = StoredFile.objects.filter(UNFINISHED, free, tries__gte=MOST_TRIES)
    if worn_out.exists():  # a round that finds nothing to do asks for no turn at writing
        worn_out.update(derivative_error="gave up")
    waiting = StoredFile.objects.filter(UNFINISHED, free).order_by("created_at").values_list("pk", flat=True)
    made = 0
    for sha256 in list(waiting[:limit]):
        if time.monotonic() - begun > BITE:
            ring("supervision.tasks.finish_pictures")
            break
        mine = StoredFile.objects.filter(UNFINISHED, free, pk=sha256)
        if not mine.update(lease_until=now + LEASE, tries=F("tries") + 1):
            continue  # another worker was faster
        try:
            made += _finish(sha256, now)
        except OSError as error:
            logger.warning("picture %s waits: %s", sha256, error)
            StoredFile.objects.filter(pk=sha256).update(lease_until=None, tries=F("tries") - 1)
            break
    return made


def clean(now: datetime) -> int:
    """Remove expired uploads that no step used, contents nobody refers to, and what crashes left; returns how many."""
    removed = 0
    while expired := _drop_expired(now):
        removed += len(expired)
        removed += sum(_drop_content(sha256, now) for sha256 in set(expired))
    # A crash between the two steps above leaves rows without use, and one in the middle of an upload or a removal a
    # file without a row: each hour looks through one of 256 parts of all contents, so each is seen every eleven days.
    shard = f"{int(now.timestamp() // 3600) % SHARDS:02x}"
    rows = StoredFile.objects.filter(sha256__range=(shard, shard + "g"))
    removed += sum(_drop_content(sha256, now) for sha256 in rows.filter(_unused()).values_list("pk", flat=True))
    lying = picture_store.originals_in(shard)
    known = set(rows.values_list("pk", flat=True))
    removed += sum(_drop_file_without_row(sha256, now) for sha256 in lying if sha256 not in known)
    return removed + picture_store.drop_old_drafts(now - DRAFTS_KEPT)


def _finish(sha256: str, now: datetime) -> bool:
    """Make both pictures, then give them their names under the lock; False when this content has none to make."""
    with picture_store.draft_folder() as folder:
        small, large = folder / "320.jpg", folder / "1600.jpg"
        try:
            with picture_store.open_stored(picture_store.original_name(sha256)) as original:
                make_derivatives(original, small, large)
        except (PictureRefused, FileNotFoundError) as error:
            logger.warning("picture %s cannot be shown: %r", sha256, error)
            reason = error.code if isinstance(error, PictureRefused) else "original missing"
            StoredFile.objects.filter(pk=sha256).update(derivative_error=reason, lease_until=None)
            return False
        reach("picture_made")
        with transaction.atomic():
            row = StoredFile.objects.select_for_update().filter(pk=sha256).first()
            if row is None:
                return False
            picture_store.put(large, picture_store.derived_name(sha256, "1600"))
            picture_store.put(small, picture_store.derived_name(sha256, "320"))
            reach("picture_named")
            row.derivatives_at, row.lease_until = now, None
            row.save(update_fields=["derivatives_at", "lease_until"])
            return True


def _drop_expired(now: datetime) -> list[str]:
    """Delete one batch of expired, unused uploads; returns the contents they referred to."""
    with transaction.atomic():
        expired = Upload.objects.select_for_update(skip_locked=True).filter(used_at=None, expires_at__lte=now)
        batch = dict(expired.order_by("pk").values_list("pk", "file_id")[:BATCH])
        Upload.objects.filter(pk__in=batch).delete()
        return list(batch.values())


def _drop_content(sha256: str, now: datetime) -> bool:
    """Remove a content unless somebody refers to it, asked again under the lock.

    The row goes first, for good: one that outlived its files would tell the next sender that its pictures are made.
    """
    with transaction.atomic():
        # Whoever makes its pictures is waited for: a content passed over here is not seen again for eleven days.
        if not StoredFile.objects.select_for_update().filter(pk=sha256).first():
            return False
        unused = StoredFile.objects.filter(_unused(), pk=sha256).first()
        if unused is None:
            return False
        unused.delete()
    reach("content_forgotten")
    _drop_file_without_row(sha256, now)
    return True


def _drop_file_without_row(sha256: str, now: datetime) -> bool:
    """Take the name for a moment: a sender who is about to commit the same content goes first, or comes after."""
    facts = {"size": 0, "mime": "", "width": 0, "height": 0, "created_at": now}
    with transaction.atomic():
        row, taken = StoredFile.objects.get_or_create(sha256=sha256, defaults=facts)
        if taken:
            picture_store.remove(sha256)
            row.delete()
        return taken


def _unused() -> Q:
    """Contents to which no row of any table refers, tables of upper floors included."""
    uses: list[Any] = [field for field in StoredFile._meta.get_fields(include_hidden=True) if _points_here(field)]
    rows = [use.related_model._base_manager.filter(**{use.field.name: OuterRef("pk")}) for use in uses]
    return Q(*(~Exists(row) for row in rows))


def _points_here(field: Any) -> bool:
    return isinstance(field, models.ForeignObjectRel) and field.related_model is not None
