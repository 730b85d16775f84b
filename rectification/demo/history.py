"""The history of the demo city: three months of entries, each written in one short transaction; it can be gone on with.

Every entry carries the moments at which things happened, and was written down then as far as its events say; the order
in which the entries enter the ledger is that of their filing. docs/demo.md says why that holds.
"""

import heapq
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from rectification.demo.casting import TEAM_OF, Casting
from rectification.demo.company import Company
from rectification.demo.ground import known_ground
from rectification.demo.moments import Moments
from rectification.demo.pictures import Camera, camera, chance_of
from rectification.demo.play import as_place
from rectification.demo.problems import OWN, Found, found_problems
from rectification.demo.scripts import Beat, Owing, Script
from rectification.demo.words import scene_of
from rectification.desk import Actor
from rectification.facts import FilingData, StepData
from rectification.models import Ticket
from rectification.sitting import Sitting
from rectification.workflow import OWNED, Action
from supervision.actions import jobs
from supervision.actions.calendars import load_calendar
from supervision.actions.uploads import stage_fresh
from supervision.doorbell import ring
from supervision.models import DutyKind, Job, User
from supervision.refusals import Refused
from supervision.roster import Roster

KIND = "demo_history"
SEED = 20260822
SMALL = (320, 240)  # 12,500 photos with what is made of them are some 600 MB
SEEN_AFTER = timedelta(days=1)
BREATH = 0.01  # seconds between two entries, in which others come to write
PORTION = 20  # entries between two signs of life


@dataclass
class History:
    """Everything that the writing of one entry needs."""

    until: datetime
    company: Company
    casting: Casting
    moments: Moments
    lens: Camera
    clock: Callable[[], datetime]
    rosters: dict[UUID, Roster] = field(default_factory=dict)
    total: int = 0
    skipped: int = 0

    def entries(self, scale: float, seed: int) -> Iterator[tuple[Found, Script]]:
        """Every entry with its script in the order of filing; what comes back is filed when it is there again."""
        there = Ticket.objects.filter(client_key=None, filed_at__lte=self.until)
        spots = there.values_list("category", "lon", "lat")
        taken = [(code, (float(lon), float(lat))) for code, lon, lat in spots if lon is not None and lat is not None]
        sites = self.casting.ground.sites.values()
        waiting = [
            (found.at, found.key, found)
            for found in found_problems(sites, taken, self.moments, self.until, scale, seed)
        ]
        heapq.heapify(waiting)
        self.total = len(waiting)
        while waiting:
            _at, key, found = heapq.heappop(waiting)
            script = self.script(found)
            again = script.relapse_at()
            if again is not None and again < self.until - timedelta(hours=1):
                twin = replace(found, key=f"{key}+", at=again, source="recheck")
                heapq.heappush(waiting, (again, twin.key, twin))
                self.total += 1
            yield found, script

    def script(self, found: Found) -> Script:
        """Who does what, by the routing table itself."""
        resolved = self.casting.resolution(found.category, found.site)
        codes, street = self.casting.codes, self.casting.ground.streets[found.site.code]
        unit = codes[resolved.lead] if resolved.lead else ""
        helpers = tuple(codes[pk] for pk in resolved.assisting)
        instead = street if unit != street else "urban_mgmt"
        return Script(found, Owing(unit, helpers, instead, TEAM_OF[street]), self.company, self.moments, found.key)

    def write(self, found: Found, script: Script) -> bool:
        """One entry, whole or not at all; false where the city has become another one than the script knows."""
        shots, beats = Shots(self, found), list(script.until(self.until))
        first = shots.take(script.finder, "before", found.at, found.category.photo_min or 1)
        own = [shots.take(beat.by, beat.photos, beat.at, 1 if beat.photos else 0) for beat in beats]
        try:
            ids = shots.stage()
            photos = [tuple(ids[n] for n in numbers) for numbers in own]
            with transaction.atomic():
                self.perform(found, script, tuple(ids[n] for n in first), list(zip(beats, photos, strict=True)))
        except Refused:
            self.skipped += 1
            return False
        return True

    def perform(
        self, found: Found, script: Script, photos: tuple[UUID, ...], beats: list[tuple[Beat, tuple[UUID, ...]]]
    ) -> None:
        """The steps of an entry in one sitting; two who write the same one at once come to the same key."""
        line = as_place(found.place) if found.site.geometry else None
        script.phrases.chance = script.chance
        data = FilingData(
            category=found.category.code, site=found.site.pk, place=line, photos=photos, source=found.source,
            words=script.phrases.seen(found.category.code, found.site), client_key=found.key,
        )  # fmt: skip
        sitting = Sitting(data, by=script.finder, now=found.at, rosters=self.rosters)
        for beat, taken in beats:
            given = beat.data | ({"place": as_place(found.place)} if beat.spot else {})
            if beat.action == Action.FINISH:
                part = part_of(sitting, beat.by)
                if part is None:
                    continue
                given["duty"] = part
            sitting.take(beat.action, by=beat.by, now=beat.at, data=StepData(photos=taken, **given))
        sitting.settle(self.until)
        self.deliver(sitting)
        sitting.write()

    def deliver(self, sitting: Sitting) -> None:
        """Everybody has heard of it then; what is older than a day has been read."""
        for notice in sitting.desk.book.notices:
            notice.delivered_at = notice.created_at
            if notice.created_at < self.until - SEEN_AFTER:
                notice.seen_at = notice.created_at


