"""Units, teams, sites and the city's profile: changed with a reason from today on, never against what stands."""

from datetime import timedelta

import pytest

from rectification.facts import FilingData
from rectification.filing import preview
from sites.finding import site_facts
from sites.models import City, Site, SiteManager, Unit, UnitFunction, Zone
from supervision.actions.standing import seq_of
from supervision.models import Event, Team
from supervision.rules import EngineRules
from tests.town import MONDAY, TUESDAY, at, file_ticket

TEN = at(MONDAY, "10:00")


@pytest.fixture
def office(hands):
    return hands("office")


def unit(town, code: str, page: str = "") -> str:
    return f"/office/units/{town.units[code].pk}/{page}"


def site(town, code: str, page: str = "") -> str:
    return f"/office/sites/{town.sites[code].pk}/{page}"


def test_the_tree_shows_who_handles_and_what_is_owed_and_marks_who_has_nobody(town, office):
    file_ticket(town, now=at(MONDAY, "09:10"))
    page = office.get("/office/units/")
    lines = {line["code"]: line for line in page.context["units"]}
    assert lines["street_a"]["handlers"] == "李知微、周海" and lines["street_a"]["owes"]["n"] == 1
    assert lines["community_a1"]["depth"] == lines["street_a"]["depth"] + 1
    Unit.objects.create(code="new", name="新街道", kind="street", parent=town.units["city"])
    alone = office.get("/office/units/", what="alone")
    assert [line["code"] for line in alone.context["units"]] == ["new"]
    assert "1 个单位没有经办人" in office.get("/office/").content.decode()


def test_the_tree_costs_the_same_however_many_units(town, office, django_assert_max_num_queries):
    for n in range(60):
        Unit.objects.create(code=f"u{n}", name=f"社区{n}", kind="community", parent=town.units["street_a"])
    with django_assert_max_num_queries(16):
        office.get("/office/units/")


def test_a_unit_is_founded_renamed_and_hung_elsewhere(town, office):
    form = {"name": "南城街道", "name_en": "", "code": "street_c", "kind": "street", "why": "区划调整"}
    assert office.post("/office/units/new/", parent=str(town.units["city"].pk), **form).status_code == 302
    row = Unit.objects.get(code="street_c")
    assert row.valid_from == MONDAY.date() and row.initials == "ncjd"
    assert office.post("/office/units/new/", **form).status_code == 409
    renamed = office.post(f"/office/units/{row.pk}/edit/", name="新城街道", name_en="", why="更名", expected="1")
    assert renamed.status_code == 302
    late = office.post(f"/office/units/{row.pk}/edit/", name="又一名", name_en="", why="更名", expected="1")
    assert late.status_code == 409 and "陈伯言" in late.content.decode()
    page = office.get(f"/office/units/{row.pk}/").content.decode()
    assert "南城街道 → 新城街道" in page and "区划调整" in page
    circle = office.post(unit(town, "street_a", "hang/"), parent=str(town.units["community_a1"].pk), why="错")
    assert circle.status_code == 422
    assert office.post(unit(town, "community_a1", "hang/"), parent=str(row.pk), why="划转").status_code == 302
    assert Unit.objects.get(code="community_a1").parent == row


def test_a_unit_is_dissolved_when_entries_and_posts_are_gone_and_its_successor_has_the_rest(town, office):
    bureau, heir = town.units["urban_mgmt"], town.units["market_reg"]
    SiteManager.objects.create(site=town.sites["S002"], unit=bureau, relation="manager")
    form = {"successor": str(heir.pk), "why": "机构改革"}
    assert office.post(unit(town, "urban_mgmt", "end/"), **form).status_code == 422
    office.post(f"/office/posts/{town.posts['other_clerk'].pk}/end/", why="机构改革")
    assert office.post(unit(town, "urban_mgmt", "end/"), **form).status_code == 302
    bureau.refresh_from_db()
    assert bureau.valid_to == MONDAY.date()
    assert SiteManager.objects.on(MONDAY.date()).get(site=town.sites["S002"]).unit == heir
    assert UnitFunction.objects.get(code="urban_mgmt").unit == heir
    yesterday = MONDAY.date() - timedelta(days=1)
    assert SiteManager.objects.on(yesterday).get(site=town.sites["S002"]).unit == bureau


@pytest.mark.parametrize("successor", ["street_a", "community_a1", "team_1", ""])
def test_a_successor_that_cannot_be(town, office, successor):
    pk = str(town.units[successor].pk) if successor else ""
    assert office.post(unit(town, "street_a", "end/"), successor=pk, why="并入").status_code == 422


def test_a_unit_that_owes_says_so_before_it_is_dissolved(town, office):
    file_ticket(town, now=at(MONDAY, "09:10"))
    assert "还有 1 件在办" in office.get(unit(town, "street_a", "end/")).content.decode()


def test_a_team_gets_its_ground(town, office):
    west, team = Zone.objects.get(code="west"), town.units["team_1"]
    form = {"zones": [str(west.pk)], "why": "换防", "expected": "0"}
    assert office.post(f"/office/teams/{team.pk}/", **form).status_code == 302
    assert [zone.code for zone in Team.objects.get(unit=team).zones.all()] == ["west"]
    assert office.post(f"/office/teams/{team.pk}/", **{**form, "zones": []}).status_code == 409
    assert "片区：西城" in office.get(unit(town, "team_1")).content.decode()


