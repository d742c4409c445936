"""What an amendment does to the due instances of a task whose deadline changed: a pure pairing of old and new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thuocdo.kernel.deadlines.rules import Rule
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
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


def pair(slots: Sequence[OpenSlot], shapes: Sequence[Shape], *, done: Sequence[OpenSlot] = (), since: date) -> Pairing:
    """Pair open due instances with the shapes of the new deadline.

    The same period (label) is the same instance; what is left is paired in the order of dates, as when 20/01 becomes
    20/02. `done` are submitted, accepted or waived already: they stay, and get no second instance. What was overdue
    on the day `since` is not forgiven by a rule that recurs; new dates before that day are not owed anew.

    >>> old = [OpenSlot(1, "Quý I", date(2025, 3, 31)), OpenSlot(2, "Quý II", date(2025, 6, 30))]
    >>> new = [{"label": "Quý I", "due_on": date(2025, 3, 25)}, {"label": "Quý II", "due_on": date(2025, 6, 25)}]
    >>> found = pair(old, new, since=date(2025, 1, 1))
    >>> [(key, shape["due_on"].day) for key, shape in found.moved]
    [(1, 25), (2, 25)]
    >>> monthly = [{"label": f"Tháng {month}", "due_on": date(2025, month, 28)} for month in (1, 2, 3)]
    >>> found = pair([OpenSlot(1, "Quý I", date(2025, 1, 20))], monthly, since=date(2025, 2, 1))
    >>> found.kept, len(found.created)
    ([1], 2)
    >>> later = [{"label": "31/10", "due_on": date(2025, 10, 31)}]
    >>> pair([], later, done=[OpenSlot(1, "30/09", date(2025, 9, 30))], since=date(2025, 1, 1))
    Pairing(kept=[], moved=[], dropped=[], created=[])
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
    settled = {slot.label for slot in done}
    rest_new = [shape for shape in shapes if str(shape["label"]) not in used | settled]
    if len(shapes) > 1:
        found.kept += [slot.key for slot in rest_old if (slot.due_on or since) < since]
        rest_old = [slot for slot in rest_old if slot.key not in found.kept]
    over = [slot for slot in done if slot.label not in by_label]
    _pair_the_rest(found, rest_old, over, _ahead(rest_new, since, len(rest_old) + len(over)))
    found.created = [shape for shape in found.created if (shape.get("due_on") or since) >= since]
    return found


def _ahead(shapes: Sequence[Shape], since: date, wanted: int) -> list[Shape]:
    """Dates that are still ahead, and as many of the last ones before as there are instances to take them."""
    ordered = sorted(shapes, key=lambda shape: shape.get("due_on") or date.max)
    past = [shape for shape in ordered if (shape.get("due_on") or since) < since]
    lacking = max(0, wanted - (len(ordered) - len(past)))
    return ordered[len(past) - min(lacking, len(past)) :]


def _pair_the_rest(
    found: Pairing, rest_old: Sequence[OpenSlot], done: Sequence[OpenSlot], rest_new: Sequence[Shape]
) -> None:
    """What has no period in common, in the order of dates; what is done already takes its date and stays."""
    rows = sorted([*rest_old, *done], key=lambda slot: (slot.due_on or date.max, slot.key))
    over = {slot.key for slot in done}
    found.moved += [(slot.key, shape) for slot, shape in zip(rows, rest_new, strict=False) if slot.key not in over]
    found.dropped = [slot.key for slot in rows[len(rest_new) :] if slot.key not in over]
    found.created = list(rest_new[len(rows) :])


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
    changed = [name for name in PART_WORDS if getattr(before, name) != getattr(after, name)]
    if [meant(one) for one in before.deadlines] == [meant(one) for one in after.deadlines]:
        changed = [name for name in changed if name != "deadlines"]
    return tuple(changed)


def meant(deadline: Mapping[str, Any]) -> dict[str, Any]:
    """A deadline as its rule alone, so that two ways of writing the same one are equal; its words where it has none.

    >>> meant({"kind": "ongoing", "text": "Thường xuyên", "inherited": True}) == meant({"kind": "ongoing"})
    True
    """
    known = {name: value for name, value in deadline.items() if name in Rule.__dataclass_fields__ and value is not None}
    try:
        rule = Rule.from_json(known).to_json()
    except Refused:
        return {"text": squeeze(str(deadline.get("text") or ""))}
    return {name: value for name, value in rule.items() if name != "text"}


def parts_in_words(names: Sequence[str]) -> str:
    """The same in words.

    >>> parts_in_words(("outputs", "deadlines"))
    'sản phẩm, thời hạn'
    """
    return ", ".join(PART_WORDS[name] for name in names)
