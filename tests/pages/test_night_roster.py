"""The night roster: which hours a night has, who plans it, taking turns, handing a night over, two people at once."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from supervision.actions.calendars import load_calendar
from supervision.actions.nights import plan, planned, stream_of
from supervision.actions.rebuild import rebuild
from supervision.actions.rosters import load_nights
from supervision.actions.standing import seq_of
from supervision.actions.verify import verify
from supervision.models import NightDuty
from supervision.nights import shift_at, shift_of
from supervision.refusals import NotAllowed, Refused
from supervision.workcalendar import Day, DayKind, WorkCalendar
from tests.town import FRIDAY, MONDAY, TUESDAY, TZ, WEDNESDAY, at

SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (MONDAY, at(MONDAY, "17:30"), at(TUESDAY, "08:30")),
        (FRIDAY, at(FRIDAY, "17:30"), at(SATURDAY, "08:30")),
        (SATURDAY, at(SATURDAY, "08:30"), at(SUNDAY, "08:30")),
        (SUNDAY, at(SUNDAY, "08:30"), at(MONDAY + timedelta(days=7), "08:30")),
    ],
)
def test_a_night_lasts_until_the_next_opening_and_a_day_off_belongs_to_it(day, begins, ends):
    assert shift_of(WorkCalendar(), day.date()) == (day.date(), begins, ends)


def test_every_moment_outside_office_days_lies_in_exactly_one_night():
    holiday = {date(2026, 3, 4): Day(DayKind.OFF, "放假"), date(2026, 3, 7): Day(DayKind.WORK)}
    calendar = WorkCalendar(holiday)
    shifts = [shift_of(calendar, date(2026, 3, 1) + timedelta(days=n)) for n in range(20)]
    for before, after in pairwise(shifts):
        spans = calendar.spans_on(after.day)
        assert before.ends == (spans[0][0] if spans else after.begins)
        assert after.begins == (spans[-1][1] if spans else before.ends)
    moment = datetime(2026, 3, 3, 3, tzinfo=TZ)
    assert shift_at(calendar, moment).day == date(2026, 3, 2)
    assert shift_at(calendar, moment.replace(hour=12)).day == date(2026, 3, 3)


def who(town, unit="street_a", first=MONDAY, days=3):
    """Names by day."""
    shifts = [shift_of(load_calendar(), first.date() + timedelta(days=n)) for n in range(days)]
    found = planned(town.units[unit].pk, shifts)
    return {day.day: row.user.username for day, row in found.items()}


def planned_by(town, name, wanted, now=MONDAY, **more):
    days = {day.date(): town.people[person].pk if person else None for day, person in wanted.items()}
    by = town.posts[name]
    return plan(by.unit_id, days, calendar=load_calendar(), now=now, by=by, **more)


@pytest.mark.django_db
def test_a_head_plans_the_nights_and_changes_one_before_it_begins(town):
    planned_by(town, "unit_head", {MONDAY: "street_clerk", TUESDAY: "colleague", WEDNESDAY: "street_clerk"})
    assert who(town) == {2: "street_clerk", 3: "colleague", 4: "street_clerk"}
    planned_by(town, "unit_head", {TUESDAY: "unit_head", WEDNESDAY: None}, now=at(MONDAY, "10:00"))
    assert who(town) == {2: "street_clerk", 3: "unit_head"}
    assert planned_by(town, "unit_head", {TUESDAY: "unit_head"}, now=at(MONDAY, "11:00")) is None
    assert list(verify()) == [] and not any(rebuild().values())


@pytest.mark.django_db
def test_a_night_that_runs_is_handed_over_now(town):
    planned_by(town, "unit_head", {MONDAY: "street_clerk"})
    planned_by(town, "unit_head", {MONDAY: "colleague"}, now=at(MONDAY, "22:00"))
    unit = town.units["street_a"].pk
    awake = {
        hour: [s.user_id for s in load_nights([unit])[unit] if s.valid_from <= at(MONDAY, hour) < s.valid_to]
        for hour in ("21:59", "22:00")
    }
    assert awake == {"21:59": [town.people["street_clerk"].pk], "22:00": [town.people["colleague"].pk]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by", "wanted", "code"),
    [
        ("street_clerk", {MONDAY: "street_clerk"}, "not_yours"),
        ("unit_head", {MONDAY - timedelta(days=2): "street_clerk"}, "bad_night"),
        ("unit_head", {MONDAY + timedelta(days=400): "street_clerk"}, "bad_night"),
        ("unit_head", {MONDAY: "inspector"}, "no_colleague"),
        ("unit_head", {}, "bad_night"),
    ],
)
def test_what_is_refused(town, by, wanted, code):
    with pytest.raises((Refused, NotAllowed)) as refused:
        planned_by(town, by, wanted)
    assert (refused.value.code, NightDuty.objects.count()) == (code, 0)


def fields(page, **chosen):
    """The form as the page has it, with some nights chosen anew."""
    content = page.context
    kept = {cell["field"]: str(cell["chosen"] or "") for cell in content["cells"]}
    return {**kept, "expected": str(content["expected"]), "how": "save", **chosen}


def test_the_page_shows_four_weeks_and_who_works_here_takes_turns(town, hands, stand):
    stand(at(MONDAY, "10:00"))
    head = hands("unit_head")
    page = head.get("/unit/nights/")
    assert len(page.context["cells"]) == 28 and "没有人值夜班" in page.content.decode()
    first = page.context["cells"][0]["field"]
    people = page.context["people"]
    answer = head.post(
        "/unit/nights/plan/", follow=True, **fields(page, **{first: str(people[1]["id"]), "how": "turns"})
    )
    names = [cell["name"] for cell in answer.context["cells"]]
    turn = [person["name"] for person in people]
    assert names == [turn[(n + 1) % len(turn)] for n in range(28)]
    assert "已排 28 个班" in answer.content.decode()
    page = hands("street_clerk").get("/unit/nights/").content.decode()
    assert "<select" not in page.split("nt-grid")[1] and turn[1] in page


def test_who_was_slower_keeps_what_was_chosen_and_learns_who_was_faster(town, hands, stand):
    stand(at(MONDAY, "10:00"))
    head, office = hands("unit_head"), hands("office")
    unit = town.units["street_a"].pk
    pages = head.get("/unit/nights/"), office.get(f"/unit/nights/?unit={unit}")
    night = pages[0].context["cells"][1]["field"]
    clerk, colleague = (str(town.people[name].pk) for name in ("street_clerk", "colleague"))
    assert head.post("/unit/nights/plan/", **fields(pages[0], **{night: clerk})).status_code == 302
    answer = office.post(f"/unit/nights/plan/?unit={unit}", **fields(pages[1], **{night: colleague}))
    assert answer.status_code == 409 and str(town.people["unit_head"]) in answer.content.decode()
    assert str(answer.context["cells"][1]["chosen"]) == colleague
    assert who(town, days=2) == {3: "street_clerk"}
    again = fields(answer, **{night: colleague})
    assert again["expected"] == str(seq_of(stream_of(unit)))
    assert office.post(f"/unit/nights/plan/?unit={unit}", **again).status_code == 302
    assert who(town, days=2) == {3: "colleague"}


def test_the_page_asks_the_same_number_of_questions_however_much_is_planned(
    town, hands, stand, django_assert_num_queries, django_assert_max_num_queries
):
    stand(at(MONDAY, "10:00"))
    head = hands("unit_head")
    planned_by(town, "unit_head", {MONDAY: "street_clerk"}, now=MONDAY)
    head.get("/unit/nights/")
    with django_assert_max_num_queries(40) as few:
        head.get("/unit/nights/")
    n = len(few)
    later = {MONDAY + timedelta(days=n): ("colleague", "unit_head")[n % 2] for n in range(1, 27)}
    planned_by(town, "unit_head", later, now=MONDAY)
    head.get("/unit/nights/")
    with django_assert_num_queries(n):
        head.get("/unit/nights/")
