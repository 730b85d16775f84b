"""Rules of lists as data: written, read back, refused when they are not what they should be, questioned, said."""

import copy
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring import builtin, reading
from scoring.consequences import Consequences, read_consequences, write_consequences
from scoring.criteria import FACTS, AtLeast, Below, Both, Bottom, Fact, Running, Top
from scoring.lists import SUBJECTS, List, Rule, read_lists, write_lists
from scoring.lists_builtin import BUILT_IN, DEFAULT
from scoring.lists_check import nonsense
from scoring.lists_words import rule_words
from scoring.periods import Kind
from scoring.scheme import read_scheme, write_scheme
from supervision.canonical import json_text

RED = Rule("red", List.RED_LIST, Top(3), (Kind.WEEK,), minimum=7)
BLACK = Rule("black", List.BLACK_LIST, Bottom(3), (Kind.WEEK,), minimum=7)

amounts = st.fractions(0, 1000, max_denominator=1000)
simple = st.one_of(
    st.builds(Top, st.integers(1, 99)),
    st.builds(Bottom, st.integers(1, 99)),
    st.builds(AtLeast, amounts),
    st.builds(Below, amounts),
    st.lists(st.sampled_from(FACTS), unique=True).map(tuple).map(Fact),
)
nested = st.one_of(
    simple,
    st.builds(Both, st.lists(st.one_of(simple, st.builds(Running, simple, st.integers(1, 53))), max_size=4).map(tuple)),
    st.builds(Running, st.builds(Both, st.lists(simple, max_size=4).map(tuple)), st.integers(1, 53)),
)
rules = st.builds(
    Rule,
    st.from_regex(reading.CODE, fullmatch=True),
    st.sampled_from(List),
    nested,
    st.lists(st.sampled_from(Kind), unique=True).map(tuple),
    st.sampled_from(SUBJECTS),
    st.lists(st.sampled_from(["municipal", "street", "镇", "企业/窗口单位"]), unique=True).map(tuple),
    st.lists(st.sampled_from(FACTS), unique=True).map(tuple),
    st.integers(1, 1000),
)


@given(st.lists(rules, max_size=4))
def test_what_is_written_is_read_back_the_same(many):
    written = write_lists(many)
    assert read_lists(json.loads(json.dumps(written))) == tuple(many)
    assert json_text(written)  # plain enough for the ledger: no float, no strange key


@given(st.lists(rules, max_size=3))
def test_every_readable_rule_can_be_questioned_and_said(many):
    for one in nonsense(many):
        assert one.strip() and "%" not in one
    for rule in many:
        if rule.periods and not any(isinstance(part, Both) and not part.parts for part in _parts(rule.criterion)):
            assert "%" not in rule_words(rule)


def _parts(criterion):
    return (criterion, criterion.part) if isinstance(criterion, Running) else (criterion,)


@pytest.mark.parametrize("name", list(BUILT_IN))
def test_what_is_built_in_makes_sense(name):
    assert nonsense(BUILT_IN[name].rules) == []
    assert read_lists(write_lists(BUILT_IN[name].rules)) == BUILT_IN[name].rules


def test_a_scheme_without_lists_has_none():
    assert read_lists(None) == ()
    assert read_consequences(None) == Consequences()


def test_a_scheme_carries_both_documents():
    carried = replace(builtin.DEFAULT, lists=write_lists(DEFAULT), consequences=write_consequences(Consequences()))
    back = read_scheme(json.loads(json.dumps(write_scheme(carried))))
    assert read_lists(back.lists) == DEFAULT
    assert read_consequences(back.consequences) == Consequences()


# Hostile input


def written() -> dict:
    return write_lists([replace(RED, criterion=Both((Top(3), AtLeast(Fraction(90)))), groups=("street",))])


def put(document: dict, path: str, value: object) -> dict:
    """The document with one value exchanged; `path` like "rules.0.criterion.n"."""
    found: object = (changed := copy.deepcopy(document))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        found = found[step]
    found[last] = value
    return changed


