"""A city leader's instruction is a duty of the unit: written, answered, accepted or sent back, late in its own way."""

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from rectification.instruction_table import STEPS, Act, Side, State, possible, refusal
from rectification.models import Instruction
from sites.models import Unit, Zone
from supervision.actions import jobs
from supervision.actions.calendar_edit import set_day
from supervision.actions.people import appoint, end_post, set_acting
from supervision.actions.rebuild import rebuild
from supervision.actions.sweep import sweep
from supervision.actions.units import in_the_way
from supervision.actions.verify import verify, verify_photos
from supervision.models import Duty, Event, Notice, Tenure, Words
from supervision.owed import owed_by
from supervision.refusals import Conflict, NotAllowed, Refused
from supervision.roles import Role
from tests.instructing import take, write
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, add_person, at, file_ticket, photo
from tests.town import take as take_entry

pytestmark = pytest.mark.django_db
NEXT_MONDAY = MONDAY + timedelta(days=7)


def told(row, key):
    """Who was told, each once."""
    return sorted(Notice.objects.filter(subject_id=row.pk, key=key).values_list("user__username", flat=True))


def rungs(row):
    """The rungs its duty has reached, in order."""
    row.duty.refresh_from_db()
    return [code for _no, code, _state, _at in row.duty.rungs]


def refused(code):
    """The rule says no, by its code."""
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_it_is_owed_by_the_units_head_from_that_second_on(town):
    row = write(town)
    assert (row.number, row.state) == ("LCPS2026-0001", "open")
    assert (row.duty.kind, row.duty.unit_id, row.duty.user) == (
        "instruct", town.units["street_a"].pk, town.people["unit_head"]
    )  # fmt: skip
    assert row.duty.due_at == at(THURSDAY, "17:30")  # three working days, where no day is named
    assert told(row, "instruction.written") == ["unit_head"]
    assert write(town).number == "LCPS2026-0002"


def test_without_a_head_its_handler_owes_it_and_without_both_nobody_is_instructed(town):
    assert write(town, "urban_mgmt").duty.user == town.people["other_clerk"]
    with refused("needs_unit"):
        write(town, "discipline")
    with refused("needs_unit"):
        write(town, "team_1")
    assert Instruction.objects.count() == 1


# Day that is named, and by when it is owed then; written on Monday at nine
DAYS = [
    (at(MONDAY, "17:30"), at(MONDAY, "17:30")),  # today: in office hours
    (at(TUESDAY, "17:30"), at(TUESDAY, "17:30")),
    (at(FRIDAY, "17:30"), at(FRIDAY, "17:30")),
    (at(NEXT_MONDAY, "17:30"), at(NEXT_MONDAY, "17:30")),  # a weekend between
]


@pytest.mark.parametrize(("until", "due"), DAYS)
def test_a_named_day_is_met_at_its_close_of_office(town, until, due):
    row = write(town, until=until)
    assert row.duty.due_at == row.duty.score_due_at == due
    sweep(due)
    assert rungs(row)[-1] == "reminder"


@pytest.mark.parametrize(
    ("now", "until", "code"),
    [
        (at(MONDAY, "16:31"), at(MONDAY, "17:30"), "too_short"),
        (at(TUESDAY, "09:00"), at(MONDAY, "17:30"), "date_needed"),
        (MONDAY, MONDAY + timedelta(days=4000), "date_far"),
    ],
)
def test_a_day_nobody_can_meet_is_refused(town, now, until, code):
    with refused(code):
        write(town, now=now, until=until)
    assert not Instruction.objects.exists() and not Duty.objects.exists()


def test_late_ones_climb_their_small_ladder_once_however_often_the_worker_runs(town):
    row = write(town)
    for day in (THURSDAY, FRIDAY, FRIDAY):
        sweep(at(day, "17:45"))
    assert rungs(row) == ["warning", "reminder", "supervision"]
    assert told(row, "rung.supervision") == ["city_leader", "unit_head"]
    assert row.state == "open"  # late, but still the unit's to answer


