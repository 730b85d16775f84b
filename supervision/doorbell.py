"""The doorbell: after a commit, asks the worker to look at the rows now instead of at its next round.

A lost ring loses nothing: the beat's sweeper finds the same rows (DESIGN 2). So a broker that is down is no error, and
one that does not answer keeps nobody waiting: a thread of its own rings, each bell once a second at most. A ring for
every row would keep the worker so busy hearing them that it comes to nothing else.
"""

import logging
import sys
import threading
import time
from functools import partial

from django.db import transaction

from supervision.failpoints import reach

log = logging.getLogger(__name__)
QUIET = 1.0  # seconds between two rings of one bell by one process
_lock = threading.Lock()
_asked: set[str] = set()
_ringing: set[str] = set()


def ring(*tasks: str) -> None:
    """Rings for the named tasks once the transaction has committed; for waiting notices if none is named."""
    for task in tasks or ("supervision.tasks.deliver",):
        transaction.on_commit(partial(_send, task), robust=True)


def going_down() -> bool:
    """Whether this process is a worker that was asked to stop; it waits for what its threads are at."""
    asked = getattr(sys.modules.get("celery.worker.state"), "should_stop", None)
    return asked is not None and asked is not False  # the code to end with, and 0 is one


def _send(name: str) -> None:
    """Asks for a ring; the thread that rings this bell, if there is one, takes it along."""
    reach("between_commit_and_publish")
    with _lock:
        _asked.add(name)
        if name in _ringing:
            return
        _ringing.add(name)
    try:
        threading.Thread(target=_ring_while_asked, args=[name], name=f"bell {name}", daemon=True).start()
    except RuntimeError as error:  # no more threads, or the process is about to end
        with _lock:
            _ringing.discard(name)
        log.warning("doorbell %s not rung: %s", name, error)


def _ring_while_asked(name: str) -> None:
    """What was asked before a ring is served by it, as its rows are committed; what is asked meanwhile by the next."""
    while True:
        with _lock:
            if name not in _asked:
                _ringing.discard(name)
                return
            _asked.discard(name)
        _publish(name)
        time.sleep(QUIET)


def _publish(name: str) -> None:
    from celery import current_app

    try:
        current_app.send_task(name, expires=60, retry=False)
    except Exception as error:  # the broker's own errors are many; none of them may undo what was committed
        log.warning("doorbell %s not heard: %s", name, error)
    reach("after_publish")
