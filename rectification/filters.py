"""What one may ask the ledger: one filter for pages, exports and programs, read from an address and written back."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from rectification.held import held_by, on_ground
from rectification.kept import NO, YES, kept, missed
from rectification.models import Sight, Source
from rectification.querysets import TicketQuerySet
from rectification.search import saying
from rectification.workflow import ENDED, OPEN, Status
from sites.models import Unit, Zone
from sites.vocabulary import Urgency, Verify
from supervision.countdowns import Bounds
from supervision.ladder import Rung
from supervision.models import DutyState

TIMES = ("late", "today", "week", "later", "stop")
STATES = ("open", *(str(status) for status in Status), "all", "former")
ORDERS = ("left", "new")
VIEWS = ("rows", "wall", "map")
# Columns of the list one may choose besides photo, problem, unit, status, time left and number.
CHOOSABLE = (
    "urgency", "rung", "words", "source", "team", "filed_at", "filed_by", "standard", "type", "rework", "relapse",
    "closed_at", "verified_by",
)  # fmt: skip
USUAL, COLUMNS_MOST = ("urgency", "rung"), 6
WORDS = 80
LIVE = (DutyState.RUNNING, DutyState.PAUSED, DutyState.STOPPED)
Rows = TicketQuerySet


def uuid(given: str) -> UUID | None:
    """An id."""
    try:
        return UUID(given)
    except ValueError:
        return None


def one_of(values: Any) -> Callable[[str], str]:
    """One of some words; anything else is no condition."""
    known = frozenset(map(str, values))
    return lambda given: given if given in known else ""


def short(length: int) -> Callable[[str], str]:
    """A code or a name."""
    return lambda given: given.strip()[:length]


def day(given: str) -> date | None:
    """A date as 2026-11-21."""
    try:
        found = parse_date(given)
    except ValueError:
        return None
    return found if found is not None and 2000 <= found.year <= 2100 else None


def columns(given: str) -> str:
    """Names of columns with commas between, in their order; empty for the usual ones, a dash for none."""
    asked = set(given.split(","))
    found = [name for name in CHOOSABLE if name in asked][:COLUMNS_MOST]
    if not found:
        return "-" if given.startswith("-") else ""
    return "" if tuple(found) == USUAL else ",".join(found)


def usual_state(words: str, verified: str, again: str, kept: str) -> str:
    """What is asked when no state is given: words look everywhere, and what only the struck off have, among them."""
    return "all" if words or verified or kept or again == "false" else "open"


def every(query: Any, name: str) -> list[str]:
    """All values of a name: an address may repeat one, a mapping has one."""
    return query.getlist(name) if hasattr(query, "getlist") else [query.get(name, "") or ""]


@dataclass(frozen=True)
class Filter:
    """A question to the ledger. An empty value is no condition; what cannot be read is left out."""

    q: str = ""  # words, a number, pinyin initials
    state: str = "open"
    time: str = ""
    unit: UUID | None = None  # and those below it
    zone: UUID | None = None  # and those inside it
    holder: UUID | None = None  # on the ground that a person, a post or a unit holds by contract
    contract: str = ""  # and of their ground only what they hold by this kind of contract
    category: str = ""  # and those below it
    standard: str = ""
    type: str = ""
    site: UUID | None = None
    source: str = ""
    team: UUID | None = None
    person: str = ""  # part of the name of who owes it or found it
    urgency: str = ""
    rung: str = ""  # at least so high
    since: date | None = None
    until: date | None = None  # the last day
    due_since: date | None = None  # its scored time, from this day
    due_until: date | None = None  # to the end of this one
    kept: str = ""  # yes: struck off in time; no: not
    again: str = ""  # a relapse, a false strike-off, failed a check
    verified: str = ""
    order: str = "left"
    view: str = "rows"
    cols: str = ""  # how it is shown, too: see `columns`

    @classmethod
    def read(cls, query: Any) -> "Filter":
        """From an address: a QueryDict or any mapping of words."""
        given = {name: read(query.get(name, "") or "") for name, read in READERS.items()}
        state = given["state"] or usual_state(given["q"], given["verified"], given["again"], given["kept"])
        shown = {"order": given["order"] or "left", "view": given["view"] or "rows"}
        return cls(**{**given, "state": state, **shown, "cols": columns(",".join(every(query, "cols")))})

    def url(self, **changes: Any) -> str:
        """The address of the list with something changed."""
        return f"?{self.query(**changes)}"

    def query(self, **changes: Any) -> str:
        """The same without the question mark."""
        found = replace(self, **changes)
        return urlencode(found.pairs())

    def pairs(self) -> dict[str, str]:
        """The conditions in force, as words; `read` makes the same filter of them."""
        plain = Filter(state=self.usual)
        shown = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: str(value) for name, value in shown.items() if value and value != getattr(plain, name)}

    @property
    def usual(self) -> str:
        """The state that is asked for when none is given."""
        return usual_state(self.q, self.verified, self.again, self.kept)

    def without(self, name: str) -> "Filter":
        """With one condition less; a state that only came with it goes, too."""
        left = replace(self, **{name: getattr(Filter(), name)})
        return replace(left, state=left.usual) if self.state == self.usual else left

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns shown beside those that always are."""
        return tuple(name for name in self.cols.split(",") if name in CHOOSABLE) if self.cols else USUAL

    @property
    def narrow(self) -> bool:
        """Whether it asks for more than a state."""
        return bool(self.time or self.holder or self.kept) or any(getattr(self, name) for name in NARROW)

    @property
    def by_time(self) -> bool:
        """Whether the rows are in the order of time left; only what is open has any."""
        return self.order == "left" and self.state in ("open", *map(str, OPEN))

    def rows(self, scope: Rows, now: datetime) -> Rows:
        """Of the entries in sight those that fit, but for the time left."""
        if self.state == "open":
            scope = scope.exclude(status__in=list(ENDED))
        elif self.state not in ("all", "former"):
            scope = scope.filter(status=self.state)
        for name, narrow in NARROW.items():
            value = getattr(self, name)
            # Of what is no longer with a unit it sees which entry it was, and nothing of how it stands now.
            if value and (self.state != "former" or name in ON_FILING):
                scope = narrow(scope, value)
        if self.kept and self.state != "former":
            rule = kept("lead_duty__") if self.kept == YES else missed(now, "lead_duty__")
            scope = scope.filter(rule, lead_duty__scored=True)
        return on_ground(scope, held_by(self.holder, self.contract, now)) if self.holder else scope

    def narrowed(self, scope: Rows, now: datetime) -> Rows:
        """Of the entries in sight those that fit."""
        rows = self.rows(scope, now)
        return at_time(rows, self.time, Bounds.at(now)) if self.time and self.state != "former" else rows


