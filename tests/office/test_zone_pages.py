"""Zones at the office's pages: drawn, redrawn from a day on, split, merged, ended; what does not fit is refused with
its place, and nobody's work is lost."""

import json
from datetime import timedelta

import pytest
import shapely
from django.urls import reverse

from sites.finding import site_facts
from sites.models import Site, SiteZone, Zone, ZoneLayer, ZoneVersion
from sites.outlines import outline_of
from supervision.actions.standing import seq_of
from supervision.models import Contract, ContractKind, Event, Post
from supervision.roles import Role
from tests.town import MONDAY, TUESDAY, at

TODAY = MONDAY.date()
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def office(hands):
    return hands("office")


@pytest.fixture
def east(town):
    return Zone.objects.get(code="east", layer__code="administrative")


@pytest.fixture
def grid(town):
    return ZoneLayer.objects.create(code="plots", name="片区", name_en="Plots")


def box(west, south, east, north) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def line(*spots) -> str:
    return json.dumps({"type": "LineString", "coordinates": [list(spot) for spot in spots]})


def form(geometry=None, **more) -> dict:
    """A form of a zone with what every form has."""
    drawn = json.dumps(geometry) if isinstance(geometry, dict) else (geometry or "")
    return {"name": "新片", "name_en": "", "on": TODAY.isoformat(), "why": "重新划分", "geometry": drawn, **more}


def draw(office, layer: str, code: str, geometry, **more):
    return office.post("/office/zones/new/", layer=layer, code=code, **form(geometry, **more))


def page(zone, name: str = "") -> str:
    return f"/office/zones/{zone.pk}/{name}"


def lies(zone, on=TODAY) -> shapely.Geometry | None:
    row = outline_of(zone, on)
    return shapely.from_geojson(json.dumps(row.geometry)) if row and row.geometry else None


def sites_in(zone, on) -> list[str]:
    return sorted(SiteZone.objects.on(on).filter(zone=zone).values_list("site__code", flat=True))


PLOT = box(120.05, 30.05, 120.10, 30.15)  # holds S001 at its eastern edge


# --- looked at ------------------------------------------------------------------------------------------------


def test_the_list_shows_a_layer_with_its_units_sites_and_holders(town, office, east):
    kind = ContractKind.objects.create(code="area_head", name="片长", name_en="Area head")
    clerk = town.people["street_clerk"]
    Contract.objects.create(
        kind=kind,
        unit=town.units["street_a"],
        user=clerk,
        subject_kind="zone",
        subject_key=str(east.pk),
        valid_from=at(MONDAY, "08:00"),
    )
    found = office.get("/office/zones/", layer="administrative")
    row = next(one for one in found.context["zones"] if one["code"] == "east")
    assert (row["unit"], row["sites"], row["holders"]) == ("东城街道", 3, ["片长 李知微"])
    assert [one["code"] for one in office.get("/office/zones/", layer="administrative", q="西").context["zones"]] == [
        "west"
    ]
    assert "没有" not in office.get(page(east)).content.decode()[:0]
    assert "片长: 李知微" in office.get(page(east)).content.decode()


def test_a_list_and_a_page_cost_the_same_however_many_zones(town, office, east, grid, django_assert_max_num_queries):
    for n in range(50):
        Zone.objects.lay(
            layer=grid, code=f"p{n}", name=f"片{n}", geometry=box(120 + n / 1000, 30, 120.001 + n / 1000, 30.1)
        )
    with django_assert_max_num_queries(18):
        assert len(office.get("/office/zones/", layer="plots").context["zones"]) == 40
    with django_assert_max_num_queries(28):
        office.get(page(Zone.objects.get(code="p1")))
    with django_assert_max_num_queries(12):
        around = office.get("/office/zones/around/", layer="plots", box="119.9,29.9,120.2,30.2").json()
    assert len(around["zones"]) == 50 and [120.1, 30.1] in around["sites"]


# --- drawn ----------------------------------------------------------------------------------------------------


