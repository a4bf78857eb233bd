"""Sealed volumes hold pictures and PDFs: PostgreSQL need not try to compress them first."""

from django.db import migrations

TABLES = ("archive_package", "archive_supplement")


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_hand_of_the_owner")]

    operations = [
        migrations.RunSQL(
            [f"ALTER TABLE {table} ALTER COLUMN content SET STORAGE EXTERNAL" for table in TABLES],
            [f"ALTER TABLE {table} ALTER COLUMN content SET STORAGE EXTENDED" for table in TABLES],
        )
    ]
