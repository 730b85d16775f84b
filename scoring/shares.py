"""The share-out of an incentive fund (以奖代补) among those of a group, by rank or points, exact to the fen. Pure.

Whatever the rule: the shares add up to the fund; who stands better never gets less; those who tie share what their
places together get. What does not divide by whole fen goes, fen by fen, to whoever lost most by rounding down; of
those who lost the same to the better rank, then to the smaller code.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from scoring import exact, reading
from scoring.criteria import MOST_POINTS, Standing
from scoring.exact import ONE, ZERO
from scoring.lists import read_group

MOST_FEN = 10**13  # a hundred thousand million yuan: anything more is a typing error
MOST_FUNDS = 40
MOST_RANKS = 99


@dataclass(frozen=True, slots=True)
class EqualAmong:
    """The first k get the same."""

    k: int


@dataclass(frozen=True, slots=True)
class ByRank:
    """Each place its share beside the others, best first: 5, 3, 2; places after the last get nothing."""

    shares: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class ByPoints:
    """In proportion to the points above a floor; who does not rise above it gets nothing."""

    floor: Fraction


ShareRule = EqualAmong | ByRank | ByPoints


@dataclass(frozen=True, slots=True)
class Fund:
    """So much money for one ranking group."""

    code: str
    group: str
    fen: int
    rule: ShareRule


@dataclass(frozen=True, slots=True)
class Shares:
    """Fen by key, of everybody who is ranked; `left` is the whole fund where the rule gives nobody anything, else 0."""

    fen: Mapping[str, int]
    left: int


def share_out(fen: int, rule: ShareRule, standings: Iterable[Standing]) -> Shares:
    """Who of one group gets what; a ValueError for a negative sum, two groups, or ranks that contradict the totals."""
    ranked = sorted((one for one in standings if one.rank is not None), key=lambda one: (one.rank, one.key))
    _hold_together(fen, ranked)
    weights = list(_weights(rule, ranked))
    whole = sum(weights, ZERO)
    if not whole:
        return Shares({one.key: 0 for one in ranked}, fen)
    due = [fen * weight / whole for weight in weights]
    given = [int(amount) for amount in due]
    # `ranked` stands by rank and key already, and sorting keeps that order among equals.
    lost = sorted(range(len(due)), key=lambda n: given[n] - due[n])
    for n in lost[: fen - sum(given)]:
        given[n] += 1
    return Shares({one.key: amount for one, amount in zip(ranked, given, strict=True)}, 0)


def _hold_together(fen: int, ranked: Sequence[Standing]) -> None:
    if not 0 <= fen <= MOST_FEN:
        raise ValueError(f"A fund holds from 0 to {MOST_FEN} fen, not {fen}.")
    if len({one.group for one in ranked}) > 1:
        raise ValueError("A fund is shared out within one group.")
    if len({one.key for one in ranked}) < len(ranked):
        raise ValueError("Somebody stands twice in the ranking.")
    for n, one in enumerate(ranked):
        ahead = ranked[n - 1] if n else None
        tied = ahead is not None and _total(ahead) == _total(one)
        if one.rank != (ahead.rank if ahead and tied else n + 1) or (ahead and _total(ahead) < _total(one)):
            raise ValueError(f"{one.key}: rank {one.rank} does not agree with the totals.")


def _total(one: Standing) -> Fraction:
    return ZERO if one.total is None else one.total


def _weights(rule: ShareRule, ranked: Sequence[Standing]) -> Iterator[Fraction]:
    """What each one's part weighs beside the others."""
    if isinstance(rule, ByPoints):
        yield from (max(ZERO, _total(one) - rule.floor) for one in ranked)
        return
    tied = Counter(one.rank for one in ranked)
    for one in ranked:
        places = range(one.rank or 0, (one.rank or 0) + tied[one.rank])
        yield sum((_of_place(rule, place) for place in places), ZERO) / len(places)


def _of_place(rule: EqualAmong | ByRank, place: int) -> Fraction:
    match rule:
        case EqualAmong(k):
            return ONE if place <= k else ZERO
        case ByRank(shares):
            return shares[place - 1] if place <= len(shares) else ZERO


def nonsense(funds: Iterable[Fund]) -> list[str]:
    """What is wrong with the funds, in the user's words; nothing when they can be shared out."""
    return list(dict.fromkeys(_faults(list(funds))))


def _faults(funds: list[Fund]) -> Iterator[str]:
    for code, times in Counter(fund.code for fund in funds).items():
        if times > 1:
            yield _("Two funds have the code %(code)s.") % {"code": code}
    for fund in funds:
        if isinstance(fund.rule, ByRank):
            shares = fund.rule.shares
            if not any(shares):
                yield _("Fund %(code)s: at least one rank has to get a share.") % {"code": fund.code}
            if any(later > earlier for earlier, later in pairwise(shares)):
                yield _("Fund %(code)s: a better rank must not get less than a worse one.") % {"code": fund.code}


def write(fund: Fund) -> dict[str, Any]:
    """Plain values."""
    match fund.rule:
        case EqualAmong(k):
            rule: dict[str, Any] = {"way": "equal", "k": k}
        case ByRank(shares):
            rule = {"way": "by_rank", "shares": [exact.write(share) for share in shares]}
        case ByPoints(floor):
            rule = {"way": "by_points", "floor": exact.write(floor)}
    return {"code": fund.code, "group": fund.group, "fen": fund.fen, "rule": rule}


def read(written: object, place: str) -> Fund:
    """What `write` wrote; `reading.Unreadable` for anything else."""
    keys = reading.keys(written, place, "code group fen rule")
    return Fund(
        reading.code(keys["code"], f"{place}.code"),
        read_group(keys["group"], f"{place}.group"),
        reading.whole(keys["fen"], f"{place}.fen", 0, MOST_FEN),
        read_rule(keys["rule"], f"{place}.rule"),
    )


def read_rule(written: object, place: str) -> ShareRule:
    """How a fund is shared out."""
    return reading.tagged(written, place, "way", {"equal": _equal, "by_rank": _by_rank, "by_points": _by_points})


def _equal(written: object, place: str) -> ShareRule:
    return EqualAmong(reading.whole(reading.keys(written, place, "way k")["k"], f"{place}.k", 1, MOST_RANKS))


def _by_rank(written: object, place: str) -> ShareRule:
    shares = reading.keys(written, place, "way shares")["shares"]
    return ByRank(
        reading.items(shares, f"{place}.shares", lambda it, at: reading.fraction(it, at, 0, 10**6), MOST_RANKS)
    )


def _by_points(written: object, place: str) -> ShareRule:
    floor = reading.keys(written, place, "way floor")["floor"]
    return ByPoints(reading.fraction(floor, f"{place}.floor", 0, MOST_POINTS))
