"""A worker whose machine clock is wrong: the database's is the platform's only one (ENGINE 11)."""

from datetime import UTC, datetime

import pytest

from tests.faults.ground import Ground
from tests.faults.keeper import wait_until


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_worker_whose_clock_is_ten_minutes_off_writes_the_true_moments(ground: Ground, minutes: int):
    ground.keeper.stop("worker")
    tickets = ground.clerk.ask("backlog", tickets=10)
    before = datetime.now(UTC)
    ground.keeper.clock_off["worker"] = minutes
    try:
        ground.keeper.start("worker")
        wait_until(ground.caught_up, "the worker with the wrong clock did nothing", pause=0.3)
        ground.come_to_rest()
        written = [datetime.fromisoformat(at) for at in ground.clerk.ask("recorded", tickets=tickets)]
    finally:
        del ground.keeper.clock_off["worker"]
        ground.keeper.kill("worker")
    assert ground.fired_as_due(tickets) >= len(tickets)
    assert before <= min(written) <= max(written) <= datetime.now(UTC)
    assert len(written) >= len(tickets)
    ground.come_to_rest()
    ground.audit(ground.journals())
