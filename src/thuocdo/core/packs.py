"""Packs (gói dữ kiện): reviewed facts as files, compared with the database, shown, then taken over.

A loader is a module with `NAME`, `FILES` (globs below the packs folder) and two functions:
`diff(root) -> PackDiff` looks only, `apply(root, *, at) -> PackDiff` takes over in one transaction.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from django.db import connection, transaction

from thuocdo.core import audit, clock
from thuocdo.core.models import PackLoad
from thuocdo.core.paths import PACKS
from thuocdo.core.progress import bar
from thuocdo.kernel.errors import Refused


@dataclass(frozen=True)
class Problem:
    """One fault of a pack, with its place: file, line, key."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} [{self.key}] {self.message}"


@dataclass
class PackDiff:
    """What a load would do or has done; `samples` names some of the changes for a person.

    `before` and `after` are the values of what was changed, added or removed, for the audit; a loader that writes rows
    of the audit itself leaves them empty.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def refuse(problems: Sequence[Problem], *, shown: int = 20) -> None:
    """Refuse the whole pack when it has problems, listing the first of them."""
    if not problems:
        return
    lines = "\n".join(f"  {problem}" for problem in problems[:shown])
    more = f"\n  ... và {len(problems) - shown} lỗi khác" if len(problems) > shown else ""
    raise Refused(
        "packs.problems",
        f"Gói dữ kiện có {len(problems)} lỗi, chưa nạp gì:\n{lines}{more}",
        "\nSửa các dòng trên rồi chạy lại `thuocdo packs load --dry-run`.",
    )


def read_csv(path: Path, *, required: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV pack with their line numbers; lines that start with # before the header are comments."""
    if not path.exists():
        raise Refused("packs.missing_file", f"Không có tệp {path.name}.", f"Cần tệp {path}.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            comments = 0
            while (position := handle.tell()) is not None and handle.readline().startswith("#"):
                comments += 1
            handle.seek(position)
            reader = csv.DictReader(handle)
            missing = [name for name in required if name not in (reader.fieldnames or [])]
            refuse([Problem(path.name, comments + 1, name, "thiếu cột này") for name in missing])
            for row in reader:
                if None in row or None in row.values():
                    refuse([Problem(path.name, comments + reader.line_num, "", "số ô khác số cột của dòng đầu")])
                yield comments + reader.line_num, row
    except UnicodeDecodeError as error:
        raise Refused(
            "packs.encoding", f"Tệp {path.name} không phải UTF-8 (byte {error.start}).", "Lưu lại dạng UTF-8."
        ) from error


class _Lines(yaml.SafeLoader):
    """A safe loader that keeps, under the key `__line__` of each mapping, where it began."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            keys = [self.construct_object(key) for key, _ in node.value]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise yaml.constructor.ConstructorError(None, None, f"khóa “{twice}” ghi hai lần", node.start_mark)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


def read_yaml(path: Path) -> Any:
    """Content of a YAML pack; each mapping knows its line as `__line__`."""
    if not path.exists():
        raise Refused("packs.missing_file", f"Không có tệp {path.name}.", f"Cần tệp {path}.")
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Lines)  # a subclass of SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        refuse([Problem(path.name, line, "", f"không đọc được YAML: {error.problem}")])
    except (ValueError, yaml.YAMLError) as error:  # bytes that are no UTF-8, control letters, days in no calendar
        refuse([Problem(path.name, 0, "", f"không đọc được YAML: {error}")])


def read_yaml_rows(path: Path, key: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Content of a YAML pack whose rows stand under one key, and these rows. Refused when it has another shape."""
    content = read_yaml(path)
    if not isinstance(content, dict):
        refuse([Problem(path.name, 1, key, f"tệp rỗng hoặc không có mục {key}")])
    rows = content.get(key)
    if not isinstance(rows, list):
        refuse([Problem(path.name, 1, key, "thiếu mục này, hoặc mục này không phải danh sách")])
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            refuse([Problem(path.name, 1, f"{key} {number}", "dòng này phải có dạng khóa: giá trị")])
    return content, rows


def loaders() -> list[ModuleType]:
    """The loaders of the wiring, in order of dependence."""
    from config import wiring

    return [import_module(dotted) for dotted in wiring.PACK_LOADERS]


def content_hash(loader: ModuleType, root: Path = PACKS) -> str:
    """One hash over all files of a loader, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in loader.FILES for path in root.glob(pattern)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def refresh_statistics() -> None:
    """Let PostgreSQL count what a bulk load has changed, so that the first pages after it are planned well."""
    with connection.cursor() as cursor:
        # A table that autovacuum is counting at this moment needs no second count, and waiting for it could deadlock.
        cursor.execute("ANALYZE (SKIP_LOCKED)")


def never_loaded() -> bool:
    """Whether this database has not taken over any pack yet."""
    return not PackLoad.objects.exists()


def load(root: Path = PACKS, *, dry_run: bool = False) -> dict[str, PackDiff]:
    """Take over all packs, each loader in one transaction; `dry_run` only compares. Raises `Refused` on problems."""
    results: dict[str, PackDiff] = {}
    chosen = loaders()
    with bar("So sánh danh mục" if dry_run else "Nạp danh mục", len(chosen)) as step:
        for loader in chosen:
            results[loader.NAME] = loader.diff(root) if dry_run else _take_over(loader, root)
            step()
        if any(diff.added or diff.changed for diff in results.values()) and not dry_run:
            refresh_statistics()
    return results


def _take_over(loader: ModuleType, root: Path) -> PackDiff:
    """One loader in one transaction, with its row of loads and its row of the audit."""
    with transaction.atomic():
        diff: PackDiff = loader.apply(root, at=clock.now())
        refuse(diff.problems)
        row = PackLoad.objects.create(
            loader=loader.NAME, at=clock.now(), sha256=content_hash(loader, root),
            added=diff.added, changed=diff.changed, removed=diff.removed, unchanged=diff.unchanged,
        )  # fmt: skip
        counts = {name: getattr(row, name) for name in ("added", "changed", "removed", "sha256")}
        details = audit.Details(before=diff.before or None, after={**counts, **diff.after})
        audit.record("core.load_pack", by=audit.SYSTEM, at=row.at, thing=row, details=details)
    return diff
