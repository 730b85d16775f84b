"""Fifty people press at the same moment: one entry (ENGINE 20)."""

import threading

import pytest
from django.db import connection
from django.test import Client

from rectification.models import Ticket
from supervision import clock
from tests.api.program import Program
from tests.town import MONDAY, at


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """Every edge reads Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: at(MONDAY, "09:00"))


@pytest.mark.django_db(transaction=True)
def test_fifty_identical_filings_at_once_make_one_entry(lasting_town):
    town = lasting_town
    inspector = Program(town, "inspector")
    photos = [inspector.upload(n) for n in range(2)]
    body = {"category": "ENV-03", "site": str(town.sites["S001"].id), "photos": photos, "client_key": "once"}
    answers: list[tuple[int, str]] = []

    def send() -> None:
        program = Client(HTTP_AUTHORIZATION=f"Token {inspector.key}")
        answer = program.post("/api/v1/tickets", body, content_type="application/json")
        answers.append((answer.status_code, answer.json().get("number")))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Ticket.objects.count() == 1
    assert set(answers) == {(201, "LC2603-00001")}
