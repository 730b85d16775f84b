"""Verification: walks every stream and every seal, and names what was altered, removed, re-chained or cut off."""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from supervision import picture_store, triggers
from supervision.actions.seals import read_file, sign
from supervision.actions.words import Claims
from supervision.canonical import GENESIS, chained, moment_text
from supervision.kinds import all_kinds
from supervision.models import Counter, Duty, Event, Seal, StoredFile, StreamHead
from supervision.snapshots import one_snapshot

WORDS = 1000  # rows of words looked up at once


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: its kind, the stream it concerns, and what was seen."""

    kind: str
    stream: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.stream} {self.detail}".strip()


def verify() -> Iterator[Fault]:
    """Every fault in the ledger as it is at one moment, whoever writes meanwhile; nothing when it is whole."""
    filed = list(read_file())  # before the moment: a seal made after it is none of this walk's business
    with one_snapshot():
        yield from walk(filed)


def walk(filed: list[dict]) -> Iterator[Fault]:
    """Triggers, seals, every stream with its words, counters, duties."""
    yield from (Fault("unguarded", name, "trigger is missing") for name in triggers.missing())
    sealed, counters, faults = read_seals(filed)
    yield from faults
    seen: dict[str, int] = {}
    claims = Claims()
    heads = {str(h.id): h for h in StreamHead.objects.all().iterator()}
    rows = Event.objects.order_by("stream_id", "seq").iterator(chunk_size=2000)
    for stream, events in groupby(rows, key=lambda event: str(event.stream_id)):
        yield from verify_stream(stream, events, heads.get(stream), sealed.get(stream, {}), seen, claims)
        if len(claims.said) >= WORDS:
            yield from (Fault(*broken) for broken in claims.broken())
    yield from (Fault(*broken) for broken in claims.broken())
    for stream, head in heads.items():
        if head.seq and stream not in seen:
            yield Fault("removed", f"{head.kind} {stream}", "has a head but no events")
    for stream, marks in sealed.items():
        if stream not in seen and stream not in heads:
            yield Fault("removed", stream, f"was sealed up to event {max(marks)} and is gone")
    yield from verify_counters(counters)
    yield from verify_orphans()


def verify_stream(
    stream: str,
    events: Iterable[Event],
    head: StreamHead | None,
    marks: dict[int, str],
    seen: dict[str, int],
    claims: Claims,
) -> Iterator[Fault]:
    """One stream: its places, its chain, its columns, its head, its seals; its words are noted in `claims`."""
    expected, previous, kind = 1, GENESIS, ""
    for event in events:
        kind = event.stream_kind
        name = f"{kind} {stream}"
        if event.seq != expected:
            yield Fault("removed", name, f"event {expected} is missing")
            expected = event.seq
        elif event.previous != previous:
            yield Fault("rechained", name, f"event {event.seq} does not follow the one before it")
        if chained(event.previous, event.text) != event.hash:
            yield Fault("altered", name, f"event {event.seq} does not match its hash")
        differing = differing_columns(event)
        yield from (Fault("altered", name, f"event {event.seq}: column {c}") for c in differing)
        if "text" not in differing:
            claims.hear(name, event.seq, event.facts)
        if event.seq in marks and marks[event.seq] != event.hash:
            yield Fault("rechained", name, f"event {event.seq} is not the one that was sealed")
        previous, expected = event.hash, expected + 1
    seen[stream] = expected - 1
    name = f"{kind} {stream}"
    if head is None or (head.seq, head.hash) != (expected - 1, previous):
        yield Fault("cut_off", name, f"ends at event {expected - 1}, its head says {head.seq if head else 'nothing'}")
    if head is not None and head.sealed_seq > max(marks, default=0):
        # The sealer would pass this stream by until it has grown that far.
        yield Fault(
            "seal", name, f"its head says sealed up to {head.sealed_seq}, the seals up to {max(marks, default=0)}"
        )
    if marks and max(marks) > expected - 1:
        yield Fault("cut_off", name, f"ends at event {expected - 1}, sealed up to {max(marks)}")


def differing_columns(event: Event) -> list[str]:
    """Columns of the row that do not say what the canonical text says."""
    try:
        content = event.content
        said = {
            "id": content["id"],
            "stream_kind": content["stream"][0],
            "stream_id": content["stream"][1],
            "seq": content["stream"][2],
            "occurs_at": content["occurs_at"],
            "recorded_at": content["recorded_at"],
            "actor_id": content["actor"],
            "post_id": content["post"],
            "action": content["action"],
            "before": content["status"][0],
            "after": content["status"][1],
            "once": content["once"],
        }
    except (ValueError, KeyError, IndexError, TypeError):
        return ["text"]
    return [name for name, value in said.items() if _plain(getattr(event, name)) != value]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment_text(value.astimezone(UTC))
    return value if value is None or isinstance(value, int | str) else str(value)


def read_seals(lines: list[dict]) -> tuple[dict[str, dict[int, str]], dict[str, list], list[Fault]]:
    """What the seals say: stream -> {sequence: hash}, the last counters, and faults of the seals themselves."""
    sealed: dict[str, dict[int, str]] = {}
    counters: dict[str, list] = {}
    faults: list[Fault] = []
    filed: dict[str, dict] = {}
    for line in lines:
        if not hmac.compare_digest(sign(line["hash"]), line["signature"]):
            faults.append(Fault("seal", "file", "a seal's signature is wrong"))
            continue
        filed[line["hash"]] = line
    previous = GENESIS
    rows = list(Seal.objects.order_by("no"))
    if any(row.hash not in filed for row in rows):  # sealed between the reading of the file and the moment itself
        known = {row.hash for row in rows}
        filed |= {line["hash"]: line for line in read_file() if line["hash"] in known}
    for row in rows:
        wrong = row.previous != previous or chained(row.previous, row.text) != row.hash
        if wrong or not hmac.compare_digest(sign(row.hash), row.signature):
            faults.append(Fault("seal", f"seal {row.no}", "does not follow the one before it, or is not signed"))
        if row.hash not in filed:
            faults.append(Fault("seal", f"seal {row.no}", "is not in the file of seals"))
        previous = row.hash
    numbers = {GENESIS: 0, **{row.hash: row.no for row in rows}}
    for line in filed.values():
        if chained(line["previous"], line["text"]) != line["hash"]:
            faults.append(Fault("seal", "file", "a seal's text does not match its hash"))
            continue
        content = json.loads(line["text"])
        # A sealer that died before its commit leaves a line whose place another seal then takes. What it states of the
        # heads is checked all the same; but it must follow a seal that the database has.
        if line["hash"] not in numbers and numbers.get(line["previous"]) != content["no"] - 1:
            faults.append(Fault("seal", f"seal {content['no']}", "of the file is missing in the database"))
        for _kind, stream, seq, digest in content["heads"]:
            sealed.setdefault(stream, {})[seq] = digest
        counters.update(content["counters"])
    return sealed, counters, faults


def verify_counters(counters: dict[str, list]) -> Iterator[Fault]:
    """A counter never goes back behind its seal: a number that was given is never given again."""
    now = {c.series: [c.period, c.last] for c in Counter.objects.all()}
    for series, mark in counters.items():
        if now.get(series, ["", 0]) < mark:
            yield Fault("counter", series, f"stands at {now.get(series)}, was sealed at {mark}")


def verify_photos() -> Iterator[Fault]:
    """Every original that an event names is there, with the very bytes the event names; this reads them all."""
    found: dict[str, str] = {}
    rows = Event.objects.filter(text__contains='"photos":["').order_by("stream_id", "seq")
    for event in rows.iterator(chunk_size=200):
        for said in event.facts.get("photos", ()):
            sha256 = said.partition(":")[2]
            if sha256 not in found:
                found[sha256] = wrong_with(sha256)
            if found[sha256]:
                name = f"{event.stream_kind} {event.stream_id}"
                yield Fault("photo", name, f"{sha256[:12]} of event {event.seq} {found[sha256]}")


def wrong_with(sha256: str) -> str:
    """What is wrong with an original; nothing when it is whole."""
    if not StoredFile.objects.filter(pk=sha256).exists():
        return "has no row"
    kept = picture_store.digest_of_original(sha256)
    if kept is None:
        return "is gone"
    return "" if kept == sha256 else "is another picture now"


def verify_orphans() -> Iterator[Fault]:
    """Duties whose subject is gone, or is of a kind nobody knows (ENGINE 12)."""
    known = {kind.name: kind for kind in all_kinds()}
    for name in Duty.objects.values_list("subject_kind", flat=True).distinct():
        if name not in known:
            yield Fault("orphan", name, "duties of an unknown kind of subject")
    heads = StreamHead.objects.values("id")
    for subject in Duty.objects.exclude(subject_id__in=heads).values_list("subject_id", flat=True).distinct():
        yield Fault("orphan", str(subject), "a duty without its subject")
