"""ENGINE 8-11 and 14: rungs fire once, in order, at the moment they fell due, whoever was or was not looking."""

import pytest
from django.db import IntegrityError, transaction

from rectification.settle import settle
from supervision.actions import people
from supervision.actions.sweep import fitting, sweep
from supervision.models import Duty, Event, Notice
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Town, at, file_ticket, take

pytestmark = pytest.mark.django_db


def rungs(ticket):
    """(rung, moment it fell due) in the order of the stream."""
    events = Event.objects.filter(stream_id=ticket.id, action="rung").order_by("seq")
    return [(e.facts["rung"], e.occurs_at) for e in events]


def told(ticket, key):
    """Who was told of a rung."""
    return sorted(Notice.objects.filter(subject_id=ticket.id, key=key).values_list("user__username", flat=True))


def test_rule_8_a_missed_deadline_climbs_one_rung_at_a_time_however_often_the_worker_runs(town):
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", MONDAY)
    sweep(at(TUESDAY, "17:30"))
    sweep(at(TUESDAY, "17:30"))  # a second worker, the same minute
    assert rungs(ticket) == [
        ("warning", at(MONDAY, "14:00")),
        ("reminder", at(MONDAY, "15:00")),
        ("supervision", at(TUESDAY, "17:30")),
    ]
    ticket.refresh_from_db()
    assert ticket.status == "rectifying"  # late, but still the unit's to fix


def test_rule_8_who_hears_of_each_rung(town):
    ticket = file_ticket(town)
    sweep(at(TUESDAY, "17:30"))
    assert told(ticket, "rung.warning") == ["street_clerk"]
    assert told(ticket, "rung.reminder") == ["street_clerk", "unit_head"]
    assert {"street_clerk", "unit_head", "team_leader"} <= set(told(ticket, "rung.supervision"))


@pytest.mark.parametrize(
    ("filed_by", "category", "site", "source", "kind", "days"),
    [
        ("office", "ENV-03", "S001", "hotline", "screen", 2),
        ("inspector", "HOU-01", "", "team", "dispatch", 2),
    ],
)
def test_rule_8_every_desk_has_the_small_ladder(town, filed_by, category, site, source, kind, days):
    if kind == "dispatch":
        people.end_post(town.posts["street_clerk"], now=MONDAY)
        people.end_post(town.posts["colleague"], now=MONDAY)
        people.end_post(town.posts["unit_head"], now=MONDAY)
        ticket = file_ticket(town, filed_by, category="ENV-03", site="S001")
    else:
        ticket = file_ticket(town, filed_by, category=category, site=site, source=source)
    assert ticket.main_duty.kind == kind
    sweep(THURSDAY)
    assert [rung for rung, _ in rungs(ticket)] == ["warning", "reminder", "supervision"]


def test_rule_9_the_database_refuses_the_same_rung_twice(town):
    ticket = file_ticket(town)
    sweep(at(MONDAY, "14:00"))
    event = Event.objects.get(stream_id=ticket.id, action="rung")
    event.pk, event.seq = None, 99
    from supervision.ids import new_id

    event.pk = new_id()
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


def test_rule_10_a_step_settles_first_and_a_rung_comes_before_a_step_on_a_tie(town):
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "15:00"))  # the very moment it is due
    actions = list(Event.objects.filter(stream_id=ticket.id).order_by("seq").values_list("action", flat=True))
    assert actions == ["file", "rung", "rung", "receive"]


def test_rule_10_recipients_are_those_of_the_moment_it_fell_due(town):
    ticket = file_ticket(town)
    people.end_post(town.posts["unit_head"], now=at(MONDAY, "15:30"))  # after the reminder fell due
    sweep(WEDNESDAY)  # the worker was away
    assert "unit_head" in told(ticket, "rung.reminder")
    assert "unit_head" not in told(ticket, "rung.supervision")


def test_rule_10_an_acting_holder_hears_instead_of_the_holder(town):
    ticket = file_ticket(town)
    people.set_acting(
        town.posts["street_clerk"], town.people["colleague"], at(MONDAY, "13:00"), at(FRIDAY, "09:00"), now=MONDAY
    )
    sweep(at(MONDAY, "14:00"))
    assert told(ticket, "rung.warning") == ["colleague"]


def test_rule_10_no_stream_takes_a_now_before_its_last_event(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    event = take(town, "receive", ticket, "street_clerk", at(MONDAY, "08:00"))  # this machine's clock is behind
    assert event.occurs_at == at(MONDAY, "09:00")
    assert event.recorded_at == at(MONDAY, "08:00")


def history(town: Town, worker):
    """The same week with another worker; what happened, apart from when it was written down."""
    ticket = file_ticket(town)
    worker(at(MONDAY, "14:30"))
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "15:30"))
    worker(at(TUESDAY, "18:00"))
    take(town, "submit", ticket, "street_clerk", at(WEDNESDAY, "09:00"), photos=1)
    worker(at(THURSDAY, "18:00"))
    take(town, "fail", ticket, "inspector", at(FRIDAY, "09:00"), words="不合格")
    worker(at(FRIDAY, "17:30"))
    sweep(at(FRIDAY, "18:00"))
    rows = Event.objects.filter(stream_id=ticket.id).order_by("seq")
    return [(e.seq, e.action, e.occurs_at, e.before, e.after, e.facts.get("rung")) for e in rows]


def test_rule_10_a_worker_always_on_and_a_worker_never_on_write_the_same_ledger(town):
    with transaction.atomic():
        on = history(town, sweep)
        transaction.set_rollback(True)
    with transaction.atomic():
        off = history(town, lambda now: None)
        transaction.set_rollback(True)
    assert on == off
    assert [e[5] for e in on if e[5]].count("reminder") >= 2  # the unit's, and the checker's own


def test_rule_14_a_batch_of_fifty_costs_as_many_queries_as_a_batch_of_one(town, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(count):
        tickets = [file_ticket(town, anyway="另一处", photos=2) for _ in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            settle([t.id for t in tickets], at(MONDAY, "14:00"))
        assert all(rungs(t) for t in tickets)
        return len(seen)

    one, many = cost(2), cost(20)
    assert many == one


def test_rule_27_batches_shrink_until_a_writer_holds_sqlite_briefly():
    assert fitting(100, 1.0, 500) == 10
    assert fitting(100, 0.1, 500) == 100
    assert fitting(100, 0.01, 500) == 500
    assert fitting(10, 9.0, 500) == 10


def test_a_tick_with_nothing_due_is_one_query(town, django_assert_num_queries):
    file_ticket(town)
    with django_assert_num_queries(1):
        assert sweep(MONDAY) == 0
    assert Duty.objects.filter(next_action_at__lte=MONDAY).count() == 0
