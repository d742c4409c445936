"""Setting up the second step (bước xác thực thứ hai): the app that makes codes, passkeys, recovery codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

import qrcode
from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import live_sessions, services
from thuocdo.directory.models import Account
from thuocdo.directory.queries import factors_of, must_have_second_factor
from thuocdo.directory.web import entering, passkeys
from thuocdo.directory.web.adapter import LOCKED
from thuocdo.directory.web.forms import CodeForm, PasskeyForm, ProofForm
from thuocdo.directory.web.middleware import account_of
from thuocdo.directory.web.signing import back_of
from thuocdo.kernel.errors import NotAllowed, Refused

SECRET, NEW_CODES, BACK = "directory_totp_secret", "directory_new_codes", "directory_back"
# Views about one's own account take the request, the account, and what the address holds.
OwnPage = Callable[..., HttpResponse]


def own(view: OwnPage) -> Callable[..., HttpResponse]:
    """A page about one's own account: the view gets the account; never kept in a cache."""

    @wraps(view)
    def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        account = account_of(request)
        return redirect("directory:login") if account is None else view(request, account, **kwargs)

    return never_cache(page)


def proved(view: OwnPage) -> OwnPage:
    """A page that opens only to somebody who proved themselves within the last ten minutes."""

    @wraps(view)
    def page(request: HttpRequest, account: Account, **kwargs: Any) -> HttpResponse:
        if not entering.is_fresh(request):
            return redirect(f"{reverse('directory:prove_again')}?{urlencode({'next': request.path})}")
        return view(request, account, **kwargs)

    return page


@require_http_methods(["GET"])
@own
def factors(request: HttpRequest, account: Account) -> HttpResponse:
    """What protects the account besides the password, and what may be added or taken away."""
    found = factors_of(account)
    owed = not found.count and must_have_second_factor(account.person, clock.today())
    if "next" in request.GET:
        request.session[BACK] = back_of(request)
    context = {
        "factors": found, "owed": owed, "back": request.session.get(BACK, "") if found.count else "",
        "totp_added": live_sessions.by_our_clock(found.totp.created_at) if found.totp else None,
        "passkeys": [(key, live_sessions.by_our_clock(key.created_at)) for key in found.passkeys],
    }  # fmt: skip
    return render(request, "directory/factors.html", context)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@own
@proved
def add_totp(request: HttpRequest, account: Account) -> HttpResponse:
    """Show the secret of a new app, as picture and as text, and take the code that proves it."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or SECRET not in request.session:
        request.session[SECRET] = generate_totp_secret()
        return _totp_page(request, account, CodeForm())
    if not ratelimit.consume(request, action="second_factor", key=f"setting up {account.pk}"):
        form.add_error(None, LOCKED)
        return _totp_page(request, account, form, status=429)
    if form.is_valid():
        secret, code = request.session[SECRET], form.cleaned_data["code"]
        try:
            services.add_totp(account=account, secret=secret, code=code, by=account.person, at=clock.now())
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("code", f"{refusal.message} {refusal.remedy}")
        else:
            del request.session[SECRET]
            messages.success(request, _("Đã thêm ứng dụng mã xác nhận."))
            return _after_adding(request, account, "totp")
    return _totp_page(request, account, form, status=422)


def _totp_page(request: HttpRequest, account: Account, form: CodeForm, *, status: int = 200) -> HttpResponse:
    secret = str(request.session[SECRET])
    address = get_adapter().build_totp_url(account, secret)
    groups = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    context = {"form": form, "picture": picture(address), "secret": groups, "address": address}
    return render(request, "directory/add_totp.html", context, status=status)


def picture(text: str) -> SafeString:
    """A QR code as an inline drawing, dark on white in every theme, without styles that the page policy refuses."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    size = len(rows)
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return mark_safe(  # numbers only
        f'<svg viewBox="0 0 {size} {size}" width="240" height="240" shape-rendering="crispEdges" role="img" '
        f'aria-labelledby="ma-qr"><title id="ma-qr">{_("Mã QR của khóa bí mật")}</title>'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{squares}" fill="#000"/></svg>'
    )


