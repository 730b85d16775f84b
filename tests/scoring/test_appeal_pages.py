"""Appeals on the pages: asked on the phone of a unit, decided at the desk of the office, seen by whoever may."""

import pytest

from scoring.models import Appeal
from tests.scoring.test_appeals import THURSDAY, announced, appeal, late_line  # noqa: F401 - fixtures
from tests.town import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def thursday(stand):
    """The clock stands while appeals may be made."""
    stand(THURSDAY)


def test_a_clerk_appeals_from_the_entry_with_a_photo_and_the_office_upholds_it(town, announced, thursday, hands):  # noqa: F811
    clerk, office = hands("street_clerk"), hands("office")
    line = late_line(announced)
    address = f"/rankings/{announced.pk}/appeal/"
    form = clerk.get(address, figure="on_time_rate", duty=str(line.duty_id)).context["form"]
    assert form["duty"].value() == str(line.duty_id) and form["figure"].value() == "on_time_rate"
    empty = clerk.post(address, figure="on_time_rate", duty=str(line.duty_id), words="")
    assert empty.status_code == 422
    proof = str(photo(town.people["street_clerk"], THURSDAY))
    sent = {"figure": "on_time_rate", "duty": str(line.duty_id), "words": "当日停电，已报备", "photos": proof}
    answer = clerk.post(address, **sent, key="k")
    row = Appeal.objects.get()
    assert answer["Location"] == f"/appeals/{row.pk}/" and len(row.proof) == 1
    page = clerk.get(f"/appeals/{row.pk}/").content.decode()
    assert "当日停电" in page and "撤回申诉" in page and "decide/" not in page
    assert "1 件申诉" in office.get("/appeals/").content.decode()
    decide = f"/appeals/{row.pk}/decide/"
    assert office.post(decide, verdict="on_time", words="").status_code == 422
    assert office.post(decide, verdict="on_time", words="停电属实")["Location"] == f"/appeals/{row.pk}/"
    page = clerk.get(f"/appeals/{row.pk}/").content.decode()
    assert "停电属实" in page and "成立" in page
    # The red square is for what is struck off the ledger; an appeal that was upheld has a mark of its own.
    for shown in (page, office.get("/appeals/").content.decode()):
        assert "tz-status--done" in shown and "tz-status--closed" not in shown


def test_the_deciding_duty_is_in_the_office_s_inbox(town, announced, thursday, hands):  # noqa: F811
    row = appeal(town, announced)
    page = hands("office").get("/inbox/").content.decode()
    assert f"/appeals/{row.pk}/" in page


@pytest.mark.parametrize(("who", "status"), [("west_clerk", 404), ("inspector", 404), ("city_leader", 200)])
def test_another_unit_does_not_know_of_it(town, announced, thursday, hands, who, status):  # noqa: F811
    row = appeal(town, announced)
    assert hands(who).get(f"/appeals/{row.pk}/").status_code == status


def test_what_is_refused_is_said_and_nothing_is_lost(town, announced, thursday, hands):  # noqa: F811
    appeal(town, announced)
    line = late_line(announced)
    sent = {"figure": "on_time_rate", "duty": str(line.duty_id), "words": "再说一次"}
    answer = hands("unit_head").post(f"/rankings/{announced.pk}/appeal/", **sent)
    assert answer.status_code == 422
    assert "尚未决定" in answer.content.decode() and "再说一次" in answer.content.decode()


def test_the_second_officer_is_told_that_it_is_decided(town, announced, thursday, hands):  # noqa: F811
    row = appeal(town, announced)
    office, decide = hands("office"), f"/appeals/{row.pk}/decide/"
    office.post(decide, verdict="refuse", words="按规定不予支持", expected="1")
    again = office.post(decide, verdict="on_time", words="支持", expected="1")
    assert again.status_code == 409 and Appeal.objects.get().state == "refused"


def test_the_list_is_empty_in_words(town, thursday, hands):
    assert "还没有申诉" in hands("street_clerk").get("/appeals/").content.decode()


@pytest.mark.parametrize("duty", ["x", "a\x00b", "0199c8c2-7d00-7000-8000-000000000001"])
def test_a_strange_address_gives_the_form_without_an_entry(town, announced, thursday, hands, duty):  # noqa: F811
    answer = hands("street_clerk").get(f"/rankings/{announced.pk}/appeal/", duty=duty)
    assert answer.status_code in (200, 400)
