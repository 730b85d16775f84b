"""Who read what residents told, who took a list out and who fetched a file: the streams of reads as one list."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.actions.access import stream_of
from supervision.models import Event, Post, User
from supervision.paging import Behind, read_mark, write_mark
from supervision.wording import moment

PAGE = 40
WHAT = {"out": ("export", "fetch"), "read": ("read",)}


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    q: str = ""
    what: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """Anything unknown is left out."""
        what = query.get("what", "")
        return cls(query.get("q", "").strip()[:60], what if what in WHAT else "")

    def url(self, **changes: Any) -> str:
        """The same list with something changed."""
        found = replace(self, **changes)
        return "?" + urlencode({f.name: getattr(found, f.name) for f in fields(self) if getattr(found, f.name)})


def streams(name: str = "") -> list[UUID]:
    """The streams of reads of everybody, or of those of a name: one query. The rows are found by them alone."""
    people = User.objects.all()
    if name:
        letters = name.lower().replace(" ", "")
        people = people.filter(Q(display_name__icontains=name) | Q(username=name) | Q(initials__startswith=letters))
    return [stream_of(pk) for pk in people.values_list("pk", flat=True)]


def listed(query: QueryDict, now: datetime) -> dict[str, Any]:
    """One page, the newest first: five queries, however much was read."""
    asked, mark = Asked.read(query), read_mark(query.get("after", ""))
    rows = Event.objects.filter(stream_id__in=streams(asked.q))
    if asked.what:
        rows = rows.filter(action__in=WHAT[asked.what])
    if mark:
        rows = rows.filter(Behind("recorded_at", mark, falling=True))
    found = list(rows.order_by("-recorded_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    after = urlencode({"after": write_mark(last.recorded_at, last.pk)}) if last else ""
    return {
        "rows": lines(found[:PAGE], now),
        "asked": asked,
        "chips": [{"label": label, "url": asked.url(what=key), "on": asked.what == key} for key, label in chips()],
        "first_url": asked.url() if mark else None,
        "next_url": f"{asked.url()}&{after}" if after else None,
    }


def chips() -> list[tuple[str, str]]:
    """The ways to narrow the list."""
    return [("", _("Everything")), ("out", _("Taken out")), ("read", _("What residents told"))]


def lines(events: list[Event], now: datetime) -> list[dict[str, Any]]:
    """The events with who and in which post: two queries."""
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    posts = Post.objects.select_related("unit").in_bulk({event.post_id for event in events if event.post_id})
    found = []
    for event in events:
        post = posts.get(event.post_id) if event.post_id else None
        found.append(
            {
                "at": moment(event.occurs_at, now),
                "who": str(people.get(event.actor_id) or _("the platform")),
                "post": f"{post.unit.label}·{post.called}" if post else "",
                **said(event.action, event.facts),
            }
        )
    return found


def said(action: str, facts: dict[str, Any]) -> dict[str, str]:
    """What was done, and what it was done to."""
    if action == "read":
        number = str(facts.get("number", ""))
        return {"what": _("Opened an entry that a resident told of"), "name": number, "url": entry_url(number)}
    if action == "export" and "zones" in facts:
        name = f"{facts['zones']} · {facts['on']} · {facts['form']} · {facts['system']}"
        return {"what": _("Took out the zones of a layer"), "name": name, "url": ""}
    if action == "export" and "ranking" in facts:
        url = f"/rankings/{facts['ranking']}/"
        return {"what": _("Took out the workbook of a ranking"), "name": str(facts["name"]), "url": url}
    if action == "export":
        n = len(facts.get("columns", ()))
        words = ngettext("Asked for a list, %(n)s column", "Asked for a list, %(n)s columns", n) % {"n": n}
        pictures = _("with photos") if facts.get("pictures") else ""
        query = str(facts.get("query", ""))
        return {"what": words, "more": pictures, "name": _("this list"), "url": f"{reverse('ledger')}?{query}"}
    return {"what": _("Fetched a file"), "name": str(facts.get("name", "")), "url": ""}


def entry_url(number: str) -> str:
    """The entry's page."""
    return reverse("entry", args=[number]) if number else ""
