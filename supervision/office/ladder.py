"""The ladder as the office sees it: drawn for each kind of duty, its versions, and a draft beside what is in force."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from supervision import ladder_words as words
from supervision.actions.calendars import ladder, ladder_in_force
from supervision.actions.ladder_edit import LADDER_STREAM
from supervision.ladder import BUILT_IN, LadderRule
from supervision.ladder_draft import can_climb, differences, groups, rules_of
from supervision.models import DutyKind, Event, LadderVersion
from supervision.office.history import Names
from supervision.wording import RUNGS, listed, moment

SHOWN = 20


def ladder_page(now: datetime) -> dict[str, Any]:
    """Each ladder of the version in force, and how the versions came about."""
    number = ladder_in_force(now)
    rules = ladder(number).rules
    return {
        "number": number,
        "ladders": [drawn(rules, kinds) for kinds in groups(rules)],
        "versions": versions(now),
    }


def drawn(rules: Sequence[LadderRule], kinds: Sequence[str]) -> dict[str, Any]:
    """The ladder of some kinds of duty, rung by rung."""
    own = rules_of(rules, kinds[0])
    return {
        "title": kinds_words(kinds),
        "rungs": [rung_row(rule) for rule in own],
        "edit_url": reverse("office_ladder_edit", args=[kinds[0]]),
    }


def kinds_words(kinds: Iterable[str]) -> str:
    """Kinds of duty by name."""
    return capfirst(listed([str(DutyKind(kind).label) for kind in kinds]))


def rung_row(rule: LadderRule) -> dict[str, Any]:
    """One way up."""
    return {
        "rung": {"level": int(rule.rung) + 1, "label": str(RUNGS[rule.rung])},
        "when": words.when(rule.moment),
        "who": words.who(rule.recipients),
        "confirm": rule.confirm,
        "active": rule.active,
        "carried": can_climb(rule),
    }


def versions(now: datetime) -> list[dict[str, Any]]:
    """The last versions, newest first, with who, why and what changed in words; the built-in one comes first of all."""
    rows = list(LadderVersion.objects.order_by("-version")[:SHOWN])
    events = {e.facts["version"]: e for e in Event.objects.filter(stream_id=LADDER_STREAM).order_by("-seq")[:SHOWN]}
    names = Names(list(events.values()))
    found = [version(row, events[row.version], names, now) for row in rows if row.version in events]
    if len(rows) < SHOWN:
        found.append({"number": BUILT_IN.number, "at": "", "who": _("the platform"), "why": "", "changes": []})
    return found


def version(row: LadderVersion, event: Event, names: Names, now: datetime) -> dict[str, Any]:
    """One version beside the one it follows."""
    facts = event.facts
    return {
        "number": row.version,
        "at": moment(row.valid_from, now),
        "who": str(names.users.get(event.actor_id, "")) if event.actor_id else _("the platform"),
        "why": names.why(facts),
        "changes": changes(ladder(facts["follows"]).rules, ladder(row.version).rules),
    }


def changes(before: Sequence[LadderRule], after: Sequence[LadderRule]) -> list[str]:
    """What one ladder says that another did not, each thing once with the kinds of duty it is about."""
    found: dict[str, list[str]] = {}
    for kind, old, new in differences(before, after):
        found.setdefault(words.change(old, new), []).append(kind)
    return [_("%(kinds)s: %(what)s") % {"kinds": kinds_words(kinds), "what": what} for what, kinds in found.items()]
