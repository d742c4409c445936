"""Taking over a workbook of people, posts and accounts in one transaction, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from thuocdo.core import audit, files
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Account, AccountImport, Person, Position, Unit
from thuocdo.directory.people_rights import rights
from thuocdo.directory.queries.accounts_sheet import provinces_of
from thuocdo.directory.queries.importing import done_since, sheet_plan
from thuocdo.directory.rules.accounts_known import ADDED, CHANGED, MOST_CHANGES, REFUSED, SAME, Planned, SheetPlan
from thuocdo.directory.rules.contact import one_time_password
from thuocdo.directory.services.accounts import close_account, open_account, reopen_account
from thuocdo.directory.services.people import (
    Terms,
    appoint,
    correct_contact,
    correct_person,
    correct_position,
    create_person,
    end_position,
)
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.xlsx import CONTENT_TYPE

# Two imports at one time would each miss what the other makes.
IMPORT_LOCK = 7_216_003


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A workbook as it came; `mark` is that of the plan that was shown, and `partial` lets good lines go without the
    refused ones."""

    name: str
    data: bytes
    mark: str
    partial: bool = False


@dataclass
class OneTime:
    """A password to be used once, for whom and where; known here only, and shown once."""

    person: str
    unit: str
    username: str
    password: str


@dataclass
class _Carrying:
    """An import being carried out: who, when, why; people entered by the line that first names them; units by key."""

    by: Actor | None
    at: datetime
    why: str
    entered: dict[int, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    one_time: list[OneTime] = field(default_factory=list)

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}


