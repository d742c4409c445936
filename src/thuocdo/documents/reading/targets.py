"""Targets (chỉ tiêu) of a document: where figures are aims, and the date they inherit from a heading or the plan."""

from __future__ import annotations

import re

from thuocdo.documents.reading.blocks import HEADING, ITEM, PARAGRAPH, TABLE, Block, Row, Structured
from thuocdo.documents.reading.fields import field_of
from thuocdo.documents.reading.found import FoundTarget, Json
from thuocdo.documents.reading.orders import only_assesses
from thuocdo.documents.reading.source import Passage
from thuocdo.documents.reading.target_phrases import TargetPhrase, read_targets
from thuocdo.documents.reading.tasks_table import columns_of, is_task_table
from thuocdo.documents.reading.zones import OBJECTIVES, RESULTS, is_regulation, titles_above, topic_in
from thuocdo.kernel.deadlines.phrases import read_deadlines

AIMED = re.compile(r"(?i:\b(?:phấn đấu|mục tiêu|chỉ tiêu)\b)")
# "Mục tiêu đến năm 2030", "Mục tiêu đến hết năm 2026"
# "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2025" in a report on 2024
COMING_YEAR = re.compile(
    r"(?i:(?:phương hướng|nhiệm vụ|mục tiêu|chỉ tiêu)\b[^.;:]{0,60}?\b(?P<words>năm (?P<year>20\d\d)))"
)
HEADING_YEAR = re.compile(r"(?i:(?P<words>đến (?P<end>hết |cuối )?năm (?P<year>20\d\d)))")
PAST_YEAR = re.compile(r"(?i:^(?:trong |kết thúc |hết )?(?:năm|giai đoạn 20\d\d\s?[-–]) ?(?P<year>20\d\d)\b)")
LATER = re.compile(r"(?i:\bđến (?:hết |cuối )?năm 20\d\d)")
TASK_COLUMNS = ("task", "output")


def extract_targets(doc: Structured) -> list[FoundTarget]:
    """The targets of a document in the order of the source."""
    topic = topic_in(doc)
    found: list[FoundTarget] = []
    for block in doc.blocks:
        if block.kind == TABLE:
            found += table_targets(doc, block, topic)
        elif block.kind in (PARAGRAPH, ITEM, HEADING):
            found += block_targets(doc, block, topic)
    return found


def block_targets(doc: Structured, block: Block, topic: str | None) -> list[FoundTarget]:
    """The targets of one block; none in what looks back, in preambles and in legal texts that aim at nothing."""
    titles = titles_above(block)
    if only_assesses(block.text):
        return []
    preamble = block.kind == PARAGRAPH and block.parent is None and not AIMED.search(block.text)
    if preamble or any(RESULTS.match(title) for title in titles):
        return []
    objective = any(OBJECTIVES.search(title) for title in titles)
    phrases = read_targets(block.text, objective=objective)
    phrases = [phrase for phrase in phrases if not looks_back(phrase, doc.year)]
    if is_regulation(doc, block) and not objective:
        phrases = [phrase for phrase in phrases if phrase.kind or phrase.baseline or AIMED.search(phrase.text)]
    section = block.path if block.label and block.label not in "-+•" else block.section
    return [target_from(doc, block.passage, phrase, section or block.path, titles, topic) for phrase in phrases]


def looks_back(phrase: TargetPhrase, year: int | None) -> bool:
    """Whether a figure belongs to a year that has gone: "Năm 2024, thu ngân sách tăng 12%" in a plan for 2025."""
    if year is None or AIMED.search(phrase.text):
        return False
    past = PAST_YEAR.search(phrase.text)
    return bool(past and int(past["year"]) < year and not LATER.search(phrase.text))


def table_targets(doc: Structured, block: Block, topic: str | None) -> list[FoundTarget]:
    """Targets printed in the task and output columns of a task table; they share the row's deadline."""
    if block.table is None or not is_task_table(block):
        return []
    columns = columns_of(block.table)
    heading, found = "", []
    for row in block.table.rows:
        if row.kind == "section":
            heading = row.title.text if row.title else ""
            continue
        found += row_targets(doc, row, columns, [heading] if heading else [], topic)
    return found


def row_targets(
    doc: Structured, row: Row, columns: dict[str, int], titles: list[str], topic: str | None
) -> list[FoundTarget]:
    time = row.cell(columns.get("deadline"))
    dated = [phrase.to_json() for phrase in read_deadlines(time.text, year=doc.year, cell=True)] if time else []
    found: list[FoundTarget] = []
    for role in TASK_COLUMNS:
        cell = row.cell(columns.get(role))
        for part in (cell.entries or [cell.passage]) if cell else []:
            for phrase in read_targets(part.text, objective=False):
                target = target_from(doc, part, phrase, row.path, titles, topic)
                target.deadline = dated[0] if dated else target.deadline
                found.append(target)
    unique = {(target.text, str(target.value)): target for target in reversed(found)}
    return list(reversed(unique.values()))


def target_from(
    doc: Structured, passage: Passage, phrase: TargetPhrase, section: str, titles: list[str], topic: str | None
) -> FoundTarget:
    """A found target from a phrase of a passage."""
    target = FoundTarget(confidence=phrase.sure)
    target.place(passage[phrase.start : phrase.end])
    target.subject, target.comparator = phrase.subject, phrase.comparator
    target.value, target.unit = phrase.value, phrase.unit
    target.section = section or None
    target.deadline = deadline_of(doc, target.text, titles)
    target.field = field_of(
        target.text, headings=[title for title in titles if not OBJECTIVES.search(title)], topic=topic
    )
    for name in ("change", "baseline", "exception", "kind"):
        if getattr(phrase, name):
            target.more[name] = getattr(phrase, name)
    if phrase.implied:
        target.more["implied"] = True
        target.doubt("target_implied", "Chỉ tiêu bằng 0 được suy ra từ chữ “không có”, văn bản không ghi số.", 0.7)
    return target


def deadline_of(doc: Structured, text: str, titles: list[str]) -> Json | None:
    """By when a target is to be reached: its own words, else a heading's year, else the plan's year (inherited)."""
    own = read_deadlines(text, year=doc.year, cell=False)
    if own:
        return own[0].to_json()
    for title in titles:
        year = HEADING_YEAR.search(title)
        if year:
            return {"kind": "year", "value": year["year"], "op": "by", "text": year["words"], "inherited": True}
        coming = COMING_YEAR.search(title)
        if coming and int(coming["year"]) > (doc.year or 0):
            return {"kind": "year", "value": coming["year"], "op": "in", "text": coming["words"], "inherited": True}
    return {"kind": "year", "value": str(doc.year), "op": "in", "inherited": True} if doc.year else None
