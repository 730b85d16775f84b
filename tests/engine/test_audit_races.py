"""Two at once, on real threads: the ledger comes out as if one had come after the other (ENGINE 10, 14, 17-20)."""

import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from rectification import actions, filing
from rectification.models import Measure, Petition, Ticket
from supervision.actions.calendar_edit import set_day
from supervision.actions.jobs import run_waiting
from supervision.actions.rebuild import rebuild
from supervision.actions.seals import seal
from supervision.actions.sweep import sweep
from supervision.actions.verify import verify
from supervision.models import Duty, Event, Seal
from supervision.refusals import Refused
from tests.town import MONDAY, TUESDAY, WEDNESDAY, at, file_ticket, photo, take

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 300  # seconds after which somebody has waited for ever


@pytest.fixture(autouse=True)
def seals_of_this_test(settings, tmp_path):
    """Each test has a file of seals of its own."""
    settings.SEALS_DIR = tmp_path


def together(*calls):
    """Everything at once, each in a thread and a connection of its own; what each came to, refusals included."""
    results: list = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(number, call):
        try:
            start.wait(PATIENCE)
            results[number] = call()
        except (Refused, Ticket.DoesNotExist) as refused:
            results[number] = refused
        except Exception as error:
            results[number] = error
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for result in results:
        assert not isinstance(result, Exception) or isinstance(result, (Refused, Ticket.DoesNotExist)), repr(result)
    return results


def codes(results):
    """The codes of the refusals."""
    return sorted(result.code for result in results if isinstance(result, Refused))


def whole():
    """The ledger is whole, and the tables are a fold of it."""
    return [str(fault) for fault in verify()] + [f"{table}: {ids}" for table, ids in rebuild().items()]


def test_rule_14_two_merges_in_both_directions_leave_one_entry_open(lasting_town):
    town = lasting_town
    one, two = file_ticket(town), file_ticket(town, anyway="另一处")
    again = [Ticket.objects.get(pk=pk) for pk in (one.pk, two.pk)]
    results = together(
        lambda: take(town, "merge", again[0], "office", at(MONDAY, "10:00"), target=two.pk, words="同一处"),
        lambda: take(town, "merge", again[1], "team_leader", at(MONDAY, "10:00"), target=one.pk, words="同一处"),
    )
    assert codes(results) in (["no_such_target"], ["wrong_status"])
    assert Counter(Ticket.objects.values_list("status", flat=True)) == {"voided": 1, "assigned": 1}
    assert whole() == []


def test_rule_20_one_request_sent_four_times_at_once_happens_once(lasting_town):
    town = lasting_town
    ticket = file_ticket(town)
    photos = (photo(town.people["street_clerk"], MONDAY),)
    copies = [Ticket.objects.get(pk=ticket.pk) for _ in range(4)]
    results = together(*[
        lambda copy=copy: take(town, "submit", copy, "street_clerk", at(MONDAY, "10:00"), photos=photos, key="s1")
        for copy in copies
    ])  # fmt: skip
    assert len({event.id for event in results}) == 1
    assert Event.objects.filter(stream_id=ticket.id, action="submit").count() == 1


def test_rule_20_a_petition_decided_while_the_unit_submits_has_one_outcome(lasting_town):
    town = lasting_town
    ticket = file_ticket(town)
    later = at(WEDNESDAY, "17:30")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:30"), petition="suspension", words="等停水", until=later)
    mine, theirs = Ticket.objects.get(pk=ticket.pk), Ticket.objects.get(pk=ticket.pk)
    results = together(
        lambda: take(town, "submit", mine, "street_clerk", at(MONDAY, "10:00"), photos=1, expected=2),
        lambda: take(
            town, "decide", theirs, "office", at(MONDAY, "10:00"), petition="suspension", verdict=True, words="同意",
            expected=2,
        ),
    )  # fmt: skip
    assert codes(results) == ["somebody_faster"]
    ticket.refresh_from_db()
    state = Petition.objects.get(ticket=ticket).state
    assert (ticket.status, state) in (("reviewing", "lapsed"), ("suspended", "granted"))
    assert Duty.objects.filter(subject_id=ticket.id, kind="decide").exclude(state="done").count() == 0
    assert whole() == []