def site_form(town, code: str, **changes) -> dict:
    """The form of a site as it stands, with changes."""
    row = Site.objects.get(code=code)
    held = {relation: str(pk) for relation, pk in row.manager_rows.open().values_list("relation", "unit_id")}
    plain = {"name": row.name, "name_en": "", "type": row.type_id, "lon": row.lon, "lat": row.lat, "why": "核实"}
    return {**plain, **held, **changes}


@pytest.mark.parametrize("changes", [{"lon": 120.3}, {"manager": "urban_mgmt"}, {"type": "compound_old"}])
def test_what_the_site_page_says_will_move_is_what_then_moves(town, office, changes):
    if "manager" in changes:
        changes = {"manager": str(town.units[changes["manager"]].pk)}
    form, row = site_form(town, "S001", **changes), town.sites["S001"]
    kinds = ("ENV-01", "ENV-03", "APP-01", "FAC-01", "ORD-01")
    before = {kind: preview(FilingData(category=kind, site=row.pk), TEN).unit for kind in kinds}
    looked = office.post(site(town, "S001", "edit/"), **form)
    assert looked.status_code == 200 and not Event.objects.filter(stream_kind="site").exists()
    saved = office.post(site(town, "S001", "edit/"), save=looked.context["moves"]["token"], expected="0", **form)
    assert saved.status_code == 302
    after = {kind: preview(FilingData(category=kind, site=row.pk), TEN).unit for kind in kinds}
    names = dict(Unit.objects.values_list("pk", "name"))
    said = {(line["before"], line["after"]) for line in looked.context["moves"]["rows"]}
    assert {(names[before[kind]], names[after[kind]]) for kind in kinds if before[kind] != after[kind]} <= said
    assert bool(said) or before == after


def test_another_point_puts_the_site_on_other_ground_from_today_on(town, office):
    form = site_form(town, "S001", lon=120.3, manager="")
    token = office.post(site(town, "S001", "edit/"), **form).context["moves"]["token"]
    office.post(site(town, "S001", "edit/"), save=token, **form)
    row = Site.objects.select_related("type").get(code="S001")
    assert site_facts(row, None, MONDAY.date()).territorial == town.units["street_b"].pk
    facts = site_facts(row, None, MONDAY.date())
    assert facts.manager is None
    assert "经度" in office.get(site(town, "S001")).content.decode()


@pytest.mark.parametrize(
    "changes", [{"lon": 10}, {"lon": 30.1, "lat": 120.1}, {"name": ""}, {"type": "x"}, {"why": ""}]
)
def test_a_site_that_cannot_be_there_is_refused(town, office, changes):
    form = site_form(town, "S001", **changes)
    looked = office.post(site(town, "S001", "edit/"), **form)
    if looked.status_code == 200:
        looked = office.post(site(town, "S001", "edit/"), save=looked.context["moves"]["token"], **form)
    assert looked.status_code == 422 and not Event.objects.filter(stream_kind="site").exists()


def test_a_site_comes_and_goes(town, office, stand):
    form = {"code": "N001", "name": "新市场", "name_en": "", "type": "market_wet", "lon": "120.31", "lat": "30.1"}
    assert office.post("/office/sites/new/", why="新建", **form).status_code == 302
    row = Site.objects.get(code="N001")
    assert site_facts(row, None, MONDAY.date()).territorial == town.units["street_b"].pk
    assert office.post("/office/sites/new/", why="新建", **form).status_code == 409
    assert office.post(f"/office/sites/{row.pk}/end/", why="误录").status_code == 422
    stand(at(TUESDAY, "10:00"))
    assert office.post(f"/office/sites/{row.pk}/end/", why="误录").status_code == 302
    assert row not in Site.objects.on(TUESDAY.date()) and row in Site.objects.on(MONDAY.date())


def test_sites_are_found_and_counted_alike_however_many(town, office, django_assert_max_num_queries):
    assert "桂花巷" in office.get("/office/sites/", q="ghx").content.decode()
    assert [s["code"] for s in office.get("/office/sites/", what="alone").context["sites"]] == ["S002", "S004"]
    for n in range(90):
        Site.objects.create(code=f"P{n:03}", name=f"点{n}", type_id="market_wet", lon=120.1, lat=30.1)
    with django_assert_max_num_queries(18):
        page = office.get("/office/sites/")
    seen = [s["code"] for s in page.context["sites"]]
    while page.context["page"]["next_url"]:
        page = office.get(f"/office/sites/{page.context['page']['next_url']}")
        seen += [s["code"] for s in page.context["sites"]]
    assert seen == sorted(Site.objects.values_list("code", flat=True))


def test_the_city_keeps_its_own_settings_and_running_clocks_their_limits(town, office):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    due, edit = ticket.main_duty.due_at, office.get("/office/city/edit/")
    form = {}
    for name, field in edit.context["form"].fields.items():
        value = edit.context["form"].get_initial_for_field(field, name)
        if hasattr(field.widget, "widgets"):
            form[f"{name}_0"], form[f"{name}_1"] = str(value).split(" ")
        elif value not in (None, False):
            form[name] = value
    form |= {"review_0": "2", "relapse_days": "45", "why": "市里规定"}
    assert office.post("/office/city/edit/", expected=str(seq_of()), **form).status_code == 302
    city = City.objects.get()
    assert city.rules == {"review": "2 workday", "relapse_days": 45}
    assert EngineRules.of(city.rules).relapse_days == 45
    ticket.refresh_from_db()
    assert ticket.main_duty.due_at == due
    page = office.get("/office/city/").content.decode()
    assert "市里规定" in page and "2 项" in page
    assert office.post("/office/city/edit/", **{**form, "west": "121", "east": "120"}).status_code == 422
