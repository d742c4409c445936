"""What is done with personal data of people: read with a purpose, exported, handed to their owner, erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from thuocdo.core import audit, files
from thuocdo.core.audit import SYSTEM, Actor
from thuocdo.core.decision import decision
from thuocdo.core.models import AuditRow
from thuocdo.core.privacy import personal_fields
from thuocdo.core.privacy_rules import in_force
from thuocdo.directory.models import Account, AccountImport, Person
from thuocdo.directory.people_rights import rights
from thuocdo.directory.queries.privacy import held_about, what_keeps
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze

OWN = "own"
SHORTEST_NOTE = 5
SIGN_IN_APPS = ("mfa", "socialaccount", "usersessions")
# One after another for one reader, so that the limit cannot be passed by asking at the same moment.
READER_LOCK = 7_216_004


@decision("directory.unmask", about="person", ask=rights)
def unmask(
    *, person: Person, field: str, purpose: str = "", note: str = "", by: Actor | None, at: datetime
) -> str:  # fmt: skip
    """Show one masked value of a person (mở dữ liệu cá nhân) for a purpose; the audit learns who, which field, and why.

    One's own data need no purpose. Refused: `directory.no_such_field`, `nothing_to_show`, `no_purpose`, `no_note`,
    `too_many_views` (the limit of an hour is data: packs/national/privacy.yaml).
    """
    if field not in personal_fields(Person):
        raise Refused("directory.no_such_field", f"Không có dữ liệu “{field}”.", "Mở lại trang rồi bấm Xem.")
    value = str(getattr(person, field))
    if not value:
        raise Refused("directory.nothing_to_show", "Hệ thống không có dữ liệu này.", "Tải lại trang để xem lại.")
    if by == person:
        purpose = OWN
    else:
        _check_purpose(purpose, note)
        _check_limit("views_per_hour", "directory.unmask", by, at)
    audit.changed(after={"field": field, "purpose": purpose}, why=squeeze(note))
    return value


@decision("directory.export_personal", ask=rights)
def export_personal(
    *, what: str, fields: Sequence[str], count: int, told: dict[str, str], by: Actor | None, at: datetime
) -> None:  # fmt: skip
    """Write personal data unmasked into a workbook (xuất dữ liệu cá nhân không che): what, which fields, how many rows.

    `told` holds the purpose and the note of the form. Refused: `directory.no_purpose`, `no_note`, `too_many_exports`.
    """
    purpose, note = told.get("purpose", ""), told.get("note", "")
    _check_purpose(purpose, note)
    _check_limit("exports_per_day", "directory.export_personal", by, at)
    audit.changed(after={"what": what, "fields": sorted(fields), "count": count, "purpose": purpose}, why=squeeze(note))


@decision("directory.hand_out_data", about="person", ask=rights)
def hand_out_data(*, person: Person, by: Actor | None, at: datetime) -> dict[str, Any]:
    """Everything that is held about a person, for that person to take along (giao dữ liệu cho chủ thể)."""
    found = held_about(person, at)
    audit.changed(after={"parts": sorted(found)})
    return found


@decision("directory.erase_person", about="person", ask=rights)
def erase_person(
    *, person: Person, why: str, replace_name: bool = False, by: Actor | None, at: datetime
) -> Person:  # fmt: skip
    """Erase the personal data of a person (xóa dữ liệu cá nhân); the row stays as a tombstone, nothing official goes.

    The name stays with the acts of the office unless the rule says otherwise (`replace_name`). Refused while the person
    holds a position, an open account or open work, when erased before, and without a reason.
    """
    reason = squeeze(why)
    if len(reason) < SHORTEST_NOTE:
        raise Refused(
            "directory.no_reason", "Chưa ghi lý do xóa.", "Ghi lý do hoặc căn cứ; nhật ký giữ lại.",
            where={"field": "why"},
        )  # fmt: skip
    if person.erased_at is not None:
        raise Refused("directory.person_erased", "Dữ liệu cá nhân của người này đã được xóa từ trước.")
    if found := what_keeps(person, at.date()):
        raise Refused("directory.person_in_use", *found)
    emptied = sorted(name for name in personal_fields(Person) if getattr(person, name))
    for name in emptied:
        setattr(person, name, "")
    if replace_name:
        person.full_name = f"Người đã xóa dữ liệu số {person.pk}"
        person.folded = fold(person.full_name)
    _forget_in_imports(person)
    person.erased_at = at
    person.save(update_fields=[*emptied, "full_name", "folded", "erased_at"])
    audit.changed(after={"erased": emptied, "name": "replaced" if replace_name else "kept"}, why=reason)
    return person


def _forget_in_imports(person: Person) -> None:
    """Take former values of a person out of what imports keep to be taken back; the workbooks have their own time."""
    for made in AccountImport.objects.select_for_update().filter(rows__contains=[{"person": person.pk}]):
        for row in made.rows:
            if row.get("person") == person.pk:
                row.get("was", {}).pop("person", None)
        made.save(update_fields=["rows"])


@decision("directory.clear_account", about="account", ask=rights)
def clear_account(*, account: Account, why: str, by: Actor | None, at: datetime) -> Account:
    """Take from a closed account what only signing in needs (dọn tài khoản đã khóa): password, second factors, links,
    sessions. The user name stays, so that the audit can be read. Refused while the account is open."""
    if account.is_active:
        raise Refused("directory.account_open", "Tài khoản còn mở.", "Khóa tài khoản trước, rồi làm lại.")
    gone: dict[str, int] = {}
    for relation in Account._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label in SIGN_IN_APPS:
            count, _all = model._default_manager.filter(**{relation.field.name: account}).delete()
            gone[model._meta.label_lower] = count
    account.set_unusable_password()
    account.save(update_fields=["password"])
    audit.changed(after={"deleted": {name: count for name, count in gone.items() if count}}, why=why)
    return account


@decision("directory.erase_import", about="made", ask=rights)
def erase_import(*, made: AccountImport, why: str, by: Actor | None, at: datetime) -> AccountImport:
    """Erase the workbook of an import and what was read in its rows (xóa tệp danh sách); counts and dates stay."""
    made.rows = []
    made.save(update_fields=["rows"])
    others = AccountImport.objects.filter(file=made.file).exclude(pk=made.pk).exclude(rows=[])
    forgotten = not others.exists() and files.forget(made.file, owner=AccountImport)
    audit.changed(after={"file": "erased" if forgotten else "kept"}, why=why)
    return made


def _check_purpose(purpose: str, note: str) -> None:
    chosen = in_force().purposes.get(purpose)
    if chosen is None:
        raise Refused(
            "directory.no_purpose", "Chưa chọn mục đích xem dữ liệu cá nhân.", "Chọn một mục đích trong danh sách.",
            where={"field": "purpose"},
        )  # fmt: skip
    if chosen.text_needed and len(squeeze(note)) < SHORTEST_NOTE:
        raise Refused(
            "directory.no_note", f"Mục đích “{chosen.name}” cần ghi rõ thêm.", "Ghi việc cụ thể, ví dụ số văn bản.",
            where={"field": "note"},
        )  # fmt: skip


LIMITS = {
    "views_per_hour": (timedelta(hours=1), "directory.too_many_views", "trong một giờ"),
    "exports_per_day": (timedelta(days=1), "directory.too_many_exports", "trong một ngày"),
}


LIMIT_CODES = frozenset(code for _time, code, _words in LIMITS.values())


def _check_limit(key: str, action: str, by: Actor | None, at: datetime) -> None:
    """Count what this reader has done lately, in the audit itself, one asker after another."""
    if by is None or by is SYSTEM:
        return
    most, (time, code, words) = in_force().limits[key], LIMITS[key]
    number = by.pk if isinstance(by, Person) else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [READER_LOCK, number % 2**31])
    lately = AuditRow.objects.filter(actor_key=by.actor_key, action=action, outcome="done", at__gt=at - time)
    if lately.exclude(after__purpose=OWN).count() >= most:
        raise Refused(
            code, f"Bạn đã mở dữ liệu cá nhân {most} lần {words}, đủ giới hạn.",
            "Đợi rồi làm tiếp; nếu việc cần nhiều hơn, báo người phụ trách bảo vệ dữ liệu cá nhân của cơ quan.",
        )  # fmt: skip