def test_rule_10_the_end_of_a_suspension_and_the_office_that_resumes_it_meet(lasting_town):
    town = lasting_town
    ticket = file_ticket(town)
    target = at(TUESDAY, "09:00")
    take(town, "suspend", ticket, "office", at(MONDAY, "10:00"), words="等天晴", until=target)
    mine = Ticket.objects.get(pk=ticket.pk)
    results = together(lambda: sweep(target), lambda: take(town, "resume", mine, "office", target))
    assert codes(results) == ["wrong_status"]  # the platform's own resumption came first, whoever was faster
    sweep(target)  # it skips what somebody holds, and comes again
    resumed = Event.objects.get(stream_id=ticket.id, action="resume")
    assert (resumed.occurs_at, resumed.actor_id) == (target, None)


def test_rule_9_two_sweepers_at_once_fire_each_rung_once(lasting_town):
    town = lasting_town
    for number in range(6):
        file_ticket(town, anyway=f"第{number}处")
    together(lambda: sweep(TUESDAY), lambda: sweep(TUESDAY), lambda: sweep(TUESDAY))
    sweep(TUESDAY)  # what one skipped because another one held it
    fired = Counter(Event.objects.filter(action="rung").values_list("stream_id", flat=True))
    assert sorted(fired.values()) == [2] * 6
    assert whole() == []


def test_rule_14_numbers_follow_each_other_and_the_second_of_two_inspectors_is_told(lasting_town):
    town = lasting_town
    people = ("inspector", "team_leader", "second_inspector", "second_leader")
    results = together(*[lambda by=by: file_ticket(town, by) for by in people])
    assert codes(results) == ["duplicate"] * 3
    results = together(*[lambda by=by: file_ticket(town, by, anyway="另一处") for by in people])
    numbers = sorted(Ticket.objects.values_list("number", flat=True))
    assert numbers == [f"LC2603-0000{n}" for n in range(1, 6)]


def test_rule_18_two_sealers_at_once_make_one_chain(lasting_town):
    file_ticket(lasting_town)
    together(lambda: seal(MONDAY), lambda: seal(MONDAY), lambda: seal(MONDAY))
    assert list(Seal.objects.values_list("no", flat=True)) == [1]
    assert whole() == []


def test_rule_17_a_rebuild_loses_nothing_that_is_written_meanwhile(lasting_town):
    """Whoever compares sees one moment, whoever exchanges holds the writers off."""
    town = lasting_town
    ticket = file_ticket(town)
    seal(MONDAY)
    over = threading.Event()

    def write():
        for number in range(6):
            mine = Ticket.objects.get(pk=ticket.pk)
            take(town, "comment", mine, "office", at(MONDAY, "10:00"), words=f"第{number}条")
            file_ticket(town, "inspector", anyway=f"第{number}处", now=at(MONDAY, "10:00"))
            if number % 2 == 0:
                seal(at(MONDAY, "10:00"))
        over.set()
        return []

    def look():
        found = []
        while not over.is_set():
            found += whole()
            time.sleep(0.05)
        return found

    def exchange():
        found = []
        while not over.is_set():
            found += [f"{table}: {ids}" for table, ids in rebuild(replace=True).items()]
            time.sleep(0.05)
        return found

    assert together(write, look, exchange) == [[], [], []]
    assert (Ticket.objects.count(), whole()) == (7, [])


def test_rule_6_a_calendar_edit_reaches_a_clock_that_is_being_started(lasting_town, monkeypatch):
    """A filing has read the old calendar and is about to commit; the edit and its job must not miss it."""
    town = lasting_town
    reached, go_on = threading.Event(), threading.Event()

    def pause(point):
        if point == "before_commit" and not go_on.is_set():
            reached.set()
            go_on.wait(PATIENCE)

    monkeypatch.setattr(filing, "reach", pause)

    def edit():
        reached.wait(PATIENCE)
        threading.Timer(1, go_on.set).start()  # the filing commits a second later, whatever the edit does meanwhile
        set_day(TUESDAY.date(), "off", "台风停工", "防台风", now=at(MONDAY, "16:31"))
        return run_waiting(lambda: at(MONDAY, "16:32"))

    together(lambda: file_ticket(town, now=at(MONDAY, "16:30")), edit)
    ticket = Ticket.objects.get()
    assert ticket.lead_duty.due_at == at(WEDNESDAY, "11:30")


