"""A draft played against what was owed lately: who would have been told what, beside the ladder in force."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.actions.calendars import ladder, load_calendar
from supervision.actions.duties import limit_of, own_rules
from supervision.actions.jobs import progress
from supervision.canonical import moment_text
from supervision.kinds import kind_of
from supervision.ladder import LadderRule, Rung, schedule
from supervision.ladder import LadderVersion as Ladder
from supervision.ladder_draft import KINDS, rules_of
from supervision.limits import read_moment
from supervision.models import Duty, DutyState, Job, User
from supervision.wording import RELATIONS, RUNGS, listed, moment
from supervision.workcalendar import WorkCalendar

PLAY = "ladder_play"
BACK = timedelta(days=30)
PORTION = 500
NAMED = 12  # entries shown as examples
PERSONS = 20  # of those who would have been told something else, the ones for whom it changes most
COLUMNS = (
    "id", "parent", "subject_kind", "subject_id", "kind", "unit", "post", "user", "limit_value", "limit_unit",
    "clock_started_at",
    "due_at", "state", "stopped_at", "paused_at", "done_at",
)  # fmt: skip
Told = dict[Rung, tuple[datetime, tuple[str, ...]]]
Moved = tuple[Duty, Told, Told]  # a clock that sounds otherwise in the draft
Heard = tuple[Counter[str], Counter[str]]  # rungs in force and in the draft: how often


@dataclass
class Played:
    """What two ladders would have done with the same clocks."""

    clocks: int = 0
    changed: int = 0
    before: Counter[tuple[str, str]] = field(default_factory=Counter)  # (rung, relation) -> how often
    after: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[list[Any]] = field(default_factory=list)
    persons: dict[UUID, Heard] = field(default_factory=dict)  # of the clocks that changed


def concerned(now: datetime, kinds: list[str]) -> QuerySet[Duty]:
    """What is owed now, and what was done within the last month."""
    lately = ~Q(state=DutyState.DONE) | Q(done_at__gte=now - BACK)
    return Duty.objects.filter(lately, kind__in=kinds)


def play(job: Job, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The work of the job: each clock under both ladders, portion by portion, so that nobody waits for it."""
    draft, kinds = Ladder.from_json(job.facts["ladder"]), job.facts["kinds"]
    now, calendar, found = job.asked_at, load_calendar(), Played()
    stands = ladder(job.facts["follows"])
    pairs = {kind: (rules_of(stands.rules, kind), rules_of(draft.rules, kind)) for kind in KINDS}
    rows = concerned(now, kinds)
    total = rows.count()
    for portion in portions(rows):
        moved = [weigh(found, duty, *pairs[duty.kind], calendar, now) for duty in portion]
        name(found, [one for one in moved if one is not None], now)
        if not progress(job, min(found.clocks, total), total, clock()):
            break
    return {
        "clocks": found.clocks,
        "changed": found.changed,
        "rows": table(found),
        "examples": found.examples,
        **by_person(found),
    }


def portions(rows: QuerySet[Duty]) -> Iterator[list[Duty]]:
    """A few hundred at a time, the newest first, each its own short reading."""
    mark: UUID | None = None
    while True:
        part = rows if mark is None else rows.filter(id__lt=mark)
        found = list(part.only(*COLUMNS).order_by("-id")[:PORTION])
        if found:
            yield found
        if len(found) < PORTION:
            return
        mark = found[-1].id


def weigh(
    found: Played,
    duty: Duty,
    before: tuple[LadderRule, ...],
    after: tuple[LadderRule, ...],
    calendar: WorkCalendar,
    now: datetime,
) -> Moved | None:
    """One clock; it comes back where it sounds otherwise in the draft."""
    found.clocks += 1
    one, other = told(duty, before, calendar, now), told(duty, after, calendar, now)
    for counts, ways in ((found.before, one), (found.after, other)):
        counts.update((rung.code, relation) for rung, (_at, who) in ways.items() for relation in who)
    if one == other:
        return None
    found.changed += 1
    if len(found.examples) < NAMED:
        found.examples.append([duty.subject_kind, str(duty.subject_id), duty.kind, written(one), written(other)])
    return duty, one, other


def name(found: Played, moved: list[Moved], now: datetime) -> None:
    """Counts for each person what would have been heard of these clocks, in force and in the draft."""
    by_kind: defaultdict[str, list[tuple[int, Rung, tuple[Duty, tuple[str, ...], datetime]]]] = defaultdict(list)
    for duty, *ways in moved:
        for which, way in enumerate(ways):
            by_kind[duty.subject_kind] += [(which, rung, (duty, who, at)) for rung, (at, who) in way.items()]
    for kind, asked in by_kind.items():
        would_hear = kind_of(kind).would_hear
        if would_hear is None:
            continue
        heard = would_hear([question for *_rest, question in asked], now)
        for (which, rung, _question), users in zip(asked, heard, strict=True):
            for user in users:
                found.persons.setdefault(user, (Counter(), Counter()))[which][rung.code] += 1


