"""Clients that write down what they ask and what they are answered, each line on disk before they go on."""

import hashlib
import http.client
import io
import itertools
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from tests.faults.keeper import wait_until

ANSWER_SECONDS = 60
KEPT_OPEN = 1.0  # seconds; the server closes a line on which nothing was said for two
PATIENCE = 240  # seconds until a request without an answer is a failure of the platform
GIVES_UP = 0.03  # how often a client that got no answer never asks again: its phone has fallen into the canal
CATEGORY = "ENV-01"
THINKS = 0.4  # seconds at most before a person's next step
COLUMNS, STEP_DEGREES = 180, 0.001  # places about a hundred metres apart: nobody's problem is another's duplicate


class NoAnswer(Exception):
    """The line broke, or the server was at fault or too busy: nobody knows what was written, so it is asked again."""


class Told(NoAnswer):
    """The server said clearly that it could not write now."""


class Refused(AssertionError):
    """The platform said no to something that it ought to take."""


class GaveUp(Exception):
    """The client never asks again."""


def place(number: int) -> dict[str, str]:
    """A free point of the eastern zone."""
    row, column = divmod(number, COLUMNS)
    return {"lon": f"{120.005 + column * STEP_DEGREES:.6f}", "lat": f"{30.005 + row * STEP_DEGREES:.6f}"}


def picture(chance: random.Random) -> bytes:
    """A photo whose content nobody else has."""
    data = io.BytesIO()
    Image.frombytes("RGB", (40, 30), chance.randbytes(40 * 30 * 3)).save(data, "JPEG")
    return data.getvalue()


