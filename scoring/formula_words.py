"""Rates, occurrences and roles of a score in the reader's language: tables. Pure: no database."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import npgettext, pgettext
from django.utils.translation import pgettext_lazy as _p

from scoring.tally import CHECK

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
# How a duty to fix, and one to check, ended: whether it was done, and whether in time.
FIXED: dict[tuple[bool, bool], Word] = {
    (True, True): _p("line", "struck off, in time"),
    (True, False): _p("line", "struck off, late"),
    (False, True): _p("line", "counts as in time after an appeal"),
    (False, False): _p("line", "not struck off"),
}
CHECKED: dict[tuple[bool, bool], Word] = {
    (True, True): _p("line", "decided in time"),
    (True, False): _p("line", "decided late"),
    (False, True): _p("line", "counts as in time after an appeal"),
    (False, False): _p("line", "not decided"),
}
# What a duty counted as besides, in the order it is told.
EXTRAS: dict[str, Word] = {
    "relapsed": _p("line", "an old problem come back"),
    "first_pass": _p("line", "passed at the first check"),
    "extended": _p("line", "more time was granted"),
    "received_on_time": _p("line", "received in time"),
    "onsite": _p("line", "checked on the spot"),
    "false": _p("line", "found false"),
}
REASONS: dict[str, Word] = {
    "absent": _p("missing figure", "The platform does not have this figure yet"),
    "null": _p("missing figure", "Nothing of the kind in this period"),
}
PARTS: dict[str, Word] = {
    "occurrences": _p("component", "Deductions for what happened"),
    "problems": _p("component", "Deductions for problems"),
}


def counted_as(line: Any) -> list[str]:
    """What a duty that is counted came to, in words; of a team its check."""
    ends = CHECKED if line.role == CHECK else FIXED
    words = [str(ends[bool(line.fixed), bool(line.on_time)])]
    words += [str(word) for name, word in EXTRAS.items() if getattr(line, name)]
    if line.receivable and not line.received_on_time:
        words.append(pgettext("line", "received late"))
    if line.reworks:
        words.append(npgettext("line", "%(n)s failed check", "%(n)s failed checks", line.reworks) % {"n": line.reworks})
    return words


def name_of(*codes: str) -> str:
    """What a component is called, by its `codes`: a budget or a rate by its name, several rates by all of theirs."""
    names = [str(PARTS.get(code) or RATES.get(code, code)) for code in codes]
    return pgettext("between rates", ", ").join(names)
