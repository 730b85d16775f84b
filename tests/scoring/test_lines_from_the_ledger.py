"""A period's duties, read twice: by the database from its tables, and one by one from the events alone."""

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest

from rectification.models import Ticket
from rectification.workflow import Action
from scoring.counting import live_cells, write_lines
from scoring.folding import fold
from scoring.models import Ranking
from scoring.models.rankings import COUNTED
from scoring.tally import added
from supervision.models import Duty
from tests.town import FRIDAY, HERE, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
STARTS, ENDS = at(MONDAY, "00:00"), at(MONDAY, "00:00") + timedelta(days=7)


def by_tables(moment: datetime) -> dict:
    """What the database says, by duty."""
    window = {"starts": STARTS, "ends": ENDS, "cutoff_at": ENDS, "scheme": 1, "team_scheme": 1}
    ranking, _made = Ranking.objects.get_or_create(kind="week", code="2026-W10", defaults=window)
    ranking.lines.all().delete()
    write_lines(ranking.pk, STARTS, ENDS, moment)
    names = ("unit_id", "role", "category", "urgency", "source", "score_due_at", "ended_at", "out", *COUNTED)
    return {row.duty_id: {name: getattr(row, name) for name in names} for row in ranking.lines.all()}


def by_events(moment: datetime) -> dict:
    """What the events say, by duty."""
    entries = fold(Ticket.objects.values_list("pk", flat=True), moment)
    lines = [asdict(line) for entry in entries.values() for line in entry.lines(STARTS, ENDS, moment)]
    for line in lines:
        line["unit_id"] = line.pop("unit")
        del line["ticket"]
    return {line.pop("duty"): line for line in lines}


def agreed(moment: datetime) -> dict:
    """Both, which must say the same of every duty."""
    tables = by_tables(moment)
    assert tables == by_events(moment)
    return tables


def lead_line(ticket: Ticket, moment: datetime) -> dict:
    """The line of the entry's answerable unit."""
    return agreed(moment)[ticket.lead_duty_id]


def test_fixed_and_checked_on_time(town):
    ticket = file_ticket(town)  # Monday 9:00, four office hours: due 15:00
    take(town, Action.RECEIVE, ticket, "street_clerk", at(MONDAY, "09:30"))
    take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, "14:00"), photos=1)
    take(town, Action.PASS, ticket, "inspector", at(TUESDAY, "10:00"))
    line = lead_line(ticket, ENDS)
    assert (line["out"], line["fixed"], line["on_time"], line["first_pass"]) == ("", 1, 1, 1)
    assert (line["receivable"], line["received_on_time"], line["onsite"], line["reworks"]) == (1, 1, 0, 0)


def test_late_by_a_minute_and_received_too_late(town):
    ticket = file_ticket(town)
    take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, "15:01"), photos=1)
    take(town, Action.PASS, ticket, "inspector", at(TUESDAY, "10:00"), photos=1, place=HERE)
    line = lead_line(ticket, ENDS)
    assert (line["fixed"], line["on_time"], line["received_on_time"], line["onsite"]) == (1, 0, 0, 1)


def test_what_waits_for_its_check_or_is_suspended_is_not_counted(town):
    waits, stands = file_ticket(town), file_ticket(town, site="S002")
    take(town, Action.SUBMIT, waits, "street_clerk", at(MONDAY, "11:00"), photos=1)
    take(town, Action.SUSPEND, stands, "office", at(MONDAY, "11:00"), words="雨季", until=at(FRIDAY, "17:30"))
    assert lead_line(waits, at(MONDAY, "12:00"))["out"] == "waiting"
    lines = agreed(at(MONDAY, "12:00"))
    assert stands.lead_duty_id not in lines or lines[stands.lead_duty_id]["out"] == "suspended"


