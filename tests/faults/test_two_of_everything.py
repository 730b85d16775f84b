"""Two workers, two beats, a sweep by hand, or no worker for ten days: the ledger is the same (DESIGN 2, ENGINE 10)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.ground import SOAK, Ground
from tests.faults.keeper import wait_until
from tests.faults.writers import Tally

DUE = 1000 if SOAK else 60


@pytest.mark.soak
def test_two_workers_and_two_beats_fire_each_rung_once(ground: Ground):
    ground.keeper.stop("worker", "beat")
    tickets = ground.clerk.ask("backlog", tickets=DUE)
    tally, journals = Tally(), ground.journals()
    with ground.writing(journals, tally):
        ground.keeper.start("worker", "worker_2", "beat", "beat_2")
        while "due" in ground.clerk.ask("waiting"):
            ground.clerk.ask("sweep")
    assert ground.fired_as_due(tickets) >= 2 * DUE
    ground.come_to_rest()
    ground.audit(journals)
    assert tally.acknowledged > 0


def test_a_worker_that_was_away_for_ten_days_writes_the_same_ledger(ground: Ground):
    then = (datetime.now(UTC) - timedelta(days=10)).isoformat()
    ground.keeper.stop("worker", "beat")
    watched = ground.clerk.ask("backlog", tickets=10, filed_at=then)
    ground.clerk.ask("sweep", rung_by_rung=watched)  # as a worker that was always there would have
    alone = ground.clerk.ask("backlog", tickets=10, filed_at=then)
    ground.keeper.start("worker", "beat")
    wait_until(lambda: "due" not in ground.clerk.ask("waiting"), "the worker did not catch up", pause=0.3)
    stories = ground.stories(watched, alone)
    assert stories[0] == stories[1]
    assert len(stories[0][0]) >= 3  # filed, and at least two rungs
    ground.come_to_rest()
    ground.audit(ground.journals())
