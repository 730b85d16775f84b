"""Rates, occurrences and roles of a score in the reader's language: tables. Pure: no database."""

from django.utils.functional import Promise
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

Word = str | Promise

RATES: dict[str, Word] = {
    "fix_rate": _p("rate", "Fix rate"),
    "on_time_rate": _p("rate", "On-time rate"),
    "relapse_rate": _p("rate", "Relapse rate"),
    "first_pass_rate": _p("rate", "Passed at the first check"),
    "extension_rate": _p("rate", "Extension rate"),
    "receive_rate": _p("rate", "Received in time"),
    "onsite_rate": _p("rate", "Struck off after a check on the spot"),
    "urgent_fix_rate": _p("rate", "Fix rate of urgent problems"),
    "urgent_on_time_rate": _p("rate", "On-time rate of urgent problems"),
    "site_score_rate": _p("rate", "Score rate of site inspections"),
    "coverage_rate": _p("rate", "Share of sites tested"),
    "online_rate": _p("rate", "Online submissions in time"),
    "check_on_time_rate": _p("rate", "Checks in time"),
    "check_onsite_rate": _p("rate", "Checked on the spot"),
    "check_false_rate": _p("rate", "Strike-offs found false"),
}
OCCURRENCES: dict[str, Word] = {
    "reworks": _p("occurrence", "Check failed, done again"),
    "failed_thrice": _p("occurrence", "Three or more failed checks"),
    "false": _p("occurrence", "Strike-off found false"),
    "refused": _p("occurrence", "Refused to act"),
}
BASES: dict[str, Word] = {
    "each": _p("deduction", "every problem"),
    "late": _p("deduction", "problems not fixed in time"),
    "unfixed": _p("deduction", "problems not struck off by the cut-off"),
}
ROLES: dict[str, Word] = {
    "lead": _p("role of a duty", "Lead unit"),
    "sub": _p("role of a duty", "Unit below, given the work"),
    "assist": _p("role of a duty", "Assisting unit"),
    "check": _p("role of a duty", "Checking team"),
}
REASONS: dict[str, Word] = {
    "absent": _p("missing figure", "The platform does not have this figure yet"),
    "null": _p("missing figure", "Nothing of the kind in this period"),
}
PARTS: dict[str, Word] = {
    "occurrences": _p("component", "Deductions for what happened"),
    "problems": _p("component", "Deductions for problems"),
}


def name_of(*codes: str) -> str:
    """What a component is called, by its `codes`: a budget or a rate by its name, several rates by all of theirs."""
    names = [str(PARTS.get(code) or RATES.get(code, code)) for code in codes]
    return pgettext("between rates", ", ").join(names)
