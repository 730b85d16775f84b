"""Contracts at the office's pages: given on a form, in the matrix, by workbook; handed over with what runs there."""

import io
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from sites.models import Zone, ZoneLayer
from supervision.actions.contracts import make_contract, seed_kinds
from supervision.actions.contracts.moving import hand_on_due
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.models import Contract, ContractKind, Duty, DutyKind, Event, Notice
from tests.town import MONDAY, TUESDAY, at, file_ticket, take

NINE, TEN = at(MONDAY, "09:00"), at(MONDAY, "10:00")
GIVE = "/office/contracts/give/"


@pytest.fixture
def office(hands):
    seed_kinds()
    return hands("office")


@pytest.fixture
def roads(town):
    layer = ZoneLayer.objects.create(code="road", name="道路路段", overlap=True)
    return [Zone.objects.create(layer=layer, code=f"r{n}", name=f"{n}号路") for n in range(3)]


def east():
    return Zone.objects.get(code="east")


def holder(town, who: str) -> str:
    """As the form sends a person in a unit."""
    post = town.posts[who]
    return f"{post.unit_id}:{post.user_id}"


def chief(town, who="street_clerk", zone=None, kind="area_chief", now=NINE, **more):
    """Somebody has it already."""
    post = town.posts[who]
    key = str((zone or east()).pk)
    return make_contract(kind, post.unit_id, post.user, "zone", key, now=now, **more)


def test_the_list_is_sifted_by_state_kind_and_what_is_typed(town, office, roads):
    chief(town)
    chief(town, "unit_head", roads[0], "road_chief", until=TUESDAY)
    chief(town, "colleague", roads[1], "road_chief", since=TUESDAY)

    def found(**asked):
        return [(c["place"], c["name"]) for c in office.get("/office/contracts/", **asked).context["contracts"]]

    assert set(found()) == {("东城", "李知微"), ("0号路", "高明远")}
    assert found(state="soon") == [("0号路", "高明远")]
    assert found(state="ahead") == [("1号路", "周海")] and found(state="over") == []
    assert found(kind="road_chief") == [("0号路", "高明远")]
    assert found(q="lzw") == [("东城", "李知微")] and found(q="0号") == [("0号路", "高明远")]
    page = office.get("/office/contracts/").content.decode()
    assert "还没有人接手" in page
    assert "1 项包干将在 14 天内到期" in office.get("/office/").content.decode()


def test_the_list_costs_the_same_however_many_contracts(town, office, django_assert_max_num_queries):
    layer = ZoneLayer.objects.create(code="road", name="道路", overlap=True)
    for n in range(45):
        chief(town, "street_clerk", Zone.objects.create(layer=layer, code=f"q{n}", name=f"路{n}"), "road_chief")
    with django_assert_max_num_queries(18):
        page = office.get("/office/contracts/")
    assert len(page.context["contracts"]) == 40
    rest = office.get("/office/contracts/" + page.context["page"]["next_url"])
    assert len(rest.context["contracts"]) == 5


def test_a_link_from_the_map_fills_in_the_ground_and_one_press_gives_all_of_it(town, office, roads):
    asked = urlencode({"kind": "road_chief", "zone": [zone.pk for zone in roads]}, doseq=True)
    page = office.get(f"{GIVE}?{asked}")
    assert page.context["n"] == 3 and "0号路" in page.content.decode()
    given = {"kind": "road_chief", "subjects[]": [f"zone:{zone.pk}" for zone in roads]}
    done = office.post(GIVE, holder=holder(town, "street_clerk"), why="分段包干", **given)
    assert done.status_code == 302
    assert Contract.objects.at(TEN + timedelta(minutes=5)).count() == 3


