"""Checks of the database and of the audit in it."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import lru_cache

from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from thuocdo.core import audit, chain, clock, grants
from thuocdo.core.health import Check, Finding, failed, ok, warning
from thuocdo.core.models import AuditAnchor, AuditRow

OLDEST_SERVER = 150000
BUSY = 0.9
LONG = timedelta(minutes=10)
DRIFT_WARN, DRIFT_FAIL = 2.0, 60.0
# As many rows of the chain as can be recomputed within a page.
ROWS_AT_ONCE = 1500
MARK = "health:audit-mark"
ANCHOR_AGE = timedelta(days=2)
STATE = """SELECT pg_database_size(current_database()),
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
    current_setting('max_connections')::int"""
OLDEST = """SELECT clock_timestamp() - min(xact_start), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      AND xact_start < clock_timestamp() - %s::interval"""
TRIGGERS = """SELECT count(*) FROM pg_trigger WHERE tgrelid = 'core_auditrow'::regclass
    AND tgname IN ('audit_rows_stay', 'audit_is_not_emptied') AND tgenabled IN ('O', 'A')"""


def checks() -> list[Check]:
    """The checks of this module."""
    group = _("Cơ sở dữ liệu")
    return [
        Check(name="database", group=group, label=_("Máy chủ cơ sở dữ liệu"), look=_server, hard=True),
        Check(
            name="migrations", group=group, label=_("Bảng dữ liệu đúng bản chương trình"), look=_migrations, hard=True
        ),
        Check(name="transactions", group=group, label=_("Giao dịch kéo dài"), look=_transactions),
        Check(name="clock", group=group, label=_("Đồng hồ"), look=_clock),
        Check(name="audit", group=group, label=_("Chuỗi nhật ký"), look=_chain, keep=timedelta(minutes=5)),
        Check(name="audit_role", group=group, label=_("Quyền sửa nhật ký"), look=_audit_role),
        Check(name="audit_rules", group=group, label=_("Quy tắc chỉ thêm của nhật ký"), look=_audit_rules),
        Check(name="anchors", group=group, label=_("Mốc neo nhật ký"), look=_anchors),
    ]


def _server(thorough: bool) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        size, used, most = cursor.fetchone()
        number = cursor.connection.info.server_version
    version = f"PostgreSQL {number // 10000}.{number % 10000}"
    seen = _("%(version)s, %(size)d MB, %(used)d/%(most)d kết nối") % {
        "version": version, "size": size // 10**6, "used": used, "most": most,
    }  # fmt: skip
    if number < OLDEST_SERVER:
        return failed(seen, _("Nâng cấp lên PostgreSQL 15 trở lên."))
    if used > BUSY * most:
        return warning(seen, _("Tăng max_connections, hoặc giảm số tiến trình trang."))
    return ok(seen)


@lru_cache(maxsize=1)
def steps_on_disk() -> frozenset[tuple[str, str]]:
    """The migrations that this program knows; they do not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def _migrations(thorough: bool) -> Finding:
    applied = set(MigrationRecorder(connection).applied_migrations())
    missing, newer = sorted(steps_on_disk() - applied), sorted(applied - steps_on_disk())
    if missing:
        seen = _("còn %(count)d bước chưa chạy, trước hết %(first)s") % {
            "count": len(missing), "first": ".".join(missing[0]),
        }  # fmt: skip
        return failed(seen, _("Chạy thuocdo prepare."))
    if newer:
        return warning(
            _("cơ sở dữ liệu có %(count)d bước mà chương trình này không biết") % {"count": len(newer)},
            _("Có lẽ chương trình cũ hơn cơ sở dữ liệu: cài đúng bản."),
        )
    return ok(_("%(count)d bước, đủ") % {"count": len(applied)})


