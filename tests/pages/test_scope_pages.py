"""Lists and pages keep to what a post may read; a unit whose part is over reads its own span."""

from tests.town import MONDAY, at, file_ticket, take


def moved(town):
    """An entry that was East Street's and is the urban management's now."""
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:20"))
    take(town, "reassign", ticket, "office", at(MONDAY, "09:30"), unit="urban_mgmt", words="属市政管养")
    take(town, "receive", ticket, "other_clerk", at(MONDAY, "09:40"))
    take(town, "comment", ticket, "other_clerk", at(MONDAY, "09:45"), words="接手以后写的话")
    return ticket


def test_a_former_holder_reads_its_own_span_and_not_the_present(town, hands):
    ticket = moved(town)
    page = hands("street_clerk").get(f"/entries/{ticket.number}/")
    words = page.content.decode()
    assert page.status_code == 200
    assert page.context["owes"]["say"] == "former" and "属市政管养" in words
    assert "接手以后写的话" not in words and "许若谷" not in words
    assert page.context["steps"] == [] and page.context["ticket"]["status"] is None


def test_a_former_holder_takes_no_step(town, hands):
    ticket = moved(town)
    clerk = hands("street_clerk")
    assert clerk.get(f"/entries/{ticket.number}/comment/").status_code == 403
    assert clerk.post(f"/entries/{ticket.number}/comment/", words="还想说").status_code == 403


def test_the_ledger_lists_what_is_over_apart_and_tells_nothing_of_it(town, hands):
    ticket = moved(town)
    clerk = hands("street_clerk")
    assert ticket.number not in [row["number"] for row in clerk.get("/ledger/?state=all").context["entries"]]
    (row,) = clerk.get("/ledger/?state=former").context["entries"]
    assert row["number"] == ticket.number and row["unit"] == "" and row["count"] is None


def test_the_ledger_pages_by_marks_and_loses_no_row(town, hands):
    numbers = {file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处").number for _ in range(23)}
    office, seen, url = hands("office"), [], "/ledger/"
    while url:
        context = office.get(url).context
        seen += [row["number"] for row in context["entries"]]
        url = "/ledger/" + context["page"]["next_url"] if context["page"]["next_url"] else ""
    assert len(seen) == 23 and set(seen) == numbers


def test_the_ledger_is_narrowed_by_state_unit_kind_time_and_words(town, hands):
    market = file_ticket(town, now=at(MONDAY, "09:10"))
    west = file_ticket(town, site="S003", now=at(MONDAY, "09:10"))
    take(town, "receive", market, "street_clerk", at(MONDAY, "09:20"))
    office = hands("office")

    def listed(query: str) -> set[str]:
        return {row["number"] for row in office.get(f"/ledger/?{query}").context["entries"]}

    assert listed("state=rectifying") == {market.number}
    assert listed(f"unit={west.lead_duty.unit_id}&state=all") == {west.number}
    assert listed("category=ENV") == {market.number, west.number} and listed("category=APP") == set()
    assert listed("q=西门小区") == {west.number} and listed(f"q={market.number[-5:]}") == {market.number}
    assert listed("time=late") == set() and listed("time=today") == {market.number, west.number}
    assert listed("after=nonsense&unit=x&state=x") == {market.number, west.number}


def test_notices_are_seen_when_opened_and_only_ones_own(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    clerk, other = hands("street_clerk"), hands("other_clerk")
    context = clerk.get("/notices/").context
    (notice,) = context["days"][0]["notices"]
    assert context["unread_n"] == 1 and ticket.number in notice["text"]
    assert other.get(notice["url"]).status_code == 404
    assert clerk.get(notice["url"])["Location"] == f"/entries/{ticket.number}/"
    assert clerk.get("/notices/").context["unread_n"] == 0
