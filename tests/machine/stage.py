"""The same town in the database: made once, played on move by move through the real actions, and rolled back."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min

from rectification import filing
from rectification.actions import take
from rectification.desk import Actor
from rectification.facts import FilingData, StepData
from rectification.models import Ticket
from rectification.workflow import Action
from sites.models import CatalogueVersion, Category, Route, SiteType, Unit
from supervision.actions import jobs, people
from supervision.actions.calendar_edit import set_day
from supervision.actions.sweep import sweep
from supervision.actions.units import hang
from supervision.ids import new_id
from supervision.models import Duty, Event, Post, StoredFile, Upload, User
from supervision.refusals import Conflict, NotAllowed, Refused
from tests.machine.days import Days
from tests.machine.ground import CATEGORIES, SPOTS
from tests.machine.model import Model
from tests.machine.moves import Move, content
from tests.machine.people import People, Seat
from tests.town import CAST, FOUNDED, TZ, UNITS, Town, found_town

RESOLVERS = {"manager": "site_manager", "territory": "territorial"}
SITE_TYPES = ("market_wet", "alley_back", "compound_old", "road_secondary")
CATALOGUE = 909  # a number of its own: what a process has read of a version it keeps
FOREVER = FOUNDED + timedelta(days=3650)
PHOTOS = 40  # of each person, staged before anything happens


def found() -> Town:
    """The town of tests/town.py with a catalogue of its own: five kinds of problem that reach every corner."""
    version = CatalogueVersion.objects.create(number=CATALOGUE, digest="machine", loaded_at=FOUNDED)
    for code in SITE_TYPES:
        SiteType.objects.create(code=code, name=code, name_en=code, group=code, sector="")
    group = Category.objects.create(version=version, code="M", name="M", name_en="M", source="test", initials="m")
    for code, kind in CATEGORIES.items():
        row = Category.objects.create(
            version=version, code=code, parent=group, name=code, name_en=code, urgency=kind.urgency,
            limit_value=kind.limit[0], limit_unit=kind.limit[1], deduction=Decimal(1), photo_min=kind.photos,
            verify=kind.verify, source="test", initials=code,
        )  # fmt: skip
        ways = [(way, False) for way in kind.ways] + [(unit, True) for unit in kind.assisting]
        for priority, (way, assisting) in enumerate(ways):
            resolver = RESOLVERS.get(way, "unit")
            Route.objects.create(
                version=version, category=row, priority=priority, resolver=resolver,
                resolver_arg=way if resolver == "unit" else "", assisting=assisting,
            )  # fmt: skip
    town = found_town()
    StoredFile.objects.create(sha256="0" * 64, size=1, mime="image/jpeg", width=1, height=1, created_at=FOUNDED)
    for user in User.objects.all():
        stage_photos(user, PHOTOS)
    return town


def stage_photos(user: User, count: int) -> list[UUID]:
    """Photos that wait to be used; their content is another test's business."""
    rows = [
        Upload(owner=user, key=str(new_id()), file_id="0" * 64, name="p", created_at=FOUNDED, expires_at=FOREVER)
        for _ in range(count)
    ]
    return [row.id for row in Upload.objects.bulk_create(rows)]


def new_model() -> Model:
    """The model on the town's first day."""
    seats = {key: Seat(key, key, unit, role, rank, naive(FOUNDED)) for key, (_, unit, role, rank) in CAST.items()}
    parents = {code: parent for code, (_, _, parent) in UNITS.items()}
    kinds = {code: kind for code, (_, kind, _) in UNITS.items()}
    return Model(People(parents, kinds, seats), Days())


def naive(moment: datetime | None) -> datetime | None:
    """The city's time without its zone, as the model counts."""
    return None if moment is None else moment.astimezone(TZ).replace(tzinfo=None)


def aware(moment: datetime | None) -> datetime | None:
    """And back."""
    return None if moment is None else moment.replace(tzinfo=TZ)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


REFUSALS = (
    (Ticket.DoesNotExist, "unseen"),
    (filing.Duplicate, "duplicate"),
    (NotAllowed, "not_allowed"),
    (Conflict, "conflict"),
)


