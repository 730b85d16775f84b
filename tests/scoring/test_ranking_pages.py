"""The pages of rankings: the list, one of them by reader and by state, beginning one, the steps with their words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.actions import rankings
from scoring.models import Bonus, Ranking, Score
from supervision.actions.jobs import run_waiting
from supervision.actions.words import read
from supervision.models import Event, Job
from tests.scoring.test_rankings_step_by_step import AFTER_APPEALS, NEXT_WEEK, WEEK, counted, fixed, published
from tests.town import MONDAY, TUESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
HOURS = ("10:00", "10:10", "10:20", "10:30", "16:00")


def busy_week(town) -> None:
    """Five problems of the east, one of them late; two of the west, which are too few; one given back in time."""
    for hour in HOURS:
        fixed(town, handed_in=hour)
    for _ in range(2):
        ticket = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:00"), anyway="另一处")
        take(town, "submit", ticket, "west_clerk", at(MONDAY, "10:30"), photos=1)
        take(town, "pass", ticket, "second_inspector", at(TUESDAY, "10:00"))
    moved = file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    take(town, "reassign", moved, "office", at(MONDAY, "09:30"), unit="market_reg", words="属市场监管")


def text(answer) -> str:
    """The page without its tags' attributes being of interest."""
    return answer.content.decode()


@pytest.fixture
def draft(town, stand):
    """A draft of the busy week, on Wednesday of the next."""
    busy_week(town)
    stand(NEXT_WEEK)
    return counted(town)


def test_nobody_has_a_ranking_yet(hands):
    page = text(hands("street_clerk").get("/rankings/"))
    assert "尚无已发布的排名" in page and "开始统计" not in page
    assert "开始统计" in text(hands("office").get("/rankings/"))


def test_only_what_is_over_and_decided_can_be_begun_and_the_page_says_from_when(town, hands, stand):
    fixed(town)
    stand(at(MONDAY + timedelta(days=8), "17:00"))  # Tuesday, half an hour before the cut-off
    page = hands("office").get("/rankings/begin/")
    assert "第 10 周" in text(page) and "起可以统计" in text(page)
    assert not any(one["periods"] for one in page.context["kinds"] if one["kind"] == "week")
    stand(NEXT_WEEK)
    page = hands("office").get("/rankings/begin/")
    assert ("week:2026-W10") in dict(page.context["kinds"][0]["periods"])


def test_the_office_begins_sees_the_progress_and_then_the_draft(town, hands, stand):
    busy_week(town)
    stand(NEXT_WEEK)
    office = hands("office")
    answer = office.post("/rankings/begin/", period="week:2026-W10", key="k1")
    ranking = Ranking.objects.get()
    assert answer["Location"] == f"/rankings/{ranking.pk}/"
    page = text(office.get(answer["Location"]))
    assert "正在统计" in page and 'hx-trigger="every 2s"' in page and "半分钟内开始" in page
    run_waiting(lambda: NEXT_WEEK)
    page = text(office.get(answer["Location"]))
    assert "草稿" in page and "hx-trigger" not in page.split('id="main"')[1].split(">")[0]
    assert office.post("/rankings/begin/", period="week:2026-W10", key="k1")["Location"] == answer["Location"]


def test_a_period_that_is_on_its_way_is_not_offered_again(draft, hands):
    page = hands("office").get("/rankings/begin/")
    assert not any(one["periods"] for one in page.context["kinds"] if one["kind"] == "week")
    assert "正在办理" in text(page)
    assert hands("office").post("/rankings/begin/", period="week:2026-W10").status_code == 409
    assert hands("office").post("/rankings/begin/", period="week:2026-10").status_code == 422


