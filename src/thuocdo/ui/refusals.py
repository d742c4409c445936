"""A refusal becomes a page that says what happened, why, and what to do now; never a bare error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.saved_views import Elsewhere

# Wherever the swap was meant to go, a refusal goes to the message region of the page.
HTMX_PLACE = {"HX-Retarget": "#thong-bao", "HX-Reswap": "innerHTML show:top", "HX-Reselect": ".note"}

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Explained:
    """One refusal as a person reads it; `why` has the roles that could and the people to ask, where they are known."""

    status: int
    heading: str
    message: str
    remedy: str
    code: str = ""
    place: str = ""
    icon: str = "info"
    why: Any = None


class RefusalMiddleware:
    """Turns `Refused`, `NotAllowed` and `Stale` out of a view into an explained answer (422, 403, 409; 413 for size).

    So does a request with a NUL letter, which no record can hold (400), and an empty answer to the wrong method (405).
    A request by HTMX gets a fragment for the message region of the page, everything else a whole page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            page = answer(request, _wrong_method())
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse what holds a NUL letter, before any view looks for it in the database."""
        try:
            return answer(request, _nul_letter()) if _has_nul(request) else None
        except (RequestDataTooBig, TooManyFilesSent):
            return answer(request, _too_large())

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for our own refusals, and for pages that open with saved filters; the rest is for Django."""
        if isinstance(exception, Elsewhere):
            return HttpResponseRedirect(exception.url)
        if isinstance(exception, Refused):
            return answer(request, explained(exception))
        if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
            return answer(request, _too_large())
        return None


def explained(refusal: Refused) -> Explained:
    """Words and HTTP status for a refusal of the rules or services."""
    place = ", ".join(f"{name}: {value}" for name, value in refusal.where.items())
    status, heading, icon = 422, _("Chưa làm được việc này"), "info"
    if isinstance(refusal, NotAllowed):
        status, heading, icon = 403, _("Vì sao tôi không được làm việc này"), "lock"
    elif isinstance(refusal, Stale):
        status, heading, icon = 409, _("Có người vừa thay đổi việc này"), "undo"
    elif refusal.code == "core.read_only":
        status, heading, icon = 503, _("Hệ thống đang bảo trì, chỉ xem được"), "lock"
    elif refusal.code.endswith("too_large"):
        status, heading = 413, _("Tệp quá lớn")
    elif refusal.code.endswith(("not_found", "unknown")):
        status, heading = 404, _("Không tìm thấy")
    remedy = _said(refusal.remedy) or (_("Mở lại trang để xem bản mới nhất rồi làm lại.") if status == 409 else "")
    why = getattr(refusal, "why", None)
    return Explained(status, heading, _said(refusal.message), remedy, refusal.code, place, icon, why)


def _said(words: str) -> str:
    """Words of a rule in the reader's language; records keep them as said, and words with values in them stay."""
    return _(words) if words else ""


def answer(request: HttpRequest, reason: Explained) -> HttpResponse:
    """The refusal as a page, or for HTMX as a note in the message region, with the same status."""
    if getattr(request, "htmx", False):
        body = render_to_string("ui/parts/refusal_note.html", {"reason": reason}, request)
        response = HttpResponse(body, status=reason.status)
        for name, value in HTMX_PLACE.items():
            response.headers[name] = value
        return response
    return render(request, "ui/refused.html", {"reason": reason}, status=reason.status)


def _has_nul(request: HttpRequest) -> bool:
    """Whether the address or a form field holds a NUL letter; contents of files are not looked at."""
    if "\x00" in request.path_info or any(nul in request.META.get("QUERY_STRING", "") for nul in ("%00", "\x00")):
        return True
    if request.method != "POST" or request.content_type not in FORMS:
        return False
    return any("\x00" in text for name, values in request.POST.lists() for text in (name, *values))


def _nul_letter() -> Explained:
    return Explained(
        400, _("Yêu cầu không hiểu được"), _("Địa chỉ hoặc nội dung gửi lên có ký tự rỗng (NUL), không lưu được."),
        _("Bỏ ký tự lạ ở chỗ vừa dán rồi gửi lại, hoặc mở lại trang từ trang đầu."), "request.nul",
    )  # fmt: skip


def _wrong_method() -> Explained:
    return Explained(
        405, _("Địa chỉ này không mở trực tiếp được"),
        _("Địa chỉ này chỉ nhận việc gửi từ biểu mẫu; thường gặp khi tải lại hoặc quay lại sau khi gửi. Chưa lưu gì."),
        _("Về trang đầu rồi mở lại trang có biểu mẫu."), "request.method",
    )  # fmt: skip


def _too_large() -> Explained:
    return Explained(
        413, _("Gửi lên quá nhiều"), _("Dữ liệu gửi lên lớn hơn mức máy chủ nhận một lần."),
        _("Chia thành nhiều lần gửi hoặc giảm cỡ tệp rồi gửi lại."), "files.too_large",
    )  # fmt: skip


def page_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that the server could not understand, or that was too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return answer(request, _too_large())
    return answer(
        request,
        Explained(400, _("Yêu cầu không hiểu được"), _("Trình duyệt đã gửi một yêu cầu mà máy chủ không hiểu."),
                  _("Quay lại trang trước, tải lại rồi thử lần nữa.")),
    )  # fmt: skip


def page_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No right to this: the reason that was given, and whom to ask."""
    given = str(exception) if isinstance(exception, PermissionDenied) else ""
    return answer(
        request,
        Explained(
            403, _("Vì sao tôi không được làm việc này"),
            given or _("Vai trò của bạn ở đơn vị này không có quyền mở trang hoặc làm việc vừa chọn."),
            _("Nếu đây là việc của bạn, nhờ người đứng đầu đơn vị hoặc quản trị giao đúng vai trò."), icon="lock",
        ),
    )  # fmt: skip


def page_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address: what may have happened, and the way to search."""
    given = str(exception.args[0]) if isinstance(exception, Http404) and exception.args else ""
    spoken = given if given and not given.startswith(("No ", "{")) else ""
    return answer(
        request,
        Explained(
            404, _("Không tìm thấy trang này"),
            spoken or _("Địa chỉ có thể đã gõ nhầm, hoặc việc này không thuộc phạm vi bạn được xem."),
            _("Tìm theo tên nhiệm vụ, văn bản hoặc cơ quan ở ô tìm kiếm phía trên."), icon="search",
        ),
    )  # fmt: skip


def page_500(request: HttpRequest) -> HttpResponse:
    """Our own mistake: a page that needs nothing else to work, or a note for HTMX."""
    if getattr(request, "htmx", False):
        return answer(
            request,
            Explained(500, _("Máy chủ gặp lỗi"), _("Chưa lưu được việc vừa làm."),
                      _("Đợi một phút rồi thử lại; nếu vẫn thế, báo quản trị hệ thống.")),
        )  # fmt: skip
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that waited too long or came from another page; nothing was saved."""
    return answer(
        request,
        Explained(
            403, _("Trang đã mở quá lâu"), _("Biểu mẫu hết hiệu lực nên chưa lưu gì cả."),
            _("Quay lại trang trước, tải lại trang rồi gửi lại. Nội dung đã gõ thường vẫn còn trong ô."),
            "forms.expired",
        ),
    )  # fmt: skip
