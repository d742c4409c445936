"""What a table of tasks would change in a plan: row by row, field by field, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from thuocdo.kernel.text import fold
from thuocdo.work.rules.sheet_marks import TASK, Mark, digest_of, read_key
from thuocdo.work.rules.sheet_rows import FIELDS, Fault, Line

ADDED, CHANGED, SAME, FAULT, VANISHED = "added", "changed", "same", "fault", "vanished"
LIKE, COMPARED = 0.6, 400
AGAIN = "Xuất lại tệp từ hệ thống rồi ghi thay đổi vào tệp mới."


@dataclass(frozen=True)
class Known:
    """A task of the plan as its row in a workbook: values in the form of `canonical`, the part above it."""

    pk: int
    values: Mapping[str, str]
    heading: tuple[str, str] = ("", "")

    @property
    def digest(self) -> str:
        return digest_of(self.values[name] for name in FIELDS)


@dataclass
class Planned:
    """What becomes of a row, or of a task that has no row any more (`line` is nothing)."""

    line: Line | None
    pk: int | None
    outcome: str
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    # Of a new row: the task of the nearest row above it in the table.
    near: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is kept in `SheetImport.lines`."""
        line = self.line
        return {
            "line": line.row if line else None, "key": self.pk, "outcome": self.outcome, "before": self.before,
            "after": self.after, "faults": [dict(one.__dict__) for one in line.faults] if line else [],
            "notes": list(line.notes) if line else [], "heading": list(line.heading) if line else [],
        }  # fmt: skip


