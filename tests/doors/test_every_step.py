"""Every step on an entry, by page and by program: taken by those the table names, refused to all others."""

import pytest

from rectification.wording import ACTIONS
from tests.doors.knocking import faults
from tests.doors.table import Row, rows
from tests.doors.world import World

STEPS = [row for row in rows() if row.door == "step"]


def test_every_step_that_people_take_has_a_row():
    assert {row.argument for row in STEPS} >= set(map(str, ACTIONS))


@pytest.mark.parametrize("row", STEPS, ids=str)
def test_a_step_is_open_to_those_of_the_table_and_to_nobody_else(world: World, row: Row):
    assert faults(world, row) == []
