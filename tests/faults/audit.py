"""What must hold after any fault, read from the rows, the files and the clients' journals."""

import hashlib
import json
from collections import Counter as Tally
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from rectification.models import Ticket
from supervision import clock, picture_store
from supervision.actions.pictures import SHARDS, clean
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.canonical import moment_text
from supervision.models import Counter, Duty, DutyState, Event, Notice, RequestKey, StoredFile, Upload, Words


def audit(journals: Path, tidy: bool) -> dict[str, Any]:
    """Every fault found, by name, and some counts. A name without faults is left out."""
    asked = read(journals)
    found = {
        "verify": [str(fault) for fault in verify()],
        "rebuild": [f"{table}: {pks}" for table, pks in rebuild().items()],
        "writes": list(faults_in_writes(asked)),
        "uploads": list(faults_in_uploads(asked)),
        "numbers": list(faults_in_numbers()),
        "notices": list(faults_in_notices()),
        "rungs": list(faults_in_rungs()),
        "keys": [f"{key.key} was kept without its event" for key in RequestKey.objects.filter(event_id=None)],
    }
    lying = files("originals")
    orphans = len(lying - {picture_store.original_name(pk) for pk in StoredFile.objects.values_list("pk", flat=True)})
    if tidy:
        for hour in range(SHARDS + 1):
            clean(clock.now() + timedelta(hours=25 + hour))
    found["files"] = list(faults_in_files(tidy))
    counts = {"tickets": Ticket.objects.count(), "events": Event.objects.count(), "orphans": orphans}
    return {"faults": {name: faults[:20] for name, faults in found.items() if faults}, "counts": counts}


def read(journals: Path) -> dict[str, dict[str, Any]]:
    """Request key -> what was asked, and `reply` and `status` if it was answered."""
    asked: dict[str, dict[str, Any]] = {}
    for path in sorted(journals.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            asked.setdefault(said["key"], {}).update(said)
    return asked


def faults_in_writes(asked: dict[str, dict[str, Any]]) -> Any:
    """Words are request keys, so each stands in the ledger as often as its request was taken."""
    writes = {key: said for key, said in asked.items() if said["what"] != "upload"}
    written = Tally(Words.objects.filter(text__in=list(writes)).values_list("text", flat=True)) if writes else Tally()
    meant = Tally(str(pk) for event in Event.objects.iterator() if (pk := (event.facts.get("words") or {}).get("id")))
    rows = {row.text: row for row in Words.objects.filter(text__in=list(writes))}
    for key, said in writes.items():
        taken, acknowledged = written[key], said.get("status", 500) < 400
        if acknowledged and taken != 1:
            yield f"{key} was acknowledged and stands {taken} times in the ledger"
        if not acknowledged and taken > (0 if "status" in said else 1):
            yield f"{key} was answered {said.get('status')} and stands {taken} times in the ledger"
        if taken and meant[str(rows[key].id)] != 1:
            yield f"{key} belongs to {meant[str(rows[key].id)]} events"
        if acknowledged:
            event = Event.objects.filter(stream_id=said["reply"]["id"], seq=said["reply"]["seq"]).first()
            if event is None or event.facts["words"]["id"] != str(rows[key].id):
                yield f"{key} was answered with another event than it stands in"


def faults_in_uploads(asked: dict[str, dict[str, Any]]) -> Any:
    for key, said in asked.items():
        if said["what"] == "upload" and said.get("status", 500) < 400:
            row = Upload.objects.filter(pk=said["reply"]["id"], file_id=said["sha256"]).first()
            if row is None:
                yield f"{key} was acknowledged and is gone"
            elif digest(picture_store.original_name(row.file_id)) != said["sha256"]:
                yield f"{key} was acknowledged and its file is not what was sent"


def faults_in_numbers() -> Any:
    """In each period 1, 2, 3 ... as far as the counter says."""
    series: dict[str, list[int]] = {}
    for number in Ticket.objects.values_list("number", flat=True):
        period, no = number.removeprefix("LC").split("-")
        series.setdefault(period, []).append(int(no))
    for period, numbers in series.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            yield f"{period}: gaps or doubles among {len(numbers)} numbers up to {max(numbers)}"
    counter = Counter.objects.get(series="ticket:LC")
    if counter.last != len(series[counter.period]):
        yield f"the counter stands at {counter.last}, the last number is {len(series[counter.period])}"


def faults_in_notices() -> Any:
    """Each person is told once of one thing; of a rung, exactly the people its event names."""
    told: dict[str, list[str]] = {}
    for event, user in Notice.objects.values_list("event_id", "user_id"):
        told.setdefault(str(event), []).append(str(user))
    events = {str(pk) for pk in Event.objects.values_list("id", flat=True)}
    yield from (f"a notice of an event that does not exist: {event}" for event in told if event not in events)
    for event in Event.objects.filter(action="rung").iterator():
        named = sorted({person[0] for person in event.facts["told"]})
        if sorted(told.get(str(event.id), [])) != named:
            yield f"{event.once}: named {len(named)}, told {len(told.get(str(event.id), []))}"
    twice = Tally(Notice.objects.values_list("event_id", "user_id", "key"))
    yield from (f"told {times} times: {notice}" for notice, times in twice.items() if times > 1)


def faults_in_rungs() -> Any:
    """Each rung of the clock a duty has now fired at its moment in the frozen schedule, none twice, none left out."""
    now = moment_text(clock.now() - timedelta(minutes=2))  # what fell due just now may still be under way
    fired = dict(Event.objects.filter(action="rung", once__isnull=False).values_list("once", "occurs_at"))
    for duty in Duty.objects.iterator():
        for code, at in duty.schedule:
            once = f"{duty.id}:{duty.clock_no}:{code}"
            if once in fired and moment_text(fired[once].astimezone(UTC)) != at:
                yield f"{once} is due at {at} and was fired as of {fired[once]}"
            if once not in fired and duty.clock_no == 1 and duty.state == DutyState.RUNNING and at <= now:
                yield f"{once} was due at {at} and never fired"


def faults_in_files(tidy: bool) -> Any:
    """What rows refer to lies there whole; after tidying nothing else does."""
    needed = set()
    for row in StoredFile.objects.all():
        names = picture_store.names_of(row.pk) if row.derivatives_at else [picture_store.original_name(row.pk)]
        needed |= set(names)
        if row.derivative_error:
            yield f"{row.pk} has no small picture: {row.derivative_error}"
        if digest(picture_store.original_name(row.pk)) != row.pk:
            yield f"{row.pk} does not lie there as it was sent"
    lying = files("originals") | files("derived")
    yield from (f"missing: {name}" for name in needed - lying)
    if tidy:
        yield from (f"without need: {name}" for name in (lying - needed) | files("incoming"))


def files(folder: str) -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in (root / folder).rglob("*") if path.is_file()}


def digest(name: str) -> str:
    path = Path(settings.MEDIA_ROOT) / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
