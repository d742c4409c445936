"""Recording what a unit became, and correcting such a record: its extent, share, act and clause."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory import queries, services
from thuocdo.directory.models import Succession, Unit
from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED
from thuocdo.directory.templatetags.directory import BASES, STEPS
from thuocdo.directory.web.asking import FormPage, form_page, need, person_of
from thuocdo.directory.web.life import unit_of
from thuocdo.directory.web.people_forms import reason, text
from thuocdo.ui.fields import DayField

# Kinds that a person records; the others follow from reviewed files.
KINDS = ("merged_into", "split_into", "succeeded_by", "area_added", "dissolved", FUNCTION_TRANSFER, LEVEL_ABOLISHED)


class StepForm(forms.Form):
    """Terms of a succession; the share is typed in per cent."""

    extent = forms.ChoiceField(label=_("Mức độ"), choices=Succession.Extent.choices)
    percent = forms.DecimalField(
        label=_("Tỷ lệ (%)"), required=False, min_value=0, max_value=100, max_digits=7, decimal_places=4, localize=True,
        help_text=_("phần của đơn vị cũ đã chuyển sang; để trống khi chưa rõ, không ước chừng"),
    )  # fmt: skip
    weight_basis = forms.ChoiceField(
        label=_("Tỷ lệ tính theo"), required=False, choices=[("", _("không ghi")), *BASES.items()]
    )
    legal_basis = text(_("Căn cứ"), _("Chưa ghi căn cứ."), longest=500, hint=_("Số, ký hiệu, ngày của văn bản"))
    clause = text(_("Điều khoản"), required=False, hint=_("Ví dụ: khoản 12 Điều 1"))
    note = text(_("Ghi chú"), required=False, longest=500)

    def terms(self, kind: str) -> services.StepTerms:
        """What was typed, as the decision takes it."""
        given = self.cleaned_data
        weight = None if given["percent"] is None else given["percent"] / Decimal(100)
        return services.StepTerms(
            kind=kind, extent=given["extent"], weight=weight, weight_basis=given["weight_basis"],
            legal_basis=given["legal_basis"], clause=given["clause"], note=given["note"],
        )  # fmt: skip


class NewStepForm(StepForm):
    """A succession that is not recorded yet."""

    target = text(
        _("Mã đơn vị kế thừa"), required=False, longest=40, hint=_("để trống khi giải thể mà không ai kế thừa")
    )
    on = DayField(label=_("Ngày kế thừa"), help_text=_("ngày đầu tiên đơn vị cũ không còn như trước"))
    kind = forms.ChoiceField(label=_("Loại kế thừa"), choices=[(kind, STEPS[kind]) for kind in KINDS])
    field_order = ("target", "on", "kind")


class CorrectStepForm(StepForm):
    """A record as it should have been."""

    why = reason(_("Vì sao bản ghi hiện có là sai hoặc thiếu"))

    @staticmethod
    def shown(row: Succession) -> dict[str, Any]:
        """What the record says now."""
        percent = row.weight * 100 if row.weight is not None and row.weight_basis else None
        return {
            "extent": row.extent, "percent": None if percent is None else percent.normalize(),
            "weight_basis": row.weight_basis, "legal_basis": row.legal_basis, "clause": row.clause, "note": row.note,
        }  # fmt: skip


@require_http_methods(["GET", "POST"])
def record_succession(request: HttpRequest, key: str) -> HttpResponse:
    """Record what a unit became (ghi kế thừa)."""
    unit = unit_of(key)
    need(request, unit, "record_succession")
    form = NewStepForm(request.POST if request.method == "POST" else None)

    def run() -> None:
        given = form.cleaned_data
        target = queries.unit_by_key(given["target"]) if given["target"] else None
        services.record_succession(
            unit=unit, target=target, on=given["on"], terms=form.terms(given["kind"]), by=person_of(request),
            at=clock.now(),
        )  # fmt: skip

    page = _around(unit, say("Ghi kế thừa"), say("Ghi kế thừa"))
    return form_page(request, form, page, run=run, done=_("Đã ghi kế thừa."))


@require_http_methods(["GET", "POST"])
def correct_succession(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Correct a record of what a unit became (đính chính việc kế thừa); the former one is kept."""
    unit = unit_of(key)
    need(request, unit, "correct_succession")
    row = Succession.objects.filter(pk=pk, from_unit=unit).first()
    if row is None:
        raise Http404(say("Không có bản ghi kế thừa này của đơn vị."))
    form = CorrectStepForm(request.POST if request.method == "POST" else None, initial=CorrectStepForm.shown(row))

    def run() -> None:
        services.correct_succession(
            unit=unit, succession=row, terms=form.terms(row.kind), why=form.cleaned_data["why"], by=person_of(request),
            at=clock.now(),
        )  # fmt: skip

    heir = queries.name_on(row.to_unit, row.effective_on) if row.to_unit else say("không có đơn vị kế thừa")
    lead = say("%(old)s → %(new)s, %(day)s, %(kind)s") % {
        "old": queries.name_on(unit, row.effective_on), "new": heir, "day": f"{row.effective_on:%d/%m/%Y}",
        "kind": STEPS.get(row.kind, row.kind),
    }  # fmt: skip
    page = _around(unit, say("Đính chính việc kế thừa"), say("Ghi đính chính"), lead)
    return form_page(
        request, form, page, run=run, done=_("Đã đính chính; bản ghi trước vẫn xem được theo ngày ghi nhận.")
    )


def _around(unit: Unit, title: str, button: str, lead: str = "") -> FormPage:
    name = queries.name_on(unit, clock.today())
    lead = lead or say("Đơn vị cũ: %(name)s (%(key)s)") % {"name": name, "key": unit.key}
    back = reverse("directory:life", args=[unit.key])
    return FormPage(title=title, button=button, back=back, back_words=name, lead=lead)
