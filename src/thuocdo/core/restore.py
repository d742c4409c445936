"""Restoring a backup (phục hồi): into an empty database only, checked by counts, hashes and the audit chain.

The file is read to its end before anything is touched. What fails is undone: a database that was empty is empty again,
one that was made for it is dropped, one that was in use keeps its name and its rows.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from thuocdo.core import anchors, archive, audit, backup, clock, copying, databases, exports, grants, packs
from thuocdo.core.archive import Manifest
from thuocdo.core.databases import Server
from thuocdo.core.progress import bar
from thuocdo.kernel.errors import Refused


@dataclass
class Restored:
    """What was restored and how it was checked; `seconds` by step."""

    manifest: Manifest
    database: str
    kept_as: str = ""
    files_written: int = 0
    files_there: int = 0
    chain: str = ""
    chain_ok: bool = True
    anchors_aside: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """The same for a program."""
        told = self.manifest
        return {
            "database": self.database, "kept_as": self.kept_as, "made_at": told.made_at, "rows": told.rows,
            "tables": len(told.tables), "files_written": self.files_written, "files_there": self.files_there,
            "missing": told.missing, "anchors_aside": self.anchors_aside,
            "chain_ok": self.chain_ok, "chain": self.chain,
            "seconds": {name: round(value, 1) for name, value in self.seconds.items()},
        }  # fmt: skip

    def words(self) -> str:
        """The same for the ledger."""
        took = ", ".join(f"{name} {value:.1f} s" for name, value in self.seconds.items())
        told = self.manifest
        return (
            f"bản lúc {told.made_at}: {told.rows} dòng của {len(told.tables)} bảng và {len(told.files)} tệp "
            f"đúng bản kê; nhật ký: {self.chain}; {took}"
        )


def restore(path: Path, *, into: str = "", force: bool = False) -> Restored:
    """Restore a backup into our database, or `into` another one of the server; it must be empty.

    With `force`, a database in use is replaced: the backup goes into a new one, which takes its name when everything
    has been checked, and the old one stays under another name. Raises `Refused`.
    """
    manifest = _checked(path)
    server = databases.ours()
    target = into or server.name
    if into and not server.exists(into):
        with _made(server, into):
            return _fill(path, manifest, server, into)
    if server.is_empty(target):
        with _wiped_on_failure(server, target):
            done = _fill(path, manifest, server, target)
        return done if into else _set_anchors_aside(done)
    if into or not force:
        raise Refused(
            "restore.not_empty", f"Cơ sở dữ liệu {target} đã có bảng; phục hồi không ghi đè lên dữ liệu nào.",
            "Dùng --into với một cơ sở dữ liệu rỗng; hoặc --force để đổi tên cơ sở dữ liệu đang dùng và giữ lại.",
        )  # fmt: skip
    return _replace(path, manifest, server)


def _replace(path: Path, manifest: Manifest, server: Server) -> Restored:
    server.refuse_in_use()
    stamp = f"{clock.real_now():%Y%m%d_%H%M%S}"
    fresh, kept_as = f"{server.name}_phuc_hoi_{stamp}", f"{server.name}_truoc_{stamp}"
    with _made(server, fresh):
        done = _fill(path, manifest, server, fresh)
        server.swap(fresh, keep_as=kept_as)
    done.database, done.kept_as = server.name, kept_as
    return _set_anchors_aside(done)


def _set_anchors_aside(done: Restored) -> Restored:
    """Anchors of rows that came after the backup fit no longer: they are kept beside those that do."""
    folder = anchors.folder()
    aside = folder / f"truoc-phuc-hoi-{clock.real_now():%Y%m%d-%H%M%S}"
    for path in sorted(folder.glob("*.json")):
        if exports.read_anchor(str(path)).seq > done.manifest.audit.seq:
            aside.mkdir(exist_ok=True)
            path.rename(aside / path.name)
            done.anchors_aside.append(path.name)
    return done


def drill(path: Path, server: Server) -> Restored:
    """Restore into a database made for it, check it, drop it (diễn tập phục hồi). Files are checked by hash only."""
    manifest = _checked(path)
    name = f"thuocdo_dien_tap_{clock.real_now():%Y%m%d_%H%M%S}"
    server.create(name)
    try:
        done = _fill(path, manifest, server, name, with_files=False)
    finally:
        server.drop(name)
    done.database = ""
    return done


def drill_weekly() -> str:
    """The weekly drill on the newest backup, or on one made for it; for the schedule. Says what was done."""
    if settings.THUOCDO_DEMO:
        return "bản minh họa: không diễn tập"
    address = settings.THUOCDO_DRILL_DATABASE_URL
    if not address:
        return "chưa đặt THUOCDO_DRILL_DATABASE_URL: diễn tập bằng lệnh thuocdo backup --drill"
    server = databases.at(address)
    folder = settings.THUOCDO_BACKUP_DIR
    if folder and (newest := backup.newest(Path(folder))):
        return drill(newest, server).words()
    with backup.for_a_while() as path:
        return drill(path, server).words()


def _checked(path: Path) -> Manifest:
    """The manifest of a whole and unaltered backup that this program understands."""
    with archive.opened(path) as (_archive, manifest):
        known = MigrationLoader(None).disk_migrations or {}
        newer = sorted(f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known)
    if newer:
        program = manifest.program.get("version", "?")
        raise Refused(
            "restore.newer", f"Bản sao lưu do chương trình mới hơn làm (bản {program}, có bước {newer[0]}).",
            "Cài bản chương trình đó hoặc mới hơn rồi phục hồi. Chưa động đến dữ liệu nào.",
        )  # fmt: skip
    with bar("Kiểm tra bản sao lưu", len(manifest.tables) + len(manifest.files)) as step:
        return archive.check(path, step)


@contextmanager
def _made(server: Server, name: str) -> Iterator[None]:
    server.create(name)
    try:
        yield
    except BaseException:
        server.drop(name)
        raise


@contextmanager
def _wiped_on_failure(server: Server, name: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        server.wipe(name)
        raise


def _fill(path: Path, manifest: Manifest, server: Server, name: str, *, with_files: bool = True) -> Restored:
    """Tables as they were, their rows, the files, then the tables of this program, and the check of the chain."""
    done = Restored(manifest, name)
    with databases.in_use(server, name), archive.opened(path) as (source, _manifest):
        with _timed(done, "bảng"):
            _migrate_as_it_was(manifest)
            connection.close()
        with _timed(done, "dữ liệu"), server.connect(name) as link:
            _load(link, source, manifest)
        if with_files:
            with _timed(done, "tệp"):
                _write_files(source, manifest, done)
        with _timed(done, "nâng cấp"):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            packs.refresh_statistics()
        with _timed(done, "nhật ký"):
            _check_chain(manifest, done)
        _note(path, manifest)
    return done


@contextmanager
def _timed(done: Restored, step: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    done.seconds[step] = time.monotonic() - began


def _migrate_as_it_was(manifest: Manifest) -> None:
    """Make the tables as the program had them that made the backup."""
    executor = MigrationExecutor(connection)
    applied = set(manifest.migrations)
    leaves = [key for key in applied if not any(child in applied for child in _children(executor, key))]
    executor.migrate(sorted(leaves))


def _children(executor: MigrationExecutor, key: tuple[str, str]) -> set[tuple[str, str]]:
    node = executor.loader.graph.node_map.get(key)
    return {child.key for child in node.children if child.key[0] == key[0]} if node else set()


def _load(link: copying.Link, source: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put all rows in and read them back, in one transaction: either everything is as the manifest says, or nothing."""
    link.execute(copying.PLAIN)
    there = copying.tables(link)
    _refuse_other_tables(there, manifest)
    names = list(manifest.tables)
    copying.emptied(link, [name for name in there if name != "django_migrations"])
    with bar("Phục hồi", 2 * len(names)) as step:
        for name in copying.in_order(link, names):
            with source.open(f"tables/{name}.tsv") as rows:
                copying.write(link, name, manifest.tables[name].columns, copying.blocks_of(rows))
            step()
        copying.set_sequences(link, manifest.sequences)
        copying.guarded(link, [name for name in there if name != "django_migrations"])
        for name, told in manifest.tables.items():
            found = copying.read(link, there[name], lambda block: None)
            if (found.rows, found.sha256) != (told.rows, told.sha256):
                raise Refused(
                    "restore.differs", f"Bảng {name} sau khi nạp khác bản kê ({found.rows} dòng, cần {told.rows}).",
                    "Đã hủy, dữ liệu như trước khi phục hồi. Báo lỗi này kèm phiên bản PostgreSQL của hai máy chủ.",
                )  # fmt: skip
            step()


