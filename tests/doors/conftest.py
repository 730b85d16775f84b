"""One world for a file of these tests: built once, and rolled back behind every knock."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from supervision import clock
from tests.doors.people import TEN
from tests.doors.world import World, build
from tests.town import Town


@pytest.fixture(scope="module")
def built(founded: Town, django_db_blocker: Any) -> Iterator[World]:
    """The world inside the transaction in which the town was founded."""
    with django_db_blocker.unblock():
        inner = transaction.atomic()
        inner.__enter__()
        try:
            yield build(copy.deepcopy(founded))
        finally:
            transaction.set_rollback(True)
            inner.__exit__(None, None, None)


@pytest.fixture
def world(built: World, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world on Monday at ten, for one test."""
    monkeypatch.setattr(clock, "now", lambda: TEN)
    return copy.deepcopy(built)
