"""What is wrong or doubtful in a mapping, with its place and its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Problem:
    """One fault (lỗi) or doubt (cảnh báo) of a mapping: code, words, and where: line and column of the file, unit.

    `line` 0 means the mapping as a whole, or a unit that has no line.
    """

    code: str
    severity: str
    message: str
    line: int = 0
    column: str = ""
    unit: str = ""

    def to_json(self) -> dict[str, Any]:
        """As kept with the merger and printed by the command."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Problem:
        return cls(**values)

    @property
    def place(self) -> str:
        """Line and column in words; empty for the whole."""
        parts = [f"dòng {self.line}" if self.line else "", f"cột {self.column}" if self.column else ""]
        return ", ".join(part for part in parts if part)

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR


def error(code: str, message: str, *, line: int = 0, column: str = "", unit: str = "") -> Problem:
    """A fault: the mapping cannot be approved with it."""
    return Problem(code, ERROR, message, line, column, unit)


def warning(code: str, message: str, *, line: int = 0, column: str = "", unit: str = "") -> Problem:
    """A doubt: whoever approves must say that it was seen."""
    return Problem(code, WARNING, message, line, column, unit)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Faults before doubts, each by line; the same said twice once."""
    return sorted(dict.fromkeys(problems), key=lambda one: (not one.is_error, one.line, one.code, one.unit))


def warning_codes(problems: Iterable[Problem]) -> dict[str, int]:
    """How many doubts there are of each code."""
    found: dict[str, int] = {}
    for one in problems:
        if not one.is_error:
            found[one.code] = found.get(one.code, 0) + 1
    return found