def test_what_cannot_be_given_is_said_and_everything_typed_is_kept(town, office, roads):
    chief(town, "unit_head", roads[0], "road_chief")
    given = {"kind": "road_chief", "subjects": [f"zone:{zone.pk}" for zone in roads[:2]], "note": "请留意夜市"}
    refused = office.post(GIVE, holder=holder(town, "street_clerk"), why="调整", **given)
    page = refused.content.decode()
    assert refused.status_code == 409 and "高明远" in page and "请留意夜市" in page and "1号路" in page
    assert Contract.objects.count() == 1
    assert office.post(GIVE, holder=holder(town, "street_clerk"), why="调整", replaces="on", **given).status_code == 302
    assert Contract.objects.filter(user=town.people["street_clerk"]).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"holder": ""}, {"holder": "nonsense"}, {"holder": f"{uuid4()}:{uuid4()}"}, {"why": ""}, {"kind": ""},
        {"kind": "x" * 500}, {"subjects": []}, {"subjects": ["zone:abc"]}, {"subjects": ["moon:1"]},
        {"subjects": ["zone:" + str(uuid4())]}, {"since": "9999-12-31"}, {"since": "2020-01-01"}, {"since": "x"},
        {"until": "0001-01-01"}, {"note": "\x00"}, {"subjects": ["line:\x00"], "kind": "line"},
    ],
)  # fmt: skip
def test_hostile_forms_are_refused_with_a_sentence(town, office, wrong):
    form = {
        "kind": "area_chief", "subjects": [f"zone:{east().pk}"], "holder": holder(town, "street_clerk"), "why": "试",
        **wrong,
    }  # fmt: skip
    answer = office.post(GIVE, **form)
    assert answer.status_code in (409, 422) and not Contract.objects.exists()


def test_the_matrix_shows_holders_and_nobody_and_counts_what_must_be_held(town, office, roads):
    chief(town)
    inner = Zone.objects.create(
        layer=ZoneLayer.objects.get(code="administrative"), code="inner", name="里", parent=east()
    )
    page = office.get("/office/contracts/matrix/", layer="administrative")
    kinds = {kind["code"]: kind for kind in page.context["kinds"]}
    assert kinds["area_chief"]["gaps"] == 1  # the west; what lies in the east is its chief's
    rows = {row["label"]: row for row in page.context["rows"]}
    cell = dict(zip([k["code"] for k in page.context["kinds"]], rows["东城"]["cells"], strict=True))["area_chief"]
    assert [one["name"] for one in cell["holders"]] == ["李知微"] and rows[inner.name]["depth"] == 1
    gaps = office.get("/office/contracts/matrix/", layer="administrative", only="gaps", q="西")
    assert [row["label"] for row in gaps.context["rows"]] == ["西城"]


def test_a_cell_of_the_matrix_is_given_in_its_place(town, office):
    cell = f"area_chief~zone:{east().pk}"
    office.client.defaults["HTTP_HX_REQUEST"] = "true"
    panel = office.get(GIVE, cell=cell)
    assert "<html" not in panel.content.decode() and panel.context["n"] == 1
    refused = office.post(GIVE, cell=cell, holder="", why="")
    assert refused.status_code == 200 and not Contract.objects.exists()
    done = office.post(GIVE, cell=cell, holder=holder(town, "street_clerk"), why="落实")
    page = done.content.decode()
    assert "hx-swap-oob" in page and "李知微" in page and Contract.objects.count() == 1


def test_many_marked_cells_are_looked_at_before_they_are_given(town, office, roads):
    cells = [f"{kind}~zone:{zone.pk}" for zone in roads for kind in ("road_chief", "street_chief")]
    look = office.post(GIVE, cell=cells, look="1")
    assert look.status_code == 200 and look.context["n"] == 6 and not Contract.objects.exists()
    assert office.post(GIVE, cell=cells, holder=holder(town, "colleague"), why="落实").status_code == 302
    assert Contract.objects.count() == 6


