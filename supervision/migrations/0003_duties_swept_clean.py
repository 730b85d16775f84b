"""A rung leaves a dead entry where the next tick begins to look; PostgreSQL clears them away after a few thousand."""

from django.db import migrations


def clear_early(apps, schema_editor):
    """Not after a fifth of the table, which is its default: at a million duties each tick would pass 200,000."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE supervision_duty SET "
            "(autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0)"
        )


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_rows_of_the_sweep")]

    operations = [migrations.RunPython(clear_early, migrations.RunPython.noop)]
