"""Who gets a problem: the ordered routing table applied to the facts of one place (pure; ENGINE 22, DOMAIN 11)."""

import enum
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sites.vocabulary import Resolver

UnitId = uuid.UUID
Holder = UnitId | Callable[[], UnitId | None] | None


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One row of the table, as plain values; rows of one group are in order of priority."""

    group: str
    priority: int
    resolver: str
    arg: str = ""
    assisting: bool = False


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What routing needs to know of one place on one day; everything empty is a free point nowhere in particular."""

    site_id: uuid.UUID | None = None
    site_type: str = ""
    group: str = ""
    sector: str = ""
    point: tuple[float, float] | None = None
    manager: UnitId | None = None
    owner: UnitId | None = None
    territorial: UnitId | None = None
    zone_ids: tuple[uuid.UUID, ...] = ()


class Outcome(enum.StrEnum):
    """What became of a row that was tried."""

    RESOLVED = "resolved"
    SAME_AS_LEAD = "same_as_lead"  # an assisting row that found the lead unit again
    ALREADY_ASSISTING = "already_assisting"
    UNBOUND = "unbound"  # no living unit holds the function
    NO_SITE = "no_site"  # a free point has no site to ask
    NO_MANAGER = "no_manager"
    NO_TERRITORY = "no_territory"  # on nobody's ground
    NO_CONTRACT = "no_contract"


@dataclass(frozen=True, slots=True)
class Tried:
    """One row that was tried, in order, and what became of it."""

    resolver: str
    arg: str
    outcome: Outcome
    unit: UnitId | None = None
    assisting: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """The lead unit (None: goes to dispatching), the assisting units in order, and how it came about."""

    lead: UnitId | None
    assisting: tuple[UnitId, ...] = ()
    tried: tuple[Tried, ...] = field(default=(), compare=False)

    @property
    def functions_missing(self) -> tuple[str, ...]:
        """Functions that were asked for and that no unit holds."""
        return tuple(dict.fromkeys(row.arg for row in self.tried if row.outcome == Outcome.UNBOUND))


def rows_for(rows: Iterable[RouteRow], group: str) -> list[RouteRow]:
    """The rows that apply: those of the site's group if there are any, else those of the empty group; never both."""
    rows = list(rows)
    own = [row for row in rows if group and row.group == group]
    return sorted(own or [row for row in rows if not row.group], key=lambda row: row.priority)


def resolve(
    rows: Iterable[RouteRow], facts: SiteFacts, bindings: Mapping[str, UnitId], zone_holder: Holder = None
) -> Resolution:
    """Apply a category's rows to a place.

    `bindings` maps function codes to the units that hold them today. `zone_holder` is the unit of the contract
    holder, or a callable that finds it and is called at most once, only if a row asks.
    """
    chain = rows_for(rows, facts.group)
    holder = _asked_once(zone_holder)
    tried: list[Tried] = []
    lead = None
    for row in (row for row in chain if not row.assisting):
        unit, outcome = _try(row, facts, bindings, holder)
        tried.append(Tried(row.resolver, row.arg or _sector_of(row, facts), outcome, unit))
        if unit is not None:
            lead = unit
            break
    assisting: list[UnitId] = []
    for row in (row for row in chain if row.assisting):
        unit, outcome = _try(row, facts, bindings, holder)
        if unit is not None and unit == lead:
            outcome = Outcome.SAME_AS_LEAD
        elif unit is not None and unit in assisting:
            outcome = Outcome.ALREADY_ASSISTING
        elif unit is not None:
            assisting.append(unit)
        tried.append(Tried(row.resolver, row.arg or _sector_of(row, facts), outcome, unit, assisting=True))
    return Resolution(lead, tuple(assisting), tuple(tried))


def _try(
    row: RouteRow, facts: SiteFacts, bindings: Mapping[str, UnitId], holder: Callable[[], UnitId | None]
) -> tuple[UnitId | None, Outcome]:
    unit, why_not = _RESOLVERS[Resolver(row.resolver)](row, facts, bindings, holder)
    return (unit, Outcome.RESOLVED) if unit is not None else (None, why_not)


def _unit(row, facts, bindings, holder):
    return bindings.get(row.arg), Outcome.UNBOUND


def _sector(row, facts, bindings, holder):
    return bindings.get(facts.sector), Outcome.UNBOUND if facts.sector else Outcome.NO_SITE


def _territorial(row, facts, bindings, holder):
    return facts.territorial, Outcome.NO_TERRITORY


def _site_manager(row, facts, bindings, holder):
    return facts.manager, Outcome.NO_MANAGER if facts.site_id else Outcome.NO_SITE


def _owner_or_territorial(row, facts, bindings, holder):
    return facts.owner or facts.territorial, Outcome.NO_TERRITORY


def _zone_holder(row, facts, bindings, holder):
    return holder(), Outcome.NO_CONTRACT


_RESOLVERS = {
    Resolver.UNIT: _unit,
    Resolver.SECTOR: _sector,
    Resolver.TERRITORIAL: _territorial,
    Resolver.SITE_MANAGER: _site_manager,
    Resolver.SITE_OWNER_OR_TERRITORIAL: _owner_or_territorial,
    Resolver.ZONE_HOLDER: _zone_holder,
}


def _sector_of(row: RouteRow, facts: SiteFacts) -> str:
    """The function a `sector` row asked for, so that a missing binding can be named."""
    return facts.sector if row.resolver == Resolver.SECTOR else ""


def _asked_once(holder: Holder) -> Callable[[], UnitId | None]:
    """The holder as a function that asks at most once."""
    answers: list[UnitId | None] = []

    def ask() -> UnitId | None:
        if not answers:
            answers.append(holder() if callable(holder) else holder)
        return answers[0]

    return ask
