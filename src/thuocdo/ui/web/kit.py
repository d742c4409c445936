"""Sample data for the component page: the words and numbers of real work, marked as illustration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from thuocdo.kernel.errors import NotAllowed
from thuocdo.ui.formatting import VIETNAM
from thuocdo.ui.refusals import explained
from thuocdo.ui.standings import STANDINGS
from thuocdo.ui.tables import Asked, DateFilter, Filter, Listing, Page, TextFilter

DAY = date(2025, 7, 15)


class SampleForm(forms.Form):
    """Every kind of control, one of them wrong."""

    title = forms.CharField(label=_("Nội dung việc"), help_text=_("Như trong văn bản giao"), max_length=200)
    due_on = forms.DateField(label=_("Hạn hoàn thành"), help_text=_("Ví dụ 30/09/2025"), input_formats=["%d/%m/%Y"])
    unit = forms.ChoiceField(label=_("Cơ quan chủ trì"), choices=[("snv", "Sở Nội vụ"), ("stp", "Sở Tư pháp")])
    role = forms.ChoiceField(
        label=_("Vai trò"), widget=forms.RadioSelect, choices=[("lead", _("Chủ trì")), ("with", _("Phối hợp"))]
    )
    note = forms.CharField(label=_("Ghi chú"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    remind = forms.BooleanField(label=_("Nhắc trước hạn 5 ngày làm việc"), required=False)


@dataclass(frozen=True)
class SampleRow:
    """One commune in the sample table."""

    name: str
    received: int
    online: int
    late: int
    share: Decimal | None


ROWS = [
    SampleRow("Phường Thành Vinh", 2718, 2102, 74, Decimal("97.3")),
    SampleRow("Xã Quỳ Hợp", 1031, 598, 37, Decimal("96.4")),
    SampleRow("Xã Con Cuông", 412, 187, 41, Decimal("90.0")),
    SampleRow("Xã Keng Đu", 0, 0, 0, None),
]
LISTING = Listing(
    filters=(
        Filter(name="linh-vuc", label=_("Lĩnh vực"), choices=[("procedures", "Cải cách thủ tục hành chính")],
               all_words=_("Cả 7 lĩnh vực")),
        Filter(name="tinh-trang", label=_("Trạng thái"), all_words=_("Mọi trạng thái"),
               choices=[("overdue", _("Quá hạn")), ("due_soon", _("Sắp đến hạn"))]),
        DateFilter(name="tu", label=_("Hạn từ ngày")),
        TextFilter(name="chu", label=_("Có chữ")),
    ),
    sorts={"ten": ("name",), "so": ("-received",)},
    order="ten",
)  # fmt: skip


def samples(request: HttpRequest) -> dict[str, Any]:
    """Everything that the component page draws."""
    asked: Asked = LISTING.read(request)
    return {
        **_pictures(),
        **_words(),
        "day": DAY,
        "soon": DAY + timedelta(days=4),
        "later": DAY + timedelta(days=22),
        "before": DAY - timedelta(days=3),
        "states": list(STANDINGS),
        "page": Page(asked, ROWS, has_next=True, total=130),
        "form": SampleForm(
            {"title": "Báo cáo kết quả cải cách hành chính", "due_on": "31/02/2025", "unit": "snv", "role": "lead"}
        ),
    }


def _pictures() -> dict[str, Any]:
    """What the drawings show."""
    counts = {
        "accepted_on_time": 4, "accepted_late": 1, "submitted": 3, "not_due": 12,
        "due_soon": 7, "overdue": 1, "no_date": 3,
    }  # fmt: skip
    return {
        "counts": [(code, count, f"?tinh-trang={code}") for code, count in counts.items()],
        "plain_counts": [("accepted_on_time", 27), ("due_soon", 14), ("overdue", 4)],
        "bar_rows": [("Đất đai", 52, "?"), ("Hộ tịch", 14), ("Xây dựng", 3)],
        "pins": [
            (DAY + timedelta(days=4), "Báo cáo tháng", "due_soon"),
            (DAY + timedelta(days=7), "Tiêu chí 3.1"),
            (DAY + timedelta(days=11), "Tự kiểm tra"),
            (DAY + timedelta(days=28), "Báo cáo quý III"),
        ],
        "days_off": [day for day in (DAY + timedelta(days=n) for n in range(31)) if day.weekday() > 4],
        "measures": [
            (Decimal("96.4"), 95, "Hồ sơ giải quyết đúng hạn", "1.982 / 2.056 hồ sơ"),
            (Decimal("41.2"), 50, "Dùng lại dữ liệu đã số hóa", "847 / 2.056 hồ sơ"),
            (None, 95, "Hài lòng về giải quyết thủ tục", "chờ khảo sát tháng 12"),
        ],
        "heat": [("Sở Nội vụ", [98, 92, 100, 89, None]), ("Sở Nông nghiệp và Môi trường", [66, 69, 74, 85, None])],
        "months": ["T3", "T4", "T5", "T6", "T7"],
    }


def _told(at: datetime, *, refused: bool, count: int = 1, why: str = "") -> dict[str, Any]:
    """One sentence of a history, as `templatetags.trail` makes it."""
    return {
        "at": at, "who": "Trần Thị Hoa", "position": "Chuyên viên, Sở Nội vụ", "words": "duyệt kết quả", "about": "",
        "refused": refused, "parts": [], "shown_parts": "", "count": count, "first_at": at, "why": why,
    }  # fmt: skip


def _words() -> dict[str, Any]:
    """What the lists, chips and notes say."""
    at = datetime(2025, 7, 15, 8, 41, tzinfo=VIETNAM)
    who = "Hoàng Minh Châu"
    return {
        "history": [
            {"at": date(2025, 7, 20), "words": "Báo lãnh đạo Sở nếu kỳ 1 vẫn chưa có", "kind": "next"},
            {"at": at, "words": "Đôn đốc lần 2", "by": who, "kind": "late", "why": "Quá hạn 3 ngày"},
            {"at": at - timedelta(days=9), "words": "Sở Xây dựng nộp báo cáo kỳ 1", "by": "Trần Quốc Bảo"},
        ],
        "trail": [_told(at, refused=False, why="Đủ tài liệu"), _told(at, refused=True, count=2)],
        "chip_items": [("Tất cả", "?", True, 45), ("Quá hạn", "?x=1", False, 1), ("Sở Nội vụ chủ trì", "?x=2")],
        "refusal": explained(
            NotAllowed(
                "work.accept",
                "Chỉ người thẩm định của Sở Nội vụ được duyệt kết quả này.",
                "Hỏi Trần Quốc Bảo, phòng Cải cách hành chính.",
            )
        ),
        "swatches": [
            ("paper", "Giấy dó: nền"), ("surface", "Mặt: bảng, thẻ"), ("sunken", "Lõm: đầu bảng"), ("ink", "Mực: chữ"),
            ("cham", "Chàm: hành động"), ("deep", "Chàm sẫm: thanh trên"), ("dong", "Đồng: mốc, sắp hạn"),
            ("la", "Lá: đạt, đúng hạn"), ("son", "Son: chỉ trễ hạn"), ("man", "Mận: lỗi, mất điểm"),
        ],
    }  # fmt: skip
