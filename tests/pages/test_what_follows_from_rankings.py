"""Proposals, share-outs and the yearly appraisal at their pages: who sees what, and every word given through a form."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import UnitMeasure
from scoring.actions import consequences, funds
from scoring.actions.schemes import change_scheme, scheme_of
from scoring.models import Consequence, IncentiveFund, Ranking
from scoring.shares import ByRank
from supervision.mornings import by_person
from tests.calling import whole
from tests.scoring.weeks import W10, W11, black_weeks, proposed, published
from tests.town import FOUNDED

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OTHERS = ["other_clerk", "inspector", "team_leader", "west_clerk"]


@pytest.fixture
def two(town, stand) -> Ranking:
    """The east street was on the black list twice running; an hour later."""
    ranking = black_weeks(town, 2)[-1]
    stand(ranking.published_at + HOUR)
    return ranking


def row() -> Consequence:
    return Consequence.objects.get()


def confirmed(town, ranking) -> Consequence:
    consequences.confirm(row().pk, "", by=town.actor("office"), now=ranking.published_at + HOUR)
    return row()


def shared(town, ranking, rule=ByRank((Fraction(5), Fraction(3)))) -> IncentiveFund:  # noqa: B008 - frozen
    """Kept by the office."""
    now = ranking.published_at + HOUR
    event = funds.keep(ranking, "street", 100_000_001, rule, "市级奖补资金", by=town.actor("office"), now=now)
    return IncentiveFund.objects.get(pk=event.stream_id)


# Proposals


def test_the_office_meets_what_waits_on_its_first_page_and_at_the_rankings(town, hands, two):
    office = hands("office")
    waits = {"n": 1, "late": 0, "days": 0, "url": "/rankings/consequences/"}
    assert office.get("/").context["proposals"] == waits
    assert office.get("/rankings/").context["proposals"] == waits
    shown = office.get("/rankings/consequences/").context
    assert [(card["unit"], card["step"]) for card in shown["waits"]] == [("东城街道", "分管领导约谈")]
    assert hands("unit_head").get("/").context["proposals"] is None
    assert hands("city_leader").get("/").context["proposals"] is None


def test_what_waits_too_long_is_in_the_morning_of_the_office(town, hands, two, stand):
    later = two.published_at + timedelta(days=8)
    stand(later)
    assert hands("office").get("/").context["proposals"]["late"] == 1
    assert by_person(later)[town.people["office"].pk]["overdue"] == 1


def test_from_the_list_over_the_grounds_to_the_units_file(town, hands, two):
    office = hands("office")
    (card,) = office.get(f"/rankings/{two.pk}/consequences/").context["waits"]
    page = office.get(card["url"])
    assert [(ground["label"], ground["rank"]) for ground in page.context["grounds"]] == [
        ("2026 年第 11 周", "2 个中第 2"), ("2026 年第 10 周", "2 个中第 2"),
    ]  # fmt: skip
    assert [step["label"] for step in page.context["steps"]] == ["确认并立卷", "不予采纳"]
    form = office.get(page.context["steps"][0]["url"])
    answer = office.post(page.context["steps"][0]["url"], why="请约谈", key=form.context["step"]["key"])
    file = UnitMeasure.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/measures/units/{file.pk}/"
    assert "请约谈" in office.get(answer["Location"]).content.decode()
    again = office.get(card["url"]).context
    assert again["card"]["file_url"] == answer["Location"] and again["steps"] == []
    whole()


def test_put_aside_asks_for_a_reason_and_says_it_again(town, hands, two):
    office, url = hands("office"), f"/rankings/{two.pk}/consequences/{row().pk}/put_aside/"
    empty = office.post(url, why=" ", key="k1")
    assert empty.status_code == 422 and set(empty.context["form"].errors) == {"why"}
    assert office.post(url, why="本周换届", key="k1").status_code == 302
    assert "本周换届" in office.get(f"/rankings/{two.pk}/consequences/{row().pk}/").content.decode()


def test_whoever_is_too_late_reads_who_was_faster_and_keeps_the_words(town, hands, two):
    office, url = hands("office"), f"/rankings/{two.pk}/consequences/{row().pk}/put_aside/"
    office.get(url)
    confirmed(town, two)
    answer = office.post(url, why="不必约谈", key="k1")
    words = answer.content.decode()
    assert answer.status_code == 409 and "陈伯言" in words and "不必约谈" in words
    assert office.get(url).status_code == 302  # the form is not offered any more


def test_pressed_twice_it_is_decided_once(town, hands, two):
    office, url = hands("office"), f"/rankings/{two.pk}/consequences/{row().pk}/confirm/"
    for _ in range(2):
        assert office.post(url, why="", key="k1").status_code == 302
    assert UnitMeasure.objects.count() == 1


def test_a_unit_knows_of_its_own_once_it_is_confirmed_and_of_nobody_elses(town, hands, two):
    pages = (f"/rankings/{two.pk}/consequences/", f"/rankings/{two.pk}/consequences/{row().pk}/")
    for who in ("unit_head", "street_clerk", *OTHERS):
        assert [hands(who).get(page).status_code for page in pages] == [404, 404], who
    confirmed(town, two)
    for who in ("unit_head", "street_clerk"):
        assert [hands(who).get(page).status_code for page in pages] == [200, 200]
        assert [card["unit"] for card in hands(who).get("/rankings/consequences/").context["done"]] == ["东城街道"]
        assert hands(who).get(f"{pages[1]}confirm/").status_code == 403
    for who in (*OTHERS, "community_clerk"):
        assert [hands(who).get(page).status_code for page in pages] == [404, 404], who
        assert hands(who).get("/rankings/consequences/").context["done"] == []


def test_what_was_put_aside_stays_with_those_who_read_everything(town, hands, two):
    consequences.put_aside(row().pk, "不必", by=town.actor("office"), now=two.published_at + HOUR)
    page = f"/rankings/{two.pk}/consequences/{row().pk}/"
    assert hands("unit_head").get(page).status_code == 404
    assert hands("discipline").get(page).status_code == hands("city_leader").get(page).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/rankings/{other}/consequences/",
        "/rankings/{other}/consequences/{row}/",
        "/rankings/{ranking}/consequences/{other}/",
        "/rankings/{ranking}/consequences/{row}/keep/",
        "/rankings/{ranking}/consequences/{row}/'--/",
        "/rankings/{other}/fund/",
        "/rankings/{ranking}/fund/{other}/",
        "/rankings/appraisal/1999/",
        "/rankings/appraisal/２０２６/",
        "/rankings/appraisal/2026-W10/",
        "/rankings/appraisal/-1/",
    ],
)
def test_what_does_not_exist_is_not_there(town, hands, two, path):
    other = "00000000-0000-4000-8000-000000000000"
    assert hands("office").get(path.format(ranking=two.pk, row=row().pk, other=other)).status_code == 404


def test_lists_cost_the_same_however_much_waits(town, hands, stand):
    ranking = black_weeks(town, 2)[-1]
    stand(ranking.published_at + HOUR)
    office = hands("office")
    pages = ("/rankings/consequences/", f"/rankings/{ranking.pk}/consequences/", "/rankings/appraisal/2026/")
    for page in pages:
        office.get(page)
    before = [counted(office, page) for page in pages]
    more = published(town, W11, "street_b", "street_a", now=ranking.published_at + HOUR, corrects=ranking, why="漏计")
    consequences_of = Consequence.objects.filter(ranking__code="2026-W11").count()
    stand(more.published_at + HOUR)
    assert consequences_of == 1 and [counted(office, page) for page in pages] <= before
    one = row()
    Consequence.objects.create(
        id=town.units["street_b"].pk, ranking=one.ranking, unit=town.units["street_b"], group=one.group, step=one.step,
        rule=one.rule, periods=one.periods, proposed_at=one.proposed_at,
    )  # fmt: skip
    assert [counted(office, page) for page in pages] <= before


def counted(person, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert person.get(page).status_code == 200
    return len(queries)


# Incentive funds


def test_the_office_sees_the_share_out_before_it_keeps_it(town, hands, two):
    office, url = hands("office"), f"/rankings/{two.pk}/fund/"
    terms = {"group": "street", "yuan": "1,000,000.01", "way": "by_rank", "shares": "5：3", "k": "", "floor": ""}
    shown = office.get(url, **terms)
    assert [(one["unit"], one["yuan"]) for one in shown.context["shares"]["rows"]] == [
        ("西城街道", "625,000.01"), ("东城街道", "375,000.00"),
    ]  # fmt: skip
    assert IncentiveFund.objects.count() == 0
    wordless = office.post(f"{url}keep/", **terms, why="", key="k1")
    assert wordless.status_code == 422 and wordless.context["shares"]
    for _ in range(2):
        kept = office.post(f"{url}keep/", **terms, why="市级奖补资金", key="k1")
    fund = IncentiveFund.objects.get()
    assert kept.status_code == 302 and kept["Location"] == f"/rankings/{two.pk}/fund/{fund.pk}/"
    assert fund.fen == 100_000_001
    whole()


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        ({"yuan": "1e9"}, "yuan"),
        ({"yuan": "-5"}, "yuan"),
        ({"yuan": "0"}, "yuan"),
        ({"yuan": "200000000000"}, "yuan"),
        ({"yuan": ""}, "yuan"),
        ({"group": "nobody"}, "group"),
        ({"way": "lottery"}, "way"),
        ({"shares": ""}, "shares"),
        ({"shares": "5:x"}, "shares"),
        ({"shares": " ".join(["1"] * 120)}, "shares"),
        ({"way": "equal"}, "k"),
        ({"way": "equal", "k": "0"}, "k"),
        ({"way": "equal", "k": "100"}, "k"),
        ({"way": "by_points"}, "floor"),
        ({"way": "by_points", "floor": "-1"}, "floor"),
    ],
)
def test_what_cannot_be_shared_out_is_said_beside_its_field(town, hands, two, terms, wrong):
    given = {"group": "street", "yuan": "100", "way": "by_rank", "shares": "5:3", "k": "", "floor": "", **terms}
    office, url = hands("office"), f"/rankings/{two.pk}/fund/"
    shown = office.get(url, **given)
    assert shown.status_code == 200 and set(shown.context["form"].errors) == {wrong}
    assert shown.context["shares"] is None
    assert office.post(f"{url}keep/", **given, why="奖", key="k1").status_code == 422
    assert IncentiveFund.objects.count() == 0


def test_a_rule_by_which_nobody_gets_anything_is_refused_in_words(town, hands, two):
    given = {"group": "street", "yuan": "100", "way": "by_points", "floor": "500", "shares": "", "k": ""}
    shown = hands("office").get(f"/rankings/{two.pk}/fund/", **given)
    assert shown.status_code == 422 and shown.context["refusal"]["text"] == "按这条规则没有单位能分到。"


def test_a_leader_confirms_it_and_each_unit_reads_its_own_share(town, hands, two):
    fund = shared(town, two)
    page, leader = f"/rankings/{two.pk}/fund/{fund.pk}/", hands("city_leader")
    assert hands("unit_head").get(page).status_code == 404
    assert [step["label"] for step in leader.get(page).context["steps"]] == ["批准分配方案"]
    assert hands("office").get(f"{page}confirm/").status_code == 403
    assert leader.get(f"{page}put_aside/").status_code == 403
    assert leader.get(f"{page}confirm/").status_code == 200
    assert leader.post(f"{page}confirm/", key="k1").status_code == 302
    assert hands("office").get(page).context["fund"]["state"]["key"] == "confirmed"
    for who, unit in (("unit_head", "东城街道"), ("west_clerk", "西城街道")):
        shares = hands(who).get(page).context["shares"]
        assert [one["unit"] for one in shares["rows"]] == [unit] and not shares["whole"]
        assert len(hands(who).get(f"/rankings/{two.pk}/fund/").context["funds"]) == 1
    for who in ("other_clerk", "inspector", "community_clerk"):
        assert hands(who).get(page).status_code == hands(who).get(f"/rankings/{two.pk}/fund/").status_code == 404


def test_the_workbook_holds_the_fund_to_the_fen_and_no_formula(town, hands, two):
    unit = town.units["street_a"]
    unit.name = "=HYPERLINK(1)"
    unit.save()
    fund = shared(town, two)
    answer = hands("office").post(f"/rankings/{two.pk}/fund/{fund.pk}/workbook/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [round(Decimal(str(line[3])) * 100) for line in rows] == [62_500_001, 37_500_000, 100_000_001]
    assert sheet["B3"].value == "=HYPERLINK(1)" and sheet["B3"].data_type == "s"


def test_a_corrected_ranking_shares_nothing_out_any_more(town, hands, two, stand):
    fund = shared(town, two)
    second = published(town, W11, now=two.published_at + 2 * HOUR, corrects=two, why="漏计一件")
    stand(second.published_at + HOUR)
    page = hands("city_leader").get(f"/rankings/{two.pk}/fund/{fund.pk}/").context
    assert not page["stands"] and page["steps"][0]["why_not"]
    assert "form" not in hands("office").get(f"/rankings/{two.pk}/fund/").context
    answer = hands("city_leader").post(f"/rankings/{two.pk}/fund/{fund.pk}/confirm/", key="k1")
    assert answer.status_code == 422
    assert hands("office").get(f"/rankings/{second.pk}/fund/").context["keeps"]


# The yearly appraisal


def test_a_years_line_is_the_mean_of_its_published_rankings_with_each_behind_it(town, hands, two):
    page = hands("office").get("/rankings/appraisal/2026/").context
    (streets,) = [group for group in page["groups"] if group["name"] == "街道"]
    west, east = streets["rows"]
    assert (west["unit"], west["rank"], east["unit"], east["rank"]) == ("西城街道", 1, "东城街道", 2)
    totals = [Fraction(one["total"]) for one in east["items"]]
    assert [one["weight"] for one in east["items"]] == ["50.00 %", "50.00 %"] and len(totals) == 2
    assert abs(Fraction(east["value"]) - sum(totals) / 2) < Fraction(1, 500)
    assert page["parts"][0] == {"label": "周", "n": 2} and page["running"]


def test_a_correction_takes_the_place_of_what_it_corrects_in_the_year(town, hands, two, stand):
    second = published(town, W11, now=two.published_at + HOUR, cleared="street_a", corrects=two, why="曝光不实")
    stand(second.published_at + HOUR)
    (streets,) = [g for g in hands("office").get("/rankings/appraisal/2026/").context["groups"] if g["name"] == "街道"]
    east = next(line for line in streets["rows"] if line["unit"] == "东城街道")
    assert [one["number"] for one in east["items"]] == ["第 1 号", "第 3 号"]


def test_a_unit_reads_its_own_line_with_its_rank_and_nobody_elses(town, hands, two):
    page = hands("unit_head").get("/rankings/appraisal/2026/").context
    lines = [line for group in page["groups"] for line in group["rows"]]
    assert "东城街道" in {line["unit"] for line in lines} and "西城街道" not in {line["unit"] for line in lines}
    assert next(line for line in lines if line["unit"] == "东城街道")["rank"] == 2
    assert hands("inspector").get("/rankings/appraisal/2026/").status_code == 404
    book = hands("unit_head").post("/rankings/appraisal/2026/workbook/").content
    units = {line[2] for line in openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True)}
    assert "东城街道" in units and "西城街道" not in units


def test_a_year_without_rankings_or_without_a_rule_says_so(town, hands, stand):
    stand(FOUNDED + HOUR)
    office = hands("office")
    assert office.get("/rankings/appraisal/2026/").context["groups"] == []
    office_post, scheme = town.posts["office"], scheme_of("units", 1)
    change_scheme("units", replace(scheme, consequences=None), "不设后果", by=office_post, now=FOUNDED)
    page = office.get("/rankings/appraisal/2027/")
    assert page.status_code == 200 and page.context["rule"] == ""
    assert office.post("/rankings/appraisal/2027/workbook/").status_code == 404


def test_the_workbook_of_a_year_has_figures_and_the_exact_fraction(town, hands, two):
    answer = hands("office").post("/rankings/appraisal/2026/workbook/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    lines = {line[2]: line for line in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    east = lines["东城街道"]
    assert abs(Fraction(east[-1]) - Fraction(str(east[3]))) < Fraction(1, 10**9)
    assert len(list(book.worksheets[1].iter_rows(min_row=2, values_only=True))) == 2 * len(lines)


def test_proposals_of_another_week_stand_at_their_own_ranking(town, hands, two):
    first = Ranking.objects.get(code=W10.code)
    page = hands("office").get(f"/rankings/{first.pk}/consequences/").context
    assert page["waits"] == page["done"] == []
    assert proposed(town) == [("2026-W11", "talk_in_charge", "waits")]
    ways = hands("office").get(f"/rankings/{two.pk}/").context["sequels"]
    assert [(way["url"], way["n"]) for way in ways] == [
        (f"/rankings/{two.pk}/consequences/", 1), (f"/rankings/{two.pk}/fund/", 0),
    ]  # fmt: skip
    assert hands("west_clerk").get(f"/rankings/{two.pk}/").context["sequels"] == []
