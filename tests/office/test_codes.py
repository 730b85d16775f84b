"""Codes, signs and the map from their pages: who prints them, what a scan opens, that phone numbers leave a trace."""

from urllib.parse import unquote

import pytest

from rectification.models import Ticket
from sites.actions.places import redraw_zone
from sites.models import Site, Zone
from supervision.actions.contracts import end_contract, make_contract, seed_kinds
from supervision.actions.jobs import run_waiting
from supervision.models import Contract, ContractKind, Event, Job
from supervision.office import codes, papers, signs
from supervision.paper.faces import NoFont
from supervision.refusals import Refused
from tests.paper.reading import Read
from tests.town import HERE, MONDAY, TUESDAY, at, file_ticket, take

TEN = at(MONDAY, "10:00")
CODES, SIGNS = "/office/sites/codes/", "/office/contracts/signs/"


@pytest.fixture
def office(hands):
    return hands("office")


@pytest.fixture
def lane(town) -> Contract:
    """桂花巷 has a lane chief."""
    seed_kinds()
    clerk = town.people["street_clerk"]
    clerk.phone = "13800001234"
    clerk.save()
    street = town.units["street_a"].pk
    return make_contract("lane_chief", street, clerk, "site", str(town.sites["S002"].pk), now=at(MONDAY, "09:00"))


def many(town, n: int) -> None:
    kind = town.sites["S001"].type_id
    Site.objects.bulk_create(
        [Site(code=f"M{i:04}", name=f"点位{i}", type_id=kind, lon=120.1, lat=30.1, initials="dw") for i in range(n)]
    )


def name_of(answer) -> str:
    return unquote(answer["Content-Disposition"].partition("''")[2])


def test_the_sites_of_a_list_become_labels_in_the_order_of_their_codes(town, office):
    page = office.get(CODES, type="market_wet")
    assert page.context["total"] == 1 and "1 个点位" in page.content.decode()
    answer = office.post(f"{CODES}?type=market_wet")
    assert answer["Content-Type"] == "application/pdf" and name_of(answer).startswith("点位二维码 2026-03-02")
    assert answer["Cache-Control"] == "private, no-store"
    text = Read(answer.content).text()
    assert "东门菜市场" in text and "桂花巷" not in text
    every = Read(office.post(CODES).content).lines()
    assert [line.words for line in every if line.words in town.sites] == ["S001", "S002", "S003", "S004"]


def test_one_site_gets_as_many_labels_as_are_asked_for(town, office):
    one = town.sites["S002"]
    assert f"{CODES}?site={one.pk}" in office.get(f"/office/sites/{one.pk}/").content.decode()
    read = Read(office.post(f"{CODES}?site={one.pk}", copies="3", skip="23").content)
    assert [sum(line.words == "桂花巷" for line in read.lines(page)) for page in (0, 1)] == [1, 2]


def test_the_codes_lead_to_the_public_address_else_to_the_one_the_page_was_asked_at(town, office, settings, rf):
    assert "http://testserver/s/" in office.get(CODES).content.decode()
    settings.PUBLIC_URL = "https://ledger.lanchuan.example"
    assert "https://ledger.lanchuan.example/s/" in office.get(CODES).content.decode()
    assert codes.address_of("A/路 1", "https://x.example") == "https://x.example/s/A/%E8%B7%AF%201/"


def test_many_labels_are_printed_by_the_worker_and_too_many_by_nobody(town, office, stand):
    many(town, 220)
    answer = office.post(CODES, key="0199c8c2-7d00-7000-8000-000000000001")
    again = office.post(CODES, key="0199c8c2-7d00-7000-8000-000000000001")
    job = Job.objects.get(kind=codes.KIND)
    assert answer.status_code == again.status_code == 302 and answer["Location"] == f"/jobs/{job.pk}/"
    run_waiting(lambda: TEN)
    job.refresh_from_db()
    assert job.state == Job.State.DONE and (job.done, job.total, job.result["n"]) == (224, 224, 224)
    file = office.get(f"/jobs/{job.pk}/file/")
    content = b"".join(file.streaming_content)
    assert content.count(b"/Type /Page\n") == 10 and "224 张标签" in office.get(f"/jobs/{job.pk}/").content.decode()
    refused = office.post(CODES, copies="24")
    assert refused.status_code == 422 and "5,376 枚标签，一次最多打印 2,000 枚" in refused.content.decode()
    assert Job.objects.count() == 1


