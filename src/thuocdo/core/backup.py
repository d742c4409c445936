"""Making a backup (sao lưu) while people work: every table as of one moment, every stored file, what to check it by.

What is written while the backup runs is either in it whole or not at all, because all tables are read in one
snapshot of the database; files are never changed once stored.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage

from thuocdo.core import archive, audit, clock, copying, databases, jobs, versions
from thuocdo.core.archive import Head, Manifest, TableRows
from thuocdo.core.progress import bar
from thuocdo.kernel.errors import Refused

JOB = "core.backup"
# Tables whose rows stay behind, each with its reason.
LEFT_OUT = {
    "core_cache": "bộ nhớ đệm, tự dựng lại",
    "django_session": "phiên đăng nhập: sau phục hồi mọi người đăng nhập lại, phiên đã kết thúc không sống lại",
    "django_migrations": "ghi trong bản kê, dựng lại khi phục hồi",
}
# Choices of this deployment that whoever restores wants to see; secrets and passwords are not among them.
TOLD = (
    "THUOCDO_PROVINCE", "THUOCDO_HOSTS", "THUOCDO_ORIGINS", "THUOCDO_HTTPS", "THUOCDO_PROXIES", "THUOCDO_URL",
    "THUOCDO_IDLE_MINUTES", "THUOCDO_SECOND_FACTOR", "THUOCDO_BACKUP_KEEP", "THUOCDO_DEMO",
)  # fmt: skip
# Files whose time is over have a row without a content.
STORED = "SELECT sha256, content, name FROM core_storedfile WHERE content <> '' ORDER BY sha256"
LEVEL = 6
PATTERN = "thuocdo-*.zip"


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    path: Path
    bytes: int
    seconds: float
    manifest: Manifest

    def summary(self) -> dict[str, Any]:
        """The same for a program."""
        told = self.manifest
        return {
            "file": str(self.path), "bytes": self.bytes, "seconds": round(self.seconds, 1), "rows": told.rows,
            "tables": len(told.tables), "files": len(told.files), "missing": told.missing,
            "audit": {"seq": told.audit.seq, "hash": told.audit.hash, "ok": told.audit.ok},
            "fingerprint": archive.fingerprint(told), "left_out": told.left_out,
        }  # fmt: skip

    def words(self) -> str:
        """The same for the ledger."""
        told = self.manifest
        return (
            f"{self.path.name}, {self.bytes / 1e6:.1f} MB, {told.rows} dòng, {len(told.files)} tệp, "
            f"nhật ký đến dòng {told.audit.seq}, dấu {archive.fingerprint(told)[:16]}"
        )


def make(path: Path, *, with_secret_key: bool = False, noted: bool = True) -> Made:
    """Make a backup at `path` (or in this folder under a dated name), readable by its owner only.

    `noted` leaves a row in the ledger, from which the health page knows the last good backup. Raises `Refused`.
    """
    if path.is_dir():
        path = path / f"thuocdo-{clock.real_now():%Y%m%d-%H%M%S}.zip"
    _refuse_unwritable(path)
    if not noted:
        return _make(path, with_secret_key)
    with jobs.run(JOB) as row:
        made = _make(path, with_secret_key)
        row.detail = made.words()
    return made


def _refuse_unwritable(path: Path) -> None:
    if path.exists():
        raise Refused("backup.exists", f"Đã có tệp {path}.", "Chọn tên khác, hoặc ghi một thư mục để tự đặt tên.")
    if not path.parent.is_dir():
        raise Refused("backup.no_folder", f"Không có thư mục {path.parent}.", "Tạo thư mục trước.")
    if not os.access(path.parent, os.W_OK):
        raise Refused("backup.not_writable", f"Không ghi được vào {path.parent}.", "Kiểm tra quyền của thư mục.")


def _make(path: Path, with_secret_key: bool) -> Made:
    began = time.monotonic()
    part = path.with_name(f"{path.name}.part")
    verdict = audit.verify()
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            with _snapshot() as link:
                _refuse_full_disk(link, part.parent)
                manifest = _write(link, out, chain_holds=verdict.ok, with_secret_key=with_secret_key)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    except FileExistsError as error:
        raise Refused(
            "backup.running", f"Đã có {part.name}: một lần sao lưu khác đang chạy, hoặc lần trước bị ngắt.",
            "Đợi lần kia xong; nếu không có lần nào đang chạy thì xóa tệp .part rồi làm lại.",
        ) from error  # fmt: skip
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(
            "backup.not_written", f"Không ghi được {path}: {error.strerror}.", "Xem đĩa còn chỗ không."
        ) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Made(path, path.stat().st_size, time.monotonic() - began, manifest)


@contextmanager
def _snapshot() -> Iterator[copying.Link]:
    """A connection that sees the database as of one moment, whatever is written meanwhile."""
    link = databases.ours().connect()
    try:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        link.read_only = True
        link.execute(copying.PLAIN)
        yield link
    finally:
        link.close()


def _refuse_full_disk(link: copying.Link, folder: Path) -> None:
    """Rows as compressed text took a thirtieth of the database when measured; a tenth is asked for."""
    row = link.execute("SELECT pg_database_size(current_database()) / 10 + coalesce(sum(size), 0) FROM core_storedfile")
    needed, free = int(row.fetchone()[0]), shutil.disk_usage(folder).free  # type: ignore[index]
    if free < needed:
        raise Refused(
            "backup.no_space", f"Thư mục {folder} còn {free // 2**20} MB, cần khoảng {needed // 2**20} MB.",
            "Dọn chỗ, hoặc ghi vào đĩa khác.",
        )  # fmt: skip


def _write(link: copying.Link, out: Any, *, chain_holds: bool, with_secret_key: bool) -> Manifest:
    there = copying.tables(link)
    left_out = {name: LEFT_OUT.get(name, "bảng không thuộc chương trình") for name in there if not _is_ours(name)}
    stored = link.execute(STORED).fetchall()
    head = link.execute("SELECT seq, hash FROM core_auditrow ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as target:
        tables = {}
        with bar("Sao lưu", len(there) + len(stored)) as step:
            for name, table in there.items():
                if name not in left_out:
                    tables[name] = _table(link, target, table)
                step()
            files, missing = _files(target, stored, step)
        if with_secret_key:
            target.writestr(archive.SECRET, settings.SECRET_KEY)
        manifest = Manifest(
            format=archive.FORMAT, made_at=clock.real_now().isoformat(timespec="seconds"),
            program={**versions.program(), **versions.stack(), "postgresql": _server(link)},
            migrations=link.execute("SELECT app::text, name::text FROM django_migrations ORDER BY id").fetchall(),
            tables=tables, sequences=copying.sequences(link), files=files, missing=missing, left_out=left_out,
            audit=Head(head[0], head[1], chain_holds), packs=_packs(link), secret_key=with_secret_key,
            settings={name: os.environ[name] for name in TOLD if os.environ.get(name)},
        )  # fmt: skip
        target.writestr(archive.MANIFEST, manifest.text())
    return Manifest(**{**manifest.__dict__, "migrations": [tuple(one) for one in manifest.migrations]})


def _is_ours(name: str) -> bool:
    """Whether the rows of a table belong into a backup: a table of the program that is not left out."""
    return name not in LEFT_OUT and name in {
        model._meta.db_table for model in apps.get_models(include_auto_created=True)
    }


def _table(link: copying.Link, target: zipfile.ZipFile, table: copying.Table) -> TableRows:
    with target.open(f"tables/{table.name}.tsv", "w", force_zip64=True) as entry:
        written = copying.read(link, table, entry.write)
    return TableRows(list(table.columns), written.rows, written.bytes, written.sha256)


def _files(target: zipfile.ZipFile, stored: list[Any], step: Any) -> tuple[dict[str, int], list[str]]:
    """Put every stored file in; what the disk has not, or has with other content, is named."""
    files: dict[str, int] = {}
    missing = []
    for sha256, place, name in stored:
        step()
        try:
            with default_storage.open(place) as source:
                content = source.read()
        except OSError:
            missing.append(f"{sha256} {name}: không có trên đĩa")
            continue
        if hashlib.sha256(content).hexdigest() != sha256:
            missing.append(f"{sha256} {name}: nội dung trên đĩa đã đổi")
            continue
        target.writestr(f"files/{sha256}", content)
        files[sha256] = len(content)
    return files, missing


def _server(link: copying.Link) -> str:
    return str(link.info.parameter_status("server_version") or "")


def _packs(link: copying.Link) -> dict[str, str]:
    """The content of each pack that was last loaded."""
    return dict(link.execute("SELECT DISTINCT ON (loader) loader, sha256 FROM core_packload ORDER BY loader, id DESC"))


@contextmanager
def for_a_while() -> Iterator[Path]:
    """A backup for the length of a block, in the folder of the program."""
    with TemporaryDirectory(dir=settings.VAR) as folder:
        yield make(Path(folder), noted=False).path


def newest(folder: Path) -> Path | None:
    """The newest backup in a folder of dated backups."""
    return max(folder.glob(PATTERN), default=None)


def keep(folder: Path, number: int) -> list[Path]:
    """Leave the newest backups of a folder; returns those that were removed."""
    old = sorted(folder.glob(PATTERN))[: -number or None]
    for path in old:
        path.unlink()
    return old


def make_daily() -> str:
    """The backup of the day into `THUOCDO_BACKUP_DIR`, keeping the newest `THUOCDO_BACKUP_KEEP`; for the schedule."""
    if not settings.THUOCDO_BACKUP_DIR:
        return "không đặt THUOCDO_BACKUP_DIR: không tự sao lưu"
    folder = Path(settings.THUOCDO_BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    made = make(folder)
    removed = keep(folder, settings.THUOCDO_BACKUP_KEEP)
    return json.dumps({"file": made.path.name, "removed": [path.name for path in removed]}, ensure_ascii=False)
