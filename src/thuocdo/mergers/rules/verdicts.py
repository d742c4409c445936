"""Whether a mapping may go on: no faults, and every doubt seen by whoever approves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from thuocdo.kernel.errors import Refused
from thuocdo.mergers.rules.problems import Problem, warning_codes


def refuse_faults(problems: Sequence[Problem]) -> None:
    """Refuse (mergers.has_faults) while the mapping has faults, naming the first of them."""
    faults = [problem for problem in problems if problem.is_error]
    if not faults:
        return
    first = faults[0]
    place = first.place or first.unit
    raise Refused(
        "mergers.has_faults", f"Ánh xạ còn {len(faults)} lỗi. {f'{place}: ' if place else ''}{first.message}",
        "Sửa tệp rồi thay ánh xạ; danh sách lỗi ở bước Kiểm tra.",
    )  # fmt: skip


def refuse_unseen(problems: Sequence[Problem], acknowledged: Collection[str]) -> None:
    """Refuse (mergers.doubts_unseen) while a kind of doubt was not acknowledged, counting them."""
    unseen = {code: count for code, count in warning_codes(problems).items() if code not in acknowledged}
    if unseen:
        raise Refused(
            "mergers.doubts_unseen",
            f"Còn {sum(unseen.values())} cảnh báo thuộc {len(unseen)} loại chưa xác nhận đã xem.",
            "Xem từng loại cảnh báo ở bước Kiểm tra rồi đánh dấu đã xem khi duyệt.",
        )  # fmt: skip
