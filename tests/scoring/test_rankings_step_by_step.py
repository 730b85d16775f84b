"""A week's ranking, from the count to its number: by whom, when, and what is refused on the way."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rectification.workflow import Action
from scoring import exact
from scoring.actions import rankings
from scoring.actions.verifying import verify as verify_ranking
from scoring.models import Line, LineOf, Ranking, Score
from scoring.periods import Kind, Period
from supervision.actions.jobs import run_waiting
from supervision.actions.rebuild import rebuild
from supervision.models import Event, Notice
from supervision.refusals import Conflict, NotAllowed, Refused
from tests.town import MONDAY, TUESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
WEEK = Period(Kind.WEEK, "2026-W10")  # Monday 2 March to Sunday 8 March
NEXT_WEEK = at(MONDAY + timedelta(days=9), "18:00")  # Wednesday: cut-off was Tuesday's close
AFTER_APPEALS = NEXT_WEEK + timedelta(days=5)


def fixed(town, day=MONDAY, handed_in="11:00", unit="street_a", clerk="street_clerk"):
    """One problem, handed in at an hour of its day and passed an hour later; four office hours are until 15:00."""
    ticket = file_ticket(town, now=at(day, "09:00"), anyway="另一处")
    take(town, Action.SUBMIT, ticket, clerk, at(day, handed_in), photos=1)
    take(town, Action.PASS, ticket, "inspector", at(day + timedelta(days=1), "10:00"))
    return ticket


def counted(town, now=NEXT_WEEK, **more) -> Ranking:
    """A draft of the week."""
    ranking = rankings.begin(WEEK, by=town.posts["office"], now=now, **more)
    run_waiting(lambda: now)
    ranking.refresh_from_db()
    return ranking


def published(town, now=NEXT_WEEK, **more) -> Ranking:
    """All the way."""
    ranking = counted(town, now, **more)
    rankings.announce(ranking, by=town.posts["office"], now=now)
    rankings.approve(ranking, by=town.posts["city_leader"], now=now + timedelta(days=5))
    rankings.publish(ranking, by=town.posts["office"], now=now + timedelta(days=5))
    ranking.refresh_from_db()
    return ranking


def score_of(ranking: Ranking, town, unit: str) -> Score:
    """The result of one unit."""
    return Score.objects.get(ranking=ranking, subject="unit", key=town.units[unit].id)


def test_a_week_is_counted_announced_approved_and_published_with_a_number(town):
    for hour in ("10:00", "11:00", "14:00", "14:30", "15:30"):
        fixed(town, handed_in=hour)
    ranking = counted(town)
    assert ranking.state == "draft" and ranking.inputs and ranking.result
    mine = score_of(ranking, town, "street_a")
    assert (mine.state, mine.rank, mine.sample) == ("ranked", 1, 5)
    assert Line.objects.filter(ranking=ranking, role="lead", out="").count() == 5
    rankings.announce(ranking, by=town.posts["office"], now=NEXT_WEEK)
    told = Notice.objects.filter(key="ranking.announced").values_list("user__username", flat=True)
    assert {"street_clerk", "unit_head", "team_leader"} <= set(told)
    rankings.approve(ranking, by=town.posts["city_leader"], now=AFTER_APPEALS)
    rankings.publish(ranking, by=town.posts["office"], now=AFTER_APPEALS)
    ranking.refresh_from_db()
    assert (ranking.state, ranking.number) == ("published", 1) and ranking.seal_no
    steps = Event.objects.filter(stream_id=ranking.pk).order_by("seq").values_list("action", flat=True)
    assert list(steps) == ["begin", "counted", "announce", "approve", "publish"]


def test_who_has_nothing_is_not_ranked_and_who_has_too_little_is_not_either(town):
    fixed(town)
    ranking = counted(town)
    assert score_of(ranking, town, "street_a").state == "too_few"
    assert (score_of(ranking, town, "street_b").state, score_of(ranking, town, "street_b").total) == ("nothing", "")


def test_it_is_not_counted_before_the_cut_off_and_not_twice(town):
    office = town.posts["office"]
    with pytest.raises(Refused, match="too_early"):
        rankings.begin(WEEK, by=office, now=at(MONDAY + timedelta(days=8), "17:30"))
    counted(town)
    with pytest.raises(Conflict, match="on_its_way"):
        rankings.begin(WEEK, by=office, now=NEXT_WEEK)


@pytest.mark.parametrize(
    ("step", "who", "why"),
    [
        ("announce", "city_leader", "wrong_party"),
        ("announce", "street_clerk", "wrong_party"),
        ("approve", "office", "wrong_party"),
        ("publish", "office", "wrong_status"),
    ],
)
def test_each_step_is_somebodys_own_and_has_its_place(town, step, who, why):
    ranking = counted(town)
    with pytest.raises(Refused, match=why):
        getattr(rankings, step)(ranking, by=town.posts[who], now=NEXT_WEEK)


def test_a_clerk_begins_none(town):
    with pytest.raises(NotAllowed):
        rankings.begin(WEEK, by=town.posts["street_clerk"], now=NEXT_WEEK)


def test_nobody_approves_while_units_may_still_appeal(town):
    ranking = counted(town)
    rankings.announce(ranking, by=town.posts["office"], now=NEXT_WEEK)
    with pytest.raises(Refused, match="appeals_run"):
        rankings.approve(ranking, by=town.posts["city_leader"], now=NEXT_WEEK + timedelta(days=1))


def test_what_happened_after_the_cut_off_does_not_reach_back(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    before = counted(town)
    line = Line.objects.get(ranking=before, duty=ticket.lead_duty_id)
    assert (line.out, line.fixed) == ("", 0)
    take(town, Action.SUBMIT, ticket, "street_clerk", NEXT_WEEK + timedelta(minutes=5), photos=1)
    take(town, Action.PASS, ticket, "inspector", NEXT_WEEK + timedelta(minutes=9))
    rankings.recount(before, by=town.posts["office"], now=NEXT_WEEK + timedelta(minutes=10))
    run_waiting(lambda: NEXT_WEEK + timedelta(minutes=11))
    again = Ranking.objects.get(pk=before.pk)
    assert (again.inputs, again.result) == (before.inputs, before.result)
    assert Line.objects.get(ranking=before, duty=ticket.lead_duty_id).fixed == 0


def test_a_duty_counts_in_one_period_only(town):
    """Late in its week; handed in after the cut-off, and failed so much later that its time is the next week's."""
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY + timedelta(days=8), "18:00"), photos=1)
    first = published(town)
    assert Line.objects.get(ranking=first, duty=ticket.lead_duty_id).out == ""
    take(town, Action.FAIL, ticket, "inspector", at(MONDAY + timedelta(days=15), "17:00"), words="还在")
    ticket.lead_duty.refresh_from_db()
    assert WEEK.next.starts <= ticket.lead_duty.score_due_at < WEEK.next.ends
    after = AFTER_APPEALS + timedelta(days=9)
    second = rankings.begin(WEEK.next, by=town.posts["office"], now=after)
    run_waiting(lambda: after)
    assert Line.objects.get(ranking=second, duty=ticket.lead_duty_id).out == "before"


