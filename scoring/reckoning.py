"""What comes out of a ranking's lines: a score for each unit, zone, holder and team, and its rank in its group.

Everything is made of the lines, the scheme's version, the bonuses and the catalogue's points of that moment, so that it
comes out the same years later.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from scoring import criteria, exact, formula, lists
from scoring.batches import batched
from scoring.counting import frozen_cells, frozen_cells_of
from scoring.criteria import FALSE_STRIKE_OFF, Running, Standing
from scoring.editions import earlier
from scoring.lists import read_lists, write_reason
from scoring.models import Bonus, Line, LineOf, Ranking, SchemeVersion, Score, Subject
from scoring.models.rankings import COUNTED
from scoring.periods import Kind
from scoring.scheme import Scheme, read_scheme
from scoring.score_text import write_score
from scoring.tally import ASSIST, LEAD, SUB, Cell
from sites import catalogue
from sites.models import Category, Unit, Zone, ZoneLayer
from sites.vocabulary import UnitKind
from supervision.canonical import digest_of, json_text, moment_text
from supervision.gaps import OWING
from supervision.models import ContractKind, User

INSTANT = timedelta(microseconds=1)
SPARE = 4
FIXES = frozenset({LEAD, SUB, ASSIST})


@dataclass(frozen=True)
class Named:
    """Somebody who is ranked: the group they stand in, and what they are called."""

    group: str
    key: UUID
    name: str
    name_en: str = ""


@dataclass
class Reckoned:
    """One subject's result before it is a row."""

    subject: str
    named: Named
    score: formula.Score
    rank: int | None = None
    lists: list[dict[str, Any]] = field(default_factory=list)

    @property
    def as_text(self) -> list[Any]:
        """All that is proven of it; names are not."""
        key = str(self.named.key)
        return [self.subject, self.named.group, key, self.rank, write_score(self.score), self.lists]

    @property
    def place(self) -> str:
        """Whoever stands in two groups (a holder by two kinds of contract) stands there twice."""
        return f"{self.named.group}/{self.named.key}"

    def as_row(self, ranking: Ranking) -> Score:
        """The row; fractions as text."""
        total = self.score.total
        return Score(
            ranking=ranking,
            subject=self.subject,
            key=self.named.key,
            group=self.named.group,
            name=self.named.name,
            name_en=self.named.name_en,
            state=str(self.score.state),
            rank=self.rank,
            total="" if total is None else exact.write(total),
            sample=self.score.sample,
            figures=write_score(self.score),
            lists=self.lists,
        )


@dataclass(frozen=True)
class Counts:
    """Cells by unit, and by subject, group and key of everybody else the lines count for."""

    by_unit: Mapping[UUID, list[Cell]]
    others: Mapping[str, Mapping[str, Mapping[UUID, list[Cell]]]]


def frozen_counts(ranking: Ranking) -> Counts:
    """The counts of a ranking's lines, by the database."""
    return Counts(
        frozen_cells(ranking),
        {subject: frozen_cells_of(ranking, subject) for subject in (Subject.ZONE, Subject.HOLDER)},
    )


def everybody(ranking: Ranking, counts: Counts) -> list[tuple[str, Named]]:
    """Who takes part: units that could be sent a problem when the period ended, teams, and ground that had one."""
    day = timezone.localtime(ranking.ends - INSTANT).date()
    found: list[tuple[str, Named]] = [(Subject.UNIT, one) for one in owing(day, counts.by_unit)]
    found += [(Subject.TEAM, one) for one in inspecting(day)]
    for subject, known in ((Subject.ZONE, zones), (Subject.HOLDER, holders)):
        for group, cells in counts.others.get(subject, {}).items():
            found += [(subject, one) for one in known(group, cells)]
    return found


def reckon(ranking: Ranking, counts: Counts, known: Iterable[tuple[str, Named]]) -> list[Reckoned]:
    """The result of everybody who is known, by subject, group and rank; it hangs on nothing else."""
    units, teams = scheme(SchemeVersion.Of.UNITS, ranking.scheme), scheme(SchemeVersion.Of.TEAMS, ranking.team_scheme)
    worth, given = worth_of(ranking), bonuses(ranking)
    groups: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for subject, one in known:
        groups[str(subject), one.group].append(one)
    found: list[Reckoned] = []
    for (subject, group), members in sorted(groups.items()):
        cells = counts.others[subject][group] if subject in counts.others else counts.by_unit
        by = teams if subject == Subject.TEAM else units
        found += scored(subject, members, cells, by, worth, given if subject == Subject.UNIT else {})
    put_on_lists(ranking, found, units, counts)
    return found