def _refuse_other_tables(there: dict[str, copying.Table], manifest: Manifest) -> None:
    """Refuse a backup whose tables are not those that its migrations make."""
    ours = {name: list(table.columns) for name, table in there.items() if name not in backup.LEFT_OUT}
    told = {name: table.columns for name, table in manifest.tables.items()}
    different = sorted(name for name in ours.keys() | told.keys() if ours.get(name) != told.get(name))
    if different:
        raise Refused(
            "restore.other_tables", f"Bảng {different[0]} trong bản sao lưu khác bảng mà chương trình dựng nên.",
            "Chưa nạp gì. Bản sao lưu này không phải do một bản Thước Đo chưa sửa làm ra.",
        )  # fmt: skip


def _write_files(source: zipfile.ZipFile, manifest: Manifest, done: Restored) -> None:
    """Put files back where the rows say; the same content stays, other content is put aside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sha256, content FROM core_storedfile")
        places = dict(cursor.fetchall())
    with bar("Phục hồi tệp", len(manifest.files)) as step:
        for sha256 in manifest.files:
            _write_file(source, sha256, places[sha256], done)
            step()


def _write_file(source: zipfile.ZipFile, sha256: str, place: str, done: Restored) -> None:
    if default_storage.exists(place):
        with default_storage.open(place) as there:
            same = copying.hash_of(there) == sha256
        if same:
            done.files_there += 1
            return
        aside = Path(default_storage.path(place))
        aside.rename(aside.with_name(f"{aside.name}.hong-{clock.real_now():%Y%m%d%H%M%S}"))
    kept = default_storage.save(place, ContentFile(source.read(f"files/{sha256}")))
    if kept != place:
        raise Refused("restore.file_place", f"Không ghi được tệp vào {place}.", "Xem quyền của thư mục files.")
    done.files_written += 1


def _check_chain(manifest: Manifest, done: Restored) -> None:
    """Recompute the audit chain up to where it ended when the backup was made. Refused when it held then, not now."""
    verdict, told = audit.verify(), manifest.audit
    done.chain_ok = verdict.ok and (verdict.last_row, verdict.last_hash) == (told.seq, told.hash or verdict.last_hash)
    done.chain = f"{verdict.rows} dòng liền mạch" if done.chain_ok else f"không khớp ({verdict.detail})"
    if told.ok and not done.chain_ok:
        raise archive.altered(f"chuỗi nhật ký {done.chain}")


def _note(path: Path, manifest: Manifest) -> None:
    """Say in the audit of the restored database that it was restored, from what."""
    grants.bring_up_to_date(make=False)
    told = {"file": path.name, "made_at": manifest.made_at, "fingerprint": archive.fingerprint(manifest)}
    details = audit.Details(after={**told, "seq": manifest.audit.seq}, why="Phục hồi từ bản sao lưu")
    audit.record("core.restore", by=audit.SYSTEM, at=clock.now(), details=details)
