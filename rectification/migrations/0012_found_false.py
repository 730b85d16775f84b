"""Strike-offs found false are few and asked for by themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rectification", "0011_late_from_indexes_alone")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["closed_at"], name="ticket_found_false", condition=models.Q(("false_strike_off", True))
            ),
        )
    ]
