"""Cells and small schemes for the tests of the formula, and schemes and cells drawn at random."""

from fractions import Fraction

from hypothesis import strategies as st

from scoring.exact import HALF, ONE
from scoring.rates import BASES, OCCURRENCES, RATES, TEAMS, UNITS
from scoring.scheme import TARGETS, Occurrences, Problems, Proportional, Scheme, Slopes, Term
from scoring.scheme_check import ROLES_OF, SOURCES
from scoring.tally import LEAD, Cell

CATEGORIES = ("ENV-03", "ORD-01", "FIR-02")
DEDUCTIONS = {"ENV-03": Fraction(1), "ORD-01": HALF, "FIR-02": Fraction(2)}


def cell(role=LEAD, category="ENV-03", urgency="B", source="team", **counts):
    return Cell(role, category, urgency, source, counts)


def scheme(*components, roles=None, of=UNITS, full_mark=None, **more):
    """A scheme whose full mark is what its components add up to."""
    added = sum((component.full for component in components), Fraction(0))
    return Scheme(
        **{
            "name": "试行办法",
            "name_en": "Trial",
            "of": of,
            "full_mark": added if full_mark is None else full_mark,
            "min_sample": 1,
            "components": components,
            "roles": roles or dict.fromkeys(ROLES_OF[of], ONE),
            **more,
        }
    )


# Whole tenths: what a civil servant would write into a rule.
def tenths(least, most):
    return st.integers(least * 10, most * 10).map(lambda n: Fraction(n, 10))


MARKS = tenths(1, 60)
WEIGHTS = st.sampled_from([Fraction(0), Fraction(1, 3), HALF, ONE])
FACTORS = st.sampled_from([Fraction(0), HALF, ONE, Fraction(2), Fraction(5, 2)])


@st.composite
def schemes(draw):
    """Schemes of which nothing is said, for units and for teams."""
    of = draw(st.sampled_from([UNITS, UNITS, UNITS, TEAMS]))
    own = [code for code, rate in RATES.items() if rate.of == of]
    counted = [code for code in own if RATES[code].counted]
    first = draw(st.sampled_from(counted))
    more = draw(st.lists(st.sampled_from([code for code in own if code != first]), unique=True, max_size=5))
    components = list(_of_rates(draw, [first, *more]))
    if of == UNITS:
        components += _budgets(draw)
    sources = draw(st.dictionaries(st.sampled_from(SOURCES), FACTORS, max_size=3))
    applied = st.lists(st.sampled_from(TARGETS), unique=True, min_size=1).map(tuple)
    roles = {role: draw(WEIGHTS) for role in ROLES_OF[of]} | {ROLES_OF[of][0]: ONE}
    return scheme(
        *draw(st.permutations(components)),
        of=of,
        roles=roles,
        sources=sources,
        sources_apply=draw(applied) if sources else (),
        min_sample=draw(st.integers(1, 30)),
        bonus=draw(tenths(0, 10)),
        lists=draw(documents),
        consequences=draw(documents),
    )


def _of_rates(draw, codes):
    while codes:
        n = draw(st.integers(1, min(3, len(codes))))
        taken, codes = codes[:n], codes[n:]
        if n == 1 and draw(st.booleans()):
            yield Proportional(taken[0], draw(MARKS))
        else:
            yield Slopes(draw(MARKS), tuple(_term(draw, code) for code in taken))


def _term(draw, code):
    low, high = (0, 99) if RATES[code].against else (1, 100)
    return Term(code, Fraction(draw(st.integers(low, high)), 100), draw(tenths(1, 3)))


def _budgets(draw):
    if draw(st.booleans()):
        amounts = draw(st.dictionaries(st.sampled_from(list(OCCURRENCES)), tenths(1, 2), min_size=1))
        yield Occurrences(draw(MARKS), amounts)
    if draw(st.booleans()):
        urgencies = draw(st.dictionaries(st.sampled_from("ABC"), FACTORS))
        most = draw(st.none() | tenths(1, 5))
        yield Problems(draw(MARKS), draw(st.sampled_from(BASES)), urgencies, most)


# What another module will find in the scheme again, whatever it is.
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.sampled_from(["red", "黑榜", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rules", "榜"]), inner),
    max_leaves=6,
)


@st.composite
def cells_of(draw, roles):
    """Counts as a ledger could give them: nothing is fixed that was not owed, nothing in time that was not fixed."""
    return draw(
        st.lists(
            st.builds(
                _counted,
                st.sampled_from(roles),
                st.sampled_from(CATEGORIES),
                st.sampled_from("ABC"),
                st.sampled_from(["team", "leader", "media", "public"]),
                st.lists(st.integers(0, 12), min_size=8, max_size=8),
            ),
            max_size=8,
        )
    )


def _counted(role, category, urgency, source, n):
    owed = n[0]
    fixed, checked, extended, receivable = (min(each, owed) for each in n[1:5])
    return cell(
        role,
        category,
        urgency,
        source,
        owed=owed,
        fixed=fixed,
        on_time=min(n[5], fixed),
        relapsed=min(n[6], owed),
        checked=checked,
        first_pass=min(n[5], checked),
        extended=extended,
        receivable=receivable,
        received_on_time=min(n[6], receivable),
        onsite=min(n[7], fixed),
        passed=fixed,
        false=min(n[6], fixed),
        reworks=n[7],
        failed_thrice=min(n[7] // 3, checked),
    )
