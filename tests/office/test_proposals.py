"""An area split among holders: proposed by a job, borders moved, accepted or left; nothing changes before."""

import json
import random
from datetime import date, timedelta

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely.geometry import shape

from sites.actions.places import draw_zone, redraw_zone
from sites.models import Site, SiteZone, Zone, ZoneLayer
from sites.outlines import outline_of
from supervision.actions import jobs
from supervision.actions.jobs import run_waiting
from supervision.actions.proposals import accept, leave, move
from supervision.actions.splitting import SPLIT, standing
from supervision.models import Event, Job, Team
from supervision.refusals import Conflict, Refused
from tests.town import MONDAY, at, file_ticket

URL = "/office/proposals/"
TEN = at(MONDAY, "10:00")
TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(days=7)


@pytest.fixture
def office(hands):
    return hands("office")


@pytest.fixture
def ground(town):
    """Sixty sites more in the east, and a layer of supervision zones that may not overlap."""
    chance = random.Random(11)
    for number in range(60):
        lon, lat = round(chance.uniform(120.01, 120.19), 6), round(chance.uniform(30.01, 30.29), 6)
        Site.objects.create(code=f"P{number:03d}", name=f"点位{number}", type_id="alley_back", lon=lon, lat=lat)
    ZoneLayer.objects.create(code="supervision", name="督查片区", name_en="Supervision zones")
    return Zone.objects.get(code="east")


def asked(office, ground, **changes):
    given = {"area": str(ground.pk), "layer": "supervision", "by": "sites", "count": 3} | changes
    return office.post(URL, **{name: value for name, value in given.items() if value is not None})


def proposed(office, ground, **changes) -> Job:
    """A proposal that is made."""
    answer = asked(office, ground, **changes)
    assert answer.status_code == 302, answer.context["form"].errors
    assert run_waiting(lambda: TEN) == 1
    return Job.objects.get(kind=SPLIT, pk=answer["Location"].rstrip("/").rpartition("/")[2])


def names_of(job: Job, **changes) -> dict:
    """The form of acceptance as it stands."""
    given = {f"name_{n}": name for n, name in enumerate(job.result["names"])}
    return given | {"on": TODAY.isoformat(), "why": "分片包干", "expected": job.result["rev"]} | changes


def movable(job: Job) -> tuple[int, int]:
    """A cell at a border that may leave its piece, and a piece it borders on."""
    _ground, split = standing(job)
    for cell, links in enumerate(split.cells.links):
        others = {split.pieces[other] for other, metres in links.items() if metres} - {split.pieces[cell]}
        if others and split.may_leave(cell):
            return cell, min(others)
    raise AssertionError("no cell can be moved")


def unmovable(job: Job) -> tuple[int, int]:
    """A cell far inside a piece, and another piece."""
    _ground, split = standing(job)
    for cell, links in enumerate(split.cells.links):
        if {split.pieces[other] for other in links} == {split.pieces[cell]}:
            return cell, (split.pieces[cell] + 1) % 3
    raise AssertionError("no cell lies inside")


def test_the_office_asks_and_sees_the_pieces_beside_random_growth(office, ground):
    job = proposed(office, ground)
    assert job.state == Job.State.DONE
    page = office.get(f"{URL}{job.pk}/")
    rows = page.context["shown"]["figures"]["rows"]
    assert sum(row["sites"] for row in rows) == 63  # with the three of the town
    assert [row["sites"] for row in rows] == [21, 21, 21]
    ours, grown = page.context["shown"]["compared"]
    assert ours["imbalance"] == 0 < grown["imbalance"]
    words = page.content.decode()
    assert "DeFord" in words and "Fiduccia" in words
    assert not Zone.objects.filter(layer__code="supervision").exists()
    assert not Event.objects.filter(stream_kind="zone").exists()


def test_the_map_gets_cells_that_cover_the_area(office, ground):
    job = proposed(office, ground)
    answer = office.get(f"{URL}{job.pk}/ground/").json()
    assert len(answer["cells"]) == len(answer["pieces"]) == 63
    east = shape(outline_of(ground, TODAY).geometry)
    for outlines in (answer["cells"], answer["outlines"]):
        assert shapely.union_all([shape(one) for one in outlines]).area == pytest.approx(east.area, rel=1e-4)
    assert {tuple(sorted(one)) for one in answer["sites"]} >= {("东门菜市场 S001",)}


