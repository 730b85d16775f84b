"""The pages as the cast sees them: each has a browser of their own, and the clock stands where a test puts it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from supervision import clock
from tests.town import MONDAY, Town, at


class Hands:
    """A person at the pages: `get` and `post` with the clock where it stands."""

    def __init__(self, town: Town, name: str) -> None:
        self.person = town.people[name]
        self.client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
        self.client.force_login(self.person, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path: str, **query: str):
        return self.client.get(path, query)

    def post(self, path: str, follow: bool = False, **data):
        return self.client.post(path, data, follow=follow)


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Puts the clock."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    put(at(MONDAY, "10:00"))
    return put


@pytest.fixture
def hands(town: Town, stand: Callable[[datetime], None]) -> Callable[[str], Hands]:
    """The pages in the hands of one of the cast."""
    return lambda name: Hands(town, name)
