"""What a post may know of rankings: its units, its team, the ground it holds (DESIGN 4)."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from rectification.scope import in_force
from scoring.querysets import ScoreReader
from sites.models import Unit, Zone
from sites.vocabulary import UnitKind
from supervision.models import Contract, Post
from supervision.roles import SEES_ALL


def score_reader(post: Post, now: datetime) -> ScoreReader:
    """The scope of a post at this moment: at most three queries; a post that has ended reads what is published."""
    if not in_force(post, now):
        return ScoreReader(sees_all=False)
    if post.role in SEES_ALL:
        return ScoreReader(sees_all=True)
    if post.unit.kind == UnitKind.TEAM:
        units, teams = frozenset[UUID](), frozenset({post.unit_id})
    else:
        units, teams = frozenset(Unit.objects.subtree_ids([post.unit_id])), frozenset[UUID]()
    own = Q(user_id=post.user_id) | Q(user_id__isnull=True)
    held = Contract.objects.at(now).filter(own, unit_id=post.unit_id, subject_kind="zone")
    zones = Zone.objects.subtree_ids([UUID(key) for key in held.values_list("subject_key", flat=True)])
    return ScoreReader(False, units, teams, frozenset(zones), post.user_id)
