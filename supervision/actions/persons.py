"""The office and its people: enrolled, appointed, ended, given a slip - one change at a time for each person."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sites.models import Unit
from sites.vocabulary import UnitKind
from supervision.actions import leave
from supervision.actions.book import Book, open_or_new
from supervision.actions.founding import USERNAME, fits
from supervision.actions.people import appoint, create_person, end_post, new_code, put_slip
from supervision.actions.standing import CITY_STREAM, enter, faster, seq_of
from supervision.models import Acting, Post, User
from supervision.refusals import Conflict, Refused
from supervision.roles import KEEPS, Role

PHONE = re.compile(r"[0-9+ -]{0,20}")
TEAM_ROLES = (Role.TEAM_LEADER, Role.INSPECTOR)
ONLY_IN = {Role.OFFICE: UnitKind.OFFICE, Role.DISCIPLINE: UnitKind.DISCIPLINE, Role.CITY_LEADER: UnitKind.CITY}


def streams_of(user_id: UUID) -> list[UUID]:
    """Everything that is recorded of a person: their own stream and that of each post."""
    return [user_id, *Post.objects.filter(user_id=user_id).values_list("id", flat=True)]


def open_person(user_id: UUID, now: datetime, expected: int | None) -> Book:
    """The person, locked for the office; a Conflict when anything of them has changed since the page was drawn."""
    book = open_or_new("person", user_id, now)
    streams = streams_of(user_id)
    if expected is not None and expected != seq_of(*streams):
        raise faster(streams)
    return book


def enrol(
    username: str, name: str, phone: str, unit: Unit, role: str, title: str, why: str, *, by: Post, now: datetime
) -> User:
    """A new person with a first post; they sign in with a slip."""
    check_details(name, phone)
    if not USERNAME.fullmatch(username):
        raise Refused("bad_username", _("A sign-in name is 1 to 60 letters, digits or the signs @ . + - _"))
    check_role(unit, role)
    with transaction.atomic():
        open_or_new("city", CITY_STREAM, now)  # the lock: two enrolments look for one another's names and numbers
        if User.objects.filter(username__iexact=username).exists():
            raise Conflict("username_taken", _("This sign-in name is taken."))
        check_phone(phone, None)
        user = create_person(username, name.strip(), phone=phone.strip())
        enter(open_or_new("person", user.id, now), "enrol", {"username": username}, why, now=now, by=by)
        appoint(user, unit.id, role, now=now, by=by, title=title.strip())
    return user


def describe(user: User, name: str, phone: str, why: str, *, by: Post, now: datetime, expected: int | None) -> None:
    """Another name or number. The event says what was changed, not the number: that can be erased."""
    check_details(name, phone)
    with transaction.atomic():
        book = open_person(user.pk, now, expected)
        check_phone(phone, user.pk)
        user.refresh_from_db()
        fresh = {"display_name": name.strip(), "phone": phone.strip()}
        changed = sorted(column for column, value in fresh.items() if getattr(user, column) != value)
        if not changed:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        for column in changed:
            setattr(user, column, fresh[column])
        user.save(update_fields=[*changed, "initials"])
        enter(book, "describe", {"columns": changed}, why, now=now, by=by)


def give_post(
    user: User, unit: Unit, role: str, title: str, why: str, *, by: Post, now: datetime, expected: int | None
) -> Post:
    """A further post, from now on."""
    check_role(unit, role)
    with transaction.atomic():
        open_person(user.pk, now, expected)
        return appoint(user, unit.id, role, now=now, by=by, title=title.strip(), why=why)


def end(post: Post, why: str, *, by: Post, now: datetime, expected: int | None) -> None:
    """The post ends now; what it owes stays with the unit. The last post of the office holds the keys."""
    with transaction.atomic():
        open_or_new("city", CITY_STREAM, now)  # the lock: two people cannot end one another as the last but one
        open_person(post.user_id, now, expected)
        others = Post.objects.at(now).filter(role__in=KEEPS, user__is_active=True).exclude(pk=post.pk)
        if post.role in KEEPS and not others.exists():
            raise Refused("last_keeper", _("This is the last post of the city office: appoint somebody else first."))
        end_post(post, now=now, by=by, why=why)


def arrange_leave(
    post: Post, stand_in: UUID, since: datetime, until: datetime, *, by: Post, now: datetime, expected: int | None
) -> Acting:
    """Somebody of the same unit answers for the post meanwhile."""
    with transaction.atomic():
        open_person(post.user_id, now, expected)
        return leave.arrange(post.pk, stand_in, since, until, by=by, now=now)


def hand_out(user: User, why: str, *, by: Post, now: datetime) -> str:
    """A slip for one person, its code shown once; the event says that there is one, never which."""
    code, hashed = new_code()  # slow on purpose: before the lock
    with transaction.atomic():
        book = open_or_new("person", user.pk, now)
        put_slip(user, hashed, now)
        enter(book, "slip", {}, why, now=now, by=by)
    return code


def check_role(unit: Unit, role: str) -> None:
    """Some roles are only in the units made for them."""
    if role not in Role.values:
        raise Refused("no_role", _("There is no such role."))
    in_team = unit.kind == UnitKind.TEAM
    if in_team != (role in TEAM_ROLES):
        words = _("Inspectors and team leaders belong to supervision teams, and only they do.")
        raise Refused("wrong_unit", words)
    kind = ONLY_IN.get(Role(role))
    if kind is not None and unit.kind != kind:
        raise Refused(
            "wrong_unit",
            _("The role %(role)s is held in a unit of the kind %(kind)s."),
            role=Role(role).label,
            kind=kind.label,
        )


def check_details(name: str, phone: str) -> None:
    """What the columns would refuse later is said now."""
    if not fits(User, "display_name", name):
        raise Refused("bad_name", _("A person's name is 1 to 60 characters long."))
    if not PHONE.fullmatch(phone.strip()):
        raise Refused("bad_phone", _("A phone number is digits, at most 20 with + - and spaces."))


def check_phone(phone: str, own: UUID | None) -> None:
    """One number, one person: it is called in the middle of the night."""
    others = User.objects.filter(phone=phone.strip())
    other = (others.exclude(pk=own) if own else others).first() if phone.strip() else None
    if other is not None:
        raise Refused("phone_taken", _("%(name)s has this phone number already."), name=str(other))
