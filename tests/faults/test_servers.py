"""The servers of the production profile go away under load: Redis is only a doorbell, PostgreSQL forgets nothing."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.faults.ground import PRODUCTION, SOAK, WITH_REDIS, Ground, report
from tests.faults.writers import Tally, wait_for_more

TIMES = 10 if SOAK else 2


def redis_stopped(ground: Ground, work: Callable[[], None]) -> None:
    """Killed, away for a while, and back with nothing in it."""
    assert ground.redis
    ground.redis.stop(signal.SIGKILL)
    work()
    ground.redis.start()


def redis_flushed(ground: Ground, work: Callable[[], None]) -> None:
    """Everything in it is forgotten, bindings of the queues among it."""
    assert ground.redis
    ground.redis.flush()
    work()


def redis_frozen(ground: Ground, work: Callable[[], None]) -> None:
    """It keeps every connection and answers none."""
    assert ground.redis
    assert ground.redis.process
    os.kill(ground.redis.process.pid, signal.SIGSTOP)
    try:
        work()
    finally:
        os.kill(ground.redis.process.pid, signal.SIGCONT)


def postgres_restarted(ground: Ground, work: Callable[[], None]) -> None:
    """Stopped in immediate mode: no farewell to anybody, recovery from the log at the start."""
    assert ground.postgres
    ground.postgres.stop(signal.SIGQUIT)
    time.sleep(0.5)
    ground.postgres.start()
    work()


FAULTS = [redis_stopped, redis_flushed, redis_frozen] * WITH_REDIS + [postgres_restarted] * PRODUCTION


@pytest.mark.soak
@pytest.mark.parametrize("fault", FAULTS)
def test_people_go_on_working_and_nothing_is_lost(ground: Ground, fault: Callable[[Ground, Callable[[], None]], None]):
    tally, journals = Tally(), ground.journals()
    with ground.writing(journals, tally) as writers:
        for _ in range(TIMES):
            wait_for_more(writers)
            fault(ground, lambda: wait_for_more(writers))
    ground.come_to_rest()
    report(fault.__name__, **tally.figures(), **ground.audit(journals))
    if fault is not postgres_restarted:
        assert tally.retried == 0  # whoever rings a bell does not wait for it