def test_an_answer_stops_the_clock_until_the_leader_has_spoken(town):
    row = write(town)
    take(town, "answer", row, "street_clerk", at(TUESDAY, "10:00"), photos=2)
    assert (row.state, row.duty.state) == ("answered", "stopped")
    assert told(row, "instruction.answered") == ["city_leader"]
    assert sweep(at(FRIDAY, "18:00")) == 0
    take(town, "accept", row, "city_leader", at(FRIDAY, "18:00"), "")
    assert (row.state, row.duty.state, row.duty.outcome) == ("accepted", "done", "accepted")
    assert Event.objects.get(stream_id=row.pk, action="accept").facts["in_time"] is True
    assert told(row, "instruction.accepted") == ["unit_head"]
    assert list(verify()) == [] and list(verify_photos()) == [] and rebuild() == {}


def test_sent_back_the_clock_runs_again_and_the_unit_does_not_pay_for_the_wait(town):
    row = write(town)
    take(town, "answer", row, "unit_head", at(THURSDAY, "16:30"))  # an hour before its end
    take(town, "send_back", row, "city_leader", at(FRIDAY, "09:30"), "照片看不清")
    assert (row.state, row.rounds, row.duty.state) == ("open", 1, "running")
    assert row.duty.score_due_at == at(FRIDAY, "10:30")  # the hour that was left
    assert row.duty.due_at == at(NEXT_MONDAY + timedelta(days=1), "17:30")  # half of three days, rounded up
    assert told(row, "instruction.sent_back") == ["unit_head"]
    sweep(at(NEXT_MONDAY + timedelta(days=1), "18:00"))
    assert rungs(row) == ["warning", "warning", "reminder"]


def test_sent_back_with_another_day(town):
    row = write(town)
    take(town, "answer", row, "unit_head", at(TUESDAY, "10:00"))
    later = at(NEXT_MONDAY + timedelta(days=3), "17:30")
    take(town, "send_back", row, "city_leader", at(TUESDAY, "11:00"), "再补充", until=later)
    assert row.duty.due_at == row.duty.score_due_at == later


def test_a_late_answer_is_late_even_if_accepted(town):
    row = write(town)
    take(town, "answer", row, "unit_head", at(FRIDAY, "09:00"))
    take(town, "accept", row, "city_leader", at(FRIDAY, "10:00"), "同意")
    assert Event.objects.get(stream_id=row.pk, action="accept").facts["in_time"] is False


def test_withdrawn_nothing_is_owed_any_more(town):
    row = write(town)
    take(town, "withdraw", row, "city_leader", at(TUESDAY, "10:00"), "另行安排")
    assert (row.state, row.duty.outcome) == ("withdrawn", "withdrawn")
    assert sweep(at(FRIDAY, "18:00")) == 0
    assert told(row, "instruction.withdrawn") == ["unit_head"]
    with refused("wrong_status"):
        take(town, "answer", row, "unit_head", at(TUESDAY, "11:00"))
    assert rebuild() == {}


def test_what_fell_due_before_a_step_is_written_before_it(town):
    """ENGINE 10: the answer of somebody late does not outrun the rungs, with no worker about."""
    row = write(town)
    take(town, "answer", row, "unit_head", at(FRIDAY, "18:00"))
    actions = list(Event.objects.filter(stream_id=row.pk).order_by("seq").values_list("action", flat=True))
    assert actions == ["write", "rung", "rung", "rung", "answer"]


def test_a_calendar_corrected_reaches_it(town):
    row = write(town)
    set_day(TUESDAY.date(), "off", "台风停工", "防台风", now=at(MONDAY, "12:00"), by=town.posts["office"])
    jobs.run_waiting(lambda: at(MONDAY, "12:00"))
    row.duty.refresh_from_db()
    assert row.duty.due_at == at(FRIDAY, "17:30") and told(row, "corrected") == ["unit_head"]


