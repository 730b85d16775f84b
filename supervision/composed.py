"""Queries composed once: for the few doors at which programs knock all day.

Django composes a statement anew at each request, and for a wide one that takes longer than the database takes to answer
it. A composed query keeps text and columns; of each run only the values are new.
"""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connections, models
from django.db.models import Expression, QuerySet

from supervision.prepared import prepared


class Slot(Expression):
    """The place of a value in a composed query: `Slot("now", DateTimeField())`."""

    def __init__(self, name: str, field: models.Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> Any:
        """A placeholder that remembers whose it is."""
        return "%s", [Place(self.name, self.output_field)]


class Place(NamedTuple):
    """Where a value goes, and the field that writes it as the database wants it."""

    name: str
    field: Any


class Composed:
    """`Composed(lambda: User.objects.filter(email=Slot("email", CharField())))(email="...")` are the rows.

    Order and limit are part of the query. A result is what the query's own iteration gives: rows, values or tuples.
    """

    def __init__(self, make: Callable[[], QuerySet[Any]]) -> None:
        self.make = make

    @cached_property
    def _form(self) -> tuple[Any, Any, str, tuple[Any, ...]]:
        rows: QuerySet[Any] = self.make()
        compiler = rows.query.get_compiler(using=rows.db)
        text, params = compiler.as_sql()
        return rows, compiler, text, tuple(params)

    def __call__(self, **values: Any) -> list[Any]:
        """The rows for these values: one query."""
        rows, composed, text, params = self._form
        compiler = copy(composed)  # a connection belongs to a thread
        compiler.connection = connections[rows.db]
        given = [_written(param, values, compiler.connection) for param in params]
        short = prepared(compiler.connection, text, len(given))
        compiler.as_sql = lambda *_args, **_more: (short, given)
        fresh: Any = rows.all()
        fresh.query.get_compiler = lambda *_args, **_more: compiler
        return list(fresh)


def _written(param: Any, values: dict[str, Any], connection: Any) -> Any:
    return param.field.get_db_prep_value(values[param.name], connection) if isinstance(param, Place) else param
