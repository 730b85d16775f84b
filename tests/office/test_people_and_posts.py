"""People and posts: enrolled, found, appointed, ended at once, stood in for, given a slip on paper."""

import re

import pytest

from supervision.actions.people import activate
from supervision.actions.standing import seq_of
from supervision.models import Acting, ActivationSlip, Event, Post, User, Words
from supervision.roles import Role
from tests.town import FRIDAY, MONDAY, add_person, at, file_ticket

CODE = re.compile(r'<dd class="os-code">([A-Z0-9-]{14})</dd>')


@pytest.fixture
def office(hands):
    return hands("office")


def new_person(town, **changes) -> dict:
    """The form of a new person, filled in."""
    unit = town.units["street_a"]
    filled = {"name": "沈一川", "username": "shenyichuan", "phone": "13800000009", "unit": str(unit.pk)}
    return {**filled, "role": Role.UNIT_HANDLER, "title": "综合执法办", "why": "新调入", **changes}


def test_somebody_joins_and_sets_a_password_with_the_printed_slip(town, office):
    page = office.post("/office/people/new/", **new_person(town))
    assert page.status_code == 200 and page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert "沈一川" in text and "shenyichuan" in text and "<svg" in text
    code = CODE.search(text)[1]
    assert code not in "".join(Event.objects.values_list("text", flat=True)) + "".join(
        Words.objects.values_list("text", flat=True)
    )

    user = activate("shenyichuan", code, "桂花巷-口令-2026", at(MONDAY, "10:05"))
    post = Post.objects.get(user=user)
    assert (post.unit_id, post.role, post.title) == (town.units["street_a"].pk, Role.UNIT_HANDLER, "综合执法办")
    shown = office.get(f"/office/people/{user.pk}/").content.decode()
    assert "登记人员" in shown and "新调入" in shown and "陈伯言" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, ""),
        ({"why": ""}, ""),
        ({"username": "a b"}, "登录名"),
        ({"username": "Street_Clerk"}, "登录名已被占用"),
        ({"phone": "abc"}, "手机号只能是数字"),
        ({"role": Role.INSPECTOR}, "督查组"),
        ({"role": Role.OFFICE}, "只设在"),
        ({"role": "king"}, ""),
        ({"unit": "x"}, ""),
    ],
    ids=["no name", "no reason", "bad sign-in name", "taken", "bad phone", "no team", "not the office", "role", "unit"],
)
def test_a_new_person_that_cannot_be_is_refused_in_a_sentence(town, office, changes, said):
    before = User.objects.count(), Event.objects.count()
    page = office.post("/office/people/new/", **new_person(town, **changes))
    assert page.status_code in (409, 422)
    assert said in page.content.decode() and (
        "is-wrong" in page.content.decode() or "tz-refusal" in page.content.decode()
    )
    assert (User.objects.count(), Event.objects.count()) == before


def test_two_people_do_not_have_one_number(town, office):
    office.post("/office/people/new/", **new_person(town))
    again = office.post("/office/people/new/", **new_person(town, username="other"))
    assert again.status_code == 422 and "沈一川" in again.content.decode()


@pytest.mark.parametrize("words", ["李知微", "lzw", "street_cl", "东城街道"])
def test_people_are_found_by_name_initials_sign_in_name_and_unit(town, office, words):
    page = office.get("/office/people/", q=words).content.decode()
    assert "李知微" in page and "魏严" not in page


def test_the_list_goes_on_where_it_ended_and_costs_the_same_however_long(town, office, django_assert_max_num_queries):
    for n in range(50):
        add_person(town, f"more{n:02}", f"甲{n:02}", "street_b", Role.UNIT_HANDLER)
    with django_assert_max_num_queries(20):
        first = office.get("/office/people/")
    names = [person["name"] for person in first.context["people"]]
    second = office.get(f"/office/people/{first.context['page']['next_url']}")
    names += [person["name"] for person in second.context["people"]]
    assert len(names) == len(set(names)) == User.objects.count()
    assert second.context["page"]["next_url"] is None


def test_a_post_ends_at_once_and_what_it_owes_stays_with_the_unit(town, office, hands):
    ticket, post = file_ticket(town, now=at(MONDAY, "09:10")), town.posts["street_clerk"]
    shown = office.get(f"/office/posts/{post.pk}/end/").content.decode()
    assert ticket.number in shown and "全部留在东城街道" in shown and "周海" in shown
    clerk = hands("street_clerk")
    assert clerk.get("/inbox/").status_code == 200
    done = office.post(f"/office/posts/{post.pk}/end/", why="调离", expected=seq(town, "street_clerk"))
    assert done.status_code == 302
    assert clerk.get("/inbox/")["Location"] == "/post/"
    ticket.refresh_from_db()
    assert ticket.main_duty.unit_id == town.units["street_a"].pk
    assert ticket.number in hands("colleague").get("/inbox/").content.decode()
    assert office.get(f"/office/posts/{post.pk}/end/").status_code == 404