def test_a_list_without_sites_and_nonsense_are_refused_with_a_sentence(town, office):
    assert office.post(f"{CODES}?q=没有这个").status_code == 422
    for wrong in ({"copies": "0"}, {"copies": "25"}, {"skip": "24"}, {"skip": "x"}):
        assert office.post(CODES, **wrong).status_code == 422
    assert office.post(CODES, key="nonsense", copies="1").status_code == 200


def test_who_lost_the_post_gets_no_file(town, office, stand):
    many(town, 220)
    office.post(CODES)
    job = Job.objects.get()
    Job.objects.filter(pk=job.pk).update(facts={**job.facts, "post": str(town.posts["street_clerk"].pk)})
    run_waiting(lambda: TEN)
    job.refresh_from_db()
    assert "file" not in job.result and job.result["ended"]


def test_a_scan_opens_writing_down_at_the_site_and_after_signing_in_for_who_is_not(town, hands, client):
    site = town.sites["S001"]
    assert client.get("/s/S001/")["Location"] == "/sign-in/?next=/s/S001/"
    inspector = hands("inspector")
    answer = inspector.get("/s/S001/")
    assert answer["Location"] == f"/file/?site={site.pk}"
    page = inspector.get(answer["Location"])
    assert page.context["place"]["name"] == "东门菜市场" and page.context["preview"] is None


def test_who_does_not_write_problems_down_sees_what_runs_there(town, hands):
    assert hands("street_clerk").get("/s/S001/")["Location"] == f"/ledger/?site={town.sites['S001'].pk}"


def test_a_code_of_no_site_and_one_out_of_use_say_so(town, hands, office):
    inspector = hands("inspector")
    wrong = inspector.get("/s/S%3Cb%3E999/")
    assert wrong.status_code == 404 and "S&lt;b&gt;999" in wrong.content.decode()
    assert office.post(f"/office/sites/{town.sites['S004'].pk}/end/", why="道路改造").status_code == 302
    gone = inspector.get("/s/S004/")
    assert gone.status_code == 410 and "停用" in gone.content.decode()
    assert office.get(CODES).context["total"] == 3


def test_a_scan_is_no_position_the_check_on_the_spot_still_asks_for_one(town, hands):
    """The label says which site, not that somebody stands there."""
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    Ticket.objects.filter(pk=ticket.pk).update(verify="onsite")
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), photos=1)
    there = hands("inspector").get("/s/S001/")["Location"]
    assert set(there.partition("?")[2].split("=")[::2]) == {"site"}
    with pytest.raises(Refused) as refused:
        take(town, "pass", ticket, "inspector", at(MONDAY, "09:40"), photos=1)
    assert refused.value.code == "needs_onsite"
    take(town, "pass", ticket, "inspector", at(MONDAY, "09:41"), photos=1, place=HERE)
    assert ticket.status == "closed"


def test_a_sign_says_whose_the_lane_is_and_its_number_leaves_a_trace(town, office, lane):
    page = office.get(f"/office/contracts/{lane.pk}/sign/").content.decode()
    assert "巷长公示牌" in page and "李知微" in page and "13800001234" in page
    answer = office.get(f"/office/contracts/{lane.pk}/sign.pdf", **{"from": "东口", "to": "西口", "phone": "12319"})
    text = Read(answer.content).text()
    for words in ("巷长公示牌", "桂花巷", "李知微", "13800001234", "东口 — 西口", "12319"):
        assert words in text, words
    event = Event.objects.get(stream_kind="access")
    assert event.facts["contract"] == str(lane.pk) and "13800001234" not in event.text
    assert "巷长公示牌 桂花巷" in office.get("/office/reads/").content.decode()
    assert office.get(f"/office/contracts/{lane.pk}/sign.png")["Content-Type"] == "image/png"
    for wrong in ("sign.svg", "sign.pdf?paper=a0"):
        assert office.get(f"/office/contracts/{lane.pk}/{wrong}").status_code == 404


def test_the_holder_prints_the_own_sign_and_nobody_elses(town, hands, lane):
    assert hands("street_clerk").get(f"/office/contracts/{lane.pk}/sign.pdf").status_code == 200
    assert hands("colleague").get(f"/office/contracts/{lane.pk}/sign.pdf").status_code == 403
    assert hands("team_leader").get(SIGNS).status_code == 403