def put_on_lists(ranking: Ranking, found: list[Reckoned], by: Scheme, counts: Counts) -> None:
    """Red and black lists and flags by the rules of the scheme; who is kept off one is written down as well."""
    rules = read_lists(by.lists)
    known, before = facts_of(ranking, counts), [standings_of(pk) for pk in earlier(ranking)[: looks_back(rules)]]
    for subject in Subject:
        own = {it.place: it for it in found if it.subject == subject}
        now = [standing(it.place, it.named.group, it.rank, it.score.total, known[it.named.key]) for it in own.values()]
        past = [then[subject] for then in before]
        result = lists.outcome(rules, now, period=Kind(ranking.kind), subject=subject, before=past)
        for one in result.listed:
            reasons = [write_reason(reason) for reason in one.reasons]
            own[one.key].lists.append({"list": str(one.list), "reasons": reasons})
        for off in result.left_off:
            own[off.key].lists.append({"kept_off": str(off.list), "why": str(off.why), "facts": list(off.facts)})


def looks_back(rules: Iterable[lists.Rule]) -> int:
    """How many periods before this one the rules ask about, and some more: a sentence says for how long it has been so.

    A group's period with too few ranked is passed over, so a few more are looked at.
    """
    times = [part.times for rule in rules for part in criteria.every(rule.criterion) if isinstance(part, Running)]
    return max(times) + SPARE if times else 0


def standing(place: str, group: str, rank: int | None, total: Fraction | None, facts: Iterable[str] = ()) -> Standing:
    """Somebody as the rules of lists see them."""
    return Standing(place, group, rank, total if rank is not None else None, frozenset(facts))


def standings_of(pk: UUID) -> dict[str, list[Standing]]:
    """Everybody of an earlier ranking, by subject: one query."""
    then: dict[str, list[Standing]] = defaultdict(list)
    columns = ("subject", "group", "key", "rank", "total")
    for subject, group, key, rank, total in Score.objects.filter(ranking=pk).values_list(*columns):
        fraction = exact.read(total) if total else None
        then[subject].append(standing(f"{group}/{key}", group, rank, fraction))
    return then


