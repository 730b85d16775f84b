"""What runs on contracted ground, and how it goes to whoever takes the ground over (分片包干)."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from rectification.actions import follow_up
from rectification.desk import Actor
from rectification.facts import StepData
from rectification.filters import in_zone
from rectification.models import Ticket
from rectification.workflow import STEPS, Action
from supervision.kinds import GroundDuties, Staying
from supervision.models import Contract, Duty, DutyKind, DutyState, Post
from supervision.refusals import Refused
from supervision.roles import HANDLES


def owed_there(row: Contract) -> QuerySet[Ticket]:
    """Entries on the ground, zones inside it included, that the holder has to fix for the unit of the contract."""
    rows = Ticket.objects.filter(status__in=STEPS[Action.HAND_OVER].before)
    if row.subject_kind == Contract.Subject.ZONE:
        rows = in_zone(rows, UUID(row.subject_key))
    elif row.subject_kind == Contract.Subject.SITE:
        rows = rows.filter(site_id=UUID(row.subject_key))
    else:
        return rows.none()
    theirs = Q(user_id=row.user_id) | Q(post__user_id=row.user_id)
    live = Duty.objects.filter(theirs, pk=OuterRef("lead_duty"), kind=DutyKind.RECTIFY, unit_id=row.unit_id)
    found = rows.filter(Exists(live.exclude(state=DutyState.DONE)))
    return found if row.user_id else rows.none()


def owed_by(row: Contract, now: datetime) -> Staying:
    """How many the holder has there, and the ledger that lists them."""
    asked = {"unit": row.unit_id, row.subject_kind: row.subject_key, "person": str(row.user) if row.user else ""}
    return Staying(owed_there(row).count(), f"{reverse('ledger')}?{urlencode(asked)}")


def hand_on(before: Contract, after: Contract, by: Post | None, now: datetime) -> tuple[int, int]:
    """Gives each to the successor's post in the same unit; to another unit nothing goes by itself."""
    entries = list(owed_there(before).order_by("filed_at", "id").values_list("id", flat=True))
    posts = Post.objects.at(now).filter(user=after.user, unit_id=before.unit_id, role__in=HANDLES)
    same = after.user is not None and after.unit_id == before.unit_id
    post = posts.order_by("rank", "valid_from", "id").first() if same else None
    if post is None:
        return 0, len(entries)
    went = 0
    for pk in entries:
        try:
            follow_up(
                Action.HAND_OVER,
                pk,
                by=Actor(by.user, by) if by else None,
                now=now,
                data=StepData(person=post.pk),
                facts={"contract": after.pk},
            )
            went += 1
        except Refused:  # it has moved on, or is theirs already: the others are not kept waiting
            continue
    return went, len(entries) - went


ON_GROUND = GroundDuties(owed_by, hand_on)
