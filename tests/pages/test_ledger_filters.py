"""The office finds any entry: each condition narrows the list, survives in the address, and can be kept and shared."""

import pytest
from django.http import QueryDict

from rectification.filters import CHOOSABLE, Filter
from rectification.models import SavedFilter
from sites.models import Zone
from supervision.actions.sweep import sweep
from tests.town import MONDAY, THURSDAY, TUESDAY, at, file_ticket, take


@pytest.fixture
def ledger(town, stand):
    """A market entry that was fixed, failed and is late; one in the west by the second team; one struck off."""
    found = {
        "late": file_ticket(town, now=at(MONDAY, "09:10"), words="垃圾桶旁堆放垃圾", urgency="B"),
        "west": file_ticket(town, "second_inspector", site="S003", now=at(TUESDAY, "09:10"), words="楼道堆放纸箱"),
        "closed": file_ticket(town, now=at(MONDAY, "09:20"), words="下水道口", anyway="另一处"),
    }
    take(town, "submit", found["late"], "street_clerk", at(MONDAY, "09:30"), photos=1)
    take(town, "fail", found["late"], "inspector", at(MONDAY, "09:40"), words="还有残留")
    take(town, "submit", found["closed"], "street_clerk", at(MONDAY, "09:30"), photos=1)
    take(town, "pass", found["closed"], "team_leader", at(MONDAY, "09:40"))
    sweep(at(THURSDAY, "16:00"))
    stand(at(THURSDAY, "16:00"))
    return found


CASES = [
    ("state=all", {"late", "west", "closed"}),
    ("", {"late", "west"}),
    ("state=closed", {"closed"}),
    ("q=垃圾桶&state=all", {"late"}),
    ("q=堆放", {"late", "west"}),
    ("q=堆放 楼道", {"west"}),
    ("q=西门小区", {"west"}),
    ("q=xmxq", {"west"}),
    ("q=S003", {"west"}),
    ("q=不存在的词", set()),
    ("source=team", {"late", "west"}),
    ("source=hotline", set()),
    ("type=compound_old", {"west"}),
    ("since=2026-03-03", {"west"}),
    ("until=2026-03-02&state=all", {"late", "closed"}),
    ("again=failed", {"late"}),
    ("again=relapse", set()),
    ("verified=photo_ok", {"closed"}),
    ("verified=photo_ok&state=open", set()),
    ("again=false", set()),
    ("q=垃圾桶&state=closed", set()),
    ("q=垃圾桶&state=open", {"late"}),
    ("rung=reminder", {"late", "west"}),
    ("rung=accountability", set()),
    ("urgency=A", set()),
    ("since=nonsense&rung=x&unit=1&zone='&view=none&order=up", {"late", "west"}),
]


def numbers(answer) -> set[str]:
    return {row["number"] for row in answer.context["entries"]}


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_a_condition_narrows_the_list(query, expected, ledger, town, hands):
    day = MONDAY.date().isoformat()
    query = query.replace("2026-03-02", day).replace("2026-03-03", TUESDAY.date().isoformat())
    answer = hands("office").get(f"/ledger/?{query}")
    assert numbers(answer) == {ledger[name].number for name in expected}


def test_a_condition_narrows_by_unit_below_zone_inside_team_and_person(ledger, town, hands):
    office = hands("office")
    zone = Zone.objects.get(code="west")
    for query, expected in (
        (f"unit={town.units['city'].id}", {"late", "west"}),
        (f"unit={town.units['street_b'].id}", {"west"}),
        (f"zone={zone.id}", {"west"}),
        (f"team={town.units['team_2'].id}", {"west"}),
        (f"person={town.people['street_clerk'].display_name}", {"late"}),
        (f"site={town.sites['S003'].id}", {"west"}),
    ):
        assert numbers(office.get(f"/ledger/?{query}")) == {ledger[name].number for name in expected}, query


def test_an_address_made_of_a_filter_reads_as_the_same_filter(town):
    wanted = Filter.read({"q": "垃圾", "rung": "reminder", "since": "2026-03-02", "unit": str(town.units["city"].id)})
    assert Filter.read(QueryDict(wanted.query())) == wanted


def test_every_condition_in_force_is_a_chip_that_drops_it(ledger, hands):
    context = hands("office").get("/ledger/?rung=reminder&source=team&q=堆放").context
    chips = context["filter"]["chips"]
    assert len(chips) == 3
    left = [Filter.read(QueryDict(chip["off_url"].removeprefix("?"))) for chip in chips]
    assert [(f.q, f.source, f.rung) for f in left] == [
        ("", "team", "reminder"), ("堆放", "", "reminder"), ("堆放", "team", "")
    ]  # fmt: skip


def test_a_state_that_came_with_a_condition_goes_with_it_and_one_that_was_chosen_stays(ledger, hands):
    def left(query: str) -> tuple[str, str]:
        (chip,) = hands("office").get(f"/ledger/?{query}").context["filter"]["chips"]
        found = Filter.read(QueryDict(chip["off_url"].removeprefix("?")))
        return found.state, found.q

    assert left("q=堆放") == ("open", "")
    assert left("q=堆放&state=closed") == ("closed", "")
    states = hands("office").get("/ledger/?q=堆放").context["filter"]["states"]["choices"]
    chosen = {Filter.read(QueryDict(each["url"].removeprefix("?"))).state for each in states}
    assert {"open", "all", "closed"} <= chosen


