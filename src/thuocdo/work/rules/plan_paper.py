"""A plan as official papers: the decision that issues it, the plan itself, its table of tasks; plain data in and out.

The content is that of a draft (`chancery.rules.content`): `body` and `attachments` in blocks that the composing engine
lays out. Form: Decree 30/2020/NĐ-CP, Appendix I.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

DECISION, PLAN = "quyet_dinh", "ke_hoach"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")
APPENDIX, TASKS = "Phụ lục", "Nhiệm vụ, kết quả, trách nhiệm và thời gian thực hiện"
HEADS = (
    ("TT", 4, "center"), ("Nhiệm vụ", 26, "left"), ("Sản phẩm, kết quả đầu ra", 18, "left"),
    ("Cơ quan chủ trì", 15, "left"), ("Cơ quan phối hợp", 15, "left"), ("Thời gian hoàn thành", 14, "left"),
)  # fmt: skip
OWN_LEAD = "Đơn vị, cá nhân chịu trách nhiệm"
Block = dict[str, Any]


@dataclass(frozen=True)
class TaskLine:
    """One task as it is printed; `section` is the head above it, `in_appendix` whether it stands in the table."""

    number: str
    text: str
    section: str = ""
    outputs: tuple[str, ...] = ()
    lead: str = ""
    coordinating: str = ""
    time: str = ""
    in_appendix: bool = True


@dataclass(frozen=True)
class Wording:
    """What a plan says: title, theme, grounds, objectives with their targets, tasks, solutions, organisation.

    `derived` plans are those of agencies: their table names units and people of the agency itself.
    """

    title: str
    kind: str = "Kế hoạch"
    theme: str = ""
    bases: tuple[str, ...] = ()
    objectives: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    solutions: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    derived: bool = False


def named(title: str, kind: str) -> tuple[str, str]:
    """The kind of a plan and what it is about, as its head prints them.

    >>> named("Kế hoạch cải cách hành chính tỉnh năm 2025", "Kế hoạch")
    ('Kế hoạch', 'Cải cách hành chính tỉnh năm 2025')
    >>> named("Công tác cải cách hành chính", "Chương trình")
    ('Chương trình', 'Công tác cải cách hành chính')
    """
    for name in (kind, "Kế hoạch", "Chương trình"):
        if title.lower().startswith(f"{name.lower()} "):
            rest = title[len(name) :].strip()
            return name, rest[:1].upper() + rest[1:]
    return kind, title


def filled(form: str, blank: Mapping[str, Any], plan: Wording) -> dict[str, Any]:
    """The content of a draft of a form (`quyet_dinh`, `ke_hoach`), begun as its kind always is, with the plan in it."""
    kind, about = named(plan.title, plan.kind)
    content = {**blank, "bases": list(plan.bases)}
    appendix = [appendix_of(plan)] if any(task.in_appendix for task in plan.tasks) else []
    if form == PLAN:
        return content | {"subject": about, "kind": kind, "body": body_of(plan), "attachments": appendix}
    issued = {"kind": kind, "subject": about, "landscape": False, "own_head": True, "body": body_of(plan)}
    return content | {
        "subject": f"Ban hành {plan.title[:1].upper()}{plan.title[1:]}", "body": list(_articles(plan)),
        "attachments": [issued, *appendix],
    }  # fmt: skip


def _articles(plan: Wording) -> Iterator[Block]:
    yield {"lead": "Điều 1.", "text": f"Ban hành kèm theo Quyết định này {plan.title}."}
    yield {"lead": "Điều 2.", "text": "Quyết định này có hiệu lực kể từ ngày ký ban hành."}
    yield {
        "lead": "Điều 3.",
        "text": "Thủ trưởng các cơ quan, đơn vị, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này.",
    }


def body_of(plan: Wording) -> list[Block]:
    """The plan in words, its parts numbered in the order in which there are any."""
    parts = [
        ("MỤC TIÊU", list(_aims(plan))), ("NHIỆM VỤ", list(_duties(plan))),
        ("GIẢI PHÁP", [{"text": text} for text in plan.solutions]),
        ("TỔ CHỨC THỰC HIỆN", [{"text": text} for text in plan.organisation]),
    ]  # fmt: skip
    blocks: list[Block] = []
    for number, (title, inside) in enumerate((part for part in parts if part[1]), start=1):
        blocks += [{"heading": f"{roman(number)}. {title}", "level": 1}, *inside]
    return blocks


def _aims(plan: Wording) -> Iterator[Block]:
    if plan.theme:
        yield {"text": f"Chủ đề: {plan.theme}"}
    for text, targets in plan.objectives:
        if text:
            yield {"text": text}
        yield from ({"text": f"- {target}"} for target in targets)


def _duties(plan: Wording) -> Iterator[Block]:
    """Tasks outside the table as paragraphs, and where the others stand."""
    for section, tasks in _sections(task for task in plan.tasks if not task.in_appendix):
        if section:
            yield {"heading": section, "level": 2}
        for task in tasks:
            yield {"text": f"- {task.text}{_told(task)}"}
    if any(task.in_appendix for task in plan.tasks):
        yield {"text": "Nhiệm vụ, kết quả, trách nhiệm và thời gian thực hiện cụ thể tại Phụ lục kèm theo."}


def _told(task: TaskLine) -> str:
    """Who and when, behind a task that stands in the text."""
    said = [f"chủ trì: {task.lead}" if task.lead else "", f"thời gian: {task.time}" if task.time else ""]
    words = "; ".join(one for one in said if one)
    return f" ({words})" if words else ""


def appendix_of(plan: Wording) -> dict[str, Any]:
    """The table of tasks on pages across, parted by sections."""
    heads = [(OWN_LEAD if plan.derived and title == "Cơ quan chủ trì" else title, *more) for title, *more in HEADS]
    rows: list[list[str]] = []
    number = 0
    for section, tasks in _sections(task for task in plan.tasks if task.in_appendix):
        if section:
            number += 1
            rows.append([f"{roman(number)}. {section.upper()}"])
        rows += [
            [task.number, task.text, "\n".join(task.outputs), task.lead, task.coordinating, task.time] for task in tasks
        ]
    columns = [{"title": title, "width": width, "align": align} for title, width, align in heads]
    return {
        "kind": APPENDIX, "subject": TASKS, "landscape": True, "own_head": False,
        "body": [{"table": {"columns": columns, "rows": rows}}],
    }  # fmt: skip


def _sections(tasks: Iterable[TaskLine]) -> Iterator[tuple[str, Sequence[TaskLine]]]:
    for section, inside in groupby(tasks, key=lambda task: task.section):
        yield section, list(inside)


def roman(number: int) -> str:
    """A number as parts are numbered; beyond the usual ones in digits.

    >>> roman(4), roman(40)
    ('IV', '40')
    """
    return ROMAN[number - 1] if 0 < number <= len(ROMAN) else str(number)
