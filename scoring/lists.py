"""Red and black lists, red and yellow flags: who is on them by which rule, and why. Pure.

Sources: DOMAIN 5 (红黑榜, 红黄旗); docs/lists.md says the rules in plain words. What holds whatever a rule says:

- who is not ranked (样本不足, or nothing counted) is on no list;
- ties are listed together, and who is kept off a list makes room for nobody;
- nobody is praised and blamed at once: who would be by rank and points alone stands at both ends of too small or too
  even a group and is on neither side; a fact that puts somebody on a list of blame takes all praise away.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from scoring import criteria, exact, reading
from scoring.criteria import Criterion, Fact, Group, Here, Running, Standing
from scoring.periods import Kind

SCHEMA = 1
MOST_RULES = 40
MOST_GROUPS = 40
LONGEST_GROUP = 24  # as the column of units has it
SUBJECTS = ("unit", "zone", "holder", "team")


class List(StrEnum):
    """What somebody can be put on."""

    RED_LIST = "red_list"  # 红榜
    BLACK_LIST = "black_list"  # 黑榜
    RED_FLAG = "red_flag"  # 红旗
    YELLOW_FLAG = "yellow_flag"  # 黄旗


PRAISE = (List.RED_LIST, List.RED_FLAG)
BLAME = (List.BLACK_LIST, List.YELLOW_FLAG)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way onto one list."""

    code: str
    list: List
    criterion: Criterion
    periods: tuple[Kind, ...]  # of which kinds of period
    subject: str = "unit"
    groups: tuple[str, ...] = ()  # ranking groups, each apart; none named is every one
    unless: tuple[str, ...] = ()  # facts that keep off a list of praise
    minimum: int = 3  # with fewer ranked in a group the rule puts nobody of it on the list

    def covers(self, group: str) -> bool:
        """Whether it is for a group."""
        return not self.groups or group in self.groups


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is on a list, as it was when it was decided: enough for a sentence in any language."""

    rule: str
    criterion: Criterion
    period: Kind
    rank: int
    ranked: int  # of how many
    total: Fraction
    running: int = 1  # for how many periods in a row, this one included, as far back as was looked
    facts: tuple[str, ...] = ()  # those the rule asks for, and no others


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list."""

    list: List
    group: str
    key: str
    reasons: tuple[Reason, ...]


class Why(StrEnum):
    """What kept somebody off a list."""

    FACT = "fact"
    BOTH_ENDS = "both_ends"
    NOT_RANKED = "not_ranked"


@dataclass(frozen=True, slots=True)
class LeftOff:
    """Somebody who would be on a list; the office sees why not."""

    list: List
    group: str
    key: str
    why: Why
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TooSmall:
    """A group in which a rule put nobody on its list, because too few were ranked."""

    rule: Rule
    group: str
    ranked: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """All lists of a period; each part in the order of group, list, rank and key."""

    listed: tuple[Listed, ...]
    left_off: tuple[LeftOff, ...]
    too_small: tuple[TooSmall, ...]


class _Period:
    """The standings of one period, group by group."""

    def __init__(self, standings: Iterable[Standing]) -> None:
        self.by_key: dict[str, Standing] = {}
        for one in standings:
            if self.by_key.setdefault(one.key, one) is not one:
                raise ValueError(f"{one.key} stands twice in one period.")

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        found: dict[str, list[Standing]] = defaultdict(list)
        for one in self.by_key.values():
            found[one.group].append(one)
        return {name: Group(sorted(found[name], key=lambda it: (it.rank or 0, it.key))) for name in sorted(found)}


def outcome(
    rules: Iterable[Rule],
    standings: Iterable[Standing],
    *,
    period: Kind,
    subject: str = "unit",
    before: Iterable[Iterable[Standing]] = (),
) -> Outcome:
    """Who is on which list by the rules for this kind of period and subject; a ValueError if a key stands twice.

    `before` holds the standings of the periods before, latest first, each by its rank of then.
    """
    now, past = _Period(standings), [_Period(then) for then in before]
    found = _Found(now)
    for rule in rules:
        if period not in rule.periods or rule.subject != subject:
            continue
        for name, group in now.groups.items():
            if rule.covers(name):
                found.ask(rule, period, name, group, past)
    return found.settled()