READERS: dict[str, Callable[[str], Any]] = {
    "q": short(WORDS),
    "state": one_of(STATES),
    "time": one_of(TIMES),
    "unit": uuid,
    "zone": uuid,
    "holder": uuid,
    "contract": short(40),
    "category": short(24),
    "standard": short(24),
    "type": short(40),
    "site": uuid,
    "source": one_of(Source.values),
    "team": uuid,
    "person": short(40),
    "urgency": one_of(Urgency.values),
    "rung": one_of(rung.code for rung in Rung),
    "since": day,
    "until": day,
    "due_since": day,
    "due_until": day,
    "kept": one_of((YES, NO)),
    "again": one_of(("relapse", "false", "failed")),
    "verified": one_of(Verify.values),
    "order": one_of(ORDERS),
    "view": one_of(VIEWS),
}


def of_unit(rows: Rows, unit: UUID) -> Rows:
    """Owed by a unit or one below it: who has the lead, else whose duty it is."""
    units = Unit.objects.subtree_ids([unit])
    return rows.filter(lead_duty__unit_id__in=units)


def in_zone(rows: Rows, zone: UUID) -> Rows:
    """On the ground of a zone or one inside it, as it was when the entry was written."""
    keys = [f"z:{pk}" for pk in Zone.objects.subtree_ids([zone])]
    return rows.filter(Exists(Sight.objects.filter(ticket=OuterRef("pk"), key__in=keys)))


