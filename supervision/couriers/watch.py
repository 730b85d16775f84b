"""A watch over a connection: whatever the other side does, it ends in time.

The time limit of a socket begins anew with each byte, so that one who sends a byte now and then could hold us for ever.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Watch:
    """Shuts the connection it was given when the time is up."""

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.over = False

    def ring(self) -> None:
        """The time is up."""
        self.over = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def watched(seconds: float) -> Iterator[Watch]:
    """Rings after so many seconds, unless the work is done before."""
    watch = Watch()
    timer = threading.Timer(seconds, watch.ring)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
