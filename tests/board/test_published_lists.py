"""Which published period's lists the board shows."""

from dataclasses import replace
from datetime import timedelta

from scoring.actions.schemes import change_scheme, scheme_of
from scoring.board.published import listings
from scoring.criteria import FALSE_STRIKE_OFF, Fact
from scoring.lists import List, Rule, write_lists
from scoring.periods import Kind, Period
from tests.scoring.weeks import W10, W11, fixed_in, one_is_enough, published
from tests.town import FOUNDED, at, file_ticket, take

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


def causes() -> dict[str, str]:
    """Why each of the listed is there, as the board says it."""
    found = listings()
    assert found is not None
    return {row.name: row.cause for one in found.lists for row in one.rows}


def test_who_is_listed_for_points_taken_is_not_called_faultless(town):
    one_is_enough(town)
    fixed_in(town, W10)
    published(town, W10, "street_a")
    assert causes() == {"东城街道": "文明办加减分 −50"}


def test_a_fact_is_the_cause_before_all_figures(town):
    """First of its group with every limit kept, and on the black list for a strike-off found false."""
    rules = (Rule("facts", List.BLACK_LIST, Fact((FALSE_STRIKE_OFF,)), (Kind.WEEK,), minimum=1),)
    scheme = replace(scheme_of("units", 1), min_sample=1, lists=write_lists(rules))
    change_scheme("units", scheme, "只看事实", by=town.posts["office"], now=FOUNDED)
    ticket = file_ticket(town, now=at(W10.starts, "09:00"))
    take(town, "submit", ticket, "street_clerk", at(W10.starts, "11:00"), photos=1)
    take(town, "pass", ticket, "inspector", at(W10.starts + timedelta(days=1), "10:00"))
    take(town, "mark_false", ticket, "discipline", at(W10.starts + timedelta(days=2), "10:00"), words="旧照片")
    published(town, W10)
    assert causes() == {"东城街道": "虚假销号"}
