"""The measures of the city: which rungs wait for somebody's word, which are in force, which were taken back."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rectification.models import Measure, UnitMeasure
from rectification.pages.files import address_of, document, state, talk_line
from rectification.pages.listed import countdown, joins
from rectification.pages.material import Material, gather, who, who_owes
from rectification.pages.unit_files import JOINS as UNIT_JOINS
from rectification.pages.unit_files import card as unit_card
from rectification.pages.viewer import Viewer
from rectification.unit_steps import PROPOSES
from rectification.waiting import ASKED, of_entries, of_units, patient_since, too_long, waited
from rectification.workflow import OWNED, Action
from supervision.ladder import NAMES_LEADER, Rung
from supervision.roles import Role
from supervision.wording import moment, rung

# Whose word waits for what: the office's is asked for everything, a city leader's for what names one.
DECIDES: dict[str, frozenset[Rung]] = {Role.OFFICE: frozenset(Rung), Role.CITY_LEADER: NAMES_LEADER}
MOST = 60  # of a kind on one page
LATELY = timedelta(days=30)
Row = Measure | UnitMeasure
JOINS = ("duty__unit", "duty__user", "post__user", "post__unit", "partner__user", "partner__unit")


def measures_page(viewer: Viewer) -> dict[str, Any]:
    """The whole page: the same number of queries however much there is."""
    rows: list[Row] = [*live(viewer).select_related(*JOINS, *joins()), *live_units(viewer)]
    rows.sort(key=lambda row: (row.proposed_at, row.pk))
    waits = [row for row in rows if row.waits and awaits(viewer, row.rung)]
    stands: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.stands:
            stands[row.rung].append(row)
    gone = taken_back(viewer)
    shown = [*waits[:MOST], *(row for found in stands.values() for row in found[:MOST]), *gone]
    material = gather([row.ticket for row in shown if isinstance(row, Measure)], viewer)
    return {
        "decides": decides(viewer),
        "leads": viewer.actor.post.role == Role.CITY_LEADER,
        "proposes": viewer.actor.post.role in PROPOSES,
        "n": len(waits),
        "late": too_long([row.proposed_at for row in waits], viewer.now),
        "standing": sum(map(len, stands.values())),
        "waits": [waiting_card(row, viewer, material) for row in waits[:MOST]],
        "groups": [group(code, stands[code], viewer, material) for code in sorted(stands, key=Rung.of, reverse=True)],
        "gone": [card(row, viewer, material) for row in gone],
        "more": max(0, len(waits) - MOST),
    }


def live(viewer: Viewer) -> QuerySet[Measure]:
    """Files of what is still owed, among what the reader may see."""
    return Measure.objects.live().filter(ticket__in=viewer.present(), ticket__status__in=list(OWNED))


def live_units(viewer: Viewer) -> QuerySet[UnitMeasure]:
    """Files of units that wait, stand, or whose promised day is not long past."""
    rows = UnitMeasure.objects.visible_to(viewer.reader).filter(revoked_at=None).select_related(*UNIT_JOINS)
    since = viewer.now - LATELY
    return rows.filter(
        Q(confirmed_at=None)
        | Q(until__gte=since)
        | Q(until=None, rung=Rung.TALK.code)
        | Q(until=None, confirmed_at__gte=since)
    )


def of_unit(viewer: Viewer, unit_id: UUID) -> list[dict[str, Any]]:
    """What a unit's own page says of its files, the newest first: one query."""
    rows = live_units(viewer).filter(unit_id=unit_id).order_by("-proposed_at", "id")
    return [unit_card(row, viewer) for row in rows[:MOST]]


def decides(viewer: Viewer) -> bool:
    """Whether proposals wait for the reader's word."""
    return bool(DECIDES.get(viewer.actor.post.role))


def awaits(viewer: Viewer, code: str) -> bool:
    """Whether a proposal of this rung waits for the reader's word."""
    return Rung.of(code) in DECIDES.get(viewer.actor.post.role, ())