def test_a_job_shows_how_far_it_is_and_stops_when_asked(office, ground, monkeypatch):
    answer = asked(office, ground)
    job = Job.objects.get(kind=SPLIT)
    moments = iter(TEN + timedelta(seconds=n) for n in range(10_000))
    seen = []

    def first_beat(job, done, total, now, real=jobs.progress):
        seen.append((done, total))
        jobs.cancel(job, now)
        return real(job, done, total, now)

    monkeypatch.setattr("supervision.actions.splitting.progress", first_beat)
    run_waiting(lambda: next(moments))
    job.refresh_from_db()
    assert (job.state, job.result, len(seen)) == (Job.State.CANCELLED, {}, 1)
    assert job.total > 0
    page = office.get(answer["Location"])
    assert page.status_code == 200 and page.context["shown"] is None
    assert office.post(answer["Location"], why="x").status_code == 422
    assert office.get(f"{answer['Location']}ground/").status_code == 404
    assert office.post(f"{answer['Location']}move/", what="back").status_code == 302


def test_accepting_draws_the_zones_places_the_sites_and_writes_an_event_for_each(office, ground, town):
    job = proposed(office, ground, names="督查一组\n甲片\n乙片", count=None)
    answer = office.post(f"{URL}{job.pk}/", **names_of(job, on=LATER.isoformat()))
    assert answer.status_code == 302
    zones = list(Zone.objects.filter(layer__code="supervision").order_by("code"))
    assert [zone.code for zone in zones] == ["east-01", "east-02", "east-03"]
    assert {zone.name for zone in zones} == {"督查一组", "甲片", "乙片"}
    assert {zone.valid_from for zone in zones} == {LATER}
    outlines = [shape(outline_of(zone, LATER).geometry) for zone in zones]
    east = shape(outline_of(ground, LATER).geometry)
    assert shapely.union_all(outlines).symmetric_difference(east).area < 1e-12
    placed = SiteZone.objects.on(LATER).filter(layer__code="supervision", main=True)
    assert placed.count() == 63 and not SiteZone.objects.on(TODAY).filter(layer__code="supervision").exists()
    events = Event.objects.filter(stream_kind="zone")
    assert {(event.stream_id, event.action) for event in events} == {(zone.pk, "found") for zone in zones}
    assert {event.actor_id for event in events} == {town.people["office"].id}
    team = Team.objects.get(unit=town.units["team_1"])
    assert {zone.name for zone in team.zones.all()} == {"东城", "督查一组"}
    page = office.get(f"{URL}{job.pk}/")
    assert "陈伯言" in page.context["shown"]["ended"]["words"]
    assert "name_0" not in page.content.decode()


def test_known_zones_are_redrawn_from_the_day_and_the_days_before_keep_what_was(office, ground, town):
    first = proposed(office, ground, names="甲片\n西城街道\n乙片", count=None)
    office.post(f"{URL}{first.pk}/", **names_of(first))
    before = {zone.name: outline_of(zone, TODAY) for zone in Zone.objects.filter(layer__code="supervision")}
    assert before["西城街道"].unit == town.units["street_b"]
    again = proposed(office, ground, count=None, redraw="on", by="area")
    assert sorted(again.result["names"]) == sorted(before)
    office.post(f"{URL}{again.pk}/", **names_of(again, on=LATER.isoformat()))
    zones = {zone.name: zone for zone in Zone.objects.filter(layer__code="supervision")}
    assert {name: zone.pk for name, zone in zones.items()} == {name: row.zone_id for name, row in before.items()}
    assert all(outline_of(zones[name], TODAY).geometry == row.geometry for name, row in before.items())
    assert any(outline_of(zones[name], LATER).geometry != row.geometry for name, row in before.items())
    assert outline_of(zones["西城街道"], LATER).unit == town.units["street_b"]
    assert Event.objects.filter(stream_kind="zone", action="change").count() == 3


