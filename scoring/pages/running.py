"""The period that runs: what a unit or a team has so far, and for whoever reads everything all of them side by side."""

from collections import defaultdict
from functools import partial
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from rectification.pages.viewer import Viewer
from scoring import exact, periods
from scoring.behind import DENOMINATOR, NUMERATOR
from scoring.counting import live_cells
from scoring.editions import published_before
from scoring.formula import Part
from scoring.formula_words import name_of
from scoring.models import PeriodKind, Subject
from scoring.pages.components import number, shown
from scoring.pages.opened import Opened, group_label, running_url, scheme_now, standing, worth_for
from scoring.pages.score import page as score_page
from scoring.periods import Kind, Period, full_words
from scoring.readers import score_reader
from scoring.reckoning import Reckoned, inspecting, owing, scored
from scoring.scheme import Scheme
from scoring.wording import group_place
from sites.models import Unit
from sites.models.named import label_of
from supervision.wording import clock_word

BELOW = 60  # units below one's own that are offered
FIGURES = 6  # columns: as many rates as fit


def period_of(viewer: Viewer, query: QueryDict) -> Period:
    """The running period of the kind that is asked for; without a word the month."""
    asked = query.get("kind", "")
    return periods.of(Kind(asked) if asked in list(Kind) else Kind.MONTH, viewer.now)


def own(viewer: Viewer) -> tuple[str, UUID] | None:
    """Whose running figures are the reader's own; None for who reads everybody's."""
    reader = score_reader(viewer.actor.post, viewer.now)
    if reader.sees_all:
        return None
    return (Subject.TEAM if reader.teams else Subject.UNIT), viewer.actor.post.unit_id


def one(viewer: Viewer, subject: str, key: UUID, query: QueryDict) -> dict[str, Any]:
    """The opened page of one unit or team."""
    opened = standing(viewer, subject, key, period_of(viewer, query))
    shape = score_page(opened, query)
    return {**shape, "kinds": kinds(opened), "below": [] if shape["listing"] else below(opened)}


def kinds(opened: Opened) -> list[dict[str, Any]]:
    """The other running periods."""
    return [
        {"label": str(label), "url": running_url(opened.subject, opened.key, code), "on": code == opened.period.kind}
        for code, label in PeriodKind.choices
    ]


def below(opened: Opened) -> list[dict[str, str]]:
    """Units right below this one: one query."""
    if opened.subject != Subject.UNIT:
        return []
    day = timezone.localtime(opened.viewer.now).date()
    rows = Unit.objects.on(day).filter(parent=opened.key).exclude(kind="team").order_by("code")[:BELOW]
    return [{"label": row.label, "url": running_url(Subject.UNIT, row.pk, opened.period.kind)} for row in rows]


def everybody(viewer: Viewer, query: QueryDict) -> dict[str, Any]:
    """All units and teams that have something, group by group; twelve queries."""
    period = period_of(viewer, query)
    before = published_before(period.kind, period.starts)
    cells = live_cells(period.starts, period.ends, viewer.now, before=before)
    day = timezone.localtime(viewer.now).date()
    groups: list[dict[str, Any]] = []
    for subject, members in ((Subject.UNIT, owing(day, cells)), (Subject.TEAM, inspecting(day))):
        by, _version = scheme_now(subject, period)
        worth, grouped = worth_for(by), defaultdict(list)
        for member in members:
            grouped[member.group].append(member)
        for group, named in sorted(grouped.items(), key=lambda it: group_place(it[0])):
            found = [it for it in scored(subject, named, cells, by, worth, {}) if it.score.sample]
            if found:
                groups.append({**table(subject, group, by, found, period), "open": not groups})
    return {
        "period": full_words(period),
        "as_of": clock_word(viewer.now),
        "groups": groups,
        "kinds": [
            {"label": str(label), "url": f"?kind={code}", "on": code == period.kind}
            for code, label in PeriodKind.choices
        ],
    }


def table(subject: str, group: str, by: Scheme, found: list[Reckoned], period: Period) -> dict[str, Any]:
    """One group: the rates that at least one of them has a value of."""
    columns = [n for n, _figure in enumerate(found[0].score.figures) if any(rate_of(it, n) for it in found)][:FIGURES]
    heads = {n: name_of(found[0].score.figures[n].code) for n in columns}
    return {
        "subject": subject,
        "label": group_label(subject, group),
        "heads": list(heads.values()),
        "min_sample": by.min_sample,
        "n": len(found),
        "rows": [row(subject, it, columns, heads, period) for it in found],
    }


def rate_of(it: Reckoned, n: int) -> Part | None:
    """The rate of a component that is one rate's line, where it has a value."""
    part = it.score.figures[n].only
    return part if part is not None and part.value is not None else None


def row(subject: str, it: Reckoned, columns: list[int], heads: dict[int, str], period: Period) -> dict[str, Any]:
    """One unit or team."""
    total = it.score.total
    return {
        "name": label_of(it.named.name, it.named.name_en),
        "url": running_url(subject, it.named.key, period.kind),
        "total": "" if total is None else shown(total),
        "sample": it.score.sample,
        "cells": [cell(subject, it.named.key, period, heads[n], rate_of(it, n)) for n in columns],
    }


def cell(subject: str, key: UUID, period: Period, head: str, part: Part | None) -> dict[str, Any]:
    """A rate with its two numbers, each with the way to its duties; only its name where there is nothing."""
    if part is None or part.value is None:
        return {"head": head}
    url = partial(running_url, subject, key, period.kind)
    return {
        "head": head,
        "code": part.code,
        "value": f"{exact.percent(part.value)} %",
        NUMERATOR: number(part.numerator, part.code, NUMERATOR, url),
        DENOMINATOR: number(part.denominator, part.code, DENOMINATOR, url),
    }
