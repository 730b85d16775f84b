"""The office brings the borders of its communities in as files, looks before it writes, and takes them out again."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.coordinates import GCJ02
from sites.geofiles.reading import read_zones
from sites.models import SiteZone, Zone, ZoneLayer, ZoneVersion
from sites.outlines import outline_of, outlines_on
from supervision.actions import jobs
from supervision.actions.verify import verify
from supervision.actions.zone_files import apply
from supervision.actions.zone_files.intake import APPLY, CHECK
from supervision.models import Event, Job
from tests.sites.test_geofiles import BOWTIE
from tests.sites.zone_files import GAUSS_PRJ, area, collection, feature, packed, parts_of
from tests.town import MONDAY, TUESDAY

pytestmark = pytest.mark.django_db
PAGE = "/office/zones/files/"
TODAY = MONDAY.date()
CITY = (119.9, 30.0, 120.5, 30.3)


@pytest.fixture
def grid(town):
    """A layer of communities, empty, whose zones stay apart."""
    return ZoneLayer.objects.create(code="community", name="社区", name_en="Communities", order=50)


def work(now=MONDAY):
    """The worker."""
    jobs.run_waiting(lambda: now)


def send(hand, file, name="社区.zip", layer="community", day=TODAY, system="WGS-84", now=MONDAY):
    """Sends a file and waits for the look at it; the page."""
    content = file.getvalue() if isinstance(file, io.BytesIO) else file
    data = {"layer": layer, "day": day.isoformat(), "system": system, "file": SimpleUploadedFile(name, content)}
    answer = hand.post(PAGE, **data)
    if answer.status_code != 302:
        return answer
    work(now)
    return hand.get(answer["Location"])


def words(page):
    """What stands on the page, without marks and spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.content.decode())).strip()


def bring_in(hand, page, why="街道上报", good=False, follow=True):
    """Presses the button of the page."""
    z = page.context["z"]
    data = {"token": z["token"], "why": why, **({"good": "1"} if good else {})}
    return hand.post(f"{PAGE}{z['id']}/apply/", follow=follow, **data)


def shapefile_of(*rows):
    """A Shapefile as the planning bureau's program writes it: Chinese headings, GBK."""
    made = parts_of([((code, name, unit), shape) for code, name, unit, shape in rows],
                    headings=("编码", "名称", "责任单位"), encoding="gbk")  # fmt: skip
    return packed(made, cpg=None)


EAST_GATE = area(120.0, 30.0, 120.09, 30.2)
OSMANTHUS = area(120.09, 30.0, 120.2, 30.2)
CROSSED = {"type": "Polygon", "coordinates": [[[x + 6.0, y + 7.3] for x, y in BOWTIE]]}


def test_the_office_brings_communities_mends_one_and_asks_them_back(hands, town, grid):
    office = hands("office")
    first = shapefile_of(
        ("c1", "东门社区", "东城街道", EAST_GATE),
        ("c2", "桂花社区", "street_a", OSMANTHUS),
        ("c3", "坏社区", "", CROSSED),
    )
    page = send(office, first)
    assert page.context["z"]["counts"] == {"bad": 1, "new": 2, "changed": 0, "same": 0}
    (wrong,) = page.context["z"]["rows"]
    assert wrong["name"] == "坏社区" and wrong["problems"]
    assert Zone.objects.filter(layer=grid).count() == 0
    assert bring_in(office, page).status_code == 422
    assert Zone.objects.filter(layer=grid).count() == 0

    mended = shapefile_of(
        ("c1", "东门社区", "东城街道", EAST_GATE),
        ("c2", "桂花社区", "street_a", OSMANTHUS),
        ("c3", "好社区", "", area(120.2, 30.0, 120.3, 30.1)),
    )
    page = send(office, mended)
    assert page.context["z"]["counts"]["new"] == 3
    assert page.context["z"]["gains"] == 4  # every site of the town
    done = bring_in(office, page)
    assert done.context["z"]["state"] == "applied"
    zone = Zone.objects.get(layer=grid, code="c1")
    lies = outline_of(zone, TODAY)
    assert (zone.name, lies.unit, lies.geometry) == ("东门社区", town.units["street_a"], EAST_GATE)
    assert outline_of(zone, TODAY - timedelta(days=1)) is None
    assert SiteZone.objects.open().get(site=town.sites["S001"], layer=grid).zone.code == "c2"
    event = Event.objects.get(stream_id=zone.pk)
    assert (event.action, event.facts["name"], event.actor_id) == ("found", "东门社区", town.people["office"].pk)
    assert list(verify()) == []

    back = office.get(f"{PAGE}out/", layer="community", day=TODAY.isoformat(), form="geojson")
    rows = {row.code: row for row in read_zones(io.BytesIO(b"".join(back.streaming_content)), box=CITY).rows}
    assert rows["c1"].geometry == EAST_GATE
    assert rows["c2"].cells["unit"] == "street_a"


