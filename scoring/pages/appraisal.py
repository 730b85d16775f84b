"""The lines of the yearly appraisal (年终绩效): one figure for each unit, and the rankings it comes from."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from rectification.pages.viewer import Viewer
from scoring import exact
from scoring.actions.rankings import in_force
from scoring.appraisal import Appraisal, Item
from scoring.consequences_words import appraisal_words
from scoring.issues import OfYear, document, year_lines, year_rankings
from scoring.lists_words import KINDS
from scoring.models import Ranking, SchemeVersion
from scoring.pages.consequences import reader_of
from scoring.periods import Kind, Period, named, parse
from scoring.wording import group_place, group_word, number_word
from sites.models.named import label_of
from supervision.refusals import Refused

PLACES = 3  # of a yearly figure: means of many totals lie close together
Shown = dict[str, Any]


@dataclass(frozen=True)
class YearReading:
    """A year opened by somebody: its rule, its rankings, and the lines the reader may know."""

    year: Period
    appraisal: Appraisal | None
    version: int
    rankings: dict[Period, Ranking]
    lines: list[OfYear]
    whole: bool  # everybody's, not the own unit's alone


def open_year(code: str, viewer: Viewer) -> YearReading:
    """The lines of a year; Http404 for no year, and for whoever has no unit of their own.

    The rule is that of the scheme in force when the year began, as it is for a ranking of the year itself.
    """
    try:
        year = parse(Kind.YEAR, code)
    except ValueError:
        raise Http404 from None
    reader = reader_of(viewer)
    if not reader.sees_all and not reader.units:
        raise Http404
    try:
        version = in_force(SchemeVersion.Of.UNITS, year.starts)
        appraisal = document(version).appraisal
    except Refused:
        version, appraisal = 0, None
    if appraisal is None:
        return YearReading(year, None, version, {}, [], reader.sees_all)
    rankings = year_rankings(appraisal, year.year)
    lines = year_lines(appraisal, year.year, rankings)
    known = lines if reader.sees_all else [one for one in lines if one.key in reader.units]
    return YearReading(year, appraisal, version, rankings, known, reader.sees_all)


def year_page(reading: YearReading, viewer: Viewer) -> Shown:
    """As appraisal.html draws it."""
    year = reading.year.year
    today = timezone.localtime(viewer.now).year
    return {
        "year": year,
        "running": year >= today,
        "rule": appraisal_words(reading.appraisal) if reading.appraisal else "",
        "version": reading.version,
        "whole": reading.whole,
        "parts": [part_head(reading, kind) for kind in kinds(reading.appraisal)],
        "groups": groups(reading),
        "before_url": reverse("ranking_appraisal", args=[year - 1]) if year > 2000 else "",
        "after_url": reverse("ranking_appraisal", args=[year + 1]) if year < today else "",
        "workbook_url": reverse("ranking_appraisal_workbook", args=[year]) if reading.lines else "",
    }


def kinds(appraisal: Appraisal | None) -> list[Kind]:
    """The kinds of period that are weighed, in the rule's order."""
    return [part.period for part in appraisal.parts] if appraisal else []


def part_head(reading: YearReading, kind: Kind) -> Shown:
    """A column: of how many periods there is a ranking."""
    n = sum(period.kind is kind for period in reading.rankings)
    return {"label": str(KINDS[kind]), "n": n}


def groups(reading: YearReading) -> list[Shown]:
    """Group by group; among everybody's, whoever has no figure is only named: nothing behind it could be opened."""
    found = []
    ordered = sorted(reading.lines, key=lambda one: group_place(one.group))
    for group, lines in groupby(ordered, key=lambda one: one.group):
        rows = [row(one, reading) for one in lines]
        told = [one for one in rows if one["value"] or not reading.whole]
        none = [one["unit"] for one in rows if not one["value"] and reading.whole]
        found.append({"name": group_word(group, {}), "n": len(rows), "rows": told, "none": none})
    return found


def row(one: OfYear, reading: YearReading) -> Shown:
    """One unit: its figure, what each part gives, and each ranking behind it."""
    return {
        "unit": label_of(one.name, one.name_en),
        "rank": one.rank,
        "value": shown(one.line.value),
        "exact": "" if one.line.value is None else exact.write(one.line.value),
        "parts": [part(one.line.items, kind) for kind in kinds(reading.appraisal)],
        "items": [item(it, reading) for it in one.line.items if it.period in reading.rankings],
    }


def part(items: tuple[Item, ...], kind: Kind) -> Shown:
    """The mean of the periods of a kind, what they weigh together, and how many have no total."""
    own = [it for it in items if it.period.kind is kind]
    weight = sum((it.weight for it in own), exact.ZERO)
    points = sum((it.weight * it.total for it in own if it.total is not None), exact.ZERO)
    return {
        "label": str(KINDS[kind]),
        "value": shown(points / weight) if weight else "",
        "weight": percent(weight),
        "n": sum(it.total is not None for it in own),
    }


def item(it: Item, reading: YearReading) -> Shown:
    """One ranking of the sum; of one without a total nothing is added."""
    ranking = reading.rankings[it.period]
    return {
        "label": named(it.period),
        "number": number_word(ranking),
        "url": reverse("ranking", args=[ranking.pk]),
        "total": shown(it.total),
        "weight": percent(it.weight),
        "adds": shown(it.weight * it.total) if it.total is not None else "",
    }


def shown(value: Fraction | None) -> str:
    """A figure as people read it; nothing where there is none."""
    return "" if value is None else f"{exact.shown(value, PLACES)}"


def percent(weight: Fraction) -> str:
    """A weight of 1 in per cent; nothing of nothing."""
    return f"{exact.percent(weight)} %" if weight else ""
