"""The office at the schemes: what is in force, a draft refused or tried on a past period, the next version."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given

from scoring.actions.schemes import change_scheme, scheme_of
from scoring.builtin import BUILT_IN, DEFAULT, JINHUA, TEAMS
from scoring.consequences import JIANGMEN, read_consequences
from scoring.criteria import Top
from scoring.lists import List, Rule, read_lists, write_lists
from scoring.lists_builtin import WUHAN
from scoring.models import SchemeVersion, Score
from scoring.periods import Kind
from scoring.scheme import Proportional, Slopes, Term, write_scheme
from scoring.scheme_check import SOURCES
from scoring.scheme_forms import SchemeForm
from scoring.scheme_words import SOURCES as SOURCE_WORDS
from scoring.scheme_words import differences, lines
from supervision.actions.jobs import run_waiting
from supervision.models import Job
from tests.scoring.marks import schemes
from tests.scoring.test_rankings_step_by_step import NEXT_WEEK, counted, fixed, published
from tests.town import FOUNDED, MONDAY, at, file_ticket, take

URL = "/office/schemes/"
HOURS = ("10:00", "10:10", "10:20", "10:30", "16:00")


def filled(form, **changes) -> dict:
    """A form as the browser would send it, with changes; a field set to None is left empty."""
    given = {}
    for field in form:
        value = field.value()
        if value not in (None, "", []):
            given[field.html_name] = value
    return {name: value for name, value in (given | changes).items() if value is not None}


@pytest.fixture
def office(hands):
    return hands("office")


def drafted(office, of="units", query="", **changes) -> str:
    """The address of a draft."""
    url = f"{URL}{of}/{query}"
    page = office.get(url)
    answer = office.post(url, expected=page.context["edit"]["expected"], **filled(page.context["form"], **changes))
    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["refusal"])
    return answer["Location"]


# The form itself


@given(schemes())
def test_every_scheme_comes_out_of_the_form_as_it_went_in(scheme):
    form = SchemeForm(scheme, filled(SchemeForm(scheme)))
    assert form.is_valid(), form.errors
    assert write_scheme(form.cleaned_data["scheme"]) == write_scheme(scheme)


@pytest.mark.parametrize("code", BUILT_IN)
def test_those_that_come_with_the_platform_do_too(code):
    form = SchemeForm(BUILT_IN[code], filled(SchemeForm(BUILT_IN[code])))
    assert form.is_valid() and write_scheme(form.cleaned_data["scheme"]) == write_scheme(BUILT_IN[code])


NUMBERS = [
    # (what is typed, what it is); None: refused
    ("15", Fraction(15)),
    ("0.5", Fraction(1, 2)),
    ("1/3", Fraction(1, 3)),
    ("１５", Fraction(15)),
    (" 2 ", Fraction(2)),
    ("1/0", None),
    ("1e3", None),
    ("abc", None),
    ("--1", None),
    ("0x10", None),
    ("1" * 30, None),
    ("٣", None),  # digits of another script
]


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_numbers_as_people_write_them(typed, number):
    form = SchemeForm(DEFAULT, filled(SchemeForm(DEFAULT), bonus=typed))
    form.is_valid()
    if number is None:
        assert "bonus" in form.errors
    else:
        assert form.cleaned_data["bonus"] == number


WRONG = [
    # (what is filled in, what is said)
    ({"fix_rate_full": "25"}, "满分"),
    ({"fix_rate_full": "-20"}, "应"),
    ({"fix_rate_threshold": "90"}, "须同时填写"),
    ({"first_pass_rate_threshold": "90", "first_pass_rate_minus": "1"}, "请填写满分，或选择与谁共用满分"),
    ({"first_pass_rate_with": "fix_rate"}, "须设门槛"),
    (
        {"first_pass_rate_with": "fix_rate", "first_pass_rate_threshold": "90", "first_pass_rate_minus": "1"},
        "整改率没有设门槛的满分",
    ),
    ({"occurrences_at_reworks": "1"}, "或清空其下各项分值"),
    ({"problems_most": "1"}, "或清空其下各项分值"),
    ({"min_sample": "0"}, "最小样本"),
    ({"source_leader": "2"}, "系数"),
    ({"name": None}, "必填"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_makes_no_sense_is_said_beside_the_form_and_nothing_is_lost(town, office, changes, words):
    page = office.get(f"{URL}units/")
    given = filled(page.context["form"], name_en="A try of ours", **changes)
    answer = office.post(f"{URL}units/", **given)
    said = answer.content.decode()
    assert answer.status_code == 422 and words in said
    assert "A try of ours" in said and all(str(value) in said for value in changes.values() if value)
    assert not Job.objects.exists() and SchemeVersion.objects.filter(of="units").count() == 1


def open_parts(form) -> set[str]:
    """The parts of the form that are not folded."""
    return {name for name, part in form.sections().items() if part["open"]}


FOLDED = [
    # (what is filled in, which parts are open besides the rates that are weighed)
    ({}, set()),
    ({"source_leader": "2"}, {"sources"}),
    ({"apply": ["rates"]}, {"sources"}),
    ({"role_lead": "0.9"}, {"roles"}),
    ({"role_lead": None}, {"roles"}),
    ({"occurrences_at_reworks": "1"}, {"occurrences"}),
    ({"problems_full": "5", "problems_times_A": "x"}, {"problems"}),
    ({"problems_basis": "late"}, {"problems"}),
    ({"bonus": "10"}, set()),
]


@pytest.mark.parametrize(("changes", "parts"), FOLDED)
def test_parts_are_folded_but_not_where_somebody_was_at_work_or_is_told_of_a_fault(changes, parts):
    form = SchemeForm(DEFAULT, filled(SchemeForm(DEFAULT), **changes))
    form.is_valid()
    assert open_parts(form) == {"weighed", *parts}
    assert open_parts(SchemeForm(DEFAULT)) == {"weighed"}


def test_a_rate_that_is_given_something_stands_with_those_that_are_weighed():
    form = SchemeForm(DEFAULT, filled(SchemeForm(DEFAULT), first_pass_rate_threshold="90"))
    assert not form.is_valid()
    weighed, other = ([row["name"] for row in form.sections()[name]["rows"]] for name in ("weighed", "other"))
    assert "一次通过率" in weighed and "一次通过率" not in other and len(other) == len(form.rates) - len(weighed)
    before = SchemeForm(DEFAULT).sections()
    assert "一次通过率" in [row["name"] for row in before["other"]["rows"]]


def test_each_folded_part_says_how_much_of_it_is_filled_in(town, office):
    said = office.get(f"{URL}units/").content.decode()
    assert "已填 3/3 项" in said and said.count('<details class="sc-set" open>') == 1


def test_the_sources_have_words():
    assert set(SOURCE_WORDS) == set(SOURCES)


# Words


DIFFERENCES = [
    (replace(DEFAULT, min_sample=8), "最小样本：5 → 8"),
    (replace(DEFAULT, bonus=Fraction(10)), "加减分上限：±5 → ±10"),
    (replace(DEFAULT, components=DEFAULT.components[:-1], full_mark=Fraction(95)), "不再计分：网报按时率"),
    (
        replace(DEFAULT, components=(*DEFAULT.components, Proportional("first_pass_rate", Fraction(5)))),
        "新增：一次通过率",
    ),
    (
        replace(
            DEFAULT, components=(DEFAULT.components[0], Proportional("fix_rate", Fraction(25)), *DEFAULT.components[2:])
        ),
        "整改率，满分：20 → 25",
    ),
    (
        replace(
            DEFAULT,
            components=(
                *DEFAULT.components[:2],
                Slopes(Fraction(15), (Term("on_time_rate", Fraction(7, 10), Fraction(1)),)),
                *DEFAULT.components[3:],
            ),
        ),
        "达到 70% 得满分，每低 1 个百分点扣 1 分",
    ),
    (replace(DEFAULT, sources={"leader": Fraction(2)}, sources_apply=("rates",)), "领导交办：系数：— → 2"),
    (replace(DEFAULT, roles={**DEFAULT.roles, "assist": Fraction(1, 4)}), "每项计分权重：0.5 → 0.25"),
    (replace(DEFAULT, lists={"rules": []}), "红黑榜规则有变化"),
    (replace(DEFAULT, components=DEFAULT.components[::-1]), "各项顺序有调整"),
]


@pytest.mark.parametrize(("after", "words"), DIFFERENCES)
def test_what_changed_is_said_in_words(after, words):
    with override("zh-hans"):
        found = differences(DEFAULT, after)
        assert any(words in line for line in found), found
        assert differences(after, after) == []


@given(schemes())
def test_every_scheme_can_be_said(scheme):
    assert len(lines(scheme)) == len(scheme.components)
    assert differences(scheme, scheme) == []


# The pages


def test_the_page_says_what_is_in_force_and_how_it_came_about(town, office):
    change_scheme("units", replace(DEFAULT, min_sample=8), "常委会议定", by=town.posts["office"], now=FOUNDED)
    page = office.get(URL)
    words = page.content.decode()
    assert page.context["number"] == 2 and "最小样本：5 → 8" in words and "常委会议定" in words
    assert "平台自带" in words and "金华办法" in words
    teams = office.get(URL, of="teams")
    assert teams.context["number"] == 1 and "复查及时率" in teams.content.decode()


def test_schemes_are_the_offices_alone(town, hands):
    for who in ("street_clerk", "team_leader", "city_leader", "discipline"):
        for url in (URL, f"{URL}units/"):
            assert hands(who).get(url).status_code == 403


def test_a_draft_is_tried_on_the_past_period_and_changes_nothing(town, office, stand):
    for hour in HOURS:
        fixed(town, handed_in=hour)
    west(town)
    ranking = published(town)
    stand(NEXT_WEEK)
    before = list(Score.objects.filter(ranking=ranking).values_list("key", "rank", "total"))
    url = drafted(office, min_sample="1", fix_rate_full="5", on_time_rate_full="30")
    assert office.get(url).context["play"] is None
    run_waiting(lambda: NEXT_WEEK)
    play = office.get(url).context["play"]
    streets = {row["name"]: row for group in play["groups"] for row in group["rows"]}
    east, west_ = streets["东城街道"], streets["西城街道"]
    assert (east["rank"], east["new_rank"], west_["rank"], west_["new_rank"]) == (1, 2, None, 1)
    assert (east["old"], east["new"]) == ("75.56", "68.89")
    assert play["moved"] == 2 and play["movers"]
    assert "最小样本：5 → 1" in office.get(url).content.decode()
    assert list(Score.objects.filter(ranking=ranking).values_list("key", "rank", "total")) == before
    assert SchemeVersion.objects.filter(of="units").count() == 1


def west(town) -> None:
    """One problem of the west, in time: too few for the scheme in force."""
    ticket = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:00"), anyway="另一处")
    take(town, "submit", ticket, "west_clerk", at(MONDAY, "10:30"), photos=1)
    take(town, "pass", ticket, "second_inspector", at(MONDAY, "11:30"))


def test_a_try_by_the_scheme_in_force_gives_every_figure_again(town, office, stand):
    """What the preview reckons is the ranking's own formula: under another name nothing else changes."""
    for hour in HOURS:
        fixed(town, handed_in=hour)
    ranking = counted(town)
    stand(NEXT_WEEK)
    url = drafted(office, name="改个名称")
    run_waiting(lambda: NEXT_WEEK)
    play = office.get(url).context["play"]
    assert play["n"] == Score.objects.filter(ranking=ranking, subject="unit").count() > 1
    assert play["moved"] == play["other_totals"] == 0


