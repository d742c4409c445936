"""How a document was read, stage by stage, as plain data: what `thuocdo read --explain --json` prints.

Every place is told as page and line of the converted text besides its span, every item with the rules that made it and
the block it was found in, and so are the blocks in which nothing was found: a wrong reading is looked for there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from thuocdo.documents.reading.blocks import HEADING, ITEM, PARAGRAPH, TABLE, Block, Part, Structured
from thuocdo.documents.reading.formats.loaded import LoadedText
from thuocdo.documents.reading.found import Found
from thuocdo.documents.reading.pipeline import read_loaded
from thuocdo.documents.reading.reading import Reading, notice_json
from thuocdo.documents.reading.tracing import Trace, traced

Json = dict[str, Any]
Spans = Sequence[Sequence[int]]
# Head and foot, field by field: its key in the metadata, and the keys that say how it was found.
FIELDS: tuple[tuple[str, str], ...] = (
    ("document_type", ""), ("number_symbol", "number_state"), ("date", ""), ("place", ""), ("issuer", "issuer_source"),
    ("issuer_above", ""), ("issuing_authority", ""), ("subject", "subject_kind"), ("addressees", ""),
    ("recipients", ""), ("archive", ""), ("signer", ""), ("signing_role", ""), ("signatures", ""), ("attachments", ""),
)  # fmt: skip
SPEAKING = (PARAGRAPH, HEADING, ITEM)
KINDS = ("citations", "targets", "tasks", "shortcomings")


class Places:
    """Page and line of a place in the text, both from 1."""

    def __init__(self, text: str, pages: Spans) -> None:
        self.lines = [0, *(at + 1 for at, letter in enumerate(text) if letter in "\n\f")]
        self.pages = [int(page[0]) for page in pages] or [0]

    def of(self, at: int) -> Json:
        return {"page": max(1, bisect_right(self.pages, at)), "line": bisect_right(self.lines, at)}

    def told(self, spans: Spans) -> Json:
        """The place of the first span, and all of them."""
        listed = [list(span) for span in spans]
        return {**(self.of(listed[0][0]) if listed else {"page": None, "line": None}), "spans": listed}


def explanation(loaded: LoadedText, name: str) -> Json:
    """Read a loaded file and tell of every stage."""
    with traced() as trace:
        reading = read_loaded(loaded, name)
    places = Places(reading.text, reading.pages)
    doc = reading.structure
    parts = doc.parts if doc else []
    return {
        "file": name,
        "loading": loading(loaded),
        "decisions": decisions(doc, places),
        "parts": [part_told(part, places) for part in parts],
        "header": header(reading.metadata, reading.text, places),
        "items": {kind: items(reading, kind, trace, places) for kind in KINDS},
        "silent": silent(reading, places),
        "doubts": list(reading.metadata.get("doubts") or []),
        "notices": [notice_json(notice) for notice in reading.notices],
    }


def loading(loaded: LoadedText) -> Json:
    """The file as it came: format, letters, pages with how much stands on each, encoding, what had to be done."""
    encodings = [
        str(notice.where.get("encoding")) for notice in loaded.notices if notice.code == "documents.legacy_encoding"
    ]
    return {
        "format": loaded.format,
        "sha256": loaded.sha256,
        "encoding": encodings or ["Unicode"],
        "letters": len(loaded.text),
        "pages": [end - start for start, end in loaded.pages],
        "notices": [{"code": notice.code, "message": notice.message} for notice in loaded.notices],
    }


def decisions(doc: Structured | None, places: Places) -> list[Json]:
    """What the stages decided and why, in the order in which they did."""
    return [
        {
            "stage": one.stage, "what": one.what, "why": one.why,
            **(places.told([one.span]) if one.span else {}),
        }
        for one in (doc.decisions if doc else [])
    ]  # fmt: skip


def part_told(part: Part, places: Places) -> Json:
    return {
        "kind": part.kind,
        "document_type": part.document_type,
        "title": part.title.text if part.title else "",
        "prefix": part.prefix,
        "blocks": [block_told(block, places) for block in part.blocks],
    }


def block_told(block: Block, places: Places) -> Json:
    told: Json = {
        "kind": block.kind, "label": block.label, "path": block.path, "section": block.section, "level": block.level,
        "text": block.text, **places.told((block.whole or block.passage).spans()),
    }  # fmt: skip
    if block.table is not None:
        told["header"] = [cell.text for cell in block.table.header]
        told["rows"] = [
            {"kind": row.kind, "number": row.number, "path": row.path, "cells": [cell.text for cell in row.cells]}
            for row in block.table.rows
        ]
    return told


def header(metadata: Mapping[str, Any], text: str, places: Places) -> list[Json]:
    """Each field of the head and foot: what was taken, how, where it is printed, and in which words."""
    found = []
    for key, how in FIELDS:
        value = metadata.get(key)
        spans = [span for span in _spans(metadata.get("spans") or {}, key) if len(span) == 2]
        state = value.get("state") if isinstance(value, dict) and "state" in value else metadata.get(how or key + "_")
        found.append(
            {
                "field": key, "value": value, "how": str(state or ""), **places.told(spans),
                "printed": " … ".join(" ".join(text[slice(*span)].split()) for span in spans[:3]),
            }
        )  # fmt: skip
    return found


def _spans(spans: Mapping[str, Any], key: str) -> list[list[int]]:
    """The spans of a field, which may be kept under a shorter name."""
    for name in (key, key.split("_")[0]):
        if spans.get(name):
            return [list(span) for span in spans[name]]
    return []


def items(reading: Reading, kind: str, trace: Trace, places: Places) -> list[Json]:
    """The found things of a kind: content, place, the block they stand in, the rules that made them, doubts."""
    listed: Iterable[Found] = getattr(reading, kind)
    blocks = list(_speaking(reading.structure))
    told = []
    for thing in listed:
        rules = [{"name": rule.name, "line": rule.line, "says": rule.says} for rule in trace.of(thing)]
        told.append(
            {**thing.to_json(), **places.told(thing.spans), "block": _block_of(blocks, thing.spans), "rules": rules}
        )
    return told


def _speaking(doc: Structured | None) -> Iterator[tuple[str, Spans]]:
    """Name and place of every block and table row that can say something."""
    for block in doc.blocks if doc else []:
        if block.table is not None:
            for row in block.table.rows:
                spans = [span for cell in row.cells for span in cell.passage.spans()]
                yield f"{TABLE} {block.path} {row.kind} {row.path or row.number}".replace("  ", " ").strip(), spans
        else:
            yield f"{block.kind} {block.path or block.label}".strip(), (block.whole or block.passage).spans()


def _block_of(blocks: Sequence[tuple[str, Spans]], spans: Spans) -> str:
    """The name of the block that holds the most of a thing; empty when none does."""
    return max(blocks, key=lambda one: shared(one[1], spans), default=("", ()))[0] if spans else ""


def shared(one: Spans, other: Spans) -> int:
    """How many letters two places have in common."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def silent(reading: Reading, places: Places) -> list[Json]:
    """Blocks of the body and rows of tables in which nothing was found; not headings, which only name what is below."""
    taken = [span for thing in reading.found() for span in thing.spans]
    quiet = []
    for block in reading.structure.blocks if reading.structure else []:
        if block.kind not in (*SPEAKING, TABLE) or (block.kind == HEADING and block.children):
            continue
        for name, spans, text in _pieces(block):
            if text and not shared(spans, taken):
                quiet.append({"block": name, "text": text, **places.told(spans)})
    return quiet


def _pieces(block: Block) -> Iterator[tuple[str, Spans, str]]:
    if block.table is None:
        yield f"{block.kind} {block.path or block.label}".strip(), (block.whole or block.passage).spans(), block.text
        return
    for row in block.table.body:
        spans = [span for cell in row.cells for span in cell.passage.spans()]
        name = f"{TABLE} {block.path} {row.path or row.number}".replace("  ", " ").strip()
        yield name, spans, " | ".join(cell.text for cell in row.cells if cell)
