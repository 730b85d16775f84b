"""Our people: who has how much, handing over what is ticked, arranging leave."""

from datetime import timedelta

import pytest

from rectification.models import Ticket
from supervision.models import Acting, Event, StreamHead
from tests.town import FRIDAY, MONDAY, TUESDAY, at, file_ticket, take


def picked(*tickets: Ticket) -> list[str]:
    """The ticked boxes, as the page shows them."""
    seqs = dict(StreamHead.objects.values_list("pk", "seq"))
    return [f"{ticket.pk}:{seqs[ticket.pk]}" for ticket in tickets]


def owner(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return str(ticket.main_duty.user)


def test_the_first_sentence_says_what_will_be_late_if_nothing_is_done(town, hands, stand):
    for _n in range(3):
        file_ticket(
            town, now=at(MONDAY, "09:10"), anyway="另一处"
        )  # four office hours: due at 15:10 with the noon rest
    stand(at(MONDAY, "10:00"))
    page = hands("street_clerk").get("/unit/").content.decode()
    assert "东城街道没有超时" in page and "<em>3 件</em>" in page
    stand(at(TUESDAY, "10:00"))
    assert "3 件已超时" in hands("unit_head").get("/unit/").content.decode()


def test_what_is_ticked_goes_to_a_colleague_and_what_moved_on_does_not_stop_the_rest(town, hands, stand):
    first, second = (file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处") for _ in range(2))
    boxes = picked(first, second)
    take(town, "receive", first, "street_clerk", at(MONDAY, "09:20"))  # the page has not seen this yet
    answer = hands("unit_head").post(
        "/unit/hand-over/", follow=True, pick=boxes, person=str(town.posts["unit_head"].id), key="k"
    )
    assert "已转办 1 件" in answer.content.decode()
    assert (owner(first), owner(second)) == (str(town.people["street_clerk"]), str(town.people["unit_head"]))


def test_pressing_twice_hands_over_once(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    form = {"pick": picked(ticket), "person": str(town.posts["unit_head"].id), "key": "k"}
    for _ in range(2):
        hands("unit_head").post("/unit/hand-over/", **form)
    assert Event.objects.filter(stream_id=ticket.pk, action="hand_over").count() == 1


def test_the_team_leader_deals_out_the_checks(town, hands, stand):
    tickets = [file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处") for _ in range(2)]
    for ticket in tickets:
        take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    stand(at(MONDAY, "10:30"))
    leader = hands("team_leader")
    leader.post("/unit/hand-over/", pick=picked(*tickets), person=str(town.posts["team_leader"].id), key="k")
    assert {owner(ticket) for ticket in tickets} == {str(town.people["team_leader"])}
    assert hands("inspector").post("/unit/hand-over/", pick=picked(*tickets), person="x", key="k").status_code == 302


def test_nobody_hands_over_what_they_may_not_see(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    before = Event.objects.count()
    hands("other_clerk").post(
        "/unit/hand-over/", pick=picked(ticket), person=str(town.posts["other_clerk"].id), key="k"
    )
    assert Event.objects.count() == before and owner(ticket) == str(town.people["street_clerk"])


def test_leave_is_arranged_by_the_head_and_ends_early(town, hands, stand):
    form = {
        "post": str(town.posts["street_clerk"].id),
        "user": str(town.people["unit_head"].id),
        "since": MONDAY.date().isoformat(),
        "until": FRIDAY.date().isoformat(),
    }
    head = hands("unit_head")
    assert "代理" in head.post("/unit/leave/", follow=True, **form).content.decode()
    row = Acting.objects.get()
    assert (row.valid_from, row.valid_to) == (at(MONDAY, "10:00"), FRIDAY.replace(hour=0) + timedelta(days=1))
    ticket = file_ticket(town, now=at(MONDAY, "10:10"))
    assert owner(ticket) == str(town.people["unit_head"])

    assert "已有人代理" in head.post("/unit/leave/", follow=True, **form).content.decode()
    stand(at(MONDAY, "11:00"))
    head.post(f"/unit/leave/{row.pk}/end/")
    row.refresh_from_db()
    assert row.valid_to == at(MONDAY, "11:00")
    assert Event.objects.filter(stream_id=row.post_id, action__in=["acting", "call_back"]).count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"user": ""},
        {"post": "x"},
        {"until": "2026-01-01"},
        {"since": "2026-02-31"},
        {"user": "street_clerk"},
        {"user": "other_clerk"},
    ],
    ids=["no colleague", "no post", "ends before it begins", "no such day", "for oneself", "of another unit"],
)
def test_a_leave_that_makes_no_sense_is_refused_in_a_sentence(town, hands, changes):
    form = {"post": str(town.posts["street_clerk"].id), "user": str(town.people["unit_head"].id)}
    form |= {"since": MONDAY.date().isoformat(), "until": FRIDAY.date().isoformat()}
    form |= {key: str(town.people[value].id) if value in town.people else value for key, value in changes.items()}
    answer = hands("unit_head").post("/unit/leave/", follow=True, **form)
    assert "is-stop" in answer.content.decode() and not Acting.objects.exists()


def test_only_those_who_lead_the_unit_arrange_the_leave_of_others(town, hands):
    form = {"post": str(town.posts["unit_head"].id), "user": str(town.people["street_clerk"].id)}
    form |= {"since": MONDAY.date().isoformat(), "until": FRIDAY.date().isoformat()}
    assert hands("street_clerk").post("/unit/leave/", **form).status_code == 403
    assert hands("other_clerk").post("/unit/leave/", **form).status_code == 403
    assert hands("city_leader").get("/unit/").status_code == 403
