"""What a post may read, as keys of visibility rows; trees are expanded here, so re-parenting rewrites no ticket."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateTimeField, Q, QuerySet, UUIDField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from rectification.querysets import Reader, sight_keys
from sites.models import Unit, Zone
from supervision.composed import Composed, Place, Slot
from supervision.models import Contract, Post
from supervision.roles import SEES_ALL

UNIT, USER = Slot("unit", UUIDField()), Slot("user", UUIDField())
NOW = Slot("now", DateTimeField())
BELOW = """WITH RECURSIVE below(id) AS (SELECT id FROM sites_unit WHERE id = %s
 UNION SELECT child.id FROM sites_unit child JOIN below ON child.parent_id = below.id) SELECT id FROM below"""


def _units() -> QuerySet[Any, Any]:
    """The unit and those below it."""
    below = RawSQL(BELOW, [Place(UNIT.name, UNIT.output_field)])  # noqa: S611 - our own words
    return Unit.objects.filter(pk__in=below).order_by().values_list(Value("unit"), Cast("pk", CharField()))


def _held() -> QuerySet[Any, Any]:
    """The ground a unit holds by contract, zones and sites: that of the person, and that held by the whole unit."""
    own = Q(user_id=USER) | Q(user_id__isnull=True)
    held = Contract.objects.at(NOW).filter(own, unit_id=UNIT, subject_kind__in=["zone", "site"])
    return held.values_list("subject_kind", Cast("subject_key", CharField()))


GROUND = Composed(lambda: _units().union(_held(), all=True))


def reader_of(post: Post, now: datetime) -> Reader:
    """The scope of a post at this moment: at most two queries, none for those who read everything.

    A post that has ended reads nothing more, whoever still holds a page or a token of it.
    """
    if not in_force(post, now):
        return Reader(sees_all=False)
    if post.role in SEES_ALL:
        return Reader(sees_all=True)
    ground = [(kind, UUID(key)) for kind, key in GROUND(unit=post.unit_id, user=post.user_id, now=now)]
    units = [key for kind, key in ground if kind == "unit"]
    zones = Zone.objects.subtree_ids([key for kind, key in ground if kind == "zone"])
    sites = [key for kind, key in ground if kind == "site"]
    return Reader(False, frozenset(sight_keys(units, zones, [post.id], sites)))


def in_force(post: Post, now: datetime) -> bool:
    """Whether the post exists at this moment."""
    return post.valid_from <= now and (post.valid_to is None or now < post.valid_to)
