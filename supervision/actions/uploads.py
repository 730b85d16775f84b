"""Pictures come in one by one and wait, at most a day, to become part of a step (DESIGN 7.7)."""

import errno
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from string import ascii_letters, digits
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supervision import picture_store
from supervision.doorbell import ring
from supervision.failpoints import reach
from supervision.file_marks import SeekableBytes
from supervision.ids import new_id
from supervision.models import StoredFile, Upload, User
from supervision.pictures import PictureFacts, PictureRefused, inspect, shown_name
from supervision.refusals import Conflict, Refused

KEPT = timedelta(hours=24)
MOST_WAITING = 200
KEY_LETTERS = frozenset(ascii_letters + digits + "-_.:")
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

WORDS = {
    "empty": _("%(name)s is empty. Please choose it again."),
    "too_big": _("%(name)s is larger than %(megabytes)s MB and was not kept."),
    "too_many_pixels": _("%(name)s has more than %(megapixels)s million pixels and was not kept."),
    "foreign": _("The content of %(name)s is %(kind)s. Only JPEG, PNG, WebP and HEIC pictures can be kept."),
    "not_a_picture": _("%(name)s is not a picture. Only JPEG, PNG, WebP and HEIC pictures can be kept."),
    "damaged": _("%(name)s is damaged or was cut short on its way. Please send it again."),
    "disk_full": _("The server has no room left, so %(name)s was not kept. Please tell the city office."),
    "too_many_waiting": _("%(name)s was not kept: %(most)s pictures of yours already wait for an entry."),
    "upload_key": _("%(name)s was not kept: its key must be 1 to 64 letters, digits or the signs - _ . :"),
    "upload_key_reused": _("%(name)s was not kept: another picture was sent with the same key."),
    "upload_count": _("Please send exactly one picture at a time."),
    "upload_unknown": _("A picture of this step is not among those you sent. Please add it again."),
    "upload_used": _("Already part of an entry: %(names)s. Please add another picture."),
    "upload_expired": _("Sent more than a day ago: %(names)s. Please add them again."),
}


def refusal_text(code: str, params: dict[str, Any]) -> str:
    """The sentence for a refused picture in the reader's language; `params` holds the shown `name` and the limits."""
    return str(WORDS[code]) % params


def refused(code: str, **params: Any) -> Refused:
    """The refusal with its sentence, ready to raise."""
    return Refused(code, WORDS[code], **params)


def stage(owner: User, key: str, file: SeekableBytes, name: str, now: datetime) -> Upload:
    """Keep one sent picture for its sender; sending the same again under the same key gets the first answer.

    `file` is seekable, `name` what the sender calls it. Refused (Conflict for a key sent with another content) carries
    the sentence; nothing of a refused picture is kept. The row is committed after the bytes are safely on the disk.
    """
    shown = shown_name(name)
    if not 1 <= len(key) <= 64 or not KEY_LETTERS.issuperset(key):
        raise refused("upload_key", name=shown)
    facts = _facts(file, shown)
    if earlier := _sent_before(owner, key, facts, shown, now):
        return earlier
    if Upload.objects.filter(owner=owner, used_at=None, expires_at__gt=now).count() >= MOST_WAITING:
        raise refused("too_many_waiting", name=shown, most=MOST_WAITING)
    with told_when_full(shown), picture_store.draft_folder() as folder:
        draft = folder / "original"
        picture_store.copy_in(file, draft)
        with transaction.atomic():
            stored = _locked_content(facts, now)
            picture_store.put(draft, picture_store.original_name(facts.sha256))
            reach("upload_written")
            upload, _fresh = Upload.objects.get_or_create(
                owner=owner,
                key=key,
                defaults={
                    "file": stored,
                    "name": shown,
                    "taken_at": facts.taken_at,
                    "lon": facts.lon,
                    "lat": facts.lat,
                    "created_at": now,
                    "expires_at": now + KEPT,
                },
            )
            if stored.derivatives_at is None:
                ring("supervision.tasks.finish_pictures")
            return _same_content(upload, facts, shown)


