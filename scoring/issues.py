"""Published rankings of units as the rules of consequences, funds and the yearly appraisal read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from scoring import exact
from scoring.appraisal import Appraisal, Line, line
from scoring.consequences import Consequences, Issue, Proposal, Step, read_consequences, read_rule
from scoring.criteria import Standing
from scoring.lists import List, Listed
from scoring.models import Consequence, Ranking, SchemeVersion, Score, Subject
from scoring.periods import Kind, Period, within

COLUMNS = ("ranking_id", "group", "key", "rank", "total", "lists")


def period_of(ranking: Ranking) -> Period:
    """The period it is about."""
    return Period(Kind(ranking.kind), ranking.code)


def stands(kind: str) -> QuerySet[Ranking]:
    """The editions that stand now for each period of a kind, latest period first."""
    return Ranking.objects.current().filter(kind=kind).order_by("-ends")


def issues_of(rankings: Sequence[Ranking]) -> list[Issue]:
    """Who stood where, and who was on a list, in each of these rankings, in their order: one query."""
    standings: dict[UUID, list[Standing]] = defaultdict(list)
    listed: dict[UUID, list[Listed]] = defaultdict(list)
    rows = Score.objects.filter(ranking__in=[one.pk for one in rankings], subject=Subject.UNIT)
    for ranking, group, key, rank, total, lists in rows.values_list(*COLUMNS):
        standings[ranking].append(Standing(str(key), group, rank, read_total(rank, total)))
        listed[ranking] += [Listed(List(it["list"]), group, str(key), ()) for it in lists if "list" in it]
    return [Issue(period_of(one), standings[one.pk], listed[one.pk]) for one in rankings]


def read_total(rank: int | None, total: str) -> Fraction | None:
    """The points of who is ranked; too small a sample (样本不足) proves nothing, so it has none."""
    return exact.read(total) if rank is not None and total else None


def document(version: int) -> Consequences:
    """What a version of the units' scheme says about what follows from rankings."""
    content = SchemeVersion.objects.get(of=SchemeVersion.Of.UNITS, version=version).content
    return read_consequences(content.get("consequences"))


def proposal_of(row: Consequence) -> Proposal:
    """A kept proposal as the rules made it."""
    rule = read_rule(row.rule, "rule")
    periods = tuple(Period(rule.period, code) for code in row.periods)
    return Proposal(str(row.unit_id), row.group, Step(row.step), rule, periods)


@dataclass(frozen=True)
class OfYear:
    """One unit's line of a year, with the names it had in its last ranking."""

    key: UUID
    group: str
    name: str
    name_en: str
    line: Line
    rank: int | None = None


def year_rankings(appraisal: Appraisal, year: int) -> dict[Period, Ranking]:
    """The rankings of the year that stand, of the kinds of period that the appraisal weighs: one query."""
    kinds = [str(part.period) for part in appraisal.parts]
    periods = {period for part in appraisal.parts for period in within(part.period, year)}
    rows = Ranking.objects.current().filter(kind__in=kinds, code__in=[period.code for period in periods])
    return {period: one for one in rows.order_by("ends") if (period := period_of(one)) in periods}


def year_lines(appraisal: Appraisal, year: int, rankings: dict[Period, Ranking]) -> list[OfYear]:
    """Every unit that was in one of them, by group, figure and name; a group is that of its last ranking: one query."""
    period_by = {one.pk: period for period, one in rankings.items()}
    totals: dict[UUID, dict[Period, Fraction | None]] = defaultdict(dict)
    last: dict[UUID, tuple[str, str, str]] = {}
    rows = Score.objects.filter(ranking__in=list(period_by), subject=Subject.UNIT).order_by("ranking__ends", "id")
    for row in rows.values("ranking_id", "key", "group", "name", "name_en", "rank", "total"):
        totals[row["key"]][period_by[row["ranking_id"]]] = read_total(row["rank"], row["total"])
        last[row["key"]] = row["group"], row["name"], row["name_en"]
    lines = [
        OfYear(key, group, name, name_en, line(appraisal, year, totals[key]))
        for key, (group, name, name_en) in last.items()
    ]
    return ranked(lines)


def ranked(lines: Iterable[OfYear]) -> list[OfYear]:
    """By group, best first, ties sharing a rank (1, 2, 2, 4); who has no figure comes last and has none."""
    found: list[OfYear] = []
    groups: dict[str, list[OfYear]] = defaultdict(list)
    for one in lines:
        groups[one.group].append(one)
    for group in sorted(groups):
        values = [one.line.value for one in groups[group] if one.line.value is not None]
        for one in sorted(groups[group], key=lambda it: (it.line.value is None, -(it.line.value or 0), it.name)):
            own = one.line.value
            rank = None if own is None else 1 + sum(value > own for value in values)
            found.append(OfYear(one.key, one.group, one.name, one.name_en, one.line, rank))
    return found