def test_a_stopped_count_says_so_and_can_be_begun_again(town, hands, stand):
    fixed(town)
    stand(NEXT_WEEK)
    office = hands("office")
    url = office.post("/rankings/begin/", period="week:2026-W10")["Location"]
    office.post(f"/jobs/{Job.objects.get(kind='ranking').pk}/cancel/")
    page = text(office.get(url))
    assert "统计已中途停止" in page and f"{url}recount/" in page
    office.post(f"{url}recount/")
    run_waiting(lambda: NEXT_WEEK)
    assert Ranking.objects.get().state == "draft"


def test_ranks_totals_and_figures_stand_in_the_table(draft, hands):
    page = hands("office").get(f"/rankings/{draft.pk}/")
    streets = next(group for group in page.context["groups"] if group["code"] == "street")
    (east,), (west,) = streets["rows"], streets["few"]
    assert (east["name"], east["rank"], east["total"], east["short"]) == ("东城街道", 1, "75.56", "75.6")
    on_time = next(cell for cell in east["cells"] if cell["name"] == "按时率")
    assert (on_time["parts"], on_time["points"]) == ([{"name": "", "value": "80.00%", "of": "4/5"}], "26.67")
    assert (west["name"], west["rank"], west["sample"]) == ("西城街道", None, 2)
    words = text(page)
    assert "样本不足不排名：任务少于 5 项" in words and "本期无问题" in words
    assert "实地测评得分率（50 分）" in words and "分摊" in words
    assert [column["weighs"] for column in page.context["columns"]] == ["44.44", "33.33", "22.22"]


def test_what_was_counted_and_left_out_stands_there_with_the_reason(draft, hands):
    facts = hands("office").get(f"/rankings/{draft.pk}/").context["facts"]
    fix, check = facts["counts"]
    assert (fix["n"], fix["left"]) == (8, 3)
    assert "到期前已改派" in [str(one["label"]) for one in fix["out"]]
    assert check["n"] == 7
    assert facts["inputs"] == draft.inputs[:12] and facts["scheme"]["version"] == 1


def test_two_alike_share_a_rank_and_it_shows(town, hands, stand):
    for unit, clerk, by, site in (("street_a", "street_clerk", "inspector", "S001"),
                                  ("street_b", "west_clerk", "second_inspector", "S003")):  # fmt: skip
        for _ in range(5):
            ticket = file_ticket(town, by, site=site, now=at(MONDAY, "09:00"), anyway="另一处")
            take(town, "submit", ticket, clerk, at(MONDAY, "10:00"), photos=1)
            take(town, "pass", ticket, by, at(TUESDAY, "10:00"))
            assert ticket.lead_duty.unit == town.units[unit]
    stand(NEXT_WEEK)
    page = hands("office").get(f"/rankings/{counted(town).pk}/")
    rows = next(group for group in page.context["groups"] if group["code"] == "street")["rows"]
    assert [(row["rank"], row["tied"]) for row in rows] == [(1, True), (1, True)]
    assert text(page).count("并列") == 2


def test_movement_against_the_period_before(town, hands, stand):
    for hour in HOURS:
        fixed(town, handed_in=hour)
    first = published(town)
    for hour in HOURS:
        fixed(town, day=MONDAY + timedelta(days=7), handed_in=hour)
    later = AFTER_APPEALS + timedelta(days=9)
    second = rankings.begin(WEEK.next, by=town.posts["office"], now=later)
    run_waiting(lambda: later)
    stand(later)
    office = hands("office")
    page = office.get(f"/rankings/{second.pk}/")
    rows = next(group for group in page.context["groups"] if group["code"] == "street")["rows"]
    assert rows[0]["moved"] == {"way": "same", "arrow": "→", "word": "持平"}
    assert office.get(f"/rankings/{first.pk}/").context["groups"][0]["rows"][0]["moved"] is None


