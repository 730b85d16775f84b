"""/metrics: closed unless it is opened, and what it says then."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_network

import pytest

from config.env import Env, WrongSettingError
from config.launcher import ROOT
from supervision.models import Duty, Heartbeat, Notice
from tests.town import MONDAY, at, file_ticket

TOKEN = "a-long-token-for-machines"
RIGHT, WRONG = {"Authorization": f"Bearer {TOKEN}"}, {"Authorization": "Bearer guessed"}


@pytest.mark.django_db
def test_it_is_closed_unless_it_is_opened(client):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=RIGHT).status_code == 404


@pytest.mark.parametrize(
    ("token", "networks", "headers", "address", "status"),
    [
        (TOKEN, [], RIGHT, "8.8.8.8", 200),
        (TOKEN, [], WRONG, "127.0.0.1", 403),
        (TOKEN, [], {}, "127.0.0.1", 403),
        ("", ["10.0.0.0/8"], {}, "10.1.2.3", 200),
        ("", ["10.0.0.0/8"], RIGHT, "11.1.2.3", 403),
        ("", ["10.0.0.0/8"], {}, "no address", 403),
        (TOKEN, ["10.0.0.0/8"], RIGHT, "10.1.2.3", 200),
        (TOKEN, ["10.0.0.0/8"], RIGHT, "11.1.2.3", 403),
        (TOKEN, ["10.0.0.0/8"], WRONG, "10.1.2.3", 403),
    ],
)
@pytest.mark.django_db
def test_whoever_has_the_token_and_comes_from_the_right_place_may_read(
    client, settings, token, networks, headers, address, status
):
    settings.METRICS_TOKEN, settings.METRICS_FROM = token, [ip_network(word) for word in networks]
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_the_gauges_say_what_the_rows_say(town, hands, stand, settings, client):
    settings.METRICS_TOKEN = TOKEN
    file_ticket(town, now=at(MONDAY, "09:10"))
    first = Duty.objects.exclude(next_action_at=None).order_by("next_action_at").first().next_action_at
    stand(first + timedelta(seconds=90))
    Heartbeat.tick("worker", "beat", "sweep", now=first + timedelta(seconds=80))
    said = read(client.get("/metrics", headers=RIGHT).content.decode())
    assert said["taizhang_sweep_lag_seconds"] == 90
    assert said["taizhang_duties_due"] == 1
    assert said["taizhang_notices_undelivered"] == Notice.objects.count() > 0
    assert said['taizhang_jobs{state="waiting"}'] == 0
    assert said['taizhang_last_seen_seconds{part="sweep"}'] == 10
    assert said["taizhang_files_free_bytes"] > 0


def test_addresses_are_checked_at_the_start():
    assert Env({"TAIZHANG_METRICS_FROM": "10.0.0.0/8, ::1"}).networks("METRICS_FROM") == [
        ip_network("10.0.0.0/8"),
        ip_network("::1"),
    ]
    with pytest.raises(WrongSettingError, match="METRICS_FROM must be addresses or ranges"):
        Env({"TAIZHANG_METRICS_FROM": "everybody"}).networks("METRICS_FROM")


ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(HTTP_HOST="localhost")
client.get("/healthz", {"q": "private"})
answer = client.get("/metrics", headers={"Authorization": "Bearer %s"})
print(json.dumps([answer.status_code, answer.content.decode()]))
"""


def test_with_a_token_in_the_environment_requests_are_counted_by_page(tmp_path):
    """In a process of its own: what counts requests is there only where the setting was there at the start."""
    environment = {**os.environ, "TAIZHANG_METRICS_TOKEN": TOKEN, "TAIZHANG_DATA": str(tmp_path)}
    environment |= {"TAIZHANG_DATABASE_URL": "", "TAIZHANG_REDIS_URL": ""}
    command = [sys.executable, "-c", ASK % TOKEN]
    migrate = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True, capture_output=True)
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    status, text = json.loads(done.stdout.strip().splitlines()[-1])
    assert status == 200
    found = [line for line in text.splitlines() if line.startswith("django_http_requests_total_by_view")]
    assert any('view="healthz"' in line and line.endswith(" 1.0") for line in found)
    assert "private" not in text
    assert list((tmp_path / "metrics").iterdir())  # the processes of a machine add up their figures there


def read(text: str) -> dict[str, float]:
    rows = [line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in rows}
