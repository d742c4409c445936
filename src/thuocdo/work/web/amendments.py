"""Amendments of a plan in force on pages: prepared line by line, foreseen with counts, put in force by a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.core import clock
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.fields import DayField
from thuocdo.work import permissions, services
from thuocdo.work.models import Amendment, AmendmentLine, Plan, Task
from thuocdo.work.queries.amendment_checks import faults_of_amendment
from thuocdo.work.queries.contents import content_of, with_content
from thuocdo.work.rules.amending import changed_parts, parts_in_words
from thuocdo.work.rules.life import AMENDMENTS
from thuocdo.work.rules.plan_content import TaskContent
from thuocdo.work.services.amending import Line, Rehearsal
from thuocdo.work.web import lists
from thuocdo.work.web.forms import words_field
from thuocdo.work.web.papers import PaperField, paper_named
from thuocdo.work.web.plan_edit_forms import TaskForm
from thuocdo.work.web.plan_parts import rules_for, task_form
from thuocdo.work.web.plans import head_of, seen_plan
from thuocdo.work.web.rule_set import RuleSet

Verb = AmendmentLine.Verb
SLUGS = {"bo-sung": Verb.ADD, "sua-doi": Verb.CHANGE, "thoi-giao": Verb.REVOKE, "tach": Verb.SPLIT, "gop": Verb.MERGE}
WORDS = {
    Verb.ADD: gettext_lazy("Bổ sung nhiệm vụ"), Verb.CHANGE: gettext_lazy("Sửa đổi một nhiệm vụ"),
    Verb.REVOKE: gettext_lazy("Thôi giao nhiệm vụ"), Verb.SPLIT: gettext_lazy("Tách một nhiệm vụ"),
    Verb.MERGE: gettext_lazy("Gộp nhiều nhiệm vụ"),
}  # fmt: skip
MOST_PARTS = 6
SEEN_BY_ALL = (Amendment.State.APPROVED, Amendment.State.IN_FORCE)
UNDECIDED = (Amendment.State.DRAFT, Amendment.State.PROPOSED)
MOVED = {
    "moved": gettext_lazy("đổi hạn"), "waived": gettext_lazy("thôi thực hiện"),
    "carried": gettext_lazy("chuyển sang nhiệm vụ mới"), "created": gettext_lazy("kỳ hạn mới"),
}  # fmt: skip
COUNTED = (
    ("tasks", gettext_lazy("Nhiệm vụ đang thực hiện")), ("obligations", gettext_lazy("Phần việc của cơ quan")),
    ("occurrences", gettext_lazy("Kỳ hạn được tính")), ("open", gettext_lazy("trong đó đang thực hiện")),
    ("returned", gettext_lazy("trả lại")), ("submitted", gettext_lazy("chờ duyệt")),
    ("accepted", gettext_lazy("đã duyệt")), ("waived", gettext_lazy("được miễn")),
)  # fmt: skip


class AmendmentForm(forms.Form):
    """A new amendment: its name and why."""

    title = forms.CharField(
        label=gettext_lazy("Tên đợt điều chỉnh"), max_length=300,
        error_messages={"required": gettext_lazy("Ghi tên đợt điều chỉnh.")},
    )  # fmt: skip
    why = words_field(gettext_lazy("Lý do điều chỉnh"), gettext_lazy("Ghi rõ lý do điều chỉnh."))


class OrderForm(forms.Form):
    """The paper that orders the amendment, and from when."""

    paper = PaperField(label=gettext_lazy("Văn bản điều chỉnh (số, ký hiệu)"), required=True)
    effective_on = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"), required=False,
        help_text=gettext_lazy(
            "Để trống thì từ ngày của văn bản. Ngày chưa đến thì đến ngày đó đợt điều chỉnh tự có hiệu lực."
        ),
    )  # fmt: skip


class LineForm(forms.Form):
    """Which tasks a line is about, and why."""

    tasks = forms.MultipleChoiceField(
        label=gettext_lazy("Nhiệm vụ"), error_messages={"required": gettext_lazy("Chọn nhiệm vụ.")}
    )
    why = words_field(gettext_lazy("Lý do"), "", required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], several: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not choices:
            del self.fields["tasks"]
            return
        self.fields["tasks"].choices = list(choices)  # type: ignore[attr-defined]
        self.fields["tasks"].widget.attrs["size"] = 10 if several else 1


@login_required
@require_http_methods(["GET", "POST"])
def amendments(request: HttpRequest, pk: int) -> HttpResponse:
    """Amendments of a plan, and the form to begin one."""
    person, plan = lists.person_of(request), seen_plan(request, pk)
    may = "prepare_amendment" in permissions.abilities(person, plan)
    if request.method == "POST" and "prepare_amendment" not in permissions.rights(person, plan):
        raise _refusal()
    form = AmendmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = services.prepare_amendment(
            plan=plan, title=form.cleaned_data["title"], why=form.cleaned_data["why"], by=person, at=clock.now()
        )
        return redirect("work:amendment", pk=made.pk)
    found = plan.amendments.select_related("document")
    rows = found if may else found.filter(state__in=SEEN_BY_ALL)
    may_close = "close_plan" in permissions.abilities(person, plan)
    context = {**head_of(plan), "rows": rows, "form": form if may else None, "may_close": may_close}
    return render(request, "work/amendments.html", context, status=422 if form.is_bound else 200)


def _refusal() -> NotAllowed:
    return NotAllowed(
        "work.prepare_amendment.not_allowed", _("Điều chỉnh kế hoạch là việc của cơ quan ban hành, cơ quan soạn thảo."),
        _("Gửi đề nghị điều chỉnh cho cơ quan đó."),
    )  # fmt: skip


def seen_amendment(
    request: HttpRequest, pk: int, *, asked: str = ""
) -> tuple[Amendment, Person | None, frozenset[str]]:
    """The amendment, if the person may see it; one that is not decided only by those who prepare and order it.

    `asked` is the right that what the page does needs.
    """
    person = lists.person_of(request)
    rows = Amendment.objects.filter(permissions.visible_to(person, Amendment), pk=pk)
    amendment = rows.select_related("plan", "document", "proposed_by", "made_by").first()
    if amendment is None:
        raise Http404
    verbs = permissions.rights(person, amendment)
    if amendment.state not in SEEN_BY_ALL and not verbs & {"prepare_amendment", "amend_plan"}:
        raise Http404
    if asked and asked not in verbs:
        raise _refusal()
    return amendment, person, verbs


@login_required
@require_http_methods(["GET", "POST"])
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """One amendment: its lines before and after, what it would do, and its taking force."""
    found, person, verbs = seen_amendment(request, pk)
    form = OrderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if "amend_plan" not in verbs:
            raise _refusal()
        if form.is_valid() and _ordered(found, form, person):
            messages.success(request, _said(found))
            return redirect("work:amendment", pk=found.pk)
    lines = list(found.lines.prefetch_related("tasks"))
    foreseen, on = found.state in Amendment.WAITING, _day_of(found)
    outlook, problem = _outlook(found, lines, person, on) if foreseen else (found.counts, None)
    orders = found.state in UNDECIDED and "amend_plan" in verbs
    context = {
        **head_of(found.plan), "amendment": found, "lines": [_shown(line) for line in lines], "drafting": foreseen,
        "may_write": found.state == Amendment.State.DRAFT and "prepare_amendment" in verbs,
        "counts": _counts(outlook), "moves": _moves(outlook), "problem": problem, "form": form if orders else None,
        "slugs": _slugs(), "steps": _steps(found, verbs), "on": on, "is_today": on == clock.today(),
        "faults": faults_of_amendment(found, on) if foreseen and lines else [],
    }  # fmt: skip
    return render(request, "work/amendment.html", context, status=422 if form.is_bound else 200)


def _day_of(found: Amendment) -> date:
    """The day for which is foreseen what it does: its own once it is approved, else today."""
    today = clock.today()
    own = found.effective_on if found.state == Amendment.State.APPROVED else None
    return max(own or today, today)


def _said(found: Amendment) -> str:
    found.refresh_from_db()
    if found.state == Amendment.State.APPROVED and found.effective_on is not None:
        return _("Đã duyệt. Đến ngày %(day)s đợt điều chỉnh tự có hiệu lực.") % {
            "day": f"{found.effective_on:%d/%m/%Y}"
        }
    return _("Điều chỉnh đã có hiệu lực. Xem kỳ hạn nào dời, kỳ hạn nào thôi ở dưới.")


def _steps(found: Amendment, verbs: frozenset[str]) -> frozenset[str]:
    """Steps that the person may take now, by the name of the decision."""
    open_now = frozenset(AMENDMENTS.verbs(found.state))
    asked = {
        "propose_amendment": "prepare_amendment", "discard_amendment": "prepare_amendment",
        "return_amendment": "amend_plan", "hold_amendment": "amend_plan",
    }  # fmt: skip
    return frozenset(step for step, verb in asked.items() if step in open_now and verb in verbs)


def _slugs() -> list[tuple[str, Any]]:
    return [(slug, WORDS[verb]) for slug, verb in SLUGS.items()]


def _ordered(found: Amendment, form: forms.Form, by: Person | None) -> bool:
    """Whether it took force; a paper that is not found and a refusal become errors of the form."""
    try:
        paper = paper_named(form.cleaned_data["paper"], by)
        assert paper is not None
        on = form.cleaned_data["effective_on"] or paper.issued_on or clock.today()
        services.amend_plan(amendment=found, document=paper, effective_on=on, by=by, at=clock.now())
    except ValidationError as error:
        form.add_error("paper", error)
        return False
    except NotAllowed:
        raise
    except Refused as refusal:
        name = str(refusal.where.get("field", ""))
        form.add_error(name if name in form.fields else None, f"{refusal.message} {refusal.remedy}")
        return False
    return True


def _outlook(
    found: Amendment, lines: Sequence[AmendmentLine], by: Person | None, on: date
) -> tuple[Mapping[str, Any], Refused | None]:
    """What it would do on a day, as the plan stands now, or why it cannot."""
    if not lines:
        return {}, None
    try:
        return Rehearsal(found, by, clock.now(), on).foreseen(), None
    except Refused as refusal:
        return {}, refusal


def _counts(outlook: Mapping[str, Any]) -> list[dict[str, Any]]:
    before, after = outlook.get("before", {}), outlook.get("after", {})
    return [
        {"words": words, "before": before.get(name, 0), "after": after.get(name, 0),
         "change": after.get(name, 0) - before.get(name, 0)}
        for name, words in COUNTED
        if before or after
    ]  # fmt: skip


def _moves(outlook: Mapping[str, Any]) -> dict[str, Any]:
    moves = outlook.get("moves") or {}
    rows = [
        {**row, "words": MOVED.get(row["what"], row["what"]), "was": _day(row["was"]), "now": _day(row["now"])}
        for row in moves.get("rows", [])
    ]
    sums = [(MOVED.get(what, what), number) for what, number in (moves.get("sums") or {}).items()]
    return {"rows": rows, "sums": sums, "more": moves.get("more", 0)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _shown(line: AmendmentLine) -> dict[str, Any]:
    """A line with what stood there and what shall stand there, and which parts differ."""
    before, after = ([TaskContent.from_json(one) for one in data] for data in (line.before, line.data))
    changed = changed_parts(before[0], after[0]) if line.verb == Verb.CHANGE and before and after else ()
    return {
        "line": line, "before": before, "after": after, "changed": parts_in_words(changed), "tasks": line.tasks.all(),
        "slug": next(slug for slug, verb in SLUGS.items() if verb == line.verb),
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def amendment_line(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Write one line of an amendment; `?dong=` is the line that it takes the place of."""
    found, person, _verbs = seen_amendment(request, pk, asked="prepare_amendment")
    if slug not in SLUGS:
        raise Http404
    verb = SLUGS[slug]
    line = _line_asked(request, found, verb)
    desk = _LineDesk(request, found.plan, verb, line, person)
    if request.method == "POST" and not desk.is_pressed:
        if "bo-dong" in request.POST and line is not None:
            services.write_amendment(amendment=found, lines=[Line(number=line.order)], by=person, at=clock.now())
            return redirect("work:amendment", pk=found.pk)
        if desk.is_valid() and _written(found, desk, person):
            messages.success(request, _("Đã ghi dòng điều chỉnh."))
            return redirect("work:amendment", pk=found.pk)
    context = {
        **head_of(found.plan),
        "amendment": found,
        "desk": desk,
        "words": WORDS[verb],
        "line": line,
        "slug": slug,
    }
    status = 422 if request.method == "POST" and not desk.is_pressed else 200
    return render(request, "work/amendment_line.html", context, status=status)


