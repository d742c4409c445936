"""Who may open the pages of the portal."""

from thuocdo.core.audience import having, public, signed_in

AUDIENCES = {
    "home": signed_in(),
    "calendar": having("work.view"),
    "overview": having("work.view"),
    "overview_xlsx": having("work.view"),
    "search": signed_in(),
    "unit": having("directory.view", about="unit", key="key"),
    "notices": signed_in(),
    "notices_read_all": signed_in(),
    "notices_read": signed_in(about="notice"),
    "audit": having("core.read_audit"),
    "audit_export": having("core.export_audit"),
    "audit_row": having("core.read_audit", about="audit_row", key="seq"),
    "audit_details": having("core.read_audit_details", about="audit_row", key="seq"),
    "health": having("core.view_health"),
    "healthz": public("a load balancer asks whether this process answers; it says only ok or not ok"),
    "help": signed_in(),
}
THINGS = {"notice": "core.Notice", "audit_row": "core.AuditRow"}
