"""Why is this due then? Anybody who sees the entry can follow the sum."""

from supervision.actions.calendar_edit import set_day
from supervision.actions.jobs import run_waiting
from supervision.actions.sweep import sweep
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, at, file_ticket, take


def why(person, ticket):
    return person.get(f"/entries/{ticket.number}/due/")


def test_office_hours_over_noon_and_night(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "16:10"))  # four office hours
    page = why(hands("street_clerk"), ticket)
    [first] = page.context["sums"]
    assert [(row["counted"], row["total"]) for row in first["days"]] == [
        ("1 时 20 分", "1 时 20 分"),
        ("2 时 40 分", "4 时"),
    ]
    assert first["changes"] == [] and first["due"] == "明天 11:10" and first["score"] == ""
    assert "只算工作时间" in page.content.decode()


def test_a_failed_check_an_extension_and_a_long_term_are_lines_of_the_sum(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "fail", ticket, "inspector", at(MONDAY, "11:00"), words="还有残留")
    take(
        town,
        "ask",
        ticket,
        "street_clerk",
        at(MONDAY, "11:10"),
        petition="extension",
        until=at(THURSDAY, "17:30"),
        words="等料",
    )
    take(town, "decide", ticket, "office", at(MONDAY, "11:20"), petition="extension", verdict=True, words="同意")
    take(town, "suspend", ticket, "office", at(TUESDAY, "09:00"), words="列入改造", until=at(FRIDAY, "09:00"))
    stand(at(TUESDAY, "10:00"))
    lead = next(
        one
        for one in why(hands("office"), ticket).context["sums"]
        if one["kind"] == ticket.lead_duty.get_kind_display()
    )
    said = [change["what"] for change in lead["changes"]]
    assert len(said) == 4
    assert "复查用时 1 时" in said[0] and "重做" in said[1] and "延期到" in said[2] and "挂账停表" in said[3]
    assert "晚" in lead["changes"][2]["then"]


def test_every_duty_of_the_entry_has_its_sum_those_that_run_first(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "pass", ticket, "inspector", at(MONDAY, "10:30"))
    found = why(hands("inspector"), ticket).context["sums"]
    assert len(found) == ticket.duty_count and all(one["done"] for one in found)


def test_whoever_no_longer_has_it_is_told_nothing(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "reassign", ticket, "office", at(MONDAY, "09:30"), unit="urban_mgmt", words="属市政")
    assert why(hands("street_clerk"), ticket).status_code == 404
    assert why(hands("west_clerk"), ticket).status_code == 404


def sum_of(person, ticket, kind="整改"):
    """The sum of the entry's duty of a kind."""
    return next(one for one in why(person, ticket).context["sums"] if one["kind"] == kind)


def test_what_was_left_when_the_clock_was_stopped_is_counted_out_after_it(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))  # four office hours
    take(town, "suspend", ticket, "office", at(MONDAY, "10:20"), words="等停水", until=at(TUESDAY, "16:30"))
    stand(at(MONDAY, "11:00"))
    page = why(hands("office"), ticket)
    [change] = sum_of(hands("office"), ticket)["changes"]
    assert "停表时剩余 2 时 40 分" in change["what"]
    counted = [(row["counted"], row["total"]) for row in change["days"]]
    assert counted == [("1 时", "1 时"), ("1 时 40 分", "2 时 40 分")]  # Tuesday to half past five, Wednesday
    assert "剩余 2 时 40 分" in page.content.decode()


def test_the_time_to_do_it_again_is_counted_out_where_it_decides(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "14:50"), photos=1)
    take(town, "fail", ticket, "inspector", at(MONDAY, "16:30"), words="还有残留")
    stand(at(MONDAY, "16:40"))
    days = [change["days"] for change in sum_of(hands("street_clerk"), ticket)["changes"]]
    assert days[0] == [] and [row["total"] for row in days[1]] == ["1 时", "2 时"]


def test_a_corrected_calendar_is_a_line_of_the_sum_and_so_are_the_rungs_that_fell(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    sweep(at(TUESDAY, "11:45"))
    set_day(TUESDAY.date(), "off", "台风停工", "防台风", now=at(TUESDAY, "12:00"), by=town.posts["office"])
    run_waiting(lambda: at(TUESDAY, "12:00"))
    stand(at(TUESDAY, "12:10"))
    found = sum_of(hands("unit_head"), ticket)
    assert found["corrections"] == ["今天 12:00 更正工作日历：到期由 今天 11:30 改为 明天 11:30。"]
    assert [row["state"] for row in found["rungs"]] == ["revoked", "revoked", *["ahead"] * 5]
    assert [row["when"] for row in found["rungs"]][:4] == ["", "", "时限用去 75％ 时", "到期时"]
    assert "台风停工" in why(hands("unit_head"), ticket).content.decode()


def test_the_check_has_its_rungs_too(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    sweep(at(TUESDAY, "17:30"))
    stand(at(TUESDAY, "17:40"))
    rows = sum_of(hands("team_leader"), ticket, "复查")["rungs"]
    assert [(row["rung"]["label"], row["state"]) for row in rows] == [
        ("预警", "fired"), ("催办", "fired"), ("督办", "ahead"),
    ]  # fmt: skip
    assert rows[2]["when"] == "到期后 1 个工作日"
