"""Moves that a meeting and a conclusion may make."""

from __future__ import annotations

from thuocdo.kernel.transitions import Transitions

WORDS = {
    "planned": "đang chuẩn bị",
    "called": "đã mời",
    "under_way": "đang họp",
    "concluded": "đã kết luận",
    "cancelled": "đã hủy",
    "write_meeting": "sửa thông tin cuộc họp",
    "invite": "chọn thành phần",
    "arrange_agenda": "sắp xếp nội dung",
    "call_meeting": "mời họp",
    "cancel_meeting": "hủy cuộc họp",
    "open_meeting": "khai mạc",
    "record_meeting": "ghi diễn biến",
    "write_conclusion": "ghi kết luận",
    "carry_out_conclusion": "giao việc theo kết luận",
    "drop_conclusion": "bỏ kết luận",
    "conclude_meeting": "chốt kết luận",
    "draft": "chưa thực hiện",
    "done": "đã giao, đã quyết định",
    "dropped": "đã bỏ",
}
MEETINGS = Transitions(
    "meetings.meeting",
    {
        ("planned", "write_meeting"): "planned",
        ("planned", "invite"): "planned",
        ("planned", "arrange_agenda"): "planned",
        ("planned", "call_meeting"): "called",
        ("planned", "open_meeting"): "under_way",
        ("planned", "cancel_meeting"): "cancelled",
        ("called", "write_meeting"): "called",
        ("called", "invite"): "called",
        ("called", "arrange_agenda"): "called",
        ("called", "call_meeting"): "called",
        ("called", "open_meeting"): "under_way",
        ("called", "cancel_meeting"): "cancelled",
        ("under_way", "invite"): "under_way",
        ("under_way", "arrange_agenda"): "under_way",
        ("under_way", "record_meeting"): "under_way",
        ("under_way", "write_conclusion"): "under_way",
        ("under_way", "carry_out_conclusion"): "under_way",
        ("under_way", "drop_conclusion"): "under_way",
        ("under_way", "conclude_meeting"): "concluded",
    },
    WORDS,
)
CONCLUSIONS = Transitions(
    "meetings.conclusion",
    {
        ("draft", "write_conclusion"): "draft",
        ("draft", "drop_conclusion"): "dropped",
        ("draft", "carry_out_conclusion"): "done",
    },
    WORDS,
)
