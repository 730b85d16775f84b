"""Tables of the scoring floor."""

from .rankings import Appeal, Bonus, Line, LineOf, PeriodKind, Ranking, Score, Subject
from .schemes import SchemeVersion
from .sequels import Consequence, FundShare, IncentiveFund

__all__ = [
    "Appeal", "Bonus", "Consequence", "FundShare", "IncentiveFund", "Line", "LineOf", "PeriodKind", "Ranking",
    "SchemeVersion", "Score", "Subject",
]  # fmt: skip