@sensitive_post_parameters("credential")
@require_http_methods(["GET", "POST"])
@own
@proved
def add_passkey(request: HttpRequest, account: Account) -> HttpResponse:
    """Add a passkey: the browser makes it for our challenge, the script sends its answer."""
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        credential = passkeys.registered(form.cleaned_data["credential"])
        if credential is None:
            form.add_error(None, _("Trình duyệt không tạo được khóa cho trang này. Thử lại, hoặc dùng thiết bị khác."))
        else:
            name = form.cleaned_data["name"] or entering.words(entering.device_here(request))
            services.add_passkey(
                account=account, name=name, credential=credential, by=account.person, at=clock.now()
            )  # fmt: skip
            messages.success(request, _("Đã thêm khóa đăng nhập “%(name)s”.") % {"name": name})
            return _after_adding(request, account, "webauthn")
    context = {"form": form, "options": passkeys.creation_options(account)}
    return render(request, "directory/add_passkey.html", context, status=422 if form.is_bound else 200)


def _after_adding(request: HttpRequest, account: Account, kind: str) -> HttpResponse:
    """This session has shown the factor; sessions opened without one end, and new recovery codes are shown once."""
    request.session[entering.SECOND] = kind
    entering.renew_key(request)
    if factors_of(account).count > 1:
        return redirect("directory:factors")
    services.end_other_sessions(
        account=account, keep=request.session.session_key or "", by=account.person, at=clock.now()
    )  # fmt: skip
    request.session[NEW_CODES] = True
    return redirect("directory:codes")


@require_http_methods(["GET", "POST"])
@own
@proved
def remove_factor(request: HttpRequest, account: Account, pk: int) -> HttpResponse:
    """Take away one factor; a link (GET) asks first."""
    found = Authenticator.objects.filter(user=account, pk=pk).exclude(type=Authenticator.Type.RECOVERY_CODES).first()
    if found is None:
        raise Refused("directory.factor_not_found", "Cách xác thực này không còn.", "Mở lại trang để xem bản mới nhất.")
    if request.method == "GET":
        name = found.wrap().name if found.type == Authenticator.Type.WEBAUTHN else _("Ứng dụng mã xác nhận")
        is_last = factors_of(account).count == 1
        return render(request, "directory/remove_factor.html", {"name": name, "is_last": is_last})
    services.remove_factor(account=account, factor=pk, by=account.person, at=clock.now())
    entering.renew_key(request)
    messages.success(request, _("Đã gỡ."))
    return redirect("directory:factors")


@require_http_methods(["GET", "POST"])
@own
@proved
def recovery_codes(request: HttpRequest, account: Account) -> HttpResponse:
    """Recovery codes, shown once after they were made; POST makes new ones."""
    if request.method == "POST":
        services.renew_codes(account=account, by=account.person, at=clock.now())
        request.session[NEW_CODES] = True
        return redirect("directory:codes")
    found = factors_of(account)
    shown = found.codes.wrap().get_unused_codes() if found.codes and request.session.pop(NEW_CODES, False) else []
    context: dict[str, Any] = {"codes": shown, "factors": found, "back": request.session.pop(BACK, "")}
    return render(request, "directory/codes.html", context)


@sensitive_post_parameters("old")
@require_http_methods(["GET", "POST"])
@own
def prove_again(request: HttpRequest, account: Account) -> HttpResponse:
    """Ask for the password again before something grave (xác nhận lại); who has none signs in again."""
    usable, form = account.has_usable_password(), ProofForm(request.POST or None, account=account)
    context: dict[str, Any] = {"form": form, "usable": usable, "next": back_of(request)}
    if request.method == "GET" or not usable:
        context["form"] = ProofForm(account=account)
        return render(request, "directory/prove_again.html", context)
    if not ratelimit.consume(request, action="change_password", user=account):
        context |= {"form": ProofForm(account=account), "locked": LOCKED}
        return render(request, "directory/prove_again.html", context, status=429)
    if not form.is_valid():
        return render(request, "directory/prove_again.html", context, status=422)
    entering.prove_anew(request)
    return redirect(back_of(request))
