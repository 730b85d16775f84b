"""The clerk: a process beside the platform that founds the town, lets things fall due, and looks at the rows.

It reads one JSON command a line and answers with one line; nobody kills it.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import django

COMMANDS: dict[str, Callable[..., Any]] = {}
# Backlog lies where no writer files.
places = count(30_000)
HOLIDAY = "庙会"  # three days off within the last week, so that outages pass over a holiday


def command(function: Callable[..., Any]) -> Callable[..., Any]:
    COMMANDS[function.__name__] = function
    return function


@command
def found() -> dict[str, str]:
    """Tables, the town, and an inspector and a handler of their own for each writer; returns everybody's token."""
    from django.core.management import call_command
    from django.utils import timezone

    from supervision import clock
    from supervision.actions.calendar_edit import set_days
    from supervision.actions.tokens import issue_token
    from tests.town import add_person, found_town

    began = datetime.now(UTC) - timedelta(days=90)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    town = found_town(now=began)
    days = [timezone.localdate() - timedelta(days=ago) for ago in (6, 5, 4)]
    set_days(days, "off", HOLIDAY, "the town's own holiday", now=began)
    for number in (1, 2, 3, 4):
        add_person(town, f"inspector_{number}", f"督查员{number}", "team_1", "inspector", now=began)
        add_person(town, f"clerk_{number}", f"办事员{number}", "street_a", "unit_handler", now=began)
    return {name: issue_token(town.people[name], post, "", clock.now())[1] for name, post in town.posts.items()}


@command
def backlog(tickets: int, filed_at: str = "") -> list[str]:
    """So many problems, filed then (ten days ago) and untouched since: most of their ladder is due."""
    from decimal import Decimal

    from django.db import transaction

    from rectification import filing
    from rectification.facts import FilingData
    from supervision import clock
    from tests.faults.writers import CATEGORY, place
    from tests.town import photo

    by, made = person("inspector"), []
    then = datetime.fromisoformat(filed_at) if filed_at else clock.now() - timedelta(days=10)
    with transaction.atomic():
        for _ in range(tickets):
            spot = tuple(map(Decimal, place(next(places)).values()))
            data = FilingData(CATEGORY, photos=(photo(by.user, then),), place=spot, words=f"backlog {spot}")
            made.append(str(filing.file(data, by=by, now=then).stream_id))
    return made


@command
def expired_upload(number: int) -> str:
    """A picture that was sent two days ago and never became part of a step."""
    import io
    import random

    from supervision import clock
    from supervision.actions.uploads import stage
    from tests.faults.writers import picture

    content = io.BytesIO(picture(random.Random(number)))
    return str(stage(person("inspector").user, f"old-{number}", content, "old.jpg", clock.now() - timedelta(days=2)).id)


@command
def sweep(rung_by_rung: list[str] = (), until: str = "") -> list[int]:
    """The worker's sweep: now (or then), or at each moment at which something fell due on these tickets."""
    from supervision import clock
    from supervision.actions.sweep import sweep
    from supervision.models import Duty

    now = datetime.fromisoformat(until) if until else clock.now()
    schedules = Duty.objects.filter(subject_id__in=rung_by_rung).values_list("schedule", flat=True)
    moments = {datetime.fromisoformat(at) for schedule in schedules for _, at in schedule}
    return [sweep(moment) for moment in [*sorted(moment for moment in moments if moment < now), now]]


@command
def calendar_edit(number: int) -> str:
    """A day of a far year is declared off, or an ordinary one again: a job for the worker."""
    from supervision import clock
    from supervision.actions.calendar_edit import set_day

    day, kind = date(2040, 1, 1) + timedelta(days=number), "off" if number % 2 else None
    return str(set_day(day, kind, "", "a fault test", now=clock.now())[1].id)


@command
def hurry() -> None:
    """Leases of workers that died run out now instead of in some minutes; beat_at is the sign of life of a job."""
    from django.db.models import F

    from supervision import clock
    from supervision.models import Delivery, Job, StoredFile

    StoredFile.objects.exclude(lease_until=None).update(lease_until=clock.now())
    Delivery.objects.filter(state=Delivery.State.WAITING, tries__gt=0).update(next_try_at=clock.now())
    Job.objects.filter(state=Job.State.RUNNING).update(beat_at=F("beat_at") - timedelta(minutes=3))


@command
def waiting() -> dict[str, int]:
    """What the worker has yet to do; empty when all is done."""
    from supervision import clock
    from supervision.models import Delivery, Duty, Job, Notice, PendingEvent, StoredFile

    left = {
        "due": Duty.objects.filter(next_action_at__lte=clock.now()).count(),
        "notices": Notice.objects.filter(delivered_at=None).count(),
        "followed": PendingEvent.objects.count(),
        "letters": Delivery.objects.filter(state=Delivery.State.WAITING).count(),
        "pictures": StoredFile.objects.filter(derivatives_at=None, derivative_error="").count(),
        "jobs": Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).count(),
    }
    return {name: number for name, number in left.items() if number}


