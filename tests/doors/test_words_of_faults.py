"""What people are told when it is our fault, when they knock too often, and when somebody else was faster."""

import pytest
from django.test import Client

from tests.doors.people import TEN
from tests.doors.world import World
from tests.town import take


def test_a_fault_of_ours_is_said_without_a_word_of_its_inside(world: World, monkeypatch: pytest.MonkeyPatch):
    def break_down(_viewer: object) -> None:
        raise ValueError("the inside of it")

    monkeypatch.setattr("scoring.views.home.page", break_down)
    client = world.people["clerk"].client(api=False)
    client.raise_request_exception = False
    answer = client.get("/")
    words = answer.content.decode()
    assert answer.status_code == 500 and "这里出错了" in words
    assert "the inside of it" not in words and "Traceback" not in words


def test_whoever_guesses_passwords_is_told_to_wait(world: World):
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    given = {"username": "street_clerk", "password": "wrong"}
    answers = [client.post("/sign-in/", given) for _ in range(6)]
    assert answers[-1].status_code == 429 and "<h1" in answers[-1].content.decode()


def test_without_a_script_the_slower_one_is_told_and_keeps_the_words(world: World):
    ticket = world.entries["fixed"]
    page = world.people["inspector"].knock("GET", f"/review/{ticket.number}/")
    seen = page.context["judge"]["expected"]
    take(world.town, "pass", ticket, "team_leader", TEN)
    given = {"expected": seen, "key": "k1", "words": "墙角还有一堆", "reason": "other"}
    answer = world.people["inspector"].knock("POST", f"/review/{ticket.number}/fail/", given)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "孙立本" in words and "墙角还有一堆" in words and f"/entries/{ticket.number}/comment/" in words


def test_the_slower_one_of_two_handlers_is_told_and_keeps_the_words(world: World):
    ticket = world.entries["new"]
    page = world.people["clerk"].knock("GET", f"/entries/{ticket.number}/ask/?petition=return")
    seen = page.context["step"]["expected"]
    take(world.town, "receive", ticket, "unit_head", TEN)
    given = {"expected": seen, "key": "k2", "words": "不属于我街道", "petition": "return"}
    answer = world.people["clerk"].knock("POST", f"/entries/{ticket.number}/ask/", given)
    words = answer.content.decode()
    assert answer.status_code == 409 and "高明远" in words and "不属于我街道" in words
