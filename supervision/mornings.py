"""The morning digest: what waits on each person today, once for person, way and working day, at the opening.

A digest's id is made of the way, the person and the day, so that two beats make one; who has nothing gets none.
"""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from supervision.actions import rows
from supervision.actions.calendars import load_calendar
from supervision.actions.outward.making import reachable
from supervision.countdowns import Bounds
from supervision.gaps import Gaps
from supervision.ids import fixed_id
from supervision.kinds import all_kinds, awaited
from supervision.ladder import Rung
from supervision.models import Acting, Channel, Delivery, Duty, DutyKind, DutyState, Heartbeat, Post, User, Wish
from supervision.owed import WHOLE_UNIT
from supervision.roles import KEEPS
from supervision.sending import Group, opening

MARK = "morning"  # the heartbeat that says that today's are made
FIX = (DutyKind.RECTIFY, DutyKind.ASSIST, DutyKind.NOTE, DutyKind.INSTRUCTION)
Sums = dict[str, int]


def due_day(now: datetime) -> date | None:
    """The day whose digests are to be made now: from the first opening to the last close, once."""
    day = timezone.localtime(now).date()
    spans = load_calendar().spans_on(day)
    if not spans or not spans[0][0] <= now < spans[-1][1]:
        return None
    made = Heartbeat.objects.filter(name=MARK, at__gte=spans[0][0]).exists()
    return None if made else day


def make_mornings(now: datetime) -> int:
    """Writes today's digests; how many. Again, or by somebody else at the same time, it writes none."""
    ways = [row for row in person_ways() if Group.MORNING in row.groups]
    day = due_day(now) if ways else None
    if day is None:
        return 0
    sums, spared, opens = by_person(now), unwanted(), opening(load_calendar(), now)
    found = [
        digest(way, user, sums[user.pk], day, now, opens if way.keeps_quiet else now)
        for user in User.objects.filter(is_active=True, pk__in=sums)
        for way in ways
        if reachable(user, way) and (user.pk, way.pk) not in spared
    ]
    with transaction.atomic():
        made = rows.insert(found, ignore_conflicts=True)
        Heartbeat.tick(MARK, now=now)
    return made


def person_ways() -> list[Channel]:
    """The ways that write to people one by one."""
    return list(Channel.objects.filter(active=True, audience=Channel.Audience.PERSON))


def unwanted() -> set[tuple[UUID, UUID]]:
    """Person and way of those who do not want the digest there."""
    wishes = Wish.objects.values_list("user_id", "channel_id", "groups")
    return {(user, way) for user, way, groups in wishes if Group.MORNING not in groups}


def digest(way: Channel, user: User, sums: Sums, day: date, now: datetime, goes: datetime) -> Delivery:
    """One person's, over one way, and when it may go."""
    return Delivery(
        id=fixed_id("morning", way.pk, user.pk, day.isoformat()),
        channel=way,
        user=user,
        facts={"kind": MARK, **sums},
        next_try_at=goes,
        created_at=now,
    )


def by_person(now: datetime) -> dict[UUID, Sums]:
    """What waits on each person in all their posts, those they stand in for too, in a fixed number of queries."""
    away = Acting.objects.filter(valid_from__lte=now, valid_to__gt=now).order_by("valid_from")
    stand_in = dict(away.values_list("post_id", "user_id"))
    posts = list(Post.objects.at(now).values_list("pk", "user_id", "unit_id", "role"))
    own, whole, alone = by_holder(now, {post[0] for post in posts})
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    overdue = sum(kind.overdue(now) for kind in all_kinds() if kind.overdue)
    gaps = sum(Gaps(now).counts().values())
    promised = sum((kind.promised(Bounds.at(now).day_ends) for kind in all_kinds() if kind.promised), Counter[UUID]())
    waiting = awaited()
    for pk, user_id, unit_id, role in posts:
        person = stand_in.get(pk, user_id)
        found[person]["awaited"] += waiting[pk]
        found[person]["promised"] += promised[pk]
        found[person].update(whole[unit_id] if role in WHOLE_UNIT else own[pk] + alone[unit_id])
        if role in KEEPS:  # the same proposals for everybody of the office, and once for each person
            found[person]["overdue"] = overdue
            found[person]["promised"] = promised.total()
            found[person]["gaps"] = gaps
    return {person: dict(+sums) for person, sums in found.items() if +sums}


def by_holder(now: datetime, held: set[UUID]) -> tuple[dict[UUID, Counter[str]], ...]:
    """Running duties summed by post, by unit, and by unit those whose post nobody holds: one query."""
    bounds = Bounds.at(now)
    running = Duty.objects.filter(state=DutyState.RUNNING).order_by().values("unit_id", "post_id", "kind")
    counted = running.annotate(
        n=Count("id"),
        due=Count("id", filter=Q(due_at__gt=now, due_at__lte=bounds.day_ends)),
        late=Count("id", filter=Q(due_at__lte=now)),
        listed=Count("id", filter=Q(highest_rung__gte=Rung.LISTED)),
    )
    own: dict[UUID, Counter[str]] = defaultdict(Counter)
    whole: dict[UUID, Counter[str]] = defaultdict(Counter)
    alone: dict[UUID, Counter[str]] = defaultdict(Counter)
    for row in cast(Any, counted):
        sums = summed(row)
        whole[row["unit_id"]].update(sums)
        if row["post_id"] in held:
            own[row["post_id"]].update(sums)
        else:
            alone[row["unit_id"]].update(sums)
    return own, whole, alone


def summed(row: dict[str, Any]) -> Sums:
    """One kind of duty in the figures of the digest."""
    if row["kind"] in FIX:
        return {"due": row["due"], "late": row["late"], "listed": row["listed"]}
    return {"check" if row["kind"] == DutyKind.REVIEW else "judge": row["n"]}
