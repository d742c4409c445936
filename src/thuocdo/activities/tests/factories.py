"""Rows for tests of this room: the small province with the kinds of the pack, and contents to enter."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from thuocdo.activities import services
from thuocdo.activities.models import Activity, ActivityKind
from thuocdo.activities.packs import kinds
from thuocdo.activities.rules.content import ActivityContent
from thuocdo.core import clock
from thuocdo.core.paths import PACKS
from thuocdo.directory.models import Unit
from thuocdo.work.tests.factories import Province

AT = clock.at_day(date(2025, 7, 15))
HEADS = ["Thể loại", "Tên tin, bài", "Ngày đăng", "Nơi đăng, phát", "Đường dẫn", "Số lượng"]


class Busy(Province):
    """The small province with the kinds of activities."""

    def __init__(self) -> None:
        super().__init__()
        kinds.apply(PACKS, at=AT)

    def record(self, code: str = "news", *, unit: Unit | None = None, by: Any = None, **given: Any) -> Activity:
        return services.record_activity(
            unit=unit or self.science, kind=ActivityKind.objects.get(pk=code), content=content(**given),
            by=by or self.binh, at=AT,
        )  # fmt: skip


def content(**given: Any) -> ActivityContent:
    usual = {
        "title": "Sở tập huấn dịch vụ công", "starts_on": date(2025, 7, 10), "last_on": date(2025, 7, 10),
        "measures": {"items": 1},
    }  # fmt: skip
    return ActivityContent(**{**usual, **given})


def workbook(*rows: list[Any], heads: list[str] | None = None) -> SimpleUploadedFile:
    book = Workbook()
    for row in [heads or HEADS, *rows]:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("tin-bai.xlsx", stream.getvalue())
