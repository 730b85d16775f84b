"""Loads the demo city in one transaction: ground, people, the last weeks' work; its longer history is a job."""

import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rectification.demo import past, today
from rectification.demo.casting import Casting
from rectification.demo.chiefs import contract_out
from rectification.demo.ground import lay_ground
from rectification.demo.history import SMALL, ask_for
from rectification.demo.instructed import instructions
from rectification.demo.moments import Moments
from rectification.demo.people import appoint_everybody, give_ground
from rectification.demo.pictures import SIZE, Camera, camera
from rectification.demo.plan import Plan
from rectification.demo.play import Play
from rectification.demo.problems import SPAN
from rectification.demo.words import Phrases
from rectification.filters import Filter
from rectification.models import SavedFilter, Ticket
from sites.models import City
from supervision.actions.calendars import load_calendar
from supervision.actions.seals import seal
from supervision.models import Event, Notice, Post
from supervision.refusals import Refused

SEED = 20260302
BEFORE = timedelta(days=7)  # the city was founded a week before its first entry


@dataclass(frozen=True)
class Loaded:
    """What was made."""

    tickets: int
    events: int
    photos: int


def load(
    as_of: datetime, *, scale: float = 1.0, size: tuple[int, int] | None = None, seed: int = SEED
) -> Loaded | None:
    """The demo city as it stands at a moment; None when there is a city already.

    Ready when this returns: its ground, its people, everything that waits today. With a `scale` above nothing, the job
    that writes the history of three months waits for the worker.
    """
    if not settings.DEMO:
        raise Refused("no_demo", _("The demo city is loaded only where TAIZHANG_DEMO=1 is set."))
    as_of = timezone.localtime(as_of).replace(microsecond=0)
    with transaction.atomic():
        if City.objects.current() is not None:
            return None
        with camera(size or SIZE) as lens:
            play = set_stage(as_of, lens, seed)
            plan_lives(Plan(play, Casting(play.ground, play.chance, as_of)))
            with no_collector():
                play.run()
        if scale:
            ask_for(as_of, scale, play.cast.posts["office.first"].user_id, size or SMALL)
        read_old_notices(as_of)
        keep_questions(play.cast.posts["office.first"], as_of)
        found = Loaded(Ticket.objects.count(), Event.objects.count(), play.photos_taken)
    seal(as_of)
    return found


@contextmanager
def no_collector() -> Iterator[None]:
    """A play leaves few cycles behind, and looking for them is a tenth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def plan_lives(plan: Plan) -> None:
    """The last weeks' entries; the order matters only to what chance makes of them."""
    past.done(plan)
    past.turned(plan)
    past.long_entries(plan)
    today.office_desk(plan)
    today.asked(plan)
    for unit, late, due, week, fresh in (("street_a", 3, 2, 4, 3), ("urban_mgmt", 3, 3, 4, 3), ("", 3, 0, 4, 2)):
        today.desk_of(plan, unit, late, due, week, fresh)
    today.reviews(plan)
    instructions(plan)
    past.rest(plan)


def read_old_notices(as_of: datetime) -> None:
    """Everything has been delivered; what is older than a day has been read."""
    Notice.objects.update(delivered_at=F("created_at"))
    Notice.objects.filter(created_at__lt=as_of - timedelta(days=1)).update(seen_at=F("created_at"))


QUESTIONS = (
    ("全市超时", {"time": "late"}),
    ("挂牌督办", {"rung": "listed"}),
    ("热线来件", {"source": "hotline", "state": "all"}),
)


def keep_questions(office: Post, as_of: datetime) -> None:
    """What the office asks its ledger every morning, shared with the whole office."""
    for name, asked in QUESTIONS:
        query = Filter.read(asked).query()
        SavedFilter.objects.create(user=office.user, unit=office.unit, name=name, query=query, created_at=as_of)


def set_stage(as_of: datetime, lens: Camera, seed: int) -> Play:
    """The city and its people before the first entry."""
    founded = (as_of - SPAN - BEFORE).replace(hour=9, minute=0, second=0)
    ground = lay_ground(founded)
    cast = appoint_everybody(ground, founded)
    give_ground(ground, cast, founded, as_of)
    contract_out(ground, cast, founded, as_of)
    chance = random.Random(seed)  # noqa: S311 - a play, not a secret
    zone = ZoneInfo(settings.TIME_ZONE)
    moments = Moments(load_calendar(), zone)
    return Play(ground, cast, lens, moments, Phrases(chance), chance, as_of, founded)
