"""The plain list, which programs ask for all day: composed once, and along the scope where it is narrow."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import RawSQL

from rectification.api.doors import PAGE, Mark
from rectification.models import Ticket
from rectification.newest import BEHIND, KEYS, newest_of
from rectification.querysets import Reader
from supervision.composed import Composed, Place, Slot
from supervision.paging import Behind

PLAIN = (
    "id", "number", "status", "category", "urgency", "source", "verify", "standard", "site", "lon", "lat", "filed_at",
)  # fmt: skip
OWED = ("due_at", "unit", "unit__name", "unit__name_en")
COLUMNS = (*PLAIN, *(f"{duty}__{name}" for duty in ("lead_duty", "main_duty") for name in OWED))
COUNT = PAGE + 1  # the one behind the page says that there is more
AT, ID = Slot("at", models.DateTimeField()), Slot("pk", models.UUIDField())
# On PostgreSQL the scope is gone through key by key inside the statement.
OF_EACH_KEY = """SELECT ticket_id FROM (SELECT DISTINCT sight.filed_at, sight.ticket_id
 FROM unnest(%s::text[]) AS scope(key) CROSS JOIN LATERAL (
  SELECT filed_at, ticket_id FROM rectification_sight
  WHERE key = scope.key AND until_seq IS NULL{behind} ORDER BY filed_at DESC, ticket_id DESC LIMIT {count}) AS sight
 ) AS found ORDER BY filed_at DESC, ticket_id DESC LIMIT {count}"""
SCOPE = Place("keys", ArrayField(models.TextField()))
MARK = (Place(AT.name, AT.output_field), Place(ID.name, ID.output_field))
NAMED = [f"pk{place}" for place in range(COUNT)]


def _in_order(rows: models.QuerySet[Ticket]) -> models.QuerySet[Ticket, dict[str, Any]]:
    return rows.order_by("-filed_at", "-id").values(*COLUMNS)[:COUNT]


FIRST = Composed(lambda: _in_order(Ticket.objects.all()))
FURTHER = Composed(lambda: _in_order(Ticket.objects.filter(Behind("filed_at", (AT, ID), falling=True))))
THESE = Composed(lambda: _in_order(Ticket.objects.filter(pk__in=[Slot(name, models.UUIDField()) for name in NAMED])))


def _of_each_key(behind: str, places: list[Place]) -> Composed:
    text = OF_EACH_KEY.format(behind=behind, count=COUNT)
    return Composed(lambda: _in_order(Ticket.objects.filter(pk__in=RawSQL(text, places))))  # noqa: S611 - our own words


OF_KEYS = _of_each_key("", [SCOPE])
OF_KEYS_FURTHER = _of_each_key(BEHIND, [SCOPE, *MARK])


def newest(reader: Reader, mark: Mark | None) -> list[dict[str, Any]] | None:
    """The columns of a page and one more, the newest first, behind the mark; None for too wide a scope."""
    if reader.sees_all:
        return FURTHER(at=mark[0], pk=mark[1]) if mark else FIRST()
    if len(reader.keys) > KEYS:
        return None
    if not reader.keys:
        return []
    if connection.vendor == "postgresql":
        keys = sorted(reader.keys)
        return OF_KEYS_FURTHER(keys=keys, at=mark[0], pk=mark[1]) if mark else OF_KEYS(keys=keys)
    ids = [pk for _at, pk in newest_of(reader, mark, COUNT)]
    if not ids:
        return []
    return THESE(**{name: ids[min(place, len(ids) - 1)] for place, name in enumerate(NAMED)})
