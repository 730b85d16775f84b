"""What the rules of contracts look at, read once for any number of them: kinds, units, posts, subjects, holders."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from sites.models import Site, Unit, Zone
from sites.models.named import label_of
from supervision.contract_kinds import LINE, SITE, UNIT_GROUP, ZONE
from supervision.models import Contract, ContractKind, Post, User

Subject = tuple[str, str]  # kind of subject, key


@dataclass(frozen=True)
class Wanted:
    """One contract somebody wants to give: without `since` from now on, without `until` for good.

    `follows` is the contract it is handed over from; with `user` None the unit alone holds it.
    """

    kind: str
    unit: UUID
    user: UUID | None
    subject: Subject
    since: datetime | None = None
    until: datetime | None = None
    follows: UUID | None = None


class Thing(NamedTuple):
    """A subject by its names; `layer` of a zone, and the days on which it exists."""

    name: str
    name_en: str
    layer: str = ""
    row: Any = None

    @property
    def label(self) -> str:
        """In the reader's language."""
        return label_of(self.name, self.name_en)


@dataclass(frozen=True)
class Span:
    """Somebody who holds a subject, from and to (exclusive): a stored contract, or one that is about to be."""

    unit_id: UUID
    user_id: UUID | None
    since: datetime
    until: datetime | None
    row: Contract | None = None

    def meets(self, since: datetime, until: datetime | None) -> bool:
        """Whether there is a moment in both."""
        return (self.until is None or since < self.until) and (until is None or self.since < until)

    def ended(self, at: datetime) -> "Span":
        """The same, until then."""
        return replace(self, until=at)


def things(subjects: Iterable[Subject]) -> dict[Subject, Thing]:
    """Subjects by kind and key, those that exist or once did: three queries at most."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in subjects:
        keys[kind].add(key)
    found: dict[Subject, Thing] = {}
    zones = Zone.objects.filter(pk__in=ids_of(keys[ZONE])).select_related("layer") if keys[ZONE] else ()
    for zone in zones:
        found[ZONE, str(zone.pk)] = Thing(zone.name, zone.name_en, zone.layer.code, zone)
    sites = Site.objects.filter(pk__in=ids_of(keys[SITE])).defer("geometry") if keys[SITE] else ()
    for site in sites:
        found[SITE, str(site.pk)] = Thing(site.name, site.name_en, "", site)
    if keys[UNIT_GROUP]:
        for group in Unit.objects.filter(ranking_group__in=keys[UNIT_GROUP]).values_list("ranking_group", flat=True):
            found[UNIT_GROUP, group] = Thing(group, "")
    for line in keys[LINE]:
        found[LINE, line] = Thing(line, "")
    return found


def ids_of(keys: Iterable[str]) -> list[UUID]:
    """Those of the keys that are ids."""
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found


class Facts:
    """Everything the rules of these contracts need, as of one moment: eight queries however many they are."""

    def __init__(self, wanted: Sequence[Wanted], now: datetime) -> None:
        self.now = now
        self.today = timezone.localtime(now).date()
        self.kinds = ContractKind.objects.in_bulk({one.kind for one in wanted})
        self.units = Unit.objects.in_bulk({one.unit for one in wanted})
        self.things = things(one.subject for one in wanted)
        self.posts: dict[tuple[UUID, UUID], list[Post]] = defaultdict(list)
        users = {one.user for one in wanted if one.user}
        for post in Post.objects.filter(user__in=users).exclude(valid_to__lte=now):
            self.posts[post.user_id, post.unit_id].append(post)
        self.spans = self.standing(wanted)
        held = {span.user_id for spans in self.spans.values() for span in spans if span.user_id}
        self.users = User.objects.in_bulk(users | held)
        more = {span.unit_id for spans in self.spans.values() for span in spans} - set(self.units)
        self.units |= Unit.objects.in_bulk(more)

    def standing(self, wanted: Sequence[Wanted]) -> dict[tuple[str, Subject], list[Span]]:
        """Who holds each (kind, subject) now and later: one query."""
        keys, kinds = {one.subject[1] for one in wanted}, set(self.kinds)
        rows = Contract.objects.filter(kind__in=kinds, subject_key__in=keys).meeting(self.now, None)
        found: dict[tuple[str, Subject], list[Span]] = defaultdict(list)
        for row in rows.order_by("valid_from", "id"):
            span = Span(row.unit_id, row.user_id, row.valid_from, row.valid_to, row)
            found[row.kind_id, row.subject].append(span)
        return found

    def holder(self, unit_id: UUID, user_id: UUID | None) -> str:
        """Somebody by name and unit."""
        unit = self.units[unit_id].label if unit_id in self.units else ""
        person = str(self.users[user_id]) if user_id in self.users else ""
        return _("%(person)s (%(unit)s)") % {"person": person, "unit": unit} if person else unit

    def thing(self, subject: Subject) -> str:
        """A subject by name."""
        return self.things[subject].label if subject in self.things else subject[1][:40]
