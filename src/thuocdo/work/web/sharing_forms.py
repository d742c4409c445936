"""Forms of what happens inside one due instance; those of `About` know the due instance and who asks."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.kernel.text import fold
from thuocdo.ui.fields import DayField
from thuocdo.work import queries
from thuocdo.work.models import Evidence, Occurrence, QualityMark, Step
from thuocdo.work.permissions import visible_to
from thuocdo.work.queries.sharing import helpers_to_ask
from thuocdo.work.queries.standing import current
from thuocdo.work.web.forms import DAY_HINT, words_field
from thuocdo.work.web.papers import PaperField, paper_named

PAGE = re.compile(r"[?&]ky=(\d{1,9})\b")
BY_NAME = re.compile(r"^\s*(?:nhiệm vụ\s+)?([\w.]{1,12})\s*[,;]\s*(\S.*)$", re.IGNORECASE)
NOBODY = ""
MOST_READ = 2000
OVER = ("accepted", "waived")


class About(forms.Form):
    """A form about one due instance."""

    def __init__(self, *args: Any, occurrence: Occurrence, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occurrence, self.person = occurrence, person
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices; by default there are none."""


class RequestForm(About):
    """What is asked of which coordinating agency, by when."""

    obligation = forms.TypedChoiceField(
        label=gettext_lazy("Cơ quan phối hợp"), coerce=int,
        error_messages={
            "required": gettext_lazy("Chọn một cơ quan."),
            "invalid_choice": gettext_lazy("Cơ quan này không phối hợp, hoặc đang có đề nghị chưa xong."),
        },
    )  # fmt: skip
    text = words_field(gettext_lazy("Cần cơ quan đó làm gì"), gettext_lazy("Ghi rõ nội dung cần phối hợp."))
    due_on = DayField(
        label=gettext_lazy("Trước hết ngày"), error_messages={"required": gettext_lazy("Ghi ngày cần có.")}
    )

    def prepare(self) -> None:
        self.parts = {row.pk: row for row in helpers_to_ask(self.occurrence)}
        names = queries.names_on([row.unit_id for row in self.parts.values()], clock.today())
        rows = sorted(self.parts.values(), key=lambda row: fold(names.get(row.unit_id, "")))
        choices = [("", _("Chọn cơ quan")), *((str(row.pk), names.get(row.unit_id) or row.named_as) for row in rows)]
        self.fields["obligation"].choices = choices  # type: ignore[attr-defined]
        due_on = self.occurrence.due_on
        hint = _("Không muộn hơn hạn của kỳ này: %(day)s.") % {"day": f"{due_on:%d/%m/%Y}"} if due_on else DAY_HINT
        self.fields["due_on"].help_text = hint


class TickForm(About):
    """Which product was delivered, by which proof of this due instance or paper of the register."""

    place = forms.TypedChoiceField(
        label=gettext_lazy("Sản phẩm"), coerce=int, error_messages={"required": gettext_lazy("Chọn một sản phẩm.")}
    )
    what = forms.ChoiceField(label=gettext_lazy("Tài liệu đã có ở kỳ này"), required=False)
    paper = PaperField(label=gettext_lazy("Hoặc văn bản trong kho"))

    def prepare(self) -> None:
        outputs = self.occurrence.task.outputs or []
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Chọn sản phẩm")), *((str(at), str(words)[:160]) for at, words in enumerate(outputs)),
        ]  # fmt: skip
        self.proof = {str(row.pk): row for row in Evidence.objects.filter(occurrence=self.occurrence).order_by("pk")}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            ("", _("Chọn tài liệu")), *((pk, row.title[:160]) for pk, row in self.proof.items()),
        ]  # fmt: skip

    def clean_paper(self) -> Any:
        return paper_named(self.cleaned_data.get("paper") or "", self.person)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "what" in data:
            data["what"] = self.proof.get(data["what"])
        if not self.errors and not (data.get("what") or data.get("paper")):
            self.add_error("what", _("Chọn một tài liệu, hoặc ghi số, ký hiệu văn bản trong kho."))
        return data


