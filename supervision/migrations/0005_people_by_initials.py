"""People are found by pinyin initials and listed in their order, as units and sites are."""

from django.db import migrations, models

import sites.models.fields


class Migration(migrations.Migration):
    dependencies = [("supervision", "0004_duties_by_time")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="initials",
            field=sites.models.fields.InitialsField(
                max_length=120, source="display_name", verbose_name="pinyin initials"
            ),
        ),
        migrations.AddIndex(model_name="user", index=models.Index(fields=["initials", "id"], name="user_initials")),
    ]
