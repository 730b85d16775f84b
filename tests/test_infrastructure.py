"""The platform's own ground: environment, secrets, health, headers, addresses."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from config.cache import ForgivingRedisCache
from config.env import Env, WrongSettingError, postgres, without_password
from config.keys import read_or_make
from config.proxy import client_ip
from config.services import free_port
from supervision.models.heartbeat import Heartbeat

WRONG_VALUES = [
    ("PORT", "eighty", lambda env: env.whole("PORT", 8000, least=1, most=65535), "a whole number from 1 to 65535"),
    ("PORT", "0", lambda env: env.whole("PORT", 8000, least=1, most=65535), "a whole number from 1 to 65535"),
    ("SEAL_SECONDS", "-1", lambda env: env.whole("SEAL_SECONDS", 600, least=1), "a whole number of at least 1"),
    ("DEMO", "maybe", lambda env: env.flag("DEMO"), "1 or 0"),
    ("LOG_LEVEL", "LOUD", lambda env: env.choice("LOG_LEVEL", "INFO", ("INFO", "ERROR")), "one of INFO, ERROR"),
    ("REDIS_URL", "http://x", lambda env: env.address("REDIS_URL", ("redis",)), "an address that starts with redis://"),
    ("DATA", __file__, lambda env: env.folder("DATA", Path("var")), "the path of a folder"),
]


@pytest.mark.parametrize(("name", "value", "read", "wanted"), WRONG_VALUES)
def test_a_wrong_value_stops_the_start_with_a_sentence(name, value, read, wanted):
    with pytest.raises(WrongSettingError) as stopped:
        read(Env({f"TAIZHANG_{name}": value}))
    sentence = str(stopped.value)
    assert sentence.startswith(f"TAIZHANG_{name} must be {wanted}")
    assert sentence.endswith(".")


def test_an_empty_value_counts_as_absent():
    env = Env({"TAIZHANG_DEMO": "", "TAIZHANG_PORT": " ", "TAIZHANG_HOSTS": ""})
    assert env.flag("DEMO", default=True) is True
    assert env.whole("PORT", 8000) == 8000
    assert env.words("HOSTS", "a, b,,c") == ["a", "b", "c"]


ADDRESSES = [
    ("postgresql://u:p%40ss@db:5433/tz", {"NAME": "tz", "USER": "u", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433"}),
    ("postgresql://u@/tz?host=/run/pg", {"NAME": "tz", "USER": "u", "PASSWORD": "", "HOST": "/run/pg", "PORT": ""}),
    ("postgresql:///tz", {"NAME": "tz", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_a_database_address_is_read(address, expected):
    found = postgres(address)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("address", ["postgresql://u@db", "postgresql://u@db:many/tz"])
def test_a_database_address_without_name_or_with_a_wordy_port_is_refused(address):
    with pytest.raises(WrongSettingError):
        postgres(address)


def test_a_refused_address_does_not_print_its_password():
    assert without_password("mysql://u:secret@db/tz") == "mysql://u:***@db/tz"
    with pytest.raises(WrongSettingError) as stopped:
        Env({"TAIZHANG_DATABASE_URL": "mysql://u:secret@db/tz"}).address("DATABASE_URL", ("postgresql",))
    assert "secret" not in str(stopped.value)


def test_a_secret_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "keys" / "secret_key"
    found = []
    starters = [threading.Thread(target=lambda: found.append(read_or_make(path))) for _ in range(8)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(set(found)) == 1
    assert len(found[0]) > 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


@pytest.mark.django_db
def test_ready_means_that_worker_and_beat_ticked_within_thirty_seconds(client):
    now = timezone.now()
    assert client.get("/healthz").status_code == 200

    silent = client.get("/readyz")
    assert (silent.status_code, silent.json()["missing"]) == (503, ["worker", "beat"])

    Heartbeat.tick("worker", now=now)
    Heartbeat.tick("beat", now=now - timedelta(seconds=31))
    stale = client.get("/readyz")
    assert (stale.status_code, stale.json()["missing"]) == (503, ["beat"])

    Heartbeat.tick("worker", "beat", now=now)
    assert client.get("/readyz").json() == {"ready": True, "missing": []}


def test_a_browser_is_told_to_run_nothing_written_into_a_page(client):
    policy = dict(part.strip().split(" ", 1) for part in client.get("/healthz")["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused():
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(reverse("set_language"), {"language": "en"}).status_code == 403


@pytest.mark.parametrize(
    ("proxy", "forwarded", "expected"),
    [
        (False, "1.1.1.1", "9.9.9.9"),
        (True, "", "9.9.9.9"),
        (True, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
    ],
)
def test_only_a_declared_proxy_may_say_where_a_request_came_from(settings, proxy, forwarded, expected):
    settings.PROXY = proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_ip(RequestFactory().get("/", headers=headers, REMOTE_ADDR="9.9.9.9")) == expected


def test_a_stopped_redis_forgets_instead_of_failing():
    cache = ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.add("a", 1) is True
    assert cache.get_many(["a", "b"]) == {}
    assert cache.has_key("a") is False
    assert cache.delete("a") is False


@pytest.mark.django_db
def test_the_cache_is_shared_by_all_processes():
    from django.core.cache import cache

    cache.set("told", "here", 30)
    assert cache.get("told") == "here"
    assert "locmem" not in settings.CACHES["default"]["BACKEND"]


def test_every_beat_entry_expires_but_not_for_a_worker_whose_clock_is_minutes_ahead():
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    assert entries
    assert all(20 * 60 <= entry["options"]["expires"] <= 3600 for entry in entries)


def test_the_page_on_running_lists_every_variable():
    root = Path(settings.BASE_DIR)
    code = "".join((root / "config" / name).read_text() for name in ("settings.py", "launcher.py", "tiles.py"))
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    told = set(re.findall(r"`TAIZHANG_([A-Z_]+)`", (root / "docs" / "running.md").read_text()))
    assert read
    assert read == told