def of_category(rows: Rows, code: str) -> Rows:
    """A category or a group of them."""
    return rows.filter(Q(category=code) | Q(category__startswith=f"{code}-"))


def of_person(rows: Rows, name: str) -> Rows:
    """Who owes it, who checks it, who found it."""
    names = (f"{path}__display_name__contains" for path in ("lead_duty__user", "main_duty__user", "filed_by"))
    wanted = Q()
    for path in names:
        wanted |= Q(**{path: name})
    return rows.filter(wanted)


AGAIN = {"relapse": Q(relapse_of__isnull=False), "false": Q(false_strike_off=True), "failed": Q(rework_count__gt=0)}
NARROW: dict[str, Callable[[Rows, Any], Rows]] = {
    "q": lambda rows, words: rows.filter(worded(words)),
    "unit": of_unit,
    "zone": in_zone,
    "category": of_category,
    "standard": lambda rows, code: rows.filter(standard=code),
    "type": lambda rows, code: rows.filter(site__type_id=code),
    "site": lambda rows, pk: rows.filter(site_id=pk),
    "source": lambda rows, source: rows.filter(source=source),
    "team": lambda rows, pk: rows.filter(team_id=pk),
    "person": of_person,
    "urgency": lambda rows, letter: rows.filter(urgency=letter),
    "rung": lambda rows, code: rows.filter(lead_duty__highest_rung__gte=int(Rung.of(code))),
    "since": lambda rows, first: rows.filter(filed_at__gte=begins(first)),
    "until": lambda rows, last: rows.filter(filed_at__lt=begins(last + timedelta(days=1))),
    "due_since": lambda rows, first: rows.filter(lead_duty__score_due_at__gte=begins(first)),
    "due_until": lambda rows, last: rows.filter(lead_duty__score_due_at__lt=begins(last + timedelta(days=1))),
    "again": lambda rows, word: rows.filter(AGAIN[word]),
    "verified": lambda rows, how: rows.filter(verified_how=how),
}
ON_FILING = frozenset({"q", "zone", "category", "standard", "type", "site", "source", "team", "since", "until"})


def begins(day: date) -> datetime:
    """The first moment of a day in the city."""
    return timezone.make_aware(datetime.combine(day, time.min))


def worded(words: str) -> Q:
    """A number, the end of one, or anything an entry is found by."""
    if words.isdecimal() and len(words) >= 3:
        return Q(number__endswith=words) | saying(words)
    return saying(words)


def at_time(rows: Rows, key: str, bounds: Bounds) -> Rows:
    """Of some rows those of one group by time left; the clock stands for what is with the checker or long-term."""
    stands = Q(status=Status.SUSPENDED) | Q(status=Status.REVIEWING, main_duty__due_at__gt=bounds.now)
    if key == "stop":
        return rows.filter(stands)
    begin = {"late": None, "today": bounds.now, "week": bounds.day_ends, "later": bounds.week_ends}[key]
    end = {"late": bounds.now, "today": bounds.day_ends, "week": bounds.week_ends, "later": None}[key]
    found = rows.filter(main_duty__state=DutyState.RUNNING).exclude(stands)
    if begin is not None:
        found = found.filter(main_duty__due_at__gt=begin)
    return found.filter(main_duty__due_at__lte=end) if end is not None else found


@dataclass(frozen=True)
class Order:
    """By time left or by age: a moment, and an id where two are the same; `live` are the rows that have the moment."""

    column: str
    tie: str
    falling: bool

    def live(self, rows: Rows) -> Rows:
        """Said so that the index of live duties by time can be walked: every open entry has one."""
        if self.tie == "id":
            return rows
        return rows.filter(main_duty__due_at__isnull=False, main_duty__state__in=LIVE)


LEFT = Order("main_duty__due_at", "main_duty_id", False)
NEW = Order("filed_at", "id", True)


def order_of(wanted: Filter) -> Order:
    """The order of the rows."""
    return LEFT if wanted.by_time else NEW