def test_a_zone_that_lies_there_already_is_named_and_stands_in_the_way(office, ground):
    layer = ZoneLayer.objects.get(code="supervision")
    ring = [[120.05, 30.05], [120.1, 30.05], [120.1, 30.1], [120.05, 30.1], [120.05, 30.05]]
    draw_zone(Zone(layer=layer, code="old", name="老片区"), geometry={"type": "Polygon", "coordinates": [ring]})
    job = proposed(office, ground)
    assert office.get(f"{URL}{job.pk}/").context["shown"]["blocked"] == "老片区"
    answer = office.post(f"{URL}{job.pk}/", **names_of(job))
    assert answer.status_code == 422 and "老片区" in answer.content.decode()
    assert Zone.objects.filter(layer=layer).count() == 1
    assert not Event.objects.filter(stream_kind="zone").exists()


def test_a_zone_that_reaches_beyond_the_area_is_not_redrawn(office, ground):
    layer = ZoneLayer.objects.get(code="supervision")
    ring = [[120.1, 30.05], [120.3, 30.05], [120.3, 30.1], [120.1, 30.1], [120.1, 30.05]]
    draw_zone(Zone(layer=layer, code="wide", name="跨界片"), geometry={"type": "Polygon", "coordinates": [ring]})
    job = proposed(office, ground, names="跨界片\n甲片", count=None)
    answer = office.post(f"{URL}{job.pk}/", **names_of(job))
    assert answer.status_code == 422 and "跨界片" in answer.content.decode()
    assert Zone.objects.filter(layer=layer).count() == 1


def test_the_hub_says_how_many_wait_for_an_answer(office, ground):
    def waiting() -> int:
        return next(page["n"] for page in office.get("/office/").context["pages"] if page["url"] == URL)

    one, _two = proposed(office, ground), proposed(office, ground)
    assert waiting() == 2
    office.post(f"{URL}{one.pk}/leave/", expected=0)
    assert waiting() == 1
    assert [row["state"] for row in office.get(URL).context["recent"]] == ["待定", "已搁置"]


def test_an_area_that_is_empty_by_now_is_no_ground_for_a_proposal(office, ground):
    job = proposed(office, ground)
    SiteZone.objects.all().delete()
    Site.objects.filter(lon__lt=120.2).update(lon=120.3)
    assert "没有点位" in office.get(f"{URL}{job.pk}/").context["shown"]["changed"]
    assert office.post(f"{URL}{job.pk}/", **names_of(job)).status_code == 422


def test_leaving_it_changes_nothing_and_it_cannot_be_accepted_afterwards(office, ground):
    job = proposed(office, ground)
    assert office.post(f"{URL}{job.pk}/leave/", expected=0)["Location"] == URL
    assert office.post(f"{URL}{job.pk}/", **names_of(job, expected=1)).status_code == 409
    assert not Zone.objects.filter(layer__code="supervision").exists()
    assert "陈伯言" in office.get(f"{URL}{job.pk}/").context["shown"]["ended"]["words"]


def test_a_cell_is_moved_the_balance_moves_and_the_move_can_be_taken_back(office, ground):
    job = proposed(office, ground)
    cell, piece = movable(job)
    move_url = f"{URL}{job.pk}/move/"
    answer = office.client.post(
        move_url, {"cells": str(cell), "piece": piece, "expected": 0}, HTTP_ACCEPT="application/json"
    )
    state = answer.json()
    assert answer.status_code == 200 and state["pieces"][cell] == piece and state["rev"] == 1
    rows = office.get(f"{URL}{job.pk}/").context["shown"]["figures"]["rows"]
    assert sorted(row["sites"] for row in rows) == [20, 21, 22]
    assert f"{100 * (22 / 21 - 1):.1f}" in state["table"]
    office.post(move_url, what="back", expected=1)
    job.refresh_from_db()
    assert job.result["pieces"] == job.result["proposed"] and job.result["rev"] == 2
    office.post(move_url, site=standing(job)[0].spots[0][1], piece=9, expected=2)
    on_ground, _split = standing(job)
    code = on_ground.spots[on_ground.cells.homes.index(cell)][1]
    office.post(move_url, site=code, piece=piece, expected=2)
    office.post(move_url, what="again", expected=3)
    job.refresh_from_db()
    assert job.result["pieces"] == job.result["proposed"] and job.result["rev"] == 4


