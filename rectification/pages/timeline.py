"""The story of an entry: each event as a title, a moment and the lines that say what it was about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rectification.models import Petition
from rectification.pages.material import who_owes
from rectification.pages.reading import Reading
from rectification.pages.receipts import receipts
from rectification.wording import EVENTS, duty, petition
from rectification.workflow import Action
from sites.models import Category, Unit
from sites.vocabulary import Verify
from supervision.actions.words import read as read_words
from supervision.ladder import Count
from supervision.ladder_words import when
from supervision.limits import read_moment
from supervision.models import Duty, DutyKind, Event, Post, User, Words
from supervision.wording import day_word, full_day, listed, moment, rung_word

WORD_FACTS = ("words", "place_words", "anyway")


@dataclass(frozen=True)
class Names:
    """Every name the story uses: five queries."""

    people: dict[str, str]
    posts: dict[str, str]
    units: dict[str, str]
    categories: dict[str, str]
    words: dict[str, Words]

    def spoken(self, fact: dict[str, str] | None) -> str:
        """Free words of an event, or that they were erased."""
        row = self.words.get(fact["id"]) if fact else None
        if row is None:
            return ""
        return _("(words erased)") if row.erased_at else row.text


def timeline(reading: Reading) -> list[dict[str, Any]]:
    """The events, newest first, as components/event.html."""
    names = names_of(reading.events, reading)
    seen = receipts(reading)
    return [shown(event, names, reading, seen.get(event.id, "")) for event in reversed(reading.events)]


def names_of(events: list[Event], reading: Reading) -> Names:
    """The names behind the ids in the facts."""
    facts = [event.facts for event in events]
    posts = {str(event.post_id) for event in events if event.post_id} | {
        f[key] for f in facts for key in ("post", "leader", "partner") if f.get(key)
    }
    held = Post.objects.filter(pk__in=posts).select_related("unit", "user")
    units = {f[key] for f in facts for key in ("unit", "from", "review") if f.get(key)}
    people = {str(event.actor_id) for event in events if event.actor_id}
    people |= {told[0] for f in facts for told in f.get("told", ())}
    said = [f[key]["id"] for f in facts for key in WORD_FACTS if f.get(key)]
    codes = {f[key] for f in facts for key in ("from", "to") if isinstance(f.get(key), str)}
    version = reading.ticket.catalogue
    return Names(
        people=_by_id(User.objects.filter(pk__in=people)),
        posts={str(post.pk): f"{post.unit.label} {post.user}" for post in held},
        units={str(unit.pk): unit.label for unit in Unit.objects.filter(pk__in={u for u in units if _is_id(u)})},
        categories={c.code: c.label for c in Category.objects.filter(version=version, code__in=codes)},
        words=read_words(said),
    )


def _by_id(rows: Iterable[Any]) -> dict[str, str]:
    return {str(row.pk): str(row) for row in rows}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def shown(event: Event, names: Names, reading: Reading, seen: str = "") -> dict[str, Any]:
    """One event."""
    now = reading.viewer.now
    return {
        "look": look(event),
        "title": title(event),
        "moment": moment(event.occurs_at, now),
        "at": event.occurs_at,
        "lines": [line for line in (*lines(event, names, reading), seen) if line],
    }


def look(event: Event) -> str:
    """The mark in the line: a seal, a rung, a change of the state, or a plain ring."""
    if event.action == Action.PASS:
        return "seal"
    if event.action == "rung":
        return "rung"
    return "big" if event.before != event.after else ""


def title(event: Event) -> str:
    """What happened."""
    facts = event.facts
    if event.action == "rung":
        word = rung_word(facts["rung"])
        if facts.get("state") == "proposed":
            return _("%(rung)s proposed") % {"rung": word}
        return of_duty(word, facts["kind"])
    words = str(EVENTS.get(event.action, event.action))
    if event.action == Action.FAIL:
        nth = ngettext("%(n)s time", "%(n)s times", facts["rework"]) % {"n": facts["rework"]}
        return _("%(what)s, %(nth)s") % {"what": words, "nth": nth}
    if event.action in (Action.ASK, Action.WITHDRAW, Action.DECIDE):
        return _("%(what)s: %(kind)s") % {"what": words, "kind": petition(facts["kind"])}
    return words


def lines(event: Event, names: Names, reading: Reading) -> list[str]:
    """Who, what about, and in which words."""
    facts = event.facts
    about = [who(event, names), *details(event, facts, names, reading), photos(facts)]
    spoken = [names.spoken(facts.get("words"))]
    if facts.get("anyway"):
        spoken.append(_("not the same: %(why)s") % {"why": names.spoken(facts["anyway"])})
    return [pgettext("list", ", ").join(part for part in about if part), *spoken]


def who(event: Event, names: Names) -> str:
    """The person in the post they acted in; the platform for what came by itself."""
    if event.actor_id is None:
        return _("by itself")
    person = names.people.get(str(event.actor_id), "")
    held = names.posts.get(str(event.post_id), "")
    # Somebody who stands in for the holder of the post is named beside it.
    return held if held.endswith(person) else _("%(person)s for %(post)s") % {"person": person, "post": held}


def photos(facts: dict[str, Any]) -> str:
    """How many photos came with it."""
    n = len(facts.get("photos", ()))
    return ngettext("%(n)s photo", "%(n)s photos", n) % {"n": n} if n else ""


def details(event: Event, facts: dict[str, Any], names: Names, reading: Reading) -> list[str]:
    """What the step was about, besides people, photos and words."""
    now = reading.viewer.now
    found = []
    if event.action == "rung":
        told = [f"{names.people.get(str(user), '')}" for user, _post, _relation in facts["told"]]
        found.append(_("told: %(who)s") % {"who": listed(told)} if told else "")
    if event.action == Action.PASS:
        found.append(how_checked(facts["how"]))
    if event.action in (Action.FILE, Action.ADMIT):
        found += [_("to %(unit)s") % {"unit": who_owes(row)} for row in given(event, reading)]
    if facts.get("unit") in names.units:
        found.append(_("to %(unit)s") % {"unit": names.units[facts["unit"]]})
    if facts.get("from") in names.units:
        found.append(_("from %(unit)s") % {"unit": names.units[facts["from"]]})
    if facts.get("from") in names.categories and facts.get("to") in names.categories:
        values = {"before": names.categories[facts["from"]], "after": names.categories[facts["to"]]}
        found.append(_("%(before)s becomes %(after)s") % values)
    if facts.get("review") in names.units:
        found.append(_("%(unit)s checks") % {"unit": names.units[facts["review"]]})
    if facts.get("post") in names.posts:
        found.append(_("to %(unit)s") % {"unit": names.posts[facts["post"]]})
    if event.action == Action.RECORD_TALK:
        found.append(talk(facts, names, now))
    elif facts.get("leader") in names.posts:
        found.append(_("led by %(who)s") % {"who": names.posts[facts["leader"]]})
    if facts.get("document"):
        day = full_day(date.fromisoformat(facts["dated"]))
        found.append(_("%(document)s of %(day)s") % {"document": facts["document"], "day": day})
    if facts.get("count"):
        found.append(when(Count(*facts["count"])))
    if facts.get("until"):
        found.append(_("until %(day)s") % {"day": moment(read_moment(facts["until"]), now, clock=False)})
    if "verdict" in facts:
        found.append(verdict(event.action, facts["verdict"]))
    if event.action in (Action.SET_RUNG, Action.CONFIRM_RUNG, Action.REVOKE_RUNG, Action.STATE):
        found.append(of_duty(rung_word(facts["rung"]), facts.get("kind", DutyKind.RECTIFY)))
    if event.action == "revoke":
        found.append(listed([rung_word(code) for code in facts["rungs"]]))
    if event.action in (Action.MERGE, Action.MARK_RELAPSE, Action.JOIN) and facts.get("number"):
        found.append(facts["number"])
    return found


def talk(facts: dict[str, Any], names: Names, now: datetime) -> str:
    """Who talked with whom, and when."""
    values = {name: names.posts.get(facts[name], "") for name in ("leader", "partner")}
    return _("%(leader)s with %(partner)s, %(day)s") % {
        **values,
        "day": day_word(date.fromisoformat(facts["on"]), timezone.localtime(now).date()),
    }


def of_duty(word: str, kind: str) -> str:
    """A rung, and of what, where it is not the unit's own duty."""
    return word if kind == DutyKind.RECTIFY else f"{word}·{duty(kind)}"


def given(event: Event, reading: Reading) -> list[Duty]:
    """What was owed by a unit from this event on."""
    started = [row for row in reading.desk.duties if row.started_at == event.occurs_at]
    return [row for row in started if row.kind == DutyKind.RECTIFY and not row.parent_id]


def how_checked(how: str) -> str:
    """On the spot, or from the photos."""
    return pgettext("check", "checked on the spot") if how == Verify.ONSITE else pgettext("check", "checked by photo")


def verdict(action: str, yes: bool) -> str:
    """What was decided."""
    if action == Action.DECIDE:
        return str(Petition.State.GRANTED.label if yes else Petition.State.REFUSED.label)
    return pgettext("work below", "confirmed") if yes else pgettext("work below", "goes on")
