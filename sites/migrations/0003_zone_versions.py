import datetime

import django.db.models.deletion
import sites.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sites", "0002_city_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="ZoneVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("west", sites.models.fields.EdgeField(side="west")),
                ("south", sites.models.fields.EdgeField(side="south")),
                ("east", sites.models.fields.EdgeField(side="east")),
                ("north", sites.models.fields.EdgeField(side="north")),
                ("geometry", models.JSONField(blank=True, null=True, verbose_name="geometry")),
            ],
            options={
                "verbose_name": "version of a zone",
                "verbose_name_plural": "versions of zones",
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="zonelayer",
            options={"ordering": ["order", "code"], "verbose_name": "zone layer", "verbose_name_plural": "zone layers"},
        ),
        migrations.AddField(
            model_name="zonelayer",
            name="order",
            field=models.PositiveSmallIntegerField(default=100, verbose_name="order"),
        ),
        migrations.AddField(
            model_name="zonelayer",
            name="required",
            field=models.BooleanField(default=False, verbose_name="all ground lies in one"),
        ),
        migrations.AddField(
            model_name="zonelayer",
            name="tolerance_m",
            field=models.DecimalField(decimal_places=1, default=2, max_digits=5, verbose_name="tolerance in metres"),
        ),
        migrations.AddField(
            model_name="zoneversion",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="zone_versions",
                to="sites.unit",
                verbose_name="responsible unit",
            ),
        ),
        migrations.AddField(
            model_name="zoneversion",
            name="zone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="sites.zone",
                verbose_name="zone",
            ),
        ),
        migrations.AddIndex(
            model_name="zoneversion",
            index=models.Index(fields=["west", "east", "south", "north"], name="sites_zoneversion_box"),
        ),
        migrations.AddConstraint(
            model_name="zoneversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                name="sites_zoneversion_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="zoneversion",
            constraint=models.UniqueConstraint(fields=("zone", "valid_from"), name="sites_zoneversion_once"),
        ),
        migrations.AddConstraint(
            model_name="zoneversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)), fields=("zone",), name="sites_zoneversion_one_open"
            ),
        ),
    ]
