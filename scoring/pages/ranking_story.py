"""How a ranking came about: the facts of its making, its events in words, the points given, the steps offered."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rectification.models import Ticket
from scoring.actions.hindrances import hindrance, job_of
from scoring.models import Bonus, Line, Ranking, SchemeVersion
from scoring.pages.ranking import Reading, signed
from scoring.steps import STEPS, Action, offered
from scoring.wording import ACTIONS, STORY, short_digest
from sites.models import Unit
from sites.models.named import label_of
from supervision.actions import words
from supervision.limits import read_moment
from supervision.models import Duty, DutyKind, Event, User
from supervision.views.jobs import shown as job_shown
from supervision.wording import moment

# What the list of buttons leaves out: a ranking is begun elsewhere, counted by the platform, a bonus taken back at it.
ELSEWHERE = frozenset({Action.BEGIN, Action.COUNTED, Action.GIVE_BONUS, Action.TAKE_BONUS})
STRONG = (Action.ANNOUNCE, Action.APPROVE, Action.PUBLISH)  # the one that leads on
# Of a ranking they are in, people read how it came about, not what the office weighed on the way.
EVERYBODYS = frozenset({Action.BEGIN, Action.COUNTED, Action.ANNOUNCE, Action.APPROVE, Action.PUBLISH})
PREFIX = "found-false:1"  # another meaning of what is kept has another number
KEPT = 600  # seconds


def steps(reading: Reading) -> list[dict[str, Any]]:
    """The steps of the reader's role in this state, each with what stands in its way."""
    ranking, role = reading.ranking, reading.acting.post.role
    found = []
    for action in offered(ranking.state, role):
        if action in ELSEWHERE:
            continue
        refused = hindrance(action, ranking, reading.now)
        found.append(
            {
                "action": str(action),
                "label": str(ACTIONS[action]),
                "url": step_url(ranking, action),
                "strong": action in STRONG,
                "why_not": refused.words if refused else "",
            }
        )
    return sorted(found, key=lambda step: not step["strong"])


def step_url(ranking: Ranking, action: Action) -> str:
    """Where a step is taken."""
    return reverse("ranking_step", args=[ranking.pk, str(action)])


def next_words(reading: Reading) -> str:
    """What happens next and whose it is, for those who follow all of it."""
    ranking = reading.ranking
    if not reading.reader.sees_all:
        return ""
    match ranking.state:
        case Ranking.State.DRAFT:
            return _("Next: the office looks the figures over and announces them to the units.")
        case Ranking.State.ANNOUNCED if ranking.appeals_until and reading.now < ranking.appeals_until:
            until = moment(ranking.appeals_until, reading.now)
            return _("Next: units may appeal until %(until)s; then a city leader approves it.") % {"until": until}
        case Ranking.State.ANNOUNCED:
            return _("Next: a city leader approves it once every appeal is decided.")
        case Ranking.State.APPROVED:
            return _("Next: the office publishes it.")
    return ""


def correction_url(reading: Reading) -> str:
    """Where the office puts a published one right; empty for one that was put right already."""
    ranking = reading.ranking
    later = any(one.state != Ranking.State.DROPPED for one in ranking.corrected_by.all())
    if later or ranking.state != Ranking.State.PUBLISHED or reading.acting.post.role not in STEPS[Action.BEGIN].roles:
        return ""
    return f"{reverse('ranking_begin')}?corrects={ranking.pk}"


def found_false_words(reading: Reading) -> str:
    """To the office: that a correction would count strike-offs that were found false since.

    Counted once in ten minutes: it goes through everything that was ever found false, whatever the period.
    """
    if not correction_url(reading):
        return ""
    ranking, lately = reading.ranking, int(reading.now.timestamp()) // KEPT
    n = cache.get_or_set(f"{PREFIX}:{ranking.pk}:{lately}", lambda: found_false_since(ranking), KEPT) or 0
    text = ngettext(
        "%(n)s strike-off it counted was found false since: a correction counts it against the unit and the team.",
        "%(n)s strike-offs it counted were found false since: a correction counts them against units and teams.",
        n,
    )
    return text % {"n": n} if n else ""


def found_false_since(ranking: Ranking) -> int:
    """How many strike-offs that it counted as sound are found false by now."""
    marked = Ticket.objects.filter(false_strike_off=True, closed_at__lte=ranking.cutoff_at)
    duties = Duty.objects.filter(subject_id__in=marked.values("pk"), kind=DutyKind.RECTIFY, parent=None)
    return Line.objects.filter(ranking=ranking, duty__in=duties.values("pk"), out="", fixed=1, false=0).count()


def counting(reading: Reading) -> dict[str, Any] | None:
    """The job that counts it now, or the last that did not come to its end."""
    if reading.ranking.state != Ranking.State.COUNTING:
        return None
    job = job_of(reading.ranking)
    return job_shown(job, reading.acting) if job else None