def test_it_is_put_into_force_with_a_reason_and_keeps_the_lists(town, office, stand):
    stand(NEXT_WEEK)
    url = drafted(office, query="?from=jinhua")
    run_waiting(lambda: NEXT_WEEK)
    assert "尚无可供试算的排名" in office.get(url).content.decode()
    assert office.post(url, why="", expected=0).status_code == 422
    answer = office.post(url, why="试行金华办法", expected=office.get(url).context["edit"]["expected"])
    assert answer["Location"] == f"{URL}?of=units"
    fresh = scheme_of("units", 2)
    assert fresh.components == JINHUA.components and fresh.lists == scheme_of("units", 1).lists
    assert "试行金华办法" in office.get(URL).content.decode()


def test_the_page_says_whom_it_lists_and_what_follows(town, office):
    page = office.get(URL)
    assert [rule["head"] for rule in page.context["list_rules"][:4]] == ["红榜", "红榜", "黑榜", "黑榜"]
    assert "低于 85 分" in page.context["list_rules"][3]["words"]
    assert [rule["head"] for rule in page.context["following"]] == [
        "分管领导约谈", "问责", "分管领导约谈", "问责", "年终绩效"
    ]  # fmt: skip
    words = page.content.decode()
    assert page.context["following"][0]["words"] in words and page.context["list_rules"][0]["words"] in words
    assert not office.get(URL, of="teams").context["list_rules"]
    assert "lists" not in office.get(f"{URL}teams/").context["form"].fields


