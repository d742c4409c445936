"""People, units and papers for the tests of this room: Nghệ An with a few agencies, Thanh Hóa with one stranger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from thuocdo.core import clock
from thuocdo.core.paths import EXAMPLES
from thuocdo.directory.models import Account, Person, Position, Unit, UnitAlias, UnitVersion
from thuocdo.directory.queries import forget
from thuocdo.documents import services
from thuocdo.documents.models import Document, Item
from thuocdo.kernel.text import fold

ALWAYS = DateRange(date(2010, 1, 1), None)
LETTER = """ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH NGHỆ AN                        Độc lập - Tự do - Hạnh phúc

Số: 176/UBND-KSTT                 Nghệ An, ngày 09 tháng 01 năm 2024
V/v khắc phục tồn tại, hạn chế trong công tác CCHC năm 2023

Kính gửi: Các Sở, ban, ngành cấp tỉnh.

Thực hiện Quyết định số 3667/QĐ-UBND ngày 30/12/2024 của UBND tỉnh Nghệ An, UBND tỉnh yêu cầu:

1. Sở Nội vụ đôn đốc, kiểm tra việc thực hiện cải cách hành chính; báo cáo kết quả trước ngày 15/12/2025.

2. Sở Tư pháp rà soát văn bản quy phạm pháp luật. Sở Tài chính bố trí kinh phí thực hiện trong quý III/2025.

Nơi nhận:                               TM. ỦY BAN NHÂN DÂN
- Như trên;                                 CHỦ TỊCH
- Lưu: VT.                                Nguyễn Văn A
"""
TASK = {
    "text": "Rà soát thủ tục hành chính; công bố kịp thời. Giao Sở Nội vụ theo dõi",
    "lead_agencies": ["Sở Nội vụ"], "coordinating_agencies": ["Sở Tài chính"], "outputs": ["Báo cáo"],
    "deadlines": [{"kind": "quarter", "value": "2025-Q3", "op": "in", "text": "quý III/2025"}],
    "section": "1", "field": "procedures", "id": "1",
}  # fmt: skip


@dataclass
class World:
    """Units by key and people by first name."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


def unit(world: World, key: str, name: str, *, nature: str, kind: str, level: str = "tinh", **more: Any) -> Unit:
    province = "P38" if key.startswith(("P38", "TH")) else "P40"
    row = Unit.objects.create(key=key, nature=nature, province_key=province)
    UnitVersion.objects.create(
        unit=row, valid=ALWAYS, name=name, full_name=name, bare_name=more.pop("bare", name), kind=kind, level=level,
        folded=fold(name), **more,
    )  # fmt: skip
    for alias in [name.replace("Ủy ban nhân dân", "UBND")]:
        if alias != name:
            UnitAlias.objects.create(unit=row, text=alias, folded=fold(alias))
    world.units[key] = row
    return row


def person(world: World, who: str, full_name: str, unit_key: str, role: str) -> Person:
    row = Person.objects.create(full_name=full_name, folded=fold(full_name), created_at=clock.now())
    Position.objects.create(person=row, unit=world.units[unit_key], title=role, role=role, valid=ALWAYS)
    account = Account(username=who, person=row, created_at=clock.now())
    account.set_unusable_password()
    account.save()
    world.people[who] = row
    return row


def make_world() -> World:
    """Nghệ An and Thanh Hóa as far as these tests need them."""
    world = World()
    p40 = unit(world, "P40", "Tỉnh Nghệ An", nature="territory", kind="tỉnh", bare="Nghệ An")
    unit(world, "P38", "Tỉnh Thanh Hóa", nature="territory", kind="tỉnh", bare="Thanh Hóa")
    ubnd = unit(world, "NA.UBND", "Ủy ban nhân dân tỉnh Nghệ An", nature="agency", kind="ubnd_tinh", territory=p40)
    for key, name in (("NA.SNV", "Sở Nội vụ"), ("NA.STP", "Sở Tư pháp"), ("NA.STC", "Sở Tài chính"),
                      ("NA.STTTT", "Sở Thông tin và Truyền thông")):  # fmt: skip
        unit(world, key, name, nature="agency", kind="so", parent=ubnd)
    unit(world, "NA.QH", "Ủy ban nhân dân xã Quỳ Hợp", nature="agency", kind="ubnd_xa", level="xa", parent=ubnd,
         bare="Quỳ Hợp")  # fmt: skip
    unit(world, "TH.UBND", "Ủy ban nhân dân tỉnh Thanh Hóa", nature="agency", kind="ubnd_tinh",
         territory=world.units["P38"])  # fmt: skip
    for who, full_name, key, role in (
        ("lan", "Nguyễn Thị Lan", "NA.QH", "unit_officer"), ("minh", "Trần Văn Minh", "NA.STP", "unit_head"),
        ("hoa", "Lê Thị Hoa", "NA.SNV", "cycle_owner"), ("dung", "Phạm Dũng", "TH.UBND", "unit_officer"),
        ("lanhdao", "Võ Lãnh Đạo", "NA.UBND", "leader"), ("thamdinh", "Hồ Thẩm Định", "NA.SNV", "appraiser"),
        ("quantri", "Cao Quản Trị", "NA.UBND", "operator"),
    ):  # fmt: skip
        person(world, who, full_name, key, role)
    forget()
    return world


def receive(world: World, *, text: str = LETTER, who: str = "hoa", name: str = "cong-van.txt") -> Document:
    """A letter received through the service."""
    paper = services.Paper(name, text.encode())
    return services.receive_document(paper=paper, by=world.people[who], at=clock.now()).document


def seed(world: World, start: str, who: str = "hoa") -> Document:
    """One of the documents that the demo begins with."""
    path = next(path for path in Path(EXAMPLES).rglob("*.txt") if path.name.startswith(start))
    return receive(world, text=path.read_text(encoding="utf-8"), who=who, name=path.name)


def add_task(document: Document, label: str, **more: Any) -> Item:
    """A proposed task beside what the reader found."""
    data = {**TASK, **more.pop("data", {})}
    return Item.objects.create(
        document=document, kind="task", label=label, order=more.pop("order", 10), read=data, data=data,
        spans=more.pop("spans", [[0, 10]]), confidence=more.pop("confidence", 0.95), **more,
    )  # fmt: skip


def clear_items(document: Document) -> None:
    """Leave the paper without items, for tests that bring their own."""
    document.relations.all().delete()
    document.citations.all().delete()
    document.items.all().delete()