def test_a_zone_is_drawn_and_its_sites_lie_in_it_from_that_day_on(town, office, grid):
    assert draw(office, "plots", "p1", PLOT, unit=str(town.units["street_a"].pk)).status_code == 302
    zone = Zone.objects.get(code="p1")
    assert zone.valid_from == TODAY and outline_of(zone, TODAY).unit == town.units["street_a"]
    assert [row.site.code for row in SiteZone.objects.filter(zone=zone)] == ["S001"]
    event = Event.objects.get(stream_id=zone.pk)
    assert (event.action, event.facts["name"], event.actor_id) == ("found", "新片", town.people["office"].pk)
    shown = office.get(page(zone))
    assert shown.context["versions"][0]["who"] == "陈伯言" and "重新划分" in shown.content.decode()


def test_a_border_drawn_almost_along_a_neighbour_is_laid_onto_it(town, office, grid):
    draw(office, "plots", "p1", PLOT)
    hair = 0.000015  # a metre and a half
    assert draw(office, "plots", "p2", box(120.10 + hair, 30.05 - hair, 120.15, 30.15 + hair)).status_code == 302
    one, two = (lies(Zone.objects.get(code=code)) for code in ("p1", "p2"))
    assert shapely.intersection(one, two).length == pytest.approx(0.1) and one.touches(two)


def test_a_line_with_a_width_becomes_a_strip_and_without_stays_a_line(town, office, grid):
    road = line((120.01, 30.02), (120.05, 30.02))
    assert draw(office, "plots", "r1", road, width="20").status_code == 302
    assert lies(Zone.objects.get(code="r1")).geom_type == "Polygon"
    assert draw(office, "plots", "r2", line((120.01, 30.04), (120.05, 30.04))).status_code == 302
    assert lies(Zone.objects.get(code="r2")).geom_type == "LineString"


def test_an_overlap_is_refused_with_its_size_and_place_and_what_was_drawn_stays(town, office, grid):
    draw(office, "plots", "p1", PLOT)
    drawn = box(120.09, 30.06, 120.14, 30.14)
    answer = draw(office, "plots", "p2", drawn, name="第二片")
    assert answer.status_code == 422 and not Zone.objects.filter(code="p2").exists()
    fault = answer.context["faults"][0]
    assert "新片" in fault["words"] and "8.55" in fault["words"]
    assert shapely.from_geojson(json.dumps(PLOT)).contains(shapely.Point(fault["place"]))
    assert json.loads(answer.context["form"]["geometry"].value()) == drawn
    assert answer.context["form"]["name"].value() == "第二片"
    assert not Event.objects.filter(stream_kind="zone").exclude(stream_id=Zone.objects.get(code="p1").pk).exists()


def test_a_zone_lies_inside_the_one_above_it_or_is_told_how_far_it_does_not(town, office, east):
    outside = draw(office, "administrative", "e1", box(120.15, 30.05, 120.21, 30.08), parent=str(east.pk))
    assert outside.status_code == 422 and any("东城" in one["words"] for one in outside.context["faults"])
    inside = draw(office, "administrative", "e1", box(120.15, 30.05, 120.18, 30.08), parent=str(east.pk))
    assert inside.status_code == 302 and Zone.objects.get(code="e1").parent == east
    smaller = {"name": east.name, "parent": "", "unit": str(town.units["street_a"].pk)}
    answer = office.post(page(east, "edit/"), **form(box(120.0, 30.0, 120.16, 30.2), **smaller))
    assert answer.status_code == 422 and "新片" in answer.context["faults"][0]["words"]


def test_what_is_drawn_is_judged_before_it_is_saved(town, office, grid):
    draw(office, "plots", "p1", PLOT)
    asked = {"layer": "plots", "on": TODAY.isoformat(), "zone": "", "parent": ""}
    overlap = office.post(
        "/office/zones/check/", geometry=json.dumps(box(120.09, 30.06, 120.14, 30.14)), **asked
    ).json()
    assert [len(one["place"]) for one in overlap["faults"]] == [2]
    fine = office.post("/office/zones/check/", geometry=json.dumps(box(120.11, 30.06, 120.14, 30.14)), **asked).json()
    assert fine["faults"] == [] and fine["laid"]["type"] == "Polygon" and fine["size"]
    strip = office.post("/office/zones/check/", geometry=line((120.2, 30.1), (120.3, 30.1)), width="30", **asked).json()
    assert strip["laid"]["type"] == "Polygon"
    assert Event.objects.filter(stream_kind="zone").count() == 1


