"""Rules of the sheet of people."""

from collections.abc import Hashable
from datetime import date

from sites.vocabulary import UnitKind
from supervision.importing.cells import PHONE, USERNAME
from supervision.importing.checking import Check, once, pair
from supervision.importing.columns import PEOPLE, ROLES, UNIT_KINDS
from supervision.importing.tables import Row
from supervision.roles import Role

FITS = {
    Role.OFFICE: UnitKind.OFFICE,
    Role.TEAM_LEADER: UnitKind.TEAM,
    Role.INSPECTOR: UnitKind.TEAM,
    Role.CITY_LEADER: UnitKind.CITY,
    Role.DISCIPLINE: UnitKind.DISCIPLINE,
}


def people_sign_in(check: Check) -> None:
    """Whoever has no sign-in name signs in with the phone number; a name is one however it is spelt."""
    spelt = {name.casefold(): name for name in check.known.people}
    for row in check.rows(PEOPLE):
        given = row.given
        if given.get("username"):
            given["username"] = spelt.setdefault(given["username"].casefold(), given["username"])
        if given.get("username") or any(p.column == "username" and p.stops for p in row.problems):
            continue
        phone = given.get("phone")
        if phone and USERNAME.fullmatch(phone):
            given["username"] = phone
            row.say("phone_as_name", "phone")
        elif not any(p.column == "phone" and p.stops for p in row.problems):
            row.say("no_username", "username")


def people_apart(check: Check) -> None:
    """One sign-in name is one person, and so is one phone number."""
    names: dict[str, Row] = {}
    phones: dict[str, Row] = {}
    moved = {row.given.get("username") for row in check.rows(PEOPLE) if row.given.get("phone")}
    taken = {plain_phone(p.values["phone"]): (name, p) for name, p in check.known.people.items() if p.values["phone"]}
    for row in check.rows(PEOPLE):
        username, phone = row.given.get("username"), row.given.get("phone")
        if not username:
            continue
        first = names.setdefault(username, row)
        if first is not row and row.given.get("name") not in (None, first.given.get("name")):
            row.say("other_person", "username", value=username, row=first.number)
        stored = check.known.people.get(username)
        if stored and row.given.get("name") not in (None, stored.values["name"]):
            row.say("other_name", "username", name=stored.values["name"])
        if not phone or not PHONE.fullmatch(phone):
            continue
        owner = phones.setdefault(plain_phone(phone), row)
        if owner.given.get("username") != username:
            row.say("phone_twice", "phone", value=phone, row=owner.number)
        elif taken.get(plain_phone(phone), (username,))[0] != username:
            other, person = taken[plain_phone(phone)]
            if other not in moved:  # or else the workbook gives that person another one
                row.say("phone_taken", "phone", value=phone, name=person.values["name"], username=other)


def plain_phone(phone: str) -> str:
    """Digits alone, without the country."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return digits.removeprefix("86") if len(digits) == 13 else digits


def posts(check: Check) -> None:
    """A post is once a person's, fits its unit, and is not back-dated."""
    once(check, PEOPLE, post_key, "post_twice", "unit")
    for row in check.rows(PEOPLE):
        unit, role = row.given.get("unit"), row.given.get("role")
        kind = check.unit_kind(unit) if unit else ""
        fits = not role or not kind or FITS.get(role, kind) == kind
        if role and (not fits or (kind == UnitKind.TEAM and role in (Role.UNIT_HANDLER, Role.UNIT_HEAD))):
            row.say("wrong_role", "role", role=pair(ROLES, role), kind=pair(UNIT_KINDS, kind))
        since = row.given.get("since")
        if since and date.fromisoformat(since) < check.today:
            row.given["since"] = None
            row.say("past", "since")


def post_key(row: Row) -> Hashable | None:
    key = row.given.get("username"), row.given.get("unit"), row.given.get("role")
    return key if all(key) else None
