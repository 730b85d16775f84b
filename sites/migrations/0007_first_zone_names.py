"""Every version of a zone is called as its zone is and lies in what it lies in; from here on names hold by date."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

CALLED = ("name", "name_en", "parent_id")


def call(apps, schema_editor):
    zones, versions = apps.get_model("sites", "Zone"), apps.get_model("sites", "ZoneVersion")
    own = zones.objects.filter(pk=OuterRef("zone_id"))
    versions.objects.update(**{name: Subquery(own.values(name)[:1]) for name in CALLED})


class Migration(migrations.Migration):
    dependencies = [
        ("sites", "0006_zone_names_by_date"),
    ]

    operations = [migrations.RunPython(call, migrations.RunPython.noop)]
