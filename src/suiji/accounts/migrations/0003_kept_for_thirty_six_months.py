"""Log-ins and failures go after thirty-six months by the database's own clock, and by no other hand (R121)."""

from django.db import migrations

# The web role reads these tables and adds to them, no more. This function is the owner's; it believes no argument.
FORGET = """
CREATE FUNCTION accounts_forget_log_ins() RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    WITH came AS (
        DELETE FROM axes_accesslog WHERE attempt_time < clock_timestamp() - interval '36 months' RETURNING 1
    ), failed AS (
        DELETE FROM axes_accessfailurelog WHERE attempt_time < clock_timestamp() - interval '36 months' RETURNING 1
    )
    SELECT (SELECT count(*) FROM came) + (SELECT count(*) FROM failed);
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cache"), ("axes", "0010_accessattemptexpiration")]

    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION accounts_forget_log_ins()")]
