"""The working calendar: what an edit would move is said before it is saved, and is what then moves."""

from datetime import date

import pytest

from supervision.actions.calendars import load_calendar
from supervision.actions.jobs import run_waiting
from supervision.models import CalendarDay, CalendarYear, Duty, Event, Job, OfficeHours
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, file_ticket, take

DAYS = "/office/calendar/days/"


@pytest.fixture
def office(hands):
    return hands("office")


def save(office, form: dict, address: str = DAYS, **more):
    """Looked at, then saved."""
    token = office.post(address, **form).context["moves"]["token"]
    return office.post(address, save=token, **form, **more)


@pytest.fixture
def ledger(town):
    """Entries in office time and by the clock, one handed in, one suspended, one struck off."""
    made = [file_ticket(town, now=at(MONDAY, "16:00"), anyway="另一处") for _ in range(4)]
    file_ticket(town, now=at(MONDAY, "16:00"), category="EMG-01", anyway="另一处")
    take(town, "submit", made[1], "street_clerk", at(MONDAY, "16:10"), photos=1)
    take(town, "suspend", made[2], "office", at(MONDAY, "16:20"), words="列入改造", until=at(FRIDAY, "17:30"))
    take(town, "submit", made[3], "street_clerk", at(MONDAY, "16:10"), photos=1)
    take(town, "pass", made[3], "team_leader", at(MONDAY, "16:30"))
    return made


def typhoon(day=TUESDAY, **changes) -> dict:
    """The form: one day off."""
    iso = day.date().isoformat()
    return {"first": iso, "last": iso, "kind": "off", "name": "台风停工", "why": "防台风通知", **changes}


@pytest.mark.parametrize(
    "form",
    [
        typhoon(),
        typhoon(last=THURSDAY.date().isoformat()),
        typhoon(day=FRIDAY),
        typhoon(first="2026-03-07", last="2026-03-07", kind="work"),
        typhoon(kind="plain"),
    ],
    ids=["tomorrow off", "three days off", "a later day", "a Saturday worked", "an ordinary day stays so"],
)
def test_what_the_preview_says_is_what_the_job_does(town, office, stand, ledger, form):
    stand(at(MONDAY, "17:00"))
    rows = {duty.pk: (duty.due_at, duty.score_due_at) for duty in Duty.objects.all()}
    said = office.post(DAYS, **form).context["moves"]
    assert {duty.pk: (duty.due_at, duty.score_due_at) for duty in Duty.objects.all()} == rows
    assert not Job.objects.exists() and not Event.objects.filter(stream_kind="calendar", action="day").exists()

    answer = save(office, form)
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    run_waiting(lambda: at(MONDAY, "17:01"))
    corrected = Event.objects.filter(action="correct")
    assert said["n"] == corrected.values("stream_id").distinct().count()
    assert said["n"] or form["kind"] == "plain"


def late_now(now) -> set:
    """Entries with a running clock that is over."""
    rows = Duty.objects.filter(state="running", due_at__lte=now)
    return set(rows.values_list("subject_id", flat=True))


def test_who_becomes_late_and_who_no_longer_is(town, office, stand, ledger):
    now = at(WEDNESDAY, "08:00")  # four office hours from Monday at four are over on Tuesday at eleven
    stand(now)
    before, said = late_now(now), office.post(DAYS, **typhoon()).context["moves"]
    save(office, typhoon())
    run_waiting(lambda: now)
    after = late_now(now)
    assert ledger[0].pk in before - after
    assert (said["no_longer_late"], said["now_late"]) == (len(before - after), 0)

    said = office.post(DAYS, **typhoon(kind="plain")).context["moves"]
    assert (said["now_late"], said["no_longer_late"]) == (len(before - after), 0)
    assert said["earlier"] == said["n"] and any(row["late"] for row in said["examples"])


def test_a_day_is_kept_with_its_reason_and_the_second_editor_is_told(town, office):
    seen = office.get(DAYS).content.decode().split('name="expected" value="')[1].split('"')[0]
    assert save(office, typhoon(), expected=seen).status_code == 302
    assert not load_calendar().is_workday(TUESDAY.date())
    year = office.get("/office/calendar/", year="2026").content.decode()
    assert "防台风通知" in year and "台风停工" in year
    late = save(office, typhoon(name="又改"), expected=seen)
    assert late.status_code == 409 and "又改" in late.content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"why": ""}, {"first": "2026-02-31"}, {"last": "2026-03-01"}, {"last": "2026-06-30"}, {"kind": "half"}],
    ids=["no reason", "no such day", "ends before it begins", "too long", "no such kind"],
)
def test_an_edit_that_makes_no_sense_is_refused(town, office, changes):
    assert office.post(DAYS, **typhoon(**changes)).status_code == 422
    assert office.post(DAYS, save="1", **typhoon(**changes)).status_code == 422
    assert not Job.objects.exists()


def test_what_was_changed_after_it_was_looked_at_is_looked_at_again(town, office):
    token = office.post(DAYS, **typhoon()).context["moves"]["token"]
    answer = office.post(DAYS, save=token, **typhoon(last=FRIDAY.date().isoformat()))
    assert answer.status_code == 200 and answer.context["moves"] and not Job.objects.exists()


def summer(**changes) -> dict:
    """Summer hours from tomorrow on."""
    spans = {"morning_from": "08:00", "morning_to": "12:00", "afternoon_from": "15:00", "afternoon_to": "18:00"}
    return {**spans, "since": TUESDAY.date().isoformat(), "until": "2026-03-31", "why": "夏令时", **changes}


def test_hours_of_a_season_are_looked_at_and_saved(town, office, stand, ledger):
    stand(at(MONDAY, "17:00"))
    said = office.post("/office/calendar/hours/", **summer()).context["moves"]
    assert said["n"] and not OfficeHours.objects.exists()
    assert save(office, summer(), "/office/calendar/hours/").status_code == 302
    run_waiting(lambda: at(MONDAY, "17:01"))
    assert said["n"] == Event.objects.filter(action="correct").values("stream_id").distinct().count()
    assert "08:00—12:00" in office.get("/office/calendar/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"since": "2026-03-01"}, {"morning_to": "07:00"}, {"afternoon_to": ""}, {"until": "2026-03-02"}, {"why": ""}],
    ids=["back-dated", "ends before it begins", "half an afternoon", "until before since", "no reason"],
)
def test_hours_that_make_no_sense_are_refused(town, office, changes):
    assert office.post("/office/calendar/hours/", save="1", **summer(**changes)).status_code == 422
    assert not OfficeHours.objects.exists()


def test_a_year_is_complete_when_somebody_says_so(town, office, stand):
    stand(at(MONDAY.replace(month=11), "10:00"))
    assert "2027 年的节假日尚未录入" in office.get("/office/").content.decode()
    assert office.post("/office/calendar/2027/complete/", why="国办通知已录入").status_code == 302
    assert CalendarYear.objects.filter(pk=2027).exists()
    assert "2027 年的节假日尚未录入" not in office.get("/office/").content.decode()
    assert office.post("/office/calendar/2027/complete/", why="再报").status_code == 422


def test_the_year_counts_its_days(town, office):
    page = office.get("/office/calendar/", year="2026")
    assert page.context["worked"] == 248  # DOMAIN 10
    shown = [day for month in page.context["months"] for week in month["weeks"] for day in week if day]
    assert len(shown) == 365
    assert CalendarDay.objects.filter(date__year=2026, kind="work").count() == page.context["makeup"]
    assert next(day for day in shown if day["url"].endswith(date(2026, 2, 14).isoformat()))["kind"] == "makeup"
