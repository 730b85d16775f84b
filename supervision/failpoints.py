"""Fail-points: named places where a test kills the process, to prove that nothing is lost there (docs/faults.md).

Without TAIZHANG_FAILPOINT in the environment, as everywhere but in tests, `reach` looks at one value and returns. With
it - a folder - a file there arms the point of the same name. The process that passes an armed point (for the Nth time,
when the file holds a number) renames the file to `<point>.reached`, which is the proof, writes its process id there,
and dies by SIGKILL. A rename succeeds once, so an armed point kills one process, once.
"""

import os
import signal
from collections import Counter
from pathlib import Path

# Where each point stands, by the process that passes it.
WEB = ("before_counter", "before_commit", "between_commit_and_publish", "after_publish", "upload_written")
WORKER = (
    "sweep_locked",
    "sweep_before_commit",
    "sweep_committed",
    "picture_made",
    "picture_named",
    "content_forgotten",
    "seal_written",
    "job_claimed",
    "job_worked",
)
BOTH = ("between_event_and_rows",)
SENDER = ("letter_carried",)  # the worker, when a message arrived outside and is not yet marked as sent
POINTS = (*WEB, *BOTH, *WORKER, *SENDER)

_folder = os.environ.get("TAIZHANG_FAILPOINT", "")
_passed: Counter[str] = Counter()


def reach(point: str) -> None:
    """The process stands at the point; it goes on unless a test has armed it."""
    if _folder:
        _die_if_armed(Path(_folder) / point)


def _die_if_armed(arm: Path) -> None:
    try:
        passage = int(arm.read_text() or 1)
    except FileNotFoundError:
        _passed.pop(arm.name, None)
        return
    _passed[arm.name] += 1
    if _passed[arm.name] < passage:
        return
    proof = arm.with_suffix(".reached")
    try:
        arm.rename(proof)
    except FileNotFoundError:  # another process was faster, and is the one to die
        return
    proof.write_text(str(os.getpid()))
    os.kill(os.getpid(), signal.SIGKILL)
