"""What the reader's own figures are, for the first page: a unit's, a team's, the city's, and those of held ground.

Each number leads to its list. Only own duties of the running period are counted: a fixed number of queries, and few
rows however large the ledger is.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.held import Held, contracts_of, ground, subjects
from rectification.pages.holding_sums import open_on
from rectification.pages.viewer import Viewer
from scoring import exact, formula, periods
from scoring.behind import DENOMINATOR, MISSING, NUMERATOR
from scoring.counting import live_cells
from scoring.editions import published_before
from scoring.formula import Part
from scoring.formula_words import name_of
from scoring.models import Ranking, Score, Subject
from scoring.pages.opened import running_url, scheme_now, score_url, worth_for
from scoring.periods import Kind, Period, full_words, words
from scoring.readers import OF_TEAMS
from scoring.score_text import read_score
from scoring.wording import moved as movement
from scoring.wording import number_word
from supervision.models import DutyState
from supervision.paging import capped_count, count_words
from supervision.roles import HANDLES, SEES_ALL

LATELY = 8  # results looked at for the last one and the one before it: other kinds of period come between
SHOWN: dict[str, tuple[str, ...]] = {  # rates of a panel, of those that the scheme weighs
    Subject.UNIT: ("on_time_rate", "fix_rate"),
    Subject.TEAM: ("check_on_time_rate", "check_onsite_rate"),
}
LATE = {Subject.UNIT: "on_time_rate", Subject.TEAM: "check_on_time_rate"}
Panel = dict[str, Any]


def own_figures(viewer: Viewer) -> list[Panel]:
    """The panels of a post: of its unit or team, or of the city; and of the ground it holds."""
    found = [panel(viewer) for roles, panel in PANELS if viewer.actor.post.role in roles]
    return [one for one in (*found, of_ground(viewer)) if one]


def of_unit(viewer: Viewer) -> Panel:
    """My unit so far, and where it stood in the last published period."""
    return so_far(viewer, Subject.UNIT, viewer.actor.post.unit_id)


def of_team(viewer: Viewer) -> Panel:
    """My team: checks in time, checks on the spot."""
    return so_far(viewer, Subject.TEAM, viewer.actor.post.unit_id)


def so_far(viewer: Viewer, subject: str, key: UUID) -> Panel:
    """Rates of the running period, how many are late, and the last rank: six queries, two more where problems cost."""
    last = latest(subject, key)
    kind = Kind(last[0].ranking.kind) if last else Kind.MONTH
    period = periods.of(kind, viewer.now)
    by, _version = scheme_now(subject, period)
    before = published_before(kind, period.starts)
    cells = live_cells(period.starts, period.ends, viewer.now, key, before).get(key, [])
    result = formula.score(by, cells, deductions=worth_for(by))
    parts = {part.code: part for figure in result.figures for part in figure.parts}
    facts = [rate(subject, key, kind, parts[code]) for code in SHOWN[subject] if code in parts]
    late = parts.get(LATE[Subject(subject)])
    if late is not None and late.denominator:
        url = running_url(subject, key, kind, figure=late.code, part=MISSING)
        facts.append(late_fact(late, url))
    return {
        "key": subject,
        "title": viewer.actor.post.unit.label,
        "period": words(period),
        "url": running_url(subject, key, kind),
        "facts": facts + [fact for fact in [rank_fact(last)] if fact],
    }


def rate(subject: str, key: UUID, kind: Kind, part: Part) -> dict[str, Any]:
    """A rate so far; without anything to divide by, a dash."""
    links = {side: running_url(subject, key, kind, figure=part.code, part=side) for side in (NUMERATOR, DENOMINATOR)}
    fact = {"label": name_of(part.code), "code": part.code, "value": "—", "numbers": None}
    if part.value is None or part.numerator is None or part.denominator is None:
        return fact
    numbers = [
        {"part": side, "shown": exact.plain(n), "exact": exact.write(n), "url": links[side]}
        for side, n in ((NUMERATOR, part.numerator), (DENOMINATOR, part.denominator))
    ]
    return {**fact, "value": f"{exact.percent(part.value)} %", "numbers": numbers}


def late_fact(part: Part, url: str) -> dict[str, Any]:
    """How many were not in time."""
    n = (part.denominator or Fraction(0)) - (part.numerator or Fraction(0))
    return {"label": pgettext("own figures", "Not in time"), "value": exact.plain(n), "url": url if n else ""}


def latest(subject: str, key: UUID) -> list[Score]:
    """The last result of a published ranking, and the one of the period before it if there is one: one query."""
    rows = Score.objects.filter(subject=subject, key=key, ranking__in=Ranking.objects.current())
    found = list(rows.select_related("ranking").defer("figures").order_by("-ranking__ends", "group")[:LATELY])
    if not found:
        return []
    last = found[0]
    alike = [row for row in found if (row.ranking.kind, row.group) == (last.ranking.kind, last.group)]
    return alike[:2]


def rank_fact(last: list[Score]) -> dict[str, Any] | None:
    """The rank of the last published period, and where it has moved since the one before."""
    if not last:
        return None
    row, ranking = last[0], last[0].ranking
    moved = movement(row.rank, last[1].rank) if len(last) > 1 else {"arrow": "", "word": ""}
    period = Period(Kind(ranking.kind), ranking.code)
    return {
        "label": pgettext("own figures", "Rank in %(period)s") % {"period": words(period)},
        "value": str(row.rank) if row.rank else row.get_state_display(),
        "url": score_url(ranking, row.subject, row.key, row.group),
        "note": " ".join(moved[part] for part in ("arrow", "word") if moved[part]),
    }


def of_city(viewer: Viewer) -> Panel:
    """The last published ranking, and what share of the city's duties it found in time: two queries."""
    ranking = Ranking.objects.current().order_by("-ends", "-nth").first()
    running = {"label": pgettext("own figures", "Running period"), "value": _("so far"), "url": reverse("rankings_now")}
    panel: Panel = {"key": "city", "title": _("The city"), "period": "", "url": "", "facts": [running]}
    if ranking is None:
        return {**panel, "note": _("No ranking has been published yet.")}
    url = f"/rankings/{ranking.pk}/"
    label = pgettext("own figures", "Last published")
    facts = [{"label": label, "value": number_word(ranking), "url": url}]
    above, below = on_time(ranking)
    if below:
        value = f"{exact.percent(above / below)} %"
        note = f"{exact.plain(above)} / {exact.plain(below)}"
        facts.append({"label": name_of("on_time_rate"), "value": value, "url": url, "note": note})
    period = Period(Kind(ranking.kind), ranking.code)
    return {**panel, "period": full_words(period), "url": url, "facts": [*facts, running]}


