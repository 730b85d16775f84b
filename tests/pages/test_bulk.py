"""One step on many: each entry has its own result, and none is left out silently."""

from rectification.models import Ticket
from supervision.actions.book import StreamHead
from tests.town import MONDAY, at, file_ticket, take


def pick(*tickets) -> list[str]:
    heads = StreamHead.objects.in_bulk([ticket.pk for ticket in tickets])
    return [f"{ticket.pk}:{heads[ticket.pk].seq}" for ticket in tickets]


def three(town):
    tickets = [file_ticket(town, now=at(MONDAY, f"09:1{n}"), anyway="另一处") for n in range(3)]
    take(town, "submit", tickets[2], "street_clerk", at(MONDAY, "09:30"), photos=1)
    take(town, "pass", tickets[2], "team_leader", at(MONDAY, "09:40"))
    return tickets


def test_the_page_says_which_can_take_the_step_and_why_others_cannot(town, hands):
    first, second, closed = three(town)
    answer = hands("office").post("/ledger/steps/", action="reassign", pick=pick(first, second, closed))
    lines = {line["number"]: line for line in answer.context["entries"]}
    assert answer.context["n"] == 2 and lines[closed.number]["why"] and not lines[first.number]["why"]
    assert Ticket.objects.filter(lead_duty__unit=town.units["market_reg"]).count() == 0


def test_each_entry_has_its_own_result(town, hands):
    first, second, closed = three(town)
    picks = pick(first, second, closed)
    take(town, "comment", second, "inspector", at(MONDAY, "09:50"), words="有人先动了")
    unit = str(town.units["market_reg"].id)
    given = {"action": "reassign", "pick": picks, "go": "1", "unit": unit, "words": "属市场监管", "key": "k1"}
    answer = hands("office").post("/ledger/steps/", **given)
    lines = {line["number"]: line for line in answer.context["entries"]}
    assert answer.context["done"] == 1 and answer.context["left"] == 2
    assert lines[first.number]["done"] and lines[second.number]["why"] and lines[closed.number]["why"]
    first.refresh_from_db()
    assert first.lead_duty.unit_id == town.units["market_reg"].id


def test_the_same_request_again_does_nothing_twice(town, hands):
    first, second, _closed = three(town)
    office, given = hands("office"), {"action": "comment", "pick": pick(first, second), "go": "1", "words": "抓紧"}
    for _ in range(2):
        office.post("/ledger/steps/", **given, key="once")
    assert StreamHead.objects.get(pk=first.pk).seq == 2


def test_a_form_that_lacks_something_keeps_what_was_typed_and_takes_no_step(town, hands):
    first, second, _closed = three(town)
    given = {"action": "reassign", "pick": pick(first, second), "go": "1", "words": "属市场监管", "key": "k"}
    answer = hands("office").post("/ledger/steps/", **given)
    assert answer.status_code == 422 and "属市场监管" in answer.content.decode()
    assert StreamHead.objects.get(pk=first.pk).seq == 1


def test_what_is_out_of_sight_is_not_touched(town, hands):
    west = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:10"))
    clerk = hands("street_clerk")
    answer = clerk.post("/ledger/steps/", action="comment", pick=pick(west), go="1", words="看看", key="k")
    assert answer.status_code == 422 and answer.context["entries"] == []
    assert StreamHead.objects.get(pk=west.pk).seq == 1


def test_a_step_the_post_is_never_offered_does_not_exist(town, hands):
    first, *_rest = three(town)
    assert hands("street_clerk").post("/ledger/steps/", action="void", pick=pick(first)).status_code == 404
    assert hands("office").post("/ledger/steps/", action="correct", pick=pick(first)).status_code == 404