def _transactions(thorough: bool) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(OLDEST, [str(LONG)])
        age, count = cursor.fetchone()
    if not count:
        return ok(_("không có giao dịch nào quá 10 phút"))
    seen = _("%(count)d giao dịch, lâu nhất %(minutes)d phút") % {"count": count, "minutes": age.total_seconds() // 60}
    return warning(
        seen, _("Xem pg_stat_activity; việc treo giữ chỗ và làm cơ sở dữ liệu phình ra."), clock.real_now() - age
    )


def _clock(thorough: bool) -> Finding:
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        drift = abs(cursor.fetchone()[0] - (before + time.time()) / 2)
    seen = _("lệch %(seconds)s giây so với máy chủ cơ sở dữ liệu") % {"seconds": f"{drift:.1f}".replace(".", ",")}
    if fixed := clock.fixed_at():
        seen = _("đặt ở ngày %(day)s; %(seen)s") % {"day": fixed.strftime("%d/%m/%Y"), "seen": seen}
    remedy = _("Bật đồng bộ giờ (chrony hoặc systemd-timesyncd) trên cả hai máy.")
    if drift > DRIFT_FAIL:
        return failed(seen, remedy)
    return warning(seen, remedy) if drift > DRIFT_WARN else ok(seen)


def _chain(thorough: bool) -> Finding:
    """The whole chain when there is time; on a page what was added since the last look, a part at a time."""
    if thorough:
        return _judged(audit.verify(), "")
    mark = cache.get(MARK) or AuditAnchor.objects.exclude(seq=0).order_by("-seq").values_list("seq", "hash").first()
    trusted = [chain.Anchor(*mark)] if mark else []
    begin = mark[0] if mark else 1
    checker = chain.Checker(chain.by_number(trusted), begin=begin)
    verdict = checker.walk(map(chain.link_of, audit.rows(first=begin, last=begin + ROWS_AT_ONCE)))
    end = AuditRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    if verdict.ok and verdict.last_row:
        cache.set(MARK, [verdict.last_row, verdict.last_hash], None)
    left = end - verdict.last_row
    return _judged(verdict, _(", còn %(left)d dòng xem sau") % {"left": left} if left > 0 and verdict.ok else "")


def _judged(verdict: chain.Verdict, more: str) -> Finding:
    if not verdict.ok:
        return failed(
            _("chuỗi nhật ký không liền: %(detail)s") % {"detail": verdict.detail},
            _("Giữ nguyên hiện trạng, báo người phụ trách an toàn thông tin, chạy thuocdo audit verify."),
        )
    return ok(_("liền mạch đến dòng %(row)d%(more)s") % {"row": verdict.last_row, "more": more})


def _audit_role(thorough: bool) -> Finding:
    found = grants.guard()
    if found.ok:
        return ok(found.detail)
    return failed(found.detail, found.remedy)


def _audit_rules(thorough: bool) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        count = cursor.fetchone()[0]
    if count == 2:
        return ok(_("cơ sở dữ liệu từ chối sửa, xóa nhật ký"))
    return failed(
        _("quy tắc cấm sửa, xóa nhật ký đã bị tắt hoặc gỡ"),
        _("Báo người phụ trách an toàn thông tin; bật lại bằng ALTER TABLE core_auditrow ENABLE TRIGGER ALL."),
    )


def _anchors(thorough: bool) -> Finding:
    last = AuditAnchor.objects.order_by("-seq").first()
    if last is None:
        return warning(
            _("chưa có mốc nào"), _("Việc nền core.anchor_audit đặt mốc mỗi ngày; xem việc nền có chạy không.")
        )
    age = clock.now() - last.at
    seen = _("mốc mới nhất ở dòng %(row)d, lúc %(at)s") % {
        "row": last.seq, "at": last.at.astimezone(clock.ZONE).strftime("%H:%M %d/%m/%Y"),
    }  # fmt: skip
    if age > ANCHOR_AGE:
        return warning(seen, _("Xem việc nền core.anchor_audit; chép tệp mốc ra ngoài máy chủ."), last.at + ANCHOR_AGE)
    return ok(seen)
