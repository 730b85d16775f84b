"""Tables of the scoring floor."""

from .rankings import Appeal, Bonus, Line, LineOf, PeriodKind, Ranking, Score, Subject
from .schemes import SchemeVersion

__all__ = ["Appeal", "Bonus", "Line", "LineOf", "PeriodKind", "Ranking", "SchemeVersion", "Score", "Subject"]
