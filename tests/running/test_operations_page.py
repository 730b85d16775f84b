"""The page of operations, and the band on every page of the office when deadlines are not watched."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision import operations, tasks
from supervision.actions.seals import seal
from supervision.ids import new_id
from supervision.models import Channel, Delivery, Duty, Heartbeat, Job, Notice, StreamHead
from supervision.office.operations import operations_page
from tests.town import MONDAY, TUESDAY, WEDNESDAY, at, file_ticket

BAND = "tz-gap--late"


def figures(now) -> dict:
    from supervision.actions.calendars import load_calendar

    groups = operations_page(now, load_calendar())["groups"]
    return {figure["label"]: figure for group in groups for figure in group["figures"]}


@pytest.fixture
def shown(hands, stand):
    """The figures as the office sees them at a moment, by their label in English."""

    def look(now) -> dict:
        from django.utils import translation

        stand(now)
        with translation.override("en"):
            return figures(now)

    return look


def alive(now) -> None:
    Heartbeat.tick("worker", "beat", "sweep", now=now)


def test_in_a_quiet_hour_everything_is_in_order(town, shown):
    now = at(MONDAY, "10:00")
    alive(now - timedelta(seconds=12))
    seal(now)
    found = shown(now)
    assert {label for label, figure in found.items() if figure["state"] != "fine"} <= {"Room for files"}
    assert found["Lag of the sweep"]["value"] == "none"
    assert "12 seconds ago" in found["Last sweep"]["text"]


def test_the_lag_is_how_long_the_oldest_due_duty_has_waited(town, shown):
    file_ticket(town, now=at(MONDAY, "09:10"))
    first = Duty.objects.exclude(next_action_at=None).order_by("next_action_at").first().next_action_at
    alive(first)
    late = shown(first + timedelta(minutes=4))
    assert (late["Lag of the sweep"]["value"], late["Lag of the sweep"]["state"]) == ("4 min", "fine")
    later = shown(first + timedelta(minutes=7))
    assert (later["Lag of the sweep"]["value"], later["Lag of the sweep"]["state"]) == ("7 min", "bad")
    assert later["Last sweep"]["state"] == later["Worker, last sign of life"]["state"] == "bad"
    soon = shown(first - timedelta(minutes=30))
    assert soon["Due in the next hour"]["value"] == "1"
    assert int(soon["Running duties"]["value"]) >= 1


def test_a_sweep_brings_the_lag_back_to_nothing(town, shown, stand):
    file_ticket(town, now=at(MONDAY, "09:10"))
    alive(at(MONDAY, "09:10"))
    assert shown(at(WEDNESDAY, "09:00"))["Lag of the sweep"]["state"] == "bad"
    assert tasks.sweep() == 1
    found = shown(at(WEDNESDAY, "09:00"))
    assert found["Lag of the sweep"]["value"] == "none"
    assert found["Last sweep"]["state"] == "fine"


def test_what_lies_about_is_counted_and_says_what_to_do(town, shown):
    now = at(MONDAY, "10:00")
    seal(now)
    file_ticket(town, now=at(MONDAY, "10:10"))
    facts = {"kind": "calendar", "asked_at": now}
    Job.objects.create(state=Job.State.FAILED, ended_at=now, **facts)
    Job.objects.create(state=Job.State.RUNNING, beat_at=now, **facts)
    Job.objects.create(state=Job.State.WAITING, **facts)
    found = shown(at(MONDAY, "10:50"))
    assert found["Undelivered notices"]["value"] == str(Notice.objects.count()) != "0"
    assert found["Undelivered notices"]["state"] == "bad"
    assert found["Failed jobs, last seven days"]["value"] == "1"
    assert found["Jobs: exports, imports, corrections"]["value"] == "1 wait, 1 run"
    assert found["Jobs: exports, imports, corrections"]["state"] == "watch"  # the runner has been silent
    assert found["Last seal"]["state"] == "bad"
    events = sum(head.seq - head.sealed_seq for head in StreamHead.objects.all())
    assert found["Events after the seal"]["value"] == str(events) != "0"


def test_messages_that_should_have_left_or_were_given_up_are_counted(town, shown):
    now = at(MONDAY, "10:00")
    facts = {"channel": Channel.objects.create(kind="web", name="市级平台", created_at=now), "created_at": now}
    Delivery.objects.create(id=new_id(), next_try_at=now + timedelta(minutes=30), **facts)
    on_time = shown(now)["Mails and messages on their way out"]
    assert (on_time["value"], on_time["state"]) == ("1", "fine")
    assert shown(now + timedelta(minutes=36))["Mails and messages on their way out"]["state"] == "watch"
    Delivery.objects.update(state=Delivery.State.DEAD)
    given_up = shown(now)["Messages given up, last seven days"]
    assert (given_up["value"], given_up["state"]) == ("1", "watch")
    assert given_up["url"] == "/office/notices/undelivered/"
    assert shown(now + timedelta(days=8))["Messages given up, last seven days"]["state"] == "fine"


def test_a_year_without_its_notice_and_a_full_disk_are_named(town, shown, monkeypatch):
    monkeypatch.setattr(operations, "room", lambda: (100 * 1024 * 1024, 50 * 1024**3))
    found = shown(at(MONDAY.replace(year=2031), "10:00"))
    assert found["Calendar years missing"]["value"] == "2031"
    assert found["Room for files"]["state"] == "bad"
    monkeypatch.setattr(operations, "room", lambda: (2 * 1024**3, 50 * 1024**3))
    assert shown(at(MONDAY, "10:00"))["Room for files"]["state"] == "watch"


def test_the_page_asks_as_much_of_fifty_entries_as_of_one(town, hands):
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get("/office/operations/").status_code == 200
        return len(queries)

    office = hands("office")
    file_ticket(town, now=at(MONDAY, "09:10"))
    office.get("/office/operations/")
    before = counted()
    for _ in range(10):
        file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    assert counted() == before < 40


def test_an_open_page_asks_for_its_part_alone(town, hands):
    part = hands("office").client.get("/office/operations/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="op"')
    assert "<html" not in part


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (lambda: Duty.objects.filter(next_action_at__lte=at(MONDAY, "10:00")), "duty_next_action"),
        (lambda: Duty.objects.filter(next_action_at__isnull=False), "duty_next_action"),
        (lambda: Duty.objects.exclude(state="done"), "duty_by_time"),
        (lambda: Notice.objects.filter(delivered_at__isnull=True).order_by("created_at"), "notice_undelivered"),
    ],
)
def test_each_figure_that_grows_with_the_ledger_is_read_from_an_index(town, read, index):
    file_ticket(town, now=at(MONDAY, "09:10"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    rows = read().values_list(*(["created_at"] if index.startswith("notice") else ["id"]))
    partial = {"duty_next_action", "duty_by_time"}
    plan = rows.explain()
    assert index in plan or (index in partial and "duty_" in plan), plan


def test_every_page_of_the_office_says_that_deadlines_are_not_watched(town, hands, stand):
    Heartbeat.tick("sweep", now=at(MONDAY, "10:00"))
    stand(at(MONDAY, "10:04"))
    assert BAND not in hands("office").get("/ledger/").content.decode()
    stand(at(MONDAY, "10:06"))
    for page in ("/", "/ledger/", "/office/", "/notices/"):
        assert BAND in hands("office").get(page).content.decode(), page
    assert BAND not in hands("street_clerk").get("/ledger/").content.decode()
    Heartbeat.tick("sweep", now=at(MONDAY, "10:06"))
    assert BAND not in hands("office").get("/ledger/").content.decode()


def test_a_duty_that_waits_raises_the_band_though_sweeps_end(town, hands, stand):
    file_ticket(town, now=at(MONDAY, "09:10"))
    Heartbeat.tick("sweep", now=at(TUESDAY, "23:59"))
    stand(at(TUESDAY, "23:59"))
    assert BAND in hands("office").get("/ledger/").content.decode()


def test_a_process_looks_at_most_once_in_ten_seconds(town, hands, monkeypatch):
    office = hands("office")
    office.get("/ledger/")
    with CaptureQueriesContext(connection) as looking:
        office.get("/ledger/")
    monkeypatch.setattr(operations, "LOOK_SECONDS", 3600.0)
    with CaptureQueriesContext(connection) as remembering:
        office.get("/ledger/")
    assert len(looking) - len(remembering) == 2
