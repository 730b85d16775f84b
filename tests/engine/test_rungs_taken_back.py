"""What does not stand any more says so to everybody who was told of it: a calendar corrected, more time, a word."""

from datetime import timedelta

import pytest

from supervision.actions import jobs, people
from supervision.actions.calendar_edit import set_day
from supervision.actions.sweep import sweep
from supervision.ids import new_id
from supervision.models import Duty, Event, Notice, Post
from supervision.refusals import Refused
from supervision.wording import notice_words
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Town, at, file_ticket, take

pytestmark = pytest.mark.django_db


def told(ticket, key: str) -> list[str]:
    """Who was told, each once."""
    return sorted(Notice.objects.filter(subject_id=ticket.id, key=key).values_list("user__username", flat=True))


def fallen(ticket) -> set[tuple[str, str]]:
    """Notices that say that their rung does not stand."""
    rows = Notice.objects.filter(subject_id=ticket.id, taken_back_at__isnull=False)
    return set(rows.values_list("key", "user__username"))


def typhoon(town: Town, now) -> None:
    """Tuesday turns out to have been off, and the job has reached every clock."""
    set_day(TUESDAY.date(), "off", "台风停工", "防台风", now=now, by=town.posts["office"])
    jobs.run_waiting(lambda: now)


def test_rule_6_everybody_who_heard_too_early_is_told_that_it_does_not_stand(town):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))  # due Tuesday 11:30
    sweep(at(TUESDAY, "11:45"))
    assert told(ticket, "rung.reminder") == ["street_clerk", "unit_head"]
    typhoon(town, at(TUESDAY, "12:00"))
    assert fallen(ticket) == {
        ("rung.warning", "street_clerk"), ("rung.reminder", "street_clerk"), ("rung.reminder", "unit_head")
    }  # fmt: skip
    assert told(ticket, "corrected") == ["street_clerk"]  # of the new time, and once
    assert told(ticket, "rung_fallen") == ["unit_head"]
    said = [notice_words(row.key, row.facts, "垃圾", at(TUESDAY, "12:00")) for row in named(ticket)]
    assert len(set(said)) == 1 and "明天 11:30" in said[0] and "预警" in said[0] and "催办" in said[0]


def named(ticket):
    """The notices of a correction."""
    return Notice.objects.filter(subject_id=ticket.id, key__in=("corrected", "rung_fallen"))


def test_rule_6_what_falls_due_anew_is_told_anew_and_stands(town):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    sweep(at(TUESDAY, "11:45"))
    typhoon(town, at(TUESDAY, "12:00"))
    sweep(at(WEDNESDAY, "11:45"))
    rows = Notice.objects.filter(subject_id=ticket.id, key="rung.reminder", user__username="unit_head")
    assert sorted(row.taken_back_at is None for row in rows) == [False, True]


def test_rule_6_a_correction_that_moves_no_rung_tells_the_holder_the_new_time_alone(town):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    typhoon(town, at(MONDAY, "17:00"))
    assert told(ticket, "corrected") == ["street_clerk"] and told(ticket, "rung_fallen") == []
    row = named(ticket).get()
    assert "后天 11:30" in (words := notice_words(row.key, row.facts, "", at(MONDAY, "17:00"))) or "周三 11:30" in words


def test_rule_6_a_rung_and_the_correction_it_falls_by_may_be_written_together(town):
    """The worker was away: the correction itself settles the rungs first, and they fall in the same transaction."""
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    typhoon(town, at(TUESDAY, "12:00"))
    assert ("rung.reminder", "unit_head") in fallen(ticket) and told(ticket, "rung_fallen") == ["unit_head"]


def test_rule_5_an_extension_that_takes_a_reminder_back_says_so_to_the_head(town):
    ticket = file_ticket(town)
    until = at(THURSDAY, "17:30")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "14:30"), petition="extension", words="等料", until=until)
    sweep(at(MONDAY, "16:00"))
    take(town, "decide", ticket, "office", at(MONDAY, "16:30"), petition="extension", verdict=True, words="同意")
    assert told(ticket, "petition.granted") == ["street_clerk"]
    assert told(ticket, "rung_fallen") == ["unit_head"]


