"""Signing in, the slip, a lent password, several posts, and the language."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from supervision.actions import people
from supervision.demo_signins import PASSWORD
from supervision.models import Notice
from tests.town import FOUNDED, MONDAY, add_person, at, file_ticket

GOOD = "桂花巷-口令-2026"


@pytest.fixture
def door() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="zh-hans")


def test_a_slip_opens_the_door_once_and_sets_the_password(town, stand, door):
    code = people.issue_slip(town.people["street_clerk"], at(MONDAY, "09:00"))
    form = {"username": "street_clerk", "code": code.lower(), "password1": GOOD, "password2": GOOD}
    assert door.post("/activate/", form)["Location"] == "/"
    assert door.get("/").status_code == 200
    assert Client().post("/activate/", form).status_code == 422
    assert Client().post("/sign-in/", {"username": "street_clerk", "password": GOOD})["Location"] == "/"


def test_an_expired_slip_or_a_weak_password_is_refused_in_words(town, stand, door):
    code = people.issue_slip(town.people["street_clerk"], at(MONDAY, "09:00"))
    weak = door.post(
        "/activate/", {"username": "street_clerk", "code": code, "password1": "12345", "password2": "12345"}
    )
    assert weak.status_code == 422
    stand(at(MONDAY, "09:00") + timedelta(days=30))
    late = door.post("/activate/", {"username": "street_clerk", "code": code, "password1": GOOD, "password2": GOOD})
    assert late.status_code == 422 and "启用单已过期" in late.content.decode()


def test_five_wrong_passwords_close_the_door_for_a_while(town, stand, door):
    answers = [door.post("/sign-in/", {"username": "office", "password": "wrong"}).status_code for _ in range(6)]
    assert answers[0] == 200 and answers[-1] == 429


def test_a_lent_password_opens_nothing_but_its_own_change(town, hands):
    clerk = hands("street_clerk")
    clerk.person.set_password("lent-for-a-day")
    clerk.person.must_change_password = True
    clerk.person.save()
    clerk.client.force_login(clerk.person, backend="django.contrib.auth.backends.ModelBackend")
    assert clerk.get("/inbox/")["Location"] == "/password/"
    form = {"old_password": "lent-for-a-day", "new_password1": GOOD, "new_password2": GOOD}
    assert clerk.post("/password/", **form)["Location"] == "/"
    assert clerk.get("/inbox/").status_code == 200


def test_a_person_with_two_posts_acts_in_the_one_they_chose(town, hands):
    clerk = hands("street_clerk")
    second = people.appoint(clerk.person, town.units["community_a1"].id, "unit_handler", now=FOUNDED)
    assert clerk.get("/inbox/").context["person"]["place"].startswith("东城街道")
    clerk.post("/post/", post=str(second.id))
    assert clerk.get("/inbox/").context["person"]["place"].startswith("东门社区")
    clerk.post("/post/", post=str(town.posts["office"].id))
    assert clerk.get("/inbox/").context["person"]["place"].startswith("东门社区")


def test_a_chosen_post_that_ends_is_no_longer_acted_in(town, hands):
    clerk = hands("street_clerk")
    second = people.appoint(clerk.person, town.units["community_a1"].id, "unit_handler", now=FOUNDED)
    clerk.post("/post/", post=str(second.id))
    people.end_post(second, now=at(MONDAY, "09:30"))
    assert clerk.get("/inbox/").context["person"]["place"].startswith("东城街道")


def test_whoever_stands_in_acts_in_the_holders_post_while_it_lasts(town, hands, stand):
    until = at(MONDAY, "12:00")
    people.set_acting(
        town.posts["street_clerk"], town.people["west_clerk"], at(MONDAY, "09:00"), until, now=at(MONDAY, "08:00")
    )
    stand_in = hands("west_clerk")
    notes = [post["note"] for post in stand_in.get("/post/").context["posts"]]
    assert any("李知微" in note for note in notes)
    stand_in.post("/post/", post=str(town.posts["street_clerk"].id))
    assert stand_in.get("/inbox/").context["person"]["place"].startswith("东城街道")
    stand(until)
    assert stand_in.get("/inbox/").context["person"]["place"].startswith("西城街道")


def test_without_a_post_there_is_one_page_and_it_says_so(town, hands):
    clerk = hands("street_clerk")
    people.end_post(town.posts["street_clerk"], now=at(MONDAY, "09:30"))
    assert clerk.get("/inbox/")["Location"] == "/post/"
    assert clerk.get("/post/").status_code == 200


def test_a_chosen_language_is_remembered_with_the_person(town, hands):
    add_person(town, "newcomer", "新人", "street_a", "unit_handler")
    person = hands("newcomer")
    person.post("/language/", language="en", next="/inbox/")
    assert "Inbox" in person.get("/inbox/").content.decode()
    person.person.refresh_from_db()
    assert person.person.language == "en"


def test_demo_sign_ins_are_shown_only_in_a_demonstration(town, stand, door, settings):
    assert PASSWORD not in door.get("/sign-in/").content.decode()
    settings.DEMO = True
    page = door.get("/sign-in/").content.decode()
    assert PASSWORD in page and "street_clerk" in page


def test_a_notice_to_another_of_ones_posts_leads_through_the_change_of_post(town, hands):
    clerk = hands("street_clerk")
    ticket = file_ticket(town)
    second = people.appoint(clerk.person, town.units["community_a1"].id, "unit_handler", now=at(MONDAY, "09:30"))
    clerk.post("/post/", post=str(second.id))
    opened = clerk.get(f"/notices/{Notice.objects.get(user=clerk.person).pk}/")
    goal = f"/entries/{ticket.number}/"
    assert opened["Location"] == f"/post/?next={quote(goal, safe='')}"
    page = clerk.get(opened["Location"]).content.decode()
    assert "发给您在东城街道的岗位" in page
    there = clerk.post("/post/", post=str(town.posts["street_clerk"].id), next=goal)
    assert there["Location"] == goal
    assert clerk.get(goal).status_code == 200


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "东城街道·城管办科员"), ("en", "东城街道·Unit handler")])
def test_a_title_in_chinese_is_the_role_to_a_reader_of_english(town, hands, language, shown):
    clerk, post = hands("street_clerk"), town.posts["street_clerk"]
    type(post).objects.filter(pk=post.pk).update(title="城管办科员")
    clerk.client.cookies["django_language"] = language
    assert clerk.get("/post/").context["person"]["place"] == shown