WRONG_POINTS = (85, 85.5, "1/0", "-1", "1e9", "８５", "1001", "nan", "9" * 5000)
DEEP: dict = {"kind": "top", "n": 1}
for _n in range(2000):
    DEEP = {"kind": "running", "part": DEEP, "times": 2}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2), ("schema", True), ("schema", "1"), ("rules", None), ("rules", {}), ("rules", [None]),
        ("rules", [[]]), ("rules", ["top"]), ("rules", [{}]), ("extra", 1),
        ("rules.0.code", ""), ("rules.0.code", "Red"), ("rules.0.code", "red\n"), ("rules.0.code", "x" * 41),
        ("rules.0.code", 1), ("rules.0.list", "red"), ("rules.0.list", ["red_list"]), ("rules.0.list", None),
        ("rules.0.periods", "week"), ("rules.0.periods", ["day"]), ("rules.0.periods", [["week"]]),
        ("rules.0.periods", ["week"] * 5), ("rules.0.subject", "person"), ("rules.0.groups", "street"),
        ("rules.0.groups", [""]), ("rules.0.groups", [" "]), ("rules.0.groups", ["x" * 25]),
        ("rules.0.groups", ["a\x00b"]), ("rules.0.groups", ["a\ud800"]), ("rules.0.groups", ["a\u202eb"]),
        ("rules.0.groups", ["g"] * 41), ("rules.0.unless", ["rain"]), ("rules.0.unless", "office"),
        ("rules.0.minimum", 0), ("rules.0.minimum", 1001), ("rules.0.minimum", 3.0), ("rules.0.minimum", True),
        ("rules.0.minimum", "3"), ("rules.0.criterion", None),
        ("rules.0.criterion", []), ("rules.0.criterion", DEEP),
    ],
)  # fmt: skip
def test_what_has_not_the_shape_is_refused_with_words(path, value):
    with pytest.raises(reading.Unreadable) as refused, override("zh-hans"):
        read_lists(put(written(), path, value))
    words = str(refused.value)
    assert words and len(words) < 200 and words.isprintable()


@pytest.mark.parametrize(
    "criterion",
    [
        {"kind": "best"},
        {"kind": ["top"]},
        {"kind": "top"},
        {"kind": "top", "n": 0},
        {"kind": "top", "n": 100},
        {"kind": "top", "n": 1, "m": 2},
        *({"kind": "below", "points": points} for points in WRONG_POINTS),
        {"kind": "both", "parts": {}},
        {"kind": "both", "parts": [DEEP]},
        {"kind": "both", "parts": [{"kind": "top", "n": 1}] * 5},
        {"kind": "running", "part": {"kind": "top", "n": 1}, "times": 54},
        {"kind": "fact", "names": ["office", "weather"]},
    ],
    ids=lambda criterion: f"{criterion['kind']}"[:10],
)
def test_a_criterion_that_nobody_could_mean_is_refused(criterion):
    with pytest.raises(reading.Unreadable, match=r"rules\[0\]\.criterion"):
        read_lists(put(written(), "rules.0.criterion", criterion))


def test_an_endless_number_is_refused_and_not_written_out():
    with pytest.raises(reading.Unreadable, match="int"):
        read_lists(put(written(), "rules.0.minimum", 10**5000))


def test_too_many_rules_are_refused():
    with pytest.raises(reading.Unreadable, match="40"):
        read_lists(write_lists([replace(RED, code=f"r{n}") for n in range(41)]))


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["top", "1/2"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)
PATHS = [
    "schema", "rules", "rules.0", "rules.0.code", "rules.0.list", "rules.0.periods", "rules.0.periods.0",
    "rules.0.subject", "rules.0.groups", "rules.0.groups.0", "rules.0.criterion", "rules.0.criterion.kind",
    "rules.0.criterion.parts", "rules.0.criterion.parts.0", "rules.0.criterion.parts.0.n",
    "rules.0.criterion.parts.1.points", "rules.0.unless", "rules.0.minimum",
]  # fmt: skip


