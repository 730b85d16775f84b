"""Marks of keyset lists: the last row of a page as text for the address of the next one (DESIGN 7.6). Pure."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.expressions import Col

CAP = 10_000


def write_mark(at: datetime, pk: UUID) -> str:
    """The mark of a row: its moment and its id."""
    return f"{at.astimezone(UTC).isoformat()}~{pk.hex}".replace("+00:00", "Z")


def read_mark(text: str) -> tuple[datetime, UUID] | None:
    """The mark in an address; anything that is none starts at the first row."""
    try:
        at, pk = text.split("~")
        moment = datetime.fromisoformat(at)
        return (moment.astimezone(UTC), UUID(pk)) if moment.tzinfo else None
    except (ValueError, OverflowError):  # the latter: a moment before the first or after the last one there is
        return None


def capped_count(rows: QuerySet, cap: int = CAP) -> int:
    """How many rows, counted to one above the cap."""
    return rows.order_by()[: cap + 1].count()


def count_words(n: int) -> str:
    """A count for the page: exact to 10,000, then "10,000+"."""
    return f"{CAP:,}+" if n > CAP else f"{n:,}"


class Behind(Func):
    """Whether a row lies behind a mark: one comparison of moment and id, so that an index on both begins right there.

    The id is that of the row the moment belongs to. Of many rows with one moment - limits end when the offices close -
    no more are read than are shown. The parts of the mark may be expressions.
    """

    output_field = BooleanField()

    def __init__(self, column: str, mark: tuple[Any, Any], *, falling: bool) -> None:
        at, pk = (part if hasattr(part, "resolve_expression") else Value(part) for part in mark)
        super().__init__(F(column), at, pk, sign="<" if falling else ">")

    def resolve_expression(self, *args: Any, **options: Any) -> Any:
        """The id's column is found where the moment's is; a query asks for it more than once."""
        found = super().resolve_expression(*args, **options)
        moment, *rest = found.get_source_expressions()
        if len(rest) == len(("at", "pk")):
            found.set_source_expressions([moment, Col(moment.alias, moment.target.model._meta.pk), *rest])
        return found

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_more: Any) -> tuple[str, tuple[Any, ...]]:
        """Both databases compare rows so."""
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        moment, pk, *mark = (text for text, _params in parts)
        params = tuple(param for _text, params in parts for param in params)
        return f"({moment}, {pk}) {self.extra['sign']} ({', '.join(mark)})", params