def by_person(found: Played) -> dict[str, Any]:
    """Those for whom most changes: (person, [(rung, before, after)]), and how many others there are."""
    rows: list[tuple[UUID, list[tuple[str, int, int]]]] = []
    for user, (one, other) in found.persons.items():
        rungs = [(r.code, one[r.code], other[r.code]) for r in Rung if one[r.code] != other[r.code]]
        if rungs:
            rows.append((user, rungs))
    rows.sort(key=lambda row: (-sum(abs(after - before) for _rung, before, after in row[1]), str(row[0])))
    return {"persons": [[str(user), rungs] for user, rungs in rows[:PERSONS]], "others": len(rows[PERSONS:])}


def told(duty: Duty, rules: tuple[LadderRule, ...], calendar: WorkCalendar, now: datetime) -> Told:
    """What the last clock of the duty would have sounded by now, and by relation to whom."""
    ends = min(now, duty.stopped_at or duty.paused_at or duty.done_at or now)
    rules = own_rules(duty, rules)
    recipients: dict[Rung, tuple[str, ...]] = {}
    for rule in rules:
        if rule.active:
            recipients.setdefault(rule.rung, rule.hears)
    moments = schedule(rules, duty.kind, limit_of(duty), duty.clock_started_at, duty.due_at, calendar)
    return {rung: (at, recipients[rung]) for rung, at in moments if at <= ends}


def written(ways: Told) -> list[list[Any]]:
    """For the job's result."""
    return [[rung.code, moment_text(at), list(who)] for rung, (at, who) in sorted(ways.items())]


def table(found: Played) -> list[list[Any]]:
    """(rung, relation, before, after), in climbing order."""
    keys = sorted(
        set(found.before) | set(found.after), key=lambda key: (Rung.of(key[0]), list(RELATIONS).index(key[1]))
    )
    return [[*key, found.before[key], found.after[key]] for key in keys]


def shown(job: Job, now: datetime) -> dict[str, Any]:
    """The result for the page of the draft."""
    result = job.result
    rungs: dict[str, dict[str, Any]] = {}
    for code, relation, before, after in result["rows"]:
        label = {"level": int(Rung.of(code)) + 1, "label": str(RUNGS[Rung.of(code)])}
        row = {"who": str(RELATIONS[relation]), "before": before, "after": after, "changed": before != after}
        rungs.setdefault(code, {"rung": label, "rows": []})["rows"].append(row)
    return {
        "clocks": result["clocks"],
        "changed": result["changed"],
        "rungs": list(rungs.values()),
        "examples": examples(result["examples"], now),
        "persons": persons(result.get("persons", [])),
        "others": result.get("others", 0),
    }


def persons(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Whoever would have been told something else, and what."""
    users = User.objects.in_bulk([UUID(user) for user, _rungs in rows])
    return [
        {
            "who": str(users.get(UUID(user), "")),
            "rungs": [{"rung": str(RUNGS[Rung.of(code)]), "before": n, "after": m} for code, n, m in rungs],
        }
        for user, rungs in rows
    ]


def examples(rows: list[list[Any]], now: datetime) -> list[dict[str, Any]]:
    """Entries for which somebody would have heard something else."""
    ids: dict[str, list[UUID]] = {}
    for kind, pk, *_rest in rows:
        ids.setdefault(kind, []).append(UUID(pk))
    named: dict[UUID, tuple[str, str]] = {}
    for kind, found in ids.items():
        naming = kind_of(kind).named
        named |= naming(found) if naming else {}
    shown_rows = []
    for _kind, pk, _duty, before, after in rows:
        number, url = named.get(UUID(pk), ("", ""))
        shown_rows.append({"number": number, "url": url, "before": said(before, now), "after": said(after, now)})
    return shown_rows


def said(ways: list[list[Any]], now: datetime) -> list[str]:
    """Each rung with its moment and who hears of it."""
    return [
        _("%(rung)s %(at)s to %(who)s")
        % {
            "rung": RUNGS[Rung.of(code)],
            "at": moment(read_moment(at), now),
            "who": listed([str(RELATIONS[one]) for one in who]),
        }
        for code, at, who in ways
    ]


def summed_up(job: Job) -> str:
    """The result as a sentence."""
    n = job.result["clocks"]
    words = ngettext(
        "%(n)s time limit played: for %(changed)s somebody would have been told something else.",
        "%(n)s time limits played: for %(changed)s somebody would have been told something else.",
        n,
    )
    return words % {"n": n, "changed": job.result["changed"]}


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """Back to the draft."""
    return [(reverse("office_ladder_draft", args=[job.pk]), _("To the draft"))]
