"""A unit appeals against its figures; the office decides under a duty; what it decides is counted and stays proven."""

from datetime import timedelta

import pytest

from rectification.workflow import Action
from scoring.actions import appeals, rankings
from scoring.actions.appeals import Plea
from scoring.actions.verifying import verify
from scoring.models import Appeal, Line, Ranking, Score
from scoring.periods import Kind, Period
from sites.models import City
from supervision.actions.jobs import run_waiting
from supervision.actions.rebuild import rebuild
from supervision.actions.sweep import sweep
from supervision.models import Duty, Notice
from supervision.refusals import Conflict, NotAllowed, Refused
from tests.town import MONDAY, TUESDAY, at, file_ticket, photo, take

pytestmark = pytest.mark.django_db
WEEK = Period(Kind.WEEK, "2026-W10")
ANNOUNCED = at(MONDAY + timedelta(days=9), "18:00")  # Wednesday after office hours; appeals until Monday's close
THURSDAY = at(MONDAY + timedelta(days=10), "09:00")
OVER = ANNOUNCED + timedelta(days=6)


@pytest.fixture
def announced(town) -> Ranking:
    """Street A has four fixed in time and one late."""
    for hour in ("10:00", "10:10", "10:20", "10:30", "16:00"):
        ticket = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
        take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, hour), photos=1)
        take(town, Action.PASS, ticket, "inspector", at(TUESDAY, "10:00"))
    ranking = rankings.begin(WEEK, by=town.posts["office"], now=ANNOUNCED)
    run_waiting(lambda: ANNOUNCED)
    rankings.announce(ranking, by=town.posts["office"], now=ANNOUNCED)
    return Ranking.objects.get(pk=ranking.pk)


def late_line(ranking: Ranking) -> Line:
    return Line.objects.get(ranking=ranking, role="lead", out="", on_time=0)


def appeal(town, ranking: Ranking, who: str = "street_clerk", now=THURSDAY, **more) -> Appeal:
    plea = Plea(
        "on_time_rate", more.pop("words", "当日停电，已报备"), more.pop("duty", late_line(ranking).duty_id), **more
    )
    return appeals.ask(ranking, plea, by=town.actor(who), now=now)


def decided(town, row: Appeal, *, upheld=True, effect="on_time", now=None) -> Appeal:
    later = now or THURSDAY + timedelta(hours=3)
    appeals.decide(row, upheld=upheld, effect=effect, words="属实", by=town.posts["office"], now=later)
    run_waiting(lambda: later + timedelta(minutes=1))
    return Appeal.objects.get(pk=row.pk)


def total(town, ranking: Ranking) -> str:
    return Score.objects.get(ranking=ranking, subject="unit", key=town.units["street_a"].id).total


def test_an_upheld_appeal_makes_the_late_fix_count_as_on_time(town, announced):
    before = total(town, announced)
    row = appeal(town, announced, proof=(photo(town.people["street_clerk"], THURSDAY),))
    assert len(row.proof) == 1 and Notice.objects.filter(key="appeal.asked", user=town.people["office"]).exists()
    duty = Duty.objects.get(subject_id=row.pk)
    assert (duty.kind, duty.unit_id) == ("appeal", town.units["office"].id)
    row = decided(town, row)
    announced.refresh_from_db()
    assert (row.state, announced.state) == ("upheld", "announced")
    assert Duty.objects.get(subject_id=row.pk).outcome == "upheld"
    assert not Line.objects.filter(ranking=announced, role="lead", out="", on_time=0).exists()
    assert total(town, announced) != before
    assert Notice.objects.filter(key="appeal.upheld", user=town.people["street_clerk"]).exists()


def test_an_entry_can_be_left_out_altogether(town, announced):
    row = appeal(town, announced)
    line = late_line(announced)
    decided(town, row, effect="out")
    assert Line.objects.get(ranking=announced, duty=line.duty_id).out == "appeal"


def test_how_long_units_may_appeal_is_the_citys_own_setting(town):
    City.objects.update(rules={"appeal_within": "5 workday"})
    ranking = rankings.begin(WEEK, by=town.posts["office"], now=ANNOUNCED)
    run_waiting(lambda: ANNOUNCED)
    rankings.announce(ranking, by=town.posts["office"], now=ANNOUNCED)
    ranking.refresh_from_db()
    assert ranking.appeals_until == at(MONDAY + timedelta(days=16), "17:30")  # Wednesday to Wednesday


def test_a_refused_one_changes_nothing(town, announced):
    before = total(town, announced)
    row = decided(town, appeal(town, announced), upheld=False, effect="")
    assert row.state == "refused" and total(town, announced) == before


def test_the_published_one_still_comes_out_of_the_events(town, announced):
    decided(town, appeal(town, announced))
    rankings.approve(announced, by=town.posts["city_leader"], now=OVER)
    rankings.publish(announced, by=town.posts["office"], now=OVER)
    assert verify(Ranking.objects.get(pk=announced.pk)) == []
    assert rebuild() == {}


