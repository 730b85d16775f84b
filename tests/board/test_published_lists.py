"""Which published period's lists the board shows."""

from datetime import timedelta

from scoring.board.published import listings
from scoring.periods import Kind, Period
from tests.scoring.weeks import W10, W11, fixed_in, one_is_enough, published
from tests.town import at

MARCH = Period(Kind.MONTH, "2026-03")


def shown() -> tuple[str, list[str]]:
    """The period, and who is on a list."""
    found = listings()
    assert found is not None
    return found.period, [row.name for one in found.lists for row in one.rows]


def test_a_period_that_put_nobody_on_a_list_does_not_take_standing_lists_off_the_board(town):
    assert listings() is None
    one_is_enough(town)  # lists are made of weeks alone
    fixed_in(town, W10)
    published(town, W10, "street_a")
    assert shown() == ("2026 年第 10 周 · 3月2日至8日", ["东城街道"])
    march = published(town, MARCH, now=at(MARCH.ends + timedelta(days=8), "18:00"))
    assert march.number == 2 and shown() == ("2026 年第 10 周 · 3月2日至8日", ["东城街道"])


def test_the_next_period_of_the_kind_does_and_then_the_last_one_is_shown(town):
    one_is_enough(town)
    for period, black in ((W10, ["street_a"]), (W11, [])):
        fixed_in(town, period)
        published(town, period, *black)
    assert shown() == ("2026 年第 11 周 · 3月9日至15日", [])
    published(town, MARCH, now=at(MARCH.ends + timedelta(days=8), "18:00"))
    assert shown()[1] == [] and "3 月" in shown()[0]