def test_people_are_found_by_pinyin_and_units_where_they_may_hold(town, office):
    found = office.get("/office/contracts/people/", q="lzw").content.decode()
    assert "李知微" in found and "东城街道" in found
    assert "market_reg" not in found
    assert (
        str(town.units["market_reg"].pk)
        in office.get("/office/contracts/people/", q="市场监管", units="1").content.decode()
    )
    places = office.get("/office/contracts/places/", place="东", kind="area_chief").content.decode()
    assert f"zone:{east().pk}" in places and "site:" not in places


def test_a_hand_over_takes_along_what_runs_within_the_unit(town, office, hands):
    row = chief(town)
    ticket = file_ticket(town, now=at(MONDAY, "09:20"))
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"))
    url = f"/office/contracts/{row.pk}/hand-over/"
    assert any("1 件在办问题一并移交" in line for line in office.get(url).context["edit"]["says"])
    due = Duty.objects.get(pk=ticket.lead_duty_id).due_at
    form = {"holder": holder(town, "colleague"), "note": "东门夜市九点收摊", "why": "轮岗", "expected": "1"}
    done = office.post(url, **form)
    assert done.status_code == 302
    duty = Duty.objects.get(subject_id=ticket.id, kind=DutyKind.RECTIFY)
    assert (duty.user, duty.due_at) == (town.people["colleague"], due)
    fresh = Contract.objects.get(follows=row)
    event = Event.objects.filter(stream_id=ticket.id).latest("seq")
    assert event.action == "hand_over" and event.facts["contract"] == str(fresh.pk)
    assert event.actor_id == town.people["office"].pk
    late = office.post(url, **form)
    assert late.status_code in (409, 422) and Contract.objects.count() == 2
    reader = hands("colleague")
    assert "东门夜市九点收摊" in reader.get("/notices/").content.decode()
    assert "东门夜市九点收摊" in reader.get(f"/contracts/{fresh.pk}/").content.decode()


def test_to_another_unit_nothing_goes_silently_and_the_page_says_what_stays(town, office):
    row = chief(town)
    ticket = file_ticket(town, now=at(MONDAY, "09:20"))
    form = {"holder": holder(town, "west_clerk"), "why": "划片调整", "expected": "1"}
    assert office.post(f"/office/contracts/{row.pk}/hand-over/", **form).status_code == 302
    assert Duty.objects.get(subject_id=ticket.id, kind=DutyKind.RECTIFY).user == town.people["street_clerk"]
    page = office.get(f"/contracts/{Contract.objects.get(follows=row).pk}/")
    assert page.context["left"]["n"] == 1 and "双方不在同一单位" in page.content.decode()
    ledger = office.get(page.context["left"]["url"])
    assert ticket.number in ledger.content.decode()


def test_what_was_set_for_a_later_day_goes_along_by_one_press_when_it_has_come(town, office, stand):
    row = chief(town)
    ticket = file_ticket(town, now=at(MONDAY, "09:20"))
    form = {"holder": holder(town, "colleague"), "since": "2026-03-03", "why": "轮岗", "expected": "1"}
    office.post(f"/office/contracts/{row.pk}/hand-over/", **form)
    fresh = Contract.objects.get(follows=row)
    assert Duty.objects.get(subject_id=ticket.id, kind=DutyKind.RECTIFY).user == town.people["street_clerk"]
    press = reverse("office_contract_duties", args=[fresh.pk])
    office.post(press)
    assert Duty.objects.get(subject_id=ticket.id, kind=DutyKind.RECTIFY).user == town.people["street_clerk"]
    stand(TUESDAY)
    assert office.get(f"/contracts/{fresh.pk}/").context["left"]["moves"]
    office.post(press)
    assert Duty.objects.get(subject_id=ticket.id, kind=DutyKind.RECTIFY).user == town.people["colleague"]


