"""The account of a person: opened, closed, opened again; its password given anew, shown once; its sessions ended; its
second factors taken away when they are lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as say_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import queries, services
from thuocdo.directory.models import Account, Person
from thuocdo.directory.people_rights import rights
from thuocdo.directory.rules.contact import one_time_password, usual_username
from thuocdo.directory.web.asking import need, person_of, seen_person, tried
from thuocdo.directory.web.people_forms import OpenAccountForm, WhyForm
from thuocdo.directory.web.person import address
from thuocdo.kernel.text import fold

OPEN, RESET, CLOSE, REOPEN, END, FACTORS = "mo", "dat-lai", "khoa", "mo-lai", "ket-thuc-phien", "buoc-hai"
DONE = {
    CLOSE: say_lazy("Đã khóa tài khoản."),
    REOPEN: say_lazy("Đã mở lại tài khoản."),
    END: say_lazy("Đã kết thúc mọi phiên của tài khoản."),
    FACTORS: say_lazy("Đã đặt lại bước xác thực thứ hai; chủ tài khoản thiết lập lại khi đăng nhập."),
}


@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that can be done with the account of a person; `viec` in the form says which."""
    found = seen_person(request, pk)
    held = Account.objects.filter(person=found).first()
    need(request, held or found, "reset_password" if held else "open_account")
    act = request.POST.get("viec", "") if request.method == "POST" else ""
    if act and act not in _acts(held):
        raise Http404
    form = _form(act, request, found) if act else None
    if form is not None and form.is_valid():
        password = one_time_password()
        if tried(form, lambda: _do(act, request, found, held, form, password)):
            if act in (OPEN, RESET):
                return render(request, "directory/one_time_password.html", _shown(found, password))
            messages.success(request, DONE[act])
            return redirect(address(found))
    return _page(request, found, held, act, form)


def _acts(held: Account | None) -> list[str]:
    if held is None:
        return [OPEN]
    if not held.is_active:
        return [REOPEN]
    return [RESET, *([FACTORS] if queries.factors_of(held).count else []), END, CLOSE]


def _form(act: str, request: HttpRequest, person: Person) -> forms.Form:
    kinds: dict[str, Callable[..., forms.Form]] = {OPEN: OpenAccountForm, RESET: forms.Form}
    return kinds.get(act, WhyForm)(request.POST, auto_id=f"{act}_%s")


def _do(act: str, request: HttpRequest, person: Person, held: Account | None, form: forms.Form, password: str) -> None:
    who: dict[str, Any] = {"by": person_of(request), "at": clock.now()}
    if held is None:
        username = form.cleaned_data["username"]
        services.open_account(person=person, username=username, password=password, one_time=True, **who)
    elif act == RESET:
        services.reset_password(account=held, password=password, **who)
    elif act == END:
        services.end_sessions(account=held, why=form.cleaned_data["why"], **who)
    elif act == FACTORS:
        services.reset_factors(account=held, why=form.cleaned_data["why"], **who)
    elif act == CLOSE:
        services.close_account(account=held, why=form.cleaned_data["why"], **who)
    else:
        services.reopen_account(account=held, why=form.cleaned_data["why"], **who)


def _shown(person: Person, password: str) -> dict[str, Any]:
    return {"person": person, "username": Account.objects.get(person=person).username, "password": password}


def _page(
    request: HttpRequest, person: Person, held: Account | None, act: str, form: forms.Form | None
) -> HttpResponse:
    empty: dict[str, forms.Form] = {
        OPEN: OpenAccountForm(auto_id=f"{OPEN}_%s", initial={"username": _free_name(person)}),
        RESET: forms.Form(), **{one: WhyForm(auto_id=f"{one}_%s") for one in (CLOSE, REOPEN, END, FACTORS)},
    }  # fmt: skip
    shown = [{"act": one, "form": form if one == act else empty[one]} for one in _acts(held)]
    verbs = rights(person_of(request), held or person)
    context = {"person": person, "account": held, "acts": shown, "form": form, "verbs": verbs}
    return render(request, "directory/person_account.html", context, status=422 if form is not None else 200)


def _free_name(person: Person) -> str:
    """The usual user name, or the first of it with a number that nobody has."""
    usual = usual_username(person.full_name, fold)
    taken = set(Account.objects.filter(username__startswith=usual).values_list("username", flat=True))
    names = [usual, *(f"{usual}{number}" for number in range(2, len(taken) + 3))]
    return next((name for name in names if name not in taken), usual)