def test_the_published_rules_of_a_city_are_chosen_tried_and_put_into_force(town, office, stand):
    for hour in HOURS:
        fixed(town, handed_in=hour)
    west(town)
    change_scheme("units", replace(scheme_of("units", 1), min_sample=1), "样本", by=town.posts["office"], now=FOUNDED)
    ranking = published(town)
    stand(NEXT_WEEK)
    before = list(Score.objects.filter(ranking=ranking).values_list("key", "lists"))
    url = drafted(office, lists="wuhan", following="jiangmen")
    run_waiting(lambda: NEXT_WEEK)
    page = office.get(url)
    assert [rule["head"] for rule in page.context["list_rules"]] == ["红旗", "黄旗"]
    assert [rule["head"] for rule in page.context["following"][:3]] == ["分管领导约谈", "组织部门约谈", "问责"]
    assert page.context["play"]["moved"] == 0  # nothing of the formula is another
    again = office.get(f"{URL}units/", **{"from": url.split("/")[4]})
    assert again.context["form"].base.lists == write_lists(WUHAN)  # a draft that is gone on with keeps what was chosen
    office.post(url, why="参照武汉、江门做法", expected=page.context["edit"]["expected"])
    fresh, first = scheme_of("units", 3), scheme_of("units", 1)
    assert read_lists(fresh.lists) == WUHAN and fresh.components == first.components
    follows, stood = read_consequences(fresh.consequences), read_consequences(first.consequences)
    assert (follows.rules, follows.appraisal, follows.funds) == (JIANGMEN, stood.appraisal, stood.funds)
    assert "红黑榜规则" in office.get(URL).content.decode()
    assert list(Score.objects.filter(ranking=ranking).values_list("key", "lists")) == before