CROSSED = [[[120.1, 30.1], [120.2, 30.2], [120.2, 30.1], [120.1, 30.2], [120.1, 30.1]]]


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "[]",
        "null",
        json.dumps({"type": "Polygon", "coordinates": CROSSED}),
        '{"type": "LineString", "coordinates": [[30.1, 120.1], [30.2, 120.1]]}',
        '{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}',
        json.dumps({"type": "LineString", "coordinates": [[120.1, 30.1]] * 100_000}),
    ],
    ids=["broken", "a list", "null", "crossed", "swapped", "far away", "100,000 points"],
)
def test_a_shape_that_cannot_be_is_answered_in_a_sentence(town, office, grid, sent):
    answer = draw(office, "plots", "p1", sent)
    assert answer.status_code == 422 and not Zone.objects.filter(code="p1").exists()
    judged = office.post("/office/zones/check/", layer="plots", geometry=sent).json()
    assert len(judged["faults"]) == 1 and len(judged["faults"][0]["words"]) > 4


@pytest.mark.parametrize(
    "more",
    [
        {"on": (TODAY - timedelta(days=1)).isoformat()},
        {"on": "2099-01-01"},
        {"on": "gestern"},
        {"parent": "00000000-0000-0000-0000-000000000000"},
        {"unit": "x"},
        {"name": ""},
        {"name": "片" * 81},
        {"why": ""},
        {"width": "-5"},
        {"width": "nan"},
        {"code": "../x"},
    ],
)
def test_a_form_that_cannot_be_is_refused(town, office, more):
    more = {"code": "e9", **more}
    geometry = line((120.05, 30.05), (120.06, 30.05)) if "width" in more else box(120.5, 30.05, 120.6, 30.08)
    answer = office.post("/office/zones/new/", layer="administrative", **form(geometry, **more))
    assert answer.status_code in (404, 422) and not Zone.objects.filter(code="e9").exists()


def test_a_zone_of_another_layer_is_no_parent_and_unknown_ones_are_not_found(town, office, grid, east):
    draw(office, "plots", "p1", PLOT)
    other = Zone.objects.get(code="p1")
    answer = draw(office, "administrative", "e1", box(120.15, 30.05, 120.18, 30.08), parent=str(other.pk))
    assert answer.status_code == 422
    assert office.post("/office/zones/new/", layer="nothing").status_code == 404
    assert office.get("/office/zones/00000000-0000-0000-0000-000000000000/edit/").status_code == 404
    assert office.get("/office/zones/around/", layer="plots", box="1,2,3").status_code == 400


def test_a_code_is_taken_once(town, office, grid):
    draw(office, "plots", "p1", PLOT)
    assert draw(office, "plots", "p1", box(120.2, 30.05, 120.25, 30.1)).status_code == 409


# --- redrawn --------------------------------------------------------------------------------------------------


def edit(office, zone, geometry, **more):
    return office.post(page(zone, "edit/"), **form(geometry, **{"name": zone.name, **more}))


def test_another_border_from_a_day_on_leaves_the_days_before_as_they_were(town, office, grid):
    draw(office, "plots", "p1", PLOT)
    zone = Zone.objects.get(code="p1")
    wider = box(120.05, 30.05, 120.115, 30.15)  # takes in S002 at 120.11
    assert edit(office, zone, wider, on=LATER.isoformat(), name="新片").status_code == 302
    before, after = TODAY, LATER
    assert lies(zone, before).bounds[2] == 120.10 and lies(zone, after).bounds[2] == 120.115
    sites = [
        sorted(SiteZone.objects.on(day).filter(zone=zone).values_list("site__code", flat=True))
        for day in (before, after)
    ]
    assert sites == [["S001"], ["S001", "S002"]]
    shown = office.get(page(zone)).context["versions"]
    assert [one["later"] for one in shown] == [True, False]


def test_the_unit_that_answers_changes_from_a_day_on(town, office, east):
    given = {"unit": str(town.units["street_b"].pk), "on": LATER.isoformat(), "parent": ""}
    assert edit(office, east, lies_json(east), **given).status_code == 302
    market = Site.objects.select_related("type").get(code="S001")
    assert site_facts(market, None, TODAY).territorial == town.units["street_a"].pk
    assert site_facts(market, None, LATER).territorial == town.units["street_b"].pk
    event = Event.objects.get(stream_id=east.pk)
    assert event.facts["columns"] == ["unit"] and event.facts["before"]["unit"] == str(town.units["street_a"].pk)