def test_the_worker_gives_on_what_runs_once_when_the_day_has_come_or_ground_came_in_a_list(town, office):
    row = chief(town)
    ticket = file_ticket(town, now=at(MONDAY, "09:20"))
    form = {"holder": holder(town, "colleague"), "since": "2026-03-03", "why": "轮岗", "expected": "1"}
    office.post(f"/office/contracts/{row.pk}/hand-over/", **form)
    assert hand_on_due(at(MONDAY, "23:00")) == 0
    assert (hand_on_due(TUESDAY), hand_on_due(TUESDAY), hand_on_due(TUESDAY + timedelta(days=9))) == (1, 0, 0)
    assert Duty.objects.get(subject_id=ticket.id, kind=DutyKind.RECTIFY).user == town.people["colleague"]
    said = Event.objects.filter(stream_id=ticket.id).latest("seq")
    assert said.actor_id is None and said.facts["contract"] == str(Contract.objects.get(follows=row).pk)
    assert list(verify()) == [] and rebuild() == {}


def test_it_ends_and_its_last_day_moves_and_the_second_of_two_is_told(town, office):
    row = chief(town)
    url = f"/office/contracts/{row.pk}/"
    assert office.post(f"{url}term/", until="2026-03-31", why="任期", expected="1").status_code == 302
    row.refresh_from_db()
    assert row.valid_to.astimezone(MONDAY.tzinfo).isoformat() == "2026-04-01T00:00:00+08:00"
    late = office.post(f"{url}end/", why="调离", expected="1")
    assert late.status_code == 409 and "陈伯言" in late.content.decode()
    assert office.post(f"{url}end/", why="调离", expected="2").status_code == 302
    page = office.get(f"/contracts/{row.pk}/")
    assert page.context["state"] == "over" and not page.context["may"]
    assert [line["why"] for line in page.context["history"]["rows"]] == ["调离", "任期", ""]


def test_only_the_parties_and_those_who_read_everything_may_open_a_contract(town, office, hands):
    row = chief(town)
    for who, status in (
        ("street_clerk", 200), ("unit_head", 200), ("city_leader", 200), ("discipline", 200),
        ("west_clerk", 404), ("inspector", 404), ("market_clerk", 404),
    ):  # fmt: skip
        page = hands(who).get(f"/contracts/{row.pk}/")
        assert page.status_code == status, who
        if status == 200:
            assert f"/office/contracts/{row.pk}/hand-over/" not in page.content.decode()


def test_the_rules_of_a_kind_are_edited_with_a_reason(town, office):
    url = "/office/contracts/kinds/street_chief/"
    form = {
        "name": "街长", "name_en": "Street chief", "subjects": ["zone", "site"], "holder": "person", "order": "20",
        "duties": "每日巡查\n\n劝导占道", "why": "增加点位", "expected": "0",
    }  # fmt: skip
    assert office.post(url, **form).status_code == 302
    kind = ContractKind.objects.get(code="street_chief")
    assert kind.subjects == ["zone", "site"] and kind.duties == "每日巡查\n劝导占道" and not kind.moves_duties
    assert office.post(url, **form).status_code == 409
    assert office.post(url, **{**form, "required": "on", "layer": "", "expected": "1"}).status_code == 422
    assert "增加点位" in office.get(url).content.decode()
    assert "每日巡查" in office.get(url).content.decode()


def test_a_city_enters_a_kind_of_its_own(town, office):
    form = {
        "name": "河长", "name_en": "River chief", "code": "river_chief", "subjects": ["zone"], "holder": "person",
        "order": "90", "why": "河长制",
    }  # fmt: skip
    assert office.post("/office/contracts/kinds/new/", **form).status_code == 302
    assert office.post("/office/contracts/kinds/new/", **form).status_code == 409
    assert office.post("/office/contracts/kinds/new/", **{**form, "code": "9x"}).status_code == 422
    assert "河长" in office.get("/office/contracts/kinds/").content.decode()


