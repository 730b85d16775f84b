"""One ranking: a sentence, its groups ranked apart, how it was made, its story, and what can be done with it."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from scoring import exact, periods
from scoring.actions.schemes import scheme_of
from scoring.formula import Score as Reckoned
from scoring.models import Bonus, Ranking, SchemeVersion, Score, Subject
from scoring.pages.figures import cells, columns, missing_everywhere, number, spread_words
from scoring.pages.marks import kept_off, marks
from scoring.pages.rankings import corrections
from scoring.periods import Period
from scoring.querysets import ScoreReader
from scoring.reckoning import group_names
from scoring.scheme import Scheme
from scoring.score_text import read_score
from scoring.wording import group_word, moved, number_word, period_words, short_words
from sites.models.named import label_of
from supervision.acting import Acting
from supervision.models import Event
from supervision.wording import moment

Row = dict[str, Any]


KEPT = 600  # seconds: what a published ranking shows changes with the names of groups only


class Place(NamedTuple):
    """Where somebody stands."""

    key: UUID
    group: str
    rank: int | None
    state: str


@dataclass(frozen=True)
class Reading:
    """One ranking opened by somebody: whose results are looked at, and what may be known of them."""

    ranking: Ranking
    reader: ScoreReader
    acting: Acting
    asked: str = ""

    @cached_property
    def known(self) -> dict[str, int]:
        """How many results of each sort of subject the reader may know: one query."""
        rows = self.scores().order_by().values_list("subject").annotate(n=Count("pk"))
        found = dict(rows)
        return {subject: found[subject] for subject in Subject.values if subject in found}

    @cached_property
    def subject(self) -> str:
        """The one asked for, else the reader's own sort, else the first there is."""
        usual = Subject.TEAM if self.reader.teams else Subject.UNIT
        wanted = [self.asked, usual, *self.known]
        return next((one for one in wanted if one in self.known), Subject.UNIT)

    @cached_property
    def places(self) -> list[Place]:
        """Who is shown and with which rank, without the figures: one query."""
        rows = self.scores().filter(subject=self.subject).order_by()
        return [Place(*row) for row in rows.values_list("key", "group", "rank", "state")]

    @cached_property
    def own(self) -> Score | None:
        """The result of the reader's unit; None for whoever looks at all of them alike."""
        unit = self.acting.post.unit_id
        if self.reader.sees_all or all(place.key != unit for place in self.places):
            return None
        return self.scores().filter(subject=self.subject, key=unit).order_by("group").first()

    @cached_property
    def rows(self) -> list[Score]:
        """The results shown, best first: one query."""
        return list(self.scores().filter(subject=self.subject).order_by("group", "rank", "name", "key"))

    @cached_property
    def standing_before(self) -> list[UUID]:
        """What stands published of the period before: one query."""
        ranking = self.ranking
        period = Period(periods.Kind(ranking.kind), ranking.code).previous
        rows = Ranking.objects.current().filter(kind=ranking.kind, code=period.code)
        return sorted(rows.values_list("pk", flat=True))

    @property
    def kept_as(self) -> str:
        """All that the shown results of a published ranking hang on: they are drawn once for those who see the same."""
        reader = self.reader
        seen: list[Any] = [reader.sees_all]
        if not reader.sees_all:
            grounds = (reader.units, reader.teams, reader.zones, reader.holders)
            seen += [self.acting.post.unit_id, *(sorted(each) for each in grounds)]
        parts = [self.ranking.pk, self.ranking.result, self.subject, get_language(), self.standing_before, seen]
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @cached_property
    def reckoned(self) -> dict[int, Reckoned]:
        """Their figures, exact."""
        return {row.pk: read_score(row.figures) for row in self.rows}

    @cached_property
    def scheme(self) -> Scheme:
        """The version they were reckoned by."""
        if self.subject == Subject.TEAM:
            return scheme_of(SchemeVersion.Of.TEAMS, self.ranking.team_scheme)
        return scheme_of(SchemeVersion.Of.UNITS, self.ranking.scheme)

    @cached_property
    def events(self) -> list[Event]:
        """Its story, oldest first."""
        return list(Event.objects.filter(stream_id=self.ranking.pk).order_by("seq"))

    @property
    def whole(self) -> bool:
        """Whether the reader knows everybody's result, not only one's own."""
        return self.reader.sees_all or self.ranking.state == Ranking.State.PUBLISHED

    @property
    def expected(self) -> int:
        """How far the story has come."""
        return self.events[-1].seq

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.acting.now

    def scores(self) -> QuerySet[Score]:
        """Every result of it that the reader may know."""
        return Score.objects.filter(ranking=self.ranking).visible_to(self.reader)

    def bonuses(self) -> QuerySet[Bonus]:
        """What the office has stated of units, in any edition of the period: of all, or of one's own."""
        found = Bonus.objects.filter(ranking__kind=self.ranking.kind, ranking__code=self.ranking.code)
        found = found.filter(ranking__nth__lte=self.ranking.nth, undoes=None)
        found = found.select_related("unit", "given_by", "undone_by__ranking")
        return found if self.reader.sees_all else found.filter(unit__in=self.reader.units)


