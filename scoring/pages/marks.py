"""Who is on a list or has a flag, as marks beside a name and as lines under a group."""

from collections.abc import Iterable
from typing import Any

from scoring.lists import LeftOff, List, Listed, Why, read_reason
from scoring.lists_words import LISTS, left_off_words, sentence
from scoring.models import Score
from sites.models.named import label_of


def marks(score: Score) -> list[dict[str, str]]:
    """The lists somebody is on, each with the sentence that says why."""
    return [
        {"code": one["list"], "label": str(LISTS[List(one["list"])]), "why": sentence(listed(score, one))}
        for one in score.lists
        if "list" in one
    ]


def kept_off(score: Score) -> list[str]:
    """The lists somebody would be on, and what kept them off."""
    return [
        left_off_words(
            LeftOff(List(one["kept_off"]), score.group, str(score.key), Why(one["why"]), tuple(one["facts"]))
        )
        for one in score.lists
        if "kept_off" in one
    ]


def listed(score: Score, one: dict[str, Any]) -> Listed:
    """A listing as it was frozen."""
    reasons = tuple(read_reason(reason) for reason in one["reasons"])
    return Listed(List(one["list"]), score.group, str(score.key), reasons)


def by_list(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """The names on each list, in the order of the lists: [{code, label, names}]."""
    found: dict[str, list[str]] = {}
    for score in scores:
        for one in score.lists:
            if "list" in one:
                found.setdefault(one["list"], []).append(label_of(score.name, score.name_en))
    return [{"code": str(code), "label": str(LISTS[code]), "names": found[code]} for code in List if code in found]