def test_a_named_day_is_not_brought_forward_by_a_make_up_day(town):
    row = write(town, until=at(NEXT_MONDAY, "17:30"))
    set_day((FRIDAY + timedelta(days=1)).date(), "work", "调休", "通知", now=at(TUESDAY, "12:00"))
    jobs.run_waiting(lambda: at(TUESDAY, "12:00"))
    row.duty.refresh_from_db()
    assert row.duty.due_at == at(NEXT_MONDAY, "17:30")


# Who is what to an instruction to the street: every pair of person and step
SIDES = {
    "unit_head": Side.UNIT,
    "street_clerk": Side.UNIT,
    "city_leader": Side.LEADER,
    "office": Side.OFFICE,
    "discipline": None,
}


@pytest.mark.parametrize(("who", "act"), list(product(SIDES, Act)))
def test_every_step_is_taken_by_its_own_side_and_by_nobody_else(town, who, act):
    row = write(town)
    if State.OPEN not in STEPS[act].before:
        take(town, "answer", row, "unit_head", at(MONDAY, "10:00"))
    left = tuple(Words.objects.filter(stream_id=row.pk).values_list("id", flat=True))
    more = {Act.ERASE: {"erase": left}, Act.HAND_OVER: {"person": town.posts["colleague"].pk}}.get(act, {})
    if STEPS[act].side == SIDES[who]:
        take(town, act, row, who, at(MONDAY, "11:00"), **more)
    else:
        with pytest.raises(NotAllowed):
            take(town, act, row, who, at(MONDAY, "11:00"), **more)


def test_the_table_offers_what_it_does_not_refuse():
    for state, side in product(State, Side):
        assert possible(state, [side]) == [act for act in Act if not refusal(act, state, [side])]
        for act in Act:
            assert (refusal(act, state, [side]) == "wrong_party") == (STEPS[act].side is not side)
            assert refusal(act, state, []) == "wrong_party"


def test_whom_it_is_nothing_to_does_not_know_it_exists(town):
    row = write(town)
    for who in ("other_clerk", "west_clerk", "community_clerk", "inspector", "team_leader"):
        with pytest.raises(Instruction.DoesNotExist):
            take(town, "answer", row, who, at(MONDAY, "10:00"))


@pytest.mark.parametrize("who", ["office", "discipline", "unit_head", "team_leader", "street_clerk"])
def test_only_a_city_leader_gives_instructions(town, who):
    with pytest.raises(NotAllowed):
        write(town, by=who)


def test_another_leader_speaks_only_once_the_writer_has_left_the_post(town):
    add_person(town, "second", "赵启明", "city", Role.CITY_LEADER, 20)
    row = write(town)
    take(town, "answer", row, "unit_head", at(MONDAY, "10:00"))
    with pytest.raises(NotAllowed):
        take(town, "accept", row, "second", at(MONDAY, "11:00"))
    end_post(town.posts["city_leader"], now=at(MONDAY, "12:00"))
    take(town, "send_back", row, "second", at(MONDAY, "14:00"), "再核实")
    take(town, "answer", row, "unit_head", at(MONDAY, "15:00"))
    assert told(row, "instruction.answered") == ["city_leader", "second"]  # the second time the one who is left
    take(town, "accept", row, "second", at(MONDAY, "16:00"), "")
    assert row.state == "accepted"


def test_whoever_stands_in_for_the_leader_gets_the_answer(town):
    appoint(town.people["office"], town.units["city"].pk, Role.CITY_LEADER, now=MONDAY, rank=90)
    set_acting(town.posts["city_leader"], town.people["office"], MONDAY, FRIDAY, now=MONDAY)
    row = write(town)
    take(town, "answer", row, "unit_head", at(TUESDAY, "10:00"))
    assert told(row, "instruction.answered") == ["office"]


