"""The pairs of characters of a text stand beside it, as numbers: made when it is written, not whenever it is read."""

from django.db import migrations

# A pair's number may be another's, too: the text itself has the last word (`Says`).
NUMBERS = """
CREATE OR REPLACE FUNCTION taizhang_pair_numbers(given text) RETURNS int[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(
    array_agg(DISTINCT (
      (ascii(substr(given, place, 1))::bigint * 65599 + ascii(substr(given, place + 1, 1))) % 2147483647)::int),
    ARRAY[]::int[])
  FROM generate_series(1, length(given) - 1) AS place
$$
"""
COLUMN = """
ALTER TABLE rectification_searchtext
ADD COLUMN pairs int[] GENERATED ALWAYS AS (taizhang_pair_numbers(text)) STORED
"""
INDEX = "CREATE INDEX search_pair_numbers ON rectification_searchtext USING gin (pairs)"
PAIRS = """
CREATE OR REPLACE FUNCTION taizhang_pairs(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(given, place, 2)), ARRAY[]::text[])
  FROM generate_series(1, length(given) - 1) AS place
$$
"""
FORWARD = (
    "DROP INDEX IF EXISTS search_pairs",
    "DROP FUNCTION IF EXISTS taizhang_pairs(text)",
    NUMBERS,
    COLUMN,
    INDEX,
)
BACK = (
    "ALTER TABLE rectification_searchtext DROP COLUMN pairs",
    "DROP FUNCTION taizhang_pair_numbers(text)",
    PAIRS,
    "CREATE INDEX search_pairs ON rectification_searchtext USING gin (taizhang_pairs(text))",
)


def run(statements):
    def work(_apps, editor):
        if editor.connection.vendor == "postgresql":
            for statement in statements:
                editor.execute(statement, params=None)

    return work


class Migration(migrations.Migration):
    dependencies = [("rectification", "0003_search_and_saved_filters")]

    operations = [migrations.RunPython(run(FORWARD), run(BACK))]
