"""Errors as problems in both languages; tokens with a scope, an end, a list and a way to revoke them; the browser."""

import time
from datetime import timedelta

import pytest
from django.test import Client

from supervision import clock
from supervision.api.throttles import SearchThrottle
from supervision.models import ApiToken
from tests.api.program import PASSWORD, fields
from tests.town import MONDAY, Town, at, file_ticket

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every edge reads Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: at(MONDAY, "09:00"))


def ask(town: Town, person: str = "inspector", **more) -> tuple[dict, Client]:
    """A token asked for as a program does, and a client that uses it."""
    user = town.people[person]
    user.set_password(PASSWORD)
    user.save()
    body = {"username": person, "password": PASSWORD, **more}
    answer = Client().post("/api/v1/token/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json(), Client(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")


PROBLEMS = [
    # method, address, body, status, code
    ("get", "tickets/LC2603-99999", None, 404, "not_found"),
    ("get", "nowhere", None, 404, "not_found"),
    ("put", "tickets", {}, 405, "method_not_allowed"),
    ("post", "tickets", {"category": "ENV-03", "photos": ["x"]}, 400, "invalid"),
    ("post", "tickets", "no json", 400, "parse_error"),
    ("get", "tickets?rung=top", None, 422, "bad_filter"),
    ("get", "tickets?after=x", None, 422, "bad_cursor"),
    ("post", "tickets/preview", {"category": "NO-99"}, 422, "no_category"),
]


@pytest.mark.parametrize(("method", "address", "body", "status", "code"), PROBLEMS)
def test_every_error_is_a_problem_in_the_readers_language(town, method, address, body, status, code):
    _told, program = ask(town)
    titles = []
    for language in ("zh-hans", "en"):
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        answer = getattr(program, method)(f"/api/v1/{address}", HTTP_ACCEPT_LANGUAGE=language, **more)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        said = answer.json()
        assert (said["status"], said["code"], said["type"]) == (status, code, f"urn:taizhang:{code}")
        assert said["detail"] and said["title"]
        assert said["detail"].isascii() is (language == "en"), said["detail"]
        titles.append(said["title"])
    assert not titles[0].isascii() and titles[1].isascii()


def test_nobody_a_wrong_token_and_a_form_that_is_not_there_are_problems_too(town, client):
    for header, code in ((None, "not_authenticated"), ("Token nonsense", "token_invalid")):
        answer = client.get("/api/v1/me", headers={"authorization": header} if header else {})
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert (answer["Content-Type"], answer["WWW-Authenticate"]) == ("application/problem+json", "Token")
    _told, program = ask(town)
    assert program.get("/api/v1/me", headers={"accept": "text/html"}).json()["code"] == "not_acceptable"
    assert program.get("/api/v1/me", headers={"host": "elsewhere.example"}).json()["code"] == "bad_request"


def test_a_fault_of_ours_is_a_problem_and_says_nothing_more(town, monkeypatch):
    _told, program = ask(town)
    program.raise_request_exception = False

    def broken(*_args, **_more):
        raise RuntimeError("secret words")

    monkeypatch.setattr("supervision.api.days.load_calendar", broken)
    answer = program.get("/api/v1/calendar")
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert "secret" not in answer.content.decode()


def test_each_wrong_field_is_named_with_its_place(town):
    _told, program = ask(town)
    body = {"category": "ENV-03", "place": {"lon": 500, "lat": 1, "alt": 3}, "urgency": "Z"}
    answer = program.post("/api/v1/tickets", body, content_type="application/json")
    assert answer.status_code == 400 and set(fields(answer)) == {"place.alt", "urgency"}
    assert all(error["detail"] and error["code"] for error in answer.json()["errors"])


@pytest.mark.parametrize(
    ("scope", "reads", "files", "steps"), [("read", 200, 403, 403), ("file", 200, 400, 403), ("all", 200, 400, 200)]
)
def test_a_token_does_no_more_than_its_scope(town, scope, reads, files, steps):
    ticket = file_ticket(town)
    told, program = ask(town, scope=scope)
    assert told["scope"] == scope
    assert program.get("/api/v1/tickets").status_code == reads
    assert program.post("/api/v1/tickets", {}, content_type="application/json").status_code == files
    path = f"/api/v1/tickets/{ticket.number}/steps/comment"
    taken = program.post(path, {"words": "看过"}, content_type="application/json")
    assert taken.status_code == steps
    if steps == 403:
        assert taken.json()["code"] == "out_of_scope"
    assert program.delete("/api/v1/me").status_code == 204


