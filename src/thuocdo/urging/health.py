"""The watchdog of urging (người canh): an alarm when a rung has not run, a warning when mails do not go out."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from thuocdo.core import clock
from thuocdo.core.health import Check, Finding, failed, ok, warning
from thuocdo.urging.models import Message, Run, RungRun
from thuocdo.urging.queries.policy import ladder_of, provinces_at_work
from thuocdo.urging.rules.sending import expected_day

RECENT = timedelta(days=3)
SHOWN = 4


def checks() -> list[Check]:
    """The checks of this room."""
    group = _("Đôn đốc")
    return [
        Check(name="urging", group=group, label=_("Các bậc đôn đốc"), look=_rungs),
        Check(name="urging_mail", group=group, label=_("Thư đôn đốc"), look=_mail),
    ]


def _rungs(thorough: bool) -> Finding:
    """Each rung of each province's ladder has its record of the day, also when there was nothing to do."""
    now, provinces = clock.now(), provinces_at_work()
    if not provinces:
        return ok(_("chưa có kế hoạch nào đang thực hiện"))
    last = Run.objects.first()
    remedy = _("Chạy thuocdo urging run; xem việc theo lịch urging.run và nhật ký kỹ thuật.")
    wanted, missing = 0, []
    for province in provinces:
        ladder = ladder_of(province, now.date())
        day = expected_day(now, ladder.hours)
        if last is None or last.day < day:
            since = last.at if last is not None else None
            seen = _("chưa có lượt nào của ngày %(day)s") % {"day": f"{day:%d/%m/%Y}"}
            return failed(seen, remedy, since) if last is not None else warning(seen, remedy)
        run = last.day
        known = set(
            RungRun.objects.filter(run__day=run, province_key=province).values_list("rung", flat=True)
        )  # fmt: skip
        if not known and not RungRun.objects.filter(province_key=province).exists():
            continue  # Its first plan came into force after the run: tomorrow's is the first that it is owed.
        # A ladder that began after the run is not owed by it.
        rungs = ladder_of(province, run).rungs
        wanted += len(rungs)
        missing += [rung.name for rung in rungs if rung.code not in known]
    if missing:
        names = ", ".join(missing[:SHOWN])
        return failed(_("bậc chưa chạy: %(names)s") % {"names": names}, remedy, last.at if last else None)
    assert last is not None
    return ok(
        _("%(count)d bậc đã chạy ngày %(day)s: %(steps)d bước, %(people)d người")
        % {"count": wanted, "day": f"{last.day:%d/%m/%Y}", "steps": last.steps, "people": last.people}
    )


def _mail(thorough: bool) -> Finding:
    since = clock.now() - RECENT
    rows = Message.objects.filter(at__gt=since)
    lost = rows.filter(mail__in=[Message.Mail.FAILED, Message.Mail.REFUSED]).count()
    late = rows.filter(mail=Message.Mail.WAITING, send_at__lt=clock.now() - timedelta(hours=2)).count()
    if lost or late:
        seen = _("trong 3 ngày: %(lost)d thư không gửi được, %(late)d thư chờ quá 2 giờ") % {"lost": lost, "late": late}
        return warning(seen, _("Xem sổ đôn đốc, lọc theo thư lỗi; kiểm tra máy chủ thư và việc nền urging.mail."))
    return ok(_("không có thư lỗi trong 3 ngày"))
