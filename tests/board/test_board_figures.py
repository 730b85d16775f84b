"""Every figure of the board is the ledger's: each leads to a list of as many, and is counted once a minute."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import Photo, Ticket
from rectification.pages.viewer import Viewer
from scoring.board import best, minute, trend
from scoring.board.ladder import STEPS
from sites.models import Zone
from supervision.actions.calendars import load_calendar
from supervision.actions.contracts import make_contract
from supervision.actions.sweep import sweep
from supervision.models import Duty
from supervision.signed_photos import BadToken, read_token
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, Town, at, file_ticket, take

NEXT = MONDAY + timedelta(days=7)  # the week of the story is over
LOOK = at(NEXT, "10:00")
OUTSIDE = (Decimal("120.450000"), Decimal("30.100000"))


def viewer(town: Town, who: str = "city_leader", now=LOOK) -> Viewer:
    return Viewer(town.actor(who), now, load_calendar())


def listed(hands, url: str) -> int:
    """How many entries the list of a link has."""
    answer = hands.client.get(url)
    assert answer.status_code == 200
    return int(answer.context["total"])


@pytest.fixture
def week(town) -> dict[str, Ticket]:
    """A week with everything in it: kept, late, failed, suspended, given to somebody else, and the west apart."""
    found = {
        name: file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处", words=name)
        for name in ("kept", "late", "owed", "waits", "handed_late", "long", "moved", "void")
    }
    found["west"] = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:10"))
    # On no zone of the city, and so nobody's until the office has sent it out.
    found["off"] = file_ticket(town, site=None, place=OUTSIDE, place_words="省道旁", now=at(MONDAY, "09:20"))
    due = Duty.objects.get(pk=found["kept"].lead_duty_id).score_due_at
    after = due + timedelta(hours=3)
    for name, now in (("kept", at(MONDAY, "14:40")), ("waits", at(MONDAY, "14:50")), ("late", after)):
        take(town, "submit", found[name], "street_clerk", now, photos=1)
    take(town, "submit", found["handed_late"], "street_clerk", after, photos=1)
    take(town, "pass", found["kept"], "team_leader", at(MONDAY, "16:00"))
    take(town, "pass", found["late"], "team_leader", after + timedelta(minutes=20))
    until = at(NEXT, "17:30") + timedelta(days=30)
    take(town, "suspend", found["long"], "office", at(MONDAY, "15:30"), words="列入改造", until=until)
    take(town, "reassign", found["moved"], "office", at(MONDAY, "15:30"), unit="urban_mgmt", words="属市政管养")
    take(town, "void", found["void"], "office", at(MONDAY, "15:40"), words="误报")
    sweep(LOOK)
    return found


def test_what_counts_as_kept_and_what_as_missed(town, week, stand, hands):
    stand(LOOK)
    leader = hands("city_leader")

    def of(kept: str) -> set[str]:
        url = f"/ledger/?state=all&kept={kept}&due_since=2026-03-02&due_until=2026-03-08"
        shown = leader.client.get(url).context["entries"]
        names = {ticket.number: name for name, ticket in week.items()}
        return {names[row["number"]] for row in shown}

    assert of("yes") == {"kept"}
    # What waits for its check though it was handed in in time, what is suspended or void, is not decided.
    assert of("no") == {"late", "owed", "handed_late", "moved", "west"}
    weeks = trend.count(LOOK)
    assert [one.first for one in weeks][-1] == date(2026, 3, 2) and len(weeks) == trend.WEEKS
    assert (weeks[-1].kept, weeks[-1].missed, weeks[-1].owed) == (1, 5, 6)
    assert weeks[-1].rate == pytest.approx(100 / 6) and weeks[0].rate is None


def test_a_week_begins_on_monday_and_ends_where_the_next_one_begins():
    sunday, monday = at(MONDAY + timedelta(days=6), "23:59"), at(NEXT, "00:00")
    assert trend.mondays(sunday)[-1] == date(2026, 2, 23)
    assert trend.mondays(monday)[-1] == date(2026, 3, 2)


def test_each_number_leads_to_a_list_of_as_many(town, week, stand, hands):
    make_contract("leader_link", town.units["city"].pk, town.people["city_leader"], "zone",
                  Zone.objects.get(code="east").pk, now=at(MONDAY, "08:00"))  # fmt: skip
    make_contract("leader_link", town.units["city"].pk, town.people["city_leader"], "site",
                  town.sites["S003"].pk, now=at(MONDAY, "08:00"))  # fmt: skip
    stand(LOOK)
    hand = hands("city_leader")
    shown = hand.get("/board/").context
    pairs = [
        (int(shown["ladder"]["open"]), shown["ladder"]["open_url"]),
        (shown["ground"]["late"], shown["ground"]["url"]),
    ]
    pairs += [(row["n"], row["url"]) for row in shown["ladder"]["rows"]]
    pairs += [(row["late"], row["url"]) for row in shown["ground"]["rows"]]
    pairs += [(row["kept"], row["kept_url"]) for row in shown["city"]["weeks"]]
    pairs += [(row["missed"], row["missed_url"]) for row in shown["city"]["weeks"]]
    for row in shown["leaders"]:
        pairs += [(row["open"], row["open_url"]), (row["late"], row["late_url"])]
    assert {url: n for n, url in pairs} == {url: listed(hand, url) for _n, url in pairs}
    assert [row["name"] for row in shown["ground"]["rows"]] == ["东城", "西城"]
    assert shown["leaders"][0]["open"] > shown["leaders"][0]["late"] > 0
    assert len(pairs) > 30


def test_the_ladder_counts_whatever_has_reached_a_rung(town, stand, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "set_rung", ticket, "office", at(MONDAY, "09:30"), rung="supervision", words="影响大")
    stand(at(MONDAY, "10:00"))
    back = file_ticket(town, now=at(MONDAY, "09:05"), anyway="另一处")
    take(town, "set_rung", back, "office", at(MONDAY, "09:31"), rung="reminder", words="催一催")
    take(town, "ask", back, "street_clerk", at(MONDAY, "09:35"), petition="return", words="不属于我街道")
    take(town, "decide", back, "team_leader", at(MONDAY, "09:36"), petition="return", verdict=True, words="同意")
    ladder = hands("office").get("/board/").context["ladder"]
    assert {row["code"]: row["n"] for row in ladder["rows"]} == {
        "reminder": 1, "supervision": 1, "listed": 0, "circular": 0, "talk": 0,
    }  # fmt: skip
    assert {row["url"]: row["n"] for row in ladder["rows"]} == {
        row["url"]: listed(hands("office"), row["url"]) for row in ladder["rows"]
    }  # fmt: skip
    assert [row["code"] for row in ladder["rows"]] == [step.code for step in STEPS][::-1]


def test_an_entry_on_the_border_of_two_districts_counts_in_both_and_once_in_all(town, week, stand, hands):
    east, west = Zone.objects.get(code="east"), Zone.objects.get(code="west")
    row = week["owed"].sights.get(key=f"z:{east.pk}")
    week["owed"].sights.create(id=town.sites["S001"].pk, key=f"z:{west.pk}", filed_at=row.filed_at)
    stand(LOOK)
    ground = hands("office").get("/board/").context["ground"]
    assert sum(place["late"] for place in ground["rows"]) == ground["late"] + 1 - ground["elsewhere"]


def test_the_headline_names_who_has_most_of_it(town, week, stand, hands):
    stand(LOOK)
    assert hands("city_leader").get("/board/").context["headline"].startswith("东城占全市超时的 ")


def counting(work) -> set[str]:
    """The statements that count."""
    with CaptureQueriesContext(connection) as seen:
        work()
    return {query["sql"] for query in seen if "COUNT(" in query["sql"]}


def test_figures_are_counted_once_a_minute_for_everybody(town, week, stand, hands):
    ten = at(NEXT, "10:00")
    stand(ten)
    board = counting(lambda: minute.count(viewer(town, "discipline", ten)))
    assert len(board) >= 4
    assert board <= counting(lambda: hands("discipline").get("/board/wall/"))
    assert not board & counting(lambda: hands("discipline").get("/board/wall/"))
    assert not board & counting(lambda: hands("office").get("/board/"))
    file_ticket(town, now=at(NEXT, "09:55"), anyway="另一处")
    stand(at(NEXT, "10:00") + timedelta(seconds=50))
    shown = hands("office").get("/board/").context
    opened = shown["ladder"]["open"]
    assert shown["clock"]["until"] == "10:00"
    stand(at(NEXT, "10:01"))
    later = hands("office").get("/board/").context
    assert later["clock"]["until"] == "10:01" and int(later["ladder"]["open"]) == int(opened) + 1


def test_while_somebody_counts_the_others_see_the_minute_before(town, week, stand, hands):
    earlier = minute.figures(viewer(town, now=at(NEXT, "10:00")))
    assert minute.cache.add(f"{minute.key(at(NEXT, '10:01'))}:busy", True, 30)
    assert minute.figures(viewer(town, "office", at(NEXT, "10:01"))) == earlier
    assert minute.figures(viewer(town, "office", at(NEXT, "10:05"))).at == at(NEXT, "10:05")  # nothing to fall back on


def test_figures_of_the_city_are_for_those_who_see_the_city(town):
    with pytest.raises(PermissionError):
        minute.figures(viewer(town, "team_leader"))


def test_the_board_asks_no_more_for_thirty_entries_than_for_one(town, stand, hands):
    def asked(now) -> int:
        stand(now)
        hand = hands("city_leader")
        hand.get("/")
        with CaptureQueriesContext(connection) as seen:
            assert hand.get("/board/").status_code == 200
        return len(seen)

    file_ticket(town, now=at(MONDAY, "09:00"))
    sweep(at(FRIDAY, "10:00"))
    one = asked(at(FRIDAY, "10:00"))
    for n in range(29):
        site = ("S001", "S003")[n % 2]
        file_ticket(town, "office", site=site, now=at(TUESDAY, "09:00") + timedelta(minutes=n), anyway="另一处")
    sweep(at(FRIDAY, "11:00"))
    assert asked(at(FRIDAY, "11:00")) <= one


# The best fix


def fixed(town, minutes: int) -> Ticket:
    ticket = file_ticket(town, now=at(TUESDAY, "09:00"), anyway="另一处")
    now = at(TUESDAY, "09:00") + timedelta(minutes=minutes)
    take(town, "submit", ticket, "street_clerk", now, photos=1)
    return ticket


def passed(town, ticket: Ticket) -> Ticket:
    take(town, "pass", ticket, "team_leader", at(TUESDAY, "12:20"))
    Ticket.objects.filter(pk=ticket.pk).update(verified_how="onsite")
    return ticket


def test_the_best_fix_is_the_soonest_by_its_limit_with_both_photos(town):
    slow, quick, failed = fixed(town, 150), fixed(town, 30), fixed(town, 5)
    take(town, "fail", failed, "team_leader", at(TUESDAY, "09:10"), words="还有残留")
    take(town, "submit", failed, "street_clerk", at(TUESDAY, "09:20"), photos=1)
    for ticket in (slow, quick, failed):
        passed(town, ticket)
    assert best.find(viewer(town, now=at(THURSDAY, "10:00"))) == quick.pk
    Ticket.objects.filter(pk=quick.pk).update(false_strike_off=True)
    assert best.find(viewer(town, now=at(THURSDAY, "10:00"))) == slow.pk
    assert best.find(viewer(town, now=at(THURSDAY, "10:00") + timedelta(days=8))) is None


def test_the_page_shows_it_before_beside_after(town, stand, hands):
    ticket = passed(town, fixed(town, 30))
    stand(at(THURSDAY, "10:00"))
    shown = hands("city_leader").get("/board/").context["best"]
    assert shown["url"] == f"/entries/{ticket.number}/" and "李知微" in shown["unit"]
    assert shown["before"]["url"] != shown["after"]["url"] and shown["took"] == "30 分钟"
    tokens = [shown[side]["url"].strip("/").rpartition("/")[2] for side in ("before", "after")]
    read = [read_token(token, town.people["city_leader"].pk, at(THURSDAY, "10:00")) for token in tokens]
    photos = Photo.objects.filter(ticket=ticket, kind__in=["before", "after"])
    assert {sha for sha, _size in read} <= set(photos.values_list("file_id", flat=True))
    with pytest.raises(BadToken):  # signed for whoever looks, and for nobody else
        read_token(tokens[0], town.people["office"].pk, at(THURSDAY, "10:00"))
