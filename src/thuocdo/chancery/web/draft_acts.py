"""What is done to a draft by a form: written, submitted, approved, numbered, signed, issued, talked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Draft
from thuocdo.chancery.queries.drafts import latest_version
from thuocdo.chancery.services.drafting import cancel_draft, submit_draft, take_back_draft, write_draft
from thuocdo.chancery.services.issuing import hand_in_signed, issue_draft, number_draft, seal_draft, sign_draft
from thuocdo.chancery.services.reviewing import approve_draft, close_comment, comment_draft, return_draft
from thuocdo.chancery.web.draft_forms import ContentForm, NumberForm
from thuocdo.chancery.web.drafts import context_of, person_of, seen_draft
from thuocdo.core import clock, files, typed
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused, Stale
from thuocdo.ui.asked import whole

# Numbers of versions and revisions are columns of 32 bits.
MOST = 2**31 - 1
Act = Callable[[HttpRequest, Draft], str]


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The content by the boxes of its kind; what was saved last is shown beside as pictures."""
    found = seen_draft(request, pk)
    version = latest_version(found)
    verbs = permissions.draft_abilities(person_of(request), found)
    if "write_draft" not in verbs:
        _refuse(request, found)
    form = ContentForm(request.POST or None, request.FILES or None, draft=found, version=version, on=clock.today())
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = _saved(request, found, form)
        except NotAllowed:
            raise
        except Refused as refused:
            refusal = refused
        else:
            typed.drop(person_of(request).actor_key, request.get_full_path())
            messages.success(request, _("Đã lưu phiên bản %(number)s.") % {"number": saved})
            return redirect("chancery:draft" if "xem" in request.POST else "chancery:draft_write", pk)
    context = context_of(found, version, verbs) | {"form": form, "refused": refusal}
    status = 409 if isinstance(refusal, Stale) else 422 if request.method == "POST" else 200
    return render(request, "chancery/draft_write.html", context, status=status)


def _refuse(request: HttpRequest, found: Draft) -> None:
    """Refuse as the service would, with the rule and whom to ask."""
    permissions.refuse_elsewhere(person_of(request), found.unit, "write_draft")


def _saved(request: HttpRequest, found: Draft, form: ContentForm) -> int:
    said = form.cleaned_data
    version = write_draft(
        draft=found, content=form.content(), revision=said["revision"], note=said["note"],
        signer=form.signers.get(said["signer"]) or (found.signer if said["signer"] else None),
        by=person_of(request), at=clock.now(),
    )  # fmt: skip
    return version.number


def _revision(request: HttpRequest) -> int:
    asked = whole(request.POST.get("revision"), MOST)
    return -1 if asked is None else asked


def _submit(request: HttpRequest, found: Draft) -> str:
    approver = Person.objects.filter(pk=whole(request.POST.get("nguoi-duyet")) or 0).first()
    if approver is None:
        permissions_first(request, found, "submit_draft")
        raise Refused("chancery.no_approver", _("Chưa chọn người duyệt."), _("Chọn người duyệt rồi trình lại."))
    submit_draft(
        draft=found, approver=approver, revision=_revision(request), by=person_of(request), at=clock.now()
    )  # fmt: skip
    return _("Đã trình %(name)s duyệt.") % {"name": approver.full_name}


def permissions_first(request: HttpRequest, found: Draft, verb: str) -> None:
    """Whoever may not do it at all hears that before anything about the fields."""
    if verb not in permissions.draft_abilities(person_of(request), found):
        permissions.refuse_elsewhere(person_of(request), found.unit, verb)


def _approve(request: HttpRequest, found: Draft) -> str:
    permissions_first(request, found, "approve_draft")
    version = get_object_or_404(found.versions, number=whole(request.POST.get("phien-ban"), MOST))
    approve_draft(
        draft=found, version=version, revision=_revision(request), by=person_of(request), at=clock.now()
    )  # fmt: skip
    return _("Đã duyệt phiên bản %(number)s.") % {"number": version.number}


