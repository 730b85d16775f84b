"""Loads a roster: two queries however many units are asked for, and one for their nights."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from supervision.models import Acting, NightDuty, Post
from supervision.roster import Held, Roster, Span


def load_roster(unit_ids: Iterable[UUID], *, nights: bool = False) -> Roster:
    """All posts, ended ones too, of these units; with `nights` who is on duty there at night."""
    units = {unit for unit in unit_ids if unit is not None}
    rows = list(
        Post.objects.filter(unit_id__in=units).values_list(
            "id", "user_id", "unit_id", "role", "rank", "valid_from", "valid_to"
        )
    )
    actings: dict[UUID, list[Span]] = defaultdict(list)
    acting_rows = Acting.objects.filter(post__unit_id__in=units).order_by("valid_from", "id")
    for post_id, user_id, start, end in acting_rows.values_list("post_id", "user_id", "valid_from", "valid_to"):
        actings[post_id].append(Span(user_id, start, end))
    return Roster(
        posts=[Held(*row, actings=tuple(actings.get(row[0], ()))) for row in rows],
        nights=load_nights(units) if nights else {},
    )


def load_nights(units: Iterable[UUID]) -> dict[UUID, tuple[Span, ...]]:
    """The night rosters of these units."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    rows = NightDuty.objects.filter(unit_id__in=list(units)).order_by("valid_from", "id")
    for unit_id, user_id, start, end in rows.values_list("unit_id", "user_id", "valid_from", "valid_to"):
        found[unit_id].append(Span(user_id, start, end))
    return {unit_id: tuple(spans) for unit_id, spans in found.items()}
