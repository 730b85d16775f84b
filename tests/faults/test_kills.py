"""Web and worker die by SIGKILL at named points and at any moment, under four writing clients."""

import itertools
import time

import pytest

from supervision.failpoints import POINTS, SENDER, WORKER
from tests.faults.ground import SOAK, Ground, chance, report
from tests.faults.keeper import wait_until
from tests.faults.writers import Tally

ROUNDS = 200 if SOAK else 20


def provoke(ground: Ground, point: str, number: int) -> None:
    """Gives the worker something to do that passes the point; clients pass theirs by themselves."""
    if point.startswith("sweep"):
        ground.clerk.ask("backlog", tickets=3)
    elif point.startswith("job") and ground.clerk.ask("waiting").get("jobs", 0) < 2:
        ground.clerk.ask("calendar_edit", number=number)
    elif point.startswith("content"):
        ground.clerk.ask("expired_upload", number=number)


@pytest.mark.soak
def test_what_was_acknowledged_is_there_once_and_all_else_at_most_once(ground: Ground):
    dice, tally, journals = chance("kills"), Tally(), ground.journals()
    points = itertools.cycle(known := [point for point in POINTS if point not in SENDER])
    proven: list[str] = []
    kills = ground.keeper.kills
    with ground.writing(journals, tally):
        for number in range(ROUNDS):
            point = next(points)
            ground.arm(point, passage=1 if point in WORKER else dice.choice((1, 1, 2, 5)))
            provoke(ground, point, number)
            wait_until(lambda point=point: ground.reached(point), f"{point} was never reached")
            proven.append(point)
            time.sleep(dice.uniform(0, 0.3))
            ground.keeper.kill(dice.choice(("web", "web", "worker", "beat")), dice)
            wait_until(ground.keeper.answers, "web did not come back")
    ground.come_to_rest()
    ground.keeper.stop()
    counts = ground.audit(journals, tidy=True)
    at_random = ground.keeper.kills - kills
    report("kills", rounds=len(proven), at_points=len(proven), at_random=at_random, **tally.figures(), **counts)
    assert set(proven) == set(known)
    assert tally.acknowledged > ROUNDS
    assert tally.retried > 0
