"""Writing a problem into the ledger: what it will cause is shown before, and is what then happens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from structlog.contextvars import bind_contextvars

from rectification.actions import append, notify, take
from rectification.catalogue import category, current_version, limit_of, primary_standard
from rectification.desk import Actor, Desk, Outcome, engine_rules, place_fact
from rectification.facts import FilingData, StepData
from rectification.models import PhotoKind, Source, Ticket
from rectification.models.tickets import OUTSIDE
from rectification.places import Spot, duplicates, load_site, relapse_of, route
from rectification.scope import in_force
from rectification.search import refresh
from rectification.settle import climb_by_count
from rectification.steps.moving import assigned_notices, route_now
from rectification.workflow import FILED, Action, Status
from sites.models import Category, City, Site, UnitFunction
from sites.routing import Resolution, Tried
from sites.vocabulary import UnitKind, Urgency
from supervision.actions.book import new_book, write
from supervision.actions.calendars import load_calendar
from supervision.actions.numbers import lock_counter, next_number
from supervision.actions.requests import Request
from supervision.actions.rosters import load_roster
from supervision.actions.words import keep
from supervision.canonical import NotCanonical, clean_text
from supervision.doorbell import ring
from supervision.failpoints import reach
from supervision.ids import new_id
from supervision.models import Counter, DutyKind, Event
from supervision.refusals import NotAllowed, Refused
from supervision.roles import FILES, HANDLES, Role

Numbering = Callable[[Desk, FilingData, Spot, City], None]
DOCUMENTS = "DOC-"  # what is owed on paper lies at no place


class Duplicate(Refused):
    """The problem may be in the ledger already; join it, or file anyway with a reason."""

    status = 409

    def __init__(self, tickets: list[Ticket]) -> None:
        super().__init__("duplicate", _("This problem may be in the ledger already: %(numbers)s."))
        self.tickets = tickets
        self.params = {"numbers": ", ".join(t.number for t in tickets)}


@dataclass
class Preview:
    """Who would owe it by when, why, and what is in the ledger at the same place."""

    unit: UUID | None
    user: UUID | None
    due_at: datetime | None
    why: str
    tried: tuple[Tried, ...] = ()
    assisting: tuple[UUID, ...] = ()
    duplicates: list[Ticket] = field(default_factory=list)
    relapse: Ticket | None = None
    years_without_data: list[int] = field(default_factory=list)


def preview(data: FilingData, now: datetime) -> Preview:
    """What filing this would cause, from the same table and calendar as filing itself."""
    today = timezone.localtime(now).date()
    row = category(current_version(), data.category)
    city = City.objects.current()
    spot, rules = spot_of(data, today, city), engine_rules(city)
    functions = UnitFunction.objects.bindings(today)
    roles: tuple[Role, ...]
    if data.source in OUTSIDE:  # the office screens it first
        found, roles, limit, why = Resolution(functions.get("office")), (Role.OFFICE,), rules.screen, "screened"
    else:
        found = route(row.version_id, row.code, spot.facts(today), functions, now)
        roles, limit, why = HANDLES, limit_of(row), "routed"
    holder = load_roster([found.lead]).first(found.lead, roles, now) if found.lead else None
    calendar = load_calendar()
    due = calendar.add(now, limit) if holder else None
    return Preview(
        unit=found.lead,
        user=holder.user_id if holder else None,
        due_at=due,
        why=why if holder else ("no_handler" if found.lead else "no_unit"),
        tried=found.tried,
        assisting=found.assisting,
        duplicates=duplicates(row.code, spot, rules),
        relapse=relapse_of(row.code, spot, now, rules),
        years_without_data=calendar.flagged(now, due) if due else [],
    )


def file(data: FilingData, *, by: Actor, now: datetime) -> Event:
    """Files a problem: one transaction, one number, one duty. A repeated `client_key` returns the first event."""
    check_filing(data, by, now)
    with transaction.atomic():
        request = Request(by.user.id, data.client_key and f"file:{data.client_key}", data.as_content(), now)
        if request.first is not None:
            return request.first
        earlier = filed_before(data, by)
        if earlier is not None:
            return earlier
        event = write_ticket(data, by, now)
        refresh([event.stream_id])
        request.answer(event)
        ring("supervision.tasks.deliver", "supervision.tasks.finish_pictures")
        reach("before_commit")
    return event


def join(ticket_id: UUID, data: FilingData, *, by: Actor, now: datetime) -> Event:
    """It is the same problem: photos and words go to the entry that is there, also to one found by another team.

    The entry must be one that filing this would be told of; any other one does not exist for the finder.
    """
    check_filing(data, by, now)
    row = category(current_version(), data.category)
    city = City.objects.current()
    spot = spot_of(data, timezone.localtime(now).date(), city)
    if ticket_id not in {ticket.pk for ticket in duplicates(row.code, spot, engine_rules(city))}:
        raise Ticket.DoesNotExist
    said = StepData(words=data.words, photos=data.photos)
    key = f"join:{data.client_key}" if data.client_key else None
    return take(Action.JOIN, ticket_id, by=by, now=now, data=said, key=key, met=True)


def check_filing(data: FilingData, by: Actor, now: datetime) -> None:
    """What can be said before anything is locked."""
    if by.post.role not in FILES or not in_force(by.post, now):
        raise NotAllowed("wrong_party", _("Your post does not file problems."))
    if data.source not in Source.values:
        raise Refused("no_source", _("Say where the problem comes from."))
    if data.urgency and data.urgency not in Urgency.values:
        raise Refused("no_urgency", _("Choose an urgency."))
    try:
        for text in (data.words, data.place_words, data.anyway):
            clean_text(text)
    except NotCanonical:
        raise Refused("bad_text", _("The text contains characters that cannot be kept.")) from None


def filed_before(data: FilingData, by: Actor) -> Event | None:
    """A filing's client key is kept for ever, longer than request keys are (ENGINE 20)."""
    if not data.client_key:
        return None
    earlier = Ticket.objects.filter(filed_by=by.user, client_key=data.client_key).values_list("pk", flat=True).first()
    return Event.objects.get(stream_id=earlier, seq=1) if earlier else None


