"""Rules of lists to begin with: the platform's own, and those that cities have published (DOMAIN 5).

None of the cities has published how many must be ranked in a group; those numbers are ours, so that somebody always
stands between the two ends.
"""

from fractions import Fraction
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy as _p

from scoring.criteria import EXPOSED, FACTS, FALSE_STRIKE_OFF, OFFICE, AtLeast, Below, Both, Bottom, Fact, Running, Top
from scoring.lists import List, Rule
from scoring.periods import Kind

WEEKLY, MONTHLY = (Kind.WEEK,), (Kind.MONTH,)
MUNICIPAL, STREET, TOWN, COMMUNITY = ("municipal",), ("street",), ("town",), ("community",)

# Two sizes of group: of many the first and last three, of few the first and the last alone.
DEFAULT = (
    Rule("red-many", List.RED_LIST, Both((Top(3), AtLeast(Fraction(90)))), (Kind.WEEK, Kind.MONTH),
         groups=MUNICIPAL, unless=FACTS, minimum=7),
    Rule("red", List.RED_LIST, Both((Top(1), AtLeast(Fraction(90)))), (Kind.WEEK, Kind.MONTH), unless=FACTS),
    Rule("black-many", List.BLACK_LIST, Both((Bottom(3), Below(Fraction(85)))), (Kind.WEEK, Kind.MONTH),
         groups=MUNICIPAL, minimum=7),
    Rule("black", List.BLACK_LIST, Both((Bottom(1), Below(Fraction(85)))), (Kind.WEEK, Kind.MONTH)),
    Rule("black-facts", List.BLACK_LIST, Fact((FALSE_STRIKE_OFF, OFFICE)), (Kind.WEEK, Kind.MONTH), minimum=1),
    Rule("red-flag", List.RED_FLAG, Both((Top(1), AtLeast(Fraction(90)))), (Kind.QUARTER,), unless=FACTS),
    Rule("yellow-flag", List.YELLOW_FLAG, Both((Bottom(1), Below(Fraction(85)))), (Kind.QUARTER,)),
)  # fmt: skip

JIANGMEN = (
    Rule("red-departments", List.RED_LIST, Top(5), WEEKLY, groups=MUNICIPAL, minimum=9),
    Rule("red-streets-towns", List.RED_LIST, Top(1), WEEKLY, groups=STREET + TOWN),
    Rule("black-departments", List.BLACK_LIST, Bottom(3), WEEKLY, groups=MUNICIPAL, minimum=9),
    Rule("black-streets-towns", List.BLACK_LIST, Bottom(1), WEEKLY, groups=STREET + TOWN),
)

# How many of the last, and how often, is not published; that nobody with 85 is listed, is.
TAISHAN = (
    Rule("black-towns", List.BLACK_LIST, Both((Bottom(1), Below(Fraction(85)))), (Kind.MONTH, Kind.QUARTER),
         groups=TOWN),
)  # fmt: skip

XIANGSHAN = (
    Rule("red-communities", List.RED_LIST, Top(10), WEEKLY, groups=COMMUNITY, minimum=14),
    Rule("black-exposed", List.BLACK_LIST, Fact((EXPOSED,)), WEEKLY, groups=COMMUNITY, minimum=1),
    Rule("black-communities", List.BLACK_LIST, Running(Bottom(3), 2), WEEKLY, groups=COMMUNITY, minimum=14),
)

WUHAN = (
    Rule("red-flag", List.RED_FLAG, Top(1), MONTHLY),
    Rule("yellow-flag", List.YELLOW_FLAG, Bottom(1), MONTHLY),
)


class BuiltIn(NamedTuple):
    """Rules under a name to choose them by."""

    name: Promise
    rules: tuple[Rule, ...]


BUILT_IN = {
    "default": BuiltIn(_p("rules of lists", "The platform's own"), DEFAULT),
    "jiangmen": BuiltIn(_p("rules of lists", "Jiangmen 2018"), JIANGMEN),
    "taishan": BuiltIn(_p("rules of lists", "Taishan 2020"), TAISHAN),
    "xiangshan": BuiltIn(_p("rules of lists", "Xiangshan in Guilin 2017"), XIANGSHAN),
    "wuhan": BuiltIn(_p("rules of lists", "Wuhan 2019"), WUHAN),
}
