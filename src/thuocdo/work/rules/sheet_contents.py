"""Rows of a workbook as tasks: what a row changes in a task, and the task that a new row makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from thuocdo.kernel.deadlines.phrases import read_deadlines
from thuocdo.kernel.deadlines.rules import rule_of
from thuocdo.kernel.text import squeeze
from thuocdo.work.rules.plan_content import Named, TaskContent, deadlines_text
from thuocdo.work.rules.sheet_rows import AGENCIES


def changed(content: TaskContent, after: Mapping[str, str], year: int) -> TaskContent:
    """The task with what a row says otherwise; agencies that stay keep the units that a person chose for them."""
    given: dict[str, Any] = {name: after[name] for name in ("number", "text") if after.get(name)}
    if "outputs" in after:
        given["outputs"] = tuple(after["outputs"].splitlines())
    for role in AGENCIES & set(after):
        known = {squeeze(one.phrase): one for one in content.named(role)}
        given[role] = tuple(known.get(phrase, Named(phrase)) for phrase in after[role].splitlines())
    if "deadline" in after:
        given["deadlines"] = tuple(deadlines(after["deadline"], year))
    return replace(content, **given)


def added(after: Mapping[str, str], year: int, place: tuple[str, str, str]) -> TaskContent:
    """A new task; `place` is its section, the section's title and its reform field, empty where unknown."""
    section, title, field = place
    empty = TaskContent(text=after["text"], section=section, section_title=title, field=field)
    return changed(empty, after, year)


def deadlines(words: str, year: int) -> list[dict[str, Any]]:
    """The deadlines that a cell sets, each with rule and words; words that set none still stand, without a rule.

    >>> [(one["kind"], one["value"], one["text"]) for one in deadlines("Quý I/2025", 2025)]
    [('quarter', '2025-Q1', 'Quý I/2025')]
    >>> deadlines("Đã có kế hoạch", 2025), deadlines("", 2025)
    ([{'text': 'Đã có kế hoạch'}], [])
    """
    words = squeeze(words)
    if not words:
        return []
    found: list[dict[str, Any]] = [rule_of(phrase).to_json() for phrase in read_deadlines(words, year=year, cell=True)]
    if not found:
        return [{"text": words}]
    # What is printed again must be what was written, to the letter.
    return found if deadlines_text(found) == words else [{**one, "text": words} for one in found]


def is_read(found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every deadline of a cell was understood."""
    return all("kind" in one for one in found)