def lies_json(zone) -> dict:
    return outline_of(zone, TODAY).geometry


def test_pages_about_the_past_keep_the_name_a_zone_had_then(town, office, east, stand):
    old, market = east.name, town.sites["S001"]
    stand(at(MONDAY + timedelta(days=30), "10:00"))
    given = {"unit": str(town.units["street_a"].pk), "on": LATER.isoformat(), "parent": "", "name": "东门新区"}
    assert edit(office, east, lies_json(east), **given).status_code == 302
    for day, name, other in ((TODAY, old, "东门新区"), (LATER, "东门新区", old)):
        on = day.isoformat()
        answer = office.get(reverse("answers", args=[market.pk]), on=on).context["layers"]
        assert [zone["label"] for zone in answer[0]["zones"]] == [name]
        drawn = office.get("/map/zones/", box="120.0,30.0,120.4,30.3", z="13", day=on).json()["zones"]
        assert name in [row[1] for row in drawn] and other not in [row[1] for row in drawn]
        out = office.get("/office/zones/files/out/", layer="administrative", day=on, form="geojson")
        taken = json.loads(b"".join(out.streaming_content))["features"]
        assert name in [one["properties"]["name"] for one in taken]
    assert [one["called"] for one in office.get(page(east)).context["versions"]] == ["", old]
    assert f"时称{old}" in office.get(page(east)).content.decode()


def test_a_name_holds_at_once_though_the_border_is_to_move_later(town, office, grid):
    draw(office, "plots", "p1", PLOT)
    zone = Zone.objects.get(code="p1")
    wider = box(120.05, 30.05, 120.115, 30.15)
    assert edit(office, zone, wider, on=LATER.isoformat(), name="改名片").status_code == 302
    shown = office.get(page(zone)).context["versions"]
    assert [(one["later"], one["called"], one["who"] != "") for one in shown] == [(True, "", True), (False, "", True)]


def test_nothing_changed_is_said_and_writes_nothing(town, office, east):
    unit = str(town.units["street_a"].pk)
    assert edit(office, east, lies_json(east), unit=unit, parent="").status_code == 422
    assert not Event.objects.filter(stream_id=east.pk).exists()


def test_whoever_comes_second_sees_both_borders_and_decides(town, office, hands, grid):
    draw(office, "plots", "p1", PLOT)
    zone = Zone.objects.get(code="p1")
    Post.objects.create(user=town.people["unit_head"], unit=town.units["office"], role=Role.OFFICE, valid_from=MONDAY)
    seen = str(seq_of(zone.pk))
    theirs, mine = box(120.05, 30.05, 120.12, 30.15), box(120.04, 30.05, 120.10, 30.15)
    assert edit(office, zone, theirs, name="新片", expected=seen, why="并入东侧").status_code == 302
    second = edit(office, zone, mine, name="我的片", expected=seen)
    assert second.status_code == 409
    assert json.loads(second.context["theirs"]["shape"]) == theirs and second.context["theirs"]["who"] == "陈伯言"
    assert json.loads(second.context["form"]["geometry"].value()) == mine
    assert "并入东侧" in second.content.decode()
    assert lies(zone).bounds[2] == 120.12
    again = edit(office, zone, mine, name="我的片", expected=str(second.context["edit"]["expected"]))
    assert again.status_code == 302 and lies(zone).bounds[0] == 120.04
    assert [event.action for event in Event.objects.filter(stream_id=zone.pk).order_by("seq")] == [
        "found",
        "change",
        "change",
    ]


# --- split and merged -----------------------------------------------------------------------------------------

CUT = line((120.07, 30.0), (120.07, 30.2))


def look(office, zone, knife=CUT):
    return office.post(page(zone, "split/"), line=knife)


def split(office, zone, looked, **more):
    given = {"line": CUT, "looked": looked.context["token"], "keeps": "0", "on": TODAY.isoformat(), "why": "面积过大"}
    names = {"name-0": "东片", "code-0": "pa", "name-1": "西片", "code-1": "pb"}
    return office.post(page(zone, "split/"), **{**given, **names, **more})


@pytest.fixture
def plot(office, grid):
    draw(office, "plots", "p1", PLOT)
    return Zone.objects.get(code="p1")