class QualityForm(forms.Form):
    """The quality of an accepted result."""

    grade = forms.ChoiceField(
        label=gettext_lazy("Mức"), choices=QualityMark.Grade.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Chọn một mức.")},
    )  # fmt: skip
    text = words_field(
        gettext_lazy("Nhận xét"), "", required=False, hint=gettext_lazy("Bắt buộc khi còn tồn tại, hạn chế.")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("grade") == QualityMark.Grade.LACKING and not (data.get("text") or "").strip():
            self.add_error("text", _("Ghi rõ còn tồn tại, hạn chế gì."))
        return data


class BlockForm(About):
    """What the due instance waits for, in words and perhaps as another due instance."""

    text = words_field(gettext_lazy("Vướng ở đâu, đang chờ gì"), gettext_lazy("Ghi rõ vướng mắc."))
    waits_for = forms.CharField(
        label=gettext_lazy("Chờ việc của ai"), required=False, max_length=500,
        help_text=gettext_lazy(
            "Số nhiệm vụ trong kế hoạch này và tên cơ quan, ví dụ: 12, Sở Tài chính; hoặc dán địa chỉ trang kỳ hạn."
            " Để trống nếu không chờ việc nào trong hệ thống."
        ),
    )  # fmt: skip

    def clean_waits_for(self) -> Occurrence | None:
        text = (self.cleaned_data.get("waits_for") or "").strip()
        if not text:
            return None
        seen = current().filter(visible_to(self.person, Occurrence)).select_related("task", "plan", "obligation")
        if page := PAGE.search(text):
            found: Occurrence | None = seen.filter(pk=int(page[1])).first()
            if found is None:
                raise ValidationError(_("Địa chỉ này không phải trang của một kỳ hạn mà bạn được xem."))
            return found
        return self._named(seen, text)

    def _named(self, seen: Any, text: str) -> Occurrence:
        named = BY_NAME.match(text)
        if named is None:
            raise ValidationError(_("Ghi số nhiệm vụ, dấu phẩy, rồi tên cơ quan; ví dụ: 12, Sở Tài chính."))
        working = seen.filter(plan=self.occurrence.plan_id, task__number=named[1]).exclude(state__in=OVER)
        rows: list[Occurrence] = list(working.order_by("due_on", "pk")[:MOST_READ])
        names = queries.names_on({row.unit_id for row in rows}, clock.today())
        wanted = fold(named[2])
        fits = [row for row in rows if wanted in fold(names.get(row.unit_id, ""))]
        units = {row.unit_id for row in fits}
        if not fits:
            said = _("Không thấy kỳ hạn đang chờ nào của nhiệm vụ %(number)s ở cơ quan này.")
            raise ValidationError(said % {"number": named[1]})
        if len(units) > 1:
            raise ValidationError(
                _("Có nhiều cơ quan khớp: %(names)s. Ghi rõ hơn.")
                % {"names": ", ".join(sorted(names[unit] for unit in units)[:5])}
            )
        return fits[0]


class StepForm(forms.Form):
    """A step: the work, who does it, by when."""

    text = words_field(gettext_lazy("Việc cần làm"), gettext_lazy("Ghi việc cần làm."))
    person = forms.ChoiceField(
        label=gettext_lazy("Người làm"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Người này không giữ vị trí ở cơ quan hôm nay.")},
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("Xong trước hết ngày"), required=False, help_text=DAY_HINT)

    def __init__(self, *args: Any, people: list[Person], now: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "buoc_%s", **kwargs})
        there = people if now is None or now in people else [*people, now]
        self.people = {str(one.pk): one for one in there}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (NOBODY, _("Chưa giao ai")), *((pk, one.full_name) for pk, one in self.people.items()),
        ]  # fmt: skip

    @classmethod
    def of(cls, step: Step, people: list[Person]) -> StepForm:
        """The form with what the step says now."""
        now = {"text": step.text, "person": str(step.person_id or ""), "due_on": step.due_on}
        return cls(initial=now, people=people, now=step.person)


class GiveStepForm(StepForm):
    """A new step: for the due instance on the page, or for every one of the part."""

    every = forms.BooleanField(label=gettext_lazy("Lặp lại ở mọi kỳ hạn của phần việc này"), required=False)


class ReasonForm(forms.Form):
    """One compulsory reason, or result."""

    reason = words_field(gettext_lazy("Lý do"), gettext_lazy("Ghi rõ lý do."))


class GiveForm(forms.Form):
    """What a coordinating agency sends: words, and files."""

    answer = words_field(gettext_lazy("Nội dung trả lời"), gettext_lazy("Ghi nội dung trả lời."))


__all__ = [
    "About",
    "BlockForm",
    "GiveForm",
    "GiveStepForm",
    "QualityForm",
    "ReasonForm",
    "RequestForm",
    "StepForm",
    "TickForm",
]
