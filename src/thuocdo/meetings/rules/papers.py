"""The papers of a meeting as content of drafts: invitation, minutes, notice of conclusions; plain data in and out.

Forms: Decree 30/2020/NĐ-CP, Appendix III, models 1.7 (giấy mời), 1.9 (biên bản); a notice (thông báo) by model 1.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

INVITATION, MINUTES, NOTICE = "giay_moi", "bien_ban", "thong_bao"
COLUMNS = [
    {"title": "TT", "width": 6, "align": "center"}, {"title": "Nội dung công việc", "width": 44},
    {"title": "Cơ quan, người thực hiện", "width": 24}, {"title": "Thời hạn", "width": 14, "align": "center"},
    {"title": "Sản phẩm", "width": 18},
]  # fmt: skip
Block = dict[str, Any]


@dataclass(frozen=True)
class Point:
    """One point of the agenda as it is printed: its words, how it stood that day, what was said."""

    text: str
    standing: str = ""
    said: str = ""


@dataclass(frozen=True)
class Decided:
    """One conclusion as it is printed."""

    text: str
    who: str = ""
    due_on: date | None = None
    output: str = ""
    gives_work: bool = True


@dataclass(frozen=True, kw_only=True)
class Told:
    """A meeting as its papers tell of it. `guests` are those invited; the others who came, did not, came instead."""

    title: str
    agency: str
    starts: datetime
    place: str
    opened: datetime | None = None
    ended: datetime | None = None
    link: str = ""
    chair: str = ""
    chair_post: str = ""
    secretary: str = ""
    purpose: str = ""
    guests: Sequence[str] = ()
    present: Sequence[str] = ()
    absent: Sequence[str] = ()
    points: Sequence[Point] = ()
    decided: Sequence[Decided] = ()
    closing: str = ""


def hour(at: datetime) -> str:
    """A moment as papers print it.

    >>> hour(datetime(2025, 7, 5, 8, 0))
    '8 giờ 00, ngày 05 tháng 7 năm 2025'
    """
    month = f"{at.month:02d}" if at.month < 3 else str(at.month)
    return f"{at.hour} giờ {at.minute:02d}, ngày {at.day:02d} tháng {month} năm {at.year}"


def about(title: str) -> str:
    """What a meeting is called inside a sentence.

    >>> about("Giao ban tuần 29"), about("UBND tỉnh họp")
    ('giao ban tuần 29', 'UBND tỉnh họp')
    """
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def invitation(blank: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """The content of an invitation (giấy mời)."""
    body = [{"text": text} for text in told.purpose.splitlines() if text.strip()]
    if told.points:
        body.append({"text": "Nội dung cuộc họp:"})
        body += [{"text": f"{number}. {one.text}"} for number, one in enumerate(told.points, start=1)]
    body.append({"text": "Đề nghị các đại biểu sắp xếp thời gian tham dự đúng giờ, đúng thành phần."})
    place = f"{told.place}; trực tuyến tại {told.link}" if told.link else told.place
    return {
        **blank, "subject": about(told.title), "addressees": list(told.guests), "body": body,
        "particulars": {
            "attending": about(told.title), "chair": _chair(told), "time": hour(told.starts), "place": place,
        },
    }  # fmt: skip


def _chair(told: Told) -> str:
    return f"{told.chair}, {told.chair_post}" if told.chair_post else told.chair


def minutes(blank: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """The content of the minutes (biên bản): who came, each point with what was said, the conclusions."""
    attending = "; ".join(told.present) or "chưa ghi"
    if told.absent:
        attending += f". Vắng: {'; '.join(told.absent)}"
    signers = [
        {**one, "name": name}
        for one, name in zip(blank.get("signers") or (), (told.secretary, told.chair), strict=False)
    ]
    return {
        **blank, "subject": about(told.title), "body": [*_points(told), *_conclusions(told)], "signers": signers,
        "particulars": {
            "start": hour(told.opened or told.starts), "place": told.place, "attending": attending,
            "chair": _chair(told), "secretary": told.secretary,
            "end": hour(told.ended) if told.ended else "",
        },
    }  # fmt: skip


def _points(told: Told) -> Iterator[Block]:
    for number, one in enumerate(told.points, start=1):
        standing = f" ({one.standing})" if one.standing else ""
        yield {"text": f"{number}. {one.text}{standing}"}
        for line in one.said.splitlines():
            if line.strip():
                yield {"text": f"- {line.strip().removeprefix('-').strip()}"}


def _conclusions(told: Told) -> Iterator[Block]:
    if told.closing or told.decided:
        yield {"heading": "Kết luận", "level": 2}
    yield from ({"text": text} for text in told.closing.splitlines() if text.strip())
    for number, one in enumerate(told.decided, start=1):
        who = f" Thực hiện: {one.who}." if one.who else ""
        until = f" Thời hạn: {one.due_on:%d/%m/%Y}." if one.due_on else ""
        yield {"text": f"{number}. {one.text.rstrip('.')}.{who}{until}"}


def notice(blank: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """The content of the notice of conclusions (thông báo kết luận), with the table of who does what by when."""
    chair = f"{told.chair_post} {told.chair}".strip()
    opening = (
        f"Ngày {told.starts:%d/%m/%Y}, tại {told.place}, {chair} đã chủ trì {about(told.title)}. "
        "Sau khi nghe báo cáo và ý kiến của các đại biểu, người chủ trì kết luận như sau:"
    )
    body: list[Block] = [{"text": opening}]
    body += [{"text": text} for text in told.closing.splitlines() if text.strip()]
    work = [one for one in told.decided if one.gives_work]
    body += [{"text": f"- {one.text}"} for one in told.decided if not one.gives_work]
    if work:
        body += [{"text": "Giao thực hiện các nhiệm vụ sau:"}, {"table": {"columns": COLUMNS, "rows": _rows(work)}}]
    body.append({
        "text": f"{told.agency} thông báo để các cơ quan, đơn vị, cá nhân có liên quan biết, thực hiện."
    })  # fmt: skip
    return {**blank, "subject": f"kết luận tại {about(told.title)}", "body": body}


def _rows(work: Sequence[Decided]) -> list[list[str]]:
    return [
        [str(number), one.text, one.who, f"{one.due_on:%d/%m/%Y}" if one.due_on else "", one.output]
        for number, one in enumerate(work, start=1)
    ]


FORMS = {INVITATION: invitation, MINUTES: minutes, NOTICE: notice}
