"""Two people at one instruction at the same moment, and many that are written at once."""

import pytest

from rectification.models import Instruction
from supervision.actions.sweep import sweep
from tests.engine.test_audit_races import codes, together, whole
from tests.instructing import take, write
from tests.town import FRIDAY, MONDAY, at

pytestmark = pytest.mark.django_db(transaction=True)
TEN = at(MONDAY, "10:00")


def test_an_answer_and_its_withdrawal_at_once_are_one_of_them(lasting_town):
    town = lasting_town
    row = write(town)
    copies = [Instruction.objects.select_related("duty").get(pk=row.pk) for _ in range(2)]
    results = together(
        lambda: take(town, "answer", copies[0], "unit_head", TEN, expected=1),
        lambda: take(town, "withdraw", copies[1], "city_leader", TEN, "不用了", expected=1),
    )
    assert codes(results) == ["somebody_faster"] and whole() == []


def test_two_who_answer_at_once_answer_once(lasting_town):
    town = lasting_town
    row = write(town)
    copies = [Instruction.objects.select_related("duty").get(pk=row.pk) for _ in range(2)]
    results = together(
        lambda: take(town, "answer", copies[0], "unit_head", TEN),
        lambda: take(town, "answer", copies[1], "street_clerk", TEN),
    )
    assert codes(results) == ["wrong_status"] and whole() == []


def test_two_that_are_written_at_once_have_numbers_of_their_own(lasting_town):
    town = lasting_town
    assert codes(together(lambda: write(town), lambda: write(town, "urban_mgmt"))) == []
    numbers = sorted(Instruction.objects.values_list("number", flat=True))
    assert numbers == ["LCPS2026-0001", "LCPS2026-0002"] and whole() == []


def test_a_sweep_and_an_answer_at_once_write_each_rung_once(lasting_town):
    town = lasting_town
    row = write(town)
    now = at(FRIDAY, "18:00")
    assert codes(together(lambda: sweep(now), lambda: take(town, "answer", row, "unit_head", now))) == []
    row.duty.refresh_from_db()
    assert [code for _no, code, _state, _at in row.duty.rungs] == ["warning", "reminder", "supervision"]
    assert whole() == []
