"""How time passes between moves, and what changes among people, units and days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.machine.model import Model
from tests.machine.moves import Move

if TYPE_CHECKING:
    from tests.machine.histories import Pen

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# How time passes


def _next_dues(model: Model, now: datetime) -> list[datetime]:
    moments = {o.next_moment() for e in model.entries for o in e.live}
    return sorted(moment for moment in moments if moment is not None and moment >= now)


def no_time(pen: Pen, model: Model, now: datetime) -> datetime:
    return now


def minutes(pen: Pen, model: Model, now: datetime) -> datetime:
    return now + timedelta(minutes=pen.pick((1, 7, 20, 45, 90)))


def hours(pen: Pen, model: Model, now: datetime) -> datetime:
    return now + HOUR * pen.pick((2, 3, 5, 9))


def to_due(pen: Pen, model: Model, now: datetime) -> datetime:
    """Exactly to the next moment at which something falls due, or to one soon after."""
    return pen.pick(_next_dues(model, now)[:3] or [now])


def before_due(pen: Pen, model: Model, now: datetime) -> datetime:
    return pen.pick(_next_dues(model, now)[:2] or [now]) - timedelta(microseconds=1)


def to_due_of_rare(pen: Pen, model: Model, now: datetime) -> datetime:
    """To the next moment of a duty with a rung that has been rare so far."""
    live = [(o, pen.weights.lacking.get(o.next_name(), 0)) for e in model.entries for o in e.live]
    owed = [(o, weight) for o, weight in live if weight and now <= o.next_moment() < now + 45 * DAY]
    return pen.pick(owed, (weight for _, weight in owed))[0].next_moment() if owed else now


def next_morning(pen: Pen, model: Model, now: datetime) -> datetime:
    return (now + DAY).replace(hour=pen.pick((9, 0, 8, 12, 14, 17)), minute=pen.pick((0, 30)), second=0, microsecond=0)


def saturday(pen: Pen, model: Model, now: datetime) -> datetime:
    return (now + DAY * ((5 - now.weekday()) % 7 or 7)).replace(hour=10, minute=0)


def days(pen: Pen, model: Model, now: datetime) -> datetime:
    return now + DAY * pen.pick((1, 2, 4, 8, 31))


TIMES = (
    (no_time, 36), (minutes, 28), (hours, 4), (to_due, 9), (before_due, 3), (to_due_of_rare, 12), (next_morning, 4),
    (saturday, 1), (days, 2),
)  # fmt: skip


# What changes among people and days


def appoint(pen: Pen, model: Model) -> Move:
    unit = pen.pick([unit for unit, kind in model.people.kinds.items() if kind != "city"])
    kind = model.people.kinds[unit]
    roles = {"team": ("inspector", "team_leader"), "office": ("office",), "discipline": ("discipline",)}
    person = pen.pick([seat.user for seat in model.people.seats.values()])
    role = pen.pick(roles.get(kind, ("unit_handler", "unit_head")))
    return Move("appoint", pen.now, person=person, unit=unit, role=role)


def end(pen: Pen, model: Model) -> Move:
    """A post ends; the office keeps its only one."""
    return Move("end", pen.now, person=pen.pick([key for key in model.people.seats if key != "office"]))


def stand_in(pen: Pen, model: Model) -> Move:
    there = [s for s in model.people.seats.values() if s.there(pen.now)]
    seat = pen.pick([s for s in there if all(start < pen.now for _, start, _ in s.stand_ins)] or there)
    user = pen.pick([s.user for s in model.people.seats.values()])
    until = pen.now + pen.pick((2 * HOUR, DAY, 6 * DAY, 30 * DAY))
    return Move("stand_in", pen.now, user=user, person=seat.key, until=until)


def hang(pen: Pen, model: Model) -> Move:
    """A unit comes under another one."""
    unit = pen.pick(("community_a1", "street_b", "market_reg"))
    return Move("hang", pen.now, unit=unit, person=pen.pick(("street_a", "street_b", "urban_mgmt", "city")))


def edit_day(pen: Pen, model: Model) -> Move:
    """A day on which something is running turns from worked to off or back."""
    first = pen.now.replace(hour=0, minute=0, second=0, microsecond=0)
    last = [min(o.due, pen.now + 9 * DAY) for e in model.entries for o in e.live if o.state == "running"][:8]
    wanted = sorted({first + n * DAY for due in last for n in range(-1, (due - first).days + 1)}) or [first]
    if pen.chance(40):
        wanted = [day for day in wanted if not model.days.worked(day.date())] or wanted
    day = pen.pick(wanted)
    turned = "off" if model.days.worked(day.date()) else "work"
    return Move("day", pen.now, until=day, day_kind=pen.pick((turned, None), (6, 1)))


def reckon(pen: Pen, model: Model) -> Move:
    return Move("reckon", pen.now) if model.waiting_jobs else edit_day(pen, model)


CHANGES = {"appoint": appoint, "end": end, "stand_in": stand_in, "hang": hang, "day": edit_day, "reckon": reckon}
