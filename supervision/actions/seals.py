"""The seal: a signed, chained statement of the heads changed since the last one, kept in the database and in a file.

Alteration and loss are proven up to the latest seal (ENGINE 18); what came after it rests on the chain alone.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from supervision.canonical import GENESIS, canonical, chained
from supervision.failpoints import reach
from supervision.models import Counter, Seal, StreamHead

MOST = 10_000  # heads in one seal


def seal_key() -> bytes:
    """The signing key: from the environment, else a 0600 file outside the database."""
    if os.environ.get("TAIZHANG_SEAL_KEY"):
        return os.environ["TAIZHANG_SEAL_KEY"].encode()
    path = Path(settings.KEYS_DIR) / "seal_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes().strip()
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
    return path.read_bytes().strip()


def sign(digest: str) -> str:
    """HMAC-SHA256 over a seal's hash."""
    return hmac.new(seal_key(), digest.encode(), hashlib.sha256).hexdigest()


def seal(now: datetime) -> Seal | None:
    """Seals the heads that moved since the last seal and the counters; none when nothing moved.

    After a night of corrections there are many: each ten thousand get a seal of their own, which keeps memory flat and
    nobody waiting. Returns the last one.
    """
    row, mark = None, None
    while True:
        found, mark = seal_some(now, mark)
        row = found or row
        if mark is None:
            return row


def seal_some(now: datetime, after: UUID | None) -> tuple[Seal | None, UUID | None]:
    """One seal over the next heads that moved, and the head to go on behind; no head when that was all."""
    with transaction.atomic():
        last = _last_locked()
        heads = StreamHead.objects.filter(seq__gt=F("sealed_seq")).order_by("pk")
        if after is not None:
            heads = heads.filter(pk__gt=after)
        if connection.features.has_select_for_update:
            heads = heads.select_for_update()
        moved = list(heads[:MOST])
        if not moved:
            return None, None
        text = canonical(
            {
                "no": (last.no if last else 0) + 1,
                "at": now,
                "heads": [[head.kind, head.id, head.seq, head.hash] for head in moved],
                "counters": {c.series: [c.period, c.last] for c in Counter.objects.order_by("series")},
            }
        )
        previous = last.hash if last else GENESIS
        digest = chained(previous, text)
        row = Seal(no=last.no + 1 if last else 1, at=now, text=text, previous=previous, hash=digest)
        row.signature = sign(digest)
        row.save(force_insert=True)
        StreamHead.objects.filter(pk__in=[h.pk for h in moved]).update(sealed_seq=F("seq"))
        append_to_file(row)
        reach("seal_written")
    return row, moved[-1].pk if len(moved) == MOST else None


def _last_locked() -> Seal | None:
    """The last seal; two sealers at once wait for each other at the counter row."""
    from supervision.actions.numbers import lock_counter

    lock_counter("seal")
    return Seal.objects.order_by("-no").first()


def seal_file() -> Path:
    """Where seals leave the database."""
    return Path(settings.SEALS_DIR) / "seals.jsonl"


def append_to_file(row: Seal) -> None:
    """One line for each seal, on disk before the transaction ends.

    Whoever dies before the commit leaves a line without a row, which is harmless, and on a full disk half a line: the
    next one then begins on a line of its own.
    """
    path = seal_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"text": row.text, "previous": row.previous, "hash": row.hash, "signature": row.signature})
    with path.open("ab") as file:
        file.write((line if _ends_whole(path) else f"\n{line}").encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_whole(path: Path) -> bool:
    """Whether the last line of the file is a whole one."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def read_file() -> Iterator[dict]:
    """Every seal in the file; lines cut off by a crash are left out."""
    path = seal_file()
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue
