"""The ground of every test: a data folder of its own and plain http, set before Django reads its settings."""

import atexit
import copy
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import django
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.steady import draw_steadily

if TYPE_CHECKING:
    from tests.town import Town

if "TAIZHANG_TEST_RUN" not in os.environ:
    # The first process of a run; parallel workers inherit its folder and take one of their own inside.
    os.environ["TAIZHANG_TEST_RUN"] = tempfile.mkdtemp(prefix="taizhang-test-")
    atexit.register(shutil.rmtree, os.environ["TAIZHANG_TEST_RUN"], ignore_errors=True)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

os.environ["TAIZHANG_DATA"] = str(Path(os.environ["TAIZHANG_TEST_RUN"]) / WORKER)
os.environ["TAIZHANG_HTTPS"] = "0"
os.environ["TAIZHANG_DEMO"] = "0"
os.environ["TAIZHANG_SECRET_KEY"] = "only-for-tests"
os.environ.setdefault("TAIZHANG_LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A browser test leaves its loop in the process; the tests after it talk to the database as before.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
if os.environ.get("TAIZHANG_REDIS_URL") and WORKER != "main":
    # Each parallel worker has a numbered database of the one Redis.
    number = int(WORKER.removeprefix("gw")) + 1
    os.environ["TAIZHANG_REDIS_URL"] = re.sub(r"/\d+$", f"/{number}", os.environ["TAIZHANG_REDIS_URL"])

# Set up here, because the conftest of a folder given by name is read before pytest-django would do it.
django.setup()

# The same examples on every machine, however slowly it makes them and whatever ran before; `make soak` looks further,
# at random.
draw_steadily()
hypothesis_settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("soak", max_examples=1000, deadline=None, print_blob=True)
hypothesis_settings.load_profile("soak" if os.environ.get("TAIZHANG_SOAK") else "suite")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from supervision import operations
    from supervision.actions import outbox

    # Each page and each writer looks anew, so that none costs more because it came first.
    operations.LOOK_SECONDS = outbox.BELIEVE_SECONDS = 0.0
    _lift_triggers_for_flush()


def _lift_triggers_for_flush() -> None:
    """A flush between tests is the one thing that may empty the ledger: its triggers step aside for it (ENGINE 19)."""
    from django.test import TransactionTestCase

    from supervision import triggers

    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case: TransactionTestCase) -> None:
        _let_requests_end()
        triggers.lift()
        flush(case)
        triggers.install()

    TransactionTestCase._fixture_teardown = flush_without_triggers


def _let_requests_end() -> None:
    """A live server answers in threads of its own: nobody reads half a database and remembers what was not there."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(60)  # it ends as soon as its client has gone


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: Any) -> None:
    """A parallel worker inherits this process's environment: with the name of the settings in it, pytest-django would
    read them there before the lines above have named the worker's own folder and Redis database. The worker names them
    itself, and its tests' own processes find them."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


LONG = ("tests/machine/", "tests/faults/", "tests/browser/", "tests/doors/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file's tests stay in one worker, as its town is founded once; the fault tests share one for all their files."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/faults" if nodeid.startswith("tests/faults/") else super()._split_scope(nodeid)

    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first, so that no worker is left with one of them when the others have finished."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if name in item.nodeid), len(LONG)))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Browser tests exist only where there is a browser; `make test` says so at its end, and CI insists on one."""
    from config.services import chromium_program

    if "browser" in collection_path.relative_to(config.rootpath).parts and chromium_program() is None:
        return True
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium: Playwright never downloads one of its own."""
    from config.services import chromium_program

    return {
        **browser_type_launch_args,
        "executable_path": chromium_program(),
        "timeout": 120_000,
        # A camera that shows a moving picture of its own.
        "args": [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """An inspector's phone in this city."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
    }


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator["Town"]:
    """The town, founded once for a module inside a transaction that is rolled back at the module's end."""
    from django.db import transaction

    from tests.town import found_town

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield found_town()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            forget_catalogue()


def forget_catalogue() -> None:
    """The next founding's categories have the same numbers and codes as those that are remembered, and other keys."""
    from rectification import catalogue

    catalogue.category.cache_clear()
    catalogue.primary_standard.cache_clear()


@pytest.fixture
def town(founded: "Town", db: None) -> "Town":
    """The town as it was founded, for one test."""
    return copy.deepcopy(founded)


@pytest.fixture
def lasting_town(transactional_db: None) -> "Town":
    """A town that other connections can see, for tests with threads or processes."""
    from tests.town import found_town

    return found_town()


@pytest.fixture(autouse=True)
def fresh_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is slowed down because of what an earlier test did: the shared cache outlives a test's database."""
    from rest_framework.throttling import SimpleRateThrottle

    monkeypatch.setattr(SimpleRateThrottle, "cache_format", f"throttle_%(scope)s_%(ident)s_{uuid4()}")


@pytest.fixture(autouse=True)
def fresh_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is shown what the board counted or read in an earlier test: of the same minute or publication."""
    from scoring.board import minute, publications
    from scoring.pages import ranking_story

    monkeypatch.setattr(minute, "PREFIX", f"board:{uuid4()}")
    monkeypatch.setattr(publications, "PREFIX", f"{uuid4()}")
    monkeypatch.setattr(ranking_story, "PREFIX", f"found-false:{uuid4()}")


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test leaves beside the database goes as its rows go.

    Its seals: the next test's calendar, whose stream has the same id, must not be held to them. The language of its
    last page: the next test finds its words in the city's. The categories that the process remembers: rows made anew
    after a flush or a rollback have other keys, and nothing hangs on the old.
    """
    from django.utils import translation

    yield
    shutil.rmtree(Path(os.environ["TAIZHANG_DATA"]) / "seals", ignore_errors=True)
    translation.deactivate()
    if "founded" not in request.fixturenames:
        forget_catalogue()