def _number(request: HttpRequest, found: Draft) -> str:
    form = NumberForm(request.POST)
    permissions_first(request, found, "number_draft")
    if not form.is_valid():
        raise Refused(
            "chancery.no_day", _("Chưa ghi đúng ngày của văn bản."), _("Ghi ngày/tháng/năm, ví dụ 15/07/2025.")
        )
    on = form.cleaned_data["ngay"]
    number_draft(draft=found, on=on, revision=_revision(request), by=person_of(request), at=clock.now())
    return _("Đã cấp số %(number)s.") % {"number": found.number_symbol}


def _hand_in(request: HttpRequest, found: Draft) -> str:
    upload = request.FILES.get("tep")
    permissions_first(request, found, "hand_in_signed")
    if upload is None:
        raise Refused("chancery.no_file", _("Chưa chọn tệp đã ký."), _("Chọn tệp PDF đã ký rồi nộp lại."))
    files.refuse_too_large(upload.size or 0, upload.name or "tep")
    kept = hand_in_signed(draft=found, data=upload.read(), by=person_of(request), at=clock.now())
    return _("Đã nhận bản có chữ ký của: %(who)s.") % {"who": kept.findings[0].get("signer", "")}


def _plain(service: Callable[..., Any], words: Any, *, reason: bool = False) -> Act:
    def act(request: HttpRequest, found: Draft) -> str:
        more = {"reason": request.POST.get("ly-do", "")} if reason else {}
        service(draft=found, by=person_of(request), at=clock.now(), **more)
        return str(words())

    return act


def _page(act: Act) -> Callable[[HttpRequest, int], HttpResponse]:
    """The address of one act: done and back to the draft, or the draft with why not."""

    @login_required
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = seen_draft(request, pk)
        try:
            messages.success(request, act(request, found))
        except NotAllowed:
            raise
        except Refused as refusal:
            found.refresh_from_db()
            verbs = permissions.draft_abilities(person_of(request), found)
            context = context_of(found, latest_version(found), verbs) | {
                "refused": refusal, "versions": list(found.versions.select_related("by").defer("data")),
            }  # fmt: skip
            return render(request, "chancery/draft.html", context, status=409 if isinstance(refusal, Stale) else 422)
        return redirect("chancery:draft", pk)

    return view


submit = _page(_submit)
take_back = _page(_plain(take_back_draft, lambda: _("Đã rút lại, có thể sửa tiếp.")))
approve = _page(_approve)
send_back = _page(_plain(return_draft, lambda: _("Đã trả lại cho người soạn."), reason=True))
cancel = _page(_plain(cancel_draft, lambda: _("Đã hủy dự thảo."), reason=True))
number = _page(_number)
sign = _page(_plain(sign_draft, lambda: _("Đã ký.")))
seal = _page(_plain(seal_draft, lambda: _("Đã ký số của cơ quan.")))
hand_in = _page(_hand_in)
issue = _page(_plain(issue_draft, lambda: _("Đã ban hành; văn bản đã vào sổ và kho văn bản.")))


def _comment(request: HttpRequest, found: Draft) -> str:
    version = found.versions.filter(number=whole(request.POST.get("phien-ban"), MOST) or 0).first()
    version = version or latest_version(found)
    comment_draft(
        draft=found, version=version, text=request.POST.get("loi", ""), place=request.POST.get("cho", "")[:200],
        by=person_of(request), at=clock.now(),
    )  # fmt: skip
    return _("Đã gửi góp ý.")


def _close(request: HttpRequest, found: Draft) -> str:
    permissions_first(request, found, "close_comment")
    comment = get_object_or_404(found.comments, pk=whole(request.POST.get("gop-y")))
    close_comment(
        draft=found, comment=comment, answer=request.POST.get("tra-loi", ""), by=person_of(request), at=clock.now()
    )  # fmt: skip
    return _("Đã trả lời góp ý.")


comment = _page(_comment)
close = _page(_close)
