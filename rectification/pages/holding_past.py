"""Contracts as rows: what is held, what was and what will be; after whom, before whom, and the note that was left."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sites.models import Site, Unit, Zone
from sites.models.named import label_of
from supervision.actions.words import read as read_words
from supervision.contract_kinds import LINE, SITE, UNIT_GROUP, ZONE
from supervision.models import Contract
from supervision.querysets.contracts import ContractQuerySet
from supervision.wording import full_day, moment

MOST = 200
TABLES: dict[str, Any] = {ZONE: Zone, SITE: Site, UNIT_GROUP: Unit}


def of_holder(rows: ContractQuerySet) -> list[Contract]:
    """Their contracts, the newest of the past included: one query."""
    joined = rows.select_related("kind", "unit", "user", "follows__unit", "follows__user")
    return list(joined.order_by("-valid_from", "kind__order", "id")[:MOST])


def names_of(rows: Iterable[Contract]) -> dict[tuple[str, str], str]:
    """Subject -> its name: three queries."""
    asked: dict[str, set[UUID]] = {kind: set() for kind in TABLES}
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.subject_kind == LINE:
            found[row.subject] = row.subject_key
        else:
            asked[row.subject_kind].add(UUID(row.subject_key))
    for kind, table in TABLES.items():
        for pk, name, name_en in table.objects.filter(pk__in=asked[kind]).values_list("pk", "name", "name_en"):
            found[kind, str(pk)] = label_of(name, name_en)
    return found


def past(rows: list[Contract], names: dict[tuple[str, str], str], now: datetime) -> list[dict[str, Any]]:
    """All of them as rows, what runs first, then what comes, then what is over; of each what has a story first: two
    queries."""
    after: dict[UUID, Contract] = {}
    followers = Contract.objects.filter(follows__in=rows).exclude(valid_to=F("valid_from"))
    for row in followers.select_related("unit", "user").order_by("valid_from", "id"):
        if row.follows_id is not None:
            after[row.follows_id] = row
    words = read_words([row.note for row in rows if row.note])
    shown = [line(row, names, after.get(row.pk), words, now) for row in rows]
    rank = {"runs": 0, "ahead": 1, "over": 2}
    return sorted(shown, key=lambda one: (rank[one["state"]], not (one["note"] or one["before"] or one["after"])))


def line(row: Contract, names: dict[tuple[str, str], str], after: Any, words: dict, now: datetime) -> dict[str, Any]:
    """One contract."""
    state = "runs" if row.holds_at(now) else "ahead" if row.valid_from > now and not taken_back(row) else "over"
    note = words.get(str(row.note)) if row.note else None
    return {
        "kind": row.kind.label,
        "subject": names.get(row.subject, "—"),
        "state": state,
        "since": day(row.valid_from),
        "until": day(row.valid_to) if row.valid_to else "",
        "never": taken_back(row),
        "before": who(row.follows) if row.follows else "",
        "after": who(after) if after else "",
        "after_from": moment(after.valid_from, now, clock=False) if after and after.valid_from > now else "",
        "note": "" if note is None else _("(words erased)") if note.erased_at else note.text,
        "unit": row.unit.label if row.user is None else "",
        "sign_url": sign_url(row) if state == "runs" else "",
    }


def taken_back(row: Contract) -> bool:
    """Whether it was ended before it began, and so never held."""
    return row.valid_to == row.valid_from


def who(row: Contract) -> str:
    """Who holds it: the person with their unit, or the unit."""
    return (
        pgettext("person and unit", "%(person)s, %(unit)s") % {"person": row.user, "unit": row.unit.label}
        if row.user
        else row.unit.label
    )


def day(at: datetime) -> str:
    """The day of a moment in the city."""
    return full_day(timezone.localtime(at).date())


def sign_url(row: Contract) -> str:
    """The sign for the street's head, where its kind is shown on signs and the platform prints them."""
    if not row.kind.shown_on_sign or row.subject_kind not in (ZONE, SITE) or row.user is None:
        return ""
    try:
        return reverse("office_sign", args=[row.pk, "pdf"])
    except NoReverseMatch:
        return ""