@given(st.sampled_from(PATHS), values)
def test_anything_anywhere_is_read_or_refused(path, value):
    try:
        found = read_lists(put(written(), path, value))
    except reading.Unreadable as refused:
        assert str(refused)
    else:
        assert read_lists(write_lists(found)) == found


@given(values, st.sampled_from([read_lists, read_consequences]))
def test_anything_at_all_is_refused_but_nothing(value, read):
    if value is None:
        assert read(value) == read(None)
    else:
        with pytest.raises(reading.Unreadable):
            read(value)


# Nonsense, in the user's words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (replace(RED, periods=()), "Red list (red): say for which kind of period it is."),
        (replace(RED, groups=("street", "street")), "Red list (red): something is named twice."),
        (
            replace(RED, criterion=Bottom(1)),
            "Red list (red): it is for the best; last places, low points and what went wrong lead to the other lists.",
        ),
        (
            replace(BLACK, criterion=AtLeast(Fraction(90))),
            "Black list (black): it is for the worst; first places and high points lead to the other lists.",
        ),
        (replace(BLACK, unless=("exposed",)), "Black list (black): facts keep somebody off a list of praise only."),
        (
            replace(RED, minimum=3),
            "Red list (red): in a group of 3 everybody would be on it; ask for 4 ranked at least.",
        ),
        (replace(BLACK, criterion=Fact(())), "Black list (black): say which facts put somebody on it."),
        (replace(BLACK, criterion=Running(Bottom(1), 1)), "Black list (black): running means two periods at least."),
        (
            replace(BLACK, criterion=Running(Running(Bottom(1), 2), 2)),
            "Black list (black): running within running cannot be counted.",
        ),
        (
            replace(BLACK, criterion=Both((Bottom(1),))),
            "Black list (black): two conditions at least are needed to hold at once.",
        ),
        (
            replace(BLACK, criterion=Both((Bottom(1), Bottom(2)))),
            "Black list (black): of each sort one condition is enough.",
        ),
    ],
)
def test_nonsense_is_said(rule, words):
    with override("en"):
        assert nonsense([rule]) == [words]
    with override("zh-hans"):
        assert nonsense([rule])[0] != words


def test_rules_that_would_praise_and_blame_the_same_points_are_nonsense():
    good, bad = replace(RED, criterion=AtLeast(Fraction(80))), replace(BLACK, criterion=Below(Fraction(85)))
    with override("en"):
        assert nonsense([good, bad]) == [
            "Red list (red) and Black list (black): who has between 80 and 85 points would be on both."
        ]
    assert nonsense([good, replace(bad, criterion=Below(Fraction(80)))]) == []
    assert nonsense([good, replace(bad, periods=(Kind.MONTH,))]) == []
    assert nonsense([replace(good, groups=("town",)), replace(bad, groups=("street",))]) == []


def test_two_rules_of_one_code_are_nonsense():
    with override("en"):
        assert nonsense([RED, replace(BLACK, code="red")]) == ["Two rules have the code red."]


# In words


@pytest.mark.parametrize(
    ("rule", "chinese", "english"),
    [
        (
            DEFAULT[1],
            "每周或月，各组的单位：居首位且不低于 90 分；有虚假销号、挂牌督办件反弹、被曝光或一票否决的除外；"
            "组内参加排名的不足 3 个时不设榜",
            "every week or month, units of each group: first and at least 90 points; "
            "kept off by a strike-off found false, an entry under listed supervision that came back, public exposure "
            "or the office's veto; "
            "not in a group of fewer than 3",
        ),
        (
            replace(BLACK, criterion=Both((Running(Bottom(3), 2), Below(Fraction(169, 2)))), groups=("community",)),
            "每周，community的单位：连续 2 周居末 3 名且低于 84.5 分；组内参加排名的不足 7 个时不设榜",
            "every week, units of community: among the last 3, 2 weeks running and below 84.5 points; "
            "not in a group of fewer than 7",
        ),
    ],
    ids=["default", "running"],
)
def test_a_rule_is_one_sentence(rule, chinese, english):
    with override("zh-hans"):
        assert rule_words(rule) == chinese
    with override("en"):
        assert rule_words(rule) == english
