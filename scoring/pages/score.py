"""A result, opened: what each point was made of, where it stands in its group, and what would have helped."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.instructions import able
from rectification.pages.instruct import address, may_instruct
from scoring import exact, formula
from scoring.behind import OUT, SAMPLE
from scoring.formula import State
from scoring.formula_words import ROLES
from scoring.models import Line, PeriodKind, Ranking, Score, Subject
from scoring.pages.components import category_names, components, duties, listed, maybe, shown, spread
from scoring.pages.duties import listing
from scoring.pages.opened import Alike, Opened, score_url
from scoring.periods import Kind, Period, full_words, words
from scoring.readers import score_reader
from scoring.reckoning import bonus_rows
from scoring.tally import LEAD, Cell
from sites.models import Zone
from sites.models.named import label_of
from supervision.actions.words import read as read_words
from supervision.wording import clock_word, moment

PERIODS = 12
HEIGHT, WIDTH, EDGE = 64, 480, 8  # of the drawing of the last periods


def page(opened: Opened, query: QueryDict) -> dict[str, Any]:
    """The page: one result, or the duties behind one of its figures."""
    shape = {**head(opened), "listing": None}
    if "figure" in query:
        return {**shape, "listing": listing(opened, query)}
    others = group_totals(opened)
    return {
        **shape,
        "components": components(opened),
        "spread": spread(opened),
        "left_out": left_out(opened),
        "bonus": bonus(opened),
        "stands": stands(opened, others),
        "late": late(opened, others),
        "history": history(opened),
        "appeal_url": opened.appeal_url,
        "instruct_url": instruct_url(opened),
    }


def head(opened: Opened) -> dict[str, Any]:
    """Whose result it is, of which period, and what came out."""
    result, ranking = opened.result, opened.ranking
    return {
        "name": opened.name,
        "subject": opened.subject,
        "key": opened.key,
        "group": opened.group,
        "group_label": opened.group_label,
        "period": full_words(opened.period),
        "state": str(result.state),
        "total": "" if result.total is None else shown(result.total),
        "full_mark": exact.plain(opened.by.full_mark),
        "exact": {"total": maybe(result.total), "bonus": exact.write(result.bonus)},
        "rank": opened.row.rank if opened.row else None,
        "sample": result.sample,
        "sample_words": duties(result.sample),
        "sample_url": opened.url(figure=SAMPLE),
        "min_sample": opened.by.min_sample,
        "scheme": label_of(opened.by.name, opened.by.name_en),
        "version": opened.version,
        "url": opened.url(),
        "ranking_url": f"/rankings/{ranking.pk}/" if ranking else "/rankings/",
        "ranking": ranking,
        "state_label": ranking.get_state_display() if ranking else "",
        "cutoff": moment(ranking.cutoff_at, opened.viewer.now) if ranking else "",
        "as_of": clock_word(opened.at) if opened.at else "",
    }


def instruct_url(opened: Opened) -> str:
    """Where a city leader who has read this says what is to be done: to the unit, or on the zone; one query.

    Empty for everybody else, and for a unit that could not answer or a zone that is no more.
    """
    if not may_instruct(opened.viewer):
        return ""
    now, pk = opened.viewer.now, str(opened.key)
    match opened.subject:
        case Subject.UNIT if able(now).filter(pk=pk).exists():
            return address(unit=pk)
        case Subject.ZONE if Zone.objects.on(timezone.localtime(now).date()).filter(pk=pk).exists():
            return address(zone=pk)
    return ""


def left_out(opened: Opened) -> list[dict[str, Any]]:
    """Duties that do not count, by reason, in the order the reasons are told: one query."""
    found = opened.lines.left_out()
    labels = {code: str(label) for code, label in Line.Out.choices if code}
    return [
        {"code": code, "label": label, "n": found[code], "url": opened.url(figure=OUT, part=code)}
        for code, label in labels.items()
        if found.get(code)
    ]


def bonus(opened: Opened) -> dict[str, Any] | None:
    """Points the office has given or taken with their reasons, and what of them counts; two queries."""
    if opened.ranking is None or opened.subject != Subject.UNIT:
        return None
    rows = list(bonus_rows(opened.ranking).filter(unit=opened.key).order_by("given_at", "pk"))
    reasons = read_words({row.words for row in rows if row.words})
    result = opened.result
    shaped = []
    for row in rows:
        said = reasons.get(str(row.words))
        why = _("(words erased)") if said is None or said.erased_at else said.text
        shaped.append(
            {"points": signed(Fraction(row.points)), "why": why, "at": moment(row.given_at, opened.viewer.now)}
        )
    return {
        "rows": shaped,
        "counts": signed(result.bonus),
        "given": signed(result.given),
        "capped": result.bonus != result.given,
        "cap": exact.plain(opened.by.bonus),
    }


def signed(points: Fraction) -> str:
    """Points with their sign."""
    return f"+{shown(points)}" if points > 0 else shown(points)


def group_totals(opened: Opened) -> dict[UUID, Fraction]:
    """Totals of everybody in the group who has a rank: one query, none while the period runs."""
    if opened.ranking is None:
        return {}
    rows = Score.objects.filter(
        ranking=opened.ranking, subject=opened.subject, group=opened.group, state=Score.State.RANKED
    )
    return {key: exact.read(total) for key, total in rows.values_list("key", "total")}


def stands(opened: Opened, others: Mapping[UUID, Fraction]) -> dict[str, Any] | None:
    """Its place among those of its group: how many there are, who shares the rank, how far the middle is."""
    middle, own = exact.median(others.values()), others.get(opened.key)
    if middle is None:
        return None
    far = None if own is None else own - middle
    return {
        "n": len(others),
        "shared": sum(total == own for total in others.values()) - 1 if own is not None else 0,
        "median": shown(middle),
        "exact": exact.write(middle),
        "far": "" if far is None else shown(abs(far)),
        "side": "" if not far else "above" if far > 0 else "below",
    }


def late(opened: Opened, others: Mapping[UUID, Fraction]) -> dict[str, Any] | None:
    """What one late fix in time would have changed, by what came out then; and all of them."""
    kinds = opened.lines.late_fixes()
    if not kinds:
        return None
    cells, names = opened.lines.cells(), category_names({alike[1] for alike in kinds})
    after: dict[Fraction | None, list[tuple[Alike, int]]] = {}
    changes: list[Cell] = []
    for alike, n in sorted(kinds.items()):
        change = formula.fixed_in_time(*alike)
        total = then(opened, cells, [change])
        after.setdefault(total, []).append((alike, n))
        changes += [change] * n
    best = sorted(after.items(), key=lambda it: it[0] or 0, reverse=True)
    n = sum(kinds.values())
    return {
        "n": n,
        "rows": [outcome(opened, others, total, found, names) for total, found in best],
        "all": outcome(opened, others, then(opened, cells, changes), [], names) if n > 1 else None,
    }


def then(opened: Opened, cells: list[Cell], changes: list[Cell]) -> Fraction | None:
    """The total, had these been in time."""
    *first, last = changes
    bonus = opened.result.given
    return formula.what_if(opened.by, [*cells, *first], last, deductions=opened.worth, bonus=bonus).total


def outcome(
    opened: Opened,
    others: Mapping[UUID, Fraction],
    total: Fraction | None,
    found: list[tuple[Alike, int]],
    names: Mapping[str, str],
) -> dict[str, Any]:
    """A total that would have come out, the rank of it, and which late fixes would have done it."""
    own = opened.result.total
    ranks = opened.result.state is State.RANKED and bool(others)
    rivals = [each for key, each in others.items() if key != opened.key]
    return {
        "kinds": listed(kinds_words(found, names)),
        "n": sum(n for _alike, n in found),
        "total": "" if total is None else shown(total),
        "exact": maybe(total),
        "gain": "" if total is None or own is None else signed(total - own),
        "rank": 1 + sum(each > total for each in rivals) if ranks and total is not None else None,
    }


def kinds_words(found: list[tuple[Alike, int]], names: Mapping[str, str]) -> list[str]:
    """Which late fixes; those that differ in urgency or source alone are one of the list, they read the same."""
    together: dict[tuple[str, str], int] = {}
    for (role, category, _urgency, _source), n in found:
        together[role, category] = together.get((role, category), 0) + n
    return [kind_words(role, category, n, names) for (role, category), n in together.items()]


def kind_words(role: str, category: str, n: int, names: Mapping[str, str]) -> str:
    """Category, how many, and the part the unit had if it did not lead."""
    word = names.get(category, category)
    word = f"{word} ×{n}" if n > 1 else word
    return word if role == LEAD else pgettext("late fix", "%(what)s (%(role)s)") % {"what": word, "role": ROLES[role]}


def history(opened: Opened) -> dict[str, Any] | None:
    """The last published periods of the same, oldest first, as rows and as a drawing: one query."""
    viewer, kind = opened.viewer, opened.period.kind
    reader = score_reader(viewer.actor.post, viewer.now)
    current = Ranking.objects.current().filter(kind=kind, ends__lte=opened.period.ends)
    rows = Score.objects.opened_by(reader).filter(
        ranking__in=current, subject=opened.subject, key=opened.key, group=opened.group
    )
    found = list(rows.select_related("ranking").order_by("-ranking__ends")[:PERIODS])[::-1]
    if not found:
        return None
    shaped = [past(opened, row) for row in found]
    return {"rows": shaped[::-1], "kind": str(PeriodKind(kind).label), **drawing(found)}


def past(opened: Opened, row: Score) -> dict[str, Any]:
    """One period."""
    ranking = row.ranking
    period = Period(Kind(ranking.kind), ranking.code)
    return {
        "period": full_words(period),
        "total": shown(exact.read(row.total)) if row.total else "",
        "rank": row.rank,
        "state": row.get_state_display(),
        "url": score_url(ranking, row.subject, row.key, row.group),
        "current": opened.row is not None and row.pk == opened.row.pk,
    }


def drawing(rows: list[Score]) -> dict[str, Any]:
    """Totals as points of a line; a period without one is a gap. Heights only: positions of an SVG."""
    totals = [exact.read(row.total) if row.total else None for row in rows]
    known = [total for total in totals if total is not None]
    if len(known) < 2:
        return {"line": None}
    low, high = min(known), max(known)
    span = high - low or Fraction(1)
    # From edge to edge however few they are: the names of the first and the last stand below their points.
    step = (WIDTH - 2 * EDGE) // (len(rows) - 1)
    points = [
        {"x": EDGE + n * step, "y": round(float(EDGE + (HEIGHT - 2 * EDGE) * (high - total) / span), 1)}
        for n, total in enumerate(totals)
        if total is not None
    ]
    return {
        "line": " ".join(f"{point['x']},{point['y']}" for point in points),
        "points": points,
        "width": WIDTH,
        "height": HEIGHT,
        "low": shown(low),
        "high": shown(high),
        "first": words(Period(Kind(rows[0].ranking.kind), rows[0].ranking.code)),
        "last": words(Period(Kind(rows[-1].ranking.kind), rows[-1].ranking.code)),
    }