def apply_file(hands, *features, day=TODAY, who="office", now=MONDAY):
    """A file brought in as it is."""
    office = hands(who)
    page = send(office, collection(*features), "z.geojson", day=day, now=now)
    done = bring_in(office, page)
    assert done.context["z"]["state"] == "applied", words(done)
    return done


def zone_of(code):
    return Zone.objects.get(layer__code="community", code=code)


def test_a_changed_border_is_shown_with_its_size_its_way_and_its_sites(hands, town, grid):
    apply_file(hands, feature("c1", "东门", EAST_GATE), feature("c2", "桂花", OSMANTHUS))
    office = hands("office")
    wider, narrower = area(120.0, 30.0, 120.105, 30.2), area(120.105, 30.0, 120.2, 30.2)
    file = collection(feature("c1", "东门", wider), feature("c2", "桂花社区", narrower, unit="street_a"))
    page = send(office, file, "z.geojson", day=TUESDAY.date())
    assert page.context["z"]["counts"]["changed"] == 2
    first, second = page.context["z"]["rows"]
    assert first["changes"] == []
    assert (first["gains"], first["loses"], second["loses"]) == (1, 0, 1)  # the market at 120.10
    assert first["border"]["moved"] == "1,446" and first["border"]["before"] != first["border"]["after"]
    assert [change["after"] for change in second["changes"]] == ["桂花社区", "东城街道"]
    drawn = json.loads(office.get(f"{PAGE}{page.context['z']['id']}/map/").content)
    assert sorted(f["properties"]["kind"] for f in drawn["features"]) == ["before", "before", "changed", "changed"]

    bring_in(office, page)
    assert outline_of(zone_of("c1"), TODAY).geometry == EAST_GATE
    assert outline_of(zone_of("c1"), TUESDAY.date()).geometry == wider
    assert outline_of(zone_of("c2"), TUESDAY.date()).unit == town.units["street_a"]
    assert SiteZone.objects.on(TUESDAY.date()).get(site=town.sites["S001"], layer=grid).zone.code == "c1"
    assert SiteZone.objects.on(TODAY).get(site=town.sites["S001"], layer=grid).zone.code == "c2"
    assert ZoneVersion.objects.filter(zone=zone_of("c1")).count() == 2
    event = Event.objects.filter(stream_id=zone_of("c2").pk).order_by("-seq").first()
    assert (event.action, event.facts["columns"]) == ("change", ["name", "unit", "shape"])
    assert event.facts["before"]["name"] == "桂花"


def test_two_neighbours_may_change_places(hands, grid):
    apply_file(hands, feature("c1", "东门", EAST_GATE), feature("c2", "桂花", OSMANTHUS))
    apply_file(hands, feature("c1", "东门", OSMANTHUS), feature("c2", "桂花", EAST_GATE))
    assert outline_of(zone_of("c1"), TODAY).geometry == OSMANTHUS
    assert outlines_on(TODAY, layers=["community"]).count() == 2