def test_all_signs_of_a_kind_are_one_file_several_holders_share_a_sign(town, office, lane, monkeypatch):
    Contract.objects.update(alone=False)
    ContractKind.objects.filter(pk="lane_chief").update(many=True, holder="unit")
    make_contract("lane_chief", lane.unit_id, town.people["colleague"], "site", lane.subject_key, now=TEN)
    make_contract("lane_chief", lane.unit_id, None, "site", str(town.sites["S004"].pk), now=TEN)
    assert office.get(SIGNS).context["n"] == 2
    read = Read(office.post(f"{SIGNS}?kind=lane_chief").content)
    assert len(read.pages) == 2
    texts = sorted(read.text(page) for page in (0, 1))
    assert any("李知微" in text and "周海" in text for text in texts)
    monkeypatch.setattr(signs, "AT_ONCE", 1)
    answer = office.post(f"{SIGNS}?kind=lane_chief", paper="a3", phone="12319")
    run_waiting(lambda: TEN)
    job = Job.objects.get(kind=signs.KIND)
    assert answer["Location"] == f"/jobs/{job.pk}/" and job.result["n"] == 2 and job.result["file"]["bytes"] < 300_000


def test_the_code_on_the_sign_shows_today_s_holder_to_anybody_without_the_number(town, client, lane, stand):
    page = client.get(f"/holder/{lane.pk}/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "桂花巷" in page and "李知微" in page and "13800001234" not in page
    end_contract(lane, now=at(MONDAY, "11:00"))
    make_contract(
        "lane_chief", lane.unit_id, town.people["colleague"], "site", lane.subject_key, now=at(MONDAY, "11:00")
    )
    stand(at(MONDAY, "12:00"))
    page = client.get(f"/holder/{lane.pk}/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "周海" in page and "李知微" not in page
    line = make_contract("line", lane.unit_id, town.people["colleague"], "line", "农贸市场整治", now=TEN)
    assert client.get(f"/holder/{line.pk}/").status_code == 404


def test_the_map_is_coloured_by_unit_or_by_contract_on_the_day(town, hands, stand):
    leader = hands("team_leader")
    seed_kinds()
    kind = ContractKind.objects.get(pk="pairing")
    east = Zone.objects.get(code="east")
    make_contract("pairing", town.units["street_a"].pk, town.people["unit_head"], "zone", str(east.pk), now=TEN)
    page = leader.get("/map/print/").content.decode()
    assert "行政区划" in page and kind.name in page
    units = Read(leader.get("/map/print/", format="pdf").content).text()
    assert "东城街道" in units and "1 东城" in units
    held = leader.get("/map/print/", format="pdf", kind=kind.code, paper="a1")
    text = Read(held.content).text()
    assert str(town.people["unit_head"]) in text and "1 个责任区无人负责" in text
    before = Read(leader.get("/map/print/", format="pdf", kind=kind.code, day="2026-03-01").content).text()
    assert "2 个责任区无人负责" in before
    assert Event.objects.filter(stream_kind="access").count() == 3
    assert leader.get("/map/print/", format="png", day="2026-99-99", layer="x", paper="a9").status_code == 200
    assert hands("inspector").get("/map/print/").status_code == 403


def test_the_map_of_a_past_day_has_the_borders_of_that_day(town, hands, stand):
    east = Zone.objects.get(code="east")
    ring = [[120.0, 30.0], [120.1, 30.0], [120.1, 30.3], [120.0, 30.3], [120.0, 30.0]]
    stand(at(TUESDAY, "10:00"))
    redraw_zone(east, on=TUESDAY.date(), geometry={"type": "Polygon", "coordinates": [ring]})
    office = hands("office")
    today, past = (
        Read(office.get("/map/print/", format="pdf", day=day).content) for day in ("2026-03-03", "2026-03-02")
    )
    assert today.drawing() != past.drawing()


def test_a_machine_without_a_chinese_font_says_so(town, office, monkeypatch):
    def none(folder):
        raise NoFont

    monkeypatch.setattr(papers, "find_faces", none)
    answer = office.post(CODES)
    assert answer.status_code == 503 and "没有可用于打印的中文字体" in answer.content.decode()


def test_the_page_of_the_codes_costs_the_same_however_many_sites(town, office, django_assert_max_num_queries):
    office.get(CODES)  # what every page remembers of the catalogue is read by now
    many(town, 150)
    with django_assert_max_num_queries(14):
        office.get(CODES)
