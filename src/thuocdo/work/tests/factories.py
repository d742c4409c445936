"""Rows for tests of this room: a small province with departments, districts and communes, people, a confirmed paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange

from thuocdo.core import clock, files
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import (
    GroupAlias,
    GroupMember,
    Person,
    Position,
    Revision,
    Succession,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitVersion,
)
from thuocdo.directory.rules.lineage import weight_of
from thuocdo.directory.rules.names import loose
from thuocdo.documents.models import Document, Item
from thuocdo.kernel.text import fold
from thuocdo.work.models import Obligation, Occurrence, Plan, Task, TaskDeadline, TaskParty
from thuocdo.work.packs import loaders

PROVINCE, OTHER_PROVINCE = "P40", "P38"
_numbers = count(1)
AT = clock.at_day(date(2025, 1, 10))


def facts() -> None:
    """Fields, calendar and policies as in the packs."""
    loaders.apply(PACKS, at=AT)


def unit(key: str, name: str = "", *, kind: str = "so", start: date | None = None, end: date | None = None,
         parent: Unit | None = None, province: str = PROVINCE, aliases: Sequence[str] = (),
         level: str = "") -> Unit:  # fmt: skip
    nature = "territory" if kind in ("tinh", "huyen", "xa") else "agency"
    row = Unit.objects.create(key=key, nature=nature, province_key=province)
    levels = {"ubnd_huyen": "huyen", "ubnd_xa": "xa"}
    UnitVersion.objects.create(
        unit=row, name=name or key, full_name=name or key, kind=kind, level=level or levels.get(kind, "tinh"),
        parent=parent, valid=DateRange(start, end), folded=fold(name or key),
    )  # fmt: skip
    UnitAlias.objects.bulk_create(UnitAlias(unit=row, text=text, folded=loose(text)) for text in aliases)
    Revision.renew()
    return row


def group(
    code: str, expression: str, units: Sequence[Unit], *, end: date | None = None, aliases: Sequence[str] = ()
) -> UnitGroup:
    row = UnitGroup.objects.create(
        key=f"{PROVINCE}.{code}", code=code, province_key=PROVINCE, expression=expression, confidence="0.97",
        valid=DateRange(None, end),
    )  # fmt: skip
    for text in [expression, *aliases]:
        GroupAlias.objects.create(group=row, text=text, folded=loose(text))
    for member in units:
        GroupMember.objects.create(group=row, unit=member, valid=DateRange(None, end))
    Revision.renew()
    return row


def succeed(
    source: Unit, target: Unit | None, on: date, *, extent: str = "whole", kind: str = "merged_into"
) -> Succession:
    Revision.renew()
    return Succession.objects.create(
        from_unit=source, to_unit=target, kind=kind, extent=extent, weight=weight_of(kind, extent), effective_on=on,
        legal_basis="Nghị quyết thử nghiệm",
    )  # fmt: skip


def person(name: str, role: str, at: Unit, *, since: date = date(2020, 1, 1)) -> Person:
    row = Person.objects.create(full_name=name, folded=fold(name), created_at=AT)
    Position.objects.create(person=row, unit=at, title=name, role=role, valid=DateRange(since, None))
    return row


class Province:
    """Nghệ An in small: committee, two departments that merge on 1/3/2025, two districts, three communes, people."""

    def __init__(self) -> None:
        facts()
        self.province = unit(PROVINCE, "Nghệ An", kind="tinh")
        self.committee = unit("T.UBND", "UBND tỉnh", kind="ubnd_tinh")
        self.home = unit("T.SNV", "Sở Nội vụ", parent=self.committee)
        self.science = unit("T.SKHCN", "Sở Khoa học và Công nghệ", parent=self.committee)
        self.media = unit("T.STTTT", "Sở Thông tin và Truyền thông", parent=self.committee, end=date(2025, 3, 1),
                          aliases=["Sở TT&TT"])  # fmt: skip
        self.districts = [
            unit(f"T.H{n}", f"UBND huyện Thử {n}", kind="ubnd_huyen", parent=self.committee, end=date(2025, 7, 1))
            for n in (1, 2)
        ]
        self.old = [
            unit(f"T.X{n}", f"UBND xã Cũ {n}", kind="ubnd_xa", parent=self.districts[n // 3], end=date(2025, 7, 1))
            for n in (1, 2, 3)
        ]
        self.new = [
            unit(f"T.M{n}", f"UBND xã Mới {n}", kind="ubnd_xa", parent=self.committee, start=date(2025, 7, 1))
            for n in (1, 2)
        ]
        self.departments = [self.home, self.science, self.media]
        group("SO_BAN_NGANH", "Các Sở, ban, ngành cấp tỉnh", self.departments, aliases=["Các Sở, ban, ngành"])
        group("UBND_HUYEN", "UBND cấp huyện", self.districts, end=date(2025, 7, 1))
        group("UBND_XA_CU", "UBND cấp xã", self.old, end=date(2025, 7, 1))
        succeed(self.media, self.science, date(2025, 3, 1))
        succeed(self.old[0], self.new[0], date(2025, 7, 1))
        succeed(self.old[1], self.new[0], date(2025, 7, 1))
        succeed(self.old[2], self.new[1], date(2025, 7, 1))
        succeed(self.districts[0], self.new[0], date(2025, 7, 1), kind="level_abolished", extent="part")
        succeed(self.districts[0], self.new[1], date(2025, 7, 1), kind="level_abolished", extent="part")
        succeed(self.districts[1], self.new[1], date(2025, 7, 1), kind="level_abolished")
        self.hoa = person("Hoa", "cycle_owner", self.home)
        self.minh = person("Minh", "unit_head", self.science)
        self.binh = person("Bình", "unit_officer", self.science)
        self.tam = person("Tâm", "appraiser", self.committee)
        self.leader = person("Lãnh đạo", "leader", self.committee)
        self.inspector = person("Thanh tra", "inspector", self.committee)
        self.operator = person("Quản trị", "operator", self.home)
        self.lan = person("Lan", "unit_officer", self.old[0])
        elsewhere = unit("K.SNV", "Sở Nội vụ Thanh Hóa", province=OTHER_PROVINCE)
        self.dung = person("Dũng", "cycle_owner", elsewhere)

    def everybody(self) -> dict[str, Person]:
        names = ("hoa", "minh", "binh", "tam", "leader", "inspector", "operator", "lan", "dung")
        return {name: getattr(self, name) for name in names}


TASKS: list[dict[str, Any]] = [
    {
        "id": "PL.1", "row": 1, "field": "digital_government", "section": "PL.VI",
        "text": "Tiếp tục triển khai Đề án Đô thị thông minh", "lead_agencies": ["Sở Thông tin và Truyền thông"],
        "coordinating_agencies": ["Các Sở, ban, ngành cấp tỉnh", "các đơn vị liên quan"],
        "outputs": ["Báo cáo kết quả"],
        "deadlines": [{"kind": "recurring", "recurrence": ["quarterly"], "text": "Quý"}],
    },
    {
        "id": "PL.2", "row": 2, "field": "procedures", "section": "PL.II", "text": "Công khai thủ tục hành chính",
        "lead_agencies": ["Các Sở, ban, ngành cấp tỉnh", "UBND cấp huyện"], "coordinating_agencies": [],
        "outputs": ["100% thủ tục được công khai"], "deadlines": [{"kind": "ongoing", "text": "Thường xuyên"}],
    },
    {
        "id": "IV.1.a", "field": "steering", "section": "IV.1", "text": "Xây dựng Kế hoạch CCHC năm 2025",
        "lead_agencies": ["Các Sở, ban, ngành cấp tỉnh", "UBND cấp huyện", "UBND cấp xã"], "coordinating_agencies": [],
        "outputs": ["Kế hoạch CCHC năm 2025"],
        "deadlines": [
            {"kind": "date", "value": "2025-01-20", "op": "before", "text": "trước ngày 20/01/2025",
             "applies_to": "Các Sở, ban, ngành cấp tỉnh, UBND cấp huyện"},
            {"kind": "date", "value": "2025-01-31", "op": "before", "text": "trước ngày 31/01/2025",
             "applies_to": "UBND cấp xã"},
        ],
    },
    {
        "id": "IV.1.c", "field": "steering", "section": "IV.1", "text": "Báo cáo định kỳ kết quả CCHC",
        "lead_agencies": ["Các Sở, ban, ngành cấp tỉnh", "UBND cấp huyện", "UBND cấp xã"], "coordinating_agencies": [],
        "outputs": [], "report_to": "UBND tỉnh (qua Sở Nội vụ)",
        "deadlines": [{"kind": "recurring", "recurrence": ["quarterly"], "text": "hàng quý"}],
    },
    {
        "id": "V", "field": None, "section": "V", "text": "Việc giao cho cơ quan chưa ai biết",
        "lead_agencies": ["Hội Bảo trợ Dế Mèn tỉnh"], "coordinating_agencies": [], "outputs": [], "deadlines": [],
    },
]  # fmt: skip
TARGETS: list[dict[str, Any]] = [
    {"text": "Tỷ lệ hồ sơ đúng hạn đạt từ 95% trở lên", "subject": "hồ sơ đúng hạn", "comparator": ">=", "value": 95,
     "unit": "%", "section": "I.3", "field": "procedures"},
]  # fmt: skip


def document(by: Person, issuer: Unit | None, *, tasks: Sequence[dict[str, Any]] = TASKS, confirmed: bool = True,
             targets: Sequence[dict[str, Any]] = TARGETS, doc_type: str = "kế hoạch",
             subject: str = "Cải cách hành chính tỉnh năm 2025", issued: str = "2024-12-30") -> Document:  # fmt: skip
    """A paper whose items a person has accepted; its text is the tasks' sentences, one a line."""
    number = next(_numbers)
    rows = [("target", one) for one in targets] + [("task", one) for one in tasks]
    text = "\n".join(str(one["text"]) for _, one in rows)
    file = files.store(f"{number}\n{text}".encode(), name=f"{number}.txt")
    paper = Document.objects.create(
        doc_type=doc_type, subject=subject, number_symbol=f"{number}/KH-UBND", issuer=issuer,
        issuer_name="UBND tỉnh", issued_on=date.fromisoformat(issued) if len(issued) == 10 else None,
        issued_value=issued, date_precision={10: "day", 7: "month", 4: "year"}[len(issued)], file=file,
        file_name=file.name, sha256=file.sha256, text=text, received_at=AT,
        state="confirmed" if confirmed else "confirming", confirmed_at=AT if confirmed else None,
        confirmed_by=by if confirmed else None,
    )  # fmt: skip
    place = 0
    for order, (kind, data) in enumerate(rows, start=1):
        end = place + len(str(data["text"]))
        Item.objects.create(
            document=paper, kind=kind, order=order, label=str(order), read=data, data=data, spans=[[place, end]],
            state="accepted", decided_by=by, decided_at=AT,
        )  # fmt: skip
        place = end + 1
    return paper


