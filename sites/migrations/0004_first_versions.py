"""Every zone lies as it has lain, since it has existed; what the layers are for is said where the platform knows it."""

from django.db import migrations

SIDES = ("west", "south", "east", "north")
BATCH = 500
REQUIRED = {"administrative": 10, "supervision": 20}


def lie(apps, schema_editor):
    zones, versions = apps.get_model("sites", "Zone"), apps.get_model("sites", "ZoneVersion")
    for zone in zones.objects.order_by("pk").iterator(BATCH):
        columns = {name: getattr(zone, name) for name in ("unit_id", "geometry", "valid_from", "valid_to", *SIDES)}
        versions.objects.create(zone=zone, **columns)
    for code, order in REQUIRED.items():
        apps.get_model("sites", "ZoneLayer").objects.filter(code=code).update(required=True, order=order)


def take_back(apps, schema_editor):
    versions = apps.get_model("sites", "ZoneVersion")
    for row in versions.objects.order_by("zone", "valid_from").select_related("zone").iterator(BATCH):
        zone = row.zone  # the last version stays
        zone.unit_id, zone.geometry = row.unit_id, row.geometry
        zone.save()


class Migration(migrations.Migration):
    dependencies = [
        ("sites", "0003_zone_versions"),
    ]

    operations = [migrations.RunPython(lie, take_back)]
