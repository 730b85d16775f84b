"""A worker that dies again and again while much is due, and days without any."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.ground import SOAK, Ground, chance, report
from tests.faults.keeper import wait_until

KILLS, DUE = (20, 5000) if SOAK else (4, 200)
POINTS = ("sweep_locked", "sweep_before_commit", "sweep_committed")


@pytest.mark.soak
def test_a_worker_killed_again_and_again_fires_each_rung_once(ground: Ground):
    dice, tickets, kills = chance("long sweep"), [], ground.keeper.kills
    ground.keeper.stop("worker")
    while len(tickets) < DUE:  # in pieces, as SQLite has one writer
        tickets += ground.clerk.ask("backlog", tickets=min(60, DUE - len(tickets)))
    ground.keeper.start("worker")
    for number in range(KILLS):
        point = POINTS[number % len(POINTS)]
        ground.arm(point)
        tickets += ground.clerk.ask("backlog", tickets=3)  # though the sweep should have ended just before
        wait_until(lambda point=point: ground.reached(point), f"{point} was never reached")
        if number % 4 == 3:  # and its successor at any moment, most often while it starts or sweeps
            time.sleep(dice.uniform(0, 4))
            ground.keeper.kill("worker")
    wait_until(ground.caught_up, "the sweep was never finished", pause=0.3)
    fired = ground.fired_as_due(tickets)
    assert fired >= 2 * DUE
    ground.come_to_rest()
    counts = ground.audit(ground.journals())
    report("long sweep", at_points=KILLS, at_random=ground.keeper.kills - kills, rungs=fired, **counts)


def test_days_without_a_worker_over_a_holiday_give_the_same_ledger(ground: Ground):
    """The worker stops a week ago, and three of the days since are a holiday (`clerk.found`)."""
    now = datetime.now(UTC)
    stopped = now - timedelta(days=7)
    filed = [(now - timedelta(days=days)).isoformat() for days in (14, 8, 7, 5, 3)]
    ground.keeper.stop("worker", "beat")
    watched = [ticket for then in filed for ticket in ground.clerk.ask("backlog", tickets=2, filed_at=then)]
    ground.clerk.ask("sweep", rung_by_rung=watched)
    alone = [ticket for then in filed for ticket in ground.clerk.ask("backlog", tickets=2, filed_at=then)]
    ground.clerk.ask("sweep", rung_by_rung=alone, until=stopped.isoformat())
    ground.keeper.start("worker", "beat")
    wait_until(ground.caught_up, "the worker did not catch up", pause=0.3)
    stories = ground.stories(watched, alone)
    assert stories[0] == stories[1]
    ground.fired_as_due(watched + alone)
    holiday = set(ground.clerk.ask("holiday"))
    moments = [line[1] for story in stories[1] for line in story if line[0] == "rung"]
    assert moments
    assert not holiday & {day_in_city(moment) for moment in moments}
    ground.come_to_rest()
    ground.audit(ground.journals())


def day_in_city(moment: str) -> str:
    return (datetime.fromisoformat(moment) + timedelta(hours=8)).date().isoformat()
