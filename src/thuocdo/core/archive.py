"""A backup as a file (bản sao lưu): a zip with `manifest.json`, `tables/NAME.tsv` and `files/SHA256`.

The manifest says what must be inside, with a hash for everything, so that a file that was cut or altered is known
before any of it is used. Its own hash is printed when it is made: kept elsewhere, it shows that a file was not
replaced as a whole.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from thuocdo.core.copying import Tally, blocks_of
from thuocdo.core.progress import Step
from thuocdo.kernel.errors import Refused

FORMAT = 1
MANIFEST, SECRET = "manifest.json", "secret_key"
LARGEST_MANIFEST = 1 << 28


@dataclass(frozen=True)
class TableRows:
    """Rows of one table as the manifest knows them."""

    columns: list[str]
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Head:
    """The end of the audit chain when the backup was made; `ok` whether the chain held then."""

    seq: int
    hash: str
    ok: bool


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `files` maps hashes to sizes; `missing` names files that the disk had lost or changed."""

    format: int
    made_at: str
    program: dict[str, str]
    migrations: list[tuple[str, str]]
    tables: dict[str, TableRows]
    sequences: dict[str, int | None]
    files: dict[str, int]
    audit: Head
    missing: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    packs: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    secret_key: bool = False

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(table.rows for table in self.tables.values())

    def text(self) -> bytes:
        """The manifest as it stands in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode()

    def entries(self) -> set[str]:
        """Names of everything that the file must hold."""
        found = {MANIFEST} | {f"tables/{name}.tsv" for name in self.tables} | {f"files/{sha}" for sha in self.files}
        return found | {SECRET} if self.secret_key else found


def altered(what: str) -> Refused:
    """The refusal of a file that is not as it was made."""
    return Refused(
        "backup.altered", f"Bản sao lưu không nguyên vẹn: {what}.",
        "Chưa động đến dữ liệu nào. Dùng một bản sao lưu khác, hoặc chép lại tệp này từ nơi cất giữ.",
    )  # fmt: skip


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup opened for reading, with its manifest. Raises `Refused` when it is none, or cut, or newer."""
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise Refused("backup.not_found", f"Không có tệp {path}.", "Kiểm tra lại đường dẫn.") from error
    except OSError as error:
        raise Refused(
            "backup.unreadable", f"Không đọc được {path}: {error.strerror}.", "Kiểm tra quyền đọc."
        ) from error
    except zipfile.BadZipFile as error:
        raise altered("tệp bị cắt giữa chừng, hoặc không phải bản sao lưu của Thước Đo") from error
    with archive:
        yield archive, _manifest(archive)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise altered(f"thiếu {MANIFEST}")
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise altered(f"{MANIFEST} quá lớn")
    try:
        told: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if int(told["format"]) > FORMAT:
            raise Refused(
                "backup.newer", f"Bản sao lưu có dạng {told['format']}, chương trình này đọc đến dạng {FORMAT}.",
                "Cài bản chương trình mới hơn rồi phục hồi. Chưa động đến dữ liệu nào.",
            )  # fmt: skip
        told["tables"] = {name: TableRows(**table) for name, table in told["tables"].items()}
        told["migrations"] = [(app, name) for app, name in told["migrations"]]
        return Manifest(**{**told, "audit": Head(**told["audit"])})
    except (zipfile.BadZipFile, zlib.error) as error:
        raise altered(f"{MANIFEST} hỏng") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise altered(f"không hiểu {MANIFEST}") from error


def fingerprint(manifest: Manifest) -> str:
    """The hash of a manifest, which stands for the whole backup."""
    return hashlib.sha256(manifest.text()).hexdigest()


def check(path: Path, step: Step = lambda count=1: None) -> Manifest:
    """Read all of a backup and hold it against its manifest; `step` is told of every part. Raises `Refused`."""
    with opened(path) as (archive, manifest):
        names = archive.namelist()
        there, wanted = set(names), manifest.entries()
        if missing := sorted(wanted - there):
            raise altered(f"thiếu {len(missing)} phần, trước hết {missing[0]}")
        if len(names) != len(there) or (strange := sorted(there - wanted)):
            raise altered(f"có phần lạ: {strange[0] if len(names) == len(there) else 'tên ghi hai lần'}")
        for name, table in manifest.tables.items():
            found = passed(archive, f"tables/{name}.tsv")
            if (found.rows, found.bytes, found.sha256) != (table.rows, table.bytes, table.sha256):
                raise altered(f"bảng {name} khác bản kê ({found.rows} dòng thay vì {table.rows})")
            step()
        for sha256, size in manifest.files.items():
            found = passed(archive, f"files/{sha256}")
            if (found.sha256, found.bytes) != (sha256, size):
                raise altered(f"tệp {sha256[:16]}… khác bản kê")
            step()
    return manifest


def passed(archive: zipfile.ZipFile, name: str) -> Any:
    """Read one part and say what it was. Raises `Refused` when its own check sum does not fit."""
    tally = Tally()
    try:
        with archive.open(name) as source:
            for block in blocks_of(source):
                tally.add(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise altered(f"{name} hỏng") from error
    return tally.result()
