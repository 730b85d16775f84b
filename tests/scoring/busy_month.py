"""A month of the town in which everything happens that a ranking has to tell apart, published under a rich scheme.

Streets, departments and a community fix; entries are reassigned in time and too late, returned, suspended, voided,
given to the unit below, failed, relapsed and found false; two departments do exactly the same.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from rectification.models import Ticket
from scoring.actions import rankings
from scoring.actions.schemes import change_scheme
from scoring.builtin import SHARED
from scoring.models import Ranking
from scoring.periods import Kind, Period
from scoring.rates import LATE, UNITS
from scoring.scheme import DEDUCTIONS, RATES, Occurrences, Problems, Proportional, Scheme, Slopes, Term
from sites.models import Zone
from supervision.actions.contracts import make_contract
from supervision.actions.jobs import run_waiting
from supervision.models import Duty
from supervision.roles import Role
from tests.town import FOUNDED, HERE, MONDAY, Town, add_person, at, file_ticket, take

MONTH = Period(Kind.MONTH, "2026-03")
COUNTED_AT = datetime.fromisoformat("2026-04-03T09:00:00+08:00")
PUBLISHED_AT = COUNTED_AT + timedelta(days=7)
WRITER = {"S003": "second_inspector"}  # the west is the second team's
HALF = Fraction(1, 2)

SCHEME = Scheme(
    name="月度考核办法",
    name_en="Monthly assessment",
    of=UNITS,
    full_mark=Fraction(100),
    min_sample=5,
    components=(
        Proportional("site_score_rate", Fraction(15)),
        Proportional("fix_rate", Fraction(25)),
        Proportional("relapse_rate", Fraction(10)),
        Slopes(Fraction(20), (Term("on_time_rate", Fraction(9, 10), HALF),)),
        Slopes(
            Fraction(10),
            (Term("urgent_fix_rate", Fraction(1), HALF), Term("urgent_on_time_rate", Fraction(19, 20), HALF)),
        ),
        Occurrences(
            Fraction(10),
            {"reworks": Fraction(1, 5), "failed_thrice": HALF, "false": Fraction(1), "refused": HALF},
        ),
        Problems(Fraction(10), LATE, {"A": Fraction(2)}, Fraction(3)),
    ),
    roles=SHARED,
    sources={"leader": Fraction(2)},
    sources_apply=(RATES, DEDUCTIONS),
    bonus=Fraction(5),
)  # fmt: skip


class Month:
    """Writes entries down, one after the other on the month's Mondays to Thursdays, and lets things happen to them."""

    def __init__(self, town: Town) -> None:
        self.town, self.n = town, 0

    def found(self, site: str = "S001", **more: object) -> tuple[Ticket, datetime]:
        """One more entry at nine o'clock of the next day; four office hours are until 15:00."""
        day = MONDAY + timedelta(days=7 * (self.n // 4 % 4) + self.n % 4)
        self.n += 1
        by = str(more.pop("by", WRITER.get(site, "inspector")))
        return file_ticket(self.town, by, site=site, now=at(day, "09:00"), anyway="另一处", photos=2, **more), day

    def fixed(
        self, clerk: str, site: str = "S001", handed_in: str = "11:00", how: str = "photo", **more: object
    ) -> Ticket:
        """Handed in at an hour of its day and struck off on the next morning, at the desk or on the spot."""
        ticket, day = self.found(site, **more)
        take(self.town, "submit", ticket, clerk, at(day, handed_in), photos=1)
        self.passed(ticket, day + timedelta(days=1), how)
        return ticket

    def passed(self, ticket: Ticket, day: datetime, how: str = "photo") -> None:
        """The team that found it checks."""
        site = self.town.sites["S003"].pk
        checker = "second_inspector" if ticket.site_id == site else "inspector"
        proof = {"photos": 1, "place": HERE} if how == "onsite" else {}
        take(self.town, "pass", ticket, checker, at(day, "10:00"), **proof)

    def failed(self, clerk: str, times: int) -> Ticket:
        """Failed so often before it passes."""
        ticket, day = self.found()
        for n in range(times):
            take(self.town, "submit", ticket, clerk, at(day + timedelta(days=n), "11:00"), photos=1)
            take(self.town, "fail", ticket, "inspector", at(day + timedelta(days=n), "14:00"), words="未清")
        take(self.town, "submit", ticket, clerk, at(day + timedelta(days=times), "11:00"), photos=1)
        self.passed(ticket, day + timedelta(days=times + 1))
        return ticket

    def given(self, unit: str, clerk: str, handed_in: str = "14:00", site: str = "S001") -> Ticket:
        """Found in the east, given to a department in time, and fixed there."""
        ticket, day = self.found(site)
        take(self.town, "reassign", ticket, "office", at(day, "10:00"), unit=unit, words="改派")
        take(self.town, "submit", ticket, clerk, at(day, handed_in), photos=1)
        self.passed(ticket, day + timedelta(days=1))
        return ticket

    def below(self, handed_in: str) -> Ticket:
        """The street gives the work to the community, which does its part; the street hands in."""
        ticket, day = self.found()
        take(self.town, "sub_assign", ticket, "street_clerk", at(day, "09:20"), unit="community_a1")
        part = Duty.objects.get(subject_id=ticket.pk, parent__isnull=False)
        take(self.town, "finish", ticket, "community_clerk", at(day, handed_in), duty=part.pk, words="已清")
        take(self.town, "confirm_sub", ticket, "street_clerk", at(day, "16:30"), duty=part.pk, verdict=True)
        take(self.town, "submit", ticket, "street_clerk", at(day, "16:40"), photos=1)
        self.passed(ticket, day + timedelta(days=1))
        return ticket


def east(month: Month) -> None:
    """Of the east street: what is in time, late, never done, and what does not count."""
    town = month.town
    for handed_in in ("10:00", "11:00", "15:30"):
        month.fixed("street_clerk", handed_in=handed_in)
    month.fixed("street_clerk", how="onsite", urgency="A")
    month.fixed("street_clerk", by="city_leader", source="leader", handed_in="16:10")
    month.failed("street_clerk", 1)
    month.failed("street_clerk", 3)
    for handed_in in ("10:00", "10:30", "11:00", "14:00", "16:00"):
        month.below(handed_in)
    month.found()  # never handed in
    false = month.fixed("street_clerk")
    take(town, "mark_false", false, "discipline", at(MONDAY + timedelta(days=28), "10:00"), words="照片是旧的")
    void, day = month.found()
    take(town, "void", void, "office", at(day, "10:00"), words="重复")
    stands, day = month.found()
    take(town, "suspend", stands, "office", at(day, "17:00"), words="雨季", until=at(day + timedelta(days=80), "17:30"))
    back, day = month.found()
    ask = {"petition": "return", "words": "不属我街道"}
    take(town, "ask", back, "street_clerk", at(day, "10:00"), **ask)
    take(town, "decide", back, "team_leader", at(day, "11:00"), petition="return", verdict=True, words="同意")
    late, day = month.found()
    take(town, "reassign", late, "office", at(day, "16:00"), unit="street_b", words="逾期改派")
    waits, day = month.found()
    take(town, "submit", waits, "street_clerk", at(day, "11:00"), photos=1)


def west(month: Month) -> None:
    """Of the west street: six, one of them late; nothing urgent, so one figure has nothing to divide by."""
    for handed_in in ("10:00", "11:00", "13:50", "14:00", "14:30", "16:00"):
        month.fixed("west_clerk", site="S003", handed_in=handed_in)
    month.fixed("west_clerk", site="S003", how="onsite")


def departments(month: Month) -> None:
    """Two do exactly the same; what the street was too late with is nobody's later good."""
    for unit, clerk in (("urban_mgmt", "other_clerk"), ("market_reg", "market_clerk")):
        for handed_in in ("11:00", "14:00", "14:10", "14:20", "14:30", "17:20"):
            month.given(unit, clerk, handed_in)
    month.fixed("other_clerk", site="S002")  # on the lane that a clerk of the street holds
    month.given("market_reg", "market_clerk", site="S004")


def helpers(month: Month) -> None:
    """Departments assist the street; one does its part."""
    ticket, day = month.found(category="ENV-02")
    part = Duty.objects.get(subject_id=ticket.pk, kind="assist", unit=month.town.units["market_reg"])
    take(month.town, "finish", ticket, "market_clerk", at(day, "09:20"), duty=part.pk)
    other = Duty.objects.get(subject_id=ticket.pk, kind="assist", unit=month.town.units["urban_mgmt"])
    take(month.town, "finish", ticket, "other_clerk", at(day, "09:20"), duty=other.pk)


def running(month: Month) -> None:
    """The period after it has begun: one in time, one late, one that is still open."""
    day = PUBLISHED_AT - timedelta(days=2)
    for handed_in in ("11:00", "16:00", ""):
        ticket = file_ticket(
            month.town, site="S003", by="second_inspector", now=at(day, "09:00"), anyway="另一处", photos=2
        )
        if handed_in:
            take(month.town, "submit", ticket, "west_clerk", at(day, handed_in), photos=1)
            month.passed(ticket, day + timedelta(days=1))


def holders(town: Town) -> None:
    """A zone is one person's, a lane another's, a market a department's as a whole."""
    chief = add_person(town, "zone_chief", "谢安", "street_a", Role.UNIT_HANDLER, 30)
    unit = town.units["street_a"].pk
    zone = Zone.objects.get(code="east", layer__code="administrative")
    make_contract("area_chief", unit, chief.user, "zone", zone.pk, now=FOUNDED)
    make_contract("lane_chief", unit, town.people["street_clerk"], "site", town.sites["S002"].pk, now=FOUNDED)
    make_contract("pairing", town.units["market_reg"].pk, None, "site", town.sites["S003"].pk, now=FOUNDED)


def publish(town: Town) -> Ranking:
    """From the count to the number, with points given and taken on the way."""
    office = town.posts["office"]
    ranking = rankings.begin(MONTH, by=office, now=COUNTED_AT)
    run_waiting(lambda: COUNTED_AT)
    later = COUNTED_AT + timedelta(minutes=5)
    for unit, points, why in (("street_b", 8, "省级表扬"), ("street_a", Decimal("-1.5"), "媒体曝光")):
        rankings.give_bonus(ranking, town.units[unit], points, why, by=office, now=later)
    rankings.recount(ranking, by=office, now=later)
    run_waiting(lambda: later)
    rankings.announce(ranking, by=office, now=later)
    rankings.approve(ranking, by=town.posts["city_leader"], now=PUBLISHED_AT)
    rankings.publish(ranking, by=office, now=PUBLISHED_AT)
    ranking.refresh_from_db()
    return ranking


def busy_month(town: Town) -> Ranking:
    """All of it."""
    change_scheme("units", SCHEME, "试行", by=town.posts["office"], now=FOUNDED + timedelta(days=1))
    holders(town)
    month = Month(town)
    for part in (east, west, departments, helpers):
        part(month)
    ranking = publish(town)
    running(month)
    return ranking