def open_ranking(pk: UUID, reader: ScoreReader, acting: Acting, asked: str = "") -> Reading:
    """The ranking; Http404 for whoever may not know that it exists."""
    known = Ranking.objects.visible_to(reader).select_related("corrects", "approved_by")
    ranking = known.prefetch_related("corrected_by").filter(pk=pk).first()
    if ranking is None:
        raise Http404
    return Reading(ranking, reader, acting, asked)


def results(reading: Reading) -> dict[str, Any]:
    """Who is ranked: the switch, the columns, the groups.

    What takes the exact figures is reckoned when the page asks for it: of a published ranking it stands drawn already.
    """
    scores, scheme = SimpleLazyObject(lambda: list(reading.reckoned.values())), reading.scheme
    shown: Any = SimpleLazyObject(lambda: columns(scheme, scores))
    return {
        "subjects": subjects(reading),
        "subject": reading.subject,
        "whole": reading.whole,
        "columns": shown,
        "spread": SimpleLazyObject(lambda: spread_words(scheme, missing_everywhere(scheme, scores))),
        "bonus_cap": exact.plain(scheme.bonus) if scheme.bonus else "",
        "bonus": SimpleLazyObject(lambda: any(score.given for score in scores)),
        "min_sample": scheme.min_sample,
        "full_mark": exact.plain(scheme.full_mark),
        "groups": SimpleLazyObject(lambda: groups(reading, shown)),
        "kept_as": reading.kept_as,
        "kept_for": KEPT if reading.ranking.state == Ranking.State.PUBLISHED else 0,
    }


def subjects(reading: Reading) -> list[Row]:
    """The switch between units, zones, holders and teams."""
    url = reverse("ranking", args=[reading.ranking.pk])
    return [
        {"label": Subject(one).label, "n": n, "url": f"{url}?of={one}", "on": one == reading.subject}
        for one, n in reading.known.items()
    ]


def groups(reading: Reading, shown: Sequence[Row]) -> list[Row]:
    """Each group apart: those with a rank, those with too few duties, those without a problem."""
    before = ranks_before(reading)
    named = group_names() if reading.subject in (Subject.ZONE, Subject.HOLDER) else {}
    members: dict[str, list[Score]] = defaultdict(list)
    for score in reading.rows:
        members[score.group].append(score)
    found = []
    for code, scores in members.items():
        by_state: dict[str, list[Score]] = defaultdict(list)
        for score in scores:
            by_state[score.state].append(score)
        ranked = by_state[Score.State.RANKED]
        tied = {rank for rank in (one.rank for one in ranked) if sum(one.rank == rank for one in ranked) > 1}
        found.append(
            {
                "code": code,
                "name": group_word(code, named),
                "n": len(ranked),
                "rows": [row(one, reading, shown, before, tied) for one in ranked],
                "few": [row(one, reading, shown, before, tied) for one in by_state[Score.State.TOO_FEW]],
                "nothing": [name_link(one, reading) for one in by_state[Score.State.NOTHING]],
                "off": [
                    {"name": label_of(one.name, one.name_en), "words": words}
                    for one in (scores if reading.reader.sees_all else ())
                    for words in kept_off(one)
                ],
            }
        )
    return sorted(found, key=lambda group: (-group["n"], group["name"]))


