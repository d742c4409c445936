"""PDF of laid out sheets, by typst: the same pieces as in Word, fonts embedded, tagged for readers."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import typst

from thuocdo.documents.composing import looks
from thuocdo.documents.composing.form import Beside, Grid, Line, Piece, Rule, Sheet
from thuocdo.documents.composing.wordml import CELL_PADDING, UNWRITABLE

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵAĂÂĐEÊIOÔƠUƯY"
SOURCE = Path(__file__).with_name("sheet.typ")


def pdf(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """The sheets as a PDF; the same sheets on the same machine give the same bytes."""
    told = {
        "title": _clean(title), "fonts": fonts(), "leading": looks.LEADING, "footnote": looks.FOOTNOTE_SIZE,
        "top": looks.TOP, "bottom": looks.BOTTOM, "left": looks.LEFT, "right": looks.RIGHT, "head": looks.HEAD,
        "number": looks.PAGE_NUMBER_SIZE, "contact": looks.CONTACT.size, "padding": CELL_PADDING,
        "sheets": [
            {"pieces": [_piece(one) for one in sheet.pieces], "landscape": sheet.landscape, "foot": _clean(sheet.foot)}
            for sheet in sheets
        ],
    }  # fmt: skip
    made = _compiler().compile(format="pdf", sys_inputs={"data": json.dumps(told)})
    assert isinstance(made, bytes)  # a PDF is one file; pictures would be a list
    return made


@cache
def _compiler() -> typst.Compiler:
    """One compiler for the process: fonts are looked for once."""
    return typst.Compiler(str(SOURCE))


@cache
def fonts() -> tuple[str, ...]:
    """The family to set in: the first of `looks.FONTS` that this machine has with every Vietnamese letter.

    A family without some letters would have them taken from another one, letter by letter; typst's own comes last and
    has them all.
    """
    present = {name.lower() for name in typst.Fonts().families()}
    return tuple(name for name in looks.FONTS if name.lower() in present and _is_complete(name))[:1]


def _is_complete(family: str) -> bool:
    """Whether a line of every Vietnamese letter, in every style, is set in this family alone."""
    styles = ("", '#set text(weight: "bold")\n', '#set text(style: "italic")\n')
    for style in styles:
        made = typst.compile(f'#set text(font: "{family}")\n{style}{LETTERS}'.encode(), format="pdf")
        document = pypdfium2.PdfDocument(made)
        try:
            used = {_font_of(document, at) for at in range(document[0].get_textpage().count_chars())}
        finally:
            document.close()
        if not all(name.startswith(family.replace(" ", "")) for name in used if name):
            return False
    return True


def _font_of(document: pypdfium2.PdfDocument, at: int) -> str:
    """The font of a letter of the first page, without the mark of a subset."""
    buffer = ctypes.create_string_buffer(200)
    layer = document[0].get_textpage()
    pypdfium2.raw.FPDFText_GetFontInfo(layer, at, buffer, len(buffer), ctypes.c_int())
    return buffer.value.decode("utf-8", "replace").split("+")[-1]


def _piece(one: Piece) -> dict[str, Any]:
    if isinstance(one, Line):
        return _line(one)
    if isinstance(one, Rule):
        return {"kind": "rule", "width": one.width}
    if isinstance(one, Beside):
        rows = [[[_piece(part) for part in cell] for cell in row] for row in one.rows]
        return {"kind": "beside", "widths": one.widths, "rows": rows}
    return _grid(one)


def _grid(one: Grid) -> dict[str, Any]:
    rows = [[_line(cell) for cell in row] for row in one.rows]
    return {"kind": "grid", "widths": one.widths, "head": [_line(cell) for cell in one.head], "rows": rows}


def _line(one: Line) -> dict[str, Any]:
    runs = [
        {"text": _clean(run.text), "bold": run.bold, "note": _clean(run.note)}
        for run in one.runs
        if run.text or run.note
    ]
    return {"kind": "line", "runs": runs, "look": asdict(one.look)}


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)
