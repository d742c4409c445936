"""Entering papers, and one line of a book: its columns, the stamp of arrival, striking it out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thuocdo.chancery import permissions, services
from thuocdo.chancery.models import Entry
from thuocdo.chancery.queries import books as queries
from thuocdo.chancery.queries import official
from thuocdo.chancery.queries.numbers import next_number
from thuocdo.chancery.web.books import person_of
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.documents import permissions as papers
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.kernel.text import fold
from thuocdo.ui.fields import DayField
from thuocdo.ui.tables import Listing, TextFilter

COLUMNS = tuple(vars(services.Line()))


class LineForm(forms.Form):
    """The columns of a line that people fill."""

    given_to = forms.CharField(
        label=gettext_lazy("Đơn vị hoặc người nhận"), required=False, max_length=300,
        help_text=gettext_lazy("Chuyển văn bản cho ai giải quyết."),
    )  # fmt: skip
    given_on = DayField(label=gettext_lazy("Ngày chuyển"), required=False)
    due_on = DayField(label=gettext_lazy("Thời hạn giải quyết"), required=False)
    done_on = DayField(
        label=gettext_lazy("Ngày giải quyết xong"), required=False,
        help_text=gettext_lazy("Khi không có văn bản trả lời. Có văn bản trả lời thì ghi ở mục Quan hệ của văn bản."),
    )  # fmt: skip
    kept_by = forms.CharField(label=gettext_lazy("Đơn vị, người nhận bản lưu"), required=False, max_length=200)
    copies = forms.IntegerField(label=gettext_lazy("Số lượng bản"), required=False, min_value=0, max_value=100_000)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)

    def __init__(self, *args: Any, direction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kept_by", "copies") if direction == "in" else ("due_on", "done_on"):
            del self.fields[name]
        if direction == "out":
            self.fields["given_to"].label = _("Nơi nhận văn bản")
            self.fields["given_to"].help_text = _("Để trống thì lấy theo Nơi nhận trong văn bản.")

    def line(self) -> services.Line:
        """What was typed; the columns that this book does not have stay empty."""
        return services.Line(**{name: typed for name, typed in self.cleaned_data.items() if name in COLUMNS})


class EnterForm(LineForm):
    """A paper that came in: in which unit's book, on which day."""

    unit = forms.ChoiceField(label=gettext_lazy("Sổ của đơn vị"))
    on = DayField(label=gettext_lazy("Ngày đến"), error_messages={"required": gettext_lazy("Ghi ngày đến.")})
    field_order = ("unit", "on", "given_to", "given_on", "due_on", "note")

    def __init__(self, *args: Any, units: list[tuple[Unit, str]], **kwargs: Any) -> None:
        super().__init__(*args, direction="in", **kwargs)
        del self.fields["done_on"]
        self.fields["unit"].choices = [(unit.key, name) for unit, name in units]  # type: ignore[attr-defined]


