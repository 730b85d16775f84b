"""Deliveries into letters: what they say, in the language of whoever reads it, with a link that opens the thing."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.utils.translation import pgettext_lazy as _p

from sites.models import Category, City
from supervision.actions import words
from supervision.actions.outward import following
from supervision.canonical import moment_text
from supervision.couriers import Letter, Receiver
from supervision.couriers.signing import key_of
from supervision.ids import new_id
from supervision.kinds import kind_of
from supervision.models import Channel, Delivery, Duty, DutyState, Notice, Post, User
from supervision.wording import moment, notice_words

LISTED = 20  # lines of a message that stands for many
FEW = 3  # numbers of entries in it, where a template asks for one
# The figures of a morning digest, in the order in which they are said.
MORNING = {
    "due": _p("morning", "%(n)s due"),
    "late": _p("morning", "%(n)s late"),
    "listed": _p("morning", "%(n)s listed"),
    "promised": _p("morning", "%(n)s whose target date has come"),
    "check": _p("morning", "%(n)s to check"),
    "judge": _p("morning", "%(n)s to decide or send out"),
    "awaited": _p("morning", "%(n)s answers that wait for your word"),
    "gaps": _p("morning", "%(n)s gaps nobody answers for"),
    "overdue": _p("morning", "%(n)s proposed measures that wait too long for the office's word"),
}
Names = dict[tuple[int, str], str]


def receiver_of(channel: Channel) -> Receiver:
    """The channel as the couriers know it."""
    key = key_of(channel.id, channel.key_no) if channel.kind == Channel.Kind.WEB else ""
    return Receiver(channel.kind, channel.address, channel.headers, channel.template, channel.expects, key)


def category_names(notices: Iterable[Notice]) -> Names:
    """Names of the categories the notices speak of, in the reader's language: one query."""
    return {pair: row.label for pair, row in categories(notices).items()}


def categories(notices: Iterable[Notice]) -> dict[tuple[int, str], Category]:
    """The categories the notices speak of: one query."""
    asked = {(row.facts.get("catalogue"), row.facts.get("category")) for row in notices}
    versions, codes = {version for version, _code in asked}, {code for _version, code in asked}
    found = Category.objects.filter(version__in=versions - {None}, code__in=codes - {None})
    return {(category.version_id, category.code): category for category in found}


def told_facts(notices: Iterable[Notice]) -> dict[UUID, dict[str, Any]]:
    """The facts of each notice, with the erasable words they name instead of their ids: one query, if there are any."""
    found = list(notices)
    kept = words.read({row.facts["note"] for row in found if row.facts.get("note")})
    texts = {pk: row.text for pk, row in kept.items()}
    return {
        row.pk: {**row.facts, "note": texts.get(row.facts["note"], "")} if row.facts.get("note") else row.facts
        for row in found
    }


def test_letter(channel: Channel, user: User, now: datetime) -> Letter:
    """What is sent to see whether it arrives; to the person who asks, in their language of the moment."""
    if channel.serves == Channel.Serves.EVENTS:
        return following.test_letter(now)
    pk, url = new_id(), settings.PUBLIC_URL + reverse("notices")
    text = _("A test of %(name)s: if you read this, notices arrive this way.") % {"name": channel.name}
    person = {"person": str(user), "phone": user.phone} if channel.audience == Channel.Audience.PERSON else {}
    values = {"id": str(pk), "kind": "test", "text": text, "title": text, "url": url, "n": "1", **person}
    return Letter(pk, now, text, f"{text}\n\n{url}\n", {**values, "at": now.isoformat(timespec="seconds")}, user.email)