def upload(name: str = "bao-cao.txt", content: bytes = b"Ket qua") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def bare_plan(issuer: Unit | None = None, **values: Any) -> Plan:
    """A plan without a paper, for tests of lists and moves."""
    given = {
        "kind": "plan", "title": "Kế hoạch thử", "year": 2025, "issuer": issuer, "province_key": PROVINCE,
        "state": "in_force", "as_at": date(2025, 1, 1), "starts_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1),
        "in_force_on": date(2025, 1, 1),
    }  # fmt: skip
    return Plan.objects.create(**{**given, **values})


def task(plan: Plan, **values: Any) -> Task:
    order = next(_numbers)
    given = {"number": str(order), "order": order, "text": f"Nhiệm vụ {order}", "field": "procedures"}
    return Task.objects.create(plan=plan, **{**given, **values})


def obligation(of: Task, unit: Unit, **values: Any) -> Obligation:
    given = {"role": "lead", "assigned_on": date(2025, 1, 1), "named_as": "cơ quan"}
    return Obligation.objects.create(plan=of.plan, task=of, unit=unit, **{**given, **values})


def occurrence(of: Obligation, due_on: date | None = date(2025, 7, 31), **values: Any) -> Occurrence:
    given: dict[str, Any] = {"label": f"Kỳ {next(_numbers)}", "due_on": due_on, "original_due_on": due_on}
    if due_on is None:
        given |= {"next_check_on": date(2025, 9, 30), "why_no_date": "Việc thường xuyên."}
    return Occurrence.objects.create(
        obligation=of, plan_id=of.plan_id, task_id=of.task_id, unit_id=of.unit_id, **{**given, **values}
    )


def party(of: Task, **values: Any) -> TaskParty:
    given = {"role": "lead", "order": next(_numbers), "phrase": "cơ quan lạ", "state": "unknown", "confidence": 0}
    return TaskParty.objects.create(task=of, **{**given, **values})


def deadline(of: Task, rule: dict[str, Any], **values: Any) -> TaskDeadline:
    given = {"order": next(_numbers), "text": rule.get("text", ""), "rule": rule}
    return TaskDeadline.objects.create(task=of, **{**given, **values})
