"""What is done on pages of no single room; each a decision with its right, its audit row and its event."""

from thuocdo.portal.services.audit import export_audit, read_audit_details

__all__ = ["export_audit", "read_audit_details"]