def test_a_rung_taken_back_by_hand_is_told_to_whoever_was_told_of_it(town):
    ticket = file_ticket(town)
    sweep(at(TUESDAY, "17:30"))
    heard = told(ticket, "rung.supervision")
    assert {"street_clerk", "unit_head", "team_leader"} <= set(heard)
    take(town, "revoke_rung", ticket, "office", at(WEDNESDAY, "09:00"), rung="supervision", words="误督")
    assert told(ticket, "rung_revoked") == heard
    assert {key for key, _who in fallen(ticket)} == {"rung.supervision"}  # warning and reminder stand
    row = Notice.objects.filter(subject_id=ticket.id, key="rung_revoked").first()
    assert "督办" in notice_words(row.key, row.facts, "", WEDNESDAY)


def test_a_rung_set_by_hand_reaches_everybody_its_rule_names(town):
    ticket = file_ticket(town)
    take(town, "set_rung", ticket, "city_leader", at(MONDAY, "09:30"), rung="supervision", words="市领导督办")
    assert {"street_clerk", "unit_head", "team_leader"} <= set(told(ticket, "rung.supervision"))


def test_a_clock_that_runs_again_by_itself_is_no_surprise(town):
    ticket = file_ticket(town)
    until = at(WEDNESDAY, "09:00")
    take(town, "suspend", ticket, "office", at(MONDAY, "10:00"), words="等停水", until=until)
    people.end_post(town.posts["unit_head"], now=until + timedelta(hours=1))
    sweep(until + timedelta(hours=2))  # the worker was away; people are those of the moment
    assert told(ticket, "resumed") == ["street_clerk", "unit_head"]
    assert Event.objects.get(stream_id=ticket.id, action="resume").occurs_at == until


def checked_late(town: Town):
    """A fix that nobody has checked in time: what is owed is the check."""
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    sweep(at(THURSDAY, "17:30"))
    ticket.refresh_from_db()
    return ticket, Duty.objects.get(subject_id=ticket.id, kind="review")


def stands(duty: Duty) -> list[str]:
    """The rungs a duty stands on."""
    duty.refresh_from_db()
    return [code for _clock, code, state, _at in duty.rungs if state != "revoked"]


def test_a_rung_of_a_late_check_can_be_taken_back_and_is_not_sounded_again(town):
    ticket, review = checked_late(town)
    assert "reminder" in stands(review)
    heard = told(ticket, "rung.reminder")
    assert heard
    take(
        town, "revoke_rung", ticket, "office", at(THURSDAY, "17:31"), rung="reminder", duty=review.id, words="停电一天"
    )
    assert "reminder" not in stands(review)
    assert set(told(ticket, "rung_revoked")) >= set(heard)
    sweep(at(THURSDAY, "23:00"))
    assert "reminder" not in stands(review)  # the same clock does not sound it again


@pytest.mark.parametrize(
    ("which", "who", "code"),
    [
        ("of nothing", "office", "no_such_duty"),
        ("of the check", "checker", "wrong_party"),
        ("of a rung it does not stand on", "office", "no_such_rung"),
    ],
)
def test_what_is_taken_back_must_stand_and_be_the_offices_to_take(town, which, who, code):
    ticket, review = checked_late(town)
    person = "team_leader" if who == "checker" else who
    rung = "accountability" if which.startswith("of a rung") else "reminder"
    duty = new_id() if which == "of nothing" else review.id
    with pytest.raises(Refused) as refused:
        take(town, "revoke_rung", ticket, person, at(THURSDAY, "17:31"), rung=rung, duty=duty, words="有误")
    assert refused.value.code == code


def test_nobody_takes_back_what_he_owes_himself(town):
    ticket = file_ticket(town, source="public")  # the office has to screen it
    sweep(at(FRIDAY, "17:30"))
    screen = Duty.objects.get(subject_id=ticket.id, kind="screen")
    assert stands(screen)
    rung = stands(screen)[0]
    own = next(key for key, post in town.posts.items() if post.id == screen.post_id)
    with pytest.raises(Refused) as refused:
        take(town, "revoke_rung", ticket, own, at(FRIDAY, "17:31"), rung=rung, words="有误")
    assert refused.value.code == "own_duty"
    people.appoint(town.people["second_leader"], town.units["office"].id, "office", now=at(FRIDAY, "17:32"), rank=9)
    town.posts["other_office"] = Post.objects.get(user=town.people["second_leader"], role="office")
    town.people["other_office"] = town.people["second_leader"]
    take(town, "revoke_rung", ticket, "other_office", at(FRIDAY, "17:33"), rung=rung, words="有误")
    assert rung not in stands(screen)