def test_the_same_file_again_changes_nothing(hands, grid):
    apply_file(hands, feature("c1", "东门", EAST_GATE, unit="street_a"))
    turned = {"type": "Polygon", "coordinates": [[*EAST_GATE["coordinates"][0][2:], *EAST_GATE["coordinates"][0][1:3]]]}
    page = send(hands("office"), collection(feature("c1", "东门", turned, unit="东城街道")), "z.geojson")
    assert page.context["z"]["counts"] == {"bad": 0, "new": 0, "changed": 0, "same": 1}
    out = hands("office").get(f"{PAGE}out/", layer="community", day=TODAY.isoformat(), form="shapefile")
    page = send(hands("office"), b"".join(out.streaming_content))
    assert page.context["z"]["counts"]["same"] == 1


def test_an_empty_field_changes_nothing_and_zones_not_in_the_file_stay(hands, town, grid):
    apply_file(hands, feature("c1", "东门", EAST_GATE, unit="street_a"), feature("c2", "桂花", OSMANTHUS))
    nameless = {"type": "Feature", "properties": {"code": "c1", "name": "", "unit": None}, "geometry": None}
    page = send(hands("office"), collection(nameless), "z.geojson")
    assert page.context["z"]["counts"]["same"] == 1
    assert outline_of(zone_of("c1"), TODAY).unit == town.units["street_a"]
    assert zone_of("c2").valid_to is None


def test_a_zone_in_a_zone_of_the_same_file_comes_after_it(hands, grid):
    ZoneLayer.objects.filter(pk=grid.pk).update(tree=True)
    child = feature("k1", "网格一", area(120.01, 30.01, 120.05, 30.05), parent="东门")
    apply_file(hands, child, feature("c1", "东门", EAST_GATE))
    assert zone_of("k1").parent == zone_of("c1")


WRONG = [
    ("an overlap", [feature("c1", "东门", EAST_GATE), feature("c2", "桂花", area(120.05, 30.0, 120.2, 30.2))],
     "overlaps"),
    ("a unit nobody knows", [feature("c1", "东门", EAST_GATE, unit="南城街道")], "There is no unit “南城街道”"),
    ("a team", [feature("c1", "东门", EAST_GATE, unit="督查一组")], "covers ground but does not answer"),
    ("a parent in a flat layer", [feature("c1", "东门", EAST_GATE), feature("c2", "二", OSMANTHUS, parent="c1")],
     "do not lie inside one another"),
    ("no name", [feature("c1", "", EAST_GATE)], "A new zone needs a name"),
    ("another layer", [feature("c1", "东门", EAST_GATE, layer="行政区划")], "belongs to the layer Administrative"),
    ("outside the city", [feature("c1", "东门", area(116.0, 39.0, 116.1, 39.1))], "outside the city's map"),
    ("swapped", [feature("c1", "东门", {"type": "Polygon", "coordinates": [[[30.1, 120.1], [30.2, 120.1],
                                                                                         [30.2, 120.2]]]})],
     "seem to be swapped"),
    ("twice", [feature("c1", "东门", EAST_GATE), feature("c1", "东门", OSMANTHUS)], "stands in row 2, too"),
]  # fmt: skip


@pytest.fixture
def english(hands):
    """Hands whose browser asks for English."""

    def hold(name):
        hand = hands(name)
        hand.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return hand

    return hold