def test_on_an_entry_it_goes_to_a_unit_that_has_a_part_in_it(town):
    ticket = file_ticket(town)
    row = write(town, ticket=ticket.pk)
    assert (row.ticket, row.zone) == (ticket, None)
    with refused("not_theirs"):
        write(town, "urban_mgmt", ticket=ticket.pk)


def test_a_unit_whose_part_is_over_is_not_instructed_on_the_entry(town):
    ticket = file_ticket(town)
    take_entry(town, "reassign", ticket, "office", at(MONDAY, "10:00"), unit="urban_mgmt", words="属市政")
    with refused("not_theirs"):
        write(town, "street_a", at(MONDAY, "11:00"), ticket=ticket.pk)
    assert write(town, "urban_mgmt", at(MONDAY, "11:00"), ticket=ticket.pk).duty.user == town.people["other_clerk"]


def test_on_a_zone(town):
    zone = Zone.objects.get(code="east")
    assert write(town, zone=zone.pk).zone == zone
    with refused("one_thing"):
        write(town, zone=zone.pk, ticket=file_ticket(town).pk)
    with refused("no_such_zone"):
        write(town, zone=town.units["city"].pk)


def test_two_at_once_the_second_hears_who_was_faster(town):
    row = write(town)
    take(town, "answer", row, "unit_head", at(MONDAY, "10:00"), expected=1)
    with pytest.raises(Conflict, match="高明远"):
        take(town, "withdraw", row, "city_leader", at(MONDAY, "10:01"), "不用了", expected=1)
    assert row.state == "answered"


def test_what_the_platform_wrote_meanwhile_stands_in_nobodys_way(town):
    row = write(town)
    sweep(at(FRIDAY, "18:00"))
    take(town, "answer", row, "unit_head", at(FRIDAY, "18:10"), expected=1)
    assert row.state == "answered"


def test_a_repeated_request_gets_the_first_answer(town):
    first = write(town, key="k1")
    assert write(town, key="k1").pk == first.pk
    with pytest.raises(Conflict):
        write(town, words="别的事", key="k1")
    event = take(town, "answer", first, "unit_head", at(MONDAY, "10:00"), key="k2", photos=1)
    photos = tuple(UUID(said.partition(":")[0]) for said in event.facts["photos"])
    assert take(town, "answer", first, "unit_head", at(MONDAY, "10:05"), key="k2", photos=photos).pk == event.pk
    assert Event.objects.filter(stream_id=first.pk).count() == 2


@pytest.mark.parametrize("words", ["", "   ", "\x00", "坏\ud800字"])
def test_words_that_are_none_or_cannot_be_kept_are_refused(town, words):
    with pytest.raises(Refused):
        write(town, words=words)
    row = write(town)
    with pytest.raises(Refused):
        take(town, "answer", row, "unit_head", at(MONDAY, "10:00"), words)
    assert Instruction.objects.get().state == "open"


def test_it_is_handed_to_a_colleague_and_only_the_person_changes(town):
    row = write(town)
    before = (row.duty.due_at, row.duty.clock_no, row.duty.schedule)
    take(town, "hand_over", row, "unit_head", at(TUESDAY, "10:00"), "请你办", person=town.posts["colleague"].pk)
    assert (row.state, row.duty.user) == ("open", town.people["colleague"])
    assert (row.duty.due_at, row.duty.clock_no, row.duty.schedule) == before
    assert told(row, "handed_over") == ["colleague"]
    assert list(owed_by(town.posts["colleague"], at(TUESDAY, "10:01"))) == [row.duty]
    assert list(owed_by(town.posts["street_clerk"], at(TUESDAY, "10:01"))) == []
    held = Tenure.objects.filter(duty=row.duty).order_by("valid_from").values_list("user__username", "valid_to")
    assert list(held) == [("unit_head", at(TUESDAY, "10:00")), ("colleague", None)]
    sweep(at(THURSDAY, "17:45"))
    assert told(row, "rung.reminder") == ["colleague"]
    take(town, "answer", row, "colleague", at(FRIDAY, "09:00"))
    assert row.state == "answered" and list(verify()) == [] and rebuild() == {}


