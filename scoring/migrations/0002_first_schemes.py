"""The schemes a city begins with; versions of the same number that are there already stay as they are."""

from datetime import UTC, datetime

from django.db import migrations

from scoring.actions.schemes import BUILT_IN
from scoring.scheme import write_scheme
from supervision.ids import fixed_id


def fill(apps, schema_editor):
    """Version 1 of each; the office makes its own from there."""
    versions = apps.get_model("scoring", "SchemeVersion")
    always = datetime(2000, 1, 1, tzinfo=UTC)
    versions.objects.bulk_create(
        [
            versions(id=fixed_id("scheme", of, 1), of=of, version=1, content=write_scheme(scheme), valid_from=always)
            for of, scheme in BUILT_IN.items()
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_rankings")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
