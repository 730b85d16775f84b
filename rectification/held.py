"""Ground that somebody holds by contract: which zones and sites it is, and the entries on it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from rectification.models import Sight
from rectification.querysets import TicketQuerySet, sight_keys
from sites.models import Unit, Zone
from supervision.contract_kinds import SITE, ZONE
from supervision.models import Contract, Post, User
from supervision.querysets.contracts import ContractQuerySet

FEW = 60  # keys that are looked for one by one


@dataclass(frozen=True)
class Held:
    """Some ground: zones that were given, the tree of them and all inside them, and sites given by themselves."""

    zones: frozenset[UUID] = frozenset()
    sites: frozenset[UUID] = frozenset()
    parents: dict[UUID, UUID | None] = field(default_factory=dict)  # zone, given or inside one -> the zone above it
    above: dict[UUID, set[UUID]] = field(default_factory=dict, compare=False)  # what `given_above` has found

    def keys(self) -> list[str]:
        """The keys of visibility of all its zones."""
        return sorted(sight_keys(zones=self.parents))

    def sights(self) -> QuerySet[Sight]:
        """Rows of visibility by its zones; of many zones those of any zone: fewer looks; `given_above` parts them."""
        rows = Sight.objects.order_by()
        return rows.filter(key__in=self.keys()) if len(self.parents) <= FEW else rows.filter(key__startswith="z:")

    def given_above(self, zone: UUID) -> set[UUID]:
        """Of the zones that were given those in which this one lies, itself among them; none for a zone elsewhere."""
        if zone not in self.above:
            found, step, seen = set(), zone, set()
            while step in self.parents and step not in seen:
                seen.add(step)
                found |= {step} & self.zones
                step = self.parents[step] or step
            self.above[zone] = found
        return self.above[zone]


@dataclass(frozen=True)
class Holder:
    """Who holds something: a person, a post, or a unit as a whole; `pk` is the id of that."""

    pk: UUID
    user: User | None
    unit: Unit | None

    @property
    def label(self) -> str:
        """The person, else the unit."""
        return str(self.user) if self.user else self.unit.label if self.unit else ""


def holder_named(pk: UUID) -> Holder | None:
    """Whose id it is: three queries at most."""
    post = Post.objects.filter(pk=pk).select_related("user", "unit").first()
    if post is not None:
        return Holder(pk, post.user, post.unit)
    user = User.objects.filter(pk=pk).first()
    unit = None if user else Unit.objects.filter(pk=pk).first()
    return Holder(pk, user, unit) if user or unit else None


def contracts_of(holder: UUID) -> ContractQuerySet:
    """Contracts of a person wherever they hold them; of a unit those it holds alone; of a post both, in its unit."""
    post = Post.objects.filter(pk=holder, unit=OuterRef("unit_id"))
    theirs = Q(user_id=holder) | Q(user__isnull=True, unit_id=holder)
    in_post = Q(Exists(post.filter(user=OuterRef("user_id")))) | Q(Exists(post), user__isnull=True)
    return Contract.objects.filter(theirs | in_post)


def subjects(rows: ContractQuerySet) -> tuple[set[UUID], set[UUID]]:
    """Zones and sites some contracts are about: one query."""
    pairs = set(rows.filter(subject_kind__in=[ZONE, SITE]).order_by().values_list("subject_kind", "subject_key"))
    return {UUID(key) for kind, key in pairs if kind == ZONE}, {UUID(key) for kind, key in pairs if kind == SITE}


def ground(zones: set[UUID], sites: set[UUID]) -> Held:
    """The zones with all inside them, and the sites: one query."""
    parents: dict[UUID, UUID | None] = dict(Zone.objects.subtree(zones).order_by().values_list("pk", "parent_id"))
    return Held(frozenset(zones), frozenset(sites), parents)


def held_by(holder: UUID, kind: str, now: datetime) -> Held:
    """The ground of a person, a post or a unit at the moment, by one kind of contract or, without one, by any: two
    queries."""
    rows = contracts_of(holder).at(now)
    return ground(*subjects(rows.filter(kind=kind) if kind else rows))


def on_ground(rows: TicketQuerySet, held: Held) -> TicketQuerySet:
    """Of some entries those on this ground, as it was when they were written.

    Few keys are looked for at each entry; of many that would be as many looks, and so their entries are found first.
    """
    keys = held.keys()
    sights = Sight.objects.filter(key__in=keys).order_by()
    few = len(keys) <= FEW
    there = Q(Exists(sights.filter(ticket=OuterRef("pk")))) if few else Q(pk__in=sights.values("ticket_id"))
    if held.sites:
        there |= Q(site_id__in=held.sites)
    return rows.filter(there) if held.parents or held.sites else rows.none()
