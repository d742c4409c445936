"""Workbooks and tables that people hand in, opened with every doubt named: never a bomb, a lock or a damaged file."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from thuocdo.kernel.columns import Merged
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold
from thuocdo.kernel.workbooks import extent

Cell = str | int | float | bool | date | None
MEGABYTE = 2**20
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_PARTS, MOST_MERGED = 2_000, 20_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How large a workbook may be, and how to make a smaller one of it."""

    size: int = 10 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    rows: int = 20_000
    columns: int = 300
    smaller: str = "Chia tệp thành nhiều phần."


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was written: its name, its rows from the top, its part inside the workbook.

    `merged` are its merged stretches of cells: first row, first column, last row, last column, from 0.
    """

    name: str
    rows: list[list[Cell]]
    part: str = ""
    merged: tuple[Merged, ...] = ()


def read_sheet(data: bytes, name: str, limits: Limits, *, called: str = "") -> Sheet:
    """The sheet of a workbook (.xlsx) that is `called` so, else the first.

    Refused `import.too_big`, `import.too_many`, `import.not_xlsx`, `import.locked`, `import.damaged`, `import.empty`.
    """
    place = {"tệp": name}
    refuse_heavy(data, name, limits)
    parts = sheets_of(data, place, limits)
    _refuse_far_cells(data, place, limits)
    return _opened(data, place, limits, called, parts)


def read_old_sheet(data: bytes, name: str, limits: Limits) -> Sheet:
    """The first sheet of a workbook of the old kind (.xls), which no zip can blow up. Refused as `read_sheet`."""
    refuse_heavy(data, name, limits)
    return _opened(data, {"tệp": name}, limits, "", {})


def refuse_heavy(data: bytes, name: str, limits: Limits) -> None:
    """Refused `import.too_big` by the size of the file alone."""
    if len(data) > limits.size:
        raise Refused(
            "import.too_big", f"Tệp nặng {len(data) // MEGABYTE} MB, quá {limits.size // MEGABYTE} MB.",
            limits.smaller, where={"tệp": name},
        )  # fmt: skip


def _opened(data: bytes, place: Mapping[str, object], limits: Limits, called: str, parts: Mapping[str, str]) -> Sheet:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        chosen = next((one for one in book.sheet_names if called and fold(one) == fold(called)), book.sheet_names[0])
        sheet = book.get_sheet_by_name(chosen)
        _refuse_long(sheet, chosen, place, limits)
        rows = sheet.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise Refused("import.locked", "Tệp có mật khẩu.", "Bỏ mật khẩu rồi gửi lại.", where=place) from error
    except (CalamineError, IndexError, OSError, ValueError) as error:
        raise damaged(place) from error
    if not any(cell not in (None, "") for row in rows for cell in row):
        raise Refused(
            "import.empty", f"Trang tính “{chosen}” trống.", "Dùng mẫu tải từ trang này.", where={**place, "dòng": 1}
        )
    plain = [[_plain(cell) for cell in row] for row in rows]
    return Sheet(chosen, plain, parts.get(chosen, ""), _merged(sheet, chosen, place))


def _merged(sheet: CalamineSheet, name: str, place: Mapping[str, object]) -> tuple[Merged, ...]:
    """Merged stretches; refused when there are more than any table that people make has."""
    found = sheet.merged_cell_ranges or []
    if len(found) > MOST_MERGED:
        raise Refused(
            "import.too_many", f"Trang tính “{name}” có {len(found)} chỗ ghép ô, nhiều nhất {MOST_MERGED}.",
            "Bỏ ghép ô rồi gửi lại.", where=place,
        )  # fmt: skip
    return tuple((top, left, bottom, right) for (top, left), (bottom, right) in found)


def _refuse_long(sheet: CalamineSheet, name: str, place: Mapping[str, object], limits: Limits) -> None:
    if sheet.total_height > limits.rows:
        raise Refused(
            "import.too_many", f"Trang tính “{name}” có {sheet.total_height} dòng, nhiều nhất {limits.rows}.",
            f"Xóa các dòng trống ở cuối, hoặc: {limits.smaller}", where={**place, "dòng": limits.rows},
        )  # fmt: skip


def _refuse_far_cells(data: bytes, place: Mapping[str, object], limits: Limits) -> None:
    """Refuse cells so far apart that the reader would take the machine's memory for what lies between them."""
    rows, columns = extent(data)
    if rows > limits.rows or columns > limits.columns:
        raise Refused(
            "import.too_many",
            f"Trang tính trải tới dòng {rows}, cột {columns}; nhiều nhất {limits.rows} dòng, {limits.columns} cột.",
            f"Xóa các dòng, cột thừa ở xa, hoặc: {limits.smaller}", where={**place, "dòng": limits.rows},
        )  # fmt: skip


def _plain(cell: object) -> Cell:
    """A cell as rules read it; times of day and spans of time become text."""
    return cell if isinstance(cell, str | int | float | bool | date) else str(cell)


def damaged(place: Mapping[str, object]) -> Refused:
    """The refusal of a file that cannot be read."""
    return Refused(
        "import.damaged", "Tệp hỏng, không đọc được.", "Mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.", where=place
    )


def sheets_of(data: bytes, place: Mapping[str, object], limits: Limits) -> dict[str, str]:
    """Paths of the sheets inside a workbook, by name; refuses whatever is no workbook of today's kind."""
    if data.startswith(OLD_EXCEL):
        raise Refused(
            "import.not_xlsx", "Đây là tệp Excel đời cũ (.xls) hoặc tệp có mật khẩu.",
            "Mở bằng Excel, chọn Lưu thành, dạng .xlsx, không đặt mật khẩu.", where=place,
        )  # fmt: skip
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            infos = parts.infolist()
            if "xl/workbook.xml" not in parts.namelist():
                raise _no_workbook(place)
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > limits.unpacked:
                raise Refused(
                    "import.too_big", "Tệp mở ra quá lớn.", "Chép phần cần nhập sang mẫu mới rồi gửi lại.", where=place
                )
            return _paths(parts)
    except zipfile.BadZipFile as error:
        raise _no_workbook(place) from error
    except (ParseError, DefusedXmlException, KeyError, OSError, RuntimeError, zlib.error) as error:
        raise damaged(place) from error


def _no_workbook(place: Mapping[str, object]) -> Refused:
    return Refused(
        "import.not_xlsx", "Tệp này không phải bảng tính Excel (.xlsx).",
        "Dùng mẫu tải từ trang này, hoặc lưu thành dạng .xlsx.", where=place,
    )  # fmt: skip


def _paths(parts: zipfile.ZipFile) -> dict[str, str]:
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in parts.namelist():
        with parts.open("xl/_rels/workbook.xml.rels") as file:
            for _event, node in iterparse(file):
                if node.tag.endswith("}Relationship"):
                    targets[node.get("Id", "")] = node.get("Target", "")
    found: dict[str, str] = {}
    with parts.open("xl/workbook.xml") as file:
        for _event, node in iterparse(file):
            if node.tag.endswith("}sheet"):
                target = targets.get(node.get(REL, ""), "").lstrip("/")
                found[node.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return found
