"""The registry of long work: what a kind of job does, what it is called, and who may look at it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

Clock = Callable[[], datetime]


def no_words(job: Any) -> str:
    """A kind whose end needs no explanation."""
    return ""


def no_links(job: Any) -> list[tuple[str, str | Promise]]:
    """A kind that leads nowhere."""
    return []


@dataclass(frozen=True)
class JobKind:
    """One kind of long work.

    `work(job, clock)` does it in short steps and returns the result, a dict that goes into JSON; safe to begin again,
    as a job whose runner died is worked on from the start. It calls `jobs.progress` and ends early when that is false.
    `said(job)` is the result as a sentence, `links(job)` are addresses with words to go on from there. A result with
    a `file` ({"path": name in the storage, "name": for people, "type": content type}) can be fetched by who asked.
    `roles` may look at it besides who asked. It is not begun while a job of the kind `after` waits or runs.
    """

    name: str
    title: str | Promise
    work: Callable[[Any, Clock], dict[str, Any]]
    said: Callable[[Any], str] = no_words
    links: Callable[[Any], list[tuple[str, str | Promise]]] = no_links
    roles: tuple[str, ...] = ()
    after: str = ""


KINDS: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> None:
    """Called once from `AppConfig.ready`."""
    KINDS[kind.name] = kind


def job_kind(name: str) -> JobKind:
    """The kind; one that nobody registered stops the work with a sentence."""
    try:
        return KINDS[name]
    except KeyError:
        raise ImproperlyConfigured(f"No app has registered the kind of job {name!r}.") from None


def comes_after(name: str) -> str:
    """The kind of job that must have ended before one of this kind begins; empty for most."""
    return KINDS[name].after if name in KINDS else ""
