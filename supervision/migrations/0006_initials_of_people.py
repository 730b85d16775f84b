"""Fills the initials of the people who are there already."""

from django.db import migrations


def fill(apps, schema_editor):
    """Each on its own: the column is computed when a row is saved."""
    for person in apps.get_model("supervision", "User").objects.all().iterator():
        person.save(update_fields=["initials"])


class Migration(migrations.Migration):
    dependencies = [("supervision", "0005_people_by_initials")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
