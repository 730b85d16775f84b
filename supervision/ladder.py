"""What follows when something is not done in time: the ladder, versioned data, and the moments of its timed rungs.

Sources: ENGINE 8 (the built-in version), DESIGN 2, DOMAIN 4 (预警 催办 督办 挂牌督办 通报 约谈 问责).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from functools import partial
from typing import Any

from supervision.canonical import moment_text
from supervision.limits import Limit, Unit, read_moment, workdays
from supervision.workcalendar import WorkCalendar

SCHEMA = 1
CONFIRMS = ("office",)  # whose word a proposed rung waits for
NO_RUNG = -1  # below the first, for columns that hold "the highest so far"
RELATIONS = ("handler", "unit_head", "superior", "contract_leader", "team_leader", "office", "city_leader")


class Rung(IntEnum):
    """The rungs in climbing order, numbered as people speak of them: supervision is rung 2."""

    WARNING = 0  # 预警
    REMINDER = 1  # 催办
    SUPERVISION = 2  # 督办
    LISTED = 3  # 挂牌督办
    CIRCULAR = 4  # 通报
    TALK = 5  # 约谈
    ACCOUNTABILITY = 6  # 问责

    code: str  # the written form, as in schedules and events

    def __init__(self, _number: int) -> None:
        self.code = self._name_.lower()

    @classmethod
    def of(cls, code: str) -> "Rung":
        """The rung of a written form; an unknown one is a ValueError."""
        try:
            return _BY_CODE[code]
        except KeyError:
            raise ValueError(f"There is no rung {code!r}.") from None


_BY_CODE = {rung.code: rung for rung in Rung}
NAMES_LEADER = frozenset({Rung.LISTED, Rung.TALK})  # their files name a city leader, whose word does as the office's
FILED_FROM = Rung.LISTED  # from here on a rung has a file, and one set by hand stands once the office has confirmed it


@dataclass(frozen=True, slots=True)
class Share:
    """When so many per cent of the limit are used up, counted back from the due time."""

    percent: int

    def __post_init__(self) -> None:
        if not 0 < self.percent < 100:
            raise ValueError(f"A share of a limit lies between 1 and 99 per cent, not at {self.percent}.")


@dataclass(frozen=True, slots=True)
class AtDue:
    """At the due time itself."""


@dataclass(frozen=True, slots=True)
class AfterDue:
    """A limit counted from the due time."""

    limit: Limit


@dataclass(frozen=True, slots=True)
class Count:
    """When something has happened for the nth time; whoever counts `kind` fires it."""

    kind: str
    n: int


@dataclass(frozen=True, slots=True)
class DecisionOnly:
    """Never by itself: a person decides."""


Moment = Share | AtDue | AfterDue | Count | DecisionOnly


@dataclass(frozen=True, slots=True)
class LadderRule:
    """One way to reach a rung. Several rules may lead to the same one."""

    rung: Rung
    moment: Moment
    recipients: tuple[str, ...]  # by relation to the duty's holder
    confirm: bool  # whether a person must confirm before it counts
    duty_kinds: tuple[str, ...]
    document: str = ""
    on: str = "duty"  # or "unit": it hangs on a duty of the unit, not of a ticket (ENGINE 9)
    active: bool = True

    @property
    def hears(self) -> tuple[str, ...]:
        """Who is told when the rung is reached: of a proposal only whoever has to confirm it."""
        return CONFIRMS if self.confirm else self.recipients

    def __post_init__(self) -> None:
        unknown = set(self.recipients) - set(RELATIONS)
        if unknown:
            raise ValueError(f"No such relation to a duty: {', '.join(sorted(unknown))}.")
        if self.on not in ("duty", "unit"):
            raise ValueError(f"A rung hangs on a duty or on a unit, not on {self.on!r}.")


@dataclass(frozen=True, slots=True)
class LadderVersion:
    """A ladder as it was in force when a clock started: never edited, only followed by the next number."""

    number: int
    rules: tuple[LadderRule, ...]

    def rules_for(self, duty_kind: str) -> tuple[LadderRule, ...]:
        """The active rules of a kind of duty; what hangs on a unit is none of them."""
        return tuple(r for r in self.rules if r.active and r.on == "duty" and duty_kind in r.duty_kinds)

    def rule_for(self, duty_kind: str, rung: Rung) -> LadderRule | None:
        """The first active rule that leads to the rung; it says who hears of it, whichever way led there."""
        return next((rule for rule in self.rules_for(duty_kind) if rule.rung is rung), None)

    def hears_of(self, duty_kind: str, rung: Rung) -> tuple[str, ...]:
        """Who hears of a rung that a person sets or confirms, although nothing may lead there by itself."""
        known = (rule for rule in self.rules if rule.rung is rung and duty_kind in rule.duty_kinds)
        rule = self.rule_for(duty_kind, rung) or next(known, None)
        return rule.recipients if rule else ()

    def on_unit(self, kind: str) -> LadderRule | None:
        """The active rule that proposes something on a unit by a count of this kind."""
        rules = (rule for rule in self.rules if rule.active and rule.on == "unit")
        return next((r for r in rules if isinstance(r.moment, Count) and r.moment.kind == kind), None)

    def to_json(self) -> dict[str, Any]:
        """Plain values, fit for canonical text."""
        return {"schema": SCHEMA, "number": self.number, "rules": [_written(rule) for rule in self.rules]}

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> "LadderVersion":
        """The version that `to_json` wrote; a shape it does not know is a ValueError.

        A kind of duty that came after the version was written climbs as the platform itself has it.
        """
        if written.get("schema") != SCHEMA:
            raise ValueError(f"A ladder of schema {written.get('schema')!r} cannot be read here.")
        rules = tuple(_read(rule) for rule in written["rules"])
        known = {kind for rule in rules for kind in rule.duty_kinds}
        later = (replace(r, duty_kinds=tuple(k for k in r.duty_kinds if k not in known)) for r in BUILT_IN.rules)
        return cls(written["number"], (*rules, *(rule for rule in later if rule.duty_kinds)))


RECTIFY = ("rectify",)
OTHERS = ("review", "decide", "screen", "dispatch", "assist", "note", "instruct", "appeal")
UPWARDS = ("unit_head", "superior", "office", "city_leader")

_later = partial(LadderRule, duty_kinds=RECTIFY, active=False)  # known, but not switched on yet
_listed = partial(
    LadderRule,
    Rung.LISTED,
    recipients=(*UPWARDS, "team_leader"),
    confirm=True,
    duty_kinds=RECTIFY,
    document="listed_order",
)
_circular = partial(
    LadderRule,
    Rung.CIRCULAR,
    recipients=("handler", *UPWARDS),
    confirm=False,
    duty_kinds=RECTIFY,
    document="circular",
)
_talk = partial(_later, Rung.TALK, recipients=UPWARDS, confirm=True, document="talk_notice", on="unit")
# What is on a unit moves no clock of an entry.

BUILT_IN = LadderVersion(
    1,
    (
        LadderRule(Rung.WARNING, Share(75), ("handler",), False, RECTIFY),
        LadderRule(Rung.REMINDER, AtDue(), ("handler", "unit_head"), False, RECTIFY, "reminder"),
        LadderRule(
            Rung.SUPERVISION,
            AfterDue(workdays(1)),
            ("handler", "unit_head", "superior", "team_leader"),
            False,
            RECTIFY,
            "supervision_order",
        ),
        _listed(AfterDue(workdays(3))),
        _listed(Count("failed_check", 3)),
        _listed(Count("relapse_in_chain", 2)),
        _circular(AfterDue(workdays(5))),
        _talk(Count("circulars_in_quarter", 2), active=True),
        _talk(Count("black_lists_in_a_row", 2)),
        _talk(DecisionOnly(), active=True),
        _later(
            Rung.ACCOUNTABILITY,
            DecisionOnly(),
            recipients=("office", "city_leader"),
            confirm=True,
            on="unit",
            active=True,
        ),
        LadderRule(Rung.WARNING, Share(75), ("handler",), False, OTHERS),
        LadderRule(Rung.REMINDER, AtDue(), ("handler",), False, OTHERS),
        LadderRule(Rung.SUPERVISION, AfterDue(workdays(1)), ("handler", "superior"), False, OTHERS),
    ),
)

Schedule = tuple[tuple[Rung, datetime], ...]


def schedule(
    rules: Iterable[LadderRule],
    duty_kind: str,
    clock_limit: Limit,
    clock_started_at: datetime,
    due_at: datetime,
    calendar: WorkCalendar,
    unit: Unit | str | None = None,
) -> Schedule:
    """When each timed rung falls due for one clock, in order; frozen with the clock (ENGINE 6).

    A share is measured in `unit` (the limit's own, if left out) over the whole length of the limit from the clock's
    start, and counted back from `due_at`, which an extension may have moved. No moment lies before the clock's start.
    Of several timed rules for one rung the earliest counts; a rung that would come after a higher one is left out, or
    what fires would depend on when the worker looked.
    """
    measure = Unit(unit or clock_limit.unit)
    moments: dict[Rung, datetime] = {}
    for rule in rules:
        if not rule.active or duty_kind not in rule.duty_kinds:
            continue
        match rule.moment:
            case Share(percent):
                whole = calendar.elapsed(clock_started_at, calendar.add(clock_started_at, clock_limit), measure)
                moment = calendar.subtract_span(due_at, whole * (100 - percent) // 100, measure)
            case AtDue():
                moment = due_at
            case AfterDue(limit):
                moment = calendar.after_due(due_at, limit)
            case _:
                continue
        moment = max(moment, clock_started_at)
        moments[rule.rung] = min(moment, moments.get(rule.rung, moment))
    return tuple(_climbing(sorted(moments.items(), key=lambda item: (item[1], item[0]))))


def due_rungs(moments: Schedule, clock_rung: int | None, now: datetime) -> Schedule:
    """The rungs above the one this clock has reached (none: NO_RUNG or None) that are due by `now`, in order."""
    reached = NO_RUNG if clock_rung is None else clock_rung
    return tuple((rung, moment) for rung, moment in moments if rung > reached and moment <= now)


def next_rung_at(moments: Schedule, clock_rung: int | None) -> datetime | None:
    """When the worker must look again; None when nothing more will come by time."""
    reached = NO_RUNG if clock_rung is None else clock_rung
    return next((moment for rung, moment in moments if rung > reached), None)


def write_schedule(moments: Schedule) -> list[list[str]]:
    """Pairs of code and moment, fit for canonical text."""
    return [[rung.code, moment_text(moment)] for rung, moment in moments]


def read_schedule(written: Iterable[Sequence[str]]) -> Schedule:
    """The schedule that `write_schedule` wrote."""
    return tuple((Rung.of(code), read_moment(text)) for code, text in written)


def _climbing(moments: Iterable[tuple[Rung, datetime]]) -> Iterator[tuple[Rung, datetime]]:
    highest = NO_RUNG
    for rung, moment in moments:
        if rung > highest:
            highest = rung
            yield rung, moment


def _written(rule: LadderRule) -> dict[str, Any]:
    match rule.moment:
        case Share(percent):
            moment: list[str | int] = ["share", percent]
        case AtDue():
            moment = ["at_due"]
        case AfterDue(limit):
            moment = ["after_due", str(limit)]
        case Count(kind, n):
            moment = ["count", kind, n]
        case DecisionOnly():
            moment = ["decision"]
    return {
        "rung": rule.rung.code,
        "moment": moment,
        "recipients": list(rule.recipients),
        "confirm": rule.confirm,
        "duty_kinds": list(rule.duty_kinds),
        "document": rule.document,
        "on": rule.on,
        "active": rule.active,
    }


def _read(written: dict[str, Any]) -> LadderRule:
    match written["moment"]:
        case "share", percent:
            moment: Moment = Share(percent)
        case ["at_due"]:
            moment = AtDue()
        case "after_due", limit:
            moment = AfterDue(Limit.parse(limit))
        case "count", kind, n:
            moment = Count(kind, n)
        case ["decision"]:
            moment = DecisionOnly()
        case other:
            raise ValueError(f"Not a written moment of a ladder: {other!r}.")
    return LadderRule(
        Rung.of(written["rung"]),
        moment,
        tuple(written["recipients"]),
        written["confirm"],
        tuple(written["duty_kinds"]),
        written["document"],
        written["on"],
        written["active"],
    )
