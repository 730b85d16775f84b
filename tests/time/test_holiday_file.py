"""The published holidays, read from their file (DOMAIN 10)."""

from datetime import date

import pytest

from supervision.calendar_seed import parse_holidays, read_holidays
from supervision.workcalendar import Day, DayKind

HEAD = "date,kind,name,year"


def test_the_file_of_three_years_is_read_whole(holidays_file):
    holidays = read_holidays(holidays_file)
    assert len(holidays.days) == 108
    assert holidays.known_years == {2024, 2025, 2026}
    assert holidays.days[date(2024, 2, 18)] == Day(DayKind.WORK, "春节")
    assert date(2024, 2, 9) not in holidays.days  # an ordinary Friday


def test_a_day_off_by_next_years_notice_does_not_make_its_own_year_known():
    assert parse_holidays([HEAD, "2026-12-31,off,元旦,2027"]).known_years == {2027}


def test_a_byte_order_mark_is_no_obstacle(tmp_path):
    path = tmp_path / "holidays.csv"
    path.write_text(f"{HEAD}\n2027-01-01,off,元旦,2027\n", encoding="utf-8-sig")
    assert read_holidays(path).days == {date(2027, 1, 1): Day(DayKind.OFF, "元旦")}


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["date,kind,name"], "columns year"),
        ([HEAD, "2027-13-01,off,元旦,2027"], "Line 2"),
        ([HEAD, "2027-01-01,off,元旦,2027", "2027-01-02,holiday,元旦,2027"], "Line 3"),
        ([HEAD, "2027-01-01,off,元旦,soon"], "Line 2"),
        ([HEAD, "2027-01-01,off"], "Line 2"),
        ([HEAD, "2027-01-01,off,元旦,2027", "2027-01-01,work,元旦,2027"], "both a day off and a working day"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(lines, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse_holidays(lines)