@pytest.mark.parametrize(
    ("who", "draft_seen", "announced", "after"),
    [
        ("office", 200, 200, 200),
        ("city_leader", 200, 200, 200),
        ("discipline", 200, 200, 200),
        ("street_clerk", 404, 200, 200),
        ("inspector", 404, 200, 200),
        ("community_clerk", 404, 200, 200),
    ],
)
def test_who_sees_which_state(town, draft, hands, stand, who, draft_seen, announced, after):
    url, office = f"/rankings/{draft.pk}/", town.posts["office"]
    assert hands(who).get(url).status_code == draft_seen
    rankings.announce(draft, by=office, now=NEXT_WEEK)
    assert hands(who).get(url).status_code == announced
    stand(AFTER_APPEALS)
    rankings.approve(draft, by=town.posts["city_leader"], now=AFTER_APPEALS)
    rankings.publish(draft, by=office, now=AFTER_APPEALS)
    assert hands(who).get(url).status_code == after


def test_an_announced_ranking_shows_a_unit_its_own_rows_alone(town, draft, hands):
    rankings.announce(draft, by=town.posts["office"], now=NEXT_WEEK)
    page = hands("street_clerk").get(f"/rankings/{draft.pk}/")
    names = {row["name"] for group in page.context["groups"] for row in (*group["rows"], *group["few"])}
    names |= {row["name"] for group in page.context["groups"] for row in group["nothing"]}
    assert names == {"东城街道", "东门社区"}
    assert "西城街道" not in text(page) and "市城管局" not in text(page)
    assert "第 1 名" in text(page) and "申诉截止" in text(page)
    assert page.context["facts"]["counts"] == []
    listed = hands("street_clerk").get("/rankings/")
    assert "东城街道：第 1 名，75.56 分" in text(listed) and "西城街道" not in text(listed)


def test_a_published_one_shows_everybody_all_ranks_but_opens_only_ones_own(town, hands, stand):
    busy_week(town)
    ranking = published(town)
    stand(AFTER_APPEALS)
    page = hands("west_clerk").get(f"/rankings/{ranking.pk}/")
    rows = [row for group in page.context["groups"] for row in (*group["rows"], *group["few"])]
    assert {row["name"] for row in rows} >= {"东城街道", "西城街道"}
    assert {row["name"] for row in rows if row["url"]} == {"西城街道"}
    assert page.context["facts"]["seal"] and "第 1 号" in text(page)


def test_the_steps_are_offered_to_whose_they_are_with_what_stands_in_the_way(town, draft, hands, stand):
    url = f"/rankings/{draft.pk}/"
    labels = lambda who: {s["action"]: s["why_not"] for s in hands(who).get(url).context["steps"]}  # noqa: E731
    assert labels("office") == {"announce": "", "recount": "", "drop": ""}
    assert labels("city_leader") == {}
    hands("office").post(f"{url}announce/", expected=Event.objects.filter(stream_id=draft.pk).count())
    leader = labels("city_leader")
    assert list(leader) == ["approve"] and "申诉" in leader["approve"]
    assert leader["approve"] in text(hands("city_leader").get(url))
    answer = hands("city_leader").post(f"{url}approve/")
    assert answer.status_code == 422 and leader["approve"] in text(answer)
    stand(AFTER_APPEALS)
    assert labels("city_leader") == {"approve": ""}


def test_from_the_draft_to_its_number_by_hand(town, draft, hands, stand):
    url, office, leader = f"/rankings/{draft.pk}/", hands("office"), hands("city_leader")
    assert "可在 周一 17:30 前申诉" in text(office.get(f"{url}announce/"))
    assert office.post(f"{url}announce/").status_code == 302
    stand(AFTER_APPEALS)
    assert leader.post(f"{url}approve/").status_code == 302
    page = text(office.get(url))
    assert "林正清已审定" in page
    assert office.post(f"{url}publish/").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("published", 1)
    story = [event["title"] for event in office.get(url).context["story"]]
    assert story[0].startswith("发布为第 1") and story[-1].startswith("开始统计")
    assert text(hands("inspector").get("/rankings/")).count("东城街道") >= 1


