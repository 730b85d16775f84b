"""What a post may know of rankings: whose figures it opens, and what it holds (DESIGN 4)."""

from datetime import datetime
from uuid import UUID

from rectification.scope import GROUND, in_force
from scoring.querysets import ScoreReader
from sites.models import Zone
from supervision.models import Post
from supervision.roles import HANDLES, SEES_ALL, Role

OF_TEAMS = frozenset({Role.TEAM_LEADER, Role.INSPECTOR})


def score_reader(post: Post, now: datetime) -> ScoreReader:
    """The scope of a post at this moment: at most two queries, none for those who read everything.

    Handlers and heads open their unit and those below it, leaders and members of a team that team; everybody what they
    hold by contract themselves, what their unit holds as a whole, and the zones of that ground with those inside them.
    A post that has ended opens nothing more.
    """
    if not in_force(post, now):
        return ScoreReader(sees_all=False)
    if post.role in SEES_ALL:
        return ScoreReader(sees_all=True)
    ground = [(kind, UUID(key)) for kind, key in GROUND(unit=post.unit_id, user=post.user_id, now=now)]
    zones = [key for kind, key in ground if kind == "zone"]
    return ScoreReader(
        sees_all=False,
        units=frozenset(key for kind, key in ground if kind == "unit") if post.role in HANDLES else frozenset(),
        teams=frozenset({post.unit_id}) if post.role in OF_TEAMS else frozenset(),
        zones=frozenset(Zone.objects.subtree_ids(zones)),
        holders=frozenset({post.user_id, post.unit_id}),
    )
