"""A city is founded once, and its administrator comes in with the slip."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from sites.models import CatalogueVersion, City, Unit, UnitFunction
from supervision import clock
from supervision.actions.people import activate
from supervision.actions.verify import verify
from supervision.models import CalendarDay, CalendarYear, Event, Post, User
from supervision.refusals import Refused
from supervision.roles import Role

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "平湖市",
    "english": "Pinghu",
    "document_code": "平创文办",
    "series": "PH",
    "bounds": "120.9,30.5,121.3,30.9",
    "admin": "chen",
    "admin_name": "陈伯言",
}


def found(**changes: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("new_city", stdout=out, **{**GOOD, **changes})
    return out.getvalue()


def slip_of(printed: str) -> str:
    """The one-time code on the slip."""
    return re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", printed)[0]


def test_a_new_city_has_its_office_its_calendar_and_its_catalogue() -> None:
    found()
    city, office = City.objects.get(), Unit.objects.get(code="office")
    assert (city.name, city.name_en, city.series, city.box) == ("平湖市", "Pinghu", "PH", (120.9, 30.5, 121.3, 30.9))
    assert UnitFunction.objects.bindings(clock.now().date()) == {"office": office.id}
    assert CatalogueVersion.objects.count() == 1
    assert set(CalendarYear.objects.values_list("year", flat=True)) == {2024, 2025, 2026}
    assert CalendarDay.objects.count() == 108
    assert list(verify()) == []


def test_the_first_administrator_holds_a_post_of_the_office_by_an_event() -> None:
    found()
    post = Post.objects.get()
    assert (post.user.username, post.user.display_name, post.role) == ("chen", "陈伯言", Role.OFFICE)
    assert post.unit.code == "office"
    assert Event.objects.filter(stream_id=post.id).values_list("action", flat=True).get() == "appoint"


def test_the_slip_opens_the_account_once() -> None:
    code = slip_of(found())
    assert not User.objects.get().check_password("a long new password")
    activate("chen", code, "a long new password", clock.now())
    assert User.objects.get().check_password("a long new password")
    with pytest.raises(Refused):
        activate("chen", code, "another long password", clock.now())


def test_a_second_city_is_refused_and_changes_nothing() -> None:
    found()
    with translation.override("en"), pytest.raises(CommandError, match="There is a city already"):
        found(name="别的市", admin="other")
    assert City.objects.get().name == "平湖市"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "长" * 61}, "needs a name"),
        ({"name": "平\x00湖"}, "needs a name"),
        ({"document_code": ""}, "document code"),
        ({"series": "ph"}, "capital letters"),
        ({"series": "P-H"}, "capital letters"),
        ({"series": "ABCDEFG"}, "capital letters"),
        ({"bounds": "121.3,30.5,120.9,30.9"}, "west before east"),
        ({"bounds": "nan,30,121,31"}, "west before east"),
        ({"bounds": "here"}, "is not west,south,east,north"),
        ({"admin": "陈"}, "letters, digits"),
        ({"admin": "a b"}, "letters, digits"),
        ({"admin_name": ""}, "person's name"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_founded(changes: dict[str, str], words: str) -> None:
    with translation.override("en"), pytest.raises(CommandError, match=words):
        found(**changes)
    assert not City.objects.exists()
    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_a_taken_sign_in_name_founds_nothing() -> None:
    User.objects.create_user(username="chen", display_name="Chen")
    with translation.override("en"), pytest.raises(CommandError, match="taken"):
        found()
    assert not City.objects.exists()
