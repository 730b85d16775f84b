"""The page of operations: each figure with a plain word whether it is fine, and what to do if it is not."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from supervision import operations
from supervision.office.hub import missing_years
from supervision.wording import moment, time_left
from supervision.workcalendar import WorkCalendar

TICK = timedelta(seconds=30)  # the worker ticks every ten
WAITS = timedelta(minutes=10)  # a job begins within half a minute unless two others run
SCARCE, FULL = 0.10, 500 * 1024 * 1024  # of the disk; bytes
FINE, WATCH, BAD = "fine", "watch", "bad"


def operations_page(now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """The figures in four groups; a fixed number of queries."""
    beats = operations.beats()
    groups: list[dict[str, Any]] = [
        {"title": _("Deadlines"), "figures": deadlines(now, beats.get("sweep"), calendar)},
        {"title": _("Messages and long work"), "figures": hands(now)},
        {"title": pgettext("operations", "Ledger"), "figures": ledger(now)},
        {"title": _("Machines"), "figures": machines(now, beats)},
    ]
    wrong = sum(figure["state"] != FINE for group in groups for figure in group["figures"])
    return {"groups": groups, "wrong": wrong, "url": reverse("office_operations"), "at": moment(now, now)}


def figure(label: str, value: Any, state: str, text: str, url: str = "") -> dict[str, Any]:
    """One line: what it is, how much, how it stands, what that means or what to do; and where."""
    words = {FINE: _("in order"), WATCH: _("keep an eye on it"), BAD: _("act now")}
    value = intcomma(value) if isinstance(value, int) else value
    return {"label": label, "value": value, "state": state, "word": words[state], "text": text, "url": url}


def deadlines(now: datetime, swept: datetime | None, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """The sweep and what it watches."""
    waiting = operations.due(now)
    return [
        last_sweep(now, swept),
        lag(now, waiting),
        running(),
        figure(
            _("Due in the next hour"),
            operations.due_soon(now),
            FINE,
            _("Warnings, reminders and everything else that will sound within the hour."),
        ),
        years(now, calendar),
    ]


def last_sweep(now: datetime, swept: datetime | None) -> dict[str, Any]:
    """When everything due was last looked through to its end."""
    label = _("Last sweep")
    if swept is None:
        text = _("None has come to its end yet. Start the worker and the beat.")
        return figure(label, "—", WATCH, text)
    if now - swept >= operations.LATE:
        text = _(
            "Deadlines pass without anybody being told. Look below whether worker and beat live, start them again, then"
            " read the worker's log. Nothing is lost: every rung is written with the moment at which it fell due."
        )
        return figure(label, moment(swept, now), BAD, text)
    text = _("%(ago)s ago; every 15 seconds the worker looks for what has fallen due.") % {"ago": span(now - swept)}
    return figure(label, moment(swept, now), FINE, text)


def lag(now: datetime, waiting: operations.Due) -> dict[str, Any]:
    """How far the sweep is behind what is due."""
    label, late = _("Lag of the sweep"), waiting.lag(now)
    if not waiting.n:
        return figure(label, _("none"), FINE, _("Nothing that is due waits."))
    n = ngettext("%(n)s duty is due and waits.", "%(n)s duties are due and wait.", waiting.n) % {"n": waiting.n}
    if late < operations.LATE:
        return figure(label, span(late), FINE, n)
    more = _("If the last sweep is recent it is catching up; if the figure grows all the same, read the worker's log.")
    return figure(label, span(late), BAD, f"{n} {more}")


def running() -> dict[str, Any]:
    """How much is under the clock."""
    text = _("of %(n)s open duties; the others stand still or have sounded everything they had to.")
    return figure(_("Running duties"), operations.watched(), FINE, text % {"n": intcomma(operations.open_duties())})


def years(now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Years without an official notice."""
    missing, label = missing_years(now, calendar), _("Calendar years missing")
    if not missing:
        return figure(label, _("none"), FINE, _("The holidays of this year are entered."))
    text = _("Times that reach into it count Monday to Friday. Enter the official notice, then say it is complete.")
    return figure(label, ", ".join(str(year) for year in missing), WATCH, text, reverse("office_calendar"))


def hands(now: datetime) -> list[dict[str, Any]]:
    """Notices and jobs."""
    return [notices(now), *outward(now), *jobs(now)]


def notices(now: datetime) -> dict[str, Any]:
    """Notices that have not been delivered."""
    found, label = operations.undelivered(), _("Undelivered notices")
    if not found["n"]:
        return figure(label, 0, FINE, _("Everything people are to be told has been delivered."))
    late = now - found["oldest"]
    text = _("The oldest has waited for %(span)s.") % {"span": span(late)}
    if late < operations.LATE:
        return figure(label, found["n"], FINE, text)
    more = _("The worker delivers them; look below whether it lives. They stay until they are delivered.")
    return figure(label, found["n"], BAD, f"{text} {more}")


