"""One result, opened: what was counted, by which scheme, and from which duties, frozen or as they stand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Protocol
from uuid import UUID

from django.db.models import Count, Sum
from django.http import Http404
from django.urls import reverse

from rectification.pages.viewer import Viewer
from scoring import formula
from scoring.behind import Behind
from scoring.counting import frozen_cells_of_one, live_lines
from scoring.editions import published_before
from scoring.lines import THRICE
from scoring.models import Line, Ranking, SchemeVersion, Score, Subject
from scoring.models.rankings import COUNTED
from scoring.periods import Kind, Period
from scoring.querysets import LineQuerySet
from scoring.readers import score_reader
from scoring.reckoning import group_names, group_of, scheme, worth_now, worth_of
from scoring.scheme import Problems, Scheme, read_scheme
from scoring.score_text import read_score
from scoring.tally import Cell
from scoring.wording import group_word
from sites.models import Unit
from sites.models.named import label_of
from sites.vocabulary import UnitKind
from supervision.roles import HANDLES

Alike = tuple[str, str, str, str]  # role, category, urgency, source


class Lines(Protocol):
    """The duties of one result."""

    def left_out(self) -> dict[str, int]:
        """Reason -> how many are not counted."""

    def late_fixes(self) -> dict[Alike, int]:
        """How many were fixed late, by what a formula may weigh."""

    def weighed(self, wanted: Behind, by: Scheme) -> tuple[int, Fraction]:
        """How many are behind a figure, and what they weigh together."""

    def some(self, wanted: Behind, start: int, stop: int) -> list[Line]:
        """Those behind a figure, the first due first."""

    def cells(self) -> list[Cell]:
        """All that count, added up."""


@dataclass(frozen=True)
class Frozen:
    """As they stood at the cut-off."""

    ranking: Ranking
    subject: str
    group: str
    key: UUID
    roles: tuple[str, ...]

    def _rows(self) -> LineQuerySet:
        return Line.objects.counting_for(self.ranking.pk, self.subject, self.group, self.key)

    def left_out(self) -> dict[str, int]:
        """One query."""
        rows = self._rows().filter(role__in=self.roles).exclude(out="").order_by()
        return dict(rows.values_list("out").annotate(n=Count("pk")))

    def late_fixes(self) -> dict[Alike, int]:
        """One query."""
        rows = self._rows().filter(role__in=self.roles, out="", fixed=1, on_time=0).order_by()
        found = rows.values_list("role", "category", "urgency", "source").annotate(n=Count("pk"))
        return {(role, category, urgency, source): n for role, category, urgency, source, n in found}

    def weighed(self, wanted: Behind, by: Scheme) -> tuple[int, Fraction]:
        """One query."""
        rows = self._rows().behind(wanted).order_by().values("role", "source")
        sums = rows.annotate(n=Count("pk"), times=Sum(wanted.times) if wanted.times else Count("pk"))
        found = list(sums.values_list("role", "source", "n", "times"))
        weights = (wanted.weight(by, role, source, times) for role, source, _n, times in found)
        return sum(n for _role, _source, n, _times in found), sum(weights, Fraction(0))

    def some(self, wanted: Behind, start: int, stop: int) -> list[Line]:
        """One query."""
        return list(self._rows().behind(wanted).order_by("score_due_at", "pk")[start:stop])

    def cells(self) -> list[Cell]:
        """One query."""
        return frozen_cells_of_one(self.ranking, self.subject, self.group, self.key)


@dataclass(frozen=True)
class Standing:
    """As they stand now, of a period that runs: few enough to be read at once."""

    lines: list[Line]
    roles: tuple[str, ...]

    def _own(self) -> Iterable[Line]:
        return (line for line in self.lines if line.role in self.roles)

    def left_out(self) -> dict[str, int]:
        """Reason -> how many."""
        return dict(Counter(line.out for line in self._own() if line.out))

    def late_fixes(self) -> dict[Alike, int]:
        """How many of each sort."""
        return dict(Counter(alike(line) for line in self._own() if not line.out and line.fixed and not line.on_time))

    def weighed(self, wanted: Behind, by: Scheme) -> tuple[int, Fraction]:
        """How many, and their weight."""
        found = [line for line in self.lines if wanted.holds(line)]
        weights = (wanted.weight(by, line.role, line.source, wanted.times_of(line)) for line in found)
        return len(found), sum(weights, Fraction(0))

    def some(self, wanted: Behind, start: int, stop: int) -> list[Line]:
        """In the order they were read."""
        return [line for line in self.lines if wanted.holds(line)][start:stop]

    def cells(self) -> list[Cell]:
        """Added up here."""
        found: dict[Alike, Counter[str]] = {}
        for line in self.lines:
            if not line.out:
                found.setdefault(alike(line), Counter()).update(counts_of(line))
        return [Cell(*key, counts) for key, counts in found.items()]


def alike(line: Line) -> Alike:
    """What a formula may weigh of a duty."""
    return line.role, line.category, line.urgency, line.source


def counts_of(line: Line) -> dict[str, int]:
    """What a counted duty adds."""
    counts = {name: getattr(line, name) for name in COUNTED}
    return {"owed": 1, **counts, "failed_thrice": int(line.reworks >= THRICE)}


@dataclass(frozen=True)
class Opened:
    """One result and all that explains it. `row` and `ranking` are None while the period runs."""

    viewer: Viewer
    subject: str
    group: str
    key: UUID
    name: str
    period: Period
    by: Scheme
    version: int  # of the scheme
    result: formula.Score
    lines: Lines
    worth: dict[str, Fraction]
    row: Score | None = None
    ranking: Ranking | None = None
    at: datetime | None = None  # of a period that runs: when it was read

    @cached_property
    def group_label(self) -> str:
        """The name of the group: two queries for zones and holders."""
        return group_label(self.subject, self.group)

    @property
    def appeal_url(self) -> str:
        """Where its own unit may say something against it, while that is possible."""
        ranking, post, now = self.ranking, self.viewer.actor.post, self.viewer.now
        if ranking is None or ranking.state != Ranking.State.ANNOUNCED or ranking.appeals_until is None:
            return ""
        own = self.subject == Subject.UNIT and self.key == post.unit_id and post.role in HANDLES
        return reverse("appeal_new", args=[ranking.pk]) if own and now < ranking.appeals_until else ""

    def url(self, **query: str) -> str:
        """This page, or what belongs to it."""
        if self.ranking is not None:
            return score_url(self.ranking, self.subject, self.key, self.group, **query)
        return running_url(self.subject, self.key, self.period.kind, **query)


def score_url(ranking: Ranking, subject: str, key: UUID, group: str, **query: str) -> str:
    """The address of a result."""
    asked = {"group": group, **query}
    return reverse("score", args=[ranking.pk, subject, key], query=asked)


def running_url(subject: str, key: UUID, kind: str, **query: str) -> str:
    """The address of what a unit or a team has so far."""
    return reverse("score_now", args=[subject, key], query={"kind": kind, **query})


def group_label(subject: str, group: str) -> str:
    """What a group is called: a kind of unit or what the city calls it; a layer of zones; a kind of contract."""
    return group_word(group, group_names() if subject in (Subject.ZONE, Subject.HOLDER) else {})


def opened(viewer: Viewer, pk: UUID, subject: str, key: UUID, group: str) -> Opened:
    """A result of a ranking; Http404 for what the reader does not open: at most four queries."""
    reader = score_reader(viewer.actor.post, viewer.now)
    rows = Score.objects.opened_by(reader).filter(ranking=pk, subject=subject, key=key)
    rows = rows.filter(group=group) if group else rows
    row = rows.select_related("ranking").order_by("group").first()
    if row is None:
        raise Http404
    ranking = row.ranking
    of_team = subject == Subject.TEAM
    of, version = (SchemeVersion.Of.TEAMS, ranking.team_scheme) if of_team else (SchemeVersion.Of.UNITS, ranking.scheme)
    by = scheme(of, version)
    lines = Frozen(ranking, subject, row.group, key, tuple(by.roles))
    name = label_of(row.name, row.name_en)
    period = Period(Kind(ranking.kind), ranking.code)
    return Opened(
        viewer=viewer, subject=subject, group=row.group, key=key, name=name, period=period, by=by, version=version,
        result=read_score(row.figures), lines=lines, worth=worth_of(ranking), row=row, ranking=ranking,
    )  # fmt: skip


def standing(viewer: Viewer, subject: str, key: UUID, period: Period) -> Opened:
    """What a unit or a team has so far; Http404 for any other reader than its own and who reads everything."""
    reader = score_reader(viewer.actor.post, viewer.now)
    allowed = {Subject.UNIT: reader.units, Subject.TEAM: reader.teams}
    if subject not in allowed or not (reader.sees_all or key in allowed[Subject(subject)]):
        raise Http404
    unit = Unit.objects.filter(pk=key).first()
    if unit is None or (subject == Subject.TEAM) != (unit.kind == UnitKind.TEAM):
        raise Http404
    by, version = scheme_now(subject, period)
    before = published_before(period.kind, period.starts)
    lines = Standing(live_lines(period.starts, period.ends, viewer.now, key, before), tuple(by.roles))
    worth = worth_for(by)
    result = formula.score(by, lines.cells(), deductions=worth)
    group = group_of(unit).group
    return Opened(
        viewer=viewer, subject=subject, group=group, key=key, name=unit.label, period=period, by=by, version=version,
        result=result, lines=lines, worth=worth, at=viewer.now,
    )  # fmt: skip


def worth_for(by: Scheme) -> dict[str, Fraction]:
    """What one problem of each category costs by the catalogue in force: two queries, none if problems cost nothing."""
    costs = any(isinstance(component, Problems) for component in by.components)
    return {code: Fraction(text) for code, text in worth_now().items()} if costs else {}


def scheme_now(subject: str, period: Period) -> tuple[Scheme, int]:
    """The scheme a running period will be reckoned by, as `rankings.in_force` chooses it: one query, rarely two."""
    of = SchemeVersion.Of.TEAMS if subject == Subject.TEAM else SchemeVersion.Of.UNITS
    versions = SchemeVersion.objects.filter(of=of)
    row = versions.filter(valid_from__lte=period.starts).order_by("-version").first()
    row = row or versions.earliest("version")
    return read_scheme(row.content), row.version
