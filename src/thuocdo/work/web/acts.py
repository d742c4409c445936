"""What can be done with a due instance from its page: for each verb its form, its words and the decision it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from thuocdo.core.audit import SYSTEM
from thuocdo.directory.models import Person
from thuocdo.documents.models import Document
from thuocdo.documents.queries.glance import is_slow
from thuocdo.kernel.errors import Refused
from thuocdo.work import services
from thuocdo.work.models import Obligation, Occurrence
from thuocdo.work.web import forms as room_forms
from thuocdo.work.web import sharing_forms
from thuocdo.work.web.papers import paper_named
from thuocdo.work.web.sharing_forms import About

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
    panel: str = ""
    adds: bool = False

    @property
    def name(self) -> str:
        """Last part of the URL's name: submit, note, attach, ask, accept, return, waive; the panel's, where one is."""
        return self.panel or self.verb.partition("_")[0]

    def form_for(self, occurrence: Occurrence, person: Person | None, *given: Any) -> forms.Form:
        """The form about a due instance: empty, or with data and files."""
        ids = f"{self.slug}_%s"
        if issubclass(self.form, About):
            return self.form(*given, auto_id=ids, occurrence=occurrence, person=person)
        return self.form(*given, auto_id=ids)  # type: ignore[misc]


def _note(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.note_progress(occurrence=thing, text=data["text"], percent=data["percent"], by=by, at=at)


def _attach(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    """Attach a file, or else a paper; what is read quickly is looked over at once, the rest by the worker."""
    if data["file"]:
        upload = data["file"]
        proof = services.attach_evidence(occurrence=thing, upload=upload, title=data["title"], by=by, at=at)
        upload.seek(0)
        slow = is_slow(upload.read(), upload.name)
    else:
        paper = _paper(data, by)
        assert paper is not None
        proof, slow = services.attach_paper(occurrence=thing, document=paper, by=by, at=at), False
    if proof.checked_at is None and not slow:
        services.check_evidence(evidence=proof, by=SYSTEM, at=at)
    return proof


def _paper(data: Mapping[str, Any], by: Person | None) -> Document | None:
    """The paper that a form names. Refused `work.no_such_paper` beside its field."""
    try:
        return paper_named(data.get("paper") or "", by)
    except ValidationError as error:
        raise Refused("work.no_such_paper", " ".join(error.messages), where={"field": "paper"}) from error


def ground(data: Mapping[str, Any], by: Person | None) -> services.Ground:
    """The reason of a form, and the paper that it names. Refused `work.no_such_paper`."""
    return services.Ground(data["reason"], _paper(data, by))


def _submit(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.submit_occurrence(occurrence=thing, note=data["note"], by=by, at=at)


def _accept(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.accept_occurrence(occurrence=thing, by=by, at=at, note=data["reason"], grade=data["grade"])


def _return(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.return_occurrence(occurrence=thing, reason=data["reason"], by=by, at=at)


def _waive(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.waive_occurrence(occurrence=thing, reason=ground(data, by), by=by, at=at)


def _extend(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.ask_extension(occurrence=thing, until=data["until"], reason=data["reason"], by=by, at=at)


def _request(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    part = Obligation.objects.get(pk=data["obligation"])
    return services.request_contribution(
        occurrence=thing, obligation=part, text=data["text"], due_on=data["due_on"], by=by, at=at
    )


def _tick(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    by_what = data["paper"] or data["what"]
    return services.tick_product(occurrence=thing, place=data["place"], by_what=by_what, by=by, at=at)


def _judge(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.judge_quality(occurrence=thing, grade=data["grade"], text=data["text"], by=by, at=at)


def _block(thing: Occurrence, data: Mapping[str, Any], by: Person | None, at: datetime) -> object:
    return services.note_block(occurrence=thing, text=data["text"], waits_for=data["waits_for"], by=by, at=at)


ACTS: tuple[Act, ...] = (
    Act("nop", "submit_occurrence", room_forms.SubmitForm, _("Nộp kết quả"), _("Nộp kết quả"),
        _("Đã nộp. Người duyệt thấy ngay trong việc hôm nay của mình."), _submit, True, "right"),
    Act("tien-do", "note_progress", room_forms.NoteForm, _("Ghi tiến độ"), _("Ghi tiến độ"),
        _("Đã ghi tiến độ."), _note),
    Act("tai-lieu", "attach_evidence", room_forms.EvidenceForm, _("Thêm tài liệu kiểm chứng"), _("Thêm tài liệu"),
        _("Đã thêm tài liệu."), _attach, icon="clip", adds=True),
    Act("gia-han", "ask_extension", room_forms.ExtensionForm, _("Xin gia hạn"), _("Gửi đề nghị gia hạn"),
        _("Đã gửi đề nghị. Hạn cũ còn hiệu lực cho đến khi có quyết định."), _extend, icon="cal"),
    Act("duyet", "accept_occurrence", room_forms.AcceptForm, _("Duyệt kết quả"), _("Duyệt kết quả"),
        _("Đã duyệt."), _accept, True, "check"),
    Act("tra-lai", "return_occurrence", room_forms.ReturnForm, pgettext_lazy("việc", "Trả lại"),
        _("Trả lại, kèm lý do"), _("Đã trả lại, cơ quan nhận được lý do."), _return, icon="back"),
    Act("mien", "waive_occurrence", room_forms.WaiveForm, _("Miễn thực hiện kỳ này"), _("Miễn kỳ này"),
        _("Đã miễn."), _waive, icon="x"),
    Act("san-pham", "tick_product", sharing_forms.TickForm, _("Ghi sản phẩm đã có"), _("Ghi nhận sản phẩm"),
        _("Đã ghi nhận sản phẩm."), _tick, icon="check", panel="product"),
    Act("phoi-hop", "request_contribution", sharing_forms.RequestForm, _("Đề nghị cơ quan phối hợp"),
        _("Gửi đề nghị phối hợp"), _("Đã gửi đề nghị; cơ quan phối hợp nhận được thông báo."), _request,
        icon="right", panel="contribution"),
    Act("vuong-mac", "note_block", sharing_forms.BlockForm, _("Ghi vướng mắc"), _("Ghi vướng mắc"),
        _("Đã ghi vướng mắc."), _block, icon="lock", panel="block"),
    Act("chat-luong", "judge_quality", sharing_forms.QualityForm, _("Đánh giá chất lượng"), _("Ghi đánh giá"),
        _("Đã ghi đánh giá chất lượng."), _judge, icon="check", panel="quality"),
)  # fmt: skip
BY_SLUG = {act.slug: act for act in ACTS}


@dataclass(frozen=True)
class Offered:
    """An act that the person may do now, with its form: empty, or as it came back with problems."""

    act: Act
    form: forms.Form
    url: str
    is_open: bool
