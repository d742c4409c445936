"""What can be done with a due instance from its page: for each verb its form, its words and the decision it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thuocdo.directory.models import Person
from thuocdo.work import services
from thuocdo.work.models import Occurrence
from thuocdo.work.web import forms as room_forms

Words = str | Promise
Run = Callable[[Occurrence, Mapping[str, Any], Person | None, datetime], object]


@dataclass(frozen=True)
class Act:
    """One verb on the page: slug of its address, verb of the service, form, head, button and thanks."""

    slug: str
    verb: str
    form: type[forms.Form]
    head: Words
    button: Words
    done: Words
    run: Run
    main: bool = False
    icon: str = "edit"

    @property
    def name(self) -> str:
        """Last part of the URL's name: submit, note, attach, ask, accept, return, waive."""
        return self.verb.partition("_")[0]


def _note(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.note_progress(occurrence=thing, text=data["text"], percent=data["percent"], by=by, at=at)


def _attach(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.attach_evidence(occurrence=thing, upload=data["file"], title=data["title"], by=by, at=at)


def _submit(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.submit_occurrence(occurrence=thing, note=data["note"], by=by, at=at)


def _accept(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.accept_occurrence(occurrence=thing, by=by, at=at, note=data["reason"])


def _return(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.return_occurrence(occurrence=thing, reason=data["reason"], by=by, at=at)


def _waive(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.waive_occurrence(occurrence=thing, reason=data["reason"], by=by, at=at)


def _extend(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.ask_extension(occurrence=thing, until=data["until"], reason=data["reason"], by=by, at=at)


ACTS: tuple[Act, ...] = (
    Act("nop", "submit_occurrence", room_forms.SubmitForm, _("Nộp kết quả"), _("Nộp kết quả"),
        _("Đã nộp. Người duyệt thấy ngay trong việc hôm nay của mình."), _submit, True, "right"),
    Act("tien-do", "note_progress", room_forms.NoteForm, _("Ghi tiến độ"), _("Ghi tiến độ"),
        _("Đã ghi tiến độ."), _note),
    Act("tai-lieu", "attach_evidence", room_forms.EvidenceForm, _("Thêm tài liệu kiểm chứng"), _("Thêm tài liệu"),
        _("Đã thêm tài liệu."), _attach, icon="clip"),
    Act("gia-han", "ask_extension", room_forms.ExtensionForm, _("Xin gia hạn"), _("Gửi đề nghị gia hạn"),
        _("Đã gửi đề nghị. Hạn cũ còn hiệu lực cho đến khi có quyết định."), _extend, icon="cal"),
    Act("duyet", "accept_occurrence", room_forms.AcceptForm, _("Duyệt kết quả"), _("Duyệt kết quả"),
        _("Đã duyệt."), _accept, True, "check"),
    Act("tra-lai", "return_occurrence", room_forms.ReturnForm, pgettext_lazy("việc", "Trả lại"),
        _("Trả lại, kèm lý do"), _("Đã trả lại, cơ quan nhận được lý do."), _return, icon="back"),
    Act("mien", "waive_occurrence", room_forms.WaiveForm, _("Miễn thực hiện kỳ này"), _("Miễn kỳ này"),
        _("Đã miễn."), _waive, icon="x"),
)  # fmt: skip
BY_SLUG = {act.slug: act for act in ACTS}


@dataclass(frozen=True)
class Offered:
    """An act that the person may do now, with its form: empty, or as it came back with problems."""

    act: Act
    form: forms.Form
    url: str
    is_open: bool