def test_a_move_that_would_part_a_piece_is_refused_with_a_sentence(office, ground):
    job = proposed(office, ground)
    cell, piece = unmovable(job)
    answer = office.client.post(
        f"{URL}{job.pk}/move/", {"cells": str(cell), "piece": piece, "expected": 0}, HTTP_ACCEPT="application/json"
    )
    assert answer.status_code == 422 and job.result["names"][piece] in answer.json()["words"]
    whole = ",".join(str(one) for one, own in enumerate(job.result["pieces"]) if own == 0)
    answer = office.client.post(
        f"{URL}{job.pk}/move/", {"cells": whole, "piece": 1, "expected": 0}, HTTP_ACCEPT="application/json"
    )
    assert answer.status_code == 422 and job.result["names"][0] in answer.json()["words"]
    job.refresh_from_db()
    assert job.result["pieces"] == job.result["proposed"]


def test_of_two_people_the_second_is_told_who_was_faster_and_sees_what_is_now(office, ground, town):
    job = proposed(office, ground)
    cell, piece = movable(job)
    move(job.pk, [cell], piece, by=town.posts["office"], expected=0)
    answer = office.client.post(
        f"{URL}{job.pk}/move/", {"what": "again", "expected": 0}, HTTP_ACCEPT="application/json"
    )
    assert answer.status_code == 409 and "陈伯言" in answer.json()["words"]
    assert answer.json()["pieces"][cell] == piece and answer.json()["rev"] == 1
    assert office.post(f"{URL}{job.pk}/", **names_of(job, expected=0)).status_code == 409
    with pytest.raises(Conflict):
        leave(job.pk, by=town.posts["office"], now=TEN, expected=0)
    assert not Zone.objects.filter(layer__code="supervision").exists()


def test_a_zone_somebody_changed_since_is_not_overwritten_unseen(office, ground, town):
    first = proposed(office, ground, names="甲片\n乙片", count=None)
    office.post(f"{URL}{first.pk}/", **names_of(first))
    one, two = (proposed(office, ground, count=None, redraw="on", by=by) for by in ("sites", "area"))
    assert office.post(f"{URL}{one.pk}/", **names_of(one)).status_code == 302
    assert office.post(f"{URL}{two.pk}/", **names_of(two)).status_code == 409


def test_a_proposal_for_ground_that_has_changed_since_is_worth_nothing(office, ground, town):
    job = proposed(office, ground)
    Site.objects.create(code="NEW", name="新点位", type_id="alley_back", lon=120.1, lat=30.15, valid_from=TODAY)
    page = office.get(f"{URL}{job.pk}/")
    assert page.status_code == 200 and page.context["shown"]["changed"]
    assert office.get(f"{URL}{job.pk}/ground/").status_code == 409
    assert office.post(f"{URL}{job.pk}/", **names_of(job)).status_code == 422
    Site.objects.filter(code="NEW").delete()
    redraw_zone(ground, on=LATER, geometry={"type": "Polygon", "coordinates": [
        [[120.0, 30.0], [120.19, 30.0], [120.19, 30.3], [120.0, 30.3], [120.0, 30.0]]]})  # fmt: skip
    with pytest.raises(Refused):
        accept(job.pk, job.result["names"], LATER, "x", by=town.posts["office"], now=TEN, expected=0)
    assert not Zone.objects.filter(layer__code="supervision").exists()


def test_open_entries_can_weigh_beside_the_sites(office, ground, town):
    for _turn in range(5):
        file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
    job = proposed(office, ground, by="open")
    rows = office.get(f"{URL}{job.pk}/").context["shown"]["figures"]["rows"]
    assert sum(row["weight"] for row in rows) == 63 + 5
    assert sum(row["sites"] for row in rows) == 63