def test_a_split_is_looked_at_before_it_is_done(town, office, plot):
    looked = look(office, plot)
    assert looked.status_code == 200 and len(looked.context["pieces"]) == 2
    assert Zone.objects.filter(layer=plot.layer).count() == 1
    before = lies(plot)
    assert split(office, plot, looked).status_code == 302
    piece = Zone.objects.get(code="pb")
    assert shapely.union(lies(plot), lies(piece)).equals(before)
    assert lies(plot).area > lies(piece).area and lies(plot).touches(lies(piece))
    assert [row.zone for row in SiteZone.objects.on(TODAY).filter(site__code="S001", layer=plot.layer)] == [plot]
    actions = Event.objects.filter(stream_kind="zone").values_list("stream_id", "action")
    assert set(actions) >= {(plot.pk, "split"), (piece.pk, "found")}


def test_the_person_chooses_which_piece_stays_the_zone(town, office, plot):
    assert split(office, plot, look(office, plot), keeps="1").status_code == 302
    assert lies(plot).bounds[2] == 120.07
    assert [row.zone.code for row in SiteZone.objects.on(TODAY).filter(site__code="S001", layer=plot.layer)] == ["pa"]


def test_a_zone_split_into_new_ones_alone_ends(town, office, plot, stand):
    today_too = split(office, plot, look(office, plot), keeps="none")
    assert today_too.status_code == 422  # it was drawn today
    stand(at(TUESDAY, "10:00"))
    done = split(office, plot, look(office, plot), keeps="none", on=TUESDAY.date().isoformat())
    assert done.status_code == 302
    plot.refresh_from_db()
    assert plot.valid_to == TUESDAY.date()
    assert {zone.code for zone in Zone.objects.on(TUESDAY.date()).filter(layer=plot.layer)} == {"pa", "pb"}


@pytest.mark.parametrize(
    "more",
    [{"name-1": ""}, {"code-1": ""}, {"code-1": "p1"}, {"keeps": "7"}, {"on": "2020-01-01"}, {"why": ""}],
)
def test_a_split_that_cannot_be_is_refused_and_nothing_is_cut(town, office, plot, more):
    assert split(office, plot, look(office, plot), **more).status_code in (409, 422)
    assert Zone.objects.filter(layer=plot.layer).count() == 1 and lies(plot).bounds[2] == 120.10


def test_another_line_than_the_one_looked_at_is_shown_again(town, office, plot):
    other = line((120.06, 30.0), (120.06, 30.2))
    answer = split(office, plot, look(office, plot), line=other)
    assert answer.status_code == 200 and Zone.objects.filter(layer=plot.layer).count() == 1


@pytest.mark.parametrize("knife", ["", "{", line((120.07, 30.06), (120.07, 30.1)), line((121, 30), (121, 31))])
def test_a_line_that_cuts_nothing_is_told(town, office, plot, knife):
    answer = look(office, plot, knife)
    assert answer.status_code == 422 and answer.context["refusal"]["text"]


def test_zones_inside_go_with_their_piece_and_a_line_through_one_is_refused(town, office, east):
    draw(office, "administrative", "e1", box(120.02, 30.02, 120.04, 30.04), parent=str(east.pk))
    draw(office, "administrative", "e2", box(120.15, 30.02, 120.17, 30.04), parent=str(east.pk), name="另一片")
    south, north = lies(east).bounds[1] - 0.1, lies(east).bounds[3] + 0.1
    through = line((120.16, south), (120.16, north))
    refused = split(office, east, look(office, east, through), line=through)
    assert refused.status_code == 422 and "另一片" in refused.context["refusal"]["text"]
    beside = line((120.10, south), (120.101, north))
    assert split(office, east, look(office, east, beside), line=beside).status_code == 302
    homes = {
        zone.code: zone.parent.code for zone in Zone.objects.filter(code__in=["e1", "e2"]).select_related("parent")
    }
    assert set(homes.values()) == {"east", "pb"} or set(homes.values()) == {"east", "pa"}