def ranks_before(reading: Reading) -> dict[tuple[str, UUID], int | None]:
    """Ranks of the period before, as they stand published now: by group and key, one query."""
    rows = Score.objects.filter(ranking__in=reading.standing_before, subject=reading.subject)
    return {(group, key): rank for group, key, rank in rows.values_list("group", "key", "rank")}


def row(
    score: Score,
    reading: Reading,
    shown: Sequence[Row],
    before: dict[tuple[str, UUID], int | None],
    tied: set[int | None],
) -> Row:
    """One result."""
    reckoned = reading.reckoned[score.pk]
    total = reckoned.total
    return {
        **name_link(score, reading),
        "rank": score.rank,
        "tied": score.rank in tied,
        "total": number(total) if total is not None else "",
        "short": number(total, 1) if total is not None else "",
        "cells": cells(reckoned, shown),
        "bonus": signed(reckoned.bonus) if reckoned.given else "",
        "sample": score.sample,
        "moved": moved(score.rank, before.get((score.group, score.key))) if before else None,
        "marks": marks(score),
    }


def name_link(score: Score, reading: Reading) -> Row:
    """The name, leading to what is behind the figures for whoever may look there."""
    return {
        "name": label_of(score.name, score.name_en),
        "url": why_url(score) if may_open(score, reading.reader) else "",
        "own": score.key == reading.acting.post.unit_id and not reading.reader.sees_all,
    }


def may_open(score: Score, reader: ScoreReader) -> bool:
    """Whether the reader may look at the entries behind a result, as `opened_by` says it of rows."""
    if reader.sees_all:
        return True
    match score.subject:
        case Subject.UNIT:
            return score.key in reader.units
        case Subject.TEAM:
            return score.key in reader.teams
        case Subject.ZONE:
            return score.key in reader.zones
    return score.key in reader.holders


def why_url(score: Score) -> str:
    """The page of one result; empty where the platform has none."""
    try:
        url = reverse("score", args=[score.ranking_id, score.subject, score.key])
    except NoReverseMatch:
        return ""
    return f"{url}?group={score.group}"


def signed(value: Any) -> str:
    """With its sign: +2, −1.5."""
    text = exact.plain(abs(value))
    return f"−{text}" if value < 0 else f"+{text}"


def head(reading: Reading) -> dict[str, Any]:
    """What the first sentence and the facts under it say."""
    ranking, now, own = reading.ranking, reading.now, reading.own
    ranked = [one for one in reading.places if one.rank is not None]
    until = ranking.appeals_until
    appeals_run = ranking.state == Ranking.State.ANNOUNCED and until is not None and now < until
    return {
        "title": period_words(ranking),
        "short": short_words(ranking)[0],  # for the narrow head of a phone
        "number": number_word(ranking),
        "state": ranking.state,
        "label": ranking.get_state_display(),
        "until": moment(until, now) if until else "",
        "appeals_run": appeals_run,
        "hint": appeals_run and not reading.reader.sees_all,
        "approved_by": str(ranking.approved_by or ""),
        "own": own_line(own) if own else None,
        "ranked": len(ranked),
        "groups": len({one.group for one in ranked}),
        "few": sum(one.state == Score.State.TOO_FEW for one in reading.places),
        "nothing": sum(one.state == Score.State.NOTHING for one in reading.places),
        **corrections(ranking),
    }


def own_line(own: Score) -> Row:
    """Where the reader's own stands."""
    total = read_score(own.figures).total
    return {
        "name": label_of(own.name, own.name_en),
        "rank": own.rank,
        "state": own.get_state_display(),
        "total": number(total) if total is not None else "",
        "marks": marks(own),
    }
