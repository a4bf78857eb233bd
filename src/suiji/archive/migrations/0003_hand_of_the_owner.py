"""The one hand that wipes: it asks by itself whether the list was approved, appraised, watched and is ripe (Art. 27)."""

from django.db import migrations

# The web role may not change a sealed volume, and a trigger keeps everybody else from it. This function is the owner's;
# it believes no argument but the list's number, and takes the day from the database's own clock.
DESTROY = """
CREATE FUNCTION archive_destroy(list bigint) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    cleared archive_destructionlist%ROWTYPE;
    today date := (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date;
    wiped integer;
BEGIN
    SELECT * INTO cleared FROM archive_destructionlist WHERE id = list FOR UPDATE;
    IF NOT FOUND OR cleared.state <> 'APPROVED' OR cleared.approver_id IS NULL OR cleared.content_sha256 = '' THEN
        RAISE EXCEPTION 'archive_destroy: list % is not approved', list;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.act = 'archive.destruction_approved'
            AND e.subject_type = 'archive.destructionlist' AND e.subject_id = list::text
            AND e.actor_id = cleared.approver_id AND e.facts ->> 'sha256' = cleared.content_sha256) THEN
        RAISE EXCEPTION 'archive_destroy: the approval of list % is not in the ledger', list;
    END IF;
    IF (SELECT count(*) FROM archive_appraiser a WHERE a.destruction_id = list) < 3
        OR EXISTS (SELECT 1 FROM archive_appraiser a WHERE a.destruction_id = list
            AND (a.signed_at IS NULL OR a.signed_sha256 <> cleared.content_sha256
                OR a.person_id = cleared.approver_id)) THEN
        RAISE EXCEPTION 'archive_destroy: list % was not appraised by a whole group', list;
    END IF;
    IF (SELECT count(*) FROM archive_watcher w WHERE w.destruction_id = list AND w.checked_at IS NOT NULL
            AND w.checked_sha256 = cleared.content_sha256
            AND w.person_id NOT IN (cleared.clerk_id, cleared.approver_id)
            AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.act = 'archive.destruction_watched'
                AND e.subject_type = 'archive.destructionlist' AND e.subject_id = list::text
                AND e.actor_id = w.person_id)) < 2 THEN
        RAISE EXCEPTION 'archive_destroy: the destruction of list % is not watched by two', list;
    END IF;
    IF EXISTS (
        SELECT 1 FROM archive_listedfile l JOIN archive_casefile c ON c.id = l.case_file_id
            JOIN archive_package p ON p.case_file_id = c.id
        WHERE l.destruction_id = list AND l.verdict = 'DESTROY' AND (
            c.state <> 'ARCHIVED'
            OR coalesce((SELECT e.keep_until FROM archive_extension e WHERE e.case_file_id = c.id
                ORDER BY e.id DESC LIMIT 1), p.keep_until, 'infinity'::date) >= today
            OR EXISTS (SELECT 1 FROM archive_hold h WHERE h.case_file_id = c.id AND h.state = 'IN_FORCE'))) THEN
        RAISE EXCEPTION 'archive_destroy: a file of list % has a term that runs, or is held', list;
    END IF;
    IF EXISTS (
        SELECT 1 FROM archive_listedfile l JOIN archive_casefile c ON c.id = l.case_file_id
        WHERE l.destruction_id = list AND l.verdict = 'DESTROY' AND (
            EXISTS (SELECT 1 FROM followup_followup f JOIN inspections_finding g ON g.id = f.finding_id
                WHERE g.visit_id = c.visit_id AND f.state <> 'CLOSED')
            OR EXISTS (SELECT 1 FROM disclosure_objection o WHERE o.visit_id = c.visit_id AND o.state = 'RAISED')
            OR EXISTS (SELECT 1 FROM disclosure_correction k JOIN disclosure_publication r ON r.id = k.publication_id
                WHERE r.visit_id = c.visit_id AND k.state = 'APPLIED'))) THEN
        RAISE EXCEPTION 'archive_destroy: something of a file of list % is still open', list;
    END IF;
    PERFORM set_config('pgtrigger.ignore', '{pgtrigger_append_only_d9913,pgtrigger_append_only_f7518}', true);
    UPDATE archive_supplement s SET content = '' FROM archive_listedfile l
        WHERE l.destruction_id = list AND l.verdict = 'DESTROY' AND l.case_file_id = s.case_file_id;
    UPDATE archive_package p SET content = '' FROM archive_listedfile l
        WHERE l.destruction_id = list AND l.verdict = 'DESTROY' AND l.case_file_id = p.case_file_id;
    GET DIAGNOSTICS wiped = ROW_COUNT;
    PERFORM set_config('pgtrigger.ignore', '', true);
    RETURN wiped;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_destruction"),
        ("disclosure", "0001_initial"),
        ("followup", "0001_initial"),
        ("inspections", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(DESTROY, "DROP FUNCTION archive_destroy(bigint)"),
    ]
