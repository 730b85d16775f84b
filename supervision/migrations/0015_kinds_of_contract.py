"""The kinds a city begins with; those of the same code that are there already stay as they are."""

from django.db import migrations

from supervision.contract_kinds import rows


def fill(apps, schema_editor):
    """A new city gets them from its founding again, harmlessly."""
    kinds = apps.get_model("supervision", "ContractKind")
    kinds.objects.bulk_create([kinds(**columns) for columns in rows()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("supervision", "0014_contracts_with_rules")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
