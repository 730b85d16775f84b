from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sites", "0004_first_versions"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="zone",
            name="sites_zone_box",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="east",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="geometry",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="north",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="south",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="unit",
        ),
        migrations.RemoveField(
            model_name="zone",
            name="west",
        ),
    ]