@pytest.mark.parametrize(
    ("who", "code"),
    [("unit_head", "same_person"), ("other_clerk", "no_such_post"), ("west_clerk", "no_such_post")],
)
def test_it_is_handed_to_nobody_outside_the_unit_and_not_to_whoever_has_it(town, who, code):
    row = write(town)
    with refused(code):
        take(town, "hand_over", row, "street_clerk", at(MONDAY, "10:00"), person=town.posts[who].pk)
    with refused("no_such_post"):
        take(town, "hand_over", row, "street_clerk", at(MONDAY, "10:00"))
    assert Event.objects.filter(stream_id=row.pk).count() == 1


def test_what_waits_for_the_leaders_word_is_not_handed_over(town):
    row = write(town)
    take(town, "answer", row, "unit_head", at(MONDAY, "10:00"))
    with refused("wrong_status"):
        take(town, "hand_over", row, "unit_head", at(MONDAY, "11:00"), person=town.posts["colleague"].pk)


def test_a_photo_of_somebody_else_is_no_proof(town):
    row = write(town)
    foreign = photo(town.people["street_clerk"], MONDAY)
    with refused("upload_unknown"):
        take(town, "answer", row, "unit_head", at(MONDAY, "10:00"), photos=(foreign,))
    assert Instruction.objects.get().state == "open"


def test_erased_words_are_gone_and_everything_else_is_provable(town):
    row = write(town)
    take(town, "answer", row, "unit_head", at(MONDAY, "10:00"), "张三家中已清理")
    said = Words.objects.get(pk=row.answer)
    take(town, "erase", row, "office", at(MONDAY, "11:00"), "含居民信息", erase=(said.pk,))
    said.refresh_from_db()
    assert said.text == "" and said.erased_at
    assert list(verify()) == [] and rebuild() == {}
    with refused("no_such_words"):
        take(town, "erase", row, "office", at(MONDAY, "12:00"), "x", erase=(town.units["city"].pk,))


def test_a_new_head_and_a_new_unit_change_nothing_that_is_written(town):
    row = write(town)
    end_post(town.posts["unit_head"], now=at(MONDAY, "10:00"))
    appoint(town.people["colleague"], town.units["street_a"].pk, Role.UNIT_HEAD, now=at(MONDAY, "10:01"), rank=5)
    sweep(at(THURSDAY, "18:00"))
    assert told(row, "rung.reminder") == ["street_clerk"]  # the post has ended: whoever handles there first
    take(town, "answer", row, "colleague", at(FRIDAY, "09:00"))
    assert row.state == "answered"


def test_a_unit_that_owes_an_answer_cannot_be_dissolved_unseen(town):
    write(town, "market_reg")
    assert in_the_way(Unit.objects.get(code="market_reg"), MONDAY)["owed"] == 1


def test_lost_tables_come_back_from_the_events(town):
    ticket = file_ticket(town)
    rows = [write(town), write(town, ticket=ticket.pk), write(town, zone=Zone.objects.get(code="east").pk)]
    take(town, "answer", rows[0], "unit_head", at(TUESDAY, "10:00"), photos=1)
    take(town, "send_back", rows[0], "city_leader", at(TUESDAY, "11:00"), "再补")
    take(town, "withdraw", rows[1], "city_leader", at(TUESDAY, "12:00"), "x")
    sweep(at(WEDNESDAY, "18:00"))
    before = list(Instruction.objects.order_by("pk").values())
    Instruction.objects.all().delete()
    assert len(rebuild(replace=True)["instruction"]) == 3
    assert list(Instruction.objects.order_by("pk").values()) == before and rebuild() == {}
