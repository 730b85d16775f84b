"""Receivers on this machine: a web server that does as it is told, well or badly, and a mail server."""

import contextlib
import json
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LONG = 20  # seconds after which a test that waits has failed


@dataclass
class Heard:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def key(self) -> str:
        return self.headers["Idempotency-Key"]


@dataclass
class WebReceiver:
    """Keeps what it hears; `behave` says how it answers each request."""

    heard: list[Heard] = field(default_factory=list)
    behave: Callable[["Answering"], None] = lambda request: request.answer(200)
    port: int = 0
    came: threading.Event = field(default_factory=threading.Event)
    freed: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/hook"


class Answering(BaseHTTPRequestHandler):
    """One request."""

    receiver: WebReceiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.receiver.heard.append(Heard(self.path, dict(self.headers.items()), body))
        self.receiver.came.set()
        with contextlib.suppress(OSError):
            type(self).receiver.behave(self)

    def answer(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quietly."""


# The ways to misbehave, by what they are called.


def down(request: Answering) -> None:
    """The connection is torn down before a word."""
    linger = struct.pack("ii", 1, 0)
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.connection.close()


def error_500(request: Answering) -> None:
    request.answer(500, b"Traceback")


def hangs_up(request: Answering) -> None:
    """Says that it took it, promises an answer and goes in the middle of it."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")


def garbage(request: Answering) -> None:
    request.wfile.write(b"\x00\x01\x02 this is no answer\r\n\r\n")


def lies(request: Answering) -> None:
    """200, and in the answer that it did not take it, as chat robots do."""
    request.answer(200, b'{"errcode":93000,"errmsg":"invalid webhook url"}')


def redirects(request: Answering) -> None:
    request.answer(302, Location=f"http://{request.receiver.host}/elsewhere")


def holds(request: Answering) -> None:
    """Says nothing until it is freed."""
    request.receiver.freed.wait(LONG)


def drips(request: Answering) -> None:
    """A byte now and then, for ever."""
    while not request.receiver.freed.wait(0.02):
        request.wfile.write(b"H")


@contextlib.contextmanager
def serving(server: "ThreadingHTTPServer | socketserver.ThreadingTCPServer") -> Iterator[int]:
    """Answers in a thread of its own until the test is over; the port."""
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    with server:
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def web_receiver(behave: Callable[[Answering], None] | None = None) -> Iterator[WebReceiver]:
    """A receiver while the test runs."""
    receiver = WebReceiver()
    if behave:
        receiver.behave = behave
    handler = type("Handler", (Answering,), {"receiver": receiver})
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as receiver.port:
        try:
            yield receiver
        finally:
            receiver.freed.set()


@contextlib.contextmanager
def nobody() -> Iterator[int]:
    """A port at which nobody listens: it is held, so that nobody else can have it meanwhile."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@dataclass
class MailReceiver:
    """Keeps the mails it is given; `refuse` is what it says to an address."""

    mails: list[tuple[str, str]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    port: int = 0


class Talking(socketserver.StreamRequestHandler):
    """One conversation, as much of SMTP as it takes."""

    sink: MailReceiver

    def handle(self) -> None:
        if self.sink.silent:
            return
        self.say("220 sink")
        to = ""
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                self.say(self.sink.refuse.get(to, "250 ok"))
            elif word == b"DATA":
                self.say("354 go on")
                self.sink.mails.append((to, self.letter()))
                self.say("250 kept")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().rstrip(b"\r\n")) != b".":
            lines.append(line.decode())
        return "\n".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextlib.contextmanager
def mail_receiver() -> Iterator[MailReceiver]:
    """A mail server while the test runs."""
    sink = MailReceiver()
    handler = type("Handler", (Talking,), {"sink": sink})
    with serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)) as sink.port:
        yield sink