def stage_fresh(sent: Sequence[tuple[User, SeekableBytes, str]], now: datetime) -> list[Upload]:
    """Pictures of several senders that nobody sent before, in one transaction: `stage` for whoever writes a past down.

    Each has a key of its own, so there is no first answer to look for; nobody waits for the small copies.
    """
    facts = [_facts(file, shown_name(name)) for _owner, file, name in sent]
    uploads = [
        Upload(owner=owner, key=str(new_id()), file_id=known.sha256, name=shown_name(name), taken_at=known.taken_at,
               lon=known.lon, lat=known.lat, created_at=now, expires_at=now + KEPT)
        for (owner, _file, name), known in zip(sent, facts, strict=True)
    ]  # fmt: skip
    with picture_store.draft_folder() as folder:
        for (_owner, file, _name), known in zip(sent, facts, strict=True):
            picture_store.copy_in(file, folder / known.sha256)
        with transaction.atomic():
            for known in sorted(facts, key=lambda row: row.sha256):
                _locked_content(known, now)
                picture_store.put(folder / known.sha256, picture_store.original_name(known.sha256))
            Upload.objects.bulk_create(uploads)
    return uploads


def claim(owner: User, upload_ids: Iterable[UUID | str], now: datetime) -> list[Upload]:
    """Make waiting pictures part of a step, inside its transaction; in the order given, each once.

    Refused names what cannot be used: not the owner's (or unknown), part of an entry already, older than a day. The
    ids are in `params["ids"]`. A step that is rolled back gives its pictures back.
    """
    wanted = [_as_uuid(given) for given in dict.fromkeys(map(str, upload_ids))]
    rows = Upload.objects.select_for_update(of=("self",)).select_related("file").filter(owner=owner, id__in=wanted)
    found = {row.id: row for row in rows.order_by("id")}
    if missing := [str(given) for given in wanted if given not in found]:
        raise refused("upload_unknown", ids=missing)
    uploads = [found[given] for given in wanted]
    _refuse_some("upload_used", [row for row in uploads if row.used_at])
    _refuse_some("upload_expired", [row for row in uploads if row.expires_at <= now])
    for upload in uploads:
        upload.used_at = now
    Upload.objects.filter(id__in=found).update(used_at=now)
    return uploads


@contextmanager
def told_when_full(shown: str) -> Iterator[None]:
    """A full disk becomes a sentence that names the picture; other errors stay what they are."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise refused("disk_full", name=shown) from error
        raise


def _facts(file: SeekableBytes, shown: str) -> PictureFacts:
    try:
        return inspect(file, zone=timezone.get_default_timezone())
    except PictureRefused as refusal:
        raise refused(refusal.code, name=shown, **refusal.params) from refusal


def _sent_before(owner: User, key: str, facts: PictureFacts, shown: str, now: datetime) -> Upload | None:
    """The upload this key already led to, its waiting time begun anew."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(owner=owner, key=key).first()
        if upload is None:
            return None
        if _same_content(upload, facts, shown).used_at is None:
            upload.expires_at = now + KEPT
            upload.save(update_fields=["expires_at"])
        return upload


def _same_content(upload: Upload, facts: PictureFacts, shown: str) -> Upload:
    if upload.file_id != facts.sha256:
        raise Conflict("upload_key_reused", WORDS["upload_key_reused"], name=shown)
    return upload


def _locked_content(facts: PictureFacts, now: datetime) -> StoredFile:
    """The content's row under lock: while it is held, nobody takes the file away (`clean` locks it too)."""
    row = StoredFile(
        sha256=facts.sha256,
        size=facts.size,
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        created_at=now,
    )
    while True:
        StoredFile.objects.bulk_create([row], ignore_conflicts=True)
        # A row that existed a moment ago may have been cleaned away while we waited for its lock: then insert again.
        if locked := StoredFile.objects.select_for_update().filter(sha256=facts.sha256).first():
            return locked


def _as_uuid(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise refused("upload_unknown", ids=[given]) from None


def _refuse_some(code: str, uploads: list[Upload]) -> None:
    if uploads:
        names = ", ".join(upload.name for upload in uploads)
        raise refused(code, names=names, ids=[str(upload.id) for upload in uploads])