@decision("directory.import_accounts", ask=rights)
def import_accounts(*, workbook: Workbook, by: Actor | None, at: datetime) -> AccountImport:
    """Take over a workbook of people (nhập danh sách tài khoản): all good lines in one transaction, or nothing.

    The passwords of the accounts that are opened stand in `one_time` of what comes back, and nowhere else. Refused as
    the workbook, `import.lines_refused`, `import.nothing_to_do`; `Stale` when the plan is no longer the one shown.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
    plan = sheet_plan(by, workbook.data, workbook.name, at.date())
    _agreed(plan, workbook)
    carrying = _Carrying(by, at, f"nhập từ tệp {workbook.name}")
    # Posts that are known first, so that a head who leaves makes room for the one who comes.
    order = sorted(plan.lines, key=lambda one: (one.new_post, one.line.number))
    rows = sorted((_carry_out(one, carrying, plan) for one in order), key=lambda row: int(row["row"]))
    file = files.store(workbook.data, name=workbook.name, content_type=CONTENT_TYPE)
    provinces = Unit.objects.filter(key__in={one.unit for one in plan.lines if one.unit}).values_list("province_key")
    counts = {**plan.counts, "opened": len(carrying.one_time), "provinces": sorted({key for (key,) in provinces})}
    made = AccountImport.objects.create(
        file=file, counts=counts, rows=rows, made_at=at, made_by_name=by.actor_name if by else ""
    )
    audit.changed(after={"file": file.sha256, **counts})
    made.one_time = carrying.one_time  # type: ignore[attr-defined]
    return made


def _agreed(plan: SheetPlan, workbook: Workbook) -> None:
    counts = plan.counts
    if plan.mark != workbook.mark:
        raise Stale(
            "import.changed_since", "Dữ liệu trong hệ thống đã đổi từ lúc xem trước.", "Xem lại danh sách thay đổi mới."
        )
    if counts[REFUSED] and not workbook.partial:
        raise Refused(
            "import.lines_refused", f"Còn {counts[REFUSED]} dòng có lỗi.",
            "Sửa tệp rồi gửi lại, hoặc chọn nhập các dòng đúng.",
        )  # fmt: skip
    if plan.is_too_long:
        raise Refused(
            "import.too_many_changes", f"Tệp thay đổi {counts[ADDED] + counts[CHANGED]} dòng, quá {MOST_CHANGES} dòng.",
            "Chia tệp theo đơn vị, nhập từng phần.",
        )  # fmt: skip
    if counts[SAME] + counts[REFUSED] == len(plan.lines):
        raise Refused("import.nothing_to_do", "Tệp không có thay đổi nào để nhập.", "Hệ thống đã có đủ các dòng đúng.")


def _carry_out(one: Planned, carrying: _Carrying, plan: SheetPlan) -> dict[str, Any]:
    """Do what a line says, and tell what was done so that it can be taken back."""
    line = one.line
    row: dict[str, Any] = {
        "row": line.number, "status": one.status, "name": line.get("full_name") or "", "unit": one.unit_name,
        "title": line.get("title") or "", "person": one.person, "made": [], "was": {},
    }  # fmt: skip
    if one.status == REFUSED:
        return {**row, "faults": [[fault.column, fault.message] for fault in line.faults]}
    if one.status == SAME:
        return row
    try:
        person = _person(one, carrying, plan, row)
        _post(one, person, carrying, row)
        _account(one, person, carrying, row)
    except NotAllowed:
        raise
    except Refused as refusal:
        place = {**refusal.where, "dòng": line.number}
        raise Refused(refusal.code, f"Dòng {line.number}: {refusal.message}", refusal.remedy, where=place) from refusal
    return row


def _person(one: Planned, carrying: _Carrying, plan: SheetPlan, row: dict[str, Any]) -> Person:
    if one.person is None:
        if one.of_line not in carrying.entered:
            carrying.entered[one.of_line] = create_person(**_new_data(one, plan), **carrying.who)
            row["made"].append("person")
        row["person"] = carrying.entered[one.of_line].pk
        return carrying.entered[one.of_line]
    person = Person.objects.get(pk=one.person)
    columns = {change.column for change in one.changes if change.what == "person"}
    new = {column: one.line.get(column) for column in columns}
    if columns:
        row["was"]["person"] = {column: getattr(person, column) for column in columns}
    _correct(person, new, carrying)
    return person


def _correct(person: Person, new: Mapping[str, str], carrying: _Carrying) -> None:
    """Correct the data of a person that differ; what is not named stays."""
    kept = {name: new.get(name, getattr(person, name)) for name in ("full_name", "national_id", "email", "phone")}
    if new.keys() & {"full_name", "national_id"}:
        correct_person(
            person=person, full_name=kept["full_name"], national_id=kept["national_id"], why=carrying.why,
            **carrying.who,
        )  # fmt: skip
    if new.keys() & {"email", "phone"}:
        correct_contact(person=person, email=kept["email"], phone=kept["phone"], **carrying.who)


def _new_data(one: Planned, plan: SheetPlan) -> dict[str, str]:
    """What all good lines about a new person say, the first that says it."""
    about = [other for other in plan.lines if other.of_line == one.of_line and other.status != REFUSED]
    names = ("full_name", "national_id", "email", "phone")
    return {name: next((value for other in about if (value := other.line.get(name))), "") for name in names}


def _post(one: Planned, person: Person, carrying: _Carrying, row: dict[str, Any]) -> None:
    terms = Terms(**one.terms)
    if one.new_post:
        if one.unit not in carrying.units:
            carrying.units[one.unit] = Unit.objects.get(key=one.unit)
        unit = carrying.units[one.unit]
        row["position"] = appoint(person=person, unit=unit, terms=terms, **carrying.who).pk
        row["made"].append("position")
    elif any(change.what == "post" for change in one.changes):
        position = Position.objects.select_related("person", "unit").get(pk=one.post or 0)
        row["position"], row["was"]["post"] = position.pk, _kept(Terms.of(position))
        correct_position(position=position, terms=terms, why=carrying.why, **carrying.who)


def _kept(terms: Terms) -> dict[str, Any]:
    """Terms as JSON keeps them."""
    days = {
        "start": terms.start.isoformat() if terms.start else None,
        "end": terms.end.isoformat() if terms.end else None,
    }
    return {
        "title": terms.title, "role": terms.role, "is_head": terms.is_head, "fields": list(terms.fields),
        "legal_basis": terms.legal_basis, **days,
    }  # fmt: skip


def _account(one: Planned, person: Person, carrying: _Carrying, row: dict[str, Any]) -> None:
    if one.account == "open":
        username, password = str(one.line.get("username")), one_time_password()
        account = open_account(person=person, username=username, password=password, one_time=True, **carrying.who)
        carrying.one_time.append(OneTime(person.full_name, one.unit_name, username, password))
        row["account"], _made = account.pk, row["made"].append("account")
    elif one.account:
        account = Account.objects.get(person=person)
        row["account"], row["was"]["account"] = account.pk, account.is_active
        turn = reopen_account if one.account == "reopen" else close_account
        turn(account=account, why=carrying.why, **carrying.who)


# --- taking it back


@decision("directory.undo_import", about="made", ask=rights)
def undo_import(*, made: AccountImport, by: Actor | None, at: datetime) -> AccountImport:
    """Take an import back (hoàn tác): accounts opened are closed, posts given end, changed values return.

    People who were entered stay, without post and account. A post that would not have lasted a day goes. Refused
    `import.undone`, `import.erased`, and `import.used_since` when anything was done with what it made.
    """
    own = provinces_of(by, at.date())
    if own is not None and not set(made.counts.get("provinces", ())) <= set(own):
        raise NotAllowed("import.elsewhere", "Đợt nhập này không thuộc tỉnh bạn quản trị.", "Hỏi quản trị của tỉnh ấy.")
    if made.state != AccountImport.State.APPLIED:
        raise Refused("import.undone", "Đợt nhập này đã được hoàn tác.", "Xem danh sách các đợt nhập.")
    if not made.rows:
        raise Refused(
            "import.erased", "Nội dung đợt nhập đã được xóa theo thời hạn lưu.", "Sửa từng người trên trang của họ."
        )
    if found := done_since(made):
        raise Refused(
            "import.used_since", f"Đã có việc làm sau đợt nhập: {'; '.join(found)}.",
            "Sửa từng người trên trang của họ thay vì hoàn tác cả đợt.",
        )  # fmt: skip
    carrying = _Carrying(by, at, f"hoàn tác đợt nhập {made.file.name}")
    # Posts that were given go first, so that a head whose end was written finds the place empty again.
    order = sorted(made.rows, key=lambda row: "position" not in row["made"])
    gone = [key for row in order if (key := _take_back(row, carrying))]
    made.state, made.undone_at = AccountImport.State.UNDONE, at
    made.undone_by_name = by.actor_name if by else ""
    made.save(update_fields=["state", "undone_at", "undone_by_name"])
    audit.changed(before={"state": "applied"}, after={"state": "undone", "posts_that_never_began": gone})
    return made


def _take_back(row: Mapping[str, Any], carrying: _Carrying) -> int | None:
    """Undo one line; the key of a post that was taken away altogether."""
    gone = None
    if "account" in row["made"]:
        close_account(account=Account.objects.get(pk=row["account"]), why=carrying.why, **carrying.who)
    elif "account" in row["was"]:
        turn = reopen_account if row["was"]["account"] else close_account
        turn(account=Account.objects.get(pk=row["account"]), why=carrying.why, **carrying.who)
    if "position" in row["made"]:
        gone = _end(Position.objects.select_related("person", "unit").get(pk=row["position"]), carrying)
    elif "post" in row["was"]:
        position = Position.objects.select_related("person", "unit").get(pk=row["position"])
        correct_position(position=position, terms=_read(row["was"]["post"]), why=carrying.why, **carrying.who)
    if "person" in row["was"]:
        _correct(Person.objects.get(pk=row["person"]), row["was"]["person"], carrying)
    return gone


def _end(position: Position, carrying: _Carrying) -> int | None:
    today, start, end = carrying.at.date(), position.valid.lower, position.valid.upper
    if start is not None and start >= today:
        key = position.pk
        position.delete()
        return key
    if end is None or end > today:
        end_position(position=position, on=today, why=carrying.why, **carrying.who)
    return None


def _read(kept: Mapping[str, Any]) -> Terms:
    days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("start", "end")}
    return Terms(
        title=kept["title"], role=kept["role"], is_head=kept["is_head"], fields=tuple(kept["fields"]),
        legal_basis=kept["legal_basis"], **days,
    )  # fmt: skip
