"""What follows for somebody who stands last, or on a list of blame, again and again: proposals, never measures. Pure.

Sources: DOMAIN 4 (江门: the 1st time last a talk by the leader in charge, the 2nd in a row a talk by the organization
department, the 3rd accountability); docs/lists.md says it in plain words. A person decides on every proposal.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from scoring import appraisal, reading, shares
from scoring.appraisal import Appraisal
from scoring.criteria import MOST_PERIODS, Group, Standing
from scoring.lists import SUBJECTS, List, Listed, read_kind
from scoring.periods import Kind, Period
from scoring.shares import Fund
from supervision.ladder import Rung

SCHEMA = 1
MOST_RULES = 40


class Mark(StrEnum):
    """What is counted."""

    BOTTOM = "bottom"  # last of its group, shared last places too
    BLACK_LIST = "black_list"
    YELLOW_FLAG = "yellow_flag"


class Step(StrEnum):
    """What is proposed, from mild to strict."""

    CIRCULAR = "circular"  # 通报批评
    TALK_IN_CHARGE = "talk_in_charge"  # 分管领导约谈
    TALK_ORGANIZATION = "talk_organization"  # 组织部门约谈
    ACCOUNTABILITY = "accountability"  # 问责

    @property
    def rung(self) -> Rung:
        """The rung of the ladder whose file is opened."""
        return _RUNGS[self]

    @property
    def strictness(self) -> int:
        """0 for the mildest."""
        return list(Step).index(self)


_RUNGS = {
    Step.CIRCULAR: Rung.CIRCULAR,
    Step.TALK_IN_CHARGE: Rung.TALK,
    Step.TALK_ORGANIZATION: Rung.TALK,
    Step.ACCOUNTABILITY: Rung.ACCOUNTABILITY,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """So many times, and what follows; in a row, or among so many of the last periods."""

    code: str
    mark: Mark
    period: Kind
    times: int
    step: Step
    within: int | None = None  # None: in a row
    subject: str = "unit"
    minimum: int = 3  # for BOTTOM: with fewer ranked nobody is last


@dataclass(frozen=True, slots=True)
class Issue:
    """One published period of one kind of subject: who stood where, and who was on a list."""

    period: Period
    standings: Sequence[Standing]
    listed: Sequence[Listed] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule proposes for somebody, and because of which periods, latest first."""

    key: str
    group: str
    step: Step
    rule: Rule
    periods: tuple[Period, ...]

    @property
    def nth(self) -> int:
        """How many times it has been by now; more than the rule asks for when nothing stricter follows."""
        return len(self.periods)


class _Issue:
    """An issue made ready to be asked about many."""

    def __init__(self, issue: Issue) -> None:
        self.period = issue.period
        self.by_key = {one.key: one for one in issue.standings}
        found: dict[str, list[Standing]] = {}
        for one in issue.standings:
            found.setdefault(one.group, []).append(one)
        self.groups = {name: Group(standings) for name, standings in found.items()}
        self.on = {what: {one.key: one.group for one in issue.listed if one.list == what} for what in List}

    def marked(self, rule: Rule) -> dict[str, str]:
        """Who stands there with the mark, each with the group."""
        if rule.mark is not Mark.BOTTOM:
            return self.on[List(rule.mark)]
        return {key: one.group for key, one in self.by_key.items() if self._is_last(one, rule)}

    def stood(self, key: str, group: str, rule: Rule) -> bool | None:
        """Whether somebody had the mark; None where there was nothing to stand in, so that it does not count."""
        one = self.by_key.get(key)
        if key in self.on[List(rule.mark)] if rule.mark is not Mark.BOTTOM else one and self._is_last(one, rule):
            return True
        name = one.group if one else group
        ranked = self.groups[name].ranked if name in self.groups else 0
        return None if ranked < (rule.minimum if rule.mark is Mark.BOTTOM else 1) else False

    def _is_last(self, one: Standing, rule: Rule) -> bool:
        group = self.groups[one.group]
        # Where everybody shares the first place nobody is last.
        return one.rank not in (None, 1) and group.ranked >= rule.minimum and not group.behind(one.rank or 0)


def proposals(rules: Iterable[Rule], issues: Iterable[Issue], subject: str = "unit") -> list[Proposal]:
    """What the latest issue brings up, by key; for one subject one proposal, the strictest.

    `issues` are of one kind of period and one kind of subject, latest first; only who has a mark in the first can be
    proposed. An issue in which nobody of the group was ranked is passed over; one in which the others were ranked and
    this one was not ends a row. A ValueError when the issues are not in order.
    """
    past = [_Issue(issue) for issue in issues]
    for later, earlier in pairwise(past):
        if later.period.kind is not earlier.period.kind or later.period.first <= earlier.period.first:
            raise ValueError(f"{earlier.period.code} does not come before {later.period.code}.")
    found: dict[str, Proposal] = {}
    for rule in rules:
        if not past or rule.subject != subject or rule.period is not past[0].period.kind:
            continue
        for key, group in past[0].marked(rule).items():
            periods = tuple(_periods(key, group, rule, past))
            known = found.get(key)
            if len(periods) >= rule.times and (known is None or known.step.strictness < rule.step.strictness):
                found[key] = Proposal(key, group, rule.step, rule, periods)
    return [found[key] for key in sorted(found)]


def _periods(key: str, group: str, rule: Rule, past: Sequence[_Issue]) -> Iterator[Period]:
    """The periods that count for a rule, latest first."""
    seen = 0
    for issue in past:
        stood = issue.stood(key, group, rule)
        if stood is None:
            continue
        if stood:
            yield issue.period
        elif rule.within is None:
            return
        seen += 1
        if seen == rule.within:
            return


