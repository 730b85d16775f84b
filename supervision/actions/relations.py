"""Who stands in which relation to a duty: its holder, the unit's head, whoever is above, the office, a city leader."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from sites.models import Unit, UnitFunction
from supervision.actions.calendars import ladder
from supervision.actions.climb import Told
from supervision.actions.rosters import load_roster
from supervision.ladder import LadderRule, Rung
from supervision.models import Duty
from supervision.roles import CHECKS, HANDLES, Role
from supervision.roster import Holder, Roster

INSTANT = timedelta(microseconds=1)
HEADS = (Role.UNIT_HEAD, Role.TEAM_LEADER)


class Relations:
    """The people around the duties of some units; two queries for a whole batch, more if a rung asks for them."""

    def __init__(self, units: Iterable[UUID], now: datetime) -> None:
        """`units` are those of the duties that will be asked about."""
        self.now = now
        self.units = set(units)
        self.roster: Roster = load_roster(self.units)
        self.rules: dict[tuple[int, str, str], LadderRule | None] = {}

    @cached_property
    def parents(self) -> dict[UUID, UUID | None]:
        """The unit above each unit."""
        return dict(Unit.objects.filter(pk__in=self.units).values_list("id", "parent_id"))

    @cached_property
    def above(self) -> Roster:
        """The posts of the units above."""
        return load_roster(parent for parent in self.parents.values() if parent)

    @cached_property
    def office(self) -> UUID | None:
        """The city office."""
        return UnitFunction.objects.bindings(timezone.localtime(self.now).date()).get("office")

    @cached_property
    def at_office(self) -> Roster:
        """The posts of the city office."""
        return load_roster([self.office] if self.office else [])

    @cached_property
    def city(self) -> UUID | None:
        """The unit above the city office."""
        return Unit.objects.filter(pk__in=filter(None, [self.office])).values_list("parent_id", flat=True).first()

    @cached_property
    def at_city(self) -> Roster:
        """The posts of the city's leaders."""
        return load_roster([self.city] if self.city else [])

    def rule(self, duty: Duty, rung: Rung) -> LadderRule | None:
        """The rule by which the duty's clock reaches the rung."""
        key = (duty.ladder, duty.kind, rung.code)
        if key not in self.rules:
            self.rules[key] = ladder(duty.ladder).rule_for(duty.kind, rung)
        return self.rules[key]

    def told(self, name: str, duty: Duty, at: datetime) -> list[Told]:
        """The people who stand in the relation to the duty at the moment."""
        return [Told(holder.user_id, holder.post_id, name) for holder in self.holders(name, duty, at)]

    def holders(self, name: str, duty: Duty, at: datetime) -> list[Holder]:
        """The same as posts; nobody for a relation that hangs on the subject and not on the unit."""
        match name:
            case "handler":
                own = self.roster.by_post(duty.post_id, at) if duty.post_id else None
                return [own] if own else self.roster.holders(duty.unit_id, (*HANDLES, *CHECKS), at)[:1]
            case "unit_head":
                return self.roster.holders(duty.unit_id, (Role.UNIT_HEAD,), at)
            case "superior":
                return self.superiors(duty, at)
            case "office":
                return self.at_office.holders(self.office, (Role.OFFICE,), at)[:1] if self.office else []
            case "city_leader":
                return self.at_city.holders(self.city, (Role.CITY_LEADER,), at)[:1] if self.city else []
            case _:
                return []

    def superiors(self, duty: Duty, at: datetime) -> list[Holder]:
        """The heads of the unit but for the holder; where there is none, whoever leads the unit above."""
        found = [h for h in self.roster.holders(duty.unit_id, HEADS, at) if h.user_id != duty.user_id]
        parent = None if found else self.parents.get(duty.unit_id)
        if parent:
            found = self.above.holders(parent, (Role.UNIT_HEAD, Role.CITY_LEADER), at)
            found = found or self.above.holders(parent, (Role.OFFICE,), at)[:1]
        return found