def test_rule_24_a_strike_off_during_a_filing_is_either_a_duplicate_or_a_relapse(lasting_town, monkeypatch):
    """The old entry is struck off between two looks of a filing at the same place: it must not fall between them."""
    town = lasting_town
    old = file_ticket(town)
    take(town, "submit", old, "street_clerk", at(MONDAY, "10:00"), photos=1)

    strikers = []

    def struck_off_meanwhile(point):
        if point == "before_counter" and not strikers:
            strikers.append(threading.Thread(target=strike_off))
            strikers[0].start()
            strikers[0].join(1)  # on SQLite it waits for the filing instead

    def strike_off():
        try:
            take(town, "pass", Ticket.objects.get(pk=old.pk), "inspector", at(MONDAY, "11:00"))
        finally:
            connection.close()

    monkeypatch.setattr(filing, "reach", struck_off_meanwhile)
    try:
        new = file_ticket(town, now=at(MONDAY, "11:00"))
    except filing.Duplicate as duplicate:
        assert [ticket.pk for ticket in duplicate.tickets] == [old.pk]
    else:
        assert new.relapse_of_id == old.pk
    strikers[0].join(PATIENCE)
    old.refresh_from_db()
    assert old.status == "closed"


def test_rule_10_a_step_that_waited_for_the_lock_comes_after_whoever_held_it(lasting_town, monkeypatch):
    """The second step was asked for earlier and written later: no stream takes a `now` before its last event."""
    town = lasting_town
    ticket = file_ticket(town)
    held, go_on = threading.Event(), threading.Event()

    def pause(point):
        if point == "before_commit" and not held.is_set():
            held.set()
            go_on.wait(PATIENCE)

    monkeypatch.setattr(actions, "reach", pause)

    def second():
        held.wait(PATIENCE)
        threading.Timer(0.5, go_on.set).start()
        return take(
            town, "comment", Ticket.objects.get(pk=ticket.pk), "inspector", at(MONDAY, "09:59"), words="二"
        ).occurs_at

    first = lambda: take(town, "comment", ticket, "office", at(MONDAY, "10:00"), words="一").occurs_at  # noqa: E731
    assert together(first, second) == [at(MONDAY, "10:00"), at(MONDAY, "10:00")]
    with transaction.atomic():
        assert whole() == []


def test_rule_8_two_people_give_the_same_number_at_once_and_one_of_them_is_told(lasting_town):
    """A document's number belongs to one measure of its kind, whichever entry it is on."""
    town, tickets = lasting_town, []
    for _ in range(2):
        ticket = file_ticket(town, anyway="另一处")
        take(town, "set_rung", ticket, "city_leader", at(MONDAY, "10:00"), rung="talk", words="多次逾期")
        tickets.append(ticket)

    def confirm(ticket):
        on = MONDAY.date()
        return take(town, "confirm_rung", ticket, "office", at(MONDAY, "10:10"), rung="talk", number="约1号", on=on)

    results = together(*(lambda one=one: confirm(one) for one in tickets))
    assert codes(results) == ["number_used"]
    assert Measure.objects.filter(number="约1号").count() == 1
    assert whole() == []


def test_rule_8_the_unit_speaks_while_the_office_decides(lasting_town):
    """Both or one: a statement that came too late is refused, one that came in time stands before the decision."""
    town = lasting_town
    ticket = file_ticket(town)
    take(town, "set_rung", ticket, "city_leader", at(MONDAY, "10:00"), rung="talk", words="多次逾期")
    again = Ticket.objects.get(pk=ticket.pk)
    terms = {"rung": "talk", "number": "约1号", "on": MONDAY.date()}
    results = together(
        lambda: take(town, "confirm_rung", ticket, "office", at(MONDAY, "10:10"), **terms),
        lambda: take(town, "state", again, "unit_head", at(MONDAY, "10:10"), rung="talk", words="情况说明"),
    )
    assert codes(results) in ([], ["nothing_waits"])
    actions = list(Event.objects.filter(stream_id=ticket.pk).order_by("seq").values_list("action", flat=True))
    assert actions[2:] in (["confirm_rung"], ["state", "confirm_rung"])
    assert whole() == []
