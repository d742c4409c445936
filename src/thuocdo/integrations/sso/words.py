"""What a person reads when single sign-on does not open: the reason, and the way in that is left."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say

from thuocdo.ui.refusals import Explained

NOT_ANSWERED, REPLAYED = "not_answered", "replayed"
PASSWORD_INSTEAD = say("Đăng nhập bằng tên và mật khẩu, hoặc thử lại sau; nếu vẫn thế, báo quản trị hệ thống.")
AGAIN = say("Mở trang đăng nhập và bấm lại nút đăng nhập một lần; nếu vẫn thế, đăng nhập bằng tên và mật khẩu.")
NOT_TRUSTED = say("Câu trả lời của máy chủ đăng nhập một lần không đáng tin nên không được nhận.")
# Reason -> what happened, what to do; every other reason is a token that proves nothing.
SAID = {
    NOT_ANSWERED: (say("Máy chủ đăng nhập một lần không trả lời."), PASSWORD_INSTEAD),
    "state": (say("Yêu cầu đăng nhập này không bắt đầu từ trình duyệt này, đã quá 10 phút, hoặc đã dùng rồi."), AGAIN),
    REPLAYED: (say("Mã đăng nhập này đã được dùng một lần; không dùng lại được."), AGAIN),
    "code": (say("Máy chủ đăng nhập một lần không nhận mã đăng nhập: mã đã dùng, đã quá hạn hoặc không đúng."), AGAIN),
    "cancelled": (say("Bạn đã dừng việc đăng nhập ở máy chủ đăng nhập một lần."), AGAIN),
    "provider": (say("Máy chủ đăng nhập một lần báo lỗi."), PASSWORD_INSTEAD),
    "discovery": (say("Máy chủ đăng nhập một lần công bố thông tin không đầy đủ."), PASSWORD_INSTEAD),
}


def explained(reason: str) -> Explained:
    """A refusal as a page: 503 when the provider does not answer, else 403."""
    message, remedy = SAID.get(reason, (NOT_TRUSTED, PASSWORD_INSTEAD))
    status = 503 if reason in (NOT_ANSWERED, "discovery", "provider") else 403
    code = f"integrations.sso_{reason}"
    return Explained(status, _("Chưa đăng nhập một lần được"), str(message), str(remedy), code, icon="lock")