def _words(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    for word in fold(value).split():
        rows = rows.filter(folded__contains=word)
    return rows


WAITING = Listing(
    filters=(
        TextFilter(
            name="tim", label=gettext_lazy("Có chữ"), apply=_words, placeholder=gettext_lazy("Số, trích yếu, cơ quan")
        ),
    ),
    sorts={"nhan": ("received_at", "pk")}, order="nhan",
)  # fmt: skip


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Papers that the person's units received and have not entered, the longest waiting first."""
    today = clock.today()
    page = WAITING.page(queries.waiting_papers(person_of(request)), request)
    rows = [(paper, queries.enter_by(paper), queries.enter_by(paper) < today) for paper in page.rows]
    return render(request, "chancery/waiting.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a paper in the book of papers coming in."""
    person = person_of(request)
    paper = _seen_paper(person, pk)
    units = queries.units_where(person, permissions.ENTER)
    if not units:
        raise NotAllowed(
            "chancery.enter.not_allowed", _("Vai trò của bạn không vào sổ văn bản."), _("Nhờ văn thư của cơ quan bạn.")
        )
    arrived = paper.received_at.astimezone(clock.ZONE).date()
    first = next((unit for unit, _name in units if unit.pk == paper.received_unit_id), units[0][0])
    initial = {"unit": first.key, "on": arrived}
    form = EnterForm(request.POST if request.method == "POST" else None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, form, paper)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    context = {
        "document": paper, "form": form, "next": next_number(first, clock.today(), direction="in"),
        "late": queries.enter_by(paper) < clock.today(), "enter_by": queries.enter_by(paper),
    }  # fmt: skip
    return render(request, "chancery/enter.html", context, status=status)


def _entered(request: HttpRequest, form: EnterForm, paper: Document) -> HttpResponse:
    entry = services.enter(
        document=paper, unit=Unit.objects.get(key=form.cleaned_data["unit"]), on=form.cleaned_data["on"],
        line=form.line(), by=person_of(request), at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("Đã vào sổ, số đến %(number)s.") % {"number": entry.number})
    if queries.is_late(entry):
        messages.warning(request, _("Vào sổ muộn hơn ngày làm việc tiếp theo kể từ ngày đến."))
    # Whoever was only lent the entering does not look into the book.
    seen = queries.entry_of(person_of(request), entry.pk) is not None
    return redirect("chancery:entry", entry.pk) if seen else redirect("documents:document", paper.pk)


def _seen_paper(person: Any, pk: int) -> Document:
    found = Document.objects.filter(papers.visible_to(person), pk=pk).select_related("received_unit", "issuer").first()
    if found is None:
        raise Http404(_("Không có văn bản này, hoặc văn bản không thuộc phạm vi bạn được xem."))
    return found


def seen_entry(request: HttpRequest, pk: int) -> Entry:
    """The line, when the person may look at its book."""
    found = queries.entry_of(person_of(request), pk)
    if found is None:
        raise Http404(_("Không có dòng này, hoặc sổ không thuộc phạm vi bạn được xem."))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of a book: its columns with a form to fill them, the stamp of arrival, striking out."""
    found = seen_entry(request, pk)
    direction = found.book.direction
    initial = {name: getattr(found, name) for name in COLUMNS}
    form = LineForm(request.POST if request.method == "POST" else None, direction=direction, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_line(entry=found, line=form.line(), by=person_of(request), at=clock.now())
            messages.success(request, _("Đã ghi vào sổ."))
            return redirect("chancery:entry", found.pk)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _entry_page(request, found, form, StrikeForm())


def _entry_page(request: HttpRequest, found: Entry, form: LineForm, strike: StrikeForm) -> HttpResponse:
    columns = official.columns_of(found.book)
    context = {
        "entry": found, "title": queries.book_title(found.book), "form": form, "strike": strike,
        "verbs": permissions.abilities(person_of(request), found) if found.struck_at is None else frozenset(),
        "cells": list(zip((column.title for column in columns), official.cells(found), strict=True)),
        "unit_name": directory.name_on(found.book.unit, found.entered_on), "late": queries.is_late(found),
    }  # fmt: skip
    return render(request, "chancery/entry.html", context, status=422 if form.errors or strike.errors else 200)


class StrikeForm(forms.Form):
    """Why a line is struck out."""

    why = forms.CharField(
        label=gettext_lazy("Lý do gạch"), max_length=300,
        error_messages={"required": gettext_lazy("Gạch một dòng trong sổ cần ghi lý do.")},
        help_text=gettext_lazy("Ví dụ: không ban hành; vào sổ nhầm."),
    )  # fmt: skip


@login_required
@require_POST
def strike_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike a line out."""
    found = seen_entry(request, pk)
    form = StrikeForm(request.POST)
    if not form.is_valid():
        initial = {name: getattr(found, name) for name in COLUMNS}
        return _entry_page(request, found, LineForm(direction=found.book.direction, initial=initial), form)
    services.strike_out(entry=found, why=form.cleaned_data["why"], by=person_of(request), at=clock.now())
    messages.success(request, _("Đã gạch dòng; số này không cấp lại."))
    return redirect("chancery:entry", found.pk)