class Shots:
    """The photos of one entry, staged before its transaction begins."""

    def __init__(self, history: History, found: Found) -> None:
        self.history, self.found = history, found
        self.sent: list[tuple[User, io.BytesIO, str]] = []

    def take(self, by: Actor, shows: str, at: datetime, count: int = 1) -> range:
        """Some photos; which of them they are."""
        place = scene_of(self.found.category.code, self.found.site.code)
        scene, stand = f"{place}-{'before' if shows == 'before' else 'after'}", self.found.key.rstrip("+")
        first = len(self.sent)
        for _no in range(count):
            file = self.history.lens.take(scene, at, self.found.place, stand)
            self.sent.append((by.user, file, f"IMG_{at:%m%d_%H%M%S}.jpg"))
        return range(first, len(self.sent))

    def stage(self) -> list[UUID]:
        """The ids of all of them."""
        return [upload.id for upload in stage_fresh(self.sent, self.history.clock())]


def part_of(sitting: Sitting, by: Actor) -> UUID | None:
    """The part of the work that is a helper's own, if it is still owed."""
    desk = sitting.desk
    if desk.ticket.status not in OWNED:
        return None
    return next((duty.id for duty in desk.live(DutyKind.ASSIST) if duty.unit_id == by.post.unit_id), None)


def ask_for(until: datetime, scale: float, user_id: UUID | None, size: tuple[int, int] = SMALL) -> Job:
    """The job that writes the history; the worker begins at once."""
    facts = {"until": until.isoformat(), "scale": scale, "seed": SEED, "size": size}
    return jobs.ask(KIND, facts, user_id=user_id, now=until)


def write_history(job: Job, clock: Callable[[], datetime]) -> dict[str, int]:
    """Everything that is not there yet, with progress; killed and begun again it goes on where it was."""
    until = parse_datetime(job.facts["until"])
    if until is None:
        raise ValueError(f"{job.facts['until']} is no moment")
    with camera(tuple(job.facts["size"]), job.facts["seed"]) as lens:
        history = open_history(until, lens, clock)
        there = set(Ticket.objects.filter(client_key__startswith=OWN).values_list("client_key", flat=True))
        entries = history.entries(job.facts["scale"], job.facts["seed"])
        for no, (found, script) in enumerate(entries):
            if no % PORTION == 0 and not jobs.progress(job, no, history.total, clock()):
                break
            if found.key not in there:
                history.write(found, script)
                time.sleep(BREATH)
        else:
            jobs.progress(job, history.total, history.total, clock())
    ring("supervision.tasks.finish_pictures")
    return {"entries": Ticket.objects.filter(client_key__startswith=OWN).count(), "skipped": history.skipped}


def open_history(until: datetime, lens: Camera, clock: Callable[[], datetime]) -> History:
    """The city as it is, its people and its calendar."""
    until = until.astimezone(ZoneInfo(settings.TIME_ZONE))
    moments = Moments(load_calendar(), ZoneInfo(settings.TIME_ZONE))
    casting = Casting(known_ground(), chance_of(KIND), until)  # nothing is cast, only routed
    return History(until, Company.now(), casting, moments, lens, clock)


def said(job: Job) -> str:
    """How much was written."""
    return _("%(entries)d entries of three months were written.") % {"entries": job.result["entries"]}