def facts(reading: Reading) -> dict[str, Any]:
    """What was counted and by which rules."""
    ranking, now = reading.ranking, reading.now
    counted = next((event for event in reversed(reading.events) if event.action == Action.COUNTED), None)
    team = reading.subject == "team"
    return {
        "cutoff": moment(ranking.cutoff_at, now),
        "counted_at": moment(ranking.counted_at, now) if ranking.counted_at else "",
        "published_at": moment(ranking.published_at, now) if ranking.published_at else "",
        "scheme": {
            "name": label_of(reading.scheme.name, reading.scheme.name_en),
            "version": ranking.team_scheme if team else ranking.scheme,
            "url": f"{reverse('office_schemes')}?of={SchemeVersion.Of.TEAMS if team else SchemeVersion.Of.UNITS}"
            if reading.acting.keeps
            else "",
        },
        "seal": ranking.seal_no,
        "inputs": short_digest(ranking.inputs),
        "result": short_digest(ranking.result),
        "counts": counts(counted.facts.get("left_out", {})) if counted and reading.whole else [],
    }


def counts(found: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """How many duties to fix and to check were counted, and how many were left out for which reason."""
    rows = []
    for key in ("fix", "check"):
        own = dict(found.get(key, {}))
        n = own.pop("", 0)
        words_ = (
            ngettext("%(n)s duty to fix is counted", "%(n)s duties to fix are counted", n)
            if key == "fix"
            else ngettext("%(n)s check is counted", "%(n)s checks are counted", n)
        )
        out = [
            {"label": Line.Out(code).label, "n": m} for code, m in sorted(own.items(), key=lambda it: (-it[1], it[0]))
        ]
        rows.append({"words": words_ % {"n": f"{n:,}"}, "n": n, "out": out, "left": sum(own.values())})
    return rows


class Material:
    """The people, units and words that the story and the points speak of: three queries."""

    def __init__(self, events: list[Event], bonuses: list[Bonus]) -> None:
        whys = [event.facts["why"]["id"] for event in events if isinstance(event.facts.get("why"), dict)]
        self.words = words.read([*whys, *(str(row.words) for row in bonuses if row.words)])
        self.people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
        self.units = Unit.objects.in_bulk({UUID(event.facts["unit"]) for event in events if event.facts.get("unit")})

    def said(self, pk: object) -> str:
        """A reason, while it is not erased."""
        found = self.words.get(str(pk)) if pk else None
        return "" if found is None else _("(words erased)") if found.erased_at else found.text


def story(reading: Reading, material: Material) -> list[dict[str, Any]]:
    """The events, newest first, as components/event.html draws them."""
    shown = [event for event in reading.events if reading.reader.sees_all or event.action in EVERYBODYS]
    return [told(event, reading, material) for event in reversed(shown)]


def told(event: Event, reading: Reading, material: Material) -> dict[str, Any]:
    """One event."""
    given, now = event.facts, reading.now
    values: dict[str, Any] = defaultdict(str)
    values |= {key: given[key] for key in ("lines", "number", "seal") if key in given}
    values |= {key: moment(read_moment(given[key]), now) for key in ("cutoff", "until") if given.get(key)}
    values["result"] = short_digest(given.get("result", ""))
    if given.get("unit"):
        unit = material.units.get(UUID(given["unit"]))
        values["unit"] = unit.label if unit else ""
        values["points"] = stated(str(given["points"]), given.get("fact", ""))
    actor = material.people.get(event.actor_id) if event.actor_id else None
    why = given.get("why")
    said = material.said(why["id"]) if isinstance(why, dict) else ""
    return {
        "look": "seal" if event.action == Action.PUBLISH else "big" if event.before != event.after else "",
        "title": str(STORY.get(event.action, event.action)) % values,
        "moment": moment(event.occurs_at, now),
        "at": event.occurs_at,
        "lines": [line for line in (str(actor) if actor else _("the platform"), said) if line],
    }


def stated(points: str, fact: str) -> str:
    """What was given: points, a fact, or both."""
    number = Fraction(Decimal(points))
    parts = [_("%(points)s points") % {"points": signed(number)}] if number else []
    if fact:
        parts.append(str(Bonus.Fact(fact).label))
    return " · ".join(parts)


def given(reading: Reading, bonuses: list[Bonus], material: Material) -> list[dict[str, Any]]:
    """Points and facts of the period, each with its reason; the office takes back what is not announced yet."""
    takes = Action.TAKE_BONUS in offered(reading.ranking.state, reading.acting.post.role)
    url = step_url(reading.ranking, Action.TAKE_BONUS)
    return [
        {
            "unit": row.unit.label,
            "what": stated(str(row.points), row.fact),
            "why": material.said(row.words),
            "by": str(row.given_by),
            "at": moment(row.given_at, reading.now),
            "gone": taken_back(row, reading.ranking) is not None,
            "waits": waits(row, reading.ranking),
            "take_url": f"{url}?bonus={row.pk}" if takes and taken_back(row, reading.ranking) is None else "",
        }
        for row in bonuses
    ]


def taken_back(row: Bonus, ranking: Ranking) -> datetime | None:
    """Since when it does not count in this edition; an earlier edition knows nothing of what a later one undoes."""
    undo = getattr(row, "undone_by", None)
    if undo is not None and undo.ranking.nth <= ranking.nth:
        return undo.given_at
    return row.taken_back_at


def waits(row: Bonus, ranking: Ranking) -> bool:
    """Whether the last count did not know of it yet."""
    at, gone = ranking.counted_at, taken_back(row, ranking)
    return at is None or row.given_at > at or bool(gone and gone > at)