def test_nothing_counts_before_it_is_due_unless_it_is_fixed(town):
    ticket = file_ticket(town)
    assert lead_line(ticket, at(MONDAY, "14:59"))["out"] == "not_due"
    assert lead_line(ticket, at(MONDAY, "15:00"))["out"] == ""


def test_the_first_unit_answers_until_its_transfer_was_accepted(town):
    returned, moved, late = (file_ticket(town, anyway="另一处") for _ in range(3))
    first = {ticket: ticket.lead_duty_id for ticket in (returned, moved, late)}
    ask = {"petition": "return", "words": "不属我街道"}
    take(town, Action.ASK, returned, "street_clerk", at(MONDAY, "10:00"), **ask)
    take(
        town,
        Action.DECIDE,
        returned,
        "team_leader",
        at(MONDAY, "16:00"),
        petition="return",
        verdict=True,
        words="属城管局",
    )
    take(town, Action.REASSIGN, moved, "office", at(MONDAY, "11:00"), unit="urban_mgmt", words="改派")
    take(town, Action.REASSIGN, late, "office", at(MONDAY, "16:00"), unit="urban_mgmt", words="改派")
    lines = agreed(ENDS)
    assert [lines[first[ticket]]["out"] for ticket in (returned, moved, late)] == ["not_theirs", "moved", ""]
    assert lines[first[late]]["fixed"] == 0
    assert lines[moved.lead_duty_id]["unit_id"] == town.units["urban_mgmt"].id


def test_failed_checks_extensions_and_relapses_are_counted_on_the_duty(town):
    ticket = file_ticket(town)
    take(
        town,
        Action.ASK,
        ticket,
        "street_clerk",
        at(MONDAY, "10:00"),
        petition="extension",
        words="雨",
        until=at(TUESDAY, "10:00"),
    )
    take(town, Action.DECIDE, ticket, "office", at(MONDAY, "10:30"), petition="extension", verdict=True, words="同意")
    take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, "11:00"), photos=1)
    take(town, Action.FAIL, ticket, "inspector", at(MONDAY, "12:00"), words="未清")
    take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, "15:00"), photos=1)
    take(town, Action.PASS, ticket, "inspector", at(MONDAY, "16:00"))
    again = file_ticket(town, now=WEDNESDAY)  # the same place and kind within thirty days
    line = lead_line(ticket, ENDS)
    assert (line["extended"], line["reworks"], line["checked"], line["first_pass"], line["relapsed"]) == (1, 1, 1, 0, 0)
    assert lead_line(again, ENDS)["relapsed"] == 1


def test_the_teams_answer_for_their_checks_and_for_strike_offs_found_false(town):
    ticket = file_ticket(town)
    take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, "11:00"), photos=1)
    take(town, Action.PASS, ticket, "inspector", at(WEDNESDAY, "17:31"), photos=1, place=HERE)
    take(town, Action.MARK_FALSE, ticket, "discipline", at(THURSDAY, "10:00"), words="照片是旧的")
    review = Duty.objects.get(subject_id=ticket.id, kind="review")
    line = agreed(ENDS)[review.id]
    assert line["unit_id"] == town.units["team_1"].id and line["role"] == "check"
    assert (line["fixed"], line["on_time"], line["passed"], line["onsite"], line["false"]) == (1, 0, 1, 1, 1)


def test_cells_add_up_to_the_lines(town):
    for hour in ("09:00", "09:10"):
        ticket = file_ticket(town, now=at(MONDAY, hour), anyway="另一处")
        take(town, Action.SUBMIT, ticket, "street_clerk", at(MONDAY, "11:00"), photos=1)
        take(town, Action.PASS, ticket, "inspector", at(MONDAY, "12:00"))
    sums = {unit: added(cells) for unit, cells in live_cells(STARTS, ENDS, ENDS).items()}
    assert sums[town.units["street_a"].id]["owed"] == sums[town.units["street_a"].id]["on_time"] == 2
    assert sums[town.units["team_1"].id]["passed"] == 2
