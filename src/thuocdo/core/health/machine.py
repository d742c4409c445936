"""Checks of the machine: disks, stored files, backups, reviewed facts, versions."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from thuocdo.core import clock, files, packs, versions
from thuocdo.core.health import Check, Finding, failed, is_demo, ok, warning
from thuocdo.core.models import JobRun, PackLoad
from thuocdo.core.paths import PACKS

MEGABYTE = 2**20
# Below this many bytes, or this share of the disk, somebody must act.
FREE_FAIL, FREE_WARN, SHARE_WARN = 500 * MEGABYTE, 5_000 * MEGABYTE, 0.05
BACKUP_WARN, BACKUP_FAIL = timedelta(days=2), timedelta(days=7)
DRILL_WARN = timedelta(days=35)
SAMPLE, LARGEST_SAMPLED = 10, 2 * MEGABYTE
THOROUGH_SAMPLE = 500


def checks() -> list[Check]:
    """The checks of this module."""
    group, safety = _("Máy chủ"), _("Sao lưu")
    hour = timedelta(hours=1)
    return [
        Check(name="disk", group=group, label=_("Chỗ trống trên đĩa"), look=_disk, hard=True),
        Check(name="files", group=group, label=_("Tệp đã lưu"), look=_files, keep=hour),
        Check(name="packs", group=group, label=_("Danh mục"), look=_packs, keep=timedelta(minutes=10)),
        Check(name="versions", group=group, label=_("Phiên bản"), look=_versions),
        Check(name="backup", group=safety, label=_("Bản sao lưu gần nhất"), look=_backup),
        Check(name="drill", group=safety, label=_("Diễn tập phục hồi"), look=_drill),
    ]


def _places() -> dict[Path, str]:
    """Folders whose disk must not fill up; the database's own only where it lies on this machine."""
    places = {Path(settings.MEDIA_ROOT): _("tệp"), Path(settings.VAR): _("dữ liệu chương trình")}
    host = str(connection.settings_dict.get("HOST") or "")
    if host.startswith("/"):
        places[Path(host)] = _("cơ sở dữ liệu")
    if settings.THUOCDO_BACKUP_DIR:
        places[Path(settings.THUOCDO_BACKUP_DIR)] = _("bản sao lưu")
    return places


def _disk(thorough: bool) -> Finding:
    seen: dict[int, tuple[list[str], int, int]] = {}
    for folder, words in _places().items():
        there = next(place for place in (folder, *folder.parents) if place.exists())
        usage = shutil.disk_usage(there)
        seen.setdefault(there.stat().st_dev, ([], usage.free, usage.total))[0].append(words)
    words = "; ".join(
        _("%(what)s: còn %(free)d GB của %(total)d GB")
        % {"what": ", ".join(what), "free": free / 10**9, "total": total / 10**9}
        for what, free, total in seen.values()
    )
    remedy = _("Dọn chỗ hoặc thêm đĩa; đầy đĩa thì không ghi được gì và cơ sở dữ liệu dừng.")
    if any(free < FREE_FAIL for _what, free, _total in seen.values()):
        return failed(words, remedy)
    if any(free < FREE_WARN or free < SHARE_WARN * total for _what, free, total in seen.values()):
        return warning(words, remedy)
    return ok(words)


def _files(thorough: bool) -> Finding:
    count, faults = files.verify_sample(THOROUGH_SAMPLE if thorough else SAMPLE, largest=LARGEST_SAMPLED)
    if not faults:
        return ok(_("%(count)d tệp lấy ngẫu nhiên đúng mã băm") % {"count": count})
    return failed(
        _("%(bad)d/%(count)d tệp lấy ngẫu nhiên bị mất hoặc đã đổi: %(first)s")
        % {"bad": len(faults), "count": count, "first": "; ".join(faults[:3])},
        _("Xem đĩa có lỗi không; lấy lại tệp từ bản sao lưu (thuocdo restore --into vào một cơ sở dữ liệu tạm)."),
    )


@lru_cache(maxsize=64)
def _hash(loader: ModuleType, _signature: tuple[tuple[str, int, int], ...]) -> str:
    return packs.content_hash(loader)


def _hash_on_disk(loader: ModuleType) -> str:
    """The content of a loader's files; they are read again only when one of them has another size or time."""
    paths = sorted(path for pattern in loader.FILES for path in PACKS.glob(pattern))
    return _hash(loader, tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths))


def _packs(thorough: bool) -> Finding:
    stale = []
    for loader in packs.loaders():
        last = PackLoad.objects.filter(loader=loader.NAME).first()
        if last is None or last.sha256 != _hash_on_disk(loader):
            stale.append(loader.NAME)
    if stale:
        return failed(
            _("chưa nạp bản mới: %(names)s") % {"names": ", ".join(stale)},
            _("Xem trước bằng thuocdo packs load --dry-run, rồi thuocdo packs load."),
        )
    return ok(_("đúng bản trên đĩa"))


def _versions(thorough: bool) -> Finding:
    program, stack = versions.program(), versions.stack()
    commit = f" ({program['commit'][:10]})" if program["commit"] else ""
    return ok(f"Thước Đo {program['version']}{commit}, Python {stack['python']}, Django {stack['django']}")


def _backup(thorough: bool) -> Finding:
    last = JobRun.objects.filter(name="core.backup", outcome="done").order_by("-started_at").first()
    if last is not None:
        seen = _("%(at)s: %(detail)s") % {"at": _day(last.started_at), "detail": last.detail}
    else:
        seen = _("chưa có bản nào")
    if is_demo():
        return ok(_("%(seen)s (bản minh họa)") % {"seen": seen})
    remedy = _("Đặt THUOCDO_BACKUP_DIR để tự sao lưu mỗi ngày, hoặc chạy thuocdo backup; chép ra máy khác.")
    age = clock.real_now() - last.started_at if last else None
    since = last.started_at + BACKUP_WARN if last else None
    if age is None:
        return warning(seen, remedy)
    if age > BACKUP_FAIL:
        return failed(seen, remedy, since)
    return warning(seen, remedy, since) if age > BACKUP_WARN else ok(seen)


def _drill(thorough: bool) -> Finding:
    """Runs that only said why they did nothing are no drill; a real one names what it restored."""
    runs = JobRun.objects.filter(name="core.backup_drill", outcome="done", detail__startswith="bản lúc")
    last = runs.order_by("-started_at").first()
    if is_demo():
        return ok(_("bản minh họa: không diễn tập"))
    remedy = _("Chạy thuocdo backup --drill, hoặc đặt THUOCDO_DRILL_DATABASE_URL để việc nền diễn tập mỗi tuần.")
    if last is None:
        return warning(_("chưa diễn tập lần nào"), remedy)
    seen = _("%(at)s: %(detail)s") % {"at": _day(last.started_at), "detail": last.detail}
    late = clock.real_now() - last.started_at > DRILL_WARN
    return warning(seen, remedy, last.started_at + DRILL_WARN) if late else ok(seen)


def _day(moment: datetime) -> str:
    return moment.astimezone(clock.ZONE).strftime("%H:%M %d/%m/%Y")
