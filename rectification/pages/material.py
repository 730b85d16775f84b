"""What a list of entries needs beside its rows - categories, places, photos, sequences - each read once for all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rectification.models import Photo, PhotoKind, Ticket
from rectification.pages.viewer import Viewer
from sites.models import Category, Unit
from supervision.actions.words import read as read_words
from supervision.models import Duty, StreamHead, User
from supervision.signed_photos import ORIGINAL, photo_url
from supervision.wording import moment

# What a row reads of its relations; lists ask for it with the rows themselves.
JOINS = ("site", "main_duty__unit", "main_duty__user", "lead_duty__unit", "lead_duty__user")


@dataclass
class Material:
    """The surroundings of some entries: four queries however many they are."""

    viewer: Viewer
    categories: dict[tuple[int, str], Category]
    words: dict[str, str]
    photos: dict[UUID, list[Photo]]
    seqs: dict[UUID, int]

    def title(self, ticket: Ticket) -> str:
        """The name of its category."""
        category = self.categories.get((ticket.catalogue, ticket.category))
        return category.label if category else ticket.category

    def place(self, ticket: Ticket) -> str:
        """The name of its site, else the words for the spot, else the coordinates."""
        spot = self.words.get(str(ticket.place), "")
        if ticket.site is not None:
            return f"{ticket.site.label} {spot}".strip()
        return spot or point_words(ticket)

    def of_kind(self, ticket: Ticket, kind: str) -> list[Photo]:
        """Its photos of a kind: the newest round first, in the order they were added."""
        rows = [photo for photo in self.photos.get(ticket.id, []) if photo.kind == kind]
        return sorted(rows, key=lambda photo: (-photo.round, photo.ordinal, photo.id))

    def thumb(self, ticket: Ticket, kind: str = PhotoKind.BEFORE) -> dict[str, str] | None:
        """Its first photo of a kind, small."""
        found = self.of_kind(ticket, kind)
        return small(found[0], self.viewer, self.title(ticket)) if found else None

    def shots(self, ticket: Ticket, kind: str) -> list[dict[str, Any]]:
        """Its photos of a kind, large."""
        return [large(photo, self.viewer, self.title(ticket)) for photo in self.of_kind(ticket, kind)]


def gather(tickets: Iterable[Ticket], viewer: Viewer, kinds: Iterable[str] = (PhotoKind.BEFORE,)) -> Material:
    """The material of some entries of the viewer's own scope."""
    rows = list(tickets)
    photos: dict[UUID, list[Photo]] = defaultdict(list)
    for photo in Photo.objects.filter(ticket__in=rows, kind__in=list(kinds)):
        photos[photo.ticket_id].append(photo)
    spots = {row.place for row in rows if row.place}
    return Material(
        viewer=viewer,
        categories=categories_of(rows),
        words={pk: row.text for pk, row in read_words(spots).items()},
        photos=photos,
        seqs=dict(StreamHead.objects.filter(pk__in=[row.id for row in rows]).values_list("id", "seq")),
    )


def categories_of(rows: Iterable[Ticket]) -> dict[tuple[int, str], Category]:
    """The categories the entries were filed under: one query."""
    asked = {(row.catalogue, row.category) for row in rows}
    found = Category.objects.filter(version__in={v for v, _code in asked}, code__in={code for _v, code in asked})
    return {(category.version_id, category.code): category for category in found}


def small(photo: Photo, viewer: Viewer, alt: str) -> dict[str, str]:
    """A photo in a list."""
    return {"thumb": photo_url(photo.file_id, "320", viewer.actor.user.id, viewer.now), "alt": alt}


def large(photo: Photo, viewer: Viewer, alt: str) -> dict[str, Any]:
    """A photo with its moment: when it was taken, if it says so, else when it was sent."""
    return {
        "url": photo_url(photo.file_id, "1600", viewer.actor.user.id, viewer.now),
        "thumb": photo_url(photo.file_id, "320", viewer.actor.user.id, viewer.now),
        "original": photo_url(photo.file_id, ORIGINAL, viewer.actor.user.id, viewer.now),
        "alt": alt,
        "moment": moment(shown_at(photo), viewer.now),
    }


def shown_at(photo: Photo) -> datetime:
    """When it was taken, if the picture says so."""
    return photo.taken_at or photo.added_at


def point_words(ticket: Ticket) -> str:
    """A free point by its coordinates."""
    return "" if ticket.lon is None or ticket.lat is None else f"{ticket.lat:.5f}, {ticket.lon:.5f}"


def who(unit: Unit | None, user: User | None) -> str:
    """Unit and person, as every sentence names them."""
    return " ".join(word for word in (unit.label if unit else "", str(user) if user else "") if word)


def who_owes(duty: Duty) -> str:
    """Unit and person of a duty."""
    return who(duty.unit, duty.user)