# 江门 2018, by the weekly ranking of how much was put right.
JIANGMEN = (
    Rule("first", Mark.BOTTOM, Kind.WEEK, 1, Step.TALK_IN_CHARGE),
    Rule("second", Mark.BOTTOM, Kind.WEEK, 2, Step.TALK_ORGANIZATION),
    Rule("third", Mark.BOTTOM, Kind.WEEK, 3, Step.ACCOUNTABILITY),
)
# DOMAIN 4, the default ladder: two black lists in a row a talk, three accountability.
DEFAULT = (
    Rule("black-2", Mark.BLACK_LIST, Kind.WEEK, 2, Step.TALK_IN_CHARGE),
    Rule("black-3", Mark.BLACK_LIST, Kind.WEEK, 3, Step.ACCOUNTABILITY),
    Rule("black-month-2", Mark.BLACK_LIST, Kind.MONTH, 2, Step.TALK_IN_CHARGE),
    Rule("black-month-3", Mark.BLACK_LIST, Kind.MONTH, 3, Step.ACCOUNTABILITY),
)


def nonsense(rules: Iterable[Rule]) -> list[str]:
    """What is wrong with the rules, in the user's words; nothing when they can be used."""
    return list(dict.fromkeys(_faults(list(rules))))


def _faults(rules: list[Rule]) -> Iterator[str]:
    for code, times in Counter(rule.code for rule in rules).items():
        if times > 1:
            yield _("Two rules have the code %(code)s.") % {"code": code}
    for rule in rules:
        if rule.within is not None and rule.times < 2:
            yield _("%(rule)s: once among several periods is once; leave the number of periods out.") % {
                "rule": rule.code
            }
        elif rule.within is not None and rule.within <= rule.times:
            yield _("%(rule)s: %(times)s times cannot be asked of %(within)s periods; in a row says the same.") % {
                "rule": rule.code,
                "times": rule.times,
                "within": rule.within,
            }
        if rule.mark is Mark.BOTTOM and rule.minimum < 2:
            yield _("%(rule)s: who is ranked alone is first and last; ask for 2 ranked at least.") % {"rule": rule.code}
    for number, one in enumerate(rules):
        for other in rules[:number]:
            if _alike(one) == _alike(other):
                yield from _beside(*sorted((other, one), key=lambda rule: rule.times))


def _alike(rule: Rule) -> tuple[Any, ...]:
    return rule.mark, rule.period, rule.subject, rule.within


def _beside(fewer: Rule, more: Rule) -> Iterator[str]:
    """What is wrong with two rules that count the same."""
    values = {"one": fewer.code, "other": more.code, "times": more.times}
    if fewer.times == more.times:
        yield _("%(one)s and %(other)s both say what follows for the same count, %(times)s.") % values
    elif more.step.strictness < fewer.step.strictness:
        yield _("%(other)s is milder than %(one)s, although it takes more times.") % values


# To and from plain values: the document `consequences` of a scheme


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that a scheme says about what follows from rankings."""

    rules: tuple[Rule, ...] = ()
    appraisal: Appraisal | None = None
    funds: tuple[Fund, ...] = ()

    def nonsense(self) -> list[str]:
        """What is wrong with any of it, in the user's words."""
        yearly = appraisal.nonsense(self.appraisal) if self.appraisal else []
        return [*nonsense(self.rules), *yearly, *shares.nonsense(self.funds)]


def write_consequences(consequences: Consequences) -> dict[str, Any]:
    """Plain values, fit for canonical text."""
    return {
        "schema": SCHEMA,
        "rules": [write_rule(rule) for rule in consequences.rules],
        "appraisal": appraisal.write(consequences.appraisal) if consequences.appraisal else None,
        "funds": [shares.write(fund) for fund in consequences.funds],
    }


def read_consequences(written: object) -> Consequences:
    """What `write_consequences` wrote, nothing of a scheme without; `reading.Unreadable` for anything else."""
    if written is None:
        return Consequences()
    place = "consequences"
    keys = reading.keys(written, place, "schema rules appraisal funds")
    reading.edition(keys["schema"], place, SCHEMA)
    yearly = keys["appraisal"]
    return Consequences(
        reading.items(keys["rules"], f"{place}.rules", read_rule, MOST_RULES),
        None if yearly is None else appraisal.read(yearly, f"{place}.appraisal"),
        reading.items(keys["funds"], f"{place}.funds", shares.read, shares.MOST_FUNDS),
    )


def write_rule(rule: Rule) -> dict[str, Any]:
    """Plain values."""
    return {
        "code": rule.code,
        "mark": str(rule.mark),
        "period": str(rule.period),
        "times": rule.times,
        "within": rule.within,
        "step": str(rule.step),
        "subject": rule.subject,
        "minimum": rule.minimum,
    }


def read_rule(written: object, place: str) -> Rule:
    """What `write_rule` wrote; `reading.Unreadable` for anything else."""
    keys = reading.keys(written, place, "code mark period times within step subject minimum")
    within = keys["within"]
    return Rule(
        code=reading.code(keys["code"], f"{place}.code"),
        mark=Mark(reading.one_of(keys["mark"], f"{place}.mark", tuple(Mark))),
        period=read_kind(keys["period"], f"{place}.period"),
        times=reading.whole(keys["times"], f"{place}.times", 1, MOST_PERIODS),
        step=Step(reading.one_of(keys["step"], f"{place}.step", tuple(Step))),
        within=None if within is None else reading.whole(within, f"{place}.within", 1, MOST_PERIODS),
        subject=reading.one_of(keys["subject"], f"{place}.subject", SUBJECTS),
        minimum=reading.whole(keys["minimum"], f"{place}.minimum", 1, 1000),
    )
