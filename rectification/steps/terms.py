"""What the office states when it confirms a rung: a listing's leader and date, the document of a higher rung."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rectification.desk import Desk
from rectification.facts import StepData, Today
from rectification.models import Measure, UnitMeasure
from rectification.steps.asking import check_reach
from supervision.actions.numbers import lock_counter
from supervision.canonical import NotCanonical, clean_text
from supervision.ladder import Rung
from supervision.models import Post
from supervision.refusals import Refused
from supervision.roles import Role

NUMBER_MOST = 60


@dataclass(frozen=True)
class Terms:
    """What goes into the file and into the event; the leader of a listing."""

    columns: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    leader: Post | None = None


def terms_of(desk: Desk, rung: Rung, data: StepData) -> Terms:
    """The terms of a rung; below the public board there are none."""
    if rung == Rung.LISTED:
        leader, until = public_terms(desk, data)
        return Terms({"post_id": leader.id, "until": until}, {"leader": leader.id, "until": until}, leader)
    if rung > Rung.LISTED:
        number, dated = document(desk, rung, data)
        return Terms({"number": number, "dated": dated}, {"document": number, "dated": dated})
    return Terms()


def public_terms(desk: Desk, data: StepData) -> tuple[Post, datetime]:
    """The board names a city leader and a date that lies ahead."""
    leader = Post.objects.at(desk.now).filter(pk__in=filter(None, [data.person]), role=Role.CITY_LEADER).first()
    if leader is None:
        raise Refused("no_leader", _("Name a city leader who holds the post now."))
    return leader, day_ahead(desk, data.until)


def day_ahead(desk: Today, until: datetime | None) -> datetime:
    """A target date: it lies ahead, and not beyond all reckoning."""
    if until is None or until <= desk.now:
        raise Refused("date_needed", _("State a target date that lies ahead."))
    check_reach(desk, until)
    return until


def document(desk: Desk, rung: Rung, data: StepData) -> tuple[str, date]:
    """Number and date of the document: no number twice for the same rung, not even where two are written at once."""
    number = stated_number(data)
    if data.on is None:
        raise Refused("day_needed", _("State the date of the document."))
    if data.on > desk.today or data.on < timezone.localtime(desk.lead.started_at).date():
        raise Refused(
            "day_wrong", _("The date of the document lies between the day on which the unit got the entry and today.")
        )
    claim_number(rung, number)
    return number, data.on


def claim_number(rung: Rung, number: str) -> None:
    """Locks the register of the rung's documents; a number that an entry or a unit has in it is refused."""
    lock_counter(f"document:{rung.code}")  # whoever is slower waits here, and then sees the number
    entry = Measure.objects.filter(rung=rung.code, number=number).select_related("ticket").first()
    unit = UnitMeasure.objects.filter(rung=rung.code, number=number).select_related("unit").first()
    if entry is not None or unit is not None:
        raise Refused(
            "number_used",
            _("The number %(document)s is used already, for %(entry)s. State another one."),
            document=number,
            entry=entry.ticket.number if entry is not None else unit.unit.label if unit is not None else "",
        )


def stated_number(data: StepData) -> str:
    """The number of the document, as it is kept; it must be there."""
    number = written_number(data.number)
    if not number:
        raise Refused("number_needed", _("State the number of the document."))
    return number


def written_number(text: str) -> str:
    """As it is kept: the same number is the same text, however many spaces were typed."""
    try:
        found = re.sub(r"\s+", " ", clean_text(text)).strip()
    except NotCanonical:
        raise Refused("bad_text", _("The text contains characters that cannot be kept.")) from None
    if len(found) > NUMBER_MOST:
        raise Refused("number_long", _("A document's number has %(most)s characters at most."), most=NUMBER_MOST)
    return found