class Writer:
    """Writes the letters of some deliveries; a fixed number of queries for many."""

    def __init__(self, deliveries: Sequence[Delivery], now: datetime) -> None:
        self.now = now
        ids = {UUID(pk) for row in deliveries for pk in row.notices}
        self.notices = Notice.objects.in_bulk(list(ids))
        told = list(self.notices.values())
        self.categories = categories(told)
        self.facts = told_facts(told)
        self.users = User.objects.in_bulk([row.user_id for row in deliveries if row.user_id])
        posts = Post.objects.filter(pk__in={row.post_id for row in told if row.post_id}).select_related("unit")
        self.posts = {post.pk: post for post in posts}
        self.dues = self.due_times(told)
        self.places = self.subjects([n for row in deliveries if not row.user_id for n in self.of(row)])
        self.city = City.objects.current()

    def of(self, row: Delivery) -> list[Notice]:
        """The notices of a delivery, in order."""
        return [self.notices[UUID(pk)] for pk in row.notices if UUID(pk) in self.notices]

    @staticmethod
    def due_times(notices: Iterable[Notice]) -> dict[tuple[UUID, UUID], datetime]:
        """By when each unit owes something on each subject: one query. What is sent out does not say it by itself."""
        running = Duty.objects.filter(subject_id__in={n.subject_id for n in notices}, state=DutyState.RUNNING)
        rows = running.order_by("-due_at").values_list("subject_id", "unit_id", "due_at")
        return {(subject, unit): due for subject, unit, due in rows}

    def due(self, notice: Notice) -> str:
        """Until when the thing is to be done, if it is to be done by whoever reads it."""
        post = self.posts.get(notice.post_id) if notice.post_id else None
        known = notice.facts.get("due_at")
        own = self.dues.get((notice.subject_id, post.unit_id)) if post else None
        return str(known) if known else moment_text(own) if own else ""

    @staticmethod
    def subjects(notices: Iterable[Notice]) -> dict[UUID, str]:
        """Addresses of the entries: a message for a whole group leads there, as a notice opens for one person only."""
        by_kind: dict[str, list[UUID]] = {}
        for notice in notices:
            by_kind.setdefault(notice.subject_kind, []).append(notice.subject_id)
        found: dict[UUID, str] = {}
        for kind, ids in by_kind.items():
            named = kind_of(kind).named
            found.update({pk: url for pk, (_number, url) in (named(ids) if named else {}).items()})
        return found

    def letter(self, row: Delivery) -> Letter:
        """The letter of one delivery."""
        if following.is_event(row):
            return following.letter(row, self.now)
        user = self.users.get(row.user_id) if row.user_id else None
        language = (user.language if user else "") or settings.LANGUAGE_CODE
        with translation.override(language):
            return self.written(row, user)

    def written(self, row: Delivery, user: User | None) -> Letter:
        """The letter, in the language of the moment."""
        told = self.of(row)
        lines = [self.line(notice) for notice in told]
        path = self.path(row, told)
        url = settings.PUBLIC_URL + path
        title = self.said(row)
        said = lines if len(lines) == 1 else [title, *lines[:LISTED], *self.rest(len(lines))]
        text = "\n".join(said)
        body = f"{text}\n\n{url}\n" + (f"\n-- \n{self.foot()}\n" if user else "")
        values = self.values(row, told, user) | {"text": text, "title": title, "url": url, "n": str(len(told))}
        return Letter(row.id, self.now, title, body, values, user.email if user else "")

    def said(self, row: Delivery) -> str:
        """What a delivery says in a line, in the language of the moment."""
        if following.is_event(row):
            return following.line(row)
        if row.facts.get("kind") == "morning":
            return self.morning(row.facts)
        told = self.of(row)
        return self.line(told[0]) if len(told) == 1 else self.title(len(told))

    @staticmethod
    def morning(facts: dict[str, int]) -> str:
        """What waits today: "Today: 3 due, 1 listed, 5 to check"."""
        parts = [str(words) % {"n": facts[name]} for name, words in MORNING.items() if facts.get(name)]
        return _("Today: %(parts)s") % {"parts": pgettext("enumeration", ", ").join(parts)}

    def line(self, notice: Notice) -> str:
        """One notice as its sentence."""
        category = self.categories.get((notice.facts.get("catalogue", 0), notice.facts.get("category", "")))
        return notice_words(notice.key, self.facts[notice.pk], category.label if category else "", self.now)

    @staticmethod
    def title(n: int) -> str:
        """Of a message that stands for many."""
        return ngettext("%(n)s notice from the ledger", "%(n)s notices from the ledger", n) % {"n": n}

    @staticmethod
    def rest(n: int) -> list[str]:
        """What is not listed."""
        more = n - LISTED
        return [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}] if more > 0 else []

    def path(self, row: Delivery, told: list[Notice]) -> str:
        """Where the letter leads; whoever is not signed in comes there afterwards."""
        if len(told) != 1:
            return "/" if row.facts.get("kind") == "morning" else reverse("notices")
        return reverse("notice", args=[told[0].pk]) if row.user_id else self.places.get(told[0].subject_id, "/")

    def foot(self) -> str:
        """Why this came."""
        name = self.city.label if self.city else _("Taizhang")
        address = settings.PUBLIC_URL + reverse("notices")
        words = _("%(city)s, problem ledger. Everything is in the app as well: %(address)s")
        return words % {"city": name, "address": address}

    def values(self, row: Delivery, told: list[Notice], user: User | None) -> dict[str, str]:
        """What a template may name. Of several notices: the first few, the earliest due time, the most urgent."""
        facts = [notice.facts for notice in told]
        names = [self.categories.get((each.get("catalogue", 0), each.get("category", ""))) for each in facts]
        posts = [self.posts.get(notice.post_id) for notice in told if notice.post_id]
        due = min(filter(None, map(self.due, told)), default="")
        return {
            "id": str(row.id),
            "kind": told[0].key if len(told) == 1 else row.facts.get("kind", "digest"),
            "number": first_few(sorted(str(each.get("number") or each.get("called", "")) for each in facts)),
            "what": first_few(name.label for name in names if name),
            "urgency": min((each["urgency"] for each in facts if each.get("urgency")), default=""),
            "due": due,
            "until": moment(datetime.fromisoformat(due), self.now) if due else "",
            "person": str(user) if user else "",
            "phone": user.phone if user else "",
            "unit": first_few(post.unit.label for post in posts if post),
            "at": row.created_at.isoformat(timespec="seconds"),
        }


def first_few(words: Iterable[str]) -> str:
    """The first three different ones, and how many more there are."""
    found = list(dict.fromkeys(filter(None, words)))
    shown = pgettext("enumeration", ", ").join(found[:FEW])
    more = len(found) - FEW
    if more <= 0:
        return shown
    return ngettext("%(words)s and %(n)s more", "%(words)s and %(n)s more", more) % {"words": shown, "n": more}
