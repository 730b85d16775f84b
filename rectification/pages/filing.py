"""Writing a problem down: what was stated so far, what it will cause, and what may be in the ledger already."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification import filing
from rectification.facts import FilingData, Place
from rectification.forms import read_place
from rectification.models import PhotoKind, Ticket
from rectification.pages.entry import point_of as place_of
from rectification.pages.material import JOINS, gather, who, who_owes
from rectification.pages.spots import place_at, point_of, site_of
from rectification.pages.viewer import Viewer
from rectification.places import Spot
from rectification.wording import status
from rectification.workflow import Status
from sites.catalogue import current_category
from sites.geometry import distance_m
from sites.models import Category, Function, Site, Unit
from sites.routing import Outcome, Tried
from sites.vocabulary import Resolver, Urgency
from supervision.countdowns import countdown
from supervision.limits import Limit
from supervision.models import User
from supervision.refusals import Refused
from supervision.staging import read_id
from supervision.wording import limit_words, moment, time_left

SHOWN_DUPLICATES = 2


@dataclass(frozen=True)
class Draft:
    """A problem as far as it is stated on the page."""

    site: Site | None
    device: Place | None
    category: str
    urgency: str
    words: str
    spot: str
    anyway: str
    key: str

    @classmethod
    def read(cls, given: QueryDict, now: datetime) -> "Draft":
        """From the fields of the form or of a fragment's address."""
        today = timezone.localtime(now).date()
        return cls(
            site=site_of(read_id(given.get("site", "")), today),
            device=read_place(given),
            category=given.get("category", "")[:24],
            urgency=given.get("urgency", "") if given.get("urgency") in Urgency.values else "",
            words=given.get("words", ""),
            spot=given.get("spot", ""),
            anyway=given.get("anyway", ""),
            key=given.get("key", "")[:64],
        )

    @property
    def place(self) -> Place | None:
        """The point that would be written down."""
        return place_at(self.site, self.device)

    @property
    def has_place(self) -> bool:
        """Whether it is known where."""
        return self.site is not None or self.device is not None

    @property
    def spotted(self) -> Spot:
        """The place as the engine sees it."""
        return Spot(self.site, self.place)

    def data(self, photos: tuple[UUID, ...] = ()) -> FilingData:
        """What goes to the engine."""
        return FilingData(
            category=self.category,
            photos=photos,
            site=self.site.pk if self.site else None,
            place=self.place,
            place_words=self.spot,
            words=self.words,
            urgency=self.urgency,
            anyway=self.anyway,
            client_key=self.key,
        )

    def values(self, given: QueryDict) -> dict[str, str]:
        """What was typed, to be shown again."""
        names = ("words", "spot", "anyway", "lat", "lng", "accuracy")
        return {name: given.get(name, "") for name in names}


@dataclass(frozen=True)
class Ahead:
    """What filing would cause, read once for the preview and the duplicates."""

    draft: Draft
    category: Category | None
    found: filing.Preview | None
    refusal: str = ""


def ahead(viewer: Viewer, draft: Draft) -> Ahead:
    """Asks the engine; a place or kind still missing is no refusal."""
    category = current_category(draft.category) if draft.category else None
    if category is None or not draft.has_place:
        return Ahead(draft, category, None)
    try:
        return Ahead(draft, category, filing.preview(replace(draft.data(), client_key=""), viewer.now))
    except Refused as refused:
        return Ahead(draft, category, None, refused.words)


def preview(viewer: Viewer, look: Ahead) -> dict[str, Any] | None:
    """For _preview.html: who, by when, and why."""
    found, category = look.found, look.category
    if look.refusal:
        return {"unresolved": look.refusal}
    if found is None or category is None:
        return None
    if found.due_at is None:
        return {"unresolved": unresolved(found)}
    unit = Unit.objects.filter(pk__in=known(found.unit)).first()
    user = User.objects.filter(pk__in=known(found.user)).first()
    return {
        "who": who(unit, user),
        "due": moment(found.due_at, viewer.now),
        "why": why(category, found),
        "how": how(found),
        "unresolved": "",
    }


def known(pk: UUID | None) -> list[UUID]:
    """The id, if there is one."""
    return [] if pk is None else [pk]


def why(category: Category, found: filing.Preview) -> str:
    """The limit, the row of the routing table that decided, and what else counts."""
    limit = Limit(category.limit_value or 1, category.limit_unit or "day")  # type: ignore[arg-type]
    words = [_("%(what)s: %(limit)s") % {"what": category.label, "limit": limit_words(limit)}]
    row = next((row for row in found.tried if row.outcome == Outcome.RESOLVED and not row.assisting), None)
    if row is not None:
        words.append(_("goes to: %(how)s") % {"how": Resolver(row.resolver).label})
    if found.relapse is not None:
        words.append(_("counts as come back: %(number)s") % {"number": found.relapse.number})
    if found.years_without_data:
        words.append(_("holidays of %(year)s not entered yet") % {"year": found.years_without_data[0]})
    return pgettext("list", ", ").join(words)


