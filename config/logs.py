"""The log: one line of JSON for each thing in production, a readable one at the console; nothing secret in either.

A line carries what it happened in: the request (its id, method, path, person, entry) or the task (its name and id).
"""

import logging
import logging.config
import re
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
SECRET = re.compile(r"pass|token|secret|authori[sz]ation|cookie|session|csrf|otp|(^|_)(key|code)$", re.IGNORECASE)
# PostgreSQL repeats the row it refused: whose name or telephone it was is none of the log's business.
DETAIL = re.compile(r"^(DETAIL: ).*$", re.MULTILINE)
HIDDEN = "***"
LONGEST_PATH = 200
QUIET = ("healthz", "readyz", "metrics", "pulse")  # asked so often that a line of each says nothing
ENTRY = ("number", "entry")  # how addresses call the entry they are about
LONG_TASK = 1.0  # seconds

requests = structlog.get_logger("taizhang.request")
tasks = structlog.get_logger("taizhang.task")

Line = MutableMapping[str, Any]


def without_secrets(_logger: Any, _method: str, line: Line) -> Line:
    """Values whose name sounds secret are hidden, whoever logged them."""
    for name in line:
        if SECRET.search(name):
            line[name] = HIDDEN
    return line


def without_rows(_logger: Any, _method: str, line: Line) -> Line:
    """What a database says about a refused row stays out of tracebacks and messages."""
    for name in ("event", "exception"):
        if isinstance(line.get(name), str):
            line[name] = DETAIL.sub(rf"\1{HIDDEN}", line[name])
    return line


def logging_of(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: everybody's lines, ours and the libraries', take the same way to standard error."""
    shared: list[Any] = [
        merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=form == "json"),
        without_secrets,
    ]
    end: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    # Tracebacks without the values of variables.
    if form == "json":
        end += [structlog.processors.format_exc_info, without_rows]
        end += [structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback
        end += [without_rows, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    # At the console a line for each page would bury what matters.
    each = level if form == "json" or level == "DEBUG" else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "foreign_pre_chain": shared,
                "processors": end,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "celery": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "taizhang": {"level": each},
        },
    }


def use_ours(**_: object) -> None:
    """For Celery, which would else bring handlers and formats of its own."""
    logging.config.dictConfig(settings.LOGGING)


class RequestLog:
    """Gives each request its id, answers with it, and writes one line when it has ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = given_id(request) or uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        clear_contextvars()
        bind_contextvars(request=request_id)
        begun = time.perf_counter()
        response = self.get_response(request)
        response[HEADER] = request_id
        if not request.path.startswith(settings.STATIC_URL):
            write_request(request, response.status_code, time.perf_counter() - begun)
        clear_contextvars()
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """From here on the address is known: lines written meanwhile carry it."""
        bind_contextvars(method=request.method, path=shown_path(request))
        entry = next((str(kwargs[name]) for name in ENTRY if name in kwargs), None)
        if entry is not None:
            bind_contextvars(ticket=entry)


def given_id(request: HttpRequest) -> str:
    """The id that a declared proxy has given the request already."""
    given = request.headers.get(HEADER, "") if settings.PROXY else ""
    return given if GIVEN.fullmatch(given) else ""


def write_request(request: HttpRequest, status: int, seconds: float) -> None:
    """The one line of a request. Of its query only the names: people look for names and telephones."""
    match = request.resolver_match
    asked = match is not None and match.url_name in QUIET
    write = requests.warning if status >= 500 else requests.debug if asked and status < 400 else requests.info
    known: dict[str, Any] = {"user": person} if (person := known_person(request)) else {}
    if request.GET:
        known["query"] = sorted(request.GET)[:20]
    write(
        "request",
        method=request.method,
        path=shown_path(request),
        status=status,
        ms=round(seconds * 1000, 1),
        **known,
    )


def shown_path(request: HttpRequest) -> str:
    """The path, with what opens something by itself (a signed photo) left out."""
    path, match = request.path, request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if SECRET.search(name):
            path = path.replace(str(value), HIDDEN)
    return path[:LONGEST_PATH]


def known_person(request: HttpRequest) -> str:
    """The id of whoever asked, if that is known by now: the log asks the database for nothing."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return str(user.pk) if user is not None and user.is_authenticated else ""


class TaskLog:
    """What a task writes carries its name and id; it has a line of its own if it did something, or took long."""

    def __init__(self) -> None:
        self.begun: dict[str, float] = {}

    def before(self, task_id: str = "", task: Any = None, **_: object) -> None:
        clear_contextvars()
        bind_contextvars(task=task.name.removeprefix("supervision.tasks."), task_id=task_id)
        self.begun[task_id] = time.perf_counter()

    def after(self, task_id: str = "", retval: Any = None, state: str | None = None, **_: object) -> None:
        seconds = time.perf_counter() - self.begun.pop(task_id, time.perf_counter())
        failed = state != "SUCCESS"
        told = failed or bool(retval) or seconds >= LONG_TASK
        write = tasks.warning if failed else tasks.info if told else tasks.debug
        result = {} if failed or not isinstance(retval, int) else {"done": retval}
        write("task", state=(state or "").lower(), ms=round(seconds * 1000, 1), **result)
        clear_contextvars()
