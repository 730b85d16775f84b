"""A mixed ledger: some sixty entries in every state, over several units, teams, zones and days, with former holders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from rectification.models import Source, Ticket
from sites.models import Zone
from supervision.actions.contracts import make_contract
from supervision.actions.people import end_post
from supervision.actions.sweep import sweep
from supervision.models import ContractKind, Duty
from supervision.roles import Role
from tests.town import MONDAY, TUESDAY, WEDNESDAY, Town, add_person, at, file_ticket, take

NOW = at(WEDNESDAY, "10:30")
DAYS = (MONDAY - timedelta(days=3), TUESDAY, WEDNESDAY)  # the Friday before, yesterday, this morning
CATEGORIES = ("ENV-03", "ENV-04", "ENV-09")  # four office hours, two and three working days


@dataclass
class Side:
    """A half of the town: who finds, who fixes, who checks, where."""

    town: Town
    day: datetime
    finder: str
    clerk: str
    leader: str
    site: str

    def __post_init__(self) -> None:
        self.minutes = count(10, 3)

    def now(self) -> datetime:
        """Three minutes later each time."""
        return self.day.replace(hour=9, minute=0) + timedelta(minutes=next(self.minutes))

    def file(self, by: str = "", category: str = "ENV-03", **more: object) -> Ticket:
        """One more entry."""
        return file_ticket(
            self.town, by or self.finder, site=self.site, category=category, now=self.now(), anyway="另一处", **more
        )

    def take(self, action: str, ticket: Ticket, by: str, **more: object) -> Ticket:
        """A step."""
        take(self.town, action, ticket, by, self.now(), **more)
        return ticket

    def given(self, **more: object) -> Ticket:
        """Filed and received."""
        return self.take("receive", self.file(**more), self.clerk)

    def fixed(self, **more: object) -> Ticket:
        """Filed and handed in."""
        return self.take("submit", self.file(**more), self.clerk, photos=1)


def failed(side: Side) -> None:
    side.take("fail", side.fixed(), side.leader, words="还有残留")


def closed(side: Side) -> None:
    side.take("pass", side.fixed(), side.leader)


def failed_and_fixed(side: Side) -> None:
    ticket = side.take("fail", side.fixed(category="ENV-04"), side.leader, words="还有残留")
    side.take("submit", ticket, side.clerk, photos=1)


def recalled(side: Side) -> None:
    side.take("recall", side.fixed(), side.clerk)


def dealt_out(side: Side) -> None:
    side.take("deal_out", side.fixed(category="ENV-09"), side.leader, person=side.finder)


def more_time_asked(side: Side) -> None:
    until = side.day + timedelta(days=9)
    side.take("ask", side.given(category="ENV-04"), side.clerk, petition="extension", words="等材料", until=until)


def return_asked(side: Side) -> None:
    side.take("ask", side.given(), side.clerk, petition="return", words="不属于我街道")


def returned(side: Side) -> None:
    ticket = side.take("ask", side.given(), side.clerk, petition="return", words="不属于我街道")
    side.take("decide", ticket, side.leader, petition="return", verdict=True, words="同意")


def moved(side: Side) -> None:
    side.take("reassign", side.given(category="ENV-04"), "office", unit="market_reg", words="属市场监管")


def moved_and_back(side: Side) -> None:
    ticket = side.take("reassign", side.file(), "office", unit="market_reg", words="属市场监管")
    side.take("reassign", ticket, "office", unit="street_a" if side.clerk == "street_clerk" else "street_b", words="还")


def long_term(side: Side) -> None:
    side.take("suspend", side.given(category="ENV-09"), "office", words="列入改造", until=side.day + timedelta(days=40))


def from_outside(side: Side) -> None:
    side.file(by="office", source=Source.HOTLINE)


def declined(side: Side) -> None:
    side.take("decline", side.file(by="office", source=Source.PUBLIC), "office", words="不属实")


def voided(side: Side) -> None:
    side.take("void", side.file(), "office", words="误填")


def merged(side: Side) -> None:
    first = side.file()
    second = side.file()
    take(side.town, "merge", second, "office", side.now(), target=first.id, words="同一处")


def raised(side: Side) -> None:
    side.take("set_rung", side.given(category="ENV-09"), "office", rung="supervision", words="影响大")


KINDS: tuple[Callable[[Side], object], ...] = (
    Side.file, Side.given, Side.fixed, failed, closed, failed_and_fixed, recalled, dealt_out, more_time_asked,
    return_asked, returned, moved, moved_and_back, long_term, from_outside, declined, voided, merged, raised,
)  # fmt: skip
EAST_ONLY: tuple[Callable[[Side], object], ...] = (
    lambda side: side.take("hand_over", side.given(), side.clerk, person="colleague"),
    lambda side: side.take("hand_over", side.given(category="ENV-04"), side.clerk, person="leaver"),
    lambda side: side.take("sub_assign", side.file(category="ENV-09"), side.clerk, unit="community_a1"),
)


def fill(town: Town) -> Town:
    """The ledger as of `NOW`; what is late has climbed."""
    add_person(town, "leaver", "任青", "street_a", Role.UNIT_HANDLER, 40)
    kind = ContractKind.objects.create(code="ground", name="网格", name_en="Ground")
    east = str(Zone.objects.get(code="east").pk)
    make_contract(kind.pk, town.units["urban_mgmt"].id, None, "zone", east, now=DAYS[0])  # reads the whole east
    for n, day in enumerate(DAYS):
        east_side = Side(town, day, "inspector", "street_clerk", "team_leader", "S001")
        west_side = Side(town, day, "second_inspector", "west_clerk", "second_leader", "S003")
        for m, make in enumerate((*KINDS, *EAST_ONLY)):
            if (m + n) % 2 or make in EAST_ONLY:  # about half of the kinds each day
                make(east_side)
            elif make not in EAST_ONLY:
                make(west_side)
    sweep(at(WEDNESDAY, "10:20"))
    end_post(town.posts["leaver"], now=at(WEDNESDAY, "10:25"))
    assert Duty.objects.filter(post=town.posts["leaver"]).exists()
    return town
