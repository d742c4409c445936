"""Anchors of the audit are only ever added, as its rows are."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER audit_anchors_stay BEFORE UPDATE OR DELETE ON core_auditanchor
    FOR EACH ROW EXECUTE FUNCTION core_audit_is_append_only();
CREATE TRIGGER audit_anchors_stay_whole BEFORE TRUNCATE ON core_auditanchor
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_is_append_only();
"""
BACKWARD = """
DROP TRIGGER audit_anchors_stay ON core_auditanchor;
DROP TRIGGER audit_anchors_stay_whole ON core_auditanchor;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_anchors_maintenance_notices")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