class _Found:
    """What the rules have found so far, before praise and blame are held against each other."""

    def __init__(self, now: _Period) -> None:
        self.now = now
        self.reasons: dict[tuple[List, str], list[Reason]] = defaultdict(list)
        self.left_off: dict[tuple[List, str, Why], set[str]] = defaultdict(set)
        self.too_small: list[TooSmall] = []

    def ask(self, rule: Rule, period: Kind, name: str, group: Group, past: Sequence[_Period]) -> None:
        """One rule of one group."""
        wanted = _facts_asked(rule.criterion)
        for one in group.standings:
            if one.rank is None and rule.list in BLAME and one.facts & wanted:
                self.left_off[rule.list, one.key, Why.NOT_RANKED] |= one.facts & wanted
        if group.ranked < rule.minimum:
            self.too_small.append(TooSmall(rule, name, group.ranked))
            return
        looks_back = criteria.asks(rule.criterion, Running)
        for one in group.standings:
            if one.rank is None:
                continue
            here = Here(one, group, list(_before(one, rule, past)) if looks_back else ())
            if not rule.criterion.holds(here):
                continue
            if kept := one.facts.intersection(rule.unless):
                self.left_off[rule.list, one.key, Why.FACT] |= kept
            else:
                self.reasons[rule.list, one.key].append(_reason(rule, period, here, one.facts & wanted))

    def settled(self) -> Outcome:
        """Praise against blame, and each part in its order."""
        # Whom a fact keeps off is praised by rank all the same: it must not be blamed where its equals are not.
        praised = {key for what, key in self.reasons if what in PRAISE}
        praised |= {key for what, key, why in self.left_off if what in PRAISE and why is Why.FACT}
        blamed = {key for what, key in self.reasons if what in BLAME}
        for key in praised & blamed:
            self._hold_against(key)
        for what, key, why in list(self.left_off):
            if self.reasons.get((what, key)):  # another rule put it there all the same
                del self.left_off[what, key, why]
        listed = [
            Listed(what, self.now.by_key[key].group, key, tuple(_said(reasons)))
            for (what, key), reasons in self.reasons.items()
            if reasons
        ]
        left_off = [
            LeftOff(what, self.now.by_key[key].group, key, why, tuple(criteria.known(facts)))
            for (what, key, why), facts in self.left_off.items()
        ]
        return Outcome(
            tuple(sorted(listed, key=self._order)), tuple(sorted(left_off, key=self._order)), tuple(self.too_small)
        )

    def _hold_against(self, key: str) -> None:
        """Somebody whom some rules praise and others blame."""
        proven = {fact for what in BLAME for reason in self.reasons.get((what, key), ()) for fact in reason.facts}
        for what in List:
            reasons = self.reasons.pop((what, key), [])
            by_fact = [reason for reason in reasons if reason.facts] if what in BLAME else []
            if by_fact:
                self.reasons[what, key] = by_fact
            elif reasons and what in PRAISE and proven:
                self.left_off[what, key, Why.FACT] |= proven
            elif reasons:
                self.left_off[what, key, Why.BOTH_ENDS] = set()

    def _order(self, one: Listed | LeftOff) -> tuple[str, int, int, str]:
        return one.group, list(List).index(one.list), self.now.by_key[one.key].rank or 0, one.key


def _before(one: Standing, rule: Rule, past: Iterable[_Period]) -> Iterator[Here | None]:
    """How somebody stood in the periods in which there was a ranking to stand in.

    A period in which too few of the group were ranked does not count, either way; one in which others were ranked and
    this one was not, or stood in a group the rule is not for, breaks a row.
    """
    for period in past:
        then = period.by_key.get(one.key)
        name = then.group if then else one.group
        group = period.groups.get(name)
        if group is None or group.ranked < rule.minimum:
            continue
        counts = then is not None and then.rank is not None and rule.covers(name)
        yield Here(then, group) if then is not None and counts else None


