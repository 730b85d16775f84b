"""Where no demo was asked for there is none, nor its password."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from rectification.management.commands.load_demo_city import read_moment

from rectification.demo.logins import DEMO_PASSWORD
from sites.models import City
from supervision.models import User


@pytest.mark.django_db
def test_without_the_setting_there_is_no_demo() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError):
        call_command("load_demo_city")
    assert not City.objects.exists()
    assert not [user for user in User.objects.all() if user.check_password(DEMO_PASSWORD)]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["tomorrow", "2026-13-40", "2026-03-05T99:00"])
def test_a_moment_that_is_none_is_named(text: str) -> None:
    with override_settings(DEMO=True), pytest.raises(CommandError, match=text):
        call_command("load_demo_city", as_of=text)
    assert not City.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["-1", "41", "much", "nan"])
def test_a_scale_that_is_none_is_named(text: str) -> None:
    with override_settings(DEMO=True), pytest.raises(CommandError, match=text):
        call_command("load_demo_city", f"--scale={text}")
    assert not City.objects.exists()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-05", "2026-03-05T10:00:00+08:00"),
        ("2026-03-05T16:20", "2026-03-05T16:20:00+08:00"),
        ("2026-03-05T16:20+00:00", "2026-03-05T16:20:00+00:00"),
    ],
)
def test_a_day_is_meant_at_ten_in_the_morning(text: str, moment: str) -> None:
    assert read_moment(text).isoformat() == moment
