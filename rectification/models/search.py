"""What an entry is found by: one text for each, made anew from its rows; never a source of anything."""

from typing import Any

from django.db import models
from django.db.models import Lookup

from rectification.models.tickets import Ticket


class SearchText(models.Model):
    """Number, place, kind of problem and the words of the filing, in the form of `rectification.search.plain`."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="search")
    text = models.TextField()


class Says(Lookup):
    """The text has these characters in a row.

    PostgreSQL looks at the pairs of characters first: two Chinese characters are a word, and no index of longer pieces
    would have it. They stand as numbers in the generated column `pairs` with a GIN index, both made by a migration.
    SQLite reads every text.
    """

    lookup_name = "says"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """On every database."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        name = "strpos" if connection.vendor == "postgresql" else "instr"
        return f"{name}({left}, {right}) > 0", (*left_values, *right_values)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """With the index, where the words have a pair."""
        plain, values = self.as_sql(compiler, connection)
        if len(str(self.rhs)) < 2:
            return plain, values
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        right, right_values = self.process_rhs(compiler, connection)
        return f"({table}.pairs @> taizhang_pair_numbers({right}::text) AND {plain})", (*right_values, *values)


models.TextField.register_lookup(Says)
