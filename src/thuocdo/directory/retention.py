"""What of the directory's personal data ends when: people who left, closed accounts, past sessions, imported sheets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.core.privacy_rules import Retention
from thuocdo.core.retention import Keeper
from thuocdo.directory.models import Account, AccountImport, Person
from thuocdo.directory.queries.privacy import people_who_left
from thuocdo.directory.services import privacy as services

CLOSED = "directory.close_account"


def _why(rule: Retention) -> str:
    return f"Hết thời hạn lưu ({rule.code}). {rule.basis}".strip()


def _left_at(person: Person) -> datetime:
    left_on = getattr(person, "left_on")  # noqa: B009 - annotated by `people_who_left`
    return clock.start_of(left_on)


def _erase_person(person: Person, rule: Retention, at: datetime) -> None:
    services.erase_person(person=person, why=_why(rule), replace_name=rule.name == "replaced", by=SYSTEM, at=at)


def _closed_accounts(moment: datetime) -> QuerySet[Account]:
    """Closed accounts that still hold a password; the audit knows when they were closed."""
    rows = AuditRow.objects.filter(
        action=CLOSED, outcome="done", thing_type=Account._meta.label_lower, thing_key=Cast(OuterRef("pk"), TextField())
    )
    last = Subquery(rows.values("thing_key").annotate(last=Max("at")).values("last"), output_field=DateTimeField())
    closed = Account.objects.filter(is_active=False).exclude(password__startswith="!")
    return closed.annotate(closed_at=Coalesce(last, F("created_at"))).filter(closed_at__lt=moment)


def _closed_at(account: Account) -> datetime:
    closed: datetime = getattr(account, "closed_at")  # noqa: B009 - annotated by `_closed_accounts`
    return closed


def _clear_account(account: Account, rule: Retention, at: datetime) -> None:
    services.clear_account(account=account, why=_why(rule), by=SYSTEM, at=at)


def _past_sessions(moment: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("usersessions.UserSession")._default_manager.filter(last_seen_at__lt=moment)
    return rows


def _last_seen(session: Any) -> datetime:
    seen: datetime = session.last_seen_at
    return seen


def _old_imports(moment: datetime) -> QuerySet[AccountImport]:
    return AccountImport.objects.filter(made_at__lt=moment).exclude(rows=[])


def _imported_at(made: AccountImport) -> datetime:
    return made.made_at


def _erase_import(made: AccountImport, rule: Retention, at: datetime) -> None:
    services.erase_import(made=made, why=_why(rule), by=SYSTEM, at=at)


PEOPLE = Keeper(name="người đã thôi giữ mọi vị trí", rows=people_who_left, since=_left_at, erase=_erase_person)
ACCOUNTS = Keeper(name="tài khoản đã khóa", rows=_closed_accounts, since=_closed_at, erase=_clear_account)
SESSIONS = Keeper(name="phiên đăng nhập đã qua", rows=_past_sessions, since=_last_seen)
IMPORTS = Keeper(name="tệp danh sách người dùng", rows=_old_imports, since=_imported_at, erase=_erase_import)