def awaited(viewer: Viewer, most: int) -> tuple[list[datetime], list[Row]]:
    """When everything that waits for the reader's word was proposed, the oldest first, and as much of it as is shown:
    four queries, none for whoever has no word to give."""
    rungs = [rung.code for rung in DECIDES.get(viewer.actor.post.role, ())]
    if not rungs:
        return [], []
    entries = live(viewer).filter(confirmed_at=None, rung__in=rungs)
    units = live_units(viewer).filter(confirmed_at=None, rung__in=rungs)
    found = [(row.proposed_at, row.pk) for row in entries.select_related("duty").only(*ASKED) if row.waits]
    found = sorted([*found, *units.values_list("proposed_at", "pk")])
    first = [pk for _at, pk in found[:most]]
    rows: list[Row] = []
    if first:
        rows += Measure.objects.filter(pk__in=first).select_related(*JOINS, *joins())
        rows += units.filter(pk__in=first)
    return [at for at, _pk in found], sorted(rows, key=lambda row: (row.proposed_at, row.pk))


def waiting(viewer: Viewer) -> list[datetime]:
    """When what waits for the reader's word was proposed: two queries, none for whoever has none to give."""
    rungs = [rung.code for rung in DECIDES.get(viewer.actor.post.role, ())]
    return [*of_entries(rungs), *of_units(rungs)] if rungs else []


def waiting_card(row: Row, viewer: Viewer, material: Material) -> dict[str, Any]:
    """One proposal, with how long it has waited."""
    days = waited(viewer.calendar, row.proposed_at, viewer.now)
    return {
        **card(row, viewer, material),
        "waited": ngettext("for %(n)s working day", "for %(n)s working days", days) % {"n": days} if days else "",
        "late": row.proposed_at < patient_since(viewer.calendar, viewer.now),
    }


def taken_back(viewer: Viewer) -> list[Row]:
    """What was in force and was taken back within the last month: two queries."""
    gone = {"revoked_at__gte": viewer.now - LATELY, "confirmed_at__isnull": False}
    rows = Measure.objects.filter(ticket__in=viewer.present(), **gone).select_related(*JOINS, *joins())
    units = UnitMeasure.objects.visible_to(viewer.reader).filter(**gone).select_related(*UNIT_JOINS)
    found: list[Row] = [*rows.order_by("-revoked_at", "id")[:MOST], *units.order_by("-revoked_at", "id")[:MOST]]
    return sorted(found, key=lambda row: (row.revoked_at or viewer.now, row.pk), reverse=True)[:MOST]


def group(code: str, rows: list[Row], viewer: Viewer, material: Material) -> dict[str, Any]:
    """What is in force on one rung, what was promised first on top."""
    rows = sorted(rows, key=lambda row: (row.until is None, row.until or row.confirmed_at, row.pk))
    return {
        "rung": rung(int(Rung.of(code))),
        "n": len(rows),
        "rows": [card(row, viewer, material) for row in rows[:MOST]],
        "more": max(0, len(rows) - MOST),
    }


def card(row: Row, viewer: Viewer, material: Material) -> dict[str, Any]:
    """One file in the list."""
    if isinstance(row, UnitMeasure):
        return unit_card(row, viewer)
    ticket, now = row.ticket, viewer.now
    return {
        "rung": rung(int(Rung.of(row.rung))),
        "state": state(row),
        "title": material.title(ticket),
        "about": [material.place(ticket), who_owes(row.duty), ticket.number],
        "number": ticket.number,
        "url": address_of(row, ticket.number),
        "since": moment(row.proposed_at, now),
        "stated": row.stated_at is not None,
        "document": document(row),
        "talk": talk_line(row, now),
        "led": _("led by %(who)s") % {"who": who(row.post.unit, row.post.user)} if row.post and not row.held_on else "",
        "count": countdown(row, viewer, row.held_at) if row.until and row.stands else None,
        "gone": moment(row.revoked_at, now) if row.revoked_at else "",
        "confirm_url": reverse("step", args=[ticket.number, Action.CONFIRM_RUNG]) + f"?rung={row.rung}",
    }
