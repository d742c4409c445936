"""The page of one person, and corrections of what is known about them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from thuocdo.core import clock
from thuocdo.directory import services
from thuocdo.directory.models import Person
from thuocdo.directory.people_rights import rights
from thuocdo.directory.queries.person_page import PersonPage, Post, person_page
from thuocdo.directory.web.asking import FormPage, form_page, need, person_of, seen_person
from thuocdo.directory.web.people_forms import ContactForm, IdentityForm


def address(person: Person, anchor: str = "") -> str:
    """The page of a person."""
    return reverse("directory:person", args=[person.pk]) + (f"#{anchor}" if anchor else "")


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: posts through time, authority, absences, open work, account, what was decided."""
    found, on = seen_person(request, pk), clock.today()
    page = person_page(found, on)
    seer = person_of(request)
    context = {
        "page": page, "person": found, "on": on, "verbs": rights(seer, found), "is_own": seer == found,
        "posts": [_with_verbs(request, post) for post in page.posts], "loans": _loans(request, page),
        "account_verbs": rights(seer, page.account) if page.account else rights(seer, found),
    }  # fmt: skip
    return render(request, "directory/person.html", context)


def _with_verbs(request: HttpRequest, post: Post) -> dict[str, Any]:
    verbs = rights(person_of(request), post.position)
    lends = post.position.is_head and "delegate" in verbs
    return {
        "post": post, "corrects": "correct_position" in verbs, "ends": "end_position" in verbs and post.when != "past",
        "lends": lends,
    }  # fmt: skip


def _loans(request: HttpRequest, page: PersonPage) -> list[dict[str, Any]]:
    """Authority lent and borrowed, running and to come first."""
    on = clock.today()
    rows = []
    for loan in [*page.lent, *page.borrowed]:
        over = loan.revoked_at is not None or (loan.valid.upper is not None and loan.valid.upper <= on)
        given = loan.position.person_id == page.person.pk
        revokes = not over and "revoke_delegation" in rights(person_of(request), loan)
        rows.append({"loan": loan, "given": given, "over": over, "revokes": revokes})
    return sorted(rows, key=lambda row: bool(row["over"]))


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct e-mail and telephone."""
    found = seen_person(request, pk)
    need(request, found, "correct_contact")
    shown = {"email": found.email, "phone": found.phone} if person_of(request) == found else {}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=shown)
    page = FormPage(
        title=_("Sửa thông tin liên hệ"), button=_("Lưu"), icon="save", back=address(found),
        back_words=found.full_name,
        lead=_("Ghi đủ cả hai mục: mục để trống là xóa.") if not shown else "",
    )  # fmt: skip

    def run() -> object:
        return services.correct_contact(person=found, **form.cleaned_data, by=person_of(request), at=clock.now())

    return form_page(request, form, page, run=run, done=_("Đã lưu thông tin liên hệ."))


@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a name or a national id (đính chính)."""
    found = seen_person(request, pk)
    need(request, found, "correct_person")
    form = IdentityForm(request.POST if request.method == "POST" else None, initial={"full_name": found.full_name})
    page = FormPage(
        title=_("Đính chính họ tên, số định danh"), button=_("Đính chính"), icon="edit", back=address(found),
        back_words=found.full_name, lead=_("Việc đã làm trước đây giữ nguyên tên cũ trong lịch sử."),
    )  # fmt: skip

    def run() -> object:
        data = form.cleaned_data
        return services.correct_person(
            person=found, full_name=data["full_name"], national_id=form.number(found), why=data["why"],
            by=person_of(request), at=clock.now(),
        )  # fmt: skip

    return form_page(request, form, page, run=run, done=_("Đã đính chính."))