class Stage:
    """One town played on. `worker` is always, never or sometimes: when the sweep runs between the moves."""

    def __init__(self, town: Town, worker: str) -> None:
        self.town, self.worker = town, worker
        self.entries: list[UUID] = []
        rows = Post.objects.select_related("unit", "user").in_bulk([post.id for post in town.posts.values()])
        self.posts: dict[str, Post] = {key: rows[post.id] for key, post in town.posts.items()}
        self.users = dict(town.people)
        self.said: dict[tuple, object] = {}
        self.photos: dict[str, list[UUID]] = {}
        self.clock = FOUNDED
        self.before: defaultdict[UUID, set[UUID]] = defaultdict(set)  # events of the same instant, but earlier

    def play(self, move: Move) -> str:
        """The move through the real actions; returns the kind of refusal, empty when it happened."""
        now = aware(move.now)
        self.work(move, now)
        self.clock = now
        try:
            getattr(self, f"on_{move.kind}")(move, now)
        except Refused as refusal:
            if refusal.code == "wrong_status":
                return "wrong_status"
            return next((kind for error, kind in REFUSALS if isinstance(refusal, error)), "refused")
        except Ticket.DoesNotExist:
            return "unseen"
        return ""

    def work(self, move: Move, now: datetime) -> None:
        """The worker looks at every moment, at some, or at none."""
        if self.worker == "always":
            self.work_through(now)
        elif self.worker == "sometimes" and move.sweep is not None:
            sweep(self.clock + (now - self.clock) * move.sweep)

    def work_through(self, now: datetime) -> None:
        """A worker that never sleeps: it looks at the very moment something falls due."""
        due = Duty.objects.filter(next_action_at__lte=now)
        while (at := due.aggregate(first=Min("next_action_at"))["first"]) is not None:
            sweep(at)

    def actor(self, move: Move) -> Actor:
        """The person in the post."""
        return Actor(self.users[move.user], self.posts[move.seat])

    def some_photos(self, user: str, count: int) -> tuple[UUID, ...]:
        """Unused photos of the person."""
        if user not in self.photos:
            rows = Upload.objects.filter(owner=self.users[user], used_at=None).order_by("created_at", "id")
            self.photos[user] = list(rows.values_list("id", flat=True))
        if len(self.photos[user]) < count:
            self.photos[user] += stage_photos(self.users[user], PHOTOS)
        return tuple(self.photos[user].pop(0) for _ in range(count))

    def once(self, move: Move, make):
        """What a keyed request said is said again in the same words, with the same photos."""
        if not move.key:
            return make()
        said = (move.user, move.key, content(move))
        if said not in self.said:
            self.said[said] = make()
        return self.said[said]

    # Moves

    def on_wait(self, move: Move, now: datetime) -> None:
        pass

    def on_step(self, move: Move, now: datetime) -> None:
        pk = self.entries[move.entry]
        data = self.once(move, lambda: self.step_data(move))
        expected = self.expected(pk, move.expected)
        take(Action(move.action), pk, by=self.actor(move), now=now, data=data, key=move.key, expected=expected)

    def step_data(self, move: Move) -> StepData:
        """What comes with the step."""
        return StepData(
            words="事由" if move.words else "",
            photos=self.some_photos(move.user, move.photos),
            place=self.place_of(move) if move.place else None,
            unit=self.town.units[move.unit].id if move.unit else None,
            person=self.posts[move.person].id if move.person else None,
            category=move.category,
            target=None if move.target is None else self.entries[move.target],
            until=aware(move.until),
            petition=move.petition,
            verdict=move.verdict,
            rung=move.rung,
            number=move.number,
            on=move.on,
            partner=self.posts[move.partner].id if move.partner else None,
            duty=self.duty(move),
            erase=self.first_words(move) if move.erase else (),
        )

    def place_of(self, move: Move) -> tuple[Decimal, Decimal]:
        """Where the problem is: people who send their place stand there."""
        ticket = Ticket.objects.select_related("site").get(pk=self.entries[move.entry])
        lon, lat = ticket.site.point if ticket.site else (ticket.lon, ticket.lat)
        return Decimal(str(lon)), Decimal(str(lat))

    def duty(self, move: Move) -> UUID | None:
        """The duty of that ordinal."""
        if move.duty is None:
            return None
        rows = Duty.objects.filter(subject_id=self.entries[move.entry], ordinal=move.duty)
        return rows.values_list("id", flat=True).first() or new_id()

    def first_words(self, move: Move) -> tuple[UUID, ...]:
        """The words with which the problem was filed."""
        return (Ticket.objects.values_list("words", flat=True).get(pk=self.entries[move.entry]),)

    def expected(self, pk: UUID, seen: str | None) -> int | None:
        """The sequence a person has in mind who saw all, or all but the last, of what people did."""
        if seen is None:
            return None
        rows = Event.objects.filter(stream_id=pk, actor_id__isnull=False).order_by("-seq")
        return rows.values_list("seq", flat=True)[0] - (seen == "missed")

    def on_file(self, move: Move, now: datetime) -> None:
        data = self.once(move, lambda: self.filing_data(move))
        event = filing.file(data, by=self.actor(move), now=now)
        if event.stream_id not in self.entries:
            self.entries.append(event.stream_id)

    def on_meet(self, move: Move, now: datetime) -> None:
        filing.join(self.entries[move.entry], self.filing_data(move), by=self.actor(move), now=now)

    def filing_data(self, move: Move) -> FilingData:
        """A problem as it is stated."""
        spot = SPOTS[move.spot]
        return FilingData(
            category=move.category,
            photos=self.some_photos(move.user, move.photos),
            site=self.town.sites[spot.site].id if spot.site else None,
            place=tuple(Decimal(part) for part in spot.point) if spot.point else None,
            words="摊位后堆放垃圾",
            source=move.source,
            anyway="另一处" if move.anyway else "",
            client_key=move.key or "",
        )

    def on_appoint(self, move: Move, now: datetime) -> None:
        key = f"post{len(self.posts)}"
        unit = self.town.units[move.unit]
        self.posts[key] = people.appoint(
            self.users[move.person], unit.id, move.role, now=now, rank=100 + len(self.posts)
        )
        self.posts[key].unit = unit
        self.comes(self.posts[key].id, now)

    def comes(self, post: UUID, now: datetime) -> None:
        """A post or a stand-in begins: what has happened at this very instant, happened before."""
        self.before[post].update(Event.objects.filter(occurs_at=now).values_list("id", flat=True))

    def on_end(self, move: Move, now: datetime) -> None:
        people.end_post(self.posts[move.person], now=now)

    def on_stand_in(self, move: Move, now: datetime) -> None:
        acting = people.set_acting(self.posts[move.person], self.users[move.user], now, aware(move.until), now=now)
        self.comes(acting.id, now)

    def on_hang(self, move: Move, now: datetime) -> None:
        try:
            hang(Unit.objects.get(code=move.unit), Unit.objects.get(code=move.person), now=now)
        except ValidationError as error:
            raise Refused("circle") from error

    def on_day(self, move: Move, now: datetime) -> None:
        set_day(move.until.date(), move.day_kind, "", "通知", now=now)

    def on_reckon(self, move: Move, now: datetime) -> None:
        jobs.run_waiting(lambda: now)