def test_a_draft_shows_who_would_come_on_a_list_and_who_would_not_stay(town, office, stand):
    """By the rule in force the first of two is red whatever its points; the platform's own asks for three, and 90."""
    for hour in HOURS:
        fixed(town, handed_in=hour)
    west(town)
    lists = write_lists([Rule("red", List.RED_LIST, Top(1), (Kind.WEEK,), minimum=2)])
    change_scheme(
        "units",
        replace(scheme_of("units", 1), min_sample=1, lists=lists),
        "先进一律上榜",
        by=town.posts["office"],
        now=FOUNDED,
    )
    published(town)
    stand(NEXT_WEEK)
    url = drafted(office, lists="default")
    run_waiting(lambda: NEXT_WEEK)
    [red] = office.get(url).context["play"]["lists"]
    assert red["label"] == "红榜"
    assert [(row["name"], row["on"], row["new"]) for row in red["rows"]] == [("西城街道", False, False)]
    assert "<s>西城街道</s>" in office.get(url).content.decode()


def test_the_second_of_two_drafts_is_told(town, office, stand):
    stand(NEXT_WEEK)
    first, second = drafted(office, min_sample="8"), drafted(office, min_sample="9")
    office.post(first, why="先到", expected=office.get(first).context["edit"]["expected"])
    answer = office.post(second, why="后到", expected=office.get(second).context["edit"]["expected"])
    assert answer.status_code == 409 and "陈伯言" in answer.content.decode() and "后到" in answer.content.decode()


def test_a_draft_can_be_tried_on_another_period_and_gone_on_with(town, office, stand):
    for hour in HOURS:
        fixed(town, handed_in=hour)
    ranking = counted(town)
    stand(NEXT_WEEK)
    url = drafted(office, min_sample="8")
    again = office.post(f"{url}try/", ranking=str(ranking.pk))["Location"]
    assert again != url and Job.objects.get(pk=again.split("/")[4]).facts["ranking"] == str(ranking.pk)
    assert office.post(f"{url}try/", ranking="x").status_code == 404
    page = office.get(f"{URL}units/", **{"from": again.split("/")[4]})
    assert page.context["form"]["min_sample"].value() == 8
    assert office.get(f"{URL}units/?from=teams").status_code == 404
    assert office.get(f"{URL}units/?from=v99").status_code == 404
    assert office.get(f"{URL}nobody/").status_code == 404


def test_nothing_changed_makes_no_draft(town, office):
    page = office.get(f"{URL}teams/")
    answer = office.post(f"{URL}teams/", **filled(page.context["form"]))
    assert answer.status_code == 422 and not Job.objects.exists()


def test_teams_have_a_form_of_their_own_rates(town, office, stand):
    stand(NEXT_WEEK)
    names = set(office.get(f"{URL}teams/").context["form"].fields)
    assert "check_on_time_rate_full" in names and not names & {"fix_rate_full", "occurrences_full", "role_lead"}
    url = drafted(office, "teams", check_on_time_rate_full="60", check_onsite_rate_full="20")
    run_waiting(lambda: NEXT_WEEK)
    office.post(url, why="重及时", expected=office.get(url).context["edit"]["expected"])
    assert scheme_of("teams", 2).components[0] == Proportional(TEAMS.components[0].rate, Fraction(60))


def test_the_standing_data_lead_to_it(town, office):
    assert URL in office.get("/office/").content.decode()