def outward(now: datetime) -> list[dict[str, Any]]:
    """Mails and messages to other programs: on their way, and given up."""
    found, label = operations.outward(now), _("Mails and messages on their way out")
    late = now - found["oldest"] if found["oldest"] else timedelta(0)
    if late >= operations.LATE:
        text = _("The oldest should have left %(span)s ago. Look below whether the worker lives; nothing is lost.")
        way = figure(label, found["waiting"], WATCH, text % {"span": span(late)})
    else:
        text = _("What cannot be handed over is tried again, at growing intervals; quiet hours are kept.")
        way = figure(label, found["waiting"], FINE, text)
    label = _("Messages given up, last seven days")
    if not found["dead"]:
        return [way, figure(label, 0, FINE, _("None."))]
    text = _("Their receivers did not take them. In the app everybody concerned has been told all the same.")
    return [way, figure(label, found["dead"], WATCH, text, reverse("office_undelivered"))]


def jobs(now: datetime) -> list[dict[str, Any]]:
    """Long work: under way, and failed."""
    found = operations.work(now)
    counted = _("%(waiting)s wait, %(running)s run") % found
    label = _("Jobs: exports, imports, corrections")
    if found["silent"]:
        text = _("A runner has died; the next free worker takes its job up again by itself within a few minutes.")
        way = figure(label, counted, WATCH, text)
    elif found["oldest"] and now - found["oldest"] >= WAITS:
        text = _("The oldest has waited for %(span)s. Look below whether the worker lives; two run at once.")
        way = figure(label, counted, WATCH, text % {"span": span(now - found["oldest"])})
    else:
        way = figure(label, counted, FINE, _("They begin within half a minute, two at once."))
    label = _("Failed jobs, last seven days")
    if not found["failed"]:
        return [way, figure(label, 0, FINE, _("None."))]
    text = _("Whoever asked for it sees it there and can ask again; the worker's log says why it failed.")
    return [way, figure(label, found["failed"], WATCH, text)]


def ledger(now: datetime) -> list[dict[str, Any]]:
    """The seal and what came after it."""
    row, found = operations.last_seal(), operations.unsealed()
    events, late = found["events"] or 0, 3 * timedelta(seconds=settings.SEAL_SECONDS)
    label = _("Last seal")
    if row is None:
        text = _("Nothing has been sealed yet: the worker seals every %(n)s minutes once something has been written.")
        seal = figure(label, "—", FINE if not events else WATCH, text % {"n": settings.SEAL_SECONDS // 60})
    elif events and now - row[1] > late:
        text = _("What was written since is not proven. The worker seals: read its log; a full disk stops it, too.")
        seal = figure(label, f"{row[0]} · {moment(row[1], now)}", BAD, text)
    else:
        text = _("Copy seals.jsonl to another machine from time to time: it is what proves the ledger.")
        seal = figure(label, f"{row[0]} · {moment(row[1], now)}", FINE, text)
    text = ngettext(
        "In %(n)s story. Alteration and loss are proven up to the last seal.",
        "In %(n)s stories. Alteration and loss are proven up to the last seal.",
        found["streams"],
    )
    return [seal, figure(_("Events after the seal"), events, FINE, text % {"n": found["streams"]})]


def machines(now: datetime, beats: dict[str, datetime]) -> list[dict[str, Any]]:
    """Worker, beat, database and disk."""
    found = []
    labels = {"worker": _("Worker, last sign of life"), "beat": _("Beat, last sign of life")}
    for name, label in labels.items():
        at = beats.get(name)
        if at is not None and now - at < TICK:
            found.append(figure(label, moment(at, now), FINE, _("%(ago)s ago.") % {"ago": span(now - at)}))
        else:
            text = _("It does not tick. Start it again; docs/running.md says how. The pages go on without it.")
            found.append(figure(label, moment(at, now) if at else "—", BAD, text))
    kind = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}.get(connection.vendor, connection.vendor)
    size = filesizeformat(operations.database_bytes())
    found.append(figure(_("Database"), f"{kind} · {size}", FINE, _("It answers: this page was read from it.")))
    return [*found, disk()]


def disk() -> dict[str, Any]:
    """Room for pictures, files, seals."""
    label, (free, whole) = _("Room for files"), operations.room()
    value = _("%(free)s of %(whole)s") % {"free": filesizeformat(free), "whole": filesizeformat(whole)}
    if free < FULL:
        text = _("Photos will soon be refused. Make room on the disk of the files, or move them to a larger one.")
        return figure(label, value, BAD, text)
    if free < whole * SCARCE:
        return figure(label, value, WATCH, _("Less than a tenth is free: plan for a larger disk."))
    return figure(label, value, FINE, _("free on the disk of the files."))


def span(length: timedelta) -> str:
    """A length of time; under a minute in seconds, as machines are quick."""
    seconds = int(length.total_seconds())
    return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds} if seconds < 60 else time_left(length)
