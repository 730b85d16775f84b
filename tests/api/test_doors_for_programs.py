"""The API: token, staged upload, filing, steps - the whole loop by programs, and everything hostile."""

from datetime import timedelta

import pytest
from django.db import connection

from rectification.models import Ticket
from supervision import clock
from supervision.actions import people
from supervision.models import ApiToken, Event
from tests.api.program import Program
from tests.town import MONDAY, at

pytestmark = pytest.mark.django_db
PASSWORD = "only-for-tests"


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """Every edge reads Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: at(MONDAY, "09:00"))


@pytest.fixture
def inspector(town):
    return Program(town, "inspector")


@pytest.fixture
def street_clerk(town):
    return Program(town, "street_clerk")


def test_a_problem_travels_the_whole_loop(town, inspector, street_clerk):
    filed = inspector.file(town).json()
    assert (filed["status"], filed["unit"]["name"]) == ("assigned", "东城街道")
    steps = f"tickets/{filed['id']}/steps"
    assert street_clerk.post(f"{steps}/receive", {"expected": 1}).json()["status"] == "rectifying"
    after = street_clerk.upload(9)
    assert street_clerk.post(f"{steps}/submit", {"photos": [after], "words": "已清"}).json()["status"] == "reviewing"
    assert inspector.post(f"{steps}/pass", {}).json()["status"] == "closed"
    seen = inspector.get(f"tickets/{filed['id']}").json()
    assert [e["action"] for e in seen["events"]] == ["file", "receive", "submit", "pass"]


def test_a_preview_says_what_filing_then_does(town, inspector):
    body = {"category": "ENV-03", "site": str(town.sites["S001"].id)}
    look = inspector.post("tickets/preview", body).json()
    filed = inspector.file(town).json()
    assert look["unit"] == filed["unit"]["id"]
    assert look["due_at"] == filed["due_at"]


def test_the_same_client_key_again_gets_the_same_entry(town, inspector):
    first = inspector.file(town, client_key="phone-7").json()
    photos = [inspector.upload(n) for n in range(2)]
    body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos, "words": "摊位后"}
    again = inspector.post("tickets", {**body, "client_key": "phone-7"}).json()
    assert again["id"] == first["id"]
    assert Ticket.objects.count() == 1


def test_a_possible_duplicate_is_named_and_can_be_filed_with_a_reason(town, inspector):
    first = inspector.file(town).json()
    photos = [inspector.upload(n) for n in (21, 22)]
    body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos}
    refused = inspector.post("tickets", body)
    assert refused.status_code == 409
    assert refused.json()["candidates"] == [{"number": first["number"], "id": first["id"]}]
    assert inspector.post("tickets", {**body, "anyway": "另一个摊位"}).status_code == 201


def test_an_entry_out_of_sight_does_not_exist(town, inspector):
    filed = inspector.file(town).json()
    stranger = Program(town, "west_clerk")
    assert stranger.get(f"tickets/{filed['id']}").status_code == 404
    assert stranger.post(f"tickets/{filed['id']}/steps/receive", {}).status_code == 404
    assert stranger.get("tickets").json()["tickets"] == []


def test_a_reader_without_the_right_is_told_so(town, inspector):
    filed = inspector.file(town).json()
    answer = inspector.post(f"tickets/{filed['id']}/steps/receive", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_party")


def test_a_repeated_step_gets_the_first_answer_and_another_content_a_conflict(town, inspector, street_clerk):
    filed = inspector.file(town).json()
    steps = f"tickets/{filed['id']}/steps/comment"
    first = street_clerk.post(steps, {"words": "一", "key": "a"}).json()
    assert street_clerk.post(steps, {"words": "一"}, HTTP_IDEMPOTENCY_KEY="a").json() == first
    other = street_clerk.post(steps, {"words": "二", "key": "a"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_the_slower_of_two_is_told_who_was_faster(town, inspector, street_clerk):
    filed = inspector.file(town).json()
    steps = f"tickets/{filed['id']}/steps"
    street_clerk.post(f"{steps}/receive", {"expected": 1})
    slower = Program(town, "office").post(f"{steps}/void", {"expected": 1, "words": "重复"})
    assert slower.status_code == 409
    assert "李知微" in slower.json()["detail"]


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("unknown field", {"words": "x", "colour": "red"}),
        ("a list instead of an object", ["x"]),
        ("NUL", {"words": "a\x00b"}),
        ("too long", {"words": "长" * 5000}),
        ("no id", {"unit": "'; DROP TABLE"}),
        ("a time without its zone", {"until": "2026-03-09T17:30:00"}),
        ("a place off the earth", {"place": {"lon": 500, "lat": 0}}),
        ("a number for words", {"words": {"a": 1}}),
        ("too many photos", {"photos": ["00000000-0000-0000-0000-000000000000"] * 99}),
    ],
)
def test_hostile_input_is_refused_in_words(town, inspector, what, body):
    filed = inspector.file(town).json()
    answer = inspector.post(f"tickets/{filed['id']}/steps/comment", body)
    assert answer.status_code in (400, 422), what
    assert answer.json()["detail"]
    assert Event.objects.filter(stream_id=filed["id"]).count() == 1


def test_a_body_that_is_no_json_is_refused(inspector):
    answer = inspector.client.post("/api/v1/tickets", b"{broken", content_type="application/json")
    assert answer.status_code == 400


def test_a_token_dies_with_its_time_its_revocation_and_its_post(town, inspector, monkeypatch):
    assert inspector.get("me").json()["post"]["role"] == "inspector"
    ApiToken.objects.update(expires_at=at(MONDAY, "09:00") - timedelta(seconds=1))
    assert inspector.get("me").status_code == 401
    ApiToken.objects.update(expires_at=at(MONDAY, "18:00"))
    people.end_post(town.posts["inspector"], now=at(MONDAY, "09:00"))
    assert inspector.get("me").status_code == 401
    clerk = Program(town, "street_clerk")
    assert clerk.client.delete("/api/v1/me").status_code == 204
    assert clerk.get("me").status_code == 401


def test_only_the_hash_of_a_token_is_kept(inspector):
    assert not ApiToken.objects.filter(token_hash=inspector.key).exists()


def test_without_a_token_nothing(town, client):
    for path in ("me", "tickets"):
        assert client.get(f"/api/v1/{path}").status_code == 401
    assert client.post("/api/v1/uploads").status_code == 401


def test_a_wrong_password_gets_no_token(town, client):
    answer = client.post("/api/v1/token", {"username": "inspector", "password": "x"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")


def test_a_list_costs_the_same_for_one_entry_and_for_many(town, inspector, django_assert_max_num_queries):
    from django.test.utils import CaptureQueriesContext

    inspector.file(town)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert inspector.get("tickets").status_code == 200
        return len(seen)

    one = cost()
    for n in range(30, 60, 2):
        photos = [inspector.upload(n), inspector.upload(n + 1)]
        body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos, "anyway": "另一处"}
        assert inspector.post("tickets", body).status_code == 201
    assert cost() == one
    assert one <= 10


def test_pages_follow_one_another_without_gap_or_double(town, inspector):
    for n in range(100, 156, 2):
        photos = [inspector.upload(n), inspector.upload(n + 1)]
        body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos, "anyway": "另一处"}
        inspector.post("tickets", body)
    first = inspector.get("tickets").json()
    second = inspector.get(f"tickets?after={first['after']}").json()
    numbers = [t["number"] for t in first["tickets"] + second["tickets"]]
    assert len(numbers) == len(set(numbers)) == 28
    assert second["after"] is None
    assert inspector.get("tickets?after=nonsense").status_code == 422