def facts_of(ranking: Ranking, counts: Counts) -> dict[UUID, set[str]]:
    """What is known besides the points: strike-offs found false, and what the office has stated with a reason."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for unit, cells in counts.by_unit.items():
        if any(cell.counts.get("false") for cell in cells):
            found[unit].add(FALSE_STRIKE_OFF)
    for unit, fact in bonus_rows(ranking).exclude(fact="").values_list("unit_id", "fact"):
        found[unit].add(fact)
    return found


def scored(
    subject: str,
    members: Iterable[Named],
    cells: Mapping[UUID, list[Cell]],
    by: Scheme,
    worth: Mapping[str, Fraction],
    given: Mapping[UUID, Fraction],
) -> list[Reckoned]:
    """Scores of one group, those with a rank first."""
    found = {
        one.key: Reckoned(
            subject,
            one,
            formula.score(by, cells.get(one.key, []), deductions=worth, bonus=given.get(one.key, exact.ZERO)),
        )
        for one in members
    }
    for place in formula.ranked({key: it.score for key, it in found.items()}):
        found[place.key].rank = place.rank
    return sorted(found.values(), key=lambda it: (it.rank is None, it.rank or 0, it.named.name, str(it.named.key)))


def scheme(of: str, version: int) -> Scheme:
    """A version of a scheme as it was frozen."""
    return read_scheme(SchemeVersion.objects.get(of=of, version=version).content)


def worth_of(ranking: Ranking) -> dict[str, Fraction]:
    """What one problem of each category costs, as the ranking has kept it."""
    return {code: Fraction(text) for code, text in ranking.worth.items()}


def worth_now() -> dict[str, str]:
    """What the catalogue in force says: category -> points as text."""
    rows = Category.objects.filter(version=catalogue.current_number(), deduction__isnull=False)
    pairs = rows.order_by("code").values_list("code", "deduction")
    return {code: plain(points) for code, points in pairs if points is not None}


def plain(points: Decimal) -> str:
    """A decimal of a column as an exact text."""
    return exact.write(Fraction(points))


def bonuses(ranking: Ranking) -> dict[UUID, Fraction]:
    """Points the office has given or taken, by unit."""
    found: dict[UUID, Fraction] = defaultdict(Fraction)
    for unit, points in bonus_rows(ranking).values_list("unit_id", "points"):
        found[unit] += Fraction(points)
    return found


def bonus_rows(ranking: Ranking) -> QuerySet[Bonus]:
    """Points of the period that stand, of every edition; of a counted ranking those that stood when it was counted."""
    rows = Bonus.objects.filter(ranking__kind=ranking.kind, ranking__code=ranking.code)
    at = None if ranking.state == Ranking.State.COUNTING else ranking.counted_at
    standing = (
        rows.filter(taken_back_at=None)
        if at is None
        else rows.filter(Q(taken_back_at=None) | Q(taken_back_at__gt=at), given_at__lte=at)
    )
    undone = standing.filter(undoes__isnull=False).values("undoes")
    return standing.filter(undoes=None).exclude(pk__in=undone)


def owing(day: date, cells: Mapping[UUID, list[Cell]]) -> list[Named]:
    """Units problems are sent to, and whoever else had one."""
    busy = [key for key, found in cells.items() if any(cell.role in FIXES for cell in found)]
    rows = Unit.objects.filter(Q(pk__in=busy) | Q(pk__in=Unit.objects.on(day).filter(kind__in=OWING).values("pk")))
    return [group_of(unit) for unit in rows]


def inspecting(day: date) -> list[Named]:
    """Supervision teams; the office and discipline check too, but are compared with nobody."""
    return [Named(UnitKind.TEAM, unit.pk, unit.name, unit.name_en) for unit in Unit.objects.on(day).filter(kind="team")]


def group_of(unit: Unit) -> Named:
    """A unit in its group: as the city says, else by what it is (DOMAIN 5: groups ranked apart)."""
    return Named(unit.ranking_group or unit.kind, unit.pk, unit.name, unit.name_en)


def zones(layer: str, cells: Iterable[UUID]) -> list[Named]:
    """Zones of a layer that had something to count."""
    rows = Zone.objects.filter(pk__in=list(cells)).values_list("pk", "name", "name_en")
    return [Named(layer, pk, name, name_en) for pk, name, name_en in rows]


def holders(kind: str, cells: Iterable[UUID]) -> list[Named]:
    """Who held ground by contracts of a kind: people, and units that hold as a whole."""
    keys = list(cells)
    people = [Named(kind, user.pk, str(user)) for user in User.objects.filter(pk__in=keys)]
    units = [Named(kind, unit.pk, unit.name, unit.name_en) for unit in Unit.objects.filter(pk__in=keys)]
    return people + units


def group_names() -> dict[str, tuple[str, str]]:
    """Layers and kinds of contract by their codes, in both languages; groups of units have words of their own."""
    layers = ZoneLayer.objects.values_list("code", "name", "name_en")
    kinds = ContractKind.objects.values_list("code", "name", "name_en")
    return {code: (name, name_en) for code, name, name_en in (*layers, *kinds)}


def inputs_digest(ranking: Ranking, texts: Iterable[str] | None = None) -> str:
    """SHA-256 over the lines, for whom each counts besides, the scheme's versions, the points and the bonuses."""
    running = sha256()
    for text in frozen_texts(ranking) if texts is None else texts:
        running.update(text.encode() + b"\n")
    given = {str(unit): exact.write(points) for unit, points in bonuses(ranking).items()}
    facts = sorted([str(unit), fact] for unit, fact in bonus_rows(ranking).values_list("unit_id", "fact") if fact)
    return digest_of([running.hexdigest(), ranking.scheme, ranking.team_scheme, ranking.worth, given, facts])


def frozen_texts(ranking: Ranking) -> Iterator[str]:
    """The lines as they are hashed, in the order of their duties; a handful is in memory at a time."""
    rows = Line.objects.filter(ranking=ranking).order_by("duty").values_list("pk", *HASHED)
    for part in batched(rows.iterator(chunk_size=2000), 2000):
        also: dict[UUID, list[list[str]]] = defaultdict(list)
        others = LineOf.objects.filter(line__id__among=[pk for pk, *_values in part])
        for line, subject, group, key in others.values_list("line_id", "subject", "group", "key"):
            also[line].append([subject, group, str(key)])
        for pk, *values in part:
            yield line_text(values, sorted(also[pk]))


HASHED = (
    "duty_id", "ticket_id", "unit_id", "role", "category", "urgency", "source", "score_due_at", "ended_at", "out",
    *COUNTED,
)  # fmt: skip


def line_text(values: Iterable[Any], also: list[list[str]]) -> str:
    """A line as it is hashed."""
    return json_text([[plain_value(value) for value in values], also])


def plain_value(value: Any) -> Any:
    """Ids and moments as text."""
    if isinstance(value, UUID):
        return str(value)
    return moment_text(value) if hasattr(value, "tzinfo") else value


def result_digest(found: Iterable[Reckoned]) -> str:
    """SHA-256 over everybody's figures, rank and lists; names are not part of it."""
    rows = [it.as_text for it in sorted(found, key=lambda it: (it.subject, it.named.group, str(it.named.key)))]
    return digest_of(rows)