def test_periods_come_one_after_the_other(town):
    counted(town)
    with pytest.raises(Refused, match="earlier_open"):
        rankings.begin(WEEK.next, by=town.posts["office"], now=AFTER_APPEALS + timedelta(days=9))


def test_a_problem_counts_for_the_zone_it_lies_in_as_well(town):
    fixed(town)
    ranking = counted(town)
    assert LineOf.objects.filter(ranking=ranking, subject="zone", group="administrative").count() == 1
    assert Score.objects.get(ranking=ranking, subject="zone").name == "东城"


def test_a_correction_is_a_new_edition_with_a_reason(town):
    first = published(town)
    office, later = town.posts["office"], AFTER_APPEALS + timedelta(days=1)
    with pytest.raises(Refused, match="published_already"):
        rankings.begin(WEEK, by=office, now=later)
    with pytest.raises(Refused, match="needs_words"):
        rankings.begin(WEEK, by=office, now=later, corrects=first)
    second = published(town, later, corrects=first, why="一件虚假销号")
    assert (second.nth, second.number, second.corrects_id) == (2, 2, first.pk)
    assert list(Ranking.objects.current()) == [second]


def test_a_repeated_request_begins_one(town):
    one = rankings.begin(WEEK, by=town.posts["office"], now=NEXT_WEEK, key="k1")
    again = rankings.begin(WEEK, by=town.posts["office"], now=NEXT_WEEK, key="k1")
    assert one.pk == again.pk and Ranking.objects.count() == 1


def test_bonus_points_count_after_the_next_count_and_hold_up_the_announcement(town):
    for hour in ("10:00", "10:10", "10:20", "10:30", "16:00"):
        fixed(town, handed_in=hour)
    ranking, office = counted(town), town.posts["office"]
    before = score_of(ranking, town, "street_a").figures["total"]
    later = NEXT_WEEK + timedelta(minutes=5)
    rankings.give_bonus(ranking, town.units["street_a"], -2, "市级媒体曝光", by=office, now=later)
    with pytest.raises(Refused, match="count_again"):
        rankings.announce(ranking, by=office, now=later)
    rankings.recount(ranking, by=office, now=later)
    run_waiting(lambda: later + timedelta(minutes=1))
    after = score_of(ranking, town, "street_a").figures
    assert after["bonus"] == "-2" and after["total"] != before
    rankings.announce(ranking, by=office, now=later + timedelta(minutes=2))


