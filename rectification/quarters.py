"""Calendar quarters in the city's time: which one a moment lies in, half-open. Pure."""

from datetime import date, datetime, time
from typing import NamedTuple

from django.utils import timezone


class Quarter(NamedTuple):
    """From its first midnight to the next one's, which is not part of it any more."""

    year: int
    no: int

    @property
    def code(self) -> str:
        """As it is kept: 2026Q1."""
        return f"{self.year}Q{self.no}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.no - 2, 1)

    @property
    def starts(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(0), timezone.get_default_timezone())

    @property
    def ends(self) -> datetime:
        """The first moment of the next one."""
        return (Quarter(self.year + 1, 1) if self.no == 4 else Quarter(self.year, self.no + 1)).starts


def quarter_of(at: datetime) -> Quarter:
    """The quarter of a moment."""
    day = timezone.localtime(at).date()
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(code: str) -> Quarter:
    """What `Quarter.code` wrote."""
    year, _q, no = code.partition("Q")
    return Quarter(int(year), int(no))