def test_the_second_of_two_people_is_told(town, draft, hands):
    office, url = hands("office"), f"/rankings/{draft.pk}/"
    seen = office.get(f"{url}announce/").context["step"]["expected"]
    office.post(f"{url}announce/", expected=seen)
    answer = hands("office").post(f"{url}drop/", expected=seen, why="重做")
    assert answer.status_code == 409 and "陈伯言" in text(answer) and "重做" in text(answer)


def test_a_step_of_somebody_else_or_of_another_state_is_refused_in_words(town, draft, hands):
    url = f"/rankings/{draft.pk}/"
    assert hands("city_leader").get(f"{url}announce/").status_code == 403
    assert hands("street_clerk").get(f"{url}announce/").status_code == 404
    assert hands("office").get(f"{url}begin/").status_code == 404
    answer = hands("office").client.get(f"{url}publish/", follow=True)
    assert "当前状态" in text(answer)
    assert hands("office").post(f"{url}drop/", why=" ").status_code == 422


def test_points_are_given_with_a_reason_seen_and_taken_back(town, draft, hands, stand):
    stand(NEXT_WEEK + timedelta(minutes=5))
    office, url = hands("office"), f"/rankings/{draft.pk}/"
    east = str(town.units["street_a"].pk)
    wrong = office.post(f"{url}give_bonus/", unit=east, why="报道", fact="")
    assert wrong.status_code == 422 and "请填写分值" in text(wrong) and "报道" in text(wrong)
    assert (
        office.post(f"{url}give_bonus/", unit=east, points="-2", why="市级媒体曝光", fact="exposed").status_code == 302
    )
    row = Bonus.objects.get()
    assert (row.points, row.fact, read([row.words])[str(row.words)].text) == (Decimal(-2), "exposed", "市级媒体曝光")
    page = office.get(url)
    (shown,) = page.context["given"]
    assert shown["what"].startswith("−2 分") and shown["why"] == "市级媒体曝光" and shown["waits"]
    assert "下次统计后计入" in text(page)
    assert next(step for step in page.context["steps"] if step["action"] == "announce")["why_not"]
    assert office.get(f"{url}take_bonus/?bonus={draft.pk}").status_code == 404
    assert "东城街道" in text(office.get(shown["take_url"]))
    assert office.post(shown["take_url"], why="误记").status_code == 302
    row.refresh_from_db()
    assert row.taken_back_at and office.get(url).context["given"][0]["gone"]


def test_points_of_others_and_their_reasons_are_not_for_a_unit(town, draft, hands):
    office, url = hands("office"), f"/rankings/{draft.pk}/"
    for unit, why in (("street_a", "表彰东城"), ("street_b", "曝光西城")):
        office.post(f"{url}give_bonus/", unit=str(town.units[unit].pk), points="1", why=why)
    office.post(f"{url}recount/")
    run_waiting(lambda: NEXT_WEEK + timedelta(minutes=1))
    rankings.announce(draft, by=town.posts["office"], now=NEXT_WEEK + timedelta(minutes=2))
    page = text(hands("street_clerk").get(url))
    assert "表彰东城" in page and "曝光西城" not in page


