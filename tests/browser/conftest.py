"""The real stack for a browser, people signed in to it, and an ear for everything a browser complains about."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from config.processes import die_with_parent
from config.services import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120_000  # for a busy machine; how fast a page is, is measured in benchmarks/
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Stack:
    """Where the platform answers, who is signed in with which session, and what is in its ledger."""

    url: str
    slip: str
    sessions: dict[str, str]
    sites: dict[str, str]  # code -> id; nothing is written down yet at Q001 and on
    entries: dict[str, str]  # name in `ground.ledger` -> number
    environment: dict[str, str]

    def work(self) -> None:
        """What the worker does with the jobs that wait; nobody else does it here."""
        command = (
            "from supervision import clock; from supervision.actions.jobs import run_waiting; run_waiting(clock.now)"
        )
        subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", command], cwd=ROOT, env=self.environment, check=True
        )


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with founded(tmp_path_factory.mktemp("browser"), "tests.browser.ground") as found:
        yield found


@contextmanager
def founded(folder: Path, ground: str, **more: str) -> Iterator[Stack]:
    """A platform of its own on the ground that a program lays; `more` stands in its environment."""
    port = free_port()
    kept = {
        key: value for key, value in os.environ.items() if key not in ("TAIZHANG_DATABASE_URL", "TAIZHANG_REDIS_URL")
    }
    own = {"TAIZHANG_DATA": str(folder / "data"), "TAIZHANG_BUILD": str(folder / "build"), "TAIZHANG_HTTPS": "0"}
    environment = {**kept, **own, "DJANGO_SETTINGS_MODULE": "config.settings", **more}
    (folder / "build").mkdir()
    start = partial(subprocess.Popen, cwd=ROOT, env=environment, preexec_fn=die_with_parent)
    made = subprocess.run([sys.executable, "-m", ground], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout.splitlines()[-1])
    server = start([sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"])
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Stack(f"http://127.0.0.1:{port}", environment=environment, **told)
    finally:
        server.terminate()
        server.wait(120)


def wait_for(url: str) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own http
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise AssertionError(f"{url} does not answer")


# Tells the console of what the content policy has refused; Playwright's own scripts stand above that policy.
TELL = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))"""


# A request given up because its page was left, or for a newer one, is written to the console by htmx in these words;
# one that failed says `htmx:sendError` besides.
GIVEN_UP = ("console: htmx:afterRequest, ", "console: htmx:sendAbort, ")


@dataclass
class Ear:
    """What browsers complain about in a test; whatever was not expected fails it at its end."""

    url: str
    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> BrowserContext:
        """To every page of a context."""
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL)
        context.on("weberror", lambda error: self.heard.append(f"error: {error.error}"))
        context.on("console", self.on_console)
        context.on("request", self.on_request)
        return context

    def on_console(self, message: ConsoleMessage) -> None:
        """Errors only."""
        if message.type == "error":
            self.heard.append(f"console: {message.text} {message.location.get('url', '')}")

    def on_request(self, request: Request) -> None:
        """The stack is the only house there is."""
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.heard.append(f"request to {request.url}")

    def expect(self, *words: str) -> None:
        """A complaint with these words belongs to the story."""
        self.expected += words

    @property
    def complaints(self) -> list[str]:
        """What nobody expected."""
        told = [line for line in self.heard if not line.startswith(GIVEN_UP)]
        return [line for line in told if not any(words in line for words in self.expected)]


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """No service worker unless a story is about it: it takes pages over at a moment nobody in the story knows of."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(autouse=True)
def ear(stack: Stack) -> Iterator[Ear]:
    """Every test in this folder listens."""
    found = Ear(stack.url)
    yield found
    assert found.complaints == []


@pytest.fixture
def context(context: BrowserContext, ear: Ear) -> BrowserContext:
    """The context of `page`, listened to."""
    return ear.listen(context)


SIZES = {"phone": {"width": 375, "height": 812}, "desk": {"width": 1440, "height": 900}}
Person = Callable[..., Page]


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Both sizes, one after the other."""
    return request.param


@pytest.fixture
def person(browser: Browser, browser_context_args: dict, stack: Stack, ear: Ear) -> Iterator[Person]:
    """Opens a browser of somebody who is signed in already: `person("inspector", "phone")`."""
    opened: list[BrowserContext] = []

    def enter(name: str, size: str, language: str = "zh-CN", **more: object) -> Page:
        small = size == "phone"
        own = {"viewport": SIZES[size], "is_mobile": small, "has_touch": small, "locale": language}
        context = ear.listen(browser.new_context(**{**browser_context_args, **own, **more}))
        opened.append(context)
        if name:
            context.add_cookies([{"name": "sessionid", "value": stack.sessions[name], "url": stack.url}])
        return context.new_page()

    yield enter
    for context in opened:
        context.close()