def spot_of(data: FilingData, today: date, city: City | None) -> Spot:
    """The place as stated; one outside the city, or no place where one is needed, is refused."""
    try:
        site = load_site(data.site, today)
    except Site.DoesNotExist:
        raise Refused("no_site", _("This site is not in use.")) from None
    spot = Spot(site, data.place)
    if data.place is not None and city is not None:
        west, south, east, north = city.box
        lon, lat = map(float, data.place)
        if not (west <= lon <= east and south <= lat <= north):
            raise Refused("outside_city", _("This point lies outside the city."))
    return spot


def write_ticket(data: FilingData, by: Actor, now: datetime) -> Event:
    """The rows and the event of a new ticket."""
    desk, event = draft(data, by, now, number)
    write([desk.book])
    return event


def draft(
    data: FilingData, by: Actor, now: datetime, numbering: Numbering, rosters: dict | None = None
) -> tuple[Desk, Event]:
    """A new ticket on its desk, not yet written; the counter is locked last, and whoever holds it sees all others."""
    today = timezone.localtime(now).date()
    row = category(current_version(), data.category)
    city = City.objects.get()
    spot, rules = spot_of(data, today, city), engine_rules(city)
    if spot.point is None and not row.code.startswith(DOCUMENTS):
        raise Refused("no_place", _("Choose a site, or a point on the map."))
    if len(set(data.photos)) < (row.photo_min or 1):
        raise Refused("too_few_photos", _("At least %(count)d photo(s) are needed here."), count=row.photo_min or 1)
    pk = new_id()
    book = new_book("ticket", pk, now)
    ticket = new_ticket(pk, data, row, spot, by, now)
    words, place = keep(book, data.words), keep(book, data.place_words)
    ticket.words, ticket.place = (words or {}).get("id"), (place or {}).get("id")
    book.add(ticket)
    desk = Desk(book, ticket, [], now, by)
    desk.rosters = {} if rosters is None else rosters
    desk.__dict__["sights"] = {}
    desk.__dict__["tenures"] = []
    desk.__dict__["petitions"] = []
    desk.__dict__["rules"] = rules
    photos = desk.add_photos(data.photos, PhotoKind.BEFORE)
    desk.show(*sight_of(ticket, by))
    after = owe(desk, spot)
    numbering(desk, data, spot, city)
    # After the look for open ones: an entry that is struck off meanwhile is found by the one or by the other.
    old = relapse_of(row.code, spot, now, rules)
    if old is not None:
        desk.put(relapse_of_id=old.pk, relapse_count=old.relapse_count + 1)
    desk.put(status=Status(after))
    anyway = keep(book, data.anyway)
    facts = {
        "number": ticket.number,
        "words": words,
        "place_words": place,
        "photos": photos,
        "place": place_fact(data.place),
        "relapse_of": old.pk if old else None,
        "anyway": anyway,
    }
    if after not in FILED:
        raise AssertionError(f"a filing cannot end as {after}")
    event = append(desk, Action.FILE, "", facts)
    notify(desk, event, Outcome(after, told=filing_notices(desk)))
    climb_by_count(desk)
    return desk, event