def test_a_correction_says_what_it_puts_right_and_the_old_one_what_holds(town, hands, stand):
    busy_week(town)
    first = published(town)
    later = AFTER_APPEALS + timedelta(days=1)
    stand(later)
    office = hands("office")
    way = office.get(f"/rankings/{first.pk}/").context["correct_url"]
    assert office.post(way, why="").status_code == 422
    url = office.post(way, why="一件虚假销号")["Location"]
    run_waiting(lambda: later)
    assert "第 1 号" in text(office.get(url)) or "一件虚假销号" in text(office.get(url))
    second = Ranking.objects.get(corrects=first)
    rankings.announce(second, by=town.posts["office"], now=later)
    after = later + timedelta(days=6)
    stand(after)
    rankings.approve(second, by=town.posts["city_leader"], now=after)
    rankings.publish(second, by=town.posts["office"], now=after)
    clerk = hands("street_clerk")
    old = clerk.get(f"/rankings/{first.pk}/")
    assert old.context["page"]["corrected"]["label"] == "第 2 号" and "已更正" in text(old)
    assert clerk.get(f"/rankings/{second.pk}/").context["page"]["corrects"]["label"] == "第 1 号"
    rows = clerk.get("/rankings/").context["published"]
    assert [(row["number"], bool(row["corrected"]), bool(row["corrects"])) for row in rows] == [
        ("第 2 号", False, True),
        ("第 1 号", True, False),
    ]
    assert office.get(f"/rankings/{first.pk}/").context["correct_url"] == ""


def test_units_zones_holders_and_teams_are_switched_between(draft, hands):
    office = hands("office")
    page = office.get(f"/rankings/{draft.pk}/")
    assert [one["label"] for one in page.context["subjects"]] == ["责任单位", "片区", "督导组"]
    teams = office.get(f"/rankings/{draft.pk}/", of="team")
    assert [column["name"] for column in teams.context["columns"]] == ["复查及时率", "现场复查率", "虚假销号率"]
    assert {row["name"] for row in teams.context["groups"][0]["rows"]} == {"督查一组"}
    assert office.get(f"/rankings/{draft.pk}/", of="nonsense").context["subject"] == "unit"


def test_a_team_begins_with_its_own_table(town, draft, hands):
    rankings.announce(draft, by=town.posts["office"], now=NEXT_WEEK)
    page = hands("inspector").get(f"/rankings/{draft.pk}/")
    assert page.context["subject"] == "team" and page.context["page"]["own"]["rank"] == 1


def test_a_notice_leads_to_the_ranking(town, draft, hands):
    rankings.announce(draft, by=town.posts["office"], now=NEXT_WEEK)
    page = text(hands("street_clerk").get("/notices/"))
    assert "第 10 周" in page
    from supervision.models import Notice

    notice = Notice.objects.get(user=town.people["street_clerk"], key="ranking.announced")
    answer = hands("street_clerk").get(f"/notices/{notice.pk}/")
    assert answer["Location"] == f"/rankings/{draft.pk}/"


def test_everybody_finds_rankings_in_the_navigation(town, hands):
    for who in ("office", "city_leader", "discipline", "street_clerk", "unit_head", "inspector", "team_leader"):
        assert "/rankings/" in [item["url"] for item in hands(who).get("/rankings/").context["nav"]]


def test_groups_of_the_running_period_fold_and_each_says_how_many_are_in_it(town, hands, stand):
    busy_week(town)
    stand(at(MONDAY + timedelta(days=2), "10:00"))
    answer = hands("office").get("/rankings/now/", kind="week")
    groups, said = answer.context["groups"], text(answer)
    assert [group["open"] for group in groups] == [True] + [False] * (len(groups) - 1) and len(groups) > 1
    assert all(group["n"] == len(group["rows"]) for group in groups) and "2 个单位" in said
    assert said.count('wy-fold"') == len(groups) and said.count('wy-fold" open>') == 1


def test_no_sentence_of_the_list_begins_with_a_figure_and_the_head_of_a_phone_names_the_period_shortly(
    town, hands, stand
):
    busy_week(town)
    row = published(town)
    later = NEXT_WEEK + timedelta(days=7)
    rankings.begin(WEEK.next, by=town.posts["office"], now=later)
    stand(later)
    office = hands("office")
    said = text(office.client.get("/rankings/", HTTP_ACCEPT_LANGUAGE="en"))
    assert "The latest ranking is No. 1, that of <em>Week 10 of 2026</em>. Still on its way: <em>1</em>." in said
    assert '<p class="tz-bar-title">2026 年第 10 周</p>' in text(office.get(f"/rankings/{row.pk}/"))


