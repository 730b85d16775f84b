"""The second factor: turned on with a code, asked for after the password, gone with a new slip."""

import re
import time
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from supervision.actions.people import activate, issue_slip
from tests.town import MONDAY

PASSWORD = "correct horse battery"


@pytest.fixture
def person(town):
    """An inspector with a password of their own."""
    user = town.people["inspector"]
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def half_minutes(monkeypatch):
    """Lets the next half minute come without waiting for it; until then no time passes, however slow the machine."""
    begun, passed = time.time(), [0]
    monkeypatch.setattr(time, "time", lambda: begun + 30 * passed[0])
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromtimestamp(time.time(), UTC))

    def later() -> None:
        passed[0] += 1

    return later


def code_of(user) -> str:
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    return f"{totp.token():06d}"


def turn_on(user) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/second-factor/").content.decode()
    assert "<svg" in page and re.search(r"<code>([A-Z2-7]{4} ){3,}", page)
    wrong = client.post("/second-factor/", {"code": "000000"})
    assert wrong.status_code == 422 and not TOTPDevice.objects.filter(confirmed=True).exists()
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post("/second-factor/", {"code": code_of(user)}).status_code == 302
    assert TOTPDevice.objects.get(user=user).confirmed


def sign_in(next_page: str = "/inbox/") -> Client:
    client = Client()
    answer = client.post(f"/sign-in/?next={next_page}", {"username": "inspector", "password": PASSWORD})
    assert answer["Location"].startswith("/second-step/")
    return client


def test_until_the_code_nothing_else_opens(person, half_minutes):
    turn_on(person)
    client = sign_in()
    for page in ("/", "/inbox/", "/ledger/", "/password/", "/second-factor/", "/post/"):
        assert client.get(page)["Location"] == "/second-step/"
    assert client.get("/second-step/").status_code == 200
    half_minutes()
    done = client.post("/second-step/", {"code": code_of(person), "next": "/inbox/"})
    assert done["Location"] == "/inbox/" and client.get("/inbox/").status_code == 200


def test_a_code_is_taken_once(person, half_minutes):
    turn_on(person)
    half_minutes()
    code = code_of(person)
    assert sign_in().post("/second-step/", {"code": code}).status_code == 302
    assert sign_in().post("/second-step/", {"code": code}).status_code == 422


def test_guessing_becomes_slow(person, half_minutes):
    turn_on(person)
    half_minutes()
    client = sign_in()
    for guess in range(4):
        assert client.post("/second-step/", {"code": f"{guess:06d}"}).status_code == 422
    assert client.post("/second-step/", {"code": code_of(person)}).status_code == 422


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1234567", "0" * 500])
def test_what_is_no_code_is_refused(person, half_minutes, code):
    turn_on(person)
    assert sign_in().post("/second-step/", {"code": code}).status_code == 422


def test_a_token_for_programs_needs_the_code_too(person, half_minutes, client):
    turn_on(person)
    half_minutes()
    asked = {"username": "inspector", "password": PASSWORD}
    refused = client.post("/api/v1/token", asked, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_code")
    TOTPDevice.objects.update(throttling_failure_count=0)
    given = client.post("/api/v1/token", {**asked, "code": code_of(person)}, content_type="application/json")
    assert given.status_code == 201


def test_a_new_slip_takes_the_lost_phone_out_of_the_way(person, half_minutes):
    turn_on(person)
    activate("inspector", issue_slip(person, MONDAY), PASSWORD + "!", MONDAY)
    answer = Client().post("/sign-in/", {"username": "inspector", "password": PASSWORD + "!"})
    assert answer["Location"] == "/"


def test_whoever_has_the_code_can_do_without_it_again(person, half_minutes):
    turn_on(person)
    half_minutes()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/second-factor/", {"code": "111111"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post("/second-factor/", {"code": code_of(person)})
    assert not TOTPDevice.objects.exists()
