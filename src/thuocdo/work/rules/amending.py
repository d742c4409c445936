"""What an amendment does to the due instances of a task whose deadline changed: a pure pairing of old and new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thuocdo.work.rules.plan_content import TaskContent

Shape = Mapping[str, Any]


@dataclass(frozen=True)
class OpenSlot:
    """A due instance that is not done yet: its key, label and date in force; `original` is its first date."""

    key: int
    label: str
    due_on: date | None
    original: date | None = None


@dataclass
class Pairing:
    """What becomes of open due instances: `moved` get another shape, `dropped` fall away, `created` are new.

    `kept` stay as they are.
    """

    kept: list[int] = field(default_factory=list)
    moved: list[tuple[int, Shape]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    created: list[Shape] = field(default_factory=list)


def pair(slots: Sequence[OpenSlot], shapes: Sequence[Shape], *, done: frozenset[str], since: date) -> Pairing:
    """Pair open due instances with the shapes of the new deadline.

    The same period (label) is the same instance; what is left is paired in the order of dates, as when 20/01 becomes
    20/02. `done` are periods that are submitted or accepted already: they get no second instance. New shapes that fell
    due before `since` are not owed.

    >>> old = [OpenSlot(1, "Quý I", date(2025, 3, 31)), OpenSlot(2, "Quý II", date(2025, 6, 30))]
    >>> new = [{"label": "Quý I", "due_on": date(2025, 3, 25)}, {"label": "Quý II", "due_on": date(2025, 6, 25)}]
    >>> found = pair(old, new, done=frozenset(), since=date(2025, 1, 1))
    >>> [(key, shape["due_on"].day) for key, shape in found.moved]
    [(1, 25), (2, 25)]
    """
    found = Pairing()
    by_label = {str(shape["label"]): shape for shape in shapes}
    rest_old: list[OpenSlot] = []
    used: set[str] = set()
    for slot in slots:
        shape = by_label.get(slot.label)
        if shape is None or slot.label in used:
            rest_old.append(slot)
            continue
        used.add(slot.label)
        same = shape.get("due_on") in (slot.due_on, slot.original)
        found.kept.append(slot.key) if same else found.moved.append((slot.key, shape))
    rest_new = [
        shape for shape in shapes
        if str(shape["label"]) not in used | done and (shape.get("due_on") or since) >= since
    ]  # fmt: skip
    rest_old.sort(key=lambda slot: (slot.due_on or date.max, slot.key))
    rest_new.sort(key=lambda shape: shape.get("due_on") or date.max)
    found.moved += [(slot.key, shape) for slot, shape in zip(rest_old, rest_new, strict=False)]
    found.dropped = [slot.key for slot in rest_old[len(rest_new) :]]
    found.created = rest_new[len(rest_old) :]
    return found


PART_WORDS = {
    "text": "nội dung", "number": "số", "outputs": "sản phẩm", "lead": "cơ quan chủ trì",
    "coordinating": "cơ quan phối hợp", "deadlines": "thời hạn", "field": "lĩnh vực", "section": "mục",
    "section_title": "tên mục", "report_to": "nơi nhận báo cáo", "urgency": "mức độ khẩn",
}  # fmt: skip


def changed_parts(before: TaskContent, after: TaskContent) -> tuple[str, ...]:
    """Names of the parts in which two wordings of a task differ, in the order of the paper form.

    >>> changed_parts(TaskContent("Rà soát"), TaskContent("Rà soát", outputs=("Báo cáo",)))
    ('outputs',)
    """
    return tuple(name for name in PART_WORDS if getattr(before, name) != getattr(after, name))


def parts_in_words(names: Sequence[str]) -> str:
    """The same in words.

    >>> parts_in_words(("outputs", "deadlines"))
    'sản phẩm, thời hạn'
    """
    return ", ".join(PART_WORDS[name] for name in names)
