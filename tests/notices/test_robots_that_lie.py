"""A chat's robot answers 200 to everything; what it says in the answer decides whether the message arrived."""

import json
import sys
from types import ModuleType, SimpleNamespace
from urllib.request import Request, urlopen

import pytest

from supervision.couriers import Letter, Receiver, carry, robots
from supervision.ids import new_id
from tests.notices.conftest import TEN

ANSWERS = [
    ({"errcode": 0, "errmsg": "ok"}, True),
    ({"errcode": 40001, "errmsg": "invalid key"}, False),
    ({"errcode": "45009", "errmsg": "too many"}, False),
    ({"code": 0, "StatusCode": 0, "msg": "success"}, True),
    ({"code": 19001, "msg": "param invalid"}, False),
    (["ok"], True),
]


@pytest.fixture
def service(receiver, monkeypatch) -> SimpleNamespace:
    """Stands where apprise's own sender would: posts by its module's `requests` and believes the status."""
    said = SimpleNamespace(answer={}, heard=[])

    def behave(request) -> None:
        request.answer(200, json.dumps(said.answer).encode())

    outside = receiver(behave)

    def post(url: str, data: bytes) -> SimpleNamespace:
        with urlopen(Request(url, data)) as answer:  # noqa: S310 - our own receiver
            text = answer.read()
        return SimpleNamespace(status_code=answer.status, json=lambda: json.loads(text))

    module = ModuleType("a_sender")
    module.requests = SimpleNamespace(post=post)

    class Sender:
        def notify(self, body: str, title: str) -> bool:
            said.heard.append((title, body))
            return module.requests.post(outside.url, body.encode()).status_code == 200

    Sender.__module__ = module.__name__
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(robots, "installed", lambda: True)
    monkeypatch.setattr(robots, "robot", lambda address, seconds: robots.listen(Sender()))
    return said


@pytest.mark.parametrize(("answer", "arrived"), ANSWERS)
def test_a_robot_that_refuses_with_200_has_not_taken_the_message(service, answer, arrived):
    service.answer = answer
    letter = Letter(new_id(), TEN, "催办", "催办\n\nhttps://ledger.example/\n")
    found = carry(Receiver("robot", "wecombot://key"), letter, 5)
    assert (found.arrived, found.error) == ((True, {}) if arrived else (False, {"code": "robot"}))
    assert service.heard == [("", "催办\n\nhttps://ledger.example/\n")]  # the sentence once


def test_a_digest_keeps_its_title(service):
    carry(Receiver("robot", "feishu://token"), Letter(new_id(), TEN, "4 条", "东门菜市场\n西门"), 5)
    assert service.heard == [("4 条", "东门菜市场\n西门")]