def seq(town, name: str) -> int:
    """What the page of a person has seen."""
    return seq_of(town.people[name].pk, town.posts[name].pk)


def test_whoever_comes_second_is_told_who_was_faster_and_keeps_what_was_typed(town, office, hands):
    add_person(town, "office_second", "关雪晴", "office", Role.OFFICE)
    seen, person = seq(town, "street_clerk"), town.people["street_clerk"]
    hands("office_second").post(f"/office/people/{person.pk}/edit/", name="李知微", phone="13911112222", why="换号")
    late = office.post(f"/office/people/{person.pk}/edit/", name="李知薇", phone="", why="改名", expected=seen)
    text = late.content.decode()
    assert late.status_code == 409 and "关雪晴" in text and "李知薇" in text
    again = re.search(r'name="expected" value="(\d+)"', text)[1]
    assert (
        office.post(
            f"/office/people/{person.pk}/edit/", name="李知薇", phone="", why="改名", expected=again
        ).status_code
        == 302
    )
    person.refresh_from_db()
    assert (person.display_name, person.phone, person.initials) == ("李知薇", "", "lzw")


def test_a_phone_number_is_never_in_the_ledger(town, office):
    person = town.people["street_clerk"]
    office.post(f"/office/people/{person.pk}/edit/", name="李知微", phone="13911112222", why="换号")
    assert "13911112222" not in "".join(Event.objects.values_list("text", flat=True))


def test_the_last_post_of_the_office_is_kept(town, office):
    post = town.posts["office"]
    page = office.post(f"/office/posts/{post.pk}/end/", why="退休")
    assert page.status_code == 422 and "最后一个岗位" in page.content.decode()
    add_person(town, "office_second", "关雪晴", "office", Role.OFFICE)
    assert office.post(f"/office/posts/{post.pk}/end/", why="退休").status_code == 302


def test_a_further_post_is_held_from_now_on_and_not_twice(town, office):
    person, unit = town.people["inspector"], town.units["team_2"]
    form = {"unit": str(unit.pk), "role": Role.INSPECTOR, "title": "", "why": "支援二组"}
    assert office.post(f"/office/people/{person.pk}/appoint/", **form).status_code == 302
    assert Post.objects.get(user=person, unit=unit).valid_from == at(MONDAY, "10:00")
    assert office.post(f"/office/people/{person.pk}/appoint/", **form).status_code == 422


def test_the_office_arranges_anybodys_leave_and_ends_it(town, office, stand):
    post = town.posts["street_clerk"]
    form = {"user": str(town.people["colleague"].pk), "since": "2026-03-02", "until": FRIDAY.date().isoformat()}
    assert office.post(f"/office/posts/{post.pk}/leave/", **form).status_code == 302
    row = Acting.objects.get()
    assert row.valid_from == at(MONDAY, "10:00") and row.user == town.people["colleague"]
    assert "周海代理" in office.get("/office/people/", what="away").content.decode()
    assert office.post(f"/office/posts/{post.pk}/leave/", **form).status_code == 422
    stand(at(MONDAY, "11:00"))
    assert office.post(f"/office/leaves/{row.pk}/end/").status_code == 302
    row.refresh_from_db()
    assert row.valid_to == at(MONDAY, "11:00")


def test_slips_of_a_unit_go_to_those_who_have_never_signed_in(town, office, hands):
    hands("street_clerk")  # has signed in
    page = office.post(f"/office/units/{town.units['street_a'].pk}/slips/").content.decode()
    assert len(CODE.findall(page)) == 2 and "李知微" not in page
    assert ActivationSlip.objects.count() == 2
    assert Event.objects.filter(stream_kind="person", action="slip").count() == 2


def test_a_new_slip_voids_the_one_before(town, office):
    person = town.people["street_clerk"]
    first, second = (
        CODE.search(office.post(f"/office/people/{person.pk}/slip/").content.decode())[1] for _ in range(2)
    )
    with pytest.raises(Exception, match="bad_slip"):
        activate("street_clerk", first, "桂花巷-口令-2026", at(MONDAY, "10:05"))
    assert activate("street_clerk", second, "桂花巷-口令-2026", at(MONDAY, "10:05")) == person
