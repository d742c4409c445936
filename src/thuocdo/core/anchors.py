"""Anchors (mốc neo): the state of the audit chain at a moment, written down where who owns the database cannot reach.

A job makes one every day, in the database and as a small file under `anchors/` of the program's folder. What counts is
the copy that leaves the machine: the file, or its code pasted into a document or a mail.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from thuocdo.core import audit, chain, clock, exports
from thuocdo.core.chain import Anchor, Verdict
from thuocdo.core.models import AuditAnchor
from thuocdo.core.progress import Step, silent, through
from thuocdo.kernel.errors import Refused


def make(at: datetime) -> AuditAnchor:
    """Anchor the end of the chain. Refused when what was added since the last anchor does not hold."""
    last = AuditAnchor.objects.order_by("seq").last()
    verdict = audit.verify(start=of(last) if last is not None and last.seq else None)
    refuse_broken(verdict)
    return AuditAnchor.objects.create(at=at, seq=verdict.last_row, hash=verdict.last_hash)


def refuse_broken(verdict: Verdict) -> None:
    """Refuse a chain that does not hold, with what is wrong."""
    if not verdict.ok:
        raise Refused(
            "audit.chain_broken",
            verdict.detail,
            "Giữ nguyên hiện trạng, báo người phụ trách an toàn thông tin, chạy `thuocdo audit verify`.",
        )


def of(row: AuditAnchor) -> Anchor:
    """The anchor of a row of the database."""
    return Anchor(row.seq, row.hash)


def folder() -> Path:
    """Where the anchor files of this installation lie."""
    return Path(settings.VAR) / "anchors"


def write(row: AuditAnchor, path: Path | None = None) -> Path:
    """Write an anchor's file; without a path, into the folder of anchors, by day and number."""
    at = row.at.astimezone(clock.ZONE)
    target = path or folder() / f"moc-{at:%Y%m%d}-{row.seq}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.moi")
    half.write_text(exports.anchor_text(of(row), at.isoformat(timespec="seconds")), encoding="utf-8")
    half.replace(target)
    return target


def kept_files() -> list[Anchor]:
    """Anchors of the files in the folder of anchors."""
    found = [exports.read_anchor(str(path)) for path in sorted(folder().glob("*.json"))]
    return [anchor for anchor in found if anchor.seq]


def export(
    path: Path, *, first: int = 1, last: int | None = None, details: bool = False, at: datetime, step: Step = silent
) -> int:
    """Write rows of the chain to a file as `core.chain` describes; how many. The export leaves a row itself."""
    chosen = through(audit.rows(first=first, last=last), step)
    count = exports.write(path, (chain.line(row, details=details) for row in chosen))
    told = {"first": first, "last": last, "rows": count, "details": details, "file": path.name}
    audit.record(
        "core.export_audit", by=audit.SYSTEM, at=at, details=audit.Details(after=told, why="Lệnh thuocdo audit")
    )
    return count


def anchor_daily() -> str:
    """The daily job: check what was added, anchor it, write the file."""
    row = make(clock.now())
    return f"dòng {row.seq}, mã {of(row).code}, tệp {write(row).name}"


def verify_weekly() -> str:
    """The weekly job: recompute the whole chain and hold it against every anchor that is kept here."""
    verdict = audit.verify(anchors=[*audit.known_anchors(), *kept_files()])
    refuse_broken(verdict)
    return f"{verdict.rows} dòng, khớp {verdict.anchors_fitting} mốc"
