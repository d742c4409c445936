"""History in words: what each verb of a due instance is called, who did it, why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from thuocdo.work.models import Move

VERBS = {
    "submit_occurrence": _("Nộp kết quả"),
    "withdraw_first": _("Rút kết quả nộp nhầm"),
    "withdraw_again": _("Rút kết quả nộp nhầm"),
    "accept_occurrence": _("Duyệt kết quả"),
    "return_occurrence": _("Trả lại"),
    "waive_occurrence": _("Miễn thực hiện"),
    "hand_over": _("Chuyển giao cho cơ quan kế tục"),
    "take_over": _("Nhận chuyển giao"),
    "absorb": _("Nhập vào kỳ đã có"),
    "replace": _("Chuyển sang nhiệm vụ thay thế"),
    "continue": _("Tiếp nối nhiệm vụ trước"),
    "change_due": _("Đổi hạn theo điều chỉnh kế hoạch"),
    "ask_extension": _("Đề nghị gia hạn"),
    "grant_extension": _("Đồng ý gia hạn"),
    "refuse_extension": _("Không đồng ý gia hạn"),
    "call_occurrence": _("Yêu cầu đột xuất"),
    "date_event": _("Ghi ngày của sự kiện"),
}


CARRIED = {"take_over": _("Nhận chuyển giao từ %(unit)s"), "hand_over": _("Chuyển giao cho %(unit)s")}


def rows(moves: Iterable[Move], *, names: dict[int, str]) -> list[dict[str, Any]]:
    """Moves of one due instance as the history component shows them; `names` are those of the units it came from."""
    found = [_row(move, _words(move, names)) for move in moves]
    return list({(row["at"], row["words"]): row for row in found}.values())


def rows_of_task(moves: Iterable[Move], *, names: dict[int, str]) -> list[dict[str, Any]]:
    """Moves of a whole task, each with the agency and the due instance that it is about."""
    return [
        _row(move, f"{names.get(move.occurrence.unit_id, '')}: {_words(move, {}).lower()}, {move.occurrence.label}")
        for move in moves
    ]


def _words(move: Move, names: dict[int, str]) -> str:
    name = names.get(move.other.unit_id, "") if move.other is not None else ""
    if name and move.verb in CARRIED:
        return str(CARRIED[move.verb]) % {"unit": name}
    return str(VERBS.get(move.verb, move.verb))


def _row(move: Move, words: str) -> dict[str, Any]:
    return {"at": move.at, "words": words, "by": move.by_name, "why": _why(move), "kind": "", "href": ""}


def _why(move: Move) -> str:
    """The reason, and the paper that decided."""
    paper = f"({move.document.title})" if move.document is not None else ""
    return " ".join(part for part in (move.reason, paper) if part)
