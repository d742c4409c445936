"""Tasks printed as cards (phiếu nhiệm vụ): lines "Nội dung: ...", "Cơ quan chủ trì: ...", "Thời gian: ..."."""

from __future__ import annotations

import re

from thuocdo.documents.reading.agencies import split_bodies
from thuocdo.documents.reading.blocks import Block, Cell, Structured
from thuocdo.documents.reading.found import FoundTask
from thuocdo.documents.reading.outputs import split_outputs
from thuocdo.documents.reading.source import Passage
from thuocdo.documents.reading.tasks_table import give_deadlines

# "- Cơ quan chủ trì: ...", "Đơn vị thực hiện: ...", "Thời gian hoàn thành: ..."
LABELS = (
    (
        "coordinating",
        re.compile(
            r"(?i:(?:các )?(?:cơ quan|đơn vị) (?:tham gia )?phối hợp(?: thực hiện)?|"
            r"phối hợp(?: thực hiện)?)\s*:\s*"
        ),
    ),
    (
        "lead",
        re.compile(
            r"(?i:(?:các )?(?:cơ quan|đơn vị|bộ phận)(?: (?:chủ trì|thực hiện|tham mưu|đầu mối|"
            r"chịu trách nhiệm))+|chủ trì(?: thực hiện)?)\s*:\s*"
        ),
    ),
    (
        "deadline",
        re.compile(
            r"(?i:(?:thời gian|thời hạn|tiến độ|thời điểm)(?: thực hiện| hoàn thành| triển khai)*|"
            r"hoàn thành)\s*:\s*"
        ),
    ),
    (
        "output",
        re.compile(
            r"(?i:(?:sản phẩm|kết quả|kết quả đầu ra)(?: dự kiến| đầu ra| hoàn thành| thực hiện|"
            r" cần đạt)*)\s*:\s*"
        ),
    ),
    ("task", re.compile(r"(?i:(?:nội dung|nhiệm vụ)(?: thực hiện| công việc| cụ thể)*)\s*:\s*")),
)
NEEDED = frozenset({"lead", "deadline"})


def line_role(text: str) -> str:
    """What a line of a card holds, by its label; empty for any other line.

    >>> line_role("Cơ quan phối hợp: các sở"), line_role("Xây dựng kế hoạch")
    ('coordinating', '')
    """
    return next((role for role, label in LABELS if label.match(text)), "")


def is_card_line(block: Block) -> bool:
    return bool(line_role(block.text)) and not block.children


def is_card(block: Block) -> bool:
    """Whether the lines under a block give at least who is to act or by when, in labelled lines."""
    roles = {line_role(child.text) for child in block.children if not child.children}
    return bool(roles & {"lead"}) or roles >= NEEDED


def card_task(doc: Structured, block: Block) -> FoundTask:
    """The one task a card describes; its text is the content line, else the heading."""
    lines: dict[str, Passage] = {}
    for child in block.children:
        role = line_role(child.text)
        if role:
            label = next(pattern for name, pattern in LABELS if name == role)
            matched = label.match(child.text)
            lines.setdefault(role, child.passage[matched.end() if matched else 0 :].strip())
    task = FoundTask(id=block.path, section=block.path, confidence=0.9)
    task.place(lines.get("task") or block.passage)
    bodies = split_bodies(lines["lead"].text) if "lead" in lines else []
    helpers = split_bodies(lines["coordinating"].text, role="coordinating") if "coordinating" in lines else []
    task.lead_agencies = list(dict.fromkeys(body.name for body in bodies if body.role == "lead"))
    others = [body for body in bodies if body.role == "coordinating"] + helpers
    task.coordinating_agencies = list(dict.fromkeys(body.name for body in others))
    riders = {body.name: body.rider for body in [*bodies, *helpers] if body.rider}
    if riders:
        task.more["agency_notes"] = riders
    if "output" in lines:
        task.outputs = [part.text for part in split_outputs(lines["output"], [])]
    if "deadline" in lines:
        give_deadlines(task, Cell(lines["deadline"]), doc.year)
    return task
