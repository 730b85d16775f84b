"""Freezes a period's duties as they stood at the cut-off: the lines of a ranking, and for whom each counts besides.

Everything is read from the tables as they are now, then what has moved since the cut-off is folded from its events
again. That order makes it exact without holding anybody up: whatever changed while the tables were read has moved by
the time somebody looks for what has.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Model, Q

from rectification.models import Sight, Ticket
from rectification.workflow import Action as Step
from scoring.batches import batched
from scoring.counting import prepared, write_lines
from scoring.editions import counted_by, earlier
from scoring.folding import SITE, ZONE, fold
from scoring.lines import SCORED_KINDS, DutyLine
from scoring.models import Appeal, Line, LineOf, Ranking, Subject
from scoring.models.rankings import COUNTED
from scoring.tally import CHECK, LEAD
from sites.models import Zone
from supervision.actions import rows
from supervision.ids import read_id
from supervision.models import Contract, Duty, Event, StreamHead

BATCH = 500
WINDOW = 2000  # rows that a database writes by itself in one short transaction
ZEROS = dict.fromkeys(COUNTED, 0)
Place = tuple[str, UUID]


def freeze(ranking: Ranking, tell: Callable[[int, int], None]) -> int:
    """Writes the lines of a ranking anew; `tell(done, total)` hears how far it is. Returns how many there are."""
    forget(ranking, lambda: tell(0, 0))
    windows = list(windows_of(ranking))
    expected, done = 3 * sum(n for _since, _until, n in windows), 0
    for since, until, n in windows:
        with transaction.atomic():
            write_lines(ranking.pk, since, until, ranking.cutoff_at)
        done += n
        tell(done, expected)
    replace_moved(ranking, lambda: tell(done, expected))
    leave_out_counted(ranking)
    count_found_false(ranking)
    obey_appeals(ranking)
    for n in count_for_others(ranking):
        tell(min(done + n, expected), expected)
    return ranking.lines.count()


def forget(ranking: Ranking, tell: Callable[[], None]) -> None:
    """What an earlier count of this draft has left, in short steps."""
    for model in (LineOf, Line):
        while forget_some(model, ranking):
            tell()


def forget_some(model: type[Model], ranking: Ranking) -> int:
    """Some rows without looking for what hangs on them: it went before. How many."""
    table = model._meta.db_table
    some = f"SELECT id FROM {table} WHERE ranking_id = %s LIMIT %s"  # noqa: S608 - names come from the models
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id IN ({some})", [prepared(ranking.pk), WINDOW])  # noqa: S608
        return cursor.rowcount


def windows_of(ranking: Ranking) -> Iterator[tuple[datetime, datetime, int]]:
    """The period in stretches of some two thousand duties; all that are due at one moment lie in one stretch."""
    within = Q(score_due_at__gte=ranking.starts, score_due_at__lt=ranking.ends)
    rows_of = Duty.objects.filter(within, kind__in=SCORED_KINDS).order_by("score_due_at").values("score_due_at")
    since, count = ranking.starts, 0
    for due, n in rows_of.annotate(n=Count("pk")).values_list("score_due_at", "n"):
        if count and count + n > WINDOW:
            yield since, due, count
            since, count = due, 0
        count += n
    yield since, ranking.ends, count


def insert(ranking: Ranking, lines: Iterable[Line]) -> None:
    """A batch in a transaction of its own (ENGINE 27)."""
    found = list(lines)
    for line in found:
        line.ranking_id = ranking.pk
    with transaction.atomic():
        rows.insert(found)


def replace_moved(ranking: Ranking, tell: Callable[[], None]) -> None:
    """Entries something happened to since the cut-off are read from their events up to it."""
    heads = StreamHead.objects.filter(kind="ticket", last_at__gt=ranking.cutoff_at)
    for part in batched(heads.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000), BATCH):
        entries = fold(part, ranking.cutoff_at)
        fresh = [
            as_row(line)
            for entry in entries.values()
            for line in entry.lines(ranking.starts, ranking.ends, ranking.cutoff_at)
        ]
        with transaction.atomic():
            Line.objects.filter(ranking=ranking, ticket_id__in=part).delete()
            insert(ranking, fresh)
        tell()


def as_row(line: DutyLine) -> Line:
    """A folded line as a row."""
    values = asdict(line)
    ids = {f"{name}_id": values.pop(name) for name in ("duty", "ticket", "unit")}
    return rows.new(Line, **ids, **values)


def leave_out_counted(ranking: Ranking) -> None:
    """A duty counts once: what an earlier period of the kind has counted is left out of this one (ENGINE 26)."""
    before = Line.objects.filter(ranking__in=earlier(ranking), out="")
    rows_of = Line.objects.filter(ranking=ranking, out="", duty__in=before.values("duty"))
    rows_of.update(out=Line.Out.BEFORE, **ZEROS)


def count_found_false(ranking: Ranking) -> None:
    """Whoever handed in and whoever checked what was found false afterwards, in a correction."""
    struck_off = Q(role=LEAD, fixed=1) | Q(role=CHECK, passed=1)
    for part in batched(sorted(found_false(ranking)), BATCH):
        Line.objects.filter(struck_off, ranking=ranking, out="", ticket_id__in=part).update(false=1)


def found_false(ranking: Ranking) -> set[UUID]:
    """Entries whose strike-off was found false after the cut-off, as far as a correction knows of it.

    Most are found weeks later (ENGINE 24): what the first edition could not know would otherwise count nowhere.
    """
    if ranking.corrects_id is None:
        return set()
    marked = Ticket.objects.filter(false_strike_off=True).values("pk")
    events = Event.objects.filter(stream_id__in=marked, action=Step.MARK_FALSE, occurs_at__gt=ranking.cutoff_at)
    return set(events.filter(counted_by(ranking, "occurs_at")).values_list("stream_id", flat=True))


def obey_appeals(ranking: Ranking) -> None:
    """Decisions on this edition, and on those it corrects, hold for their lines."""
    for duty, effect in effects(ranking).items():
        line = Line.objects.filter(ranking=ranking, duty=duty, out="")
        if effect == Appeal.Effect.OUT:
            line.update(out=Line.Out.APPEAL, **ZEROS)
        else:
            line.update(fixed=1, on_time=1)


def effects(ranking: Ranking) -> dict[UUID, str]:
    """What upheld appeals say of single duties: of every edition of the period."""
    upheld = Appeal.objects.filter(
        ranking__kind=ranking.kind, ranking__code=ranking.code, state=Appeal.State.UPHELD, line_duty__isnull=False
    )
    upheld = upheld.filter(counted_by(ranking, "decided_at"))
    pairs = upheld.exclude(effect="").order_by("decided_at").values_list("line_duty_id", "effect")
    return {duty: effect for duty, effect in pairs if duty}


class Held(NamedTuple):
    """Who holds a place by contract, and when."""

    kind: str
    holder: UUID
    since: datetime
    until: datetime | None


def count_for_others(ranking: Ranking) -> Iterator[int]:
    """Lines of answerable units count for the zones they lie in and for whoever held that ground when they were due."""
    contracts = holdings(ranking)
    layers = dict(Zone.objects.values_list("pk", "layer__code"))
    done = 0
    # By duty: made about the same time, they and what is read of their entries lie together.
    lines = Line.objects.filter(ranking=ranking, role=LEAD).order_by("duty")
    for part in batched(lines.values_list("pk", "ticket_id", "score_due_at").iterator(chunk_size=WINDOW), WINDOW):
        places = places_of({ticket for _pk, ticket, _due in part})
        found = [
            rows.new(LineOf, line_id=pk, ranking_id=ranking.pk, subject=subject, group=group, key=key)
            for pk, ticket, due in part
            for subject, group, key in counts_for(places[ticket], due, contracts, layers)
        ]
        with transaction.atomic():
            rows.insert(found)
        done += len(part)
        yield done


def counts_for(
    places: Iterable[Place], due: datetime, contracts: dict[Place, list[Held]], layers: dict[UUID, str]
) -> list[tuple[str, str, UUID]]:
    """Subject, group and key of everybody a problem at these places counts for, each once."""
    found: set[tuple[str, str, UUID]] = set()
    for place in places:
        if place[0] == "zone" and place[1] in layers:
            found.add((str(Subject.ZONE), layers[place[1]], place[1]))
        for held in contracts.get(place, ()):
            if held.since <= due and (held.until is None or due < held.until):
                found.add((str(Subject.HOLDER), held.kind, held.holder))
    return sorted(found, key=str)


def places_of(tickets: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """The zones and the site of entries, as contracts name them: one query."""
    found: dict[UUID, list[Place]] = defaultdict(list)
    sights = Sight.objects.filter(Q(key__startswith=ZONE) | Q(key__startswith=SITE), ticket__id__among=list(tickets))
    for ticket, key in sights.values_list("ticket_id", "key"):
        found[ticket].append(("zone" if key.startswith(ZONE) else "site", read_id(key[2:])))
    return found


def holdings(ranking: Ranking) -> dict[Place, list[Held]]:
    """Everybody who held a zone or a site at some time of the period: one query."""
    found: dict[Place, list[Held]] = defaultdict(list)
    within = Q(valid_from__lt=ranking.ends) & (Q(valid_to=None) | Q(valid_to__gt=ranking.starts))
    for row in Contract.objects.filter(within, subject_kind__in=["zone", "site"]).order_by("valid_from", "id"):
        place = (row.subject_kind, UUID(row.subject_key))
        found[place].append(Held(row.kind_id, row.user_id or row.unit_id, row.valid_from, row.valid_to))
    return found
