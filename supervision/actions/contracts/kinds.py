"""Kinds of contract: data of the city, changed by the office with a reason; their streams are the lock of giving."""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sites.models import ZoneLayer
from supervision.actions.book import Book, open_or_new_books
from supervision.actions.standing import begin, enter
from supervision.contract_kinds import SUBJECTS, rows
from supervision.ids import fixed_id
from supervision.models import Contract, ContractKind, Event, Post
from supervision.refusals import Conflict, Refused

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_LINES, MOST_LINE = 8, 60  # what fits on a sign
EDITABLE = (
    "name", "name_en", "order", "subjects", "layer", "holder", "many", "required", "routes", "moves_duties",
    "shown_on_sign", "duties", "duties_en", "retired",
)  # fmt: skip


def seed_kinds() -> None:
    """The kinds a city begins with; what the office has made of them stays."""
    ContractKind.objects.bulk_create([ContractKind(**columns) for columns in rows()], ignore_conflicts=True)


def stream_of(code: str) -> UUID:
    """The stream of a kind's rules."""
    return fixed_id("contract_kind", code)


def lock_kinds(codes: Iterable[str], now: datetime) -> dict[UUID, Book]:
    """The lock of everything given by these kinds, taken in one order."""
    known = ContractKind.objects.filter(pk__in=set(codes)).values_list("code", flat=True)
    return open_or_new_books("contract_kind", [stream_of(code) for code in known], now)


def change_kind(
    kind: ContractKind, columns: dict[str, Any], why: str, *, by: Post, now: datetime, expected: int | None
) -> Event:
    """Other rules, for what is given from now on; what is held stays held."""
    check_columns(columns)
    with transaction.atomic():
        book = begin("contract_kind", stream_of(kind.code), now, expected)
        kind.refresh_from_db()
        fresh = {name: value for name, value in columns.items() if name in EDITABLE and getattr(kind, name) != value}
        if not fresh:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        if fresh.get("many") is False:
            check_one_each(kind, now)
        for name, value in fresh.items():
            setattr(kind, name, value)
        kind.save(update_fields=list(fresh))
        return enter(book, "rules", {"columns": sorted(fresh)}, why, now=now, by=by)


def enter_kind(code: str, columns: dict[str, Any], why: str, *, by: Post, now: datetime) -> ContractKind:
    """A kind of the city's own."""
    if not CODE.fullmatch(code):
        raise Refused("bad_code", _("A code is small letters, digits and _, and begins with a letter."))
    check_columns(columns)
    with transaction.atomic():
        book = begin("contract_kind", stream_of(code), now, None)
        if ContractKind.objects.filter(pk=code).exists():
            raise Conflict("code_taken", _("This code is taken."))
        kind = ContractKind(code=code, **{name: columns[name] for name in EDITABLE if name in columns})
        kind.save(force_insert=True)
        enter(book, "found", {"name": kind.name}, why, now=now, by=by)
    return kind


def check_columns(columns: dict[str, Any]) -> None:
    """What the rules must be for the others to make sense."""
    subjects = columns.get("subjects", [])
    if not subjects or set(subjects) - set(SUBJECTS):
        raise Refused("no_subjects", _("Say for what it may be given."))
    layer = columns.get("layer", "")
    if layer and not ZoneLayer.objects.filter(code=layer).exists() and not known_layer(layer):
        raise Refused("no_layer", _("There is no such layer."))
    if columns.get("required") and not layer:
        raise Refused("required_where", _("Say in which layer each zone must have a holder."))
    for name in ("duties", "duties_en"):
        lines = [line for line in columns.get(name, "").splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(
            len(line) > (MOST_LINE if name == "duties" else 2 * MOST_LINE) for line in lines
        ):
            raise Refused(
                "long_duties", _("A sign holds %(n)s duties of %(most)s letters."), n=MOST_LINES, most=MOST_LINE
            )


def known_layer(layer: str) -> bool:
    """A layer that a kind names already, though the city has not drawn it yet."""
    return ContractKind.objects.filter(layer=layer).exists()


def check_one_each(kind: ContractKind, now: datetime) -> None:
    """Before one alone may hold a subject, nobody holds one together with somebody else, now or later."""
    rows_ = Contract.objects.filter(kind=kind).meeting(now, None).order_by("subject_kind", "subject_key", "valid_from")
    for _subject, found in groupby(rows_, key=lambda row: row.subject):
        last = None
        for row in found:
            if last is not None and (last.valid_to is None or row.valid_from < last.valid_to):
                raise Refused("several_hold", _("Some ground has several holders of this kind: end all but one first."))
            last = row
