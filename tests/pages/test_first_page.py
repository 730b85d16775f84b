"""The first page asks everybody the same, and says of whom it speaks."""

from tests.town import MONDAY, TUESDAY, at, file_ticket


def test_the_office_finds_what_waits_for_screening_among_what_waits_for_its_word(town, hands):
    ticket = file_ticket(town, source="public")
    page = hands("office").get("/").content.decode()
    assert f"/entries/{ticket.number}/" in page


def test_what_a_unit_sees_late_is_not_called_the_units_own(town, hands, stand):
    file_ticket(town, site="S003", now=at(MONDAY, "09:10"))  # owed by another unit, found by the team
    stand(at(TUESDAY, "17:00"))
    page = hands("inspector").get("/").content.decode()
    assert "您看得到的台账" in page
    assert "督查一组 <em" not in page