def test_two_at_once_the_second_is_told(town):
    ranking = counted(town)
    seq = Event.objects.filter(stream_id=ranking.pk).count()
    rankings.announce(ranking, by=town.posts["office"], now=NEXT_WEEK, expected=seq)
    with pytest.raises(Conflict, match="somebody_faster"):
        rankings.drop(ranking, "不用了", by=town.posts["office"], now=NEXT_WEEK, expected=seq)


def test_the_first_day_of_the_next_week_is_not_in_it(town):
    fixed(town, day=TUESDAY)
    ranking = counted(town)
    assert {line.score_due_at.date() for line in Line.objects.filter(ranking=ranking, role="lead")} == {TUESDAY.date()}


def test_a_strike_off_found_false_puts_a_unit_on_the_black_list_and_says_why(town):
    tickets = [fixed(town, handed_in=hour) for hour in ("10:00", "10:10", "10:20", "10:30", "10:40")]
    take(town, Action.MARK_FALSE, tickets[0], "discipline", at(TUESDAY, "16:00"), words="照片是旧的")
    ranking = counted(town)
    (entry,) = score_of(ranking, town, "street_a").lists
    assert entry["list"] == "black_list"
    assert [(reason["rule"], reason["facts"]) for reason in entry["reasons"]] == [("black-facts", ["false_strike_off"])]


def test_what_the_office_states_of_a_unit_keeps_it_off_or_puts_it_on_a_list(town):
    for hour in ("10:00", "10:10", "10:20", "10:30", "10:40"):
        fixed(town, handed_in=hour)
    ranking, office = counted(town), town.posts["office"]
    later = NEXT_WEEK + timedelta(minutes=5)
    rankings.give_bonus(ranking, town.units["street_a"], 0, "弄虚作假", fact="office", by=office, now=later)
    with pytest.raises(Refused, match="bad_points"):
        rankings.give_bonus(ranking, town.units["street_a"], 0, "没有", by=office, now=later)
    rankings.recount(ranking, by=office, now=later)
    run_waiting(lambda: later + timedelta(minutes=1))
    assert [entry["list"] for entry in score_of(ranking, town, "street_a").lists] == ["black_list"]


def test_a_correction_takes_back_what_an_earlier_edition_has_counted(town):
    """The edition that was published stays as it was and still comes out of the events; the next one counts without."""
    for hour in ("10:00", "10:10", "10:20", "10:30", "16:00"):
        fixed(town, handed_in=hour)
    office, leader, later = town.posts["office"], town.posts["city_leader"], NEXT_WEEK + timedelta(minutes=10)
    first = counted(town)
    rankings.give_bonus(first, town.units["street_a"], Decimal(-9), "媒体曝光", by=office, now=NEXT_WEEK, fact="office")
    rankings.recount(first, by=office, now=later)
    run_waiting(lambda: later)
    rankings.announce(first, by=office, now=later)
    rankings.approve(first, by=leader, now=AFTER_APPEALS)
    rankings.publish(first, by=office, now=AFTER_APPEALS)
    first.refresh_from_db()
    second = counted(town, AFTER_APPEALS, corrects=first, why="曝光的是另一个街道")
    (row,) = rankings.takeable(second)
    assert score_of(second, town, "street_a").lists[0]["list"] == "black_list"
    later = AFTER_APPEALS + timedelta(minutes=10)
    rankings.take_bonus(second, row.pk, "记错了单位", by=office, now=later)
    with pytest.raises(Refused, match="no_bonus"):
        rankings.take_bonus(second, row.pk, "记错了单位", by=office, now=later)
    with pytest.raises(Refused, match="count_again"):
        rankings.announce(second, by=office, now=later)
    rankings.recount(second, by=office, now=later)
    run_waiting(lambda: later)
    before, after = score_of(first, town, "street_a"), score_of(second, town, "street_a")
    assert exact.read(after.total) - exact.read(before.total) == 5  # what the scheme lets points given count for
    assert before.lists[0]["list"] == "black_list" and not [
        one for one in after.lists if one.get("list") == "black_list"
    ]
    assert verify_ranking(first) == verify_ranking(Ranking.objects.get(pk=second.pk)) == []
    assert rebuild() == {}