def counted_queries(person, url: str) -> int:
    """With nothing kept from an earlier look."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert person.get(url).status_code == 200
    return len(queries)


def test_pages_cost_no_more_queries_with_more_units_and_more_rankings(town, hands, stand):
    busy_week(town)
    first = published(town)
    stand(AFTER_APPEALS)
    people = {name: hands(name) for name in ("office", "street_clerk")}
    pages = [("/rankings/", name) for name in people] + [(f"/rankings/{first.pk}/", name) for name in people]
    for url, name in pages:
        people[name].get(url)
    before = {(url, name): counted_queries(people[name], url) for url, name in pages}
    from sites.models import Unit

    for n in range(12):
        Unit.objects.create(code=f"more{n}", name=f"第{n}街道", kind="street", parent=town.units["city"])
    period, now = WEEK.next, AFTER_APPEALS + timedelta(days=9)
    for _ in range(3):
        ranking = rankings.begin(period, by=town.posts["office"], now=now)
        run_waiting(lambda at=now: at)
        rankings.announce(ranking, by=town.posts["office"], now=now)
        now += timedelta(days=6)
        rankings.approve(ranking, by=town.posts["city_leader"], now=now)
        rankings.publish(ranking, by=town.posts["office"], now=now)
        period, now = period.next, now + timedelta(days=5)
    stand(now)
    pages += [(f"/rankings/{ranking.pk}/", name) for name in people]
    for url, name in pages[:4]:
        assert counted_queries(people[name], url) <= before[url, name], (url, name)
    for name in people:
        assert counted_queries(people[name], f"/rankings/{ranking.pk}/") <= before[f"/rankings/{first.pk}/", name] + 1


def test_published_results_are_drawn_once_for_those_who_see_the_same(town, hands, stand):
    busy_week(town)
    ranking = published(town)
    stand(AFTER_APPEALS)
    url = f"/rankings/{ranking.pk}/"
    office, leader, clerk, west = (hands(name) for name in ("office", "city_leader", "street_clerk", "west_clerk"))
    cold = counted_queries(office, url)
    with CaptureQueriesContext(connection) as queries:
        whole = leader.get(url).content.decode()
    assert len(queries) < cold and "figures" not in str(
        [one["sql"] for one in queries if "scoring_score" in one["sql"]]
    )
    why = f"{url}unit/{town.units['street_a'].id}/"
    for person, opens in ((clerk, True), (west, False), (clerk, True)):
        page = person.get(url).content.decode()
        assert (why in page) is opens
        assert page.count('<tr class="is-own') == 1  # their own, and nobody else's
    assert why in whole and '<tr class="is-own' not in whole
    english = office.client.get(url, headers={"accept-language": "en"}).content.decode()
    assert '<th scope="col" class="rk-n">Total</th>' in english


def test_a_leader_who_has_read_a_result_instructs_its_unit(town, hands, stand):
    busy_week(town)
    ranking = published(town)
    stand(AFTER_APPEALS)
    leader = hands("city_leader")
    unit = f"/rankings/{ranking.pk}/unit/{town.units['street_a'].pk}/"
    address = leader.get(unit).context["instruct_url"]
    assert address == f"/instructions/new/?unit={town.units['street_a'].pk}"
    assert leader.get(address).context["form"]["unit"].initial == str(town.units["street_a"].pk)
    zone = Score.objects.filter(ranking=ranking, subject="zone").first()
    assert leader.get(f"/rankings/{ranking.pk}/zone/{zone.key}/").context["instruct_url"].endswith(f"?zone={zone.key}")
    assert leader.get(f"/rankings/{ranking.pk}/team/{town.units['team_1'].pk}/").context["instruct_url"] == ""
    for who in ("office", "discipline", "unit_head"):
        assert hands(who).get(unit).context["instruct_url"] == ""