def test_a_unit_finds_only_its_own_by_any_word(ledger, hands):
    clerk = hands("street_clerk")
    assert numbers(clerk.get("/ledger/?q=堆放")) == {ledger["late"].number}
    assert numbers(clerk.get("/ledger/?q=西门小区&state=all")) == set()
    assert numbers(clerk.get(f"/ledger/?q={ledger['west'].number}")) == set()


def test_erased_words_are_no_longer_found(ledger, town, hands):
    ticket = ledger["west"]
    take(town, "erase", ticket, "office", at(THURSDAY, "15:00"), words="居民隐私", erase=(ticket.words,))
    assert numbers(hands("office").get("/ledger/?q=楼道")) == set()
    assert numbers(hands("office").get("/ledger/?q=西门小区")) == {ticket.number}


def test_a_question_is_kept_shared_and_dropped(ledger, town, hands):
    office = hands("office")
    office.post("/ledger/saved/", name="全市超时", query="time=late&order=new", shared="1")
    (view,) = office.get("/ledger/").context["views"]
    assert view["label"] == "全市超时" and view["shared"]
    assert numbers(office.get(view["url"])) == {ledger["late"].number, ledger["west"].number}
    office.post("/ledger/saved/", name="全市超时", query="state=closed")
    assert SavedFilter.objects.get().query == "state=closed"
    assert hands("city_leader").get("/ledger/").context["views"] == []
    row = SavedFilter.objects.get()
    assert hands("city_leader").post(f"/ledger/saved/{row.pk}/forget/").status_code == 404
    office.post(f"/ledger/saved/{row.pk}/forget/")
    assert not SavedFilter.objects.exists()
    assert office.post("/ledger/saved/", follow=True, name=" ", query="").status_code == 200
    assert not SavedFilter.objects.exists()


def test_the_wall_and_the_points_show_what_the_rows_show(ledger, town, hands):
    office, clerk = hands("office"), hands("street_clerk")
    assert numbers(office.get("/ledger/?view=wall")) == {ledger["late"].number, ledger["west"].number}
    points = office.get("/ledger/points/").json()
    assert {point["number"] for point in points["points"]} == {ledger["late"].number, ledger["west"].number}
    assert {point["level"] for point in points["points"]} == {"late"} and not points["more"]
    assert {point["number"] for point in clerk.get("/ledger/points/").json()["points"]} == {ledger["late"].number}


def test_a_long_list_is_counted_after_its_rows_stand(ledger, hands, monkeypatch):
    from rectification.pages import ledger as page

    monkeypatch.setattr(page, "SMALL", 1)
    monkeypatch.setattr(page, "FEW", 1)
    office = hands("office")
    context = office.get("/ledger/?state=all").context
    assert len(context["entries"]) == 3 and context["total"] == "" and context["counts_url"]
    counted = office.get(context["counts_url"])
    assert counted.context["total"] == "3" and counted.context["exact_url"] is None
    assert [group["n"] for group in counted.context["sums"]] == ["2", "0", "0", "0", "0"]


# What the address asks for -> the columns shown beside those that always are.
COLUMNS = {
    "": ("urgency", "rung"),
    "cols=rung&cols=urgency": ("urgency", "rung"),
    "cols=-": (),
    "cols=-&cols=words&cols=team": ("words", "team"),
    "cols=words,filed_by,nonsense": ("words", "filed_by"),
    "cols=" + ",".join(CHOOSABLE): CHOOSABLE[:6],
    "cols=%00%27": ("urgency", "rung"),
}


@pytest.mark.parametrize(("query", "expected"), COLUMNS.items())
def test_the_columns_one_chose_survive_in_the_address(query, expected):
    wanted = Filter.read(QueryDict(query))
    assert wanted.columns == expected
    assert Filter.read(QueryDict(wanted.query())) == wanted


def test_chosen_columns_say_what_the_workbook_says_at_no_cost_by_the_row(ledger, hands, django_assert_max_num_queries):
    office = hands("office")
    office.get("/ledger/")
    with django_assert_max_num_queries(60):
        page = office.get("/ledger/?state=all&cols=words&cols=team&cols=filed_by&cols=closed_at&cols=verified_by")
    rows = {row["number"]: row["more"] for row in page.context["entries"]}
    assert rows[ledger["west"].number] == ["楼道堆放纸箱", "督查二组", "陆远", "", ""]
    assert rows[ledger["closed"].number] == ["下水道口", "督查一组", "王砚秋", "03-02 09:40", "孙立本"]
    assert "楼道堆放纸箱" in page.content.decode() and "urgency" not in page.context["heads"]["more"]


def test_whoever_no_longer_has_an_entry_sees_nothing_more_of_it_by_choosing_columns(ledger, hands, town):
    take(town, "reassign", ledger["late"], "office", at(THURSDAY, "16:00"), unit="urban_mgmt", words="属市政管养")
    page = hands("street_clerk").get("/ledger/?state=former&cols=words&cols=verified_by")
    [row] = page.context["entries"]
    assert row["number"] == ledger["late"].number and row["more"] == []
    assert "垃圾桶旁堆放垃圾" not in page.content.decode()