def test_it_is_not_approved_while_an_appeal_is_open(town, announced):
    appeal(town, announced)
    with pytest.raises(Refused, match="appeals_open"):
        rankings.approve(announced, by=town.posts["city_leader"], now=OVER)


def test_the_office_hears_that_its_decision_is_late(town, announced):
    row = appeal(town, announced)
    sweep(THURSDAY + timedelta(days=6))
    assert Duty.objects.get(subject_id=row.pk).highest_rung >= 1


@pytest.mark.parametrize(
    ("who", "more", "why"),
    [
        ("inspector", {}, "wrong_party"),
        ("office", {}, "wrong_party"),
        ("west_clerk", {}, "no_such_line"),  # another unit's entry
        ("street_clerk", {"now": OVER}, "appeal_late"),
        ("street_clerk", {"words": "  "}, "needs_words"),
        ("street_clerk", {"words": "a\x00b"}, "bad_text"),
    ],
)
def test_what_is_no_appeal_is_refused_in_words(town, announced, who, more, why):
    with pytest.raises((Refused, NotAllowed), match=why):
        appeal(town, announced, who, **more)
    assert not Appeal.objects.exists()


def test_a_figure_nobody_has_is_refused(town, announced):
    with pytest.raises(Refused, match="no_such_figure"):
        appeals.ask(announced, Plea("luck", "运气不好"), by=town.actor("street_clerk"), now=THURSDAY)


def test_one_at_a_time_for_each_thing(town, announced):
    appeal(town, announced)
    with pytest.raises(Refused, match="appealed_already"):
        appeal(town, announced, "unit_head")


def test_a_repeated_request_is_one_appeal(town, announced):
    plea = Plea("on_time_rate", "停电", late_line(announced).duty_id)
    one = appeals.ask(announced, plea, by=town.actor("street_clerk"), now=THURSDAY, key="a1")
    two = appeals.ask(announced, plea, by=town.actor("street_clerk"), now=THURSDAY, key="a1")
    assert one.pk == two.pk and Appeal.objects.count() == 1


def test_upheld_says_what_becomes_of_the_entry(town, announced):
    row = appeal(town, announced)
    with pytest.raises(Refused, match="needs_effect"):
        decided(town, row, effect="")


def test_a_decided_one_is_not_decided_again_and_the_second_officer_is_told(town, announced):
    row = appeal(town, announced)
    decided(town, row)
    with pytest.raises(Refused, match="decided_already"):
        decided(town, row, upheld=False, effect="")
    with pytest.raises(Conflict, match="somebody_faster"):
        appeals.withdraw(row, by=town.posts["street_clerk"], now=THURSDAY + timedelta(hours=4), expected=1)


def test_the_unit_takes_it_back_and_the_office_owes_nothing(town, announced):
    row = appeal(town, announced)
    appeals.withdraw(row, by=town.posts["unit_head"], now=THURSDAY + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == "withdrawn" and Duty.objects.get(subject_id=row.pk).state == "done"


def test_a_dropped_ranking_takes_its_appeals_with_it(town, announced):
    row = appeal(town, announced)
    rankings.drop(announced, "口径有误", by=town.posts["office"], now=THURSDAY + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == "lapsed" and Duty.objects.get(subject_id=row.pk).outcome == "lapsed"


def test_points_meet_an_appeal_against_a_whole_figure(town, announced):
    row = appeals.ask(announced, Plea("fix_rate", "分组有误"), by=town.actor("unit_head"), now=THURSDAY)
    decided(town, row, effect="")
    office, later = town.posts["office"], THURSDAY + timedelta(hours=4)
    rankings.give_bonus(announced, town.units["street_a"], 1, "申诉成立", by=office, now=later)
    with pytest.raises(Refused, match="count_again"):
        rankings.approve(announced, by=town.posts["city_leader"], now=OVER)


def test_an_entry_that_was_never_struck_off_counts_as_fixed_on_time_when_the_office_says_so(town):
    for hour in ("10:00", "10:10", "10:20", "10:30"):
        ticket = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
        take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, hour), photos=1)
        take(town, Action.PASS, ticket, "inspector", at(TUESDAY, "10:00"))
    left = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
    ranking = rankings.begin(WEEK, by=town.posts["office"], now=ANNOUNCED)
    run_waiting(lambda: ANNOUNCED)
    rankings.announce(ranking, by=town.posts["office"], now=ANNOUNCED)
    decided(town, appeal(town, ranking, duty=left.lead_duty_id))
    line = Line.objects.get(ranking=ranking, duty=left.lead_duty_id)
    assert (line.fixed, line.on_time) == (1, 1)
    assert verify(Ranking.objects.get(pk=ranking.pk)) == []
