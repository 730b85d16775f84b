"""The schemes that come with the platform. Sources: DOMAIN 5.

What of the published 金华 rule the platform does not count is said in docs/rankings.md.
"""

from fractions import Fraction

from scoring.exact import HALF, ONE
from scoring.rates import TEAMS as OF_TEAMS
from scoring.rates import UNITS
from scoring.scheme import DEDUCTIONS, RATES, Occurrences, Proportional, Scheme, Slopes, Term
from scoring.tally import ASSIST, CHECK, LEAD, SUB

SHARED = {LEAD: ONE, SUB: HALF, ASSIST: HALF}


def _percent(n: int) -> Fraction:
    return Fraction(n, 100)


DEFAULT = Scheme(
    name="综合测评办法",
    name_en="Composite assessment",
    of=UNITS,
    full_mark=Fraction(100),
    min_sample=5,
    components=(
        Proportional("site_score_rate", Fraction(50)),
        Proportional("fix_rate", Fraction(20)),
        Proportional("on_time_rate", Fraction(15)),
        Proportional("relapse_rate", Fraction(10)),
        Proportional("online_rate", Fraction(5)),
    ),
    roles=SHARED,
    bonus=Fraction(5),
)

JINHUA = Scheme(
    name="金华办法",
    name_en="Jinhua rule",
    of=UNITS,
    full_mark=Fraction(85),
    min_sample=5,
    components=(
        Slopes(Fraction(50), (Term("on_time_rate", _percent(70), ONE),)),
        Slopes(Fraction(20), (Term("fix_rate", _percent(90), ONE),)),
        Slopes(
            Fraction(10),
            (Term("urgent_fix_rate", _percent(100), HALF), Term("urgent_on_time_rate", _percent(95), HALF)),
        ),
        Occurrences(
            Fraction(5),
            {"reworks": Fraction(1, 5), "failed_thrice": HALF, "false": ONE, "refused": ONE},
        ),
    ),
    roles=SHARED,
    sources={"leader": Fraction(2), "media": Fraction(2)},
    sources_apply=(RATES, DEDUCTIONS),
)

TEAMS = Scheme(
    name="督导组考核办法",
    name_en="Supervision teams",
    of=OF_TEAMS,
    full_mark=Fraction(100),
    min_sample=5,
    components=(
        Proportional("check_on_time_rate", Fraction(50)),
        Proportional("check_onsite_rate", Fraction(30)),
        Proportional("check_false_rate", Fraction(20)),
    ),
    roles={CHECK: ONE},
)

BUILT_IN = {"default": DEFAULT, "jinhua": JINHUA, "teams": TEAMS}
