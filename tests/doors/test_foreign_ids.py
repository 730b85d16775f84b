"""Ids of what belongs to others, wherever an id can be put: nothing is told, nothing is changed (DESIGN 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from rectification.models import Ticket
from supervision import clock
from supervision.acting import SESSION_KEY
from supervision.models import Duty, Event, Words
from supervision.signed_photos import make_token
from tests.doors.people import TEN, signed_in
from tests.doors.world import World, everything
from tests.town import MONDAY, Town, at, file_ticket, take

EMPTY = {"expected": "", "key": ""}
DAYS = {"words": "x", "on": "2026-03-02", "until": "2026-03-09"}
RETURN, YES = {"petition": "return", "words": "x"}, {"verdict": "yes"}


@dataclass(frozen=True)
class Attempt:
    """Somebody puts a foreign id somewhere; `body` may need the world to name it."""

    what: str
    who: str
    step: str  # the step and the entry it is tried on
    body: Callable[[World], dict[str, Any]]

    def __str__(self) -> str:
        return self.what


def post_of(name: str) -> Callable[[World], str]:
    """The post of somebody of the town."""
    return lambda world: str(world.town.posts[name].id)


def duty_of(thing: str, kind: str = "rectify") -> Callable[[World], str]:
    """The first duty of a kind on an entry."""
    return lambda world: str(Duty.objects.filter(subject_id=world.entries[thing].id, kind=kind).earliest("ordinal").id)


def words_of(thing: str) -> Callable[[World], str]:
    """The words somebody wrote on an entry."""
    return lambda world: str(Words.objects.filter(stream_id=world.entries[thing].id).earliest("id").id)


def staged_by(name: str) -> Callable[[World], str]:
    """A photo somebody has staged."""
    return lambda world: str(world.upload(name).id)


TALK = {**DAYS, "person": post_of("city_leader")}
HELD = {**DAYS, "partner": post_of("unit_head")}


def entry(thing: str) -> Callable[[World], Ticket]:
    """An entry."""
    return lambda world: world.entries[thing]


def unit(code: str) -> Callable[[World], str]:
    """A unit by its code."""
    return lambda world: str(world.town.units[code].id)


def body(**values: Any) -> Callable[[World], dict[str, Any]]:
    """The fields of a form; what is callable is asked for in the world."""
    return lambda world: {name: value(world) if callable(value) else value for name, value in values.items()}


ATTEMPTS = [
    Attempt("somebody else's photo as one's own", "clerk", "submit/new", body(photos=staged_by("inspector"))),
    Attempt("a photo that is in an entry already", "clerk", "submit/new", body(photos=lambda w: used_photo(w))),
    Attempt("somebody else's photo as a proof", "clerk", "ask/new", body(**RETURN, photos=staged_by("other_clerk"))),
    Attempt("somebody else's photo at a check", "leader", "fail/fixed", body(words="x", photos=staged_by("inspector"))),
    Attempt("handed over to another unit", "clerk", "hand_over/new", body(person=post_of("other_clerk"))),
    Attempt("handed over to a post that has ended", "clerk", "hand_over/new", body(person=post_of("gone_clerk"))),
    Attempt("dealt out to the other team", "leader", "deal_out/fixed", body(person=post_of("second_inspector"))),
    Attempt("dealt out to the unit that fixed it", "leader", "deal_out/fixed", body(person=post_of("street_clerk"))),
    Attempt("given to a unit that is not below", "clerk", "sub_assign/new", body(unit=unit("street_b"))),
    Attempt("given to one's own unit", "clerk", "sub_assign/new", body(unit=unit("street_a"))),
    Attempt("moved to a team", "office", "reassign/new", body(unit=unit("team_2"), words="x")),
    Attempt("moved to a unit that is none", "office", "reassign/new", body(unit=post_of("office"), words="x")),
    Attempt("another unit's part finished", "below", "finish/shared", body(duty=duty_of("shared"), words="x")),
    Attempt("a part of another entry finished", "below", "finish/shared", body(duty=duty_of("done"), words="x")),
    Attempt("a part of another entry confirmed", "clerk", "confirm_sub/done", body(**YES, duty=duty_of("shared"))),
    Attempt("merged into itself", "office", "merge/new", body(target=entry("new"), words="同一处")),
    Attempt("merged into an entry out of sight", "leader", "merge/new", body(target=entry("outside"), words="同一处")),
    Attempt("come back from one out of sight", "leader", "mark_relapse/new", body(target=entry("west"))),
    Attempt("words of another entry erased", "office", "erase/new", body(words="x", erase=words_of("fixed"))),
    Attempt("a petition that nobody asked", "office", "decide/asked", body(**RETURN, **YES)),
    Attempt("a talk with another unit", "office", "record_talk/called", body(**TALK, partner=post_of("other_clerk"))),
    Attempt(
        "a talk held by whoever owes it", "office", "record_talk/called", body(**HELD, person=post_of("unit_head"))
    ),
    Attempt("a category that is none", "office", "reclassify/new", body(category="NO-99", words="x")),
]


def used_photo(world: World) -> str:
    """The photo after of the entry that waits for its check."""
    return str(world.entries["fixed"].photos.get(kind="after").id)


@pytest.fixture
def west(world: World) -> World:
    """One more entry, struck off in the west, of which the east knows nothing."""
    town: Town = world.town
    ticket = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:10"))
    take(town, "submit", ticket, "west_clerk", at(MONDAY, "09:20"), photos=1)
    take(town, "pass", ticket, "second_leader", at(MONDAY, "09:30"))
    world.entries["west"] = ticket
    world.digest = everything()
    return world


def as_form(data: dict[str, Any]) -> dict[str, Any]:
    """An entry is named by its number on pages."""
    return {**EMPTY, **{k: v.number if isinstance(v, Ticket) else v for k, v in data.items()}}


def as_json(data: dict[str, Any]) -> dict[str, Any]:
    """And by its id for programs, which send lists and yes or no as such."""
    found = {k: str(v.pk) if isinstance(v, Ticket) else v for k, v in data.items()}
    found |= {k: [found[k]] for k in ("photos", "erase") if k in found}
    found |= {"until": f"{found['until']}T17:30:00+08:00"} if "until" in found else {}
    return found | ({"verdict": found["verdict"] == "yes"} if "verdict" in found else {})


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_a_foreign_id_in_a_step_is_refused(west: World, attempt: Attempt):
    action, thing = attempt.step.split("/")
    ticket, given, person = west.entries[thing], attempt.body(west), west.people[attempt.who]
    page, api = reverse("step", args=[ticket.number, action]), reverse("api_step", args=[ticket.pk, action])
    assert person.knock("POST", page, as_form(given)).status_code == 422
    assert everything() == west.digest
    assert person.knock("POST", api, as_json(given)).status_code == 422
    assert everything() == west.digest


def test_receiving_all_takes_no_entry_of_others(west: World):
    entries = [f"{ticket.pk}:1" for ticket in west.entries.values()]
    assert west.people["stranger"].knock("POST", "/inbox/receive/", {"entry": entries}).status_code == 302
    assert everything() == west.digest


def test_a_check_of_the_other_team_is_not_found(west: World):
    number = west.entries["fixed"].number
    other = signed_in(west.town, "second_leader")
    for verdict in ("pass", "fail"):
        answer = other.knock("POST", f"/review/{number}/{verdict}/", {"reason": "still", **EMPTY})
        assert answer.status_code == 404
    assert Event.objects.filter(stream_id=west.entries["fixed"].id, action__in=["pass", "fail"]).count() == 0


@pytest.mark.parametrize("door", ["/file/", "/api/v1/tickets"])
def test_a_problem_is_not_written_with_somebody_elses_photos(world: World, door: str):
    site, foreign = str(world.town.sites["S002"].id), str(world.upload("street_clerk").id)
    own = str(world.upload("inspector").id)
    given = {"category": "ENV-03", "site": site, "photos": [own, foreign], "words": "x", "anyway": "x"}
    assert world.people["inspector"].knock("POST", door, given).status_code == 422
    assert everything() == world.digest


def test_one_joins_only_an_entry_of_the_same_kind_at_the_same_place(west: World):
    number, photo = west.entries["new"].number, str(west.upload("inspector").id)
    for site, category in (("S003", "ENV-03"), ("S001", "ENV-01"), ("", "ENV-03")):
        place = str(west.town.sites[site].id) if site else ""
        given = {"site": place, "category": category, "photos": photo, "words": "x"}
        answer = west.people["inspector"].knock("POST", f"/file/join/{number}/", given)
        assert answer.status_code in (404, 409, 422), (site, category)
        assert everything() == west.digest


def test_what_may_be_the_same_problem_is_told_to_others_without_a_photo_or_a_way_there(west: World):
    other = signed_in(west.town, "second_inspector")
    query = f"?site={west.town.sites['S001'].id}&category=ENV-03"
    words = other.knock("GET", f"/file/duplicates/{query}").content.decode()
    number = west.entries["new"].number
    assert number in words
    assert "/photos/" not in words and f"/entries/{number}" not in words


def test_a_list_shows_a_stranger_nothing_whatever_is_asked(world: World):
    town, entries = world.town, world.entries.values()
    asked = [f"q={ticket.number}" for ticket in entries]
    asked += [f"unit={town.units['street_a'].id}", f"site={town.sites['S001'].id}", "category=ENV", "state=former"]
    asked += ["time=late", "time=today", "count=exact", "after=" + "9" * 40]
    for query in asked:
        page = world.people["stranger"].knock("GET", f"/ledger/?state=all&{query}")
        assert page.context["entries"] == [] and page.context["total"] == "0", query
        assert not [n for n in page.context["sums"] if n["n"] != "0"], query
    for query in ("", "of=unit", "group=others"):
        assert world.people["stranger"].knock("GET", f"/inbox/?{query}").context["groups"] == []
    assert world.people["stranger"].knock("GET", "/api/v1/tickets").json() == {"tickets": [], "after": None}


def test_whether_something_has_happened_is_told_only_of_what_one_may_read(world: World):
    new, outside = world.entries["new"], world.entries["outside"]
    for who, ticket, status in (
        ("clerk", new, 200),
        ("former", new, 200),
        ("stranger", new, 404),
        ("clerk", outside, 404),
    ):
        assert world.people[who].knock("GET", f"/pulse/?entry={ticket.number}").status_code == status
    list_before = world.people["stranger"].knock("GET", "/pulse/").json()
    span_before = world.people["former"].knock("GET", f"/pulse/?entry={new.number}").json()
    take(world.town, "comment", new, "office", TEN, words="x")
    take(world.town, "receive", new, "street_clerk", TEN)
    assert world.people["former"].knock("GET", f"/pulse/?entry={new.number}").json() == span_before
    assert world.people["stranger"].knock("GET", "/pulse/").json() == list_before


def test_a_place_in_somebody_elses_list_opens_none_of_it(world: World):
    office, stranger = world.people["office"], world.people["stranger"]
    for _ in range(20):
        file_ticket(world.town, now=at(MONDAY, "09:50"), anyway="另一处")
    mark = office.knock("GET", "/api/v1/tickets").json()["after"]
    assert mark and stranger.knock("GET", f"/api/v1/tickets?after={mark}").json()["tickets"] == []
    forward = office.knock("GET", "/ledger/?state=all").context["page"]["next_url"]
    assert stranger.knock("GET", f"/ledger/{forward}").context["entries"] == []


def test_a_post_of_somebody_else_cannot_be_chosen(world: World):
    post, clerk = str(world.town.posts["office"].id), world.people["clerk"]
    assert clerk.knock("POST", "/post/", {"post": post}).status_code == 200
    assert clerk.knock("GET", "/ledger/?state=all").context["total"] != "0"
    assert clerk.knock("GET", f"/entries/{world.entries['outside'].number}/").status_code == 404
    session = clerk.client(api=False).session
    session[SESSION_KEY] = post
    session.save()
    assert clerk.knock("GET", f"/entries/{world.entries['outside'].number}/").status_code == 404


def test_a_token_is_not_given_for_somebody_elses_post(world: World):
    user = world.town.people["street_clerk"]
    user.set_password("only-for-tests")
    user.save()
    given = {"username": user.username, "password": "only-for-tests"}
    nobody, door = world.people["nobody"], "/api/v1/token"
    for name in ("office", "gone_clerk"):
        answer = nobody.knock("POST", door, {**given, "post": str(world.town.posts[name].id)})
        assert (answer.status_code, answer.json()["code"]) == (422, "no_such_post")
    assert nobody.knock("POST", door, given).status_code == 201


def test_nobody_is_led_to_another_house(world: World):
    for path in ("/post/?next=https://elsewhere.example/", "/post/?next=//elsewhere.example"):
        assert world.people["clerk"].knock("GET", path).context["next"] == ""
    own = {"post": str(world.town.posts["street_clerk"].id), "next": "https://elsewhere.example/"}
    assert world.people["clerk"].knock("POST", "/post/", own)["Location"] == "/"
    language = {"language": "en", "next": "https://elsewhere.example/"}
    assert world.people["nobody"].knock("POST", "/language/", language)["Location"] == "/"


def test_the_address_of_a_picture_opens_for_its_viewer_only_and_not_for_long(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    clerk, other = world.people["clerk"], world.people["stranger"]
    token = world.picture("street_clerk")
    sha256, size, rest = token.split(".", 2)
    assert clerk.knock("GET", f"/photos/{token}").status_code == 200
    assert other.knock("GET", f"/photos/{token}").status_code == 404
    assert world.people["nobody"].knock("GET", f"/photos/{token}").status_code == 302
    forged = [
        f"{sha256}.original.{rest}",  # the file as it was sent instead of the small picture
        f"{sha256[::-1]}.{size}.{rest}",  # another picture
        token[:-1],
        f"{sha256}.{size}.9999999~",
        "x",
    ]
    for wrong in forged:
        assert clerk.knock("GET", f"/photos/{wrong}").status_code == 404, wrong
    monkeypatch.setattr(clock, "now", lambda: TEN + timedelta(hours=2))
    assert clerk.knock("GET", f"/photos/{token}").status_code == 404


def test_a_picture_that_somebody_has_staged_is_shown_to_nobody_else(world: World):
    upload, owner = world.upload("inspector"), world.town.people["inspector"]
    token = make_token(upload.file_id, "320", owner.id, TEN)
    assert world.people["inspector"].knock("GET", f"/photos/{token}").status_code == 200
    assert world.people["clerk"].knock("GET", f"/photos/{token}").status_code == 404
    again = {"category": "ENV-03", "photos": str(upload.id), "words": "x"}
    page = world.people["leader"].knock("POST", "/file/", again)
    assert page.context["staged"] == []


def test_a_former_holder_sees_no_photo_that_came_after_its_span(world: World):
    ticket = world.entries["fixed"]
    after = ticket.photos.get(kind="after")
    page = world.people["former"].knock("GET", f"/entries/{ticket.number}/")
    assert page.context["before"] and page.context["after"] == []
    story = world.people["former"].knock("GET", f"/api/v1/tickets/{ticket.pk}").json()
    assert str(after.pk) not in str(story) and "status" not in story


def test_a_session_of_somebody_else_is_no_key(world: World):
    with transaction.atomic():
        client = world.people["clerk"].client(api=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
        assert client.get("/inbox/")["Location"].startswith("/sign-in/")
