"""The reading explained to a person: parts and blocks, decisions with reasons, what was found and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from thuocdo.documents.reading.blocks import Block, Decision, Part
from thuocdo.documents.reading.found import Found
from thuocdo.documents.reading.reading import Reading

WIDTH = 96


def explained(reading: Reading) -> str:
    """A text in Vietnamese that shows how a document was read."""
    lines = [f"VĂN BẢN {reading.file}", ""]
    if reading.structure:
        for order, part in enumerate(reading.structure.parts, start=1):
            lines += [*part_lines(order, part), ""]
        lines += ["QUYẾT ĐỊNH CỦA BỘ ĐỌC"]
        lines += [decision_line(decision, reading.text) for decision in reading.structure.decisions]
    for title, found in (
        ("VĂN BẢN ĐƯỢC VIỆN DẪN", reading.citations),
        ("CHỈ TIÊU", reading.targets),
        ("NHIỆM VỤ", reading.tasks),
        ("TỒN TẠI, HẠN CHẾ", reading.shortcomings),
    ):
        lines += ["", f"{title} ({len(found)})", *found_lines(found)]
    for doubt in reading.metadata.get("doubts", []):
        lines.append(f"? {doubt['message']}")
    for notice in reading.notices:
        lines.append(f"! {notice.message}")
    return "\n".join(lines) + "\n"


def part_lines(order: int, part: Part) -> Iterator[str]:
    """A part with its blocks, one a line: kind, path, text."""
    title = f": {part.title.text}" if part.title else ""
    yield f"PHẦN {order} ({part.kind}) {part.document_type}{short(title, WIDTH)}"
    for block in part.blocks:
        yield f"  {block.kind:<10} {name_of(block):<14} {short(block.text, WIDTH)}"
        for row in block.table.rows if block.table else []:
            cells = " | ".join(cell.text for cell in row.cells)
            yield f"    {row.kind:<8} {row.path:<14} {short(cells, WIDTH)}"


def name_of(block: Block) -> str:
    """The path of a block of the body, the label of a block of the frame."""
    return block.path or block.label


def decision_line(decision: Decision, text: str) -> str:
    """A decision with its reason and the words it is about."""
    reason = f" ({decision.why})" if decision.why else ""
    words = f": “{short(' '.join(text[slice(*decision.span)].split()), 60)}”" if decision.span else ""
    return f"  [{decision.stage}] {decision.what}{reason}{words}"


def found_lines(found: Iterable[Found]) -> Iterator[str]:
    """Found things with their confidence and doubts."""
    for thing in found:
        gold = thing.gold()
        name = gold.get("number") or gold.get("id") or gold.get("section") or gold.get("title") or ""
        yield f"  {thing.confidence:.2f} {short(str(name), 40):<22} {short(thing.text, WIDTH)}"
        for doubt in thing.doubts:
            yield f"       ? {doubt.message}"


def short(text: str, width: int) -> str:
    """The text cut to a width with an ellipsis."""
    return text if len(text) <= width else f"{text[: width - 1]}…"
