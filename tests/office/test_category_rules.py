"""The city decides limits and routing itself: a new version of the catalogue, which later files do not undo."""

import pytest
from django.core.management import call_command

from rectification import catalogue
from rectification.models import Ticket
from sites.actions.catalogue import load_catalogue
from sites.catalogue import current_category, current_number, route_rows
from sites.catalogue_files import read_tables
from sites.models import CategoryEdit
from supervision.models import Event, Job
from tests.town import MARKET_CATEGORY, MONDAY, at, file_ticket

RULE, ROUTES = f"/office/categories/{MARKET_CATEGORY}/rule/", f"/office/categories/{MARKET_CATEGORY}/routes/"


def rule(**changes) -> dict:
    """The form as it stands, with changes."""
    row = current_category(MARKET_CATEGORY)
    stands = {"limit_0": row.limit_value, "limit_1": row.limit_unit, "urgency": row.urgency, "verify": row.verify}
    stands |= {"photo_min": row.photo_min, "deduction": row.deduction, "why": "常委会议定"}
    return {**stands, **changes}


def lines(*rows, why="常委会议定") -> dict:
    """The form of a list."""
    given = {"why": why}
    for number, (how, function, assists) in enumerate(rows, 1):
        given |= {f"line{number}_0": how, f"line{number}_1": function}
        given |= {f"line{number}_2": "on"} if assists else {}
    return given


@pytest.fixture(autouse=True)
def fresh_memory():
    """A version is kept in memory for ever, as it never changes; only a test takes one back."""
    yield
    for kept in (catalogue.category, catalogue.primary_standard):
        kept.cache_clear()


@pytest.fixture
def office(hands):
    return hands("office")


def test_a_new_limit_holds_for_what_is_filed_from_now_on(town, office, stand):
    before = file_ticket(town, now=at(MONDAY, "09:10"))
    number, due = current_number(), before.lead_duty.due_at
    answer = office.post(RULE, **rule(limit_0=2, limit_1="workday"))
    assert answer["Location"] == f"/office/categories/{MARKET_CATEGORY}/"
    assert current_number() == number + 1
    before.lead_duty.refresh_from_db()
    assert before.lead_duty.due_at == due
    after = file_ticket(town, now=at(MONDAY, "10:00"), anyway="另一处")
    assert after.catalogue == number + 1
    assert after.lead_duty.due_at > due
    event = Event.objects.get(stream_kind="city", action="rule")
    assert event.actor_id == town.people["office"].pk
    assert event.facts["category"] == MARKET_CATEGORY and event.facts["columns"] == ["limit_unit", "limit_value"]
    page = office.get("/office/categories/functions/").content.decode()
    assert "常委会议定" in page


def test_files_loaded_later_do_not_undo_what_the_city_decided(town, office):
    office.post(RULE, **rule(limit_0=7, deduction="3.5"))
    office.post(ROUTES, **lines(("site_manager", "", False), ("unit", "market_reg", False)))
    number = current_number()
    call_command("load_catalogue", verbosity=0)
    assert current_number() == number
    tables = read_tables()
    other = next(row for row in tables["issue_categories"] if row["code"] == "ENV-04")
    other["time_limit_value"] = "9"
    assert load_catalogue(tables, now=MONDAY).is_new
    row = current_category(MARKET_CATEGORY)
    assert (row.limit_value, str(row.deduction)) == (7, "3.50")
    assert current_category("ENV-04").limit_value == 9
    assert [one.resolver for one in route_rows(row) if not one.group] == ["site_manager", "unit"]


def test_another_list_sends_what_is_filed_from_now_on_elsewhere(town, office):
    office.post(f"{ROUTES}?group=commerce", **lines())  # markets follow the general list from now on
    office.post(ROUTES, **lines(("unit", "urban_mgmt", False), ("territorial", "", True)))
    ticket = file_ticket(town, now=at(MONDAY, "10:00"))
    assert ticket.lead_duty.unit == town.units["urban_mgmt"]
    assert "市城管局" in office.get(f"/office/categories/{MARKET_CATEGORY}/?type=market_wet").content.decode()


def test_a_group_gets_a_list_of_its_own_and_gives_it_up(town, office):
    own = f"{ROUTES}?group=commerce"
    office.post(own, **lines(("unit", "market_reg", False)))
    assert file_ticket(town, now=at(MONDAY, "10:00")).lead_duty.unit == town.units["market_reg"]
    office.post(own, **lines())
    ticket = file_ticket(town, now=at(MONDAY, "10:10"), anyway="另一处")
    assert ticket.lead_duty.unit == town.units["street_a"]  # the general list again: whoever manages the site


# What is wrong with a list -> its lines.
UNSOUND = {
    "nobody owes it": [("territorial", "", True)],
    "it may find nobody": [("site_manager", "", False)],
    "an assisting line first": [("territorial", "", True), ("unit", "urban_mgmt", False)],
    "a line that is never reached": [("territorial", "", False), ("unit", "urban_mgmt", False)],
    "twice the same": [("site_manager", "", False), ("site_manager", "", False), ("territorial", "", False)],
    "a unit without its function": [("unit", "", False)],
    "a function there is not": [("unit", "nonsense", False)],
    "a way there is not": [("nonsense", "", False)],
    "nothing at all": [],
}


@pytest.mark.parametrize("rows", UNSOUND.values(), ids=UNSOUND)
def test_a_list_that_is_not_sound_is_refused_and_changes_nothing(town, office, rows):
    number = current_number()
    answer = office.post(ROUTES, **lines(*rows))
    assert answer.status_code == 422 and "常委会议定" in answer.content.decode()
    assert current_number() == number and not CategoryEdit.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"limit_0": 0}, {"photo_min": 4}, {"deduction": "-1"}, {"verify": "x"}, {"why": ""}]
)
def test_a_rule_that_makes_no_sense_is_refused(town, office, changes):
    number = current_number()
    assert office.post(RULE, **rule(**changes)).status_code == 422
    assert current_number() == number


def test_nothing_different_is_said_and_makes_no_version(town, office):
    number = current_number()
    assert office.post(RULE, **rule()).status_code in (409, 422)
    assert current_number() == number


def test_the_second_of_two_is_told_and_loses_nothing(town, office):
    seen = Event.objects.filter(stream_kind="city").count()
    office.post(RULE, expected=str(seen), **rule(limit_0=5))
    answer = office.post(RULE, expected=str(seen), **rule(limit_0=6))
    assert answer.status_code == 409 and "陈伯言" in answer.content.decode()
    assert current_category(MARKET_CATEGORY).limit_value == 5


def test_a_renamed_site_is_found_by_its_new_name(town, office):
    site = town.sites["S001"]
    ticket = file_ticket(town, now=at(MONDAY, "10:00"))
    form = {"name": "东门生鲜市场", "name_en": "", "type": "market_wet", "lon": site.lon, "lat": site.lat}
    form |= {"manager": str(town.units["street_a"].pk), "owner": "", "why": "挂牌"}
    where = f"/office/sites/{site.pk}/edit/"
    token = office.post(where, **form).context["moves"]["token"]
    assert office.post(where, save=token, **form).status_code == 302
    assert Job.objects.get(kind="search_again").facts == {"site": str(site.pk)}
    assert Ticket.objects.get(pk=ticket.pk).site.name == "东门生鲜市场"