def _reason(rule: Rule, period: Kind, here: Here, facts: Collection[str]) -> Reason:
    running = max(
        (criteria.run(it.part, here) for it in criteria.every(rule.criterion) if isinstance(it, Running)), default=1
    )
    return Reason(
        rule=rule.code,
        criterion=rule.criterion,
        period=period,
        rank=here.rank,
        ranked=here.group.ranked,
        total=here.total,
        running=running,
        facts=tuple(criteria.known(facts)),
    )


def _said(reasons: Sequence[Reason]) -> Iterator[Reason]:
    """The reasons worth saying: of rank and points the first rule's, of facts each."""
    plain = [reason for reason in reasons if not reason.facts]
    yield from plain[:1]
    yield from (reason for reason in reasons if reason.facts)


def _facts_asked(criterion: Criterion) -> set[str]:
    return {name for part in criteria.every(criterion) if isinstance(part, Fact) for name in part.names}


# To and from plain values: the document `lists` of a scheme


def write_lists(rules: Iterable[Rule]) -> dict[str, Any]:
    """Plain values, fit for canonical text."""
    return {
        "schema": SCHEMA,
        "rules": [
            {
                "code": rule.code,
                "list": str(rule.list),
                "periods": [str(kind) for kind in rule.periods],
                "subject": rule.subject,
                "groups": list(rule.groups),
                "criterion": criteria.write(rule.criterion),
                "unless": list(rule.unless),
                "minimum": rule.minimum,
            }
            for rule in rules
        ],
    }


def read_lists(written: object) -> tuple[Rule, ...]:
    """The rules that `write_lists` wrote, none of a scheme without lists; `reading.Unreadable` for anything else.

    Whether what is well written makes sense is for `lists_check.nonsense` to say, so that a draft can be read.
    """
    if written is None:
        return ()
    keys = reading.keys(written, "lists", "schema rules")
    reading.edition(keys["schema"], "lists", SCHEMA)
    return reading.items(keys["rules"], "lists.rules", _read_rule, MOST_RULES)


def _read_rule(written: object, place: str) -> Rule:
    keys = reading.keys(written, place, "code list periods subject groups criterion unless minimum")
    return Rule(
        code=reading.code(keys["code"], f"{place}.code"),
        list=List(reading.one_of(keys["list"], f"{place}.list", tuple(List))),
        criterion=criteria.read(keys["criterion"], f"{place}.criterion"),
        periods=reading.items(keys["periods"], f"{place}.periods", read_kind, len(Kind)),
        subject=reading.one_of(keys["subject"], f"{place}.subject", SUBJECTS),
        groups=reading.items(keys["groups"], f"{place}.groups", read_group, MOST_GROUPS),
        unless=criteria.facts(keys["unless"], f"{place}.unless"),
        minimum=reading.whole(keys["minimum"], f"{place}.minimum", 1, 1000),
    )


def read_kind(written: object, place: str) -> Kind:
    """A kind of period."""
    return Kind(reading.one_of(written, place, tuple(Kind)))


def read_group(written: object, place: str) -> str:
    """A ranking group as units name it."""
    return reading.name(written, place, LONGEST_GROUP)


def write_reason(reason: Reason) -> dict[str, Any]:
    """A reason as an event keeps it."""
    return {
        "rule": reason.rule,
        "criterion": criteria.write(reason.criterion),
        "period": str(reason.period),
        "rank": reason.rank,
        "ranked": reason.ranked,
        "total": exact.write(reason.total),
        "running": reason.running,
        "facts": list(reason.facts),
    }


def read_reason(written: dict[str, Any]) -> Reason:
    """What `write_reason` wrote; it comes from the ledger, not from a stranger."""
    return Reason(
        rule=written["rule"],
        criterion=criteria.read(written["criterion"], "criterion"),
        period=Kind(written["period"]),
        rank=written["rank"],
        ranked=written["ranked"],
        total=exact.read(written["total"]),
        running=written["running"],
        facts=tuple(written["facts"]),
    )