def test_a_token_lasts_as_long_as_was_asked_for(town):
    told, program = ask(town, days=7)
    assert told["expires_at"].startswith("2026-03-09T")
    ApiToken.objects.update(expires_at=at(MONDAY, "09:00"))
    assert program.get("/api/v1/me").status_code == 401
    user = {"username": "inspector", "password": PASSWORD}
    for days in (0, 367, -1, 10**30):
        answer = Client().post("/api/v1/token", {**user, "days": days}, content_type="application/json")
        assert (answer.status_code, fields(answer)) == (400, ["days"])


def test_a_person_lists_and_revokes_their_own_tokens_and_nobody_elses(town):
    first, program = ask(town, name="手机")
    second, other = ask(town, scope="read", days=1)
    foreign, _clerk = ask(town, "street_clerk")
    listed = program.get("/api/v1/tokens").json()["tokens"]
    assert {row["id"] for row in listed} == {first["id"], second["id"]}
    assert not any(told["token"] in str(listed) for told in (first, second))
    assert other.delete(f"/api/v1/tokens/{first['id']}").status_code == 403
    assert program.delete(f"/api/v1/tokens/{foreign['id']}").status_code == 404
    for wrong in ("x", "%00", "9" * 40):
        assert program.delete(f"/api/v1/tokens/{wrong}").status_code == 404
    for _again in range(2):
        assert program.delete(f"/api/v1/tokens/{second['id']}/").status_code == 204
    assert other.get("/api/v1/me").status_code == 401
    assert program.get("/api/v1/me").status_code == 200


def test_a_token_remembers_the_last_day_it_was_used(town, monkeypatch):
    told, program = ask(town)
    later = at(MONDAY, "09:00") + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert program.get("/api/v1/me").status_code == 200
    assert str(ApiToken.objects.get(pk=told["id"]).used_on) == "2026-03-05"


def test_a_signed_in_browser_may_ask_but_writes_only_with_the_pages_own_mark(town):
    ticket = file_ticket(town)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(town.people["street_clerk"], backend=BACKEND)
    me = browser.get("/api/v1/me").json()
    assert (me["user"]["username"], me["token"]) == ("street_clerk", None)
    path = f"/api/v1/tickets/{ticket.number}/steps/receive"
    refused = browser.post(path, {}, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    browser.get("/notices/")
    mark = {"x-csrftoken": browser.cookies["csrftoken"].value}
    assert browser.post(path, {}, content_type="application/json", headers=mark).status_code == 200
    assert browser.delete("/api/v1/me", headers=mark).json()["code"] == "no_token"


def test_a_browser_that_still_owes_a_code_or_a_password_of_its_own_is_nobody(town):
    clerk = town.people["street_clerk"]
    browser = Client()
    browser.force_login(clerk, backend=BACKEND)
    clerk.must_change_password = True
    clerk.save()
    assert browser.get("/api/v1/me").status_code == 401
    clerk.must_change_password = False
    clerk.save()
    session = browser.session
    session["second_step"] = True
    session.save()
    assert browser.get("/api/v1/me").status_code == 401


def test_words_are_looked_for_only_so_often_a_minute(town, monkeypatch):
    minute = time.time()
    monkeypatch.setattr(SearchThrottle, "timer", lambda _self: minute)
    _told, program = ask(town)
    answers = [program.get("/api/v1/tickets?q=x").status_code for _ in range(121)]
    assert answers[:120] == [200] * 120 and answers[120] == 429
    late = program.get("/api/v1/tickets?q=x")
    assert late.json()["code"] == "throttled" and int(late["Retry-After"]) >= 1
    assert program.get("/api/v1/tickets").status_code == 200
    monkeypatch.setattr(SearchThrottle, "timer", lambda _self: minute + 61)
    assert program.get("/api/v1/tickets?q=x").status_code == 200


def test_a_door_closed_by_wrong_passwords_says_so_as_a_problem(town, client):
    wrong = {"username": "inspector", "password": "wrong"}
    answers = [client.post("/api/v1/token", wrong, content_type="application/json") for _ in range(6)]
    assert [answer.json()["code"] for answer in answers] == ["wrong_password"] * 4 + ["throttled"] * 2
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}
