"""Checked on the spot means there; whoever asked for something does not decide it (DESIGN 3)."""

from decimal import Decimal

import pytest

from rectification.workflow import Status
from sites.vocabulary import Verify
from supervision.actions.people import appoint
from supervision.refusals import Refused
from tests.town import MONDAY, at, file_ticket, take

ONSITE_CATEGORY = "ENV-06"
METRE = Decimal("0.000009")  # of latitude, in degrees


def fixed(town, category: str = ONSITE_CATEGORY):
    """An entry that waits for its check."""
    ticket = file_ticket(town, category=category, now=at(MONDAY, "09:10"))
    holder = next(name for name, post in town.posts.items() if post.id == ticket.lead_duty.post_id)
    take(town, "submit", ticket, holder, at(MONDAY, "10:00"), photos=2)
    return ticket


def north_of_the_market(metres: int) -> tuple[Decimal, Decimal]:
    return Decimal("120.10"), Decimal("30.10") + metres * METRE


@pytest.mark.parametrize("metres", [0, 60, 480])
def test_a_checker_at_the_place_strikes_off(town, metres):
    ticket = fixed(town)
    take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"), photos=1, place=north_of_the_market(metres))
    assert (ticket.status, ticket.verified_how) == (Status.CLOSED, Verify.ONSITE)


@pytest.mark.parametrize("metres", [530, 20_000])
def test_a_checker_elsewhere_is_told_how_far(town, metres):
    ticket = fixed(town)
    with pytest.raises(Refused) as refused:
        take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"), photos=1, place=north_of_the_market(metres))
    assert refused.value.code == "too_far" and abs(refused.value.params["metres"] - metres) < metres / 50
    ticket.refresh_from_db()
    assert ticket.status == Status.REVIEWING


def test_a_photo_from_elsewhere_is_no_check_on_the_spot(town):
    ticket = fixed(town, "ENV-03")
    take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"), photos=1, place=north_of_the_market(20_000))
    assert (ticket.status, ticket.verified_how) == (Status.CLOSED, Verify.PHOTO_OK)


def test_whoever_asked_does_not_decide_with_another_post(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    clerk = town.people["street_clerk"]
    town.people["second_hat"] = clerk
    town.posts["second_hat"] = appoint(clerk, town.units["office"].id, "office", now=at(MONDAY, "09:20"))
    until = at(MONDAY, "20:00")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:30"), petition="extension", words="等停水", until=until)
    said = {"petition": "extension", "verdict": True, "words": "同意"}
    with pytest.raises(Refused) as refused:
        take(town, "decide", ticket, "second_hat", at(MONDAY, "09:40"), **said)
    assert refused.value.code == "four_eyes"
    take(town, "decide", ticket, "office", at(MONDAY, "09:50"), **said)
