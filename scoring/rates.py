"""The rates a formula may weigh: which count over which, and whether more of it is better or worse. Pure.

Sources: DOMAIN 5 (definitions, 金华), `tally.COUNTS`. The direction belongs to the rate and not to a scheme, so that no
scheme can reward what is bad.
"""

from dataclasses import dataclass

# Whom a scheme is of.
UNITS, TEAMS = "units", "teams"
OF = (UNITS, TEAMS)


@dataclass(frozen=True, slots=True)
class Rate:
    """One count over another; both "" where the figure is not reckoned from duties but handed in."""

    above: str = ""
    below: str = ""
    against: bool = False  # more of it is worse: 1 - rate earns the points
    urgent: bool = False  # only entries of urgency A
    lead: bool = False  # only where the unit led: nobody else can be given what is above
    of: str = UNITS

    @property
    def counted(self) -> bool:
        """Whether the counts of duties give it."""
        return bool(self.below)


RATES = {
    "fix_rate": Rate("fixed", "owed"),  # 整改率
    "on_time_rate": Rate("on_time", "owed"),  # 按时率
    "relapse_rate": Rate("relapsed", "fixed", against=True, lead=True),  # 反弹率, capped at 1
    "first_pass_rate": Rate("first_pass", "checked"),  # 一次通过率
    "extension_rate": Rate("extended", "owed", against=True),  # 延期率
    "receive_rate": Rate("received_on_time", "receivable"),  # 签收及时率
    "onsite_rate": Rate("onsite", "fixed", lead=True),  # 现场核验率
    "urgent_fix_rate": Rate("fixed", "owed", urgent=True),
    "urgent_on_time_rate": Rate("on_time", "owed", urgent=True),
    # Handed in by whoever reckons them; absent as long as nobody does.
    "site_score_rate": Rate(),  # 实地测评得分率
    "coverage_rate": Rate(),  # 点位覆盖率
    "online_rate": Rate(),  # 网报按时率
    # Of a team: its own checks.
    "check_on_time_rate": Rate("on_time", "owed", of=TEAMS),
    "check_onsite_rate": Rate("onsite", "passed", of=TEAMS),
    "check_false_rate": Rate("false", "passed", against=True, of=TEAMS),
}

# What costs points each time it happens. A refusal to act is not counted by the platform yet: it is handed in.
OCCURRENCES = {"reworks": True, "failed_thrice": True, "false": True, "refused": False}

# Which problems cost the points of their category.
EACH, LATE, UNFIXED = "each", "late", "unfixed"
BASES = (EACH, LATE, UNFIXED)
