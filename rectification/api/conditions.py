"""The conditions of the ledger as a program states them: the page's own filter, read strictly."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from rectification.filters import READERS, STATES, TIMES, Filter
from rectification.models import Source
from rectification.workflow import Status
from sites.vocabulary import Urgency, Verify
from supervision.api.errors import Unreadable
from supervision.api.fields import writable
from supervision.api.queries import repeated
from supervision.ladder import Rung

# What a list of programs may be narrowed by: the ledger's conditions but for how a page looks.
CONDITIONS = tuple(name for name in READERS if name not in ("order", "view"))
KINDS: dict[str, tuple[Any, tuple[str, ...], Any]] = {
    "q": (str, (), _("Words that must all be found: number, site, kind of problem, words of the filing.")),
    "state": (str, tuple(state for state in STATES if state != "former"), _("`all` if not said.")),
    "time": (str, TIMES, _("By time left; `stop` is with the checker or long-term.")),
    "unit": (OpenApiTypes.UUID, (), _("Owed by this unit or one below it.")),
    "zone": (OpenApiTypes.UUID, (), _("On this ground.")),
    "holder": (OpenApiTypes.UUID, (), _("On ground that this person, post or unit holds by contract today.")),
    "contract": (str, (), _("With `holder`: of their ground only what they hold by this kind of contract.")),
    "category": (str, (), _("Code of a kind of problem, or of a group of them.")),
    "standard": (str, (), _("Code of a standard.")),
    "type": (str, (), _("Kind of site.")),
    "site": (OpenApiTypes.UUID, (), _("At this site.")),
    "source": (str, tuple(Source.values), _("Where it came from.")),
    "team": (OpenApiTypes.UUID, (), _("Found by this team.")),
    "person": (str, (), _("Part of the name of who owes, checks or found it.")),
    "urgency": (str, tuple(Urgency.values), ""),
    "rung": (str, tuple(rung.code for rung in Rung), _("Has reached this rung or a higher one.")),
    "since": (OpenApiTypes.DATE, (), _("Written on this day or later.")),
    "until": (OpenApiTypes.DATE, (), _("Written on this day or earlier.")),
    "due_since": (OpenApiTypes.DATE, (), _("The time limit that is scored falls on this day or later.")),
    "due_until": (OpenApiTypes.DATE, (), _("The time limit that is scored falls on this day or earlier.")),
    "kept": (str, ("yes", "no"), _("`yes`: struck off in time; `no`: its time limit was missed.")),
    "again": (str, ("relapse", "false", "failed"), _("A relapse, a false strike-off, failed a check.")),
    "verified": (str, tuple(Verify.values), _("How the fix was checked.")),
}
STATUS = OpenApiParameter("status", str, description=_("States with commas between, any of which may be."))
AFTER = OpenApiParameter("after", str, description=_("`after` of the page before; without it the first page."))


def parameters() -> list[OpenApiParameter]:
    """For the description of the API."""
    named = [
        OpenApiParameter(name, kind, enum=list(values) or None, description=words)
        for name, (kind, values, words) in KINDS.items()
    ]
    return [*named, STATUS, AFTER]


def read_filter(query: QueryDict) -> tuple[Filter, list[str]]:
    """The conditions of an address, and states of which any may be; a program is told of what cannot be read."""
    asked = {name: str(value) for name, value in query.items()}
    statuses = asked["status"].split(",") if "status" in asked else []
    given = {name: value for name, value in asked.items() if name in CONDITIONS}
    wanted = Filter.read({**given, "state": given.get("state") or "all"})
    unread = [name for name in query if name not in CONDITIONS and name not in ("status", "after")]
    unread += [name for name, value in given.items() if not kept(value, getattr(wanted, name))]
    unread += ["status"] * (not set(statuses) <= set(Status))
    unread += ["state"] * (wanted.state == "former")
    errors = [wrong(name) for name in dict.fromkeys(unread)]
    errors += repeated(query)
    if errors:
        raise Unreadable(errors)
    return wanted, statuses


def kept(given: str, read: Any) -> bool:
    """Whether a condition means what was written, all of it."""
    if "\x00" in given or not read:
        return False
    return read == given.strip() if isinstance(read, str) else True


def wrong(name: str) -> dict[str, str]:
    """A condition that is none."""
    known = name in CONDITIONS or name == "status"
    words = _("This cannot be read.") if known else _("There is no such condition.")
    return {"field": writable(name[:60]), "code": "invalid" if known else "unknown", "detail": str(words)}
