"""What the log says of requests and tasks, and what it never says."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from config import logs
from config.celery import app
from supervision import tasks
from supervision.models import Heartbeat
from tests.town import MONDAY, at, file_ticket


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What production writes, while a test runs."""
    before, stream = settings.LOGGING, io.StringIO()
    setup = logs.logging_of("json", "DEBUG")
    setup["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(setup)
    yield stream
    logging.config.dictConfig(before)


def lines(stream: io.StringIO, event: str = "") -> list[dict]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in found if not event or line["event"] == event]


def test_a_request_is_one_line_with_person_entry_and_id(town, hands, written):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    clerk = hands("street_clerk")
    written.truncate(0)
    written.seek(0)
    answer = clerk.get(f"/entries/{ticket.number}/", q="13800001111 王小明")
    (line,) = lines(written, "request")
    assert line["request"] == answer["X-Request-ID"]
    assert (line["method"], line["status"], line["ticket"]) == ("GET", 200, ticket.number)
    assert line["path"] == f"/entries/{ticket.number}/"
    assert line["user"] == str(clerk.person.pk)
    assert line["query"] == ["q"]
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")
    assert "13800001111" not in written.getvalue()


def test_a_step_names_its_entry_though_the_address_does_not(town, hands, written):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    hands("street_clerk").post("/inbox/receive/")
    assert "ticket" not in lines(written, "request")[-1]
    hands("street_clerk").post("/inbox/receive/", entry=f"{ticket.pk}:1")
    assert lines(written, "request")[-1]["ticket"] == ticket.number


def test_two_requests_share_nothing(town, hands, written):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    first = hands("street_clerk").get(f"/entries/{ticket.number}/")
    second = hands("office").get("/ledger/")
    assert first["X-Request-ID"] != second["X-Request-ID"]
    line = lines(written, "request")[-1]
    assert "ticket" not in line
    assert "query" not in line


@pytest.mark.parametrize(
    ("proxy", "given", "kept"),
    [
        (True, "abc-123-def-456", True),
        (False, "abc-123-def-456", False),  # anybody could write anything into the log
        (True, "short", False),
        (True, 'x" onload="1' * 3, False),
    ],
)
@pytest.mark.django_db
def test_only_a_declared_proxy_names_a_request_and_only_plainly(settings, proxy, given, kept):
    settings.PROXY = proxy
    answer = Client().get("/healthz", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is kept


def test_a_signed_address_and_a_password_are_in_no_line(town, hands, written):
    client = Client()
    client.post("/sign-in/", {"username": "nobody", "password": "correct horse 77"})
    client.get("/photos/eyJ0aGlzIjoic2lnbmVkIn0", {"x": "1"})
    client.get("/api/v1/me", headers={"Authorization": "Bearer tz_4711_very_secret"})
    logging.getLogger("some.library").warning("hello %s", "you")
    logs.requests.info("told", password="hunter22", seal_key="k-77", api_token="t-77", number="LC-1")
    text = written.getvalue()
    for secret in ("correct horse", "eyJ0aGlz", "very_secret", "hunter22", "k-77", "t-77"):
        assert secret not in text
    assert "LC-1" in text
    assert lines(written, "request")[1]["path"] == "/photos/***"


def test_a_traceback_carries_no_values_and_no_row_of_the_database(written):
    words = f"duplicate key\nDETAIL:  Key (phone)=({13_800_001_111}) already exists."

    def refuse(password: str) -> None:
        raise ValueError(words)

    try:
        refuse("hunter" + "22")
    except ValueError:
        logging.getLogger("some.library").exception("it broke")
    (line,) = lines(written, "it broke")
    assert "refuse" in line["exception"]
    assert "hunter22" not in written.getvalue()
    assert "13800001111" not in written.getvalue()


def test_the_page_for_faults_names_the_request(town, hands, written, monkeypatch):
    from supervision.views.office import operations as view

    def broken(*_args):
        raise RuntimeError("a screw loose")

    monkeypatch.setattr(view, "operations_page", broken)
    office = hands("office")
    office.client.raise_request_exception = False
    answer = office.get("/office/operations/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    fault = next(line for line in lines(written) if "exception" in line)
    assert fault["request"] == answer["X-Request-ID"]
    assert fault["path"] == "/office/operations/"
    assert "a screw loose" in fault["exception"]
    assert lines(written, "request")[-1]["level"] == "warning"


@pytest.mark.django_db
def test_what_a_supervisor_asks_all_day_is_no_news(written):
    Client().get("/healthz")
    assert [line["level"] for line in lines(written, "request")] == ["debug"]


def test_a_task_carries_its_name_and_id_and_says_what_it_did(town, written):
    file_ticket(town, now=at(MONDAY, "09:10"))
    tasks.sweep.apply(task_id="4711-4711")
    tasks.heartbeat.apply()
    told = lines(written, "task")
    assert {key: told[0][key] for key in ("task", "task_id", "done", "level")} == {
        "task": "sweep",
        "task_id": "4711-4711",
        "done": 1,
        "level": "info",
    }
    assert told[1]["level"] == "debug"  # nothing was done worth a line
    assert Heartbeat.objects.filter(name="worker").exists()


@app.task(name="supervision.tasks.stumble")
def stumble() -> None:
    raise RuntimeError("over its own feet")


def test_a_task_that_fails_says_so_under_its_id(written):
    stumble.apply(task_id="4712-4712", throw=False)
    failed = [line for line in lines(written) if line.get("task_id") == "4712-4712"]
    assert any("over its own feet" in line.get("exception", "") for line in failed)
    assert failed[-1]["event"] == "task"
    assert failed[-1]["level"] == "warning"


def test_at_the_console_lines_are_for_people(town, hands):
    before, stream = settings.LOGGING, io.StringIO()
    setup = logs.logging_of("console", "INFO")
    setup["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(setup)
    try:
        hands("office").get("/ledger/")
        assert stream.getvalue() == ""  # a line for each page would bury what matters
        logging.getLogger("some.library").warning("the disk is nearly full")
        assert "the disk is nearly full" in stream.getvalue()
        assert not stream.getvalue().startswith("{")
    finally:
        logs.logging_of(settings.LOG_FORMAT, "WARNING")
        logging.config.dictConfig(before)
