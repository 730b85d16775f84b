"""The history at the foot of a page of standing data: what was changed, by whom, why."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from sites.models import Unit
from supervision.actions import words
from supervision.models import Event, Post, User
from supervision.roles import Role
from supervision.wording import full_day, moment

SHOWN = 30
NAMED = ("unit", "from", "to", "successor", "parent")  # facts that are ids of units

# (kind of stream, action) -> the sentence; what a fact lacks stays empty.
SAID: dict[tuple[str, str], str | Promise] = {
    ("person", "enrol"): _p("history", "Entered, sign-in name %(username)s"),
    ("person", "describe"): _p("history", "Changed: %(columns)s"),
    ("person", "slip"): _p("history", "Activation slip handed out"),
    ("calendar", "day"): _p("history", "%(date)s%(until)s: %(kind)s %(name)s"),
    ("calendar", "hours"): _p("history", "Office hours %(spans)s from %(from)s to %(to)s"),
    ("calendar", "year"): _p("history", "The holidays of %(year)s are complete"),
    ("calendar", "seed"): _p("history", "Official holidays entered: %(days)s days"),
    ("unit", "found"): _p("history", "Founded: %(name)s"),
    ("unit", "rename"): _p("history", "Renamed: %(before)s → %(after)s"),
    ("unit", "hang"): _p("history", "Hung elsewhere: %(from)s → %(to)s"),
    ("unit", "dissolve"): _p("history", "Dissolved, successor %(successor)s"),
    ("unit", "cover"): _p("history", "Ground: %(zones)s"),
    ("site", "found"): _p("history", "Entered: %(name)s"),
    ("site", "change"): _p("history", "Changed: %(columns)s"),
    ("site", "retire"): _p("history", "Taken out of use"),
    ("zone", "found"): _p("history", "Drawn: %(name)s%(since)s"),
    ("zone", "change"): _p("history", "Changed: %(columns)s%(since)s"),
    ("zone", "split"): _p("history", "Split%(since)s; new zones: %(names)s"),
    ("zone", "merge"): _p("history", "Took in %(names)s%(since)s"),
    ("zone", "end"): _p("history", "Ended%(since)s %(into)s"),
    ("zone", "layer"): _p("history", "Rules changed: %(columns)s"),
    ("zone", "layer_found"): _p("history", "Entered: %(name)s"),
    ("unit", "change"): _p("history", "Changed: %(columns)s"),
    ("unit", "retire"): _p("history", "Taken out of use"),
    ("person", "retire"): _p("history", "Can no longer sign in"),
    ("post", "amend"): _p("history", "Changed: %(columns)s"),
    ("channel", "enter"): _p("history", "Entered: %(name)s"),
    ("channel", "change"): _p("history", "Changed: %(columns)s"),
    ("channel", "on"): _p("history", "Switched on"),
    ("channel", "off"): _p("history", "Switched off"),
    ("channel", "key"): _p("history", "A new key for the signature"),
    ("channel", "again"): _p("history", "Sent again: %(n)s"),
    ("person", "reach"): _p("history", "Chose how to be told: %(columns)s"),
    ("city", "profile"): _p("history", "Changed: %(columns)s"),
    ("city", "bind"): _p("history", "The function %(function)s: %(from)s → %(to)s"),
    ("city", "rule"): _p("history", "What is asked of %(category)s: %(columns)s, catalogue version %(version)s"),
    ("city", "routes"): _p("history", "Where %(category)s goes, catalogue version %(version)s"),
    ("ladder", "version"): _p("history", "Version %(version)s of the ladder"),
    ("post", "appoint"): _p("history", "Appointed: %(unit)s, %(role)s"),
    ("post", "end"): _p("history", "Post ended: %(place)s"),
    ("post", "acting"): _p("history", "%(user)s stands in for the post in %(place)s"),
    ("post", "call_back"): _p("history", "Back early in %(place)s"),
    ("contract", "contract"): _p("history", "Given to %(user)s %(unit)s, from %(begins)s on"),
    ("contract", "hand_over"): _p("history", "Handed over to %(user)s %(to)s, from %(begins)s on"),
    ("contract", "duties"): _p("history", "Entries that went along: %(went)s; that stay: %(left)s"),
    ("contract", "end"): _p("history", "Ended on %(ends)s"),
    ("contract", "term"): _p("history", "Runs until %(ends)s"),
    ("contract_kind", "found"): _p("history", "Entered: %(name)s"),
    ("contract_kind", "rules"): _p("history", "Changed: %(columns)s"),
    ("nights", "plan"): _p("history", "Nights planned: %(n)s"),
}
COLUMNS: dict[str, str | Promise] = {
    "display_name": _p("column", "name"),
    "phone": _p("column", "phone"),
    "name": _p("column", "the name"),
    "name_en": _p("column", "English name"),
    "type_id": _p("column", "kind of site"),
    "lon": _p("column", "longitude"),
    "lat": _p("column", "latitude"),
    "manager": _p("column", "managing unit"),
    "owner": _p("column", "owner"),
    "zone": _p("column", "ground"),
    "type": _p("column", "kind of site"),
    "address": _p("column", "address"),
    "kind": _p("column", "kind"),
    "parent": _p("column", "unit above"),
    "group": _p("column", "ranking group"),
    "functions": _p("column", "functions"),
    "shape": _p("column", "line or area"),
    "parent_zone": _p("column", "zone above"),
    "unit": _p("column", "unit that answers for it"),
    "tree": _p("column", "zones inside zones"),
    "overlap": _p("column", "overlap"),
    "exactly_one": _p("column", "exactly one"),
    "required": _p("column", "required"),
    "tolerance_m": _p("column", "tolerance"),
    "since": _p("column", "in use from"),
    "ended": _p("column", "in use again"),
    "is_active": _p("column", "may sign in"),
    "title": _p("column", "title"),
    "rank": _p("column", "rank"),
    "document_code": _p("column", "document code"),
    "west": _p("column", "bounds"),
    "south": _p("column", "bounds"),
    "east": _p("column", "bounds"),
    "north": _p("column", "bounds"),
    "rules": _p("column", "settings"),
    "email": _p("column", "e-mail address"),
    "wishes": _p("column", "notices wanted"),
    "headers": _p("column", "headers"),
    "template": _p("column", "template"),
    "expects": _p("column", "expected answer"),
    "audience": _p("column", "who gets one"),
    "unit_id": _p("column", "unit"),
    "groups": _p("column", "what goes over it"),
    "keeps_quiet": _p("column", "office time"),
    "limit_value": _p("column", "time limit"),
    "limit_unit": _p("column", "unit of the time limit"),
    "urgency": _p("column", "urgency"),
    "verify": _p("column", "way of checking"),
    "photo_min": _p("column", "photos"),
    "deduction": _p("column", "deduction"),
    "subjects": _p("column", "what it is given for"),
    "layer": _p("column", "layer of zones"),
    "holder": _p("column", "who may hold it"),
    "many": _p("column", "how many may hold it"),
    "routes": _p("column", "whether routing asks for the holder"),
    "moves_duties": _p("column", "whether duties move with it"),
    "shown_on_sign": _p("column", "whether it is on the street sign"),
    "duties": _p("column", "duties on the sign"),
    "duties_en": _p("column", "duties in English"),
    "retired": _p("column", "whether it is still given"),
}

DAYS: dict[str | None, str | Promise] = {
    "off": _p("history", "day off"),
    "work": _p("history", "worked"),
    None: _p("history", "as its weekday"),
}


def history(streams: Iterable[UUID], now: datetime, shown: int = SHOWN) -> dict[str, Any]:
    """The last events of some streams, newest first: at most five queries."""
    found = Event.objects.filter(stream_id__in=list(streams)).order_by("-recorded_at", "-seq")
    events = list(found[: shown + 1])
    names = Names(events[:shown])
    rows = [row(event, names, now) for event in events[:shown]]
    return {"rows": rows, "more": len(events) > shown}


class Names:
    """The people, units and reasons some events speak of."""

    def __init__(self, events: list[Event]) -> None:
        facts = [event.facts for event in events]
        people = {event.actor_id for event in events} | {UUID(fact["user"]) for fact in facts if fact.get("user")}
        units = {UUID(fact[key]) for fact in facts for key in NAMED if is_id(fact.get(key))}
        self.users = User.objects.in_bulk([pk for pk in people if pk])
        self.units = Unit.objects.in_bulk(list(units))
        posts = {event.stream_id for event in events if event.stream_kind == "post"}
        self.places = {post.pk: post.unit.label for post in Post.objects.filter(pk__in=posts).select_related("unit")}
        self.words = words.read(fact["why"]["id"] for fact in facts if isinstance(fact.get("why"), dict))

    def why(self, facts: dict[str, Any]) -> str:
        """The reason; early events of the calendar carry it as a plain text."""
        kept = facts.get("why")
        if isinstance(kept, dict):
            found = self.words.get(kept["id"])
            return "" if found is None else (found.text or _("erased"))
        return str(facts.get("reason", ""))


def is_id(value: Any) -> bool:
    """A fact that names a row."""
    return isinstance(value, str) and len(value) == 36


def row(event: Event, names: Names, now: datetime) -> dict[str, Any]:
    """One event as a line."""
    facts = event.facts
    actor = names.users.get(event.actor_id) if event.actor_id else None
    return {
        "at": moment(event.occurs_at, now),
        "who": str(actor) if actor else _("the platform"),
        "what": sentence(event, facts, names),
        "why": names.why(facts),
    }


def sentence(event: Event, facts: dict[str, Any], names: Names) -> str:
    """What was done."""
    words_ = SAID.get((event.stream_kind, event.action))
    if words_ is None:
        return event.action
    values: dict[str, Any] = defaultdict(str)
    values.update({key: plain(key, value, names) for key, value in facts.items()})
    if "until" in facts:
        values["until"] = "" if facts["until"] == facts.get("date") else f" — {facts['until']}"
    values["since"] = _(" from %(day)s on") % {"day": facts["on"]} if facts.get("on") else ""
    values["into"] = _("(into %(zone)s)") % {"zone": facts["into"]} if facts.get("into") else ""
    values["place"] = names.places.get(event.stream_id, "")
    return str(words_) % values


def plain(key: str, value: Any, names: Names) -> str:
    """One fact in words."""
    if key in NAMED and is_id(value):
        unit = names.units.get(UUID(value))
        return unit.label if unit else ""
    if key == "user":
        return str(names.users.get(UUID(value), ""))
    if key == "role":
        return str(Role(value).label)
    if key == "columns":
        return pgettext("enumeration", ", ").join(dict.fromkeys(str(COLUMNS.get(one, one)) for one in value))
    if key in ("begins", "ends"):
        return full_day(timezone.localtime(datetime.fromisoformat(value)).date()) if value else _("further notice")
    if key == "kind":
        return str(DAYS.get(value, value))
    if key == "spans":
        return " ".join("—".join(span) for span in value)
    if value is None:
        return _("nothing")
    return str(value)
