"""Second factors of an account (bước xác thực thứ hai): an app that makes codes, passkeys, recovery codes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory import codes, live_sessions
from thuocdo.directory.alerts import tell_owner
from thuocdo.directory.models import Account, Person
from thuocdo.directory.permissions import abilities
from thuocdo.directory.queries import factors_of, must_have_second_factor
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import squeeze

LONGEST_NAME = 60


@decision("directory.add_totp", about="account", ask=abilities)
def add_totp(*, account: Account, secret: str, code: str, by: Actor | None, at: datetime) -> None:
    """Add the app that makes codes (ứng dụng mã xác nhận), proved by a code that it makes now."""
    if factors_of(account).totp:
        raise Refused("directory.second_totp", "Tài khoản đã có ứng dụng mã xác nhận.", "Gỡ ứng dụng cũ rồi thêm lại.")
    if not codes.fits(account, secret, code):
        raise Refused(
            "directory.wrong_code", "Mã xác nhận chưa đúng hoặc đã quá hạn.",
            "Nhập mã 6 số đang hiện trong ứng dụng; kiểm tra giờ của điện thoại đang để tự động.",
        )  # fmt: skip
    TOTP.activate(account, secret)
    _added(account, "totp", "ứng dụng mã xác nhận", at)


@decision("directory.add_passkey", about="account", ask=abilities)
def add_passkey(*, account: Account, name: str, credential: dict[str, Any], by: Actor | None, at: datetime) -> None:
    """Add a passkey (khóa đăng nhập), whose answer to the challenge the page has verified already."""
    label = squeeze(name)[:LONGEST_NAME]
    WebAuthn.add(account, label, credential)
    _added(account, "webauthn", f"khóa đăng nhập “{label}”", at)


def _added(account: Account, kind: str, words: str, at: datetime) -> None:
    """Recovery codes come with the first factor; sessions opened without one end."""
    RecoveryCodes.activate(account)
    audit.changed(after={"kind": kind})
    tell_owner(account, "factor_added", f"Tài khoản của bạn vừa thêm {words}. Nếu không phải bạn: báo quản trị.", at=at)


@decision("directory.remove_factor", about="account", ask=abilities)
def remove_factor(*, account: Account, factor: int, by: Actor | None, at: datetime) -> None:
    """Take away one factor; refused for the last one of a person whose role needs one."""
    rows = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    found = rows.filter(pk=factor).first()
    if found is None:
        raise Refused("directory.factor_not_found", "Cách xác thực này không còn.", "Mở lại trang để xem bản mới nhất.")
    is_last = factors_of(account).count == 1
    if is_last and must_have_second_factor(account.person, at.date()):
        raise Refused(
            "directory.last_factor", "Vai trò của bạn bắt buộc có bước xác thực thứ hai nên phải giữ lại một cách.",
            "Thêm cách khác trước rồi mới gỡ cách này.",
        )  # fmt: skip
    words = "ứng dụng mã xác nhận" if found.type == Authenticator.Type.TOTP else f"khóa đăng nhập “{found.wrap().name}”"
    audit.changed(before={"kind": str(found.type)})
    found.delete()
    if is_last:
        Authenticator.objects.filter(user=account).delete()
    tell_owner(account, "factor_removed", f"Tài khoản của bạn vừa gỡ {words}. Nếu không phải bạn: báo quản trị.", at=at)


@decision("directory.renew_codes", about="account", ask=abilities)
def renew_codes(*, account: Account, by: Actor | None, at: datetime) -> None:
    """Make new recovery codes (mã dự phòng); the old ones are worth nothing from now on."""
    if not factors_of(account).count:
        raise Refused(
            "directory.codes_without_factor", "Chưa có bước xác thực thứ hai nên chưa cần mã dự phòng.",
            "Thêm ứng dụng mã xác nhận hoặc khóa đăng nhập trước.",
        )  # fmt: skip
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(account)
    tell_owner(account, "codes_renewed", "Mã dự phòng của bạn vừa được tạo lại; các mã cũ không dùng được nữa.", at=at)


@decision("directory.note_used_code", about="account")
def note_used_code(*, account: Account, left: int, by: Actor | None, at: datetime) -> None:
    """Note that a recovery code was used up, and tell the owner how many are left."""
    audit.changed(after={"left": left})
    words = f"Một mã dự phòng của bạn vừa được dùng để đăng nhập; còn {left} mã."
    tell_owner(account, "code_used", f"{words} Nếu không phải bạn: đổi mật khẩu ngay và báo quản trị.", at=at)


@decision("directory.reset_factors", about="account", ask=abilities)
def reset_factors(*, account: Account, why: str, by: Actor | None, at: datetime) -> None:
    """Take all second factors from somebody who lost them (đặt lại bước xác thực thứ hai); all sessions end.

    One's own are not reset but removed one by one, with a factor in hand: an operator's stolen session is not enough.
    """
    if isinstance(by, Person) and account.person_id == by.pk:
        raise NotAllowed(
            "directory.reset_own_factors", "Không tự đặt lại bước xác thực thứ hai của chính mình.",
            "Nhờ một quản trị khác, hoặc gỡ từng cách ở trang tài khoản.",
        )  # fmt: skip
    if not why.strip():
        raise Refused("directory.reset_without_reason", "Chưa ghi lý do.", "Ghi vì sao, ví dụ: mất điện thoại.")
    audit.changed(before={"factors": factors_of(account).count}, after={"factors": 0}, why=why.strip())
    Authenticator.objects.filter(user=account).delete()
    live_sessions.end_all(account)
    tell_owner(account, "factors_reset", "Quản trị vừa đặt lại bước xác thực thứ hai của bạn theo yêu cầu.", at=at)
