"""The database itself refuses to change, delete or empty the audit."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION core_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Test databases are emptied between tests; no other database may.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'core_auditrow is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER audit_rows_stay BEFORE UPDATE OR DELETE ON core_auditrow
    FOR EACH ROW EXECUTE FUNCTION core_audit_is_append_only();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON core_auditrow
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_is_append_only();
"""
BACK = """
DROP TRIGGER audit_is_not_emptied ON core_auditrow;
DROP TRIGGER audit_rows_stay ON core_auditrow;
DROP FUNCTION core_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_plumbing")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
