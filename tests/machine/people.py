"""Who holds which post when, in the model: seats, stand-ins and the tree of units, as plain lists walked in order."""

from dataclasses import dataclass, field, replace
from datetime import datetime

HANDLERS = ("unit_handler", "unit_head")
CHECKERS = ("team_leader", "inspector", "discipline", "office")
FINDERS = ("inspector", "team_leader", "office", "discipline", "city_leader")
READ_ALL = ("office", "discipline", "city_leader")


@dataclass
class Seat:
    """A post: one person, one unit, one role, from and to; others may stand in for a time."""

    key: str
    user: str
    unit: str
    role: str
    rank: int
    since: datetime
    until: datetime | None = None
    stand_ins: tuple[tuple[str, datetime, datetime], ...] = ()

    def there(self, at: datetime) -> bool:
        """Whether the post exists at the moment."""
        return self.since <= at and (self.until is None or at < self.until)

    def person(self, at: datetime) -> str:
        """Who answers for it: whoever stands in, else the holder."""
        return next((user for user, start, end in self.stand_ins if start <= at < end), self.user)


@dataclass
class People:
    """All posts there are and ever were, and which unit stands below which."""

    parents: dict[str, str | None]
    kinds: dict[str, str]
    seats: dict[str, Seat] = field(default_factory=dict)

    def copy(self) -> "People":
        """A second one, to be changed apart."""
        return People(dict(self.parents), self.kinds, {key: replace(seat) for key, seat in self.seats.items()})

    def below(self, unit: str) -> set[str]:
        """The unit and everything under it."""
        found, before = {unit}, set()
        while found != before:
            before = set(found)
            found |= {child for child, parent in self.parents.items() if parent in found}
        return found

    def holders(self, unit: str, roles: tuple[str, ...], at: datetime) -> list[tuple[str, str]]:
        """(seat, person) of everybody in the unit with one of the roles, in the order of roles and rank."""
        there = [s for s in self.seats.values() if s.unit == unit and s.role in roles and s.there(at)]
        there.sort(key=lambda s: (roles.index(s.role), s.rank, s.since))
        return [(s.key, s.person(at)) for s in there]

    def first(self, unit: str, roles: tuple[str, ...], at: datetime) -> tuple[str | None, str | None]:
        """The one who answers first; (None, None) when there is nobody."""
        return next(iter(self.holders(unit, roles, at)), (None, None))

    def had_a_hand(self, since: dict[str, datetime]) -> set[str]:
        """Everybody who holds or held a post in one of the units since its moment, stand-ins too (ENGINE 23)."""
        hands = set()
        for seat in self.seats.values():
            start = since.get(seat.unit)
            if start is not None and (seat.until is None or seat.until > start):
                hands |= {seat.user} | {user for user, _, until in seat.stand_ins if until > start}
        return hands

    def actors(self, at: datetime) -> list[tuple[str, str]]:
        """(person, seat) for everybody who may act in a post now: its holder, and whoever stands in."""
        found = []
        for seat in self.seats.values():
            if seat.there(at):
                users = [seat.user, *(user for user, start, end in seat.stand_ins if start <= at < end)]
                found += [(user, seat.key) for user in dict.fromkeys(users)]
        return found
