"""Tables of units, zones, sites and the versioned catalogue."""

import datetime
import django.db.models.deletion
import sites.models.fields
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CatalogueVersion",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="version")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("loaded_at", models.DateTimeField(verbose_name="loaded at")),
            ],
            options={
                "verbose_name": "catalogue version",
                "verbose_name_plural": "catalogue versions",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="SiteType",
            fields=[
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                ("group", models.CharField(db_index=True, max_length=24, verbose_name="group")),
                ("sector", models.CharField(max_length=40, verbose_name="department in charge")),
                ("sampling_note", models.CharField(blank=True, max_length=200, verbose_name="sampling note")),
                ("demo12_group", models.CharField(blank=True, max_length=4, verbose_name="model site group")),
                ("retired", models.BooleanField(default=False, verbose_name="no longer in the catalogue")),
            ],
            options={
                "verbose_name": "site type",
                "verbose_name_plural": "site types",
                "ordering": ["group", "code"],
            },
        ),
        migrations.CreateModel(
            name="ZoneLayer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=80, verbose_name="English name")),
                ("tree", models.BooleanField(default=False, verbose_name="zones lie inside zones")),
                ("overlap", models.BooleanField(default=False, verbose_name="zones may overlap")),
                ("exactly_one", models.BooleanField(default=False, verbose_name="a site lies in exactly one")),
            ],
            options={
                "verbose_name": "zone layer",
                "verbose_name_plural": "zone layers",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="AssessmentSystem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(max_length=160, verbose_name="English name")),
                ("level", models.CharField(max_length=24, verbose_name="level of city")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment system",
                "verbose_name_plural": "assessment systems",
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[("A", "Urgent"), ("B", "Fix at once"), ("C", "Fix by a date")],
                        max_length=1,
                        verbose_name="default urgency",
                    ),
                ),
                ("limit_value", models.PositiveSmallIntegerField(null=True, verbose_name="limit")),
                (
                    "limit_unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hour", "hours"),
                            ("workhour", "office hours"),
                            ("workday", "working days"),
                            ("day", "days"),
                        ],
                        max_length=8,
                        verbose_name="unit of the limit",
                    ),
                ),
                ("deduction", models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="deduction")),
                ("photo_min", models.PositiveSmallIntegerField(null=True, verbose_name="photos needed")),
                (
                    "verify",
                    models.CharField(
                        blank=True,
                        choices=[("onsite", "On site"), ("photo_ok", "From photos")],
                        max_length=8,
                        verbose_name="how a fix is checked",
                    ),
                ),
                ("typical_site_types", models.JSONField(default=list, verbose_name="typical site types")),
                (
                    "department_hint",
                    models.CharField(blank=True, max_length=120, verbose_name="responsible department"),
                ),
                ("source", models.CharField(max_length=24, verbose_name="source")),
                ("source_ref", models.CharField(blank=True, max_length=120, verbose_name="source reference")),
                ("initials", models.CharField(max_length=60, verbose_name="pinyin initials")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="sites.category",
                        verbose_name="parent",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, verbose_name="code")),
                ("heading", models.CharField(max_length=24, verbose_name="group")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("check_point", models.CharField(max_length=200, verbose_name="what to check")),
                ("check_point_en", models.CharField(max_length=300, verbose_name="what to check, in English")),
                ("deduction", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="deduction")),
                ("source", models.CharField(max_length=24, verbose_name="source")),
                ("source_ref", models.CharField(blank=True, max_length=80, verbose_name="source reference")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checklist_items", to="sites.category"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "checklist item",
                "verbose_name_plural": "checklist items",
            },
        ),
        migrations.CreateModel(
            name="City",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                (
                    "document_code",
                    models.CharField(
                        help_text="What stands before 〔2026〕15号.", max_length=20, verbose_name="document code"
                    ),
                ),
                (
                    "series",
                    models.CharField(
                        help_text="Capital letters before ticket numbers.", max_length=8, verbose_name="series prefix"
                    ),
                ),
                ("west", models.FloatField(default=73.0, verbose_name="west")),
                ("south", models.FloatField(default=3.0, verbose_name="south")),
                ("east", models.FloatField(default=136.0, verbose_name="east")),
                ("north", models.FloatField(default=54.0, verbose_name="north")),
                ("rules", models.JSONField(blank=True, default=dict, verbose_name="rules")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
            ],
            options={
                "verbose_name": "city",
                "verbose_name_plural": "cities",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="sites_city_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(("series__regex", "^[A-Z][A-Z0-9]*$")), name="sites_city_series"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("south__lt", models.F("north")), ("west__lt", models.F("east"))),
                        name="sites_city_box",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("source", models.CharField(max_length=24, verbose_name="source")),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dimensions",
                        to="sites.assessmentsystem",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "dimension",
                "verbose_name_plural": "dimensions",
            },
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contents", to="sites.dimension"
                    ),
                ),
            ],
            options={
                "verbose_name": "content",
                "verbose_name_plural": "contents",
            },
        ),
        migrations.CreateModel(
            name="Function",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("duties", models.CharField(blank=True, max_length=120, verbose_name="duties")),
                ("needed", models.BooleanField(verbose_name="named by routing")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "function",
                "verbose_name_plural": "functions",
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("site_group", models.CharField(blank=True, max_length=24, verbose_name="site group")),
                ("priority", models.PositiveSmallIntegerField(verbose_name="priority")),
                (
                    "resolver",
                    models.CharField(
                        choices=[
                            ("unit", "Unit holding a function"),
                            ("territorial", "Sub-district or town on whose ground it lies"),
                            ("site_manager", "Managing unit of the site"),
                            ("site_owner_or_territorial", "Owner of the site, else sub-district or town"),
                            ("zone_holder", "Unit of the contract holder of the zone"),
                            ("sector", "Department in charge of this kind of site"),
                        ],
                        max_length=28,
                        verbose_name="resolver",
                    ),
                ),
                ("resolver_arg", models.CharField(blank=True, max_length=40, verbose_name="function")),
                ("assisting", models.BooleanField(verbose_name="assisting")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="routes", to="sites.category"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "routing row",
                "verbose_name_plural": "routing rows",
                "ordering": ["category", "site_group", "priority"],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("valid_from", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                (
                    "initials",
                    sites.models.fields.InitialsField(max_length=120, source="name", verbose_name="pinyin initials"),
                ),
                ("address", models.CharField(blank=True, max_length=160, verbose_name="address")),
                ("lon", models.FloatField(verbose_name="longitude")),
                ("lat", models.FloatField(verbose_name="latitude")),
                ("west", sites.models.fields.EdgeField(side="west")),
                ("south", sites.models.fields.EdgeField(side="south")),
                ("east", sites.models.fields.EdgeField(side="east")),
                ("north", sites.models.fields.EdgeField(side="north")),
                ("geometry", models.JSONField(blank=True, null=True, verbose_name="geometry")),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="sites.sitetype",
                        verbose_name="type",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SiteTypeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_type_rows",
                        to="sites.checklistitem",
                    ),
                ),
                (
                    "site_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="item_rows", to="sites.sitetype"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "checklist line of a site type",
                "verbose_name_plural": "checklist lines of site types",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, verbose_name="code")),
                ("text", models.CharField(max_length=300, verbose_name="standard")),
                ("text_en", models.CharField(max_length=400, verbose_name="standard in English")),
                ("methods", models.JSONField(default=list, verbose_name="methods")),
                ("site_types", models.JSONField(default=list, verbose_name="site types")),
                ("max_score", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="points")),
                (
                    "scoring",
                    models.CharField(
                        choices=[
                            ("status_abc", "Status grading"),
                            ("deduct_per_issue", "Deduction per problem"),
                            ("ratio", "Ratio"),
                            ("pass_fail", "Pass or fail"),
                        ],
                        max_length=20,
                        verbose_name="scoring",
                    ),
                ),
                (
                    "department_hint",
                    models.CharField(blank=True, max_length=120, verbose_name="responsible department"),
                ),
                ("source", models.CharField(max_length=24, verbose_name="source")),
                ("source_ref", models.CharField(blank=True, max_length=80, verbose_name="source reference")),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standards", to="sites.content"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "standard",
                "verbose_name_plural": "standards",
            },
        ),
        migrations.CreateModel(
            name="CategoryStandard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("primary", models.BooleanField(verbose_name="primary")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standard_rows", to="sites.category"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
                (
                    "site_type",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sites.sitetype"
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="category_rows", to="sites.standard"
                    ),
                ),
            ],
            options={
                "verbose_name": "standard of a category",
                "verbose_name_plural": "standards of categories",
            },
        ),
        migrations.CreateModel(
            name="StandardItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weight_note",
                    models.CharField(
                        choices=[("主项", "Main item"), ("辅项", "Supporting item"), ("否决项", "Veto item")],
                        max_length=3,
                        verbose_name="weight",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standard_rows",
                        to="sites.checklistitem",
                    ),
                ),
                (
                    "site_type",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sites.sitetype"
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="item_rows", to="sites.standard"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.catalogueversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "checklist item of a standard",
                "verbose_name_plural": "checklist items of standards",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("valid_from", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "City"),
                            ("office", "City civilization office"),
                            ("department", "Department"),
                            ("district", "District or county"),
                            ("street", "Sub-district"),
                            ("town", "Town"),
                            ("community", "Community or village"),
                            ("enterprise", "Enterprise"),
                            ("institution", "Public institution"),
                            ("discipline", "Discipline inspection"),
                            ("team", "Supervision team"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("ranking_group", models.CharField(blank=True, max_length=24, verbose_name="ranking group")),
                (
                    "initials",
                    sites.models.fields.InitialsField(max_length=120, source="name", verbose_name="pinyin initials"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="sites.unit",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SiteManager",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "relation",
                    models.CharField(
                        choices=[("manager", "Managing unit"), ("owner", "Owner")],
                        default="manager",
                        max_length=8,
                        verbose_name="relation",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="manager_rows",
                        to="sites.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_rows",
                        to="sites.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit of a site",
                "verbose_name_plural": "units of sites",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitFunction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="function")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="functions",
                        to="sites.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "function of a unit",
                "verbose_name_plural": "functions of units",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                ("valid_from", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                ("west", sites.models.fields.EdgeField(side="west")),
                ("south", sites.models.fields.EdgeField(side="south")),
                ("east", sites.models.fields.EdgeField(side="east")),
                ("north", sites.models.fields.EdgeField(side="north")),
                ("geometry", models.JSONField(blank=True, null=True, verbose_name="geometry")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="sites.zone",
                        verbose_name="parent",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zones",
                        to="sites.unit",
                        verbose_name="responsible unit",
                    ),
                ),
                (
                    "layer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zones",
                        to="sites.zonelayer",
                        verbose_name="layer",
                    ),
                ),
            ],
            options={
                "verbose_name": "zone",
                "verbose_name_plural": "zones",
                "ordering": ["layer", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SiteZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to")),
                ("main", models.BooleanField(default=True, verbose_name="main zone")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zone_rows",
                        to="sites.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_rows",
                        to="sites.zone",
                        verbose_name="zone",
                    ),
                ),
                (
                    "layer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.zonelayer",
                        verbose_name="layer",
                    ),
                ),
            ],
            options={
                "verbose_name": "zone of a site",
                "verbose_name_plural": "zones of sites",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="assessmentsystem",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="sites_system_code"),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="sites_category_code"),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("deduction", None),
                        ("limit_unit", ""),
                        ("limit_value", None),
                        ("parent", None),
                        ("photo_min", None),
                    ),
                    models.Q(
                        ("deduction__gte", 0),
                        ("deduction__isnull", False),
                        ("limit_unit__in", ["hour", "workhour", "workday", "day"]),
                        ("limit_value__gte", 1),
                        ("limit_value__isnull", False),
                        ("parent__isnull", False),
                        ("photo_min__isnull", False),
                        ("photo_min__range", (1, 3)),
                        ("urgency__in", ["A", "B", "C"]),
                        ("verify__in", ["onsite", "photo_ok"]),
                    ),
                    _connector="OR",
                ),
                name="sites_category_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="sites_item_code"),
        ),
        migrations.AddConstraint(
            model_name="dimension",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="sites_dimension_code"),
        ),
        migrations.AddConstraint(
            model_name="content",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="sites_content_code"),
        ),
        migrations.AddConstraint(
            model_name="function",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="sites_function_code"),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.UniqueConstraint(
                fields=("version", "category", "site_group", "priority"), name="sites_route_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolver", "unit"), models.Q(("resolver_arg", ""), _negated=True)),
                    models.Q(models.Q(("resolver", "unit"), _negated=True), ("resolver_arg", "")),
                    _connector="OR",
                ),
                name="sites_route_arg",
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=["west", "east", "south", "north"], name="sites_site_box"),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=["initials"], name="sites_site_initials"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                name="sites_site_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)),
                name="sites_site_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitetypeitem",
            constraint=models.UniqueConstraint(fields=("version", "site_type", "item"), name="sites_sitetypeitem_once"),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.UniqueConstraint(fields=("version", "code"), name="sites_standard_code"),
        ),
        migrations.AddConstraint(
            model_name="categorystandard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("primary", True), ("site_type", None)),
                fields=("version", "category"),
                name="sites_categorystandard_general",
            ),
        ),
        migrations.AddConstraint(
            model_name="categorystandard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("primary", True)),
                fields=("version", "category", "site_type"),
                name="sites_categorystandard_primary",
            ),
        ),
        migrations.AddConstraint(
            model_name="standarditem",
            constraint=models.UniqueConstraint(
                fields=("version", "standard", "item", "site_type"), name="sites_standarditem_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standarditem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site_type", None)),
                fields=("version", "standard", "item"),
                name="sites_standarditem_all",
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["kind", "code"], name="sites_unit_kind"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                name="sites_unit_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True), name="sites_unit_not_own_parent"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitemanager",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                name="sites_sitemanager_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitemanager",
            constraint=models.UniqueConstraint(
                fields=("site", "relation", "valid_from"), name="sites_sitemanager_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitemanager",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to", None)), fields=("site", "relation"), name="sites_sitemanager_one_open"
            ),
        ),
        migrations.AddIndex(
            model_name="zone",
            index=models.Index(fields=["west", "east", "south", "north"], name="sites_zone_box"),
        ),
        migrations.AddConstraint(
            model_name="zone",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                name="sites_zone_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="zone",
            constraint=models.UniqueConstraint(fields=("layer", "code"), name="sites_zone_code"),
        ),
        migrations.AddConstraint(
            model_name="zone",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True), name="sites_zone_not_own_parent"
            ),
        ),
        migrations.AddConstraint(
            model_name="sitezone",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"),
                name="sites_sitezone_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitezone",
            constraint=models.UniqueConstraint(fields=("site", "zone", "valid_from"), name="sites_sitezone_once"),
        ),
        migrations.AddConstraint(
            model_name="sitezone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("main", True), ("valid_to", None)),
                fields=("site", "layer"),
                name="sites_sitezone_one_main",
            ),
        ),
    ]
