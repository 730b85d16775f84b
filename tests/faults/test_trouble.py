"""A full disk and a database that is away are said in a sentence, to people and to programs."""

import errno
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from config.launcher import ROOT
from config.trouble import TroubleMiddleware, trouble


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk_full"),
        (OSError(errno.EFBIG, "File too large"), "disk_full"),
        (OSError(errno.EACCES, "Permission denied"), None),
        (OperationalError("database or disk is full"), "disk_full"),
        (DatabaseError("could not extend file: No space left on device"), "disk_full"),
        (OperationalError("server closed the connection unexpectedly"), "database_away"),
        (OperationalError("database is locked"), "database_away"),
        (InterfaceError("connection already closed"), "database_away"),
        (DatabaseError("the ledger is append-only"), None),
        (ValueError("a fault of ours"), None),
    ],
)
def test_a_trouble_is_known_by_its_error(error, code):
    assert trouble(error) == code


@pytest.mark.parametrize(
    ("address", "kind"), [("/file/", "text/html"), ("/api/v1/tickets", "application/problem+json")]
)
def test_people_get_a_page_and_programs_get_a_code(address, kind):
    door = TroubleMiddleware(lambda request: HttpResponse())
    answer = door.process_exception(RequestFactory().post(address), OSError(errno.ENOSPC, "No space left on device"))
    assert (answer.status_code, answer["Retry-After"]) == (507, "30")
    assert answer["Content-Type"].startswith(kind)
    assert "服务器" in answer.content.decode()


def test_a_worker_starts_although_a_crash_left_its_broker_half_written(tmp_path):
    control = tmp_path / "broker" / "control"
    control.mkdir(parents=True)
    (control / "celery.exchange").touch()
    (control / "clock.exchange").write_text("[]")
    code = "from config.celery import app; from celery.signals import worker_init; worker_init.send(sender=app)"
    environment = {**os.environ, "TAIZHANG_DATA": str(tmp_path), "TAIZHANG_REDIS_URL": ""}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    assert [path.name for path in control.iterdir()] == ["clock.exchange"]
