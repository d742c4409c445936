"""What is handed in with an import of a register: the table, whatever wrote it, and the files of its papers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from thuocdo.core.sheets import OLD_EXCEL, Cell, Limits, read_old_sheet, read_sheet, refuse_heavy
from thuocdo.documents.reading.formats.bundles import bundle_kind, open_bundle
from thuocdo.documents.reading.formats.plain import read_plain
from thuocdo.kernel.delimited import delimiter, rows
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold

LIMITS = Limits(
    size=40 * 2**20, unpacked=400 * 2**20, rows=200_000, columns=200, smaller="Xuất từng năm, nhập từng tệp."
)  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file as it was handed in."""

    name: str
    data: bytes


def read_table(upload: Upload) -> list[list[Cell]]:
    """Rows of a workbook (.xlsx, .xls) or of a table kept as text, in any known encoding, parted by any usual sign.

    Refused as `core.sheets.read_sheet`; `import.no_table` for a text in which nothing parts cells.
    """
    if upload.data.startswith(b"PK"):
        return read_sheet(upload.data, upload.name, LIMITS).rows
    if upload.data.startswith(OLD_EXCEL):
        return read_old_sheet(upload.data, upload.name, LIMITS).rows
    refuse_heavy(upload.data, upload.name, LIMITS)
    text = "\n".join(read_plain(upload.data).pages)
    sign = delimiter(text)
    if not sign:
        raise Refused(
            "import.no_table", "Tệp không phải bảng: không thấy dấu ngăn các cột.",
            "Xuất lại dạng .xlsx, hoặc .csv ngăn bằng dấu phẩy hay chấm phẩy.", where={"tệp": upload.name},
        )  # fmt: skip
    return list(_rows(text, sign, upload.name))


def _rows(text: str, sign: str, name: str) -> Iterator[list[Cell]]:
    try:
        for number, (_, row) in enumerate(rows(text, sign), start=1):
            if number > LIMITS.rows or len(row) > LIMITS.columns:
                raise Refused(
                    "import.too_many", f"Bảng quá {LIMITS.rows} dòng hoặc {LIMITS.columns} cột.", LIMITS.smaller,
                    where={"tệp": name, "dòng": number},
                )  # fmt: skip
            yield list(row)
    except csv.Error as error:
        raise Refused(
            "import.damaged", f"Không đọc được bảng: {error}.", "Xuất lại dạng .xlsx rồi gửi.", where={"tệp": name}
        ) from error


class Papers:
    """Files of papers, found by the name that a line gives, or by its number where it gives none."""

    def __init__(self, files: Iterable[Upload]) -> None:
        self._by_name: dict[str, Upload] = {}
        self._by_stem: dict[str, list[Upload]] = {}
        for file in files:
            self._by_name.setdefault(fold(PurePosixPath(file.name).name), file)
            self._by_stem.setdefault(plain(PurePosixPath(file.name).stem), []).append(file)

    def __len__(self) -> int:
        return len(self._by_name)

    def named(self, said: str) -> Upload | None:
        """The file that a cell names: alone, with a path, or the first of several."""
        for name in said.replace("\\", "/").replace("|", ";").split(";"):
            if found := self._by_name.get(fold(PurePosixPath(name.strip()).name)):
                return found
        return None

    def of_number(self, number: str) -> Upload | None:
        """The one file whose name is the number of the paper (3667-QĐ-UBND.pdf)."""
        found = self._by_stem.get(plain(number), [])
        return found[0] if number and len(found) == 1 else None


def plain(name: str) -> str:
    """A name by letters and figures only.

    >>> plain("3667/QĐ-UBND") == plain("3667_qd_ubnd")
    True
    """
    return "".join(letter for letter in fold(name) if letter.isalnum())


def papers_of(bundle: Upload | None = None, folder: Path | None = None) -> Papers:
    """The files of a zipped folder, or of a folder on this machine. Refused when the bundle is unsafe or broken."""
    if folder is not None:
        paths: Sequence[Path] = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        return Papers(_Lazy(str(path.relative_to(folder)), path) for path in paths)
    if bundle is None:
        return Papers(())
    if bundle_kind(bundle.data) != "zip":
        raise Refused(
            "import.no_zip", f"“{bundle.name}” không phải tệp nén .zip.", "Nén các tệp văn bản thành một tệp .zip.",
            where={"tệp": bundle.name},
        )  # fmt: skip
    return Papers(Upload(member.name, member.data) for member in open_bundle(bundle.data, bundle.name).members)


class _Lazy(Upload):
    """A file of a folder, read when it is wanted."""

    def __init__(self, name: str, path: Path) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "path", path)

    @property
    def data(self) -> bytes:
        """The bytes, read now."""
        return bytes(self.__dict__["path"].read_bytes())
