"""Questions asked of dated and tree-shaped rows, in a form both databases answer."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Self, TypeVar

from django.db import connections, models
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=models.Model, covariant=True)
MAX_DEPTH = 64  # no real tree comes near; it only stops a damaged one
DOWN = "t.parent_id = tree.id"
UP = "t.id = tree.parent_id"


class DatedQuerySet(models.QuerySet[Row]):
    """Rows that hold from one day to another; `valid_to` is the first day on which they no longer hold."""

    def on(self, day: datetime.date) -> Self:
        """Rows that hold on that day."""
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gt=day), valid_from__lte=day)

    def open(self) -> Self:
        """Rows without an end."""
        return self.filter(valid_to=None)


class TreeQuerySet(DatedQuerySet[Row]):
    """Rows with a `parent`; walks the tree in one recursive query."""

    def subtree(self, ids: Iterable[uuid.UUID]) -> Self:
        """The given rows and everything below them, as part of the query."""
        return self.filter(pk__in=self._subquery(ids, DOWN))

    def lineage(self, ids: Iterable[uuid.UUID]) -> Self:
        """The given rows and everything above them, as part of the query."""
        return self.filter(pk__in=self._subquery(ids, UP))

    def subtree_ids(self, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
        """The ids of the given rows and everything below them: one query, none when nothing is given."""
        return {key for key, _depth in self._walk(ids, DOWN)}

    def ancestor_ids(self, pk: uuid.UUID) -> list[uuid.UUID]:
        """Everything above the row, nearest first, without the row itself: one query."""
        return [key for key, depth in sorted(self._walk([pk], UP), key=lambda pair: pair[1]) if depth]

    def ancestors(self, pk: uuid.UUID) -> list[Row]:
        """`ancestor_ids` as rows, nearest first: two queries."""
        ids = self.ancestor_ids(pk)
        rows = self.in_bulk(ids)
        return [rows[key] for key in ids if key in rows]

    def _subquery(self, ids: Iterable[uuid.UUID], step: str) -> RawSQL | list:
        sql, keys = self._tree(ids, step, "id FROM tree")
        return RawSQL(sql, keys) if keys else []  # noqa: S611 - see _tree

    def _walk(self, ids: Iterable[uuid.UUID], step: str) -> list[tuple[uuid.UUID, int]]:
        sql, keys = self._tree(ids, step, "id, MIN(depth) FROM tree GROUP BY id")
        if not keys:
            return []
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, keys)
            return [(self.model._meta.pk.to_python(value), depth) for value, depth in cursor.fetchall()]

    def _tree(self, ids: Iterable[uuid.UUID], step: str, wanted: str) -> tuple[str, list]:
        """The recursive query and its parameters; nothing but this module's words and the table's name is in it."""
        connection = connections[self.db]
        keys = [self.model._meta.pk.get_db_prep_value(value, connection) for value in set(ids)]
        table = connection.ops.quote_name(self.model._meta.db_table)
        marks = ", ".join(["%s"] * len(keys))
        sql = f"""WITH RECURSIVE tree(id, parent_id, depth) AS (
            SELECT t.id, t.parent_id, 0 FROM {table} t WHERE t.id IN ({marks})
            UNION SELECT t.id, t.parent_id, tree.depth + 1 FROM {table} t JOIN tree ON {step}
            WHERE tree.depth < {MAX_DEPTH}) SELECT {wanted}"""  # noqa: S608 - see the docstring
        return sql, keys
