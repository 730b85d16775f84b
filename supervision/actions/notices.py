"""Notices: waiting rows are delivered, unseen ones counted, seen ones marked."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from supervision.actions.outward.leave import copied
from supervision.actions.outward.making import make
from supervision.actions.outward.nights import night_of
from supervision.actions.rosters import load_roster
from supervision.doorbell import ring
from supervision.models import Duty, DutyState, Event, Notice
from supervision.roles import CHECKS, HANDLES
from supervision.roster import Holder, Roster


def deliver(now: datetime, limit: int = 1000) -> int:
    """In-app delivery: the row is the message. What leaves the house is written down in the same transaction."""
    waiting = Notice.objects.filter(delivered_at__isnull=True).order_by("created_at")
    if not waiting.exists():
        return 0
    with transaction.atomic():
        rows = list(waiting.select_for_update(skip_locked=True)[:limit])
        fresh = tell_todays_holders([row for row in rows if row.key.startswith("rung.")], now)
        night = night_of(rows, now)
        awake = [copied(row, user_id, None, now) for row, user_id in night.told]
        Notice.objects.bulk_create(awake, ignore_conflicts=True)
        if make([*rows, *fresh, *awake], now, night.asleep):
            ring("supervision.tasks.send_outward")
        return Notice.objects.filter(pk__in=[row.pk for row in rows]).update(delivered_at=now)


def tell_todays_holders(rows: Iterable[Notice], now: datetime) -> list[Notice]:
    """A rung names whoever held the duty when it fell due; whoever holds it on delivery hears of it too (ENGINE 10)."""
    samples = {row.event_id: row for row in rows}
    events = Event.objects.filter(pk__in=list(samples))
    duty_of = {event.id: UUID(event.facts["duty"]) for event in events if "duty" in event.facts}  # not of a unit
    duties = Duty.objects.exclude(state=DutyState.DONE).in_bulk(list(duty_of.values()))
    told = set(Notice.objects.filter(event_id__in=list(samples)).values_list("event_id", "user_id"))
    roster = load_roster(duty.unit_id for duty in duties.values())
    fresh = []
    for event_id, row in samples.items():
        duty = duties.get(duty_of[event_id]) if event_id in duty_of else None
        holder = today(duty, roster, now) if duty is not None else None
        if holder is not None and (event_id, holder.user_id) not in told:
            fresh.append(copied(row, holder.user_id, holder.post_id, now))
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return fresh


def today(duty: Duty, roster: Roster, now: datetime) -> Holder | None:
    """Who answers for the duty now: whoever holds its post, else the first of the unit."""
    own = roster.by_post(duty.post_id, now) if duty.post_id else None
    return own or roster.first(duty.unit_id, (*HANDLES, *CHECKS), now)


def unseen(user_id: UUID) -> int:
    """How many the person has not seen, counted to 100."""
    return Notice.objects.filter(user_id=user_id, seen_at__isnull=True)[:100].count()


def see(user_id: UUID, ids: list[UUID], now: datetime) -> int:
    """The person has seen these, their own only."""
    return Notice.objects.filter(user_id=user_id, pk__in=ids, seen_at__isnull=True).update(seen_at=now)
