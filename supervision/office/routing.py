"""Where each kind of problem goes from each kind of site today: the routing table applied to every site there is."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from sites.catalogue import child_categories
from sites.models import Category, Route, Site, SiteType, Unit, UnitFunction
from sites.routing import Resolution, RouteRow, SiteFacts, resolve, rows_for
from sites.survey import Ground, ground_on, survey
from sites.vocabulary import UnitKind
from supervision.models import Contract, Post
from supervision.roles import HANDLES

DOCUMENTS = "DOC-"  # what is owed on paper lies at no place


@dataclass
class Cell:
    """One kind of problem at one kind of site: which units it reaches from how many sites."""

    units: Counter[UUID | None] = field(default_factory=Counter)
    nominal: bool = False  # no such site: shown as it would be on the chosen ground, without a managing unit

    @property
    def lost(self) -> int:
        """Sites from which it reaches no unit."""
        return self.units[None]

    @property
    def first(self) -> UUID | None:
        """The unit most of them reach."""
        return next((unit for unit, _n in self.units.most_common() if unit is not None), None)


Memo = dict[tuple[str, tuple[RouteRow, ...]], Cell]  # by kind of site and the rows that apply there


@dataclass
class Standing:
    """Everything routing reads, loaded once: a fixed number of queries."""

    now: datetime
    street: Unit | None = None

    @cached_property
    def today(self) -> date:
        """The day in the city."""
        return timezone.localtime(self.now).date()

    @cached_property
    def bindings(self) -> dict[str, UUID]:
        """Function -> unit."""
        return UnitFunction.objects.bindings(self.today)

    @cached_property
    def units(self) -> dict[UUID, Unit]:
        """Living units."""
        return {unit.pk: unit for unit in Unit.objects.on(self.today)}

    @cached_property
    def ground(self) -> Ground:
        """Zones of the day."""
        return ground_on(self.today)

    @cached_property
    def types(self) -> list[SiteType]:
        """Kinds of site in use."""
        return list(SiteType.objects.filter(retired=False).order_by("group", "code"))

    @cached_property
    def sites(self) -> list[Site]:
        """Sites of today, without their shapes."""
        return list(Site.objects.on(self.today).select_related("type").defer("geometry"))

    @cached_property
    def facts(self) -> dict[str, list[SiteFacts]]:
        """By kind of site; with a street only what lies on its ground."""
        found: dict[str, list[SiteFacts]] = defaultdict(list)
        for facts in survey(self.sites, self.today, self.ground).values():
            if self.street is None or facts.territorial == self.street.pk:
                found[facts.site_type].append(facts)
        return found

    @cached_property
    def held(self) -> dict[str, UUID]:
        """Zone -> unit of the contract holder."""
        return dict(Contract.objects.routing(self.now).values_list("subject_key", "unit_id"))

    @cached_property
    def manned(self) -> set[UUID]:
        """Units in which somebody would have it."""
        return set(Post.objects.at(self.now).filter(role__in=HANDLES).values_list("unit_id", flat=True))

    def holder(self, facts: SiteFacts) -> UUID | None:
        """The unit of the contract holder of the nearest zone."""
        return next((self.held[str(zone)] for zone in facts.zone_ids if str(zone) in self.held), None)

    def resolve(self, rows: list[RouteRow], facts: SiteFacts) -> Resolution:
        """As filing would."""
        return resolve(rows, facts, self.bindings, lambda: self.holder(facts))

    def nominal(self, kind: SiteType) -> SiteFacts:
        """A site as it would be if there were one: on the chosen street's ground, managed by nobody."""
        street = self.street.pk if self.street else next(iter(self.streets), None)
        return SiteFacts(UUID(int=0), kind.code, kind.group, kind.sector, None, None, None, street, ())

    @cached_property
    def streets(self) -> list[UUID]:
        """Units that answer for ground, in their order."""
        kinds = (UnitKind.STREET, UnitKind.TOWN)
        return [pk for pk, unit in sorted(self.units.items(), key=lambda one: one[1].code) if unit.kind in kinds]

    def cell(self, rows: list[RouteRow], kind: SiteType, memo: Memo) -> Cell:
        """What becomes of a kind of problem at the sites of one kind; the same rows at the same site are asked once."""
        places, chain = self.facts.get(kind.code, []), tuple(rows_for(rows, kind.group))
        if (kind.code, chain) not in memo:
            found = Counter(self.resolve(rows, facts).lead for facts in places or [self.nominal(kind)])
            memo[kind.code, chain] = Cell(found, nominal=not places)
        return memo[kind.code, chain]


def rules_of(categories: list[Category]) -> dict[str, list[RouteRow]]:
    """The routing rows of some categories: one query."""
    found: dict[str, list[RouteRow]] = {row.code: [] for row in categories}
    columns = ("category__code", "site_group", "priority", "resolver", "resolver_arg", "assisting")
    rows = Route.objects.filter(category__in=categories).order_by("site_group", "priority")
    for code, *rest in rows.values_list(*columns):
        found[code].append(RouteRow(*rest))
    return found


def matrix(standing: Standing, categories: list[Category]) -> Mapping[str, dict[str, Cell]]:
    """Kind of site -> kind of problem -> cell."""
    rules = rules_of(categories)
    memo: Memo = {}
    return {
        kind.code: {row.code: standing.cell(rules[row.code], kind, memo) for row in categories}
        for kind in standing.types
    }


def placed_categories() -> list[Category]:
    """Kinds of problem that lie somewhere."""
    return [row for row in child_categories().order_by("code") if not row.code.startswith(DOCUMENTS)]
