"""Conditions of an address, read strictly: whatever is unknown, given twice or cannot be read is named."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from supervision.api.errors import Unreadable
from supervision.api.fields import StrictSerializer, writable
from supervision.api.problems import errors_of
from supervision.refusals import Refused

PAGE = 100  # rows of the lists of standing data
Row = TypeVar("Row", bound=Model)


class Query(StrictSerializer):
    """What a list may be asked; each field is one name of the address."""


class AfterQuery(Query):
    """A list in pages."""

    after = serializers.UUIDField(
        required=False, help_text=gettext_lazy("`after` of the page before; without it the first page.")
    )


def read_query(kind: type[Query], given: QueryDict) -> dict[str, Any]:
    """The conditions; Unreadable names those that are none."""
    twice = repeated(given)
    asked = kind(data=given.dict())
    if not asked.is_valid() or twice:
        raise Unreadable([*twice, *errors_of(asked.errors)])
    return asked.validated_data


def repeated(given: QueryDict) -> list[dict[str, str]]:
    """Names that came more than once: nobody can tell which of the values was meant."""
    words = _("This is given more than once.")
    names = [name for name, values in given.lists() if len(values) > 1]
    return [{"field": writable(name[:60]), "code": "repeated", "detail": words} for name in names]


def page_by_code(rows: QuerySet[Row], after: UUID | None) -> tuple[list[Row], UUID | None]:
    """One page in the order of the codes, and the mark of its last row where more follow: one or two queries."""
    if after is not None:
        last = rows.model._default_manager.filter(pk=after).values_list("code", flat=True).first()
        if last is None:
            raise no_such_mark()
        rows = rows.filter(code__gt=last)
    found = list(rows.order_by("code")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def no_such_mark() -> Refused:
    """The mark of a page was not made here."""
    return Refused("bad_cursor", gettext_lazy("This is no place in the list."))