class Difference:
    """Lines of a table set against the tasks of a plan."""

    def __init__(self, lines: Sequence[Line], known: Iterable[Known], mark: Mark | None) -> None:
        self.lines, self.mark = lines, mark
        self.known = {one.pk: one for one in known}
        self.by_words: dict[tuple[str, str], list[int]] = {}
        self.by_text: dict[str, list[int]] = {}
        self.by_number: dict[str, list[int]] = {}
        for one in self.known.values():
            number, text = bare(one.values["number"]), fold(one.values["text"])
            self.by_words.setdefault((number, text), []).append(one.pk)
            self.by_text.setdefault(text, []).append(one.pk)
            self.by_number.setdefault(number, []).append(one.pk)
        self.taken: dict[int, Line] = {}
        self.compared = 0

    def find(self) -> list[Planned]:
        """What each row does, in the order of the table, and behind them the tasks that have no row."""
        keyed = {line.row: self._by_key(line) for line in self._originals()}
        matched = {line.row: keyed[line.row] if line.row in keyed else self._by_content(line) for line in self.lines}
        twins: dict[tuple[str, str], int] = {}
        found = [self._planned(line, matched[line.row], twins) for line in self.lines]
        near: int | None = None
        for one in found:
            one.near, near = near, one.pk or near
        return [*found, *self._vanished()]

    def _originals(self) -> list[Line]:
        """Rows whose key is followed. Of rows with one key (a row that was copied) it is the one with the task's own
        words; a copy with other words is a new task, one with the same words a fault."""
        rows: dict[int, list[Line]] = {}
        followed = []
        for line in self.lines:
            found = read_key(line.key, TASK) if line.key else None
            if line.key and (found is None or found[0] not in self.known):
                line.wrong(
                    "", "sheet.foreign_key", "Mã ở cột cuối của dòng không thuộc kế hoạch này.",
                    "Nhiệm vụ mới: bỏ ẩn cột cuối, xóa ô mã. Nhiệm vụ có sẵn: sửa trong tệp xuất từ kế hoạch này.",
                )  # fmt: skip
                followed.append(line)
            elif found is not None:
                rows.setdefault(found[0], []).append(line)
        for pk, several in rows.items():
            own = [one for one in several if fold(one.text) == fold(self.known[pk].values["text"])]
            first = own[0] if own else several[0]
            followed.append(first)
            for other in several:
                if other is not first:
                    self._copied(other, first)
        return followed

    @staticmethod
    def _copied(line: Line, first: Line) -> None:
        if (bare(line.number), fold(line.text)) == (bare(first.number), fold(first.text)):
            line.wrong("", "sheet.twice", f"Dòng lặp lại dòng {first.row}.", "Giữ một dòng.")
        else:
            line.notes.append(f"Dòng sao từ dòng {first.row}, được hiểu là nhiệm vụ mới.")

    def _by_key(self, line: Line) -> int | None:
        found = read_key(line.key, TASK)
        if found is None or found[0] not in self.known:
            return None
        self.taken[found[0]] = line
        return found[0]

    def _by_content(self, line: Line) -> int | None:
        """The task that a row without a key means: by number and text, by text, by number and a text much like it."""
        number, text = bare(line.number), fold(line.text)
        if not text or line.faults:
            return None
        for found in (self.by_words.get((number, text), ()), self.by_text.get(text, ())):
            free = [pk for pk in found if pk not in self.taken]
            if free and (len(free) == 1 or found is not self.by_text.get(text)):
                return self._take(free[0], line)
        near = [pk for pk in self.by_number.get(number, ()) if pk not in self.taken] if number else []
        if len(near) == 1 and self._alike(text, fold(self.known[near[0]].values["text"])):
            return self._take(near[0], line)
        return None

    def _take(self, pk: int, line: Line) -> int:
        self.taken[pk] = line
        return pk

    def _alike(self, one: str, other: str) -> bool:
        self.compared += 1
        if self.compared > COMPARED * 50:
            return False
        return SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False).ratio() >= LIKE

    def _planned(self, line: Line, pk: int | None, twins: dict[tuple[str, str], int]) -> Planned:
        if pk is None:
            words = (bare(line.number), fold(line.text))
            if line.text and not line.faults and words in twins:
                line.wrong("text", "sheet.twice", f"Dòng lặp lại dòng {twins[words]}.", "Giữ một dòng.")
            twins.setdefault(words, line.row)
            after = {name: value for name, value in line.values.items() if value}
            return Planned(line, None, FAULT if line.faults else ADDED, {}, after)
        known = self.known[pk]
        changed = {name: value for name, value in line.values.items() if self._differs(name, value, known)}
        before = {name: known.values[name] for name in changed}
        if line.faults:
            return Planned(line, pk, FAULT, before, changed)
        return Planned(line, pk, *self._outcome(line, known, before, changed))

    @staticmethod
    def _differs(name: str, value: str, known: Known) -> bool:
        return value != known.values[name] and not (name == "number" and not value)

    @staticmethod
    def _outcome(
        line: Line, known: Known, before: dict[str, str], changed: dict[str, str]
    ) -> tuple[str, dict[str, str], dict[str, str]]:
        """Changed or not; where the task was changed here after the workbook was made, what a person did counts."""
        key = read_key(line.key, TASK)
        if not changed:
            return SAME, {}, {}
        if key is None or key[1] == known.digest:
            return CHANGED, before, changed
        if set(line.values) >= set(FIELDS) and digest_of(line.values[name] for name in FIELDS) == key[1]:
            line.notes.append("Đã được sửa trong hệ thống sau khi xuất tệp; dòng này không sửa gì nên giữ nguyên.")
            return SAME, {}, {}
        names = ", ".join(FIELDS[name] for name in changed)
        line.wrong(
            next(iter(changed)), "sheet.older",
            f"Nhiệm vụ đã được sửa trong hệ thống sau khi xuất tệp này; hai bản khác nhau ở: {names}.",
            f"Xem bản hiện nay bên cạnh. {AGAIN}",
        )  # fmt: skip
        return FAULT, before, changed

    def _vanished(self) -> list[Planned]:
        if self.mark is not None and not self.mark.whole:
            return []
        last = self.mark.last if self.mark is not None else None
        return [
            Planned(None, one.pk, VANISHED, dict(one.values))
            for one in self.known.values()
            if one.pk not in self.taken and (last is None or one.pk <= last)
        ]


def bare(number: str) -> str:
    """A number without the signs around it.

    >>> bare("1."), bare(" a) "), bare("I.2")
    ('1', 'a', 'I.2')
    """
    return number.strip(" .)(")


def counts_of(planned: Iterable[Planned]) -> dict[str, int]:
    """How many rows of each outcome."""
    found = Counter(one.outcome for one in planned)
    return {name: found[name] for name in (ADDED, CHANGED, SAME, FAULT, VANISHED)}


__all__ = [
    "ADDED", "CHANGED", "FAULT", "SAME", "VANISHED", "Difference", "Fault", "Known", "Planned", "bare", "counts_of",
]  # fmt: skip