def _line_asked(request: HttpRequest, found: Amendment, verb: str) -> AmendmentLine | None:
    key = request.GET.get("dong", "")
    if not key:
        return None
    line = found.lines.filter(order=int(key), verb=verb).first() if key.isdigit() and len(key) < 6 else None
    if line is None:
        raise Http404
    return line


def _written(found: Amendment, desk: _LineDesk, by: Person | None) -> bool:
    try:
        services.write_amendment(amendment=found, lines=[desk.line()], by=by, at=clock.now())
    except NotAllowed:
        raise
    except Refused as refusal:
        name = str(refusal.where.get("field", ""))
        desk.head.add_error(name if name in desk.head.fields else None, f"{refusal.message} {refusal.remedy}")
        return False
    return True


class _LineDesk:
    """The forms of one line: which tasks, why, and each task that shall stand there afterwards with its deadlines."""

    def __init__(
        self, request: HttpRequest, plan: Plan, verb: str, line: AmendmentLine | None, person: Person | None
    ) -> None:
        self.verb, self.row = verb, line
        self.data = request.POST if request.method == "POST" else None
        found = Task.objects.filter(plan=plan, state=Task.State.IN_FORCE).order_by("order")
        self.tasks = {str(task.pk): task for task in found}
        chosen = self._chosen(request)
        self.several = verb in (Verb.REVOKE, Verb.MERGE)
        choices = [(key, f"{task.number}. {task.text[:110]}") for key, task in self.tasks.items()]
        self.head = LineForm(
            self.data, choices=choices if verb != Verb.ADD else [], several=self.several,
            initial={"tasks": chosen, "why": line.why if line else ""},
        )  # fmt: skip
        self.parts = [
            self._part(plan, at, content, person) for at, content in enumerate(self._contents(request, chosen))
        ]

    def _chosen(self, request: HttpRequest) -> list[str]:
        if self.row is not None:
            return [str(pk) for pk in self.row.tasks.values_list("pk", flat=True)]
        given = request.POST.getlist("tasks") or request.GET.getlist("nhiem-vu")
        return [key for key in given if key in self.tasks]

    def _contents(self, request: HttpRequest, chosen: Sequence[str]) -> list[TaskContent | None]:
        """What the forms begin with: the line as it is, else the task as it is now; two halves of a split."""
        if self.verb == Verb.REVOKE:
            return []
        stored: list[TaskContent | None] = [TaskContent.from_json(one) for one in self.row.data] if self.row else []
        if not stored and chosen and self.verb != Verb.ADD:
            task = with_content(Task.objects.filter(pk=int(chosen[0]))).get()
            stored = [content_of(task)]
        count = len(stored) or 1
        if self.verb == Verb.SPLIT:
            asked = str(self.data.get("so-phan", "")) if self.data is not None else ""
            count = max(2, len(stored), int(asked) if asked.isdigit() and len(asked) < 3 else 2)
            count += self.data is not None and "them-phan" in self.data
        count = min(count, MOST_PARTS)
        return [*stored, *([stored[0] if stored else None] * count)][:count]

    def _part(
        self, plan: Plan, at: int, content: TaskContent | None, person: Person | None
    ) -> tuple[TaskForm, RuleSet]:
        return task_form(plan, self.data, content, person, f"p{at}"), rules_for(plan, self.data, content, f"han{at}")

    @property
    def is_pressed(self) -> bool:
        """Whether a button inside the forms was pressed: draw again, save nothing."""
        pressed = self.data is not None and ("them-phan" in self.data or "chon" in self.data)
        return pressed or any(rules.is_pressed for _form, rules in self.parts)

    def is_valid(self) -> bool:
        valid = self.head.is_valid()
        for form, rules in self.parts:
            valid = form.is_valid() and valid
            if not rules.is_valid() or rules.errors:
                form.add_error(None, _("Còn thời hạn chưa hiểu được hoặc còn lỗi: xem phần thời hạn."))
                valid = False
        return valid

    def line(self) -> Line:
        """The line as it was typed."""
        tasks = [self.tasks[key] for key in self.head.cleaned_data.get("tasks", ())]
        contents = [form.task(rules.deadlines) for form, rules in self.parts]
        return Line(self.verb, tasks, contents, self.head.cleaned_data["why"], self.row.order if self.row else None)
