"""A workbook is brought in, brought in again, changed, and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from sites.actions.places import hand_site, place_site
from sites.models import Site, SiteManager, SiteZone, Unit, UnitFunction, Zone
from sites.outlines import outline_of, outlines_on
from supervision.actions import jobs
from supervision.actions.imports.check import read
from supervision.actions.imports.findings import keep_written
from supervision.actions.imports.intake import KEPT, begin, begin_undo, forget_workbooks, receive, staged_path
from supervision.actions.imports.jobs import unpacked
from supervision.actions.verify import verify
from supervision.models import Event, Import, Job, Post, Team, User
from supervision.refusals import Conflict, Refused
from tests.importing.books import book
from tests.town import MONDAY, TODAY, TUESDAY, Town, file_ticket

WIDE = ["编码", "名称", "类型", "经度", "纬度", "所属网格", "管理单位", "产权单位", "线路或范围", "地址"]
FUNCTIONS = ["编码", "名称", "类型", "上级单位", "职能"]


def city(**changes: Any) -> dict[str, list]:
    """A workbook with something of everything; its rows are made anew each time."""
    sheets = {
        "单位": [
            FUNCTIONS,
            ("u2", "桂花社区", "社区", "u1", None),
            ("u1", "新城街道", "街道", None, "urban_mgmt"),
            ("t9", "督查九组", "督查组", "市文明办", None),
        ],
        "人员": [
            ("zhangsan", "张三", "13800000001", "新城街道", "经办人"),
            ("zhangsan", "张三", "13800000001", "桂花社区", "经办人"),
            ("lisi", "李四", None, "督查九组", "督查员"),
        ],
        "网格": [
            ("n2", "督查九片", "督查片区", "督查九组", "120.0,30.0 120.2,30.0 120.2,30.3 120.0,30.3"),
        ],
        "点位": [
            WIDE,
            ("P1", "新城市场", "农贸市场", 120.11, 30.15, None, "新城街道", "urban_mgmt", None, "东门街 1 号"),
            ("P2", "文昌西路", "road_main", 120.13, 30.15, None, None, None, "120.12,30.15 120.14,30.15", None),
            ("P3", "西门市场", "农贸市场", 120.14, 30.16, "west", None, None, None, None),
        ],
    }
    return {**sheets, **changes}


def check(town: Town, sheets: dict[str, list], now: Any = MONDAY) -> Import:
    """A workbook that was received and checked."""
    file = ContentFile(book(**sheets).read())
    owner = receive(file, "城市.xlsx", by=town.posts["office"], user_id=town.people["office"].pk, now=now)
    return work(owner, now)


def work(owner: Import, now: Any) -> Import:
    """The worker does what waits."""
    jobs.run_waiting(lambda: now)
    owner.refresh_from_db()
    return owner


def bring_in(town: Town, sheets: dict[str, list], now: Any = MONDAY, **more: Any) -> Import:
    """Checked and brought in."""
    owner = check(town, sheets, now)
    more = {"good_only": False, "by": town.posts["office"], "user_id": town.people["office"].pk, "now": now, **more}
    begin(owner.pk, **more)
    return work(owner, now)


def take_back(town: Town, owner: Import, now: Any = TUESDAY) -> Job:
    """Taken back, or not; the job."""
    begun = begin_undo(owner.pk, by=town.posts["office"], user_id=town.people["office"].pk, now=now)
    work(owner, now)
    assert begun.job is not None
    begun.job.refresh_from_db()
    return begun.job


def standing() -> dict[str, Any]:
    """Everything an import may touch, as it holds on a day, without ids."""
    day = TODAY + timedelta(days=1)
    return {
        "units": sorted(Unit.objects.on(day).values_list("code", "name", "kind", "parent__code", "ranking_group")),
        "functions": sorted(UnitFunction.objects.values_list("code", "unit__code")),
        "zones": sorted(
            outlines_on(day).values_list("zone__layer__code", "zone__code", "zone__name", "unit__code", "geometry"),
            key=str,
        ),
        "teams": sorted(Team.objects.filter(zones__isnull=False).values_list("unit__code", "zones__code")),
        "sites": sorted(
            Site.objects.on(day).values_list("code", "name", "type_id", "lon", "lat", "address", "initials")
        ),
        "places": sorted(SiteZone.objects.on(day).values_list("site__code", "zone__code", "main")),
        "managers": sorted(SiteManager.objects.on(day).values_list("site__code", "unit__code", "relation")),
        "posts": sorted(
            Post.objects.at(TUESDAY + timedelta(hours=1)).values_list(
                "user__username", "unit__code", "role", "title", "rank"
            )
        ),
        "people": sorted(User.objects.filter(is_active=True).values_list("username", "display_name", "phone")),
    }


def test_everything_of_a_workbook_comes_in(town: Town):
    owner = bring_in(town, city())
    assert owner.state == "imported"
    assert owner.turn is None
    assert Unit.objects.get(code="u1").parent.code == "city"
    assert Unit.objects.get(code="u2").parent.code == "u1"
    assert UnitFunction.objects.get(code="urban_mgmt").unit.code == "u1"
    assert Team.objects.get(unit__code="t9").zones.get().code == "n2"
    assert outline_of(Zone.objects.get(code="n2"), TODAY).unit is None
    market = Site.objects.get(code="P1")
    assert SiteManager.objects.manager_of(market, TODAY).code == "u1"
    assert SiteManager.objects.owner_of(market, TODAY).code == "urban_mgmt"
    assert SiteZone.objects.zone_of(market, "administrative", TODAY).code == "east"
    assert SiteZone.objects.zone_of(market, "supervision", TODAY).code == "n2"
    assert SiteZone.objects.zone_of(Site.objects.get(code="P3"), "administrative", TODAY).code == "west"
    person = User.objects.get(username="zhangsan")
    assert not person.has_usable_password()
    assert sorted(post.unit.code for post in person.posts.all()) == ["u1", "u2"]


def test_each_change_is_written_down_with_who_and_which_import(town: Town):
    owner = bring_in(town, city())
    events = Event.objects.filter(recorded_at=MONDAY, text__contains=str(owner.pk))
    kinds = sorted(f"{event.stream_kind} {event.action}" for event in events)
    assert kinds == sorted(["unit found"] * 3 + ["zone found"] + ["site found"] * 3 + ["person enrol"] * 2)
    assert all(event.post_id == town.posts["office"].pk for event in events)
    assert Event.objects.filter(stream_kind="post", action="appoint", recorded_at=MONDAY).count() == 3
    assert not Event.objects.filter(text__contains="13800000001").exists()
    assert list(verify()) == []


def test_bringing_in_again_creates_nothing(town: Town):
    bring_in(town, city())
    before = standing(), Event.objects.count()
    owner = bring_in(town, city())
    assert (standing(), Event.objects.count()) == before
    assert {sheet: (n["new"], n["changed"], n["bad"]) for sheet, n in owner.counts.items()} == dict.fromkeys(
        owner.counts, (0, 0, 0)
    )


CHANGED = {
    "单位": [FUNCTIONS, ("u2", "桂花新社区", "社区", "street_a", None), ("u1", "新城街道", "街道", None, "market_reg")],
    "人员": [
        ["登录名", "姓名", "手机号", "单位", "角色", "职务", "排序"],
        ("ZHANGSAN", "张三丰", "13800000009", "新城街道", "经办人", "科长", 7),
        ("lisi", "李四", None, "督查九组", "组长", None, None),
    ],
    "网格": [("n2", "督查九片区", "督查片区", "督查一组", "120.0,30.0 120.2,30.0 120.2,30.2 120.0,30.2")],
    "点位": [WIDE, ("P1", "新市场", "农贸市场", 120.31, 30.15, None, "west_no", None, None, None)],
}


def changed() -> dict[str, list]:
    sheets = {name: list(rows) for name, rows in CHANGED.items()}
    sheets["点位"][1] = ("P1", "新市场", "road_main", 120.31, 30.15, None, "西城街道", None, None, "西门街 2 号")
    return sheets


def test_differences_are_shown_field_by_field_and_written(town: Town):
    bring_in(town, city())
    owner = check(town, changed(), TUESDAY)
    shown = {
        (row.sheet, row.number): {c["field"]: (c["before"], c["after"]) for c in row.changes}
        for row in owner.rows.all()
    }
    assert shown["units", 2] == {"name": ("桂花社区", "桂花新社区"), "parent": ("u1", "street_a")}
    assert shown["units", 3] == {"functions": (["urban_mgmt"], ["market_reg", "urban_mgmt"])}
    assert shown["people", 2] == {
        "name": ("张三", "张三丰"), "phone": ("13800000001", "13800000009"), "title": ("", "科长"), "rank": (100, 7),
    }  # fmt: skip
    assert shown["people", 3] == {"post": (None, ["t9", "team_leader"])}
    assert set(shown["zones", 2]) == {"name", "unit", "shape"}
    assert set(shown["sites", 2]) == {"name", "type", "lon", "address", "manager", "zone:administrative"}
    begin(owner.pk, good_only=False, by=town.posts["office"], user_id=None, now=TUESDAY)
    assert work(owner, TUESDAY).state == "imported"
    assert Unit.objects.get(code="u2").parent.code == "street_a"
    assert User.objects.get(username="zhangsan").phone == "13800000009"
    site = Site.objects.get(code="P1")
    assert (site.name, site.west) == ("新市场", 120.31)
    day = TODAY + timedelta(days=1)
    assert SiteManager.objects.manager_of(site, day).code == "street_b"
    assert SiteManager.objects.manager_of(site, TODAY).code == "u1"
    assert SiteZone.objects.zone_of(site, "administrative", day).code == "west"
    assert list(verify()) == []


def test_an_import_is_taken_back_as_one(town: Town):
    before = standing()
    owner = bring_in(town, city())
    assert standing() != before
    job = take_back(town, owner, MONDAY + timedelta(hours=1))
    assert job.result == {"undone": 10}
    owner.refresh_from_db()
    assert owner.state == "undone"
    assert standing() == before
    assert list(verify()) == []


def test_changed_fields_are_put_back_and_nothing_else(town: Town):
    bring_in(town, city())
    before = standing()
    owner = bring_in(town, changed(), TUESDAY)
    assert standing() != before
    take_back(town, owner, TUESDAY + timedelta(minutes=5))
    assert standing() == before


def test_what_was_taken_back_can_be_brought_in_again(town: Town):
    owner = bring_in(town, city())
    full = standing()
    take_back(town, owner, MONDAY + timedelta(hours=1))
    bring_in(town, city(), MONDAY + timedelta(hours=2))
    assert standing() == full


def test_taking_back_is_refused_while_something_rests_on_it(town: Town):
    owner = bring_in(town, city())
    town.sites["P1"] = Site.objects.get(code="P1")
    file_ticket(town, site="P1", now=MONDAY + timedelta(hours=1))
    job = take_back(town, owner)
    assert any("新城市场 (P1)" in line and "1" in line for line in job.result["obstacles"])
    assert any("新城街道 (u1)" in line for line in job.result["obstacles"])
    owner.refresh_from_db()
    assert owner.state == "imported"
    assert Site.objects.get(code="P1").valid_to is None


def test_a_later_import_is_taken_back_first(town: Town):
    bring_in(town, city())
    second = bring_in(town, {"点位": [("P1", "二号市场", "农贸市场", 120.11, 30.15)]})
    third = bring_in(town, {"点位": [("P1", "三号市场", "农贸市场", 120.11, 30.15)]})
    assert "P1" in take_back(town, second).result["obstacles"][0]
    assert take_back(town, third).result == {"undone": 1}
    assert take_back(town, second).result == {"undone": 1}
    assert Site.objects.get(code="P1").name == "新城市场"


def test_bad_rows_stop_everything_unless_the_good_ones_are_asked_for(town: Town):
    rows = {"点位": [("P1", "甲", "农贸市场", 120.1, 30.1), ("P2", "乙", "没有", 120.1, 30.1)]}
    owner = check(town, rows)
    with pytest.raises(Refused, match="bad_rows"):
        begin(owner.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    begin(owner.pk, good_only=True, by=town.posts["office"], user_id=None, now=MONDAY)
    work(owner, MONDAY)
    assert list(Site.objects.filter(code__in=["P1", "P2"]).values_list("code", flat=True)) == ["P1"]
    assert owner.counts["sites"] == {"new": 1, "changed": 0, "same": 0, "bad": 1, "left": 0}


def test_what_became_wrong_since_the_check_stops_before_the_first_row(town: Town):
    owner = check(
        town, {"人员": [("zs", "张三", "13800000001", "东城街道", "经办人")], "单位": [("u1", "甲", "社区", None)]}
    )
    User.objects.filter(username="inspector").update(phone="13800000001")
    begin(owner.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    work(owner, MONDAY)
    assert owner.state == "checked"
    assert owner.counts["people"]["bad"] == 1
    assert not Unit.objects.filter(code="u1").exists()


def test_only_one_import_is_written_at_a_time(town: Town):
    first, second = check(town, city()), check(town, {"单位": [("u7", "甲", "社区", None)]})
    begin(first.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    with pytest.raises(Conflict, match="import_runs"):
        begin(first.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    with pytest.raises(Conflict, match="import_turn"):
        begin(second.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    work(first, MONDAY)
    begin(second.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)


def test_a_stopped_import_is_gone_on_with(town: Town, monkeypatch: pytest.MonkeyPatch):
    owner = check(town, city())
    begin(owner.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "progress", lambda job, done, total, now: done < 4)
        work(owner, MONDAY)
    assert (owner.state, owner.turn) == ("importing", None)
    assert 0 < owner.rows.filter(written_at__isnull=False).count() < 10
    begin(owner.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    work(owner, MONDAY)
    assert owner.state == "imported"
    assert {sheet: n["new"] for sheet, n in owner.counts.items()} == {"units": 3, "people": 3, "zones": 1, "sites": 3}
    assert {sheet: n["same"] for sheet, n in owner.counts.items()} == dict.fromkeys(owner.counts, 0)


class Killed(BaseException):
    """What SIGKILL is to a transaction: nothing after it is run, and what was not committed is not there."""


@pytest.mark.parametrize("batch", [1, 2, 3, 4])
def test_a_worker_killed_in_the_middle_and_begun_again_gives_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch, batch: int
):
    owner, passed = check(town, city()), []

    def note(*args: Any) -> int:
        passed.append(1)
        if len(passed) == batch:
            raise Killed
        return keep_written(*args)

    begin(owner.pk, good_only=False, by=town.posts["office"], user_id=None, now=MONDAY)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("supervision.actions.imports.apply.keep_written", note)
        work(owner, MONDAY)
    work(owner, MONDAY + timedelta(minutes=5))
    assert owner.state == "imported"
    assert owner.rows.filter(written_at__isnull=False).count() == 10
    killed = standing()
    assert take_back(town, owner, MONDAY + timedelta(hours=1)).result == {"undone": 10}
    bring_in(town, city(), MONDAY + timedelta(hours=2))
    assert standing() == killed
    assert list(verify()) == []


def test_the_way_for_many_sites_does_what_the_way_for_one_does(town: Town):
    bring_in(town, city())
    one = Site.objects.create(
        code="X1", name="新城市场", type_id="market_wet", lon=120.11, lat=30.15, address="东门街 1 号"
    )
    for code in ("east", "n2"):
        place_site(one, Zone.objects.get(code=code), on=TODAY)
    hand_site(one, Unit.objects.get(code="u1"), on=TODAY)
    hand_site(one, Unit.objects.get(code="urban_mgmt"), on=TODAY, relation="owner")
    many = Site.objects.get(code="P1")

    def shown(site: Site) -> list[Any]:
        columns = [f.attname for f in Site._meta.concrete_fields if f.attname not in ("id", "code")]
        return [
            [getattr(Site.objects.get(pk=site.pk), name) for name in columns],
            sorted(map(str, site.zone_rows.values_list("zone_id", "layer_id", "main", "valid_from", "valid_to"))),
            sorted(map(str, site.manager_rows.values_list("unit_id", "relation", "valid_from", "valid_to"))),
        ]

    assert shown(many) == shown(one)


def test_the_writing_takes_what_the_check_has_read_and_reads_the_workbook_where_that_is_gone(town):
    results = storages["results"]
    owner = check(town, city())
    kept = staged_path(owner.path)
    opened: list[str] = []
    results_open = type(results)._open

    for spoil in (None, lambda: results.delete(kept), lambda: results.save(kept, ContentFile(b"{half")), older(kept)):
        if spoil:
            spoil()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(results), "_open", noting(results_open, opened))
            tables = unpacked(owner)
        assert tables == read(ContentFile(book(**city()).read()))
        assert opened[-1] == (kept if spoil is None else owner.path)
        assert results.exists(kept)


def older(kept: str) -> Any:
    """As an earlier release has left it."""
    text = b'{"form": 0, "sheets": {}, "remarks": []}'
    return lambda: storages["results"].save(kept, ContentFile(text))


def noting(real: Any, opened: list[str]) -> Any:
    """The storage's own way to open a file, which tells which."""

    def opening(storage: Any, name: str, mode: str = "rb") -> Any:
        opened.append(name)
        return real(storage, name, mode)

    return opening


def test_a_workbook_of_long_ago_goes_with_all_that_was_read_from_it(town):
    owner = bring_in(town, city())
    files = [owner.path, staged_path(owner.path)]
    assert all(storages["results"].exists(path) for path in files)
    assert forget_workbooks(MONDAY + KEPT) == 0
    assert forget_workbooks(MONDAY + KEPT + timedelta(seconds=1)) == 1
    assert not any(storages["results"].exists(path) for path in files)
    assert Site.objects.filter(code="P1").exists()