def workbook(rows) -> io.BytesIO:
    """A file as somebody sends it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "包干.xlsx"
    return out


def upload(office, rows, layer="road"):
    """The dry run."""
    return office.post("/office/contracts/upload/", layer=layer, file=workbook(rows))


def test_a_layer_goes_out_as_a_workbook_and_comes_back_as_contracts(town, office, roads):
    before = chief(town, "unit_head", roads[0], "road_chief")
    sent = office.get("/office/contracts/workbook/", layer="road")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sent)) if sent.streaming else io.BytesIO(sent.content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    place = rows[0].index("路长")
    assert [row[0] for row in rows[1:]] == ["r0", "r1", "r2"] and rows[1][place] == "高明远（东城街道）"
    rows[1][place], rows[2][place], rows[3][place] = "周海", "street_clerk", "高明远（东城街道）"
    look = upload(office, rows)
    assert (look.context["fresh"], look.context["over"], look.context["bad"]) == (3, 1, 0)
    assert Contract.objects.count() == 1
    again = office.post("/office/contracts/apply/", token=look.context["token"], why="")
    assert again.status_code == 422 and again.context["token"]
    assert office.post("/office/contracts/apply/", token=again.context["token"], why="年度调整").status_code == 302
    holders = {row.subject_key: row.user.username for row in Contract.objects.at(TEN + timedelta(hours=1))}
    assert holders == {
        str(roads[0].pk): "colleague", str(roads[1].pk): "street_clerk", str(roads[2].pk): "unit_head",
    }  # fmt: skip
    before.refresh_from_db()
    assert before.valid_to is not None
    same = upload(office, rows)
    assert (same.context["fresh"], same.context["same"]) == (0, 3)


def test_each_wrong_name_of_a_workbook_has_its_sentence_and_the_good_ones_go_on(town, office, roads):
    rows = [
        ["编码", "名称", "路长", "部门结对"],
        ["r0", "", "李知徽", "市市场监管局；市城管局"],
        ["r1", "", "=1+1", None],
        ["r9", "", "周海", None],
        ["r2", "", "市城管局", None],
        ["r2", "", "周海", None],
    ]
    look = upload(office, rows)
    page = look.content.decode()
    said = {line["cell"]: line["says"] for line in look.context["lines"]}
    assert "李知微" in said["C2"][0] and "公式" in said["C3"][0] and "落实到人" in said["C5"][0]
    assert len(look.context["remarks"]) == 2 and "r9" in page
    assert look.context["fresh"] == 2 and look.context["bad"] == 5
    office.post("/office/contracts/apply/", token=look.context["token"], why="先落实")
    assert set(Contract.objects.values_list("unit__code", flat=True)) == {"market_reg", "urban_mgmt"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"MZ" * 300, b"a,b\n1,2"])
def test_files_that_are_no_workbooks_are_refused_with_a_sentence(town, office, roads, content):
    file = io.BytesIO(content)
    file.name = "包干.xlsx"
    answer = office.post("/office/contracts/upload/", layer="road", file=file)
    assert answer.status_code == 422 and answer.context["refusal"]["text"]


def test_a_workbook_needs_a_layer_a_file_and_its_headings(town, office, roads):
    assert office.post("/office/contracts/upload/", layer="moon").status_code == 422
    assert office.post("/office/contracts/upload/", layer="road").status_code == 422
    assert upload(office, [["甲", "乙"], ["1", "2"]]).status_code == 422
    assert office.get("/office/contracts/workbook/", layer="moon").status_code == 404


def test_nobody_can_send_back_what_another_has_looked_at_or_what_was_changed(town, office, roads):
    look = upload(office, [["编码", "路长"], ["r0", "周海"]])
    token = look.context["token"]
    for wrong in ("", "x", token[:-3] + "abc"):
        assert office.post("/office/contracts/apply/", token=wrong, why="试").status_code == 422
    assert not Contract.objects.exists()
    chief(town, "unit_head", roads[0], "road_chief")  # meanwhile: the looked-at list still gives it, by hand-over
    assert office.post("/office/contracts/apply/", token=token, why="试").status_code == 302
    assert Notice.objects.filter(key="contract.over", user=town.people["unit_head"]).exists()
