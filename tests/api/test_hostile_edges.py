"""Values nobody would type: each is refused in a sentence, and none is taken for something else."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from rectification.models import Ticket
from supervision import clock
from supervision.actions import people
from supervision.models import Event
from supervision.refusals import Refused
from tests.api.program import PASSWORD, Program, fields
from tests.town import MONDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
SOMEONE = "00000000-0000-0000-0000-000000000000"
# Before the first and after the last moment there is, once the zone is taken off; and one without a zone.
BEYOND = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """Every edge reads Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: at(MONDAY, "09:00"))


@pytest.mark.parametrize("moment", [*BEYOND, "2026-03-02T09:00:00"])
@pytest.mark.parametrize("list_", ["/ledger/?order=new&after=", "/ledger/?after=", "/notices/?before="])
def test_a_mark_beyond_all_time_begins_at_the_first_row(town, list_, moment):
    client = Client()
    client.force_login(town.people["office"])
    assert client.get(f"{list_}{moment.replace('+', '%2B')}~{SOMEONE}").status_code == 200


@pytest.mark.parametrize("cursor", [*(f"{moment}~{SOMEONE}" for moment in BEYOND), "W1tb" * 900, "2026-03-02"])
def test_a_cursor_that_was_not_made_here_is_refused(town, cursor):
    answer = Program(town, "office").get(f"tickets?after={cursor.replace('+', '%2B')}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_a_field_name_of_half_a_character_is_named_in_the_refusal(town):
    ticket = file_ticket(town)
    body = json.dumps({"\ud800": 1})
    office = Program(town, "office")
    answer = office.client.post(f"/api/v1/tickets/{ticket.pk}/steps/comment", body, content_type="application/json")
    assert (answer.status_code, fields(answer)) == (400, ["\\ud800"])


def test_two_long_keys_that_differ_in_their_ends_are_never_one_request(town):
    ticket, office = file_ticket(town), Program(town, "office")
    path, same = f"tickets/{ticket.pk}/steps/comment", {"words": "已电话催促"}
    long = "k" * 80
    codes = [office.post(path, same, headers={"Idempotency-Key": long + end}).json().get("code") for end in "12"]
    assert codes == ["bad_key", "bad_key"]
    assert not Event.objects.filter(stream_id=ticket.pk, action="comment").exists()


def test_a_filing_sent_again_with_the_header_key_gets_the_first_answer(town):
    inspector = Program(town, "inspector")
    photos = [inspector.upload(n) for n in range(2)]
    body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos, "words": "摊位后"}
    first, again = (inspector.post("tickets", body, headers={"Idempotency-Key": "phone-8"}).json() for _ in range(2))
    assert (first["number"], Ticket.objects.count()) == (again["number"], 1)


def test_a_place_may_have_more_digits_than_are_kept(town):
    inspector = Program(town, "inspector")
    photos = [inspector.upload(n) for n in range(2)]
    place = {"lon": 120.10000049, "lat": "30.1000004999"}
    answer = inspector.post("tickets", {"category": "ENV-03", "place": place, "photos": photos})
    assert answer.status_code == 201
    assert (float(answer.json()["lon"]), float(answer.json()["lat"])) == (120.1, 30.1)


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_date_beyond_all_time_is_refused_as_a_field(town, until):
    ticket = file_ticket(town)
    answer = Program(town, "office").post(f"tickets/{ticket.pk}/steps/suspend", {"words": "待拆迁", "until": until})
    assert (answer.status_code, fields(answer)) == (400, ["until"])


@pytest.mark.parametrize("years", [11, 170, 7900])
def test_no_slip_in_the_year_buries_an_entry(town, years):
    until = MONDAY + timedelta(days=366 * years)
    ticket = file_ticket(town)
    with pytest.raises(Refused) as suspended:
        take(town, "suspend", ticket, "office", MONDAY, words="待拆迁", until=until)
    with pytest.raises(Refused) as asked:
        take(town, "ask", ticket, "street_clerk", MONDAY, petition="suspension", words="待拆迁", until=until)
    with pytest.raises(Refused) as extended:
        take(town, "ask", ticket, "street_clerk", MONDAY, petition="extension", words="待料", until=until)
    assert {why.value.code for why in (suspended, asked, extended)} == {"date_far"}
    take(town, "ask", ticket, "street_clerk", MONDAY, petition="extension", words="待料", until=at(MONDAY, "17:50"))
    with pytest.raises(Refused) as granted:
        take(town, "decide", ticket, "office", MONDAY, petition="extension", verdict=True, words="同意", until=until)
    assert granted.value.code == "date_far"


@pytest.mark.parametrize("way", ["changed", "slip"])
def test_a_new_password_ends_the_keys_made_with_the_old_one(town, way):
    office, good = Program(town, "office"), "桂花巷-口令-2026"
    bystander = Program(town, "inspector")
    browser = Client()
    if way == "slip":
        code = people.issue_slip(town.people["office"], at(MONDAY, "09:00"))
        form = {"username": "office", "code": code, "password1": good, "password2": good}
        assert browser.post("/activate/", form).status_code == 302
    else:
        browser.force_login(town.people["office"], backend="django.contrib.auth.backends.ModelBackend")
        form = {"old_password": PASSWORD, "new_password1": good, "new_password2": good}
        assert browser.post("/password/", form).status_code == 302
    assert office.get("me").status_code == 401
    assert bystander.get("me").status_code == 200
