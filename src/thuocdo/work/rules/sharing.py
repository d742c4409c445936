"""Inside one due instance: moves of contributions and steps, where a coordinating part stands, cycles of waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from thuocdo.kernel.transitions import Transitions

CONTRIBUTION_WORDS = {
    "asked": "đã đề nghị",
    "given": "đã gửi, chờ xem",
    "returned": "đề nghị bổ sung",
    "taken": "đã nhận đủ",
    "declined": "không phối hợp được",
    "recalled": "đã rút đề nghị",
    "give_contribution": "gửi nội dung phối hợp",
    "decline_contribution": "báo không phối hợp được",
    "take_contribution": "nhận đủ",
    "return_contribution": "đề nghị bổ sung",
    "recall_contribution": "rút đề nghị",
}
CONTRIBUTIONS = Transitions(
    "work.contribution",
    {
        ("asked", "give_contribution"): "given",
        ("asked", "decline_contribution"): "declined",
        ("asked", "recall_contribution"): "recalled",
        ("given", "take_contribution"): "taken",
        ("given", "return_contribution"): "returned",
        ("returned", "give_contribution"): "given",
        ("returned", "decline_contribution"): "declined",
        ("returned", "recall_contribution"): "recalled",
    },
    CONTRIBUTION_WORDS,
)
# What still waits for the coordinating agency, and what for anybody at all.
WITH_THE_HELPER = ("asked", "returned")
WAITING = ("asked", "returned", "given")

STEP_WORDS = {
    "open": "đang làm",
    "done": "đã xong",
    "dropped": "thôi không làm",
    "change_step": "sửa, giao lại",
    "finish_step": "báo xong",
    "drop_step": "thôi không làm",
    "reopen_step": "mở lại",
}
STEPS = Transitions(
    "work.step",
    {
        ("open", "change_step"): "open",
        ("open", "finish_step"): "done",
        ("open", "drop_step"): "dropped",
        ("done", "reopen_step"): "open",
        ("dropped", "reopen_step"): "open",
    },
    STEP_WORDS,
)

# Where a coordinating part stands, the most urgent first.
PARTS = ("late", "asked", "given", "taken", "declined", "not_asked")


def part_state(contributions: Iterable[tuple[str, date]], on: date) -> str:
    """Where a coordinating part stands on a day, from state and date of what was asked of it (tình trạng phối hợp).

    What was recalled was never asked. The date itself is still in time.

    >>> day = date(2025, 7, 15)
    >>> part_state([], day), part_state([("asked", day)], day), part_state([("returned", date(2025, 7, 14))], day)
    ('not_asked', 'asked', 'late')
    >>> part_state([("taken", day), ("given", day)], day), part_state([("declined", day), ("taken", day)], day)
    ('given', 'taken')
    """
    found = {_one(state, due_on, on) for state, due_on in contributions if state != "recalled"}
    return next((code for code in PARTS if code in found), "not_asked")


def _one(state: str, due_on: date, on: date) -> str:
    if state in WITH_THE_HELPER:
        return "late" if due_on < on else "asked"
    return state


def closes_a_circle(waits: Mapping[int, Iterable[int]], start: int, goal: int) -> bool:
    """Whether `start` waiting for `goal` would make something wait for itself; `waits` says who waits for whom now.

    >>> closes_a_circle({2: [3], 3: [1]}, 1, 2), closes_a_circle({2: [3]}, 1, 2), closes_a_circle({}, 1, 1)
    (True, False, True)
    """
    seen: set[int] = set()
    ahead = [goal]
    while ahead:
        one = ahead.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            ahead += waits.get(one, ())
    return False


def lacking(expected: Sequence[str], ticked: Iterable[int]) -> list[str]:
    """Expected products (in their order, counted from 0) that nothing was delivered for.

    >>> lacking(["Báo cáo", "Biểu số liệu"], [0])
    ['Biểu số liệu']
    """
    there = set(ticked)
    return [words for place, words in enumerate(expected) if place not in there]