def how(found: filing.Preview) -> list[str]:
    """Each row of the routing table that was tried: two queries."""
    units = Unit.objects.in_bulk([row.unit for row in found.tried if row.unit])
    asked = {row.arg for row in found.tried if row.arg}
    functions = {f.code: f.label for f in Function.objects.filter(code__in=asked).order_by("version")}
    return [tried(row, units, functions) for row in found.tried]


def tried(row: Tried, units: dict[UUID, Unit], functions: dict[str, str]) -> str:
    """One row: how it looks for a unit, and what it found."""
    label = str(Resolver(row.resolver).label)
    if row.arg:
        label = _("%(how)s (%(what)s)") % {"how": label, "what": functions.get(row.arg, row.arg)}
    if row.unit in units:
        words = _("%(how)s: %(unit)s, assists") if row.assisting else _("%(how)s: %(unit)s")
        return words % {"how": label, "unit": units[row.unit].label}
    return _("%(how)s: nobody") % {"how": label}


def unresolved(found: filing.Preview) -> str:
    """Why nobody owes it at once, and who then sends it out."""
    if found.why == "no_handler":
        unit = Unit.objects.filter(pk__in=known(found.unit)).first()
        name = unit.label if unit else ""
        return _("%(unit)s has no handler. Once written down, the city office sends it out.") % {"unit": name}
    return _("The routing finds no unit for it. Once written down, the city office sends it out.")


def duplicates(viewer: Viewer, tickets: list[Ticket], draft: Draft) -> list[dict[str, Any]]:
    """For _duplicates.html: what is open at the same place; the photo and the link only for who may read it."""
    ids = [ticket.pk for ticket in tickets[:SHOWN_DUPLICATES]]
    readable = viewer.tickets().select_related(*JOINS).in_bulk(ids)
    material = gather(readable.values(), viewer)
    return [
        duplicate(viewer, ticket, draft, readable.get(ticket.pk), material) for ticket in tickets[:SHOWN_DUPLICATES]
    ]


def duplicate(viewer: Viewer, ticket: Ticket, draft: Draft, seen: Ticket | None, material: Any) -> dict[str, Any]:
    """One of them."""
    since = _("%(time)s ago") % {"time": time_left(viewer.now - ticket.filed_at)}
    words = [metres_words(ticket, draft), since, status(ticket.status)["label"]]
    return {
        "url": reverse("entry", args=[ticket.number]) if seen else "",
        "photo": first(material.shots(seen, PhotoKind.BEFORE)) if seen else None,
        "title": ticket.number,
        "words": pgettext("list", ", ").join(word for word in words if word),
        "join_url": reverse("file_join", args=[ticket.number]) if seen else "",
    }


def relapse(viewer: Viewer, look: Ahead) -> dict[str, Any] | None:
    """For _duplicates.html: the entry that was struck off here and now seems to have come back."""
    old = look.found.relapse if look.found else None
    seen = viewer.tickets().select_related(*JOINS).filter(pk=old.pk).first() if old else None
    if old is None or seen is None or old.closed_at is None:
        return None
    material = gather([seen], viewer, (PhotoKind.BEFORE, PhotoKind.AFTER))
    shots = [first(material.shots(seen, kind)) for kind in (PhotoKind.AFTER, PhotoKind.BEFORE)]
    return {
        "url": reverse("entry", args=[old.number]),
        "number": old.number,
        "photo": next(filter(None, shots), None),
        "closed": moment(old.closed_at, viewer.now),
        "count": old.relapse_count + 1,
    }


def first(shots: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The first photo, if there is one."""
    return shots[0] if shots else None


def metres_words(ticket: Ticket, draft: Draft) -> str:
    """How far away it is, or that it is the same site."""
    here, there = point_of(draft.place), place_of(ticket)
    if here and there:
        return _("%(n)s m away") % {"n": round(distance_m(here, there))}
    return _("same place") if draft.site else ""


def filed(viewer: Viewer, ticket: Ticket, *, joined: bool) -> dict[str, Any]:
    """The page after it was written down."""
    material = gather([ticket], viewer)
    main = ticket.main_duty
    dispatching = ticket.status == Status.DISPATCHING
    due = moment(main.due_at, viewer.now) if main else ""
    return {
        "entry": {
            "number": ticket.number,
            "url": reverse("entry", args=[ticket.number]),
            "title": material.title(ticket),
            "place": material.place(ticket),
            "photo": material.thumb(ticket),
        },
        "preview": {"who": who_owes(main) if main else "", "due": due},
        "count": countdown(main, viewer.now, viewer.calendar) if main else None,
        "slip_url": reverse("slip", args=[ticket.number]),
        "here_url": f"{reverse('file')}?site={ticket.site_id}" if ticket.site_id else "",
        "joined": joined,
        "dispatching": dispatching,
        "why": _("No unit with a handler was found; the office sends it out.") if dispatching else "",
        "file_url": reverse("file"),
        "back_url": reverse("home"),
    }
