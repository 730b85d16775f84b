"""Proves a ranking: everything is made again from the events up to its cut-off, and held against what was published.

Nothing of the counting by the database is used here: lines come from folded events, counts from adding them up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from scoring.actions.freezing import Held, counts_for, effects, found_false, holdings
from scoring.batches import batched
from scoring.editions import earlier
from scoring.folding import fold
from scoring.lines import THRICE, DutyLine
from scoring.models import Appeal, Line, Ranking, Score, Subject
from scoring.models.rankings import COUNTED
from scoring.reckoning import HASHED, Counts, Named, Reckoned, inputs_digest, line_text, reckon, result_digest
from scoring.score_text import read_score
from scoring.tally import CHECK, LEAD, Cell
from sites.models import Zone
from supervision.models import Duty, Event, StreamHead

BATCH = 500
NOTHING: dict[str, Any] = dict.fromkeys(COUNTED, 0)
Also = list[tuple[str, str, UUID]]
Alike = tuple[str, str, str, str]
FIELDS = {"duty_id": "duty", "ticket_id": "ticket", "unit_id": "unit"}


def verify(ranking: Ranking, tell: Callable[[int], None] = lambda done: None) -> list[str]:
    """What does not agree, in sentences for whoever keeps the platform; empty when everything does, exactly."""
    stored = [as_reckoned(row) for row in Score.objects.filter(ranking=ranking)]
    found = [
        *of_event(ranking),
        *differing("stored lines", ranking.inputs, inputs_digest(ranking)),
        *differing("stored figures", ranking.result, result_digest(stored)),
    ]
    lines = dict(folded(ranking, tell))
    texts = (text_of(line, also) for line, also in (lines[duty] for duty in sorted(lines)))
    found += differing("lines made from the events", ranking.inputs, inputs_digest(ranking, texts))
    again = reckon(ranking, counts_of(lines.values()), [(it.subject, it.named) for it in stored])
    found += of_results(stored, again)
    return [*found, *differing("figures made from the events", ranking.result, result_digest(again))]


def of_event(ranking: Ranking) -> Iterator[str]:
    """The row says what the last event that fixed the digests says."""
    event = Event.objects.filter(stream_id=ranking.pk, action__in=["counted", "announce", "publish"]).latest("seq")
    for name in ("inputs", "result"):
        yield from differing(f"{name} in the event", event.facts[name], getattr(ranking, name))


def differing(what: str, published: str, again: str) -> list[str]:
    """One sentence where two digests differ."""
    return [] if published == again else [f"{what}: {published[:12]} was published, {again[:12]} comes out"]


def as_reckoned(row: Score) -> Reckoned:
    """A stored result."""
    named = Named(row.group, row.key, row.name, row.name_en)
    return Reckoned(row.subject, named, read_score(row.figures), row.rank, row.lists)


def folded(ranking: Ranking, tell: Callable[[int], None]) -> Iterator[tuple[UUID, tuple[DutyLine, Also]]]:
    """Every duty of the period as the events of its entry left it by the cut-off, and for whom it counts besides."""
    contracts, layers = holdings(ranking), dict(Zone.objects.values_list("pk", "layer__code"))
    upheld, false, done = effects(ranking), found_false(ranking), 0
    for part in batched(candidates(ranking), BATCH):
        before = counted_before(ranking, part)
        for entry in fold(part, ranking.cutoff_at).values():
            for line in entry.lines(ranking.starts, ranking.ends, ranking.cutoff_at):
                final = decided(line, before, upheld.get(line.duty), line.ticket in false)
                yield line.duty, (final, others(final, entry.places, contracts, layers))
        done += len(part)
        tell(done)


def candidates(ranking: Ranking) -> list[UUID]:
    """Every entry that could have a duty in the period: those of its lines, of today's tables, and what moved since."""
    ids = set(Line.objects.filter(ranking=ranking).values_list("ticket_id", flat=True))
    within = Duty.objects.filter(score_due_at__gte=ranking.starts, score_due_at__lt=ranking.ends)
    ids |= set(within.filter(subject_kind="ticket").values_list("subject_id", flat=True))
    ids |= set(StreamHead.objects.filter(kind="ticket", last_at__gt=ranking.cutoff_at).values_list("pk", flat=True))
    return sorted(ids)


def counted_before(ranking: Ranking, tickets: Iterable[UUID]) -> set[UUID]:
    """Duties of these entries that an earlier period of the kind has counted."""
    rows = Line.objects.filter(ranking__in=earlier(ranking), out="", ticket_id__in=list(tickets))
    return set(rows.values_list("duty_id", flat=True))


def decided(line: DutyLine, before: set[UUID], effect: str | None, found_false: bool) -> DutyLine:
    """The line after what holds besides: earlier periods, strike-offs found false since, and upheld appeals."""
    if line.out:
        return line
    if line.duty in before:
        return replace(line, out=Line.Out.BEFORE.value, **NOTHING)
    if found_false and ((line.role == LEAD and line.fixed) or (line.role == CHECK and line.passed)):
        line = replace(line, false=1)
    if effect == Appeal.Effect.OUT:
        return replace(line, out=Line.Out.APPEAL.value, **NOTHING)
    return replace(line, fixed=1, on_time=1) if effect == Appeal.Effect.ON_TIME else line


def others(line: DutyLine, places: Iterable[tuple[str, UUID]], contracts: dict, layers: dict[UUID, str]) -> Also:
    """For whom the line of an answerable unit counts besides."""
    return counts_for(places, line.score_due_at, contracts, layers) if line.role == LEAD else []


def text_of(line: DutyLine, also: Also) -> str:
    """The line as it is hashed."""
    values = (getattr(line, FIELDS.get(name, name)) for name in HASHED)
    return line_text(values, sorted([subject, group, str(key)] for subject, group, key in also))


def counts_of(lines: Iterable[tuple[DutyLine, Also]]) -> Counts:
    """The lines added up."""
    sums: dict[tuple[str, str, UUID], dict[Alike, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for line, also in lines:
        if line.out:
            continue
        counts = {"owed": 1, **{name: getattr(line, name) for name in COUNTED}}
        counts["failed_thrice"] = int(line.reworks >= THRICE)
        for whose in [("unit", "", line.unit), *also]:
            cell = sums[whose][line.role, line.category, line.urgency, line.source]
            for name, n in counts.items():
                cell[name] = cell.get(name, 0) + n
    cells = {whose: [Cell(*alike, counts) for alike, counts in found.items()] for whose, found in sums.items()}
    groups: dict[str, dict[str, dict[UUID, list[Cell]]]] = {Subject.ZONE: {}, Subject.HOLDER: {}}
    for (subject, group, key), found in cells.items():
        if subject != "unit":
            groups[subject].setdefault(group, {})[key] = found
    return Counts({key: found for (subject, _group, key), found in cells.items() if subject == "unit"}, groups)


def of_results(stored: list[Reckoned], again: list[Reckoned]) -> Iterator[str]:
    """Who has another figure or rank now."""
    fresh = {(it.subject, it.named.group, it.named.key): it for it in again}
    for it in stored:
        other = fresh.get((it.subject, it.named.group, it.named.key))
        if other is None or other.as_text != it.as_text:
            yield f"{it.named.name}: rank {it.rank} was published, {other.rank if other else 'none'} comes out"


__all__ = ["Held", "verify"]