@pytest.mark.parametrize(("features", "told"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_zone_is_told_in_a_sentence(english, grid, features, told):
    page = send(english("office"), collection(*features), "z.geojson")
    assert page.context["z"]["counts"]["bad"]
    assert told in " ".join(words for row in page.context["z"]["rows"] for words in row["problems"])


def test_in_a_tree_a_zone_stays_inside_the_one_above_and_circles_are_refused(english, grid):
    ZoneLayer.objects.filter(pk=grid.pk).update(tree=True)
    sticks_out = feature("k1", "网格一", area(120.05, 30.01, 120.15, 30.05), parent="c1")
    page = send(english("office"), collection(feature("c1", "东门", EAST_GATE), sticks_out), "z.geojson")
    (row,) = page.context["z"]["rows"]
    assert "It sticks out of 东门" in row["problems"][0]
    round_about = [feature("a", "甲", EAST_GATE, parent="b"), feature("b", "乙", EAST_GATE, parent="a")]
    page = send(english("office"), collection(*round_about), "z.geojson")
    assert all("A zone cannot lie inside itself." in row["problems"] for row in page.context["z"]["rows"])


def test_only_the_good_ones_are_brought_in_when_somebody_says_so(hands, grid):
    office = hands("office")
    page = send(office, collection(feature("c1", "东门", EAST_GATE), feature("c9", "坏", CROSSED)), "z.geojson")
    assert bring_in(office, page, good=True).context["z"]["state"] == "applied"
    assert list(Zone.objects.filter(layer=grid).values_list("code", flat=True)) == ["c1"]


def test_a_wrong_zone_that_keeps_its_ground_stands_in_the_way_of_its_neighbour(hands, grid):
    apply_file(hands, feature("c1", "东门", EAST_GATE), feature("c2", "桂花", OSMANTHUS))
    wider = feature("c1", "东门", area(120.0, 30.0, 120.15, 30.2))
    page = send(hands("office"), collection(wider, feature("c2", "桂花", CROSSED)), "z.geojson")
    assert page.context["z"]["counts"] == {"bad": 2, "new": 0, "changed": 0, "same": 0}


def test_of_two_admins_the_second_is_told_who_was_faster(hands, town, grid):
    apply_file(hands, feature("c1", "东门", EAST_GATE))
    first, second = hands("office"), hands("office")
    one = send(first, collection(feature("c1", "东门一", EAST_GATE)), "one.geojson")
    two = send(second, collection(feature("c1", "东门二", EAST_GATE)), "two.geojson")
    assert bring_in(first, one).context["z"]["state"] == "applied"
    late = bring_in(second, two, why="第二份")
    assert late.status_code == 409
    assert "陈伯言" in words(late) and "东门" in words(late)
    assert 'value="第二份"' in late.content.decode()
    assert zone_of("c1").name == "东门一"
    assert late.context["z"]["stale"]
    again = second.post(f"{PAGE}{two.context['z']['id']}/again/", follow=False)
    work()
    page = second.get(again["Location"])
    assert page.context["z"]["rows"][0]["changes"][0] == {"label": "名称", "before": "东门一", "after": "东门二"}
    assert bring_in(second, page).context["z"]["state"] == "applied"


def test_what_was_not_shown_is_not_written_and_nothing_is_written_twice(hands, grid):
    office = hands("office")
    page = send(office, collection(feature("c1", "东门", EAST_GATE)), "z.geojson")
    z = page.context["z"]
    assert office.post(f"{PAGE}{z['id']}/apply/", token="0" * 24, why="试").status_code == 409
    assert office.post(f"{PAGE}{z['id']}/apply/", token=z["token"], why="").status_code == 422
    assert bring_in(office, page).context["z"]["state"] == "applied"
    assert bring_in(office, page).status_code == 409
    assert Event.objects.filter(stream_id=zone_of("c1").pk).count() == 1


def test_a_code_entered_meanwhile_is_told(hands, grid):
    office = hands("office")
    page = send(office, collection(feature("c1", "东门", EAST_GATE)), "z.geojson")
    Zone.objects.lay(layer=grid, code="c1", name="已有", geometry=OSMANTHUS)
    assert bring_in(office, page).status_code == 409


def many(n=60, shift=0.0):
    """A grid of squares."""
    wide = 0.004
    return [
        feature(f"g{k:03}", f"网格{k}", area(120.0 + (k % 10) * wide + shift, 30.0 + k // 10 * wide,
                                            120.0 + (k % 10 + 1) * wide + shift, 30.0 + (k // 10 + 1) * wide))
        for k in range(n)
    ]  # fmt: skip


def test_many_zones_are_a_job_that_goes_on_where_it_was_stopped(hands, grid, monkeypatch):
    office = hands("office")
    page = send(office, collection(*many()), "z.geojson")
    shown = bring_in(office, page)
    assert shown.context["z"]["state"] == "applying"
    assert Zone.objects.filter(layer=grid).count() == 0
    real, calls = apply.write_group, []

    def breaks(group, writing):
        calls.append(group)
        if len(calls) == 30:
            raise RuntimeError("the worker was killed")
        return real(group, writing)

    monkeypatch.setattr(apply, "write_group", breaks)
    with pytest.raises(RuntimeError):
        work()
    halfway = Zone.objects.filter(layer=grid).count()
    assert 0 < halfway < 60
    monkeypatch.setattr(apply, "write_group", real)
    Job.objects.filter(kind=APPLY).update(state=Job.State.WAITING, beat_at=None, ended_at=None)
    work()
    assert Zone.objects.filter(layer=grid).count() == 60
    assert Event.objects.filter(action="found", once__startswith="zone_file:").count() == 60
    done = office.get(f"{PAGE}{page.context['z']['id']}/")
    assert done.context["z"]["state"] == "applied"
    assert done.context["z"]["done"]["new"] == 60


def test_a_whole_layer_that_moves_a_little_is_one_group_and_arrives(hands, grid):
    office = hands("office")
    bring_in(office, send(office, collection(*many()), "z.geojson"))
    work()
    page = send(office, collection(*many(shift=0.0005)), "z.geojson", day=TUESDAY.date())
    assert page.context["z"]["counts"]["changed"] == 60
    bring_in(office, page)
    work()
    job = Job.objects.filter(kind=APPLY).order_by("-asked_at", "-id").first()
    assert (job.result["changed"], job.result["left"]) == (60, [])
    assert outline_of(zone_of("g000"), TUESDAY.date()).west == pytest.approx(120.0005)


HOSTILE = [
    (
        "a projected Shapefile",
        lambda: packed(parts_of([(("c1", "一"), EAST_GATE)]), prj=GAUSS_PRJ).getvalue(),
        "metres",
    ),
    ("nonsense", lambda: b"PK\x03\x04" + b"x" * 100, "damaged or was not sent whole"),
    ("half a GeoJSON", lambda: collection(feature()).getvalue()[:50], "no valid JSON"),
    ("nothing", lambda: b"", "The file is empty"),
]


@pytest.mark.parametrize(("make", "told"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_file_that_cannot_be_taken_says_why_on_its_page(english, grid, make, told):
    page = send(english("office"), make())
    assert told in page.context["z"]["refused"]
    assert told in words(page)
    assert not [name for name in storages["results"].listdir("zones")[1] if name.endswith(".upload")]


def test_two_hundred_megabytes_are_refused_before_they_are_read(hands, grid):
    office = hands("office")
    head = (
        '--x\r\nContent-Disposition: form-data; name="layer"\r\n\r\ncommunity\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="big.zip"\r\n\r\n'
    )  # fmt: skip
    body = io.BytesIO(head.encode() + b"\0" * 30_000_000 + b"\r\n--x--\r\n")
    answer = office.client.post(PAGE, body.getvalue(), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert "20" in str(answer.context["form"].errors["file"])
    assert Job.objects.filter(kind=CHECK).count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"layer": "nonsense"}, {"day": "2026-02-30"}, {"day": "2020-01-01"}, {"day": "2099-01-01"},
        {"system": "Beijing-54"}, {"file": SimpleUploadedFile("zones.rar", b"Rar!")},
    ],
)  # fmt: skip
def test_a_form_that_makes_no_sense_is_refused_with_what_was_chosen(hands, grid, changes):
    file = SimpleUploadedFile("z.geojson", collection(feature()).getvalue())
    data = {"layer": "community", "day": TODAY.isoformat(), "system": "GCJ-02", "file": file, **changes}
    answer = hands("office").post(PAGE, **data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [next(iter(changes))]
    assert not Job.objects.filter(kind=CHECK).exists()


def test_shifted_coordinates_are_turned_when_the_office_says_so(english, grid):
    apply_file(english, feature("c1", "东门", area(120.1, 30.1, 120.15, 30.15)))
    out = english("office").get(f"{PAGE}out/", layer="community", day=TODAY.isoformat(), form="geojson", system=GCJ02)
    assert "GCJ-02" in out["Content-Disposition"]
    shifted = b"".join(out.streaming_content)
    page = send(english("office"), shifted, "z.geojson", system=GCJ02)
    assert page.context["z"]["counts"]["same"] == 1
    assert page.context["z"]["notes"] == ["Converted from GCJ-02 to WGS-84."]
    page = send(english("office"), shifted, "z.geojson")
    assert page.context["z"]["counts"]["changed"] == 1


def test_taking_a_layer_out_is_written_down_and_shown(hands, town, grid):
    office = hands("office")
    apply_file(hands, feature("c1", "东门", EAST_GATE))
    out = office.get(f"{PAGE}out/", layer="community", day=TODAY.isoformat(), form="shapefile")
    with zipfile.ZipFile(io.BytesIO(b"".join(out.streaming_content))) as package:
        assert any(name.endswith(".shp") for name in package.namelist())
    event = Event.objects.filter(action="export").get()
    assert event.actor_id == town.people["office"].pk
    assert event.facts == {"zones": "community", "on": TODAY.isoformat(), "form": "shapefile", "system": "WGS-84"}
    assert "community" in words(office.get("/office/reads/"))
    assert office.get(f"{PAGE}out/", layer="nonsense", day="x", form="geojson").status_code == 302
    assert Event.objects.filter(action="export").count() == 1


def test_the_copy_with_remarks_has_the_reason_beside_the_zone_and_can_be_sent_again(english, grid):
    office = english("office")
    page = send(office, collection(feature("c1", "东门", EAST_GATE, unit="nobody")), "z.geojson")
    copy = b"".join(office.get(f"{PAGE}{page.context['z']['id']}/marked/").streaming_content)
    assert "There is no unit" in json.loads(copy)["features"][0]["properties"]["remarks"]
    assert Event.objects.filter(action="fetch").count() == 1
    assert send(office, copy, "again.geojson").status_code == 200


def test_only_the_office_has_these_pages_and_a_stranger_to_files_sees_nothing(hands, grid):
    page = send(hands("office"), collection(feature("c1", "东门", EAST_GATE)), "z.geojson")
    own = f"{PAGE}{page.context['z']['id']}/"
    for who in ("street_clerk", "team_leader", "city_leader"):
        for path in (PAGE, own, f"{own}map/", f"{own}marked/", f"{PAGE}out/?layer=community"):
            assert hands(who).client.get(path).status_code == 403
        assert hands(who).post(f"{own}apply/").status_code == 403
    job = Job.objects.create(kind="reckon_calendar", asked_at=MONDAY)
    assert hands("office").get(f"{PAGE}{job.pk}/").status_code == 404


def test_the_pages_ask_as_many_questions_for_one_zone_as_for_many(hands, grid, django_assert_max_num_queries):
    office = hands("office")
    one = send(office, collection(feature("c1", "东门", EAST_GATE)), "z.geojson").context["z"]["id"]
    many_ = send(office, collection(*many()), "z.geojson").context["z"]["id"]
    counts = []
    for pk in (one, many_):
        with CaptureQueriesContext(
            connection,
        ) as found:
            office.get(f"{PAGE}{pk}/")
        counts.append(len(found))
    assert counts[0] == counts[1]
    with django_assert_max_num_queries(30):
        office.get(PAGE)
