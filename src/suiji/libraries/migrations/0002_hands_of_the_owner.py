"""What the web role may do with tables that it does not own: one function each, lent by the owner."""

from django.db import migrations

# The web role owns no index, so it cannot empty a pending list itself; the owner lends it this one hand.
FLUSH = """
CREATE FUNCTION libraries_flush_grams() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp SET maintenance_work_mem = '256MB' AS $$
    SELECT gin_clean_pending_list('object_name_grams');
    SELECT gin_clean_pending_list('object_address_grams');
$$
"""

# The web role owns no table, so it cannot take a sample itself; the owner lends it this one hand. Without it the
# planner would join half a million freshly copied rows as if they were a handful.
LOOK = """
CREATE FUNCTION libraries_look_at_staged_rows() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE libraries_stagedrow;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("libraries", "0001_initial")]

    operations = [
        migrations.RunSQL(FLUSH, "DROP FUNCTION libraries_flush_grams()"),
        migrations.RunSQL(LOOK, "DROP FUNCTION libraries_look_at_staged_rows()"),
    ]
