"""One's own account on one page (tài khoản của tôi): password, second step, sessions, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_GET, require_http_methods

from thuocdo.core import clock
from thuocdo.core.models import AuditRow
from thuocdo.directory import live_sessions, services
from thuocdo.directory.models import Account
from thuocdo.directory.queries import factors_of, must_have_second_factor, security_events
from thuocdo.directory.web.factors import own, proved
from thuocdo.directory.web.sessions import shown_to

LAST_EVENTS = 10
WORDS = {
    "sign_in": say("Đăng nhập"),
    "sign_out": say("Đăng xuất"),
    "fail_sign_in": say("Đăng nhập không thành công"),
    "fail_second_factor": say("Sai bước xác thực thứ hai"),
    "note_stolen_session": say("Phiên bị dùng từ trình duyệt khác, đã kết thúc"),
    "set_password": say("Đổi mật khẩu"),
    "reset_password": say("Quản trị đặt lại mật khẩu"),
    "add_totp": say("Thêm ứng dụng mã xác nhận"),
    "add_passkey": say("Thêm khóa đăng nhập"),
    "remove_factor": say("Gỡ một cách xác thực"),
    "renew_codes": say("Tạo lại mã dự phòng"),
    "note_used_code": say("Dùng một mã dự phòng"),
    "reset_factors": say("Quản trị đặt lại bước xác thực thứ hai"),
    "end_session": say("Kết thúc một phiên"),
    "end_other_sessions": say("Kết thúc các phiên khác"),
    "end_sessions": say("Quản trị kết thúc các phiên"),
    "ask_recovery": say("Yêu cầu đặt lại mật khẩu"),
    "recover_password": say("Đặt lại mật khẩu bằng liên kết trong thư"),
    "link_identity": say("Gắn đăng nhập một lần"),
    "unlink_identity": say("Bỏ gắn đăng nhập một lần"),
    "refuse_identity": say("Đăng nhập một lần bị từ chối"),
    "open_account": say("Mở tài khoản"),
    "open_account_by_identity": say("Mở tài khoản qua đăng nhập một lần"),
    "close_account": say("Khóa tài khoản"),
    "reopen_account": say("Mở khóa tài khoản"),
}
GRAVE = {"fail_sign_in", "fail_second_factor", "note_stolen_session", "refuse_identity"}
METHODS = {
    "password": say("mật khẩu"),
    "single_sign_on": say("đăng nhập một lần"),
    "passkey": say("khóa đăng nhập"),
    "totp": say("mã xác nhận"),
    "webauthn": say("khóa đăng nhập"),
    "recovery_codes": say("mã dự phòng"),
}


@require_GET
@own
def account(request: HttpRequest, account: Account) -> HttpResponse:
    """The account of whoever asks."""
    identity = SocialAccount.objects.filter(user=account).first()
    context = {
        "account": account,
        "usable": account.has_usable_password(),
        "factors": factors_of(account),
        "must": must_have_second_factor(account.person, clock.today()),
        "rows": shown_to(request, account),
        "identity": identity,
        "linked": live_sessions.by_our_clock(identity.date_joined) if identity else None,
        "provider": settings.THUOCDO_OIDC.name if settings.THUOCDO_OIDC else _("đăng nhập một lần"),
        "events": list(_told(security_events(account)[:LAST_EVENTS])),
    }
    return render(request, "directory/account.html", context)


def _told(rows: Iterable[AuditRow]) -> Iterator[dict[str, Any]]:
    """Events in the words of their owner."""
    for row in rows:
        name = row.action.partition(".")[2]
        after, before = row.after or {}, row.before or {}
        device = after.get("device") or before.get("device") or ""
        steps = [str(METHODS.get(step, step)) for step in str(after.get("method") or "").split("+") if step]
        yield {
            "at": row.at, "words": WORDS.get(name, name), "is_grave": name in GRAVE or row.outcome == "refused",
            "how": ", ".join(filter(None, [" + ".join(steps), device])), "address": row.address, "by": row.actor_name,
            "why": row.why,
        }  # fmt: skip


@require_http_methods(["GET", "POST"])
@own
@proved
def unlink_identity(request: HttpRequest, account: Account) -> HttpResponse:
    """Cut the tie to single sign-on; a link (GET) asks first."""
    if request.method == "GET":
        return render(request, "directory/unlink_identity.html")
    services.unlink_identity(account=account, by=account.person, at=clock.now())
    messages.success(request, _("Đã bỏ gắn đăng nhập một lần."))
    return redirect("directory:account")
