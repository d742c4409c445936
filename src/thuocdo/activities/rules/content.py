"""What an activity says before it stands in the book, checked against its kind; when two are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold, squeeze

LARGEST = 10**9
LONGEST_DAYS = 366
Measure = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ActivityContent:
    """One activity as it was entered: its days from `starts_on` to `last_on`, both included, numbers by measure.

    `why_twin` says why it is another one although it looks like one that is there.
    """

    title: str
    starts_on: date
    last_on: date
    medium: str = ""
    link: str = ""
    text: str = ""
    task: Any = None
    measures: Mapping[str, int] = field(default_factory=dict)
    why_twin: str = ""


def refuse_unsound(content: ActivityContent, measures: Sequence[Measure], today: date) -> None:
    """Refuse what cannot stand, with its place: `activities.no_title`, `activities.bad_days`, `activities.bad_link`,
    `activities.bad_number`, `activities.nothing_counted`."""
    if not squeeze(content.title):
        raise Refused("activities.no_title", "Chưa ghi tên hoạt động.", "Ghi tên.", where={"field": "title"})
    if content.last_on < content.starts_on:
        raise Refused(
            "activities.bad_days", "Ngày kết thúc trước ngày bắt đầu.", "Ghi lại ngày.", where={"field": "last_on"}
        )
    if content.starts_on > today:
        raise Refused(
            "activities.bad_days", f"Ngày {content.starts_on:%d/%m/%Y} chưa đến.",
            "Chỉ ghi hoạt động đã làm hoặc đang làm.", where={"field": "starts_on"},
        )  # fmt: skip
    if (content.last_on - content.starts_on).days >= LONGEST_DAYS:
        raise Refused(
            "activities.bad_days", "Hoạt động kéo dài quá một năm.", "Tách theo năm.", where={"field": "last_on"}
        )
    if content.link and not link_key(content.link):
        raise Refused(
            "activities.bad_link", "Đường dẫn không hợp lệ.", "Ghi đường dẫn bắt đầu bằng http:// hoặc https://.",
            where={"field": "link"},
        )  # fmt: skip
    _refuse_numbers(content.measures, measures)


def _refuse_numbers(given: Mapping[str, int], measures: Sequence[Measure]) -> None:
    known = {str(one["code"]): one for one in measures}
    for code, number in given.items():
        if code not in known or not 0 <= number <= LARGEST:
            raise Refused(
                "activities.bad_number", f"Số đo “{known.get(code, {}).get('name', code)}” không hợp lệ.",
                "Ghi số nguyên từ 0.", where={"field": f"m_{code}"},
            )  # fmt: skip
        above = known[code].get("at_most")
        if above and number > given.get(str(above), 0):
            raise Refused(
                "activities.bad_number",
                f"“{known[code]['name']}” không được lớn hơn “{known[str(above)]['name']}”.", "Xem lại hai số.",
                where={"field": f"m_{code}"},
            )  # fmt: skip
    first = str(measures[0]["code"])
    if not given.get(first):
        raise Refused(
            "activities.nothing_counted", f"Chưa ghi “{measures[0]['name']}”.", "Ghi số từ 1.",
            where={"field": f"m_{first}"},
        )  # fmt: skip


def link_key(link: str) -> str:
    """A link as it is compared: host and path without "www.", scheme, fragment or a slash at the end; empty for what
    is no link of the web.

    >>> link_key("https://www.baonghean.vn/tin-1.html#binh-luan"), link_key("javascript:alert(1)")
    ('baonghean.vn/tin-1.html', '')
    """
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "." not in host or any(sign in link.strip() for sign in ' "<>\\'):
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"[:500]


def title_key(title: str) -> str:
    """A title as it is compared.

    >>> title_key(" Phường  Thành Vinh: tập huấn ") == title_key("phuong thanh vinh: TẬP HUẤN")
    True
    """
    return fold(squeeze(title))