def on_time(ranking: Ranking) -> tuple[Fraction, Fraction]:
    """What all units had in time, over what they owed, as it was weighed: one query."""
    above = below = Fraction(0)
    for figures in Score.objects.filter(ranking=ranking, subject=Subject.UNIT).values_list("figures", flat=True):
        for figure in read_score(figures).figures:
            for part in figure.parts:
                if part.code == "on_time_rate" and part.numerator is not None and part.denominator is not None:
                    above, below = above + part.numerator, below + part.denominator
    return above, below


def of_ground(viewer: Viewer) -> Panel | None:
    """My ground, for whoever holds some by contract: open, late, and the holder's last rank; one query for others."""
    zones, sites = subjects(contracts_of(viewer.actor.post.pk).at(viewer.now))
    if not zones and not sites:
        return None
    held = ground(zones, sites)
    facts = [
        {"label": pgettext("own figures", "Open"), "value": counted(viewer, held), "url": ledger(viewer)},
        {
            "label": pgettext("own figures", "Past due"),
            "value": counted(viewer, held, main_duty__state=DutyState.RUNNING, main_duty__due_at__lte=viewer.now),
            "url": ledger(viewer, time="late"),
        },
    ]
    rank = rank_fact(latest(Subject.HOLDER, viewer.actor.post.user_id))
    return {
        "key": "ground",
        "title": pgettext("page", "My ground"),
        "period": "",
        "url": reverse("ground"),
        "facts": facts + [fact for fact in [rank] if fact],
    }


def counted(viewer: Viewer, held: Held, **more: Any) -> str:
    """Open entries on the ground: one query."""
    return count_words(capped_count(open_on(viewer, held).filter(**more)))


def ledger(viewer: Viewer, **more: str) -> str:
    """The ledger of what the post holds."""
    return reverse("ledger", query={"holder": viewer.actor.post.pk, **more})


PANELS: tuple[tuple[frozenset[str], Callable[[Viewer], Panel]], ...] = (
    (frozenset(HANDLES), of_unit),
    (OF_TEAMS, of_team),
    (SEES_ALL, of_city),
)
