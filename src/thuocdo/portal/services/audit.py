"""Reading the audit is itself a decision where it shows more than who did what when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.core.models import AuditRow
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.portal.permissions import abilities

SHORTEST_PURPOSE = 5


@decision("core.read_audit_details", ask=abilities)
def read_audit_details(*, row: AuditRow, purpose: str, by: Actor | None, at: datetime) -> AuditRow:
    """Show values before and after, reason and address of a row (xem nội dung dòng nhật ký), for a purpose in words."""
    words = squeeze(purpose)
    if len(words) < SHORTEST_PURPOSE:
        raise Refused(
            "core.no_purpose",
            _("Chưa ghi xem nội dung dòng nhật ký để làm gì."),
            _("Ghi ngắn gọn, ví dụ số văn bản hoặc việc đang kiểm tra."),
        )
    audit.changed(why=words, thing=row)
    return row


@decision("core.export_audit", ask=abilities)
def export_audit(*, filters: Mapping[str, str], rows: int, kind: str, by: Actor | None, at: datetime) -> None:
    """Write rows of the audit into a workbook or a text file (xuất nhật ký), without values and reasons."""
    audit.changed(after={"filters": dict(filters), "rows": rows, "kind": kind})