class Line:
    """One connection to the platform, opened anew whenever it broke, or was silent for so long that it may be."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection: http.client.HTTPConnection | None = None
        self.heard = 0.0

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if time.monotonic() - self.heard > KEPT_OPEN:
            self.close()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
            self.connection.request("POST", path, body, headers)
            reply = self.connection.getresponse()
            said = reply.read()
            self.heard = time.monotonic()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(repr(error)) from None
        if reply.status == 500:
            raise NoAnswer("500")
        answer = json.loads(said)
        if reply.status >= 500 or answer.get("code") in ("disk_full", "throttled"):
            raise Told(f"{reply.status} {answer['code']}: {answer['detail']}")
        return reply.status, answer

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Door:
    """The three writes of the API, as somebody's phone sends them."""

    def __init__(self, port: int, tokens: dict[str, str]) -> None:
        self.line = Line(port)
        self.tokens = tokens

    def upload(self, person: str, key: str, content: bytes) -> tuple[int, dict[str, Any]]:
        edge = "a-line-between-parts"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n'
        body = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._post("uploads", person, key, f"multipart/form-data; boundary={edge}", body)

    def file(self, person: str, key: str, **said: Any) -> tuple[int, dict[str, Any]]:
        return self._json("tickets", person, key, {"client_key": key, **said})

    def step(self, person: str, key: str, *, ticket: str, action: str, **said: Any) -> tuple[int, dict[str, Any]]:
        return self._json(f"tickets/{ticket}/steps/{action}", person, key, said)

    def _json(self, path: str, person: str, key: str, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return self._post(path, person, key, "application/json", json.dumps(said).encode())

    def _post(self, path: str, person: str, key: str, kind: str, body: bytes) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Token {self.tokens[person]}", "Idempotency-Key": key, "Content-Type": kind}
        return self.line.post(f"/api/v1/{path}", body, headers)


class Journal:
    """Lines of what was asked and answered; a line is on the disk before its writer goes on."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", encoding="utf-8")

    def write(self, **line: Any) -> None:
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())


@dataclass
class Tally:
    """What one writer, or all of them, did."""

    requests: int = 0
    acknowledged: int = 0
    retried: int = 0
    gave_up: int = 0
    told: Counter[str] = field(default_factory=Counter)  # by kind of write: the platform said that it could not now
    broken: int = 0  # how often it had no words for what was wrong
    waits: list[float] = field(default_factory=list)  # seconds each filing took, answered or not

    def figures(self) -> dict[str, Any]:
        """For a line of a report."""
        numbers = {name: value for name, value in vars(self).items() if name != "waits"}
        return {**numbers, "told": dict(self.told), "longest_filing": f"{max(self.waits, default=0):.2f} s"}

    def add(self, other: "Tally") -> None:
        for name in ("requests", "acknowledged", "retried", "gave_up", "broken"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.told.update(other.told)
        self.waits += other.waits


@dataclass(eq=False)
class Writer:
    """One client: files problems with photos and brings each round the loop, for as long as it is let."""

    number: int
    name: str
    door: Door
    journals: Path
    shared: str  # a ticket that every writer comments on
    first_place: int
    tally: Tally = field(default_factory=Tally)
    failure: BaseException | None = None

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self.run, name=self.name, daemon=True)
        self.chance = random.Random(self.name)
        self.inspector, self.clerk = f"inspector_{self.number}", f"clerk_{self.number}"
        self.journal = Journal(self.journals / f"{self.name}.jsonl")
        self.keys = (f"{self.name}-{n}" for n in itertools.count())
        self.places = map(place, itertools.count(self.first_place))
        self.stopping = threading.Event()

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                try:
                    self.story()
                except GaveUp:
                    self.tally.gave_up += 1
        except BaseException as error:
            self.failure = error

    def story(self) -> None:
        """One problem, from the street to the strike-off; sometimes the first fix is not good enough."""
        photos = [self.upload(self.inspector) for _ in range(self.chance.choice((1, 1, 2)))]
        ticket = self.ask("file", self.inspector, category=CATEGORY, photos=photos, place=next(self.places))["id"]
        self.take("receive", self.clerk, ticket)
        self.take("comment", self.inspector, self.shared)
        for verdict in self.chance.choice((("pass",), ("pass",), ("fail", "pass"))):
            self.take("submit", self.clerk, ticket, photos=[self.upload(self.clerk)])
            self.take(verdict, self.inspector, ticket)

    def take(self, action: str, person: str, ticket: str, **more: Any) -> dict[str, Any]:
        return self.ask("step", person, action=action, ticket=ticket, **more)

    def upload(self, person: str) -> str:
        content, key = picture(self.chance), next(self.keys)
        about = {"what": "upload", "person": person, "sha256": hashlib.sha256(content).hexdigest()}
        return self.insist(key, about, lambda: self.door.upload(person, key, content))["id"]

    def ask(self, what: str, person: str, **said: Any) -> dict[str, Any]:
        """A filing or a step; its words are its key, so that the ledger itself shows how often it was taken."""
        time.sleep(self.chance.uniform(0, THINKS))
        key = next(self.keys)
        send = getattr(self.door, what)
        return self.insist(key, {"what": what, "person": person}, lambda: send(person, key, words=key, **said))

    def insist(self, key: str, about: dict[str, Any], send: Callable[[], tuple[int, dict[str, Any]]]) -> dict[str, Any]:
        """Asks until there is an answer, always under the same key."""
        begun = time.monotonic()
        for attempt in itertools.count(1):
            self.journal.write(key=key, attempt=attempt, **about)
            self.tally.requests += 1
            self.tally.retried += attempt > 1
            sent = time.monotonic()
            try:
                try:
                    status, reply = send()
                finally:
                    if about["what"] == "file":
                        self.tally.waits.append(time.monotonic() - sent)
            except NoAnswer as lost:
                self.tally.told[about["what"]] += isinstance(lost, Told)
                self.tally.broken += str(lost) == "500"
                self.journal.write(key=key, attempt=attempt, lost=str(lost))
            else:
                self.journal.write(key=key, attempt=attempt, status=status, reply=reply)
                if status >= 400:
                    raise Refused(f"{key} {about}: {status} {reply}")
                self.tally.acknowledged += 1
                return reply
            if self.chance.random() < GIVES_UP:
                raise GaveUp
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError(f"{key} {about} got no answer in {PATIENCE} s")
            time.sleep(self.chance.uniform(0.02, 0.3))
        raise AssertionError("unreachable")


def acknowledged(writers: list[Writer]) -> int:
    """How many writes of theirs were acknowledged so far; a failure of one of them is told at once."""
    failures = [repr(writer.failure) for writer in writers if writer.failure]
    assert not failures, failures
    return sum(writer.tally.acknowledged for writer in writers)


def wait_for_more(writers: list[Writer], more: int = 12) -> None:
    """Until so many more writes are acknowledged: people can work."""
    wanted = acknowledged(writers) + more
    wait_until(lambda: acknowledged(writers) >= wanted, "nobody can write")


class Filer(Writer):
    """Files one problem after the other, and nothing else."""

    def story(self) -> None:
        photos = [self.upload(self.inspector)]
        self.ask("file", self.inspector, category=CATEGORY, photos=photos, place=next(self.places))