def test_zones_merge_into_the_one_that_stays(town, office, plot, stand):
    draw(office, "plots", "p2", box(120.10, 30.05, 120.115, 30.15), name="东邻")
    other = Zone.objects.get(code="p2")
    stand(at(TUESDAY, "10:00"))
    tuesday = TUESDAY.date()
    given = {"others": [str(other.pk)], "on": tuesday.isoformat(), "why": "合并管理"}
    assert [zone.code for zone in office.get(page(plot, "merge/")).context["form"].fields["others"].queryset] == ["p2"]
    assert office.post(page(plot, "merge/"), **given).status_code == 302
    other.refresh_from_db()
    assert (
        other.valid_to == tuesday and lies(plot, tuesday).bounds[2] == 120.115 and lies(plot, TODAY).bounds[2] == 120.10
    )
    assert sites_in(plot, tuesday) == ["S001", "S002"]
    assert Event.objects.filter(stream_id=other.pk, action="end").get().facts["into"] == "新片"


def test_a_zone_that_does_not_touch_cannot_be_merged(town, office, plot):
    draw(office, "plots", "p2", box(120.2, 30.05, 120.25, 30.15), name="远处")
    far = Zone.objects.get(code="p2")
    given = {"others": [str(far.pk)], "on": TODAY.isoformat(), "why": "合并"}
    assert office.post(page(plot, "merge/"), **given).status_code == 422


# --- ended ----------------------------------------------------------------------------------------------------


def test_a_zone_ends_and_its_past_stays(town, office, plot, stand):
    assert office.post(page(plot, "end/"), on=TODAY.isoformat(), why="误划").status_code == 422
    stand(at(TUESDAY, "10:00"))
    assert office.post(page(plot, "end/"), on=TUESDAY.date().isoformat(), why="误划").status_code == 302
    assert lies(plot, TODAY) is not None and lies(plot, TUESDAY.date()) is None
    assert not SiteZone.objects.on(TUESDAY.date()).filter(zone=plot).exists()
    assert office.get(page(plot)).status_code == 200
    assert office.get(page(plot, "edit/")).status_code == 404


def test_a_zone_somebody_holds_by_contract_does_not_end_and_says_who(town, office, plot, stand):
    kind = ContractKind.objects.create(code="area_head", name="片长", name_en="Area head")
    Contract.objects.create(
        kind=kind,
        unit=town.units["street_a"],
        user=town.people["street_clerk"],
        subject_kind="zone",
        subject_key=str(plot.pk),
        valid_from=at(MONDAY, "08:00"),
    )
    stand(at(TUESDAY, "10:00"))
    answer = office.post(page(plot, "end/"), on=TUESDAY.date().isoformat(), why="误划")
    assert answer.status_code == 422 and "李知微" in answer.context["refusal"]["text"]
    assert ZoneVersion.objects.open().filter(zone=plot).exists()


# --- layers ---------------------------------------------------------------------------------------------------


def rules(layer, **more) -> dict:
    plain = {"name": layer.name, "name_en": "", "tolerance_m": "2", "order": "100", "why": "统一口径"}
    return {**plain, **{name: "on" for name in ("tree", "overlap") if getattr(layer, name)}, **more}


def test_the_rules_of_a_layer_are_changed_with_a_reason(town, office, grid):
    assert (
        office.post("/office/zones/layers/plots/", **rules(grid, tolerance_m="3.5", required="on")).status_code == 302
    )
    grid.refresh_from_db()
    assert (str(grid.tolerance_m), grid.required) == ("3.5", True)
    assert "统一口径" in office.get("/office/zones/layers/plots/").content.decode()
    assert office.post("/office/zones/layers/plots/", **rules(grid, tolerance_m="1000")).status_code == 422


def test_a_rule_that_the_zones_already_break_is_refused_with_an_example(town, office, grid):
    loose = ZoneLayer.objects.create(code="loose", name="专项", overlap=True)
    for code, west in (("a", 120.0), ("b", 120.05)):
        Zone.objects.lay(layer=loose, code=code, name=f"区{code}", geometry=box(west, 30, west + 0.1, 30.1))
    answer = office.post("/office/zones/layers/loose/", **{**rules(loose), "overlap": ""})
    assert answer.status_code == 422 and "区a" in answer.context["refusal"]["text"]


def test_another_layer_is_entered(town, office):
    given = {
        "code": "lanes",
        "name": "背街小巷",
        "name_en": "Lanes",
        "tolerance_m": "1",
        "order": "50",
        "why": "新增巷长制",
    }
    assert office.post("/office/zones/layers/new/", **given).status_code == 302
    assert office.post("/office/zones/layers/new/", **given).status_code == 409
    assert draw(office, "lanes", "l1", line((120.1, 30.1), (120.11, 30.1))).status_code == 302