def test_the_whole_city_is_all_its_administrative_zones(office, ground):
    job = proposed(office, ground, area="city", count=2)
    page = office.get(f"{URL}{job.pk}/").context["shown"]
    assert sum(row["sites"] for row in page["figures"]["rows"]) == 64
    assert "澜川市" in page["area"]


BAD = [
    # (what is sent, a word of what is said)
    ({"count": 61}, "60"),
    ({"count": 1}, "2"),
    ({"count": "'; DROP TABLE"}, ""),
    ({"count": None}, "几片"),
    ({"count": None, "names": "甲片"}, "2"),
    ({"count": None, "names": "甲片\n甲片"}, "同名"),
    ({"count": None, "names": "甲" * 81 + "\n乙"}, "80"),
    ({"count": None, "names": "甲\x07片\n乙"}, "80"),
    ({"count": None, "redraw": "on"}, "不足两个"),
    ({"area": "no-zone"}, ""),
    ({"area": "00000000-0000-0000-0000-000000000000"}, ""),
    ({"layer": "nothing"}, ""),
    ({"by": "weather"}, ""),
]


@pytest.mark.parametrize(("changes", "words"), BAD)
def test_what_cannot_be_asked_is_said_in_words(office, ground, changes, words):
    answer = asked(office, ground, **changes)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Job.objects.filter(kind=SPLIT).exists()


def test_more_pieces_than_places_are_refused_at_once(office, ground):
    Site.objects.filter(code__startswith="P").delete()
    answer = asked(office, ground, count=7)
    assert answer.status_code == 422 and "7" in answer.content.decode()
    assert not Job.objects.filter(kind=SPLIT).exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"cells": "-1", "piece": "0"},
        {"cells": "99999", "piece": "0"},
        {"cells": "0", "piece": "99"},
        {"cells": "0", "piece": "²"},
        {"cells": "", "piece": "0"},
        {"cells": "x" * 5000, "piece": "1"},
        {"site": "nowhere", "piece": "1"},
        {"what": "explode"},
        {"what": "back"},
        {},
    ],
)
def test_a_nonsense_move_moves_nothing(office, ground, sent):
    job = proposed(office, ground)
    answer = office.client.post(f"{URL}{job.pk}/move/", sent | {"expected": 0}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422 and answer.json()["words"]
    job.refresh_from_db()
    assert job.result["pieces"] == job.result["proposed"] and job.result["rev"] == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": "2026-03-01"}, "今天"),
        ({"on": "2036-03-01"}, "今天"),
        ({"on": "31.12.2026"}, ""),
        ({"name_0": ""}, ""),
        ({"name_0": "丙片", "name_1": "丙片"}, "同名"),
        ({"why": ""}, ""),
    ],
)
def test_a_day_or_name_that_will_not_do_is_said_and_nothing_is_drawn(office, ground, changes, words):
    job = proposed(office, ground)
    answer = office.post(f"{URL}{job.pk}/", **names_of(job, **changes))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Zone.objects.filter(layer__code="supervision").exists()


def test_only_the_office_splits_and_strangers_know_of_nothing(office, ground, hands, client):
    job = proposed(office, ground)
    urls = [URL, f"{URL}{job.pk}/", f"{URL}{job.pk}/ground/"]
    for name in ("team_leader", "street_clerk", "city_leader"):
        assert {hands(name).get(url).status_code for url in urls} == {403}
        assert {hands(name).post(f"{URL}{job.pk}/{what}/").status_code for what in ("move", "leave")} == {403}
    assert {client.get(url).status_code for url in urls} == {302}
    assert office.get(f"{URL}{ground.pk}/").status_code == 404  # no proposal, but something else's id


def test_the_page_costs_the_same_for_two_pieces_and_for_twelve(office, ground):
    counted = []
    for count in (2, 12):
        job = proposed(office, ground, count=count)
        office.get(f"{URL}{job.pk}/")
        with CaptureQueriesContext(connection) as found:
            office.get(f"{URL}{job.pk}/")
        counted.append(len(found))
    assert counted[0] == counted[1]
    assert json.dumps(job.result)  # small enough to lie in the list of jobs: no outlines in it
    assert len(json.dumps(job.result)) < 4_000