@command
def follow(address: str) -> str:
    """A system that follows the ledger is entered by the office; its id."""
    from supervision import clock
    from supervision.actions.outward.channels import Wanted, add

    wanted = Wanted("城市大脑", serves="events", audience="group", address=address, keeps_quiet=False)
    return str(add("web", wanted, "a fault test", by=person("office").post, now=clock.now())[0].pk)


@command
def follows(channel: str) -> bool:
    """Whether its moment has come."""
    from supervision import clock
    from supervision.models import Channel

    return Channel.objects.get(pk=channel).follows_from <= clock.now()


@command
def unfollow(channel: str) -> None:
    """It follows no more."""
    from supervision import clock
    from supervision.actions.outward.channels import switch
    from supervision.models import Channel

    row = Channel.objects.get(pk=channel)
    switch(row, False, "a fault test", by=person("office").post, now=clock.now(), expected=None)


@command
def to_be_told(channel: str) -> dict[str, list[Any]]:
    """By key, every event of entries that was written since the system follows, as the ledger itself has them."""
    from supervision.ids import fixed_id
    from supervision.models import Channel, Event

    since = Channel.objects.get(pk=channel).follows_from
    events = Event.objects.filter(stream_kind="ticket", recorded_at__gte=since)
    return {str(fixed_id("delivery", channel, e.pk)): [str(e.stream_id), e.seq, e.action] for e in events}


@command
def story(tickets: list[str]) -> list[list[list[Any]]]:
    """What the ledger says of each ticket, without when it was recorded and what any two tickets differ in."""
    return [ledger_of(ticket) for ticket in tickets]


@command
def rungs(tickets: list[str]) -> dict[str, list[str]]:
    """Of each ticket: what its frozen schedule says was due by now, and what was fired."""
    from supervision import clock
    from supervision.canonical import moment_text
    from supervision.models import Duty, Event

    now = moment_text(clock.now())
    due, fired = [], []
    for duty in Duty.objects.filter(subject_id__in=tickets):
        due += [f"{duty.id}:{duty.clock_no}:{rung} {at}" for rung, at in duty.schedule if at <= now]
    for event in Event.objects.filter(stream_id__in=tickets, action="rung"):
        fired.append(f"{event.once} {moment_text(event.occurs_at.astimezone(UTC))}")
    return {"due": sorted(due), "fired": sorted(fired)}


@command
def recorded(tickets: list[str]) -> list[str]:
    """When the rungs of these tickets were written, by the ledger's own account."""
    from supervision.models import Event

    moments = Event.objects.filter(stream_id__in=tickets, action="rung").values_list("recorded_at", flat=True)
    return [moment.isoformat() for moment in moments]


@command
def holiday() -> list[str]:
    """The days off of the town's own."""
    from supervision.models import CalendarDay

    return [day.isoformat() for day in CalendarDay.objects.filter(name=HOLIDAY).values_list("date", flat=True)]


@command
def audit(journals: str, tidy: bool = False) -> dict[str, Any]:
    """Everything that must hold after a fault; `tidy` lets the cleaner pass first, as eleven days would."""
    from tests.faults.audit import audit

    return audit(Path(journals), tidy)


def person(username: str) -> Any:
    from rectification.desk import Actor
    from supervision.models import Post

    post = Post.objects.select_related("user", "unit").get(user__username=username)
    return Actor(post.user, post)


def ledger_of(ticket: str) -> list[list[Any]]:
    from supervision.canonical import moment_text
    from supervision.models import Event, Notice

    lines = []
    for event in Event.objects.filter(stream_id=ticket).order_by("seq"):
        facts = {name: event.facts.get(name) for name in ("kind", "rung", "clock", "due_at", "told")}
        told = Notice.objects.filter(event_id=event.id).order_by("user__username", "key")
        lines.append(
            [
                event.action,
                moment_text(event.occurs_at.astimezone(UTC)),
                event.before,
                event.after,
                facts,
                [list(row) for row in told.values_list("user__username", "key")],
            ]
        )
    return lines


def main() -> None:
    from django.db import close_old_connections, connection

    # The line to the test is the clerk's alone: whatever prints, prints among the errors.
    said = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        close_old_connections()
        request = json.loads(line)
        try:
            answer = {"answer": COMMANDS[request["do"]](**request["with"])}
        except Exception:
            answer = {"error": traceback.format_exc()}
            with suppress(Exception):
                connection.close()
        said.write(json.dumps(answer, default=str) + "\n")
        said.flush()


if __name__ == "__main__":
    django.setup()
    main()
