"""A follow-up that was registered by mistake and struck out keeps no file from its end."""

from importlib import import_module

from django.db import migrations

BEFORE: str = import_module("suiji.archive.migrations.0003_hand_of_the_owner").DESTROY
AGAIN = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
NOW = AGAIN.replace("f.state <> 'CLOSED'", "f.state NOT IN ('CLOSED', 'WITHDRAWN')")


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_volumes_are_stored_as_they_are"),
        ("followup", "0002_second_thoughts"),
    ]

    operations = [
        migrations.RunSQL(NOW, AGAIN),
    ]
