"""What child processes have in common: none outlives the one that started it."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(sign: int = signal.SIGTERM) -> None:
    """Ask Linux to stop this child when its parent is killed without a chance to do so itself (for `preexec_fn`)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign)
