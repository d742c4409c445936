"""Number and date on a paper that is signed before it has them (số, ngày tháng năm của văn bản).

The signer signs first, the registry then gives number and date, the agency signs last. Words added to a signed page
would spoil the signer's signature; fields that stood there when it was made may be filled afterwards, and are told.
The blanks are found where the form has them: behind "Số:", "ngày" and "tháng" of the first page.
"""

# The library's PDF objects are made by calls without types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from thuocdo.documents.signing.fields import BROKEN, held_in, not_a_pdf, opened
from thuocdo.documents.signing.places import document_of
from thuocdo.documents.signing.stamps import on_baseline
from thuocdo.kernel.errors import Refused

NARROWEST = 9
HEIGHT = 14
SHOWN_ON_PAPER = 4  # the flag of a field that is printed


@dataclass(frozen=True)
class Blank:
    """One field: its name, the words before it, how what is filled in looks (Decree 30/2020, boxes 3 and 4)."""

    name: str
    behind: str
    size: float
    italic: bool
    align: str


NUMBER, DAY, MONTH = "so", "ngay", "thang"
BLANKS = (
    Blank(NUMBER, "Số:", 13, italic=False, align="left"),
    Blank(DAY, "ngày", 14, italic=True, align="center"),
    Blank(MONTH, "tháng", 14, italic=True, align="center"),
)
Room = tuple[float, float, float]


def with_blanks(data: bytes) -> bytes:
    """The PDF with a field in each blank of its number and date line; to be made before anybody signs.

    Raises `Refused` (signing.no_blank) when there is none.
    """
    rooms = _rooms(data)
    if not rooms:
        raise Refused(
            "signing.no_blank", "Văn bản không có chỗ để trống cho số, ngày, tháng.",
            "Soạn lại với số, ngày để trống, hoặc ghi số, ngày trước khi ký.",
        )  # fmt: skip
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
        page = writer.find_page_for_modification(0)[0]
        _put(writer, page, [_field(blank, room, page) for blank, room in rooms.items()])
        return _written(writer)
    except BROKEN as error:
        raise not_a_pdf() from error


def filled(data: bytes, values: Mapping[str, str]) -> bytes:
    """The PDF with number, day or month in their fields; what was signed stays byte for byte.

    Raises `Refused` (signing.no_blank, signing.blank_is_filled): a number is given once.
    """
    opened(data)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
        held = _fields(writer)
    except BROKEN as error:
        raise not_a_pdf() from error
    for name, value in values.items():
        blank = next((one for one in BLANKS if one.name == name), None)
        field = held.get(name)
        if blank is None or field is None:
            raise Refused("signing.no_blank", f"Tệp không có ô “{name}” để điền.", "Tạo ô trước khi ký.")
        if "/V" in field:
            raise Refused("signing.blank_is_filled", f"Ô “{name}” đã được điền.", "Ban hành bản khác nếu số, ngày sai.")
        _fill(writer, field, blank, value)
    return _written(writer)


def _rooms(data: bytes) -> dict[Blank, Room]:
    """Left edge, right edge and baseline of each blank on the line of the number."""
    with document_of(data) as document:
        layer = document[0].get_textpage()
        text = layer.get_text_range()
        boxes = [layer.get_charbox(at) for at in range(layer.count_chars())]
    start = text.find(BLANKS[0].behind)
    if start < 0 or len(text) != len(boxes):
        return {}
    line = boxes[start][1]
    found = {}
    for blank in BLANKS:
        at = _on_line(text, boxes, blank.behind, line)
        room = _room(text, boxes, at, len(blank.behind)) if at is not None else None
        if room is not None:
            found[blank] = room
    return found


Boxes = list[tuple[float, float, float, float]]


def _on_line(text: str, boxes: Boxes, words: str, line: float) -> int | None:
    """Where words stand on a line (the form sets number and date side by side), the first from the left."""
    at = text.find(words)
    while at >= 0:
        if abs(boxes[at][1] - line) < HEIGHT / 2:
            return at
        at = text.find(words, at + 1)
    return None


def _room(text: str, boxes: Boxes, at: int, length: int) -> Room | None:
    """The gap between words and what stands next to the right of them."""
    left, baseline = boxes[at + length - 1][2], boxes[at][1]
    beside = [
        box[0]
        for letter, box in zip(text, boxes, strict=True)
        if letter.strip() and box[0] >= left - 0.5 and abs(box[1] - baseline) < HEIGHT / 2
    ]
    right = min(beside, default=left)
    return (left + 3, right - 1, baseline) if right - left - 4 >= NARROWEST else None


def _field(blank: Blank, room: Room, page: generic.IndirectObject) -> generic.DictionaryObject:
    left, right, baseline = room
    box = [generic.FloatObject(round(number, 2)) for number in (left, baseline, right, baseline + HEIGHT)]
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string(blank.name),
            pdf_name("/Rect"): generic.ArrayObject(box),
            pdf_name("/F"): generic.NumberObject(SHOWN_ON_PAPER),
            pdf_name("/DA"): generic.pdf_string(f"/TiRo {blank.size:g} Tf 0 g"),
            pdf_name("/P"): page,
        }
    )


def _put(writer: IncrementalPdfFileWriter, page: Any, fields: list[generic.DictionaryObject]) -> None:
    """Fields onto a page and into the form of the file."""
    made = [writer.add_object(field) for field in fields]
    held = page.get_object()
    held["/Annots"] = generic.ArrayObject([*held_in(held, "/Annots", ()), *made])
    writer.update_container(held)
    form = held_in(writer.root, "/AcroForm")
    if form is None:
        form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        writer.root["/AcroForm"] = writer.add_object(form)
        writer.update_root()
    form["/Fields"] = generic.ArrayObject([*held_in(form, "/Fields", ()), *made])
    writer.update_container(form)


def _fields(writer: IncrementalPdfFileWriter) -> dict[str, generic.DictionaryObject]:
    """Fields of our names in the file's form."""
    form = held_in(writer.root, "/AcroForm", {})
    held = [reference.get_object() for reference in held_in(form, "/Fields", ())]
    return {str(held_in(one, "/T")): one for one in held if held_in(one, "/FT") == "/Tx"}


def _fill(writer: IncrementalPdfFileWriter, field: generic.DictionaryObject, blank: Blank, value: str) -> None:
    left, bottom, right, top = (float(number) for number in field["/Rect"])
    drawn = on_baseline(value, (right - left, top - bottom), size=blank.size, italic=blank.italic, align=blank.align)
    look = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(drawn)))
    field["/V"] = generic.pdf_string(value)
    field["/AP"] = generic.DictionaryObject({pdf_name("/N"): look})
    writer.update_container(field)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
