"""The play: lives of problems, each a generator of moments, carried through the real actions in one order of time."""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from rectification import filing
from rectification.actions import take
from rectification.demo.ground import Ground
from rectification.demo.moments import Moments
from rectification.demo.people import Cast
from rectification.demo.pictures import Camera
from rectification.demo.words import Phrases, scene_of
from rectification.desk import Actor
from rectification.facts import FilingData, StepData
from rectification.models import Ticket
from rectification.workflow import Action
from sites.models import Category, Site
from supervision.actions.sweep import sweep
from supervision.actions.uploads import stage
from supervision.models import Duty, DutyState
from supervision.refusals import Refused

Life = Iterator[datetime]
DUTY = ("id", "kind", "unit_id", "post_id", "user_id", "started_at", "due_at", "limit_value", "limit_unit")
LATELY, FAR = timedelta(days=5), (480, 360)  # photos of what was filed before are so small


class PlayError(AssertionError):
    """A step of the play that the engine refused: the play is wrong, and says where."""


@dataclass
class Problem:
    """What is wrong where, and since it was filed, the entry it became."""

    category: Category
    site: Site | None
    place: tuple[float, float] | None
    finder: str
    filed_at: datetime
    source: str = "team"
    pk: UUID | None = None
    count: int = 0  # photos taken of it so far

    @property
    def entry(self) -> UUID:
        """The id of the entry it became."""
        if self.pk is None:
            raise PlayError(f"{self} has not been filed")
        return self.pk

    def __str__(self) -> str:
        return f"{self.category.code} at {self.site or 'no place'}"

    def status(self) -> str:
        """Where the entry stands."""
        return Ticket.objects.values_list("status", flat=True).get(pk=self.entry)

    def owed(self, kind: str, **wanted: object) -> Duty | None:
        """The newest live duty of a kind on the entry."""
        rows = Duty.objects.filter(subject_id=self.entry, kind=kind, **wanted).exclude(state=DutyState.DONE)
        return rows.only(*DUTY).order_by("-ordinal").first()


@dataclass
class Play:
    """The city at work: `now` moves on, `until` is when the curtain falls."""

    ground: Ground
    cast: Cast
    camera: Camera
    moments: Moments
    phrases: Phrases
    chance: random.Random
    until: datetime
    now: datetime
    lives: list[tuple[datetime, int, Life]] = field(default_factory=list)
    photos_taken: int = 0

    def begin(self, first: datetime, life: Callable[[], Life]) -> None:
        """A life that starts at a moment; one that would start after the end is a mistake of the plan."""
        if first > self.until:
            raise PlayError(f"a life would begin at {first}, after the end of the play")
        heapq.heappush(self.lives, (first, len(self.lives), life()))

    def run(self) -> None:
        """Everything that happens until the end, in order of time; lives that want to go on are left as they are."""
        number = len(self.lives)
        while self.lives and self.lives[0][0] <= self.until:
            moment, _, life = heapq.heappop(self.lives)
            self.pass_time(moment)
            following = next(life, None)
            if following is not None:
                number += 1
                heapq.heappush(self.lives, (max(following, moment), number, life))
        self.pass_time(self.until)

    def pass_time(self, moment: datetime) -> None:
        """The worker's part: what falls due on the way fires at its own moment."""
        while True:
            rows = Duty.objects.filter(next_action_at__lte=moment).order_by("next_action_at")
            due = rows.values_list("next_action_at", flat=True).first()
            if due is None:
                break
            sweep(max(due, self.now))
            self.now = max(due, self.now)
        self.now = moment

    # What people do.

    def file(self, problem: Problem, *, anyway: str = "") -> None:
        """The finder writes the problem into the ledger."""
        by = self.cast.actor(problem.finder)
        data = FilingData(
            category=problem.category.code,
            site=problem.site.pk if problem.site else None,
            place=as_place(problem.place) if problem.place and problem.site and problem.site.geometry else None,
            photos=self.photos(by, problem, "before", problem.category.photo_min or 1),
            words=self.phrases.seen(problem.category.code, problem.site),
            source=problem.source,
            anyway=anyway,
        )
        try:
            event = filing.file(data, by=by, now=self.now)
        except Refused as refusal:
            raise PlayError(f"{problem}, {self.now}: {refusal}") from refusal
        problem.pk = event.stream_id

    def take(self, action: Action | str, problem: Problem, by: Actor | str, *, photos: str = "", **data: Any) -> None:
        """One step; `photos` names what they show."""
        actor = self.cast.actor(by) if isinstance(by, str) else by
        if photos:
            data["photos"] = self.photos(actor, problem, photos, 1)
        try:
            take(Action(action), problem.entry, by=actor, now=self.now, data=StepData(**data))
        except Refused as refusal:
            where = f"{action} of {problem} by {actor.user}, {self.now}"
            raise PlayError(f"{where}: {refusal}") from refusal

    def street_of(self, problem: Problem) -> str:
        """The street or town on whose ground it is."""
        return self.ground.streets[problem.site.code] if problem.site else "office"

    def holder(self, duty: Duty) -> Actor:
        """Who owes this duty now."""
        return self.cast.holder(duty)

    def lens(self, problem: Problem) -> Camera:
        """What was found longer ago is photographed smaller: nobody looks at it first."""
        return self.camera if self.until - problem.filed_at < LATELY else self.far

    @cached_property
    def far(self) -> Camera:
        """The smaller camera."""
        wide, high = self.camera.size
        return Camera((min(wide, FAR[0]), min(high, FAR[1])), self.camera.seed)

    def photos(self, by: Actor, problem: Problem, kind: str, count: int) -> tuple[UUID, ...]:
        """So many staged photos, taken a little before now."""
        where = str(problem.site or problem.place)
        scene = f"{scene_of(problem.category.code, where)}-{'before' if kind == 'before' else 'after'}"
        found = []
        for _ in range(count):
            self.photos_taken += 1
            problem.count += 1
            file = self.lens(problem).take(scene, self.now, problem.place, f"{where}/{problem.filed_at}")
            key = f"demo-{self.photos_taken}"
            found.append(stage(by.user, key, file, f"IMG_{self.photos_taken:04d}.jpg", self.now).id)
        return tuple(found)


def as_place(point: tuple[float, float]) -> tuple[Decimal, Decimal]:
    """A point as a step takes it."""
    lon, lat = (Decimal(f"{value:.6f}") for value in point)
    return lon, lat
