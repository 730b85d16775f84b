"""What a program is told: its own part of an entry, candidates by number only, and nothing it may not know."""

import io

import pytest
from django.core.cache import cache
from PIL import Image

from rectification.models import Photo
from supervision import clock
from supervision.actions.pictures import finish_pictures
from supervision.models import ApiToken
from tests.api.program import PASSWORD, Program
from tests.town import MONDAY, Town, at, file_ticket, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every edge reads Monday morning; nobody has knocked yet."""
    monkeypatch.setattr(clock, "now", lambda: at(MONDAY, "09:00"))
    cache.clear()


def test_a_preview_by_address_says_the_same_as_one_by_body(town: Town) -> None:
    inspector = Program(town, "inspector")
    site = str(town.sites["S001"].id)
    by_address = inspector.get(f"tickets/preview?category=ENV-03&site={site}")
    assert by_address.status_code == 200
    assert by_address.json() == inspector.post("tickets/preview", {"category": "ENV-03", "site": site}).json()
    assert inspector.get("tickets/preview?category=ENV-03&lon=120.1&lat=30.1").status_code == 200
    assert inspector.get("tickets/preview?category=ENV-03&lon=120.1").status_code in (400, 422)
    assert inspector.get("tickets/preview?category=ENV-03&colour=red").status_code in (400, 422)


def test_a_candidate_out_of_sight_is_a_number_and_no_more(town: Town) -> None:
    first = Program(town, "second_inspector").file(town).json()
    inspector = Program(town, "inspector")
    photos = [inspector.upload(n) for n in (31, 32)]
    body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos}
    refused = inspector.post("tickets", body)
    assert refused.status_code == 409
    assert refused.json()["candidates"] == [{"number": first["number"]}]


def test_the_story_has_its_words_people_and_photos_and_the_steps_their_needs(town: Town) -> None:
    inspector = Program(town, "inspector")
    filed = inspector.file(town).json()
    seen = Program(town, "street_clerk").get(f"tickets/{filed['id']}").json()
    event = seen["events"][0]
    assert (event["action"], event["actor"], event["words"]) == ("file", "王砚秋", "摊位后")
    assert len(event["photos"]) == 2
    needs = {step["action"]: step["needs"] for step in seen["steps"]}
    assert needs["submit"] == ["after_photo"]
    assert "pass" not in needs


def test_a_former_holder_reads_its_span_and_takes_no_step(town: Town) -> None:
    filed = Program(town, "inspector").file(town).json()
    clerk, office = Program(town, "street_clerk"), Program(town, "office")
    url = f"tickets/{filed['id']}"
    moved = office.post(f"{url}/steps/reassign", {"unit": str(town.units["street_b"].id), "words": "改派"})
    assert moved.status_code == 200
    assert office.post(f"{url}/steps/comment", {"words": "之后的话"}).status_code == 200
    seen = clerk.get(url).json()
    assert [event["action"] for event in seen["events"]] == ["file", "reassign"]
    assert "status" not in seen
    assert clerk.get("tickets").json()["tickets"] == []
    assert clerk.post(f"{url}/steps/comment", {"words": "我还在"}).status_code == 403


def test_another_entry_out_of_sight_cannot_be_named(town: Town) -> None:
    leader = Program(town, "team_leader")
    mine = leader.file(town).json()
    other = Program(town, "second_inspector").file(town, site=str(town.sites["S003"].id)).json()
    answer = leader.post(f"tickets/{mine['id']}/steps/merge", {"target": other["id"], "words": "同一处"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_target")


def test_passwords_are_not_guessed_at_speed(town: Town, client) -> None:
    user = town.people["inspector"]
    user.set_password(PASSWORD)
    user.save()
    wrong = {"username": "inspector", "password": "wrong"}
    codes = [client.post("/api/v1/token", wrong, content_type="application/json").status_code for _ in range(12)]
    assert codes[0] == 401
    assert codes[-1] == 429
    right = {"username": "inspector", "password": PASSWORD}
    assert client.post("/api/v1/token", right, content_type="application/json").status_code == 429
    assert not ApiToken.objects.exists()


def test_another_address_in_a_header_buys_no_more_guesses(town: Town, client) -> None:
    def guess(n: int) -> int:
        body = {"username": f"nobody{n}", "password": "wrong"}
        address = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{n}"}
        return client.post("/api/v1/token", body, content_type="application/json", **address).status_code

    assert [guess(n) for n in range(12)][-1] == 429


def test_a_revoked_token_opens_nothing(town: Town) -> None:
    inspector = Program(town, "inspector")
    ApiToken.objects.update(revoked_at=at(MONDAY, "08:59"))
    answer = inspector.get("me")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert answer.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"words": ' + b"9" * 10_000 + b"}", b"\xff\xfe", b"NaN"])
def test_a_body_made_to_break_the_reader_is_refused(town: Town, body: bytes) -> None:
    inspector = Program(town, "inspector")
    answer = inspector.client.post("/api/v1/tickets", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_body_nobody_needs_is_not_read(town: Town) -> None:
    inspector = Program(town, "inspector")
    answer = inspector.client.post("/api/v1/tickets", b" " * 300_000, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_the_list_is_narrowed_by_the_conditions_of_the_ledger_page(town):
    office, clerk = Program(town, "office"), Program(town, "street_clerk")
    market = file_ticket(town, now=at(MONDAY, "09:10"), words="垃圾桶旁堆放垃圾")
    west = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:20"), words="楼道堆物")

    def numbers(reader, query):
        return {ticket["number"] for ticket in reader.get(f"tickets?{query}").json()["tickets"]}

    assert numbers(office, "q=堆放") == {market.number}
    assert numbers(office, f"unit={town.units['street_b'].id}&status=assigned,rectifying") == {west.number}
    assert numbers(office, "type=compound_old&state=open") == {west.number}
    assert numbers(clerk, "q=楼道") == set()


@pytest.mark.parametrize("query", ["unit=east", "rung=top", "state=lost", "status=open", "state=former", "colour=red"])
def test_a_condition_that_cannot_be_read_is_named_and_not_left_out(town, query):
    answer = Program(town, "office").get(f"tickets?{query}")
    assert answer.status_code == 422 and answer.json()["code"] == "bad_filter"
    assert answer.json()["params"]["names"] == query.partition("=")[0]


def test_a_photo_is_fetched_by_its_id_in_the_story(town: Town) -> None:
    inspector = Program(town, "inspector")
    number = inspector.file(town).json()["number"]
    photos = inspector.get(f"tickets/{number}/events").json()["events"][0]["photos"]
    assert len(photos) == 2
    sent = inspector.get(f"tickets/{number}/photos/{photos[0]}?size=original")
    assert (sent.status_code, sent["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(sent.getvalue())).size == (64, 48)
    address = f"tickets/{number}/photos/{photos[1]}"
    assert inspector.get(address).status_code == 404  # the worker has not been there
    finish_pictures(at(MONDAY, "09:01"))
    shown = inspector.get(address, HTTP_ACCEPT="image/jpeg")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in shown["Content-Security-Policy"]
    for wrong in (f"{address}?size=7", f"{address}?colour=red"):
        assert inspector.get(wrong).status_code == 422
    assert inspector.get(f"tickets/{number}/photos/x").json()["code"] == "not_found"
    assert Program(town, "second_inspector").get(address).status_code == 404


def test_a_former_holder_fetches_the_photos_of_its_own_time(town: Town) -> None:
    ticket = file_ticket(town, now=at(MONDAY, "08:30"))
    take(town, "reassign", ticket, "office", at(MONDAY, "08:40"), unit="street_b", words="改派")
    take(town, "submit", ticket, "west_clerk", at(MONDAY, "08:50"), photos=1)
    before, after = (
        Photo.objects.filter(ticket=ticket, kind=kind).earliest("ordinal").pk for kind in ("before", "after")
    )
    for name, seen in (("street_clerk", [200, 404]), ("west_clerk", [200, 200]), ("community_clerk", [404, 404])):
        program = Program(town, name)
        answers = [program.get(f"tickets/{ticket.number}/photos/{photo}?size=original") for photo in (before, after)]
        assert [answer.status_code for answer in answers] == seen, name
