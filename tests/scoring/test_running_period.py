"""The period that runs, at its pages: what an earlier published period has counted does not count again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.workflow import Action
from scoring.actions import rankings
from scoring.counting import frozen_cells, live_cells
from scoring.editions import published_before
from scoring.models import Ranking
from scoring.periods import Kind, Period, cut_off
from supervision.actions.calendars import load_calendar
from supervision.actions.jobs import run_waiting
from tests.scoring.test_rankings_step_by_step import WEEK, counted, fixed, published
from tests.town import FRIDAY, MONDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
W12 = Period(Kind.WEEK, "2026-W12")  # Monday 16 March to Sunday 22 March
MINUTES = timedelta(minutes=10)
FAILED = at(FRIDAY + timedelta(days=14), "17:00")  # Friday of that week


def late_in_week_10(town):
    """Due on Friday, handed in when its week had been counted, and in the end sent back: its time is week 12 now."""
    ticket = file_ticket(town, now=at(FRIDAY, "09:00"))
    take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY + timedelta(days=8), "18:00"), photos=1)
    return ticket


def sent_back(town, ticket) -> None:
    """The check fails ten days later; the unit does not pay for them, so the scored time moves by as much."""
    take(town, Action.FAIL, ticket, "inspector", FAILED, words="还在")
    ticket.lead_duty.refresh_from_db()
    assert W12.starts <= ticket.lead_duty.score_due_at < W12.ends


def running(person, town, unit="street_a"):
    """The running week of a unit, as somebody opens it."""
    return person.get(f"/rankings/now/unit/{town.units[unit].id}/?kind=week").context


def test_what_a_published_week_has_counted_is_left_out_of_the_one_that_runs_with_the_reason(town, hands, stand):
    ticket = late_in_week_10(town)
    published(town)
    sent_back(town, ticket)
    fresh = fixed(town, FRIDAY + timedelta(days=10))  # of Monday the 16th: due in this week alone
    stand(FAILED + timedelta(minutes=30))
    page = running(hands("unit_head"), town)
    assert page["sample"] == 1
    [out] = page["left_out"]
    assert (out["code"], out["label"], out["n"]) == ("before", "已计入前期", 1)
    listing = hands("unit_head").get(out["url"]).context["listing"]
    assert [row["number"] for row in listing["rows"]] == [ticket.number] != [fresh.number]
    [group] = [g for g in hands("office").get("/rankings/now/?kind=week").context["groups"] if g["label"] == "街道"]
    assert [row["sample"] for row in group["rows"]] == [1]


def test_without_a_published_week_before_it_the_duty_counts_where_its_time_is_now(town, hands, stand):
    ticket = late_in_week_10(town)
    counted(town)  # a draft has counted nothing for good
    sent_back(town, ticket)
    stand(FAILED + timedelta(minutes=30))
    page = running(hands("unit_head"), town)
    assert (page["sample"], page["left_out"]) == (1, [])


def test_the_first_page_says_what_the_opened_page_says(town, hands, stand):
    ticket = late_in_week_10(town)
    published(town)
    sent_back(town, ticket)
    stand(FAILED + timedelta(minutes=30))
    [panel] = [one for one in hands("unit_head").get("/").context["own"] if one["key"] == "unit"]
    assert {fact["value"] for fact in panel["facts"][:2]} == {"—"}  # nothing is owed in this week so far


def test_so_far_is_what_is_counted_in_the_end(town):
    """At the cut-off the live counts of the week are those of its draft, to the last cell."""
    ticket = late_in_week_10(town)
    published(town)
    sent_back(town, ticket)
    fixed(town, FRIDAY + timedelta(days=10))
    ends = [cut_off(week, load_calendar()) for week in (WEEK.next, W12)]
    through(town, counted_week(town, WEEK.next, ends[0] + MINUTES), ends[0] + MINUTES)
    ranking = counted_week(town, W12, ends[1] + MINUTES)
    before = published_before(W12.kind, W12.starts)
    assert len(before) == 2
    live = live_cells(W12.starts, W12.ends, ends[1], before=before)
    assert same(live) == same(frozen_cells(ranking))
    assert same(live) != same(live_cells(W12.starts, W12.ends, ends[1]))


def test_however_many_weeks_are_published_they_cost_one_query(town, hands, stand):
    fixed(town, FRIDAY + timedelta(days=10))
    stand(FAILED)
    costs = []
    for code in ("2026-W09", "2026-W08", "2026-W07"):
        costs.append(queries(hands("unit_head"), f"/rankings/now/unit/{town.units['street_a'].id}/?kind=week"))
        week = Period(Kind.WEEK, code)
        Ranking.objects.create(
            kind=week.kind, code=code, starts=week.starts, ends=week.ends, cutoff_at=week.ends, scheme=1, team_scheme=1,
            state="published", published_at=FAILED, number=int(code[-2:]),
        )  # fmt: skip
    assert costs[1] == costs[2] == costs[0] + 1


def queries(person, url: str) -> int:
    """How many a page costs."""
    with CaptureQueriesContext(connection) as found:
        assert person.get(url).status_code == 200
    return len(found)


def through(town, ranking: Ranking, now) -> None:
    """From the draft to its number."""
    rankings.announce(ranking, by=town.posts["office"], now=now + MINUTES)
    rankings.approve(ranking, by=town.posts["city_leader"], now=now + timedelta(days=5))
    rankings.publish(ranking, by=town.posts["office"], now=now + timedelta(days=5))


def counted_week(town, week, now) -> Ranking:
    """A draft."""
    ranking = rankings.begin(week, by=town.posts["office"], now=now)
    run_waiting(lambda: now)
    return Ranking.objects.get(pk=ranking.pk)


def same(cells) -> set:
    """Cells as something to compare."""
    return {
        (unit, cell.role, cell.category, cell.urgency, cell.source, tuple(sorted(cell.counts.items())))
        for unit, found in cells.items()
        for cell in found
    }
