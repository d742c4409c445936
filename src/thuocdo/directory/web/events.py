"""What was decided about people, in words for the history of a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as say

from thuocdo.core.models import AuditRow
from thuocdo.directory.models import Delegation, Person
from thuocdo.directory.permissions import book
from thuocdo.ui.formatting import vn_date

# Decisions that no role is granted, so that the table of roles has no words for them.
WORDS = {
    "directory.set_password": "Đổi mật khẩu của mình",
    "directory.take_work": "Nhận bàn giao công việc",
    "directory.refuse_work": "Không nhận bàn giao công việc",
}


def told(rows: Iterable[AuditRow], person: Person) -> list[dict[str, Any]]:
    """Rows of the audit as the history component shows them."""
    table = book()
    return [
        {
            "at": row.at, "words": _words(row, table.name_of(row.action)), "why": row.why,
            "by": " · ".join(filter(None, (row.actor_name, row.position))), "kind": "", "href": "",
        }
        for row in rows
    ]  # fmt: skip


def _words(row: AuditRow, name: str) -> str:
    head = say(WORDS.get(row.action, "")) if row.action in WORDS else name if name != row.action else row.action
    details = _details(row.action, row.after or {})
    return f"{head}: {details}" if details else head


def _details(action: str, after: dict[str, Any]) -> str:
    if action in ("directory.appoint", "directory.correct_position"):
        return str(after.get("title", ""))
    if action == "directory.open_account":
        return str(after.get("username", ""))
    if action in ("directory.delegate", "directory.revoke_delegation"):
        kind = dict(Delegation.Kind.choices).get(after.get("kind", ""), "")
        return ", ".join(filter(None, (str(after.get("to_name", "")), str(kind))))
    if action == "directory.note_absence":
        return say("từ %(day)s") % {"day": _day(after.get("start"))}
    if action == "directory.end_position":
        return say("từ %(day)s") % {"day": _day(after.get("end"))}
    return str(after.get("taker_name", ""))


def _day(text: Any) -> str:
    return vn_date(date.fromisoformat(str(text))) if text else ""
