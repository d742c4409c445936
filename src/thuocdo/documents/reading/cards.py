"""Tasks printed as cards (phiếu nhiệm vụ): lines "Nội dung: ...", "Cơ quan chủ trì: ...", "Thời gian: ..."."""

from __future__ import annotations

import re

from thuocdo.documents.reading.agencies import EDGE, split_bodies
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
            r"soạn thảo|xây dựng|chịu trách nhiệm))+|chủ trì(?: thực hiện)?)\s*:\s*"
        ),
    ),
    (
        "deadline",
        re.compile(
            r"(?i:(?:thời gian|thời hạn|tiến độ|thời điểm)(?: thực hiện| hoàn thành| triển khai| trình| ban hành|"
            r" dự kiến)*|"
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
# Several labelled parts in one line: "Cơ quan chủ trì: Sở Tư pháp; cơ quan phối hợp: các sở; thời gian: Quý III"
TAIL = re.compile(
    r"(?<=[\w.;:)]) (?=(?:[Cc]ơ quan|[Đđ]ơn vị) (?:chủ trì|thực hiện|"
    r"chịu trách nhiệm)(?: thực hiện)?\s*:)"
)
NEXT_PART = re.compile(r"[;.,]\s+|\s+[-–+]\s+")


def line_role(text: str) -> str:
    """What a line of a card holds, by its label; empty for any other line.

    >>> line_role("Cơ quan phối hợp: các sở"), line_role("Xây dựng kế hoạch")
    ('coordinating', '')
    """
    return next((role for role, label in LABELS if label.match(text)), "")


def parts_in(passage: Passage) -> dict[str, Passage]:
    """The labelled parts of a line of a card, by what they hold; empty for any other line."""
    text = passage.text
    starts = [0, *(mark.end() for mark in NEXT_PART.finditer(text))]
    opened = [(start, line_role(text[start:])) for start in starts]
    opened = [(start, role) for start, role in opened if role]
    if not opened or opened[0][0] != 0:
        return {}
    found: dict[str, Passage] = {}
    for place, (start, role) in enumerate(opened):
        end = opened[place + 1][0] if place + 1 < len(opened) else len(text)
        label = next(pattern for name, pattern in LABELS if name == role).match(text, start)
        found.setdefault(role, passage[label.end() if label else start : end].strip(EDGE))
    return found


def is_card_line(block: Block) -> bool:
    return not block.children and bool(parts_in(block.passage))


def own_lines(block: Block) -> tuple[Passage, Passage]:
    """The words of a block and the labelled parts that run on in the same paragraph ("... Cơ quan chủ trì: ...")."""
    tail = TAIL.search(block.text)
    cut = tail.start() if tail else len(block.text)
    return block.passage[:cut].strip(), block.passage[cut:].strip()


def parts_of(block: Block) -> dict[str, Passage]:
    """All labelled parts of a block: in its own paragraph and in the lines under it."""
    found = parts_in(own_lines(block)[1])
    for child in block.children:
        if is_card_line(child):
            found = {**parts_in(child.passage), **found}
    return found


def is_card(block: Block) -> bool:
    """Whether a block gives at least who is to act or by when, in labelled parts."""
    roles = parts_of(block).keys()
    return "lead" in roles or roles >= NEEDED


def card_task(doc: Structured, block: Block) -> FoundTask:
    """The one task a card describes; its text is the content line, else the heading."""
    lines = parts_of(block)
    task = FoundTask(id=block.path, section=block.path, confidence=0.9)
    task.place(lines.get("task") or own_lines(block)[0])
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
        give_deadlines(task, Cell(lines["deadline"]), doc)
    return task