def new_ticket(pk: UUID, data: FilingData, row: Category, spot: Spot, by: Actor, now: datetime) -> Ticket:
    """The entry as it is first written down; number, duty and status follow in the same transaction."""
    point = spot.point
    site_type = spot.site.type_id if spot.site else ""
    return Ticket(
        id=pk,
        site=spot.site,
        lon=None if point is None else round_degrees(point[0]),
        lat=None if point is None else round_degrees(point[1]),
        catalogue=row.version_id,
        category=row.code,
        standard=data.standard or primary_standard(row.version_id, row.code, site_type),
        urgency=data.urgency or row.urgency,
        verify=row.verify,
        source=data.source,
        team_id=by.post.unit_id if by.post.unit.kind == UnitKind.TEAM else None,
        filed_at=now,
        filed_by=by.user,
        filed_post=by.post,
        client_key=data.client_key or None,
    )


def round_degrees(value: float) -> Decimal:
    """Six decimals: about ten centimetres."""
    return Decimal(repr(value)).quantize(Decimal("0.000001"))


def sight_of(ticket: Ticket, by: Actor) -> Iterable[str]:
    """The finder's post and team may read what they found."""
    yield f"p:{by.post.id}"
    if ticket.team_id:
        yield f"u:{ticket.team_id}"


def owe(desk: Desk, spot: Spot) -> str:
    """From this second on somebody owes it: the office a screening, or the routed unit the fix."""
    if desk.ticket.source in OUTSIDE:
        unit_id, holder = desk.office_holder()
        duty = desk.start(DutyKind.SCREEN, unit_id, holder, desk.rules.screen)
        desk.put(main_duty_id=duty.id)
        return Status.REPORTED
    return route_now(desk, spot)


def number(desk: Desk, data: FilingData, spot: Spot, city: City) -> None:
    """Takes the next number of the month, or of the latest month in which one was taken."""
    counter = lock_numbers(desk, data, spot, city)
    period = max(period_of(desk.now), counter.period)
    desk.put(number=f"{city.series}{period}-{next_number(counter, period):05d}")
    bind_contextvars(ticket=desk.ticket.number)  # what is logged from here on says of which entry


def lock_numbers(desk: Desk, data: FilingData, spot: Spot, city: City) -> Counter:
    """The counter's lock; two inspectors at the same instant: the second is told."""
    reach("before_counter")
    counter = lock_counter(f"ticket:{city.series}")
    if not data.anyway.strip():
        found = duplicates(desk.ticket.category, spot, desk.rules)
        if found:
            raise Duplicate(found)
    return counter


def period_of(moment: datetime) -> str:
    """The month as numbers have it."""
    return timezone.localtime(moment).strftime("%y%m")


def filing_notices(desk: Desk) -> list:
    """Whoever owes it from now on hears of it."""
    if desk.ticket.status == Status.REPORTED:
        return [("to_screen", desk.duty_told(desk.main))]
    return assigned_notices(desk)
