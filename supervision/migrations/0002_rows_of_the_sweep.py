"""What a rung writes touches fewer indexes: heads are rewritten in place, a duty's subject is found by its ordinal."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def leave_room(apps, schema_editor):
    """Room on each page for a head's next version, or PostgreSQL could not write it in place."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE supervision_streamhead SET (fillfactor = 70)")


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_ground")]

    operations = [
        migrations.RemoveIndex(model_name="streamhead", name="head_unsealed"),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
        migrations.AlterField(model_name="duty", name="subject_id", field=models.UUIDField()),
        migrations.AlterField(
            model_name="notice",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
