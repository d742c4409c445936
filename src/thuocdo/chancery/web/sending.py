"""Sending a paper: who it is for, in which way, by when; a preview; and then it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from thuocdo.chancery import permissions, services
from thuocdo.chancery.models import Delivery
from thuocdo.chancery.queries.addressees import Candidate, Phrase, Proposal, facts, named_units, proposed
from thuocdo.chancery.services import Addressee
from thuocdo.chancery.web.delivery_asking import person_of, refuse_without, seen_paper
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Unit
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.ui.asked import whole
from thuocdo.ui.fields import DayField

INSIDE, MAIL, EDXML = Delivery.Way.INSIDE, Delivery.Way.MAIL, Delivery.Way.EDXML
ACTS, KNOWS = "lam", "biet"
PURPOSES = [(ACTS, gettext_lazy("Để thực hiện")), (KNOWS, gettext_lazy("Để biết"))]
WAYS = [(INSIDE.value, Delivery.Way.INSIDE.label), (EDXML.value, Delivery.Way.EDXML.label)]
MAILBOX = re.compile(r"^(?:(?P<name>.*?)\s*<(?P<in>[^<>\s]+)>|(?P<name2>.*?)[;,\t ]+(?P<last>\S+@\S+)|(?P<only>\S+))$")
AREA = {"rows": 3}


class SendForm(forms.Form):
    """What is asked besides the units that the paper names."""

    tu = forms.ChoiceField(label=gettext_lazy("Đơn vị gửi"))
    them = forms.CharField(
        label=gettext_lazy("Thêm cơ quan, đơn vị"), required=False, widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("Mỗi dòng một tên, như viết trong văn bản; cả nhóm, ví dụ “UBND cấp xã”."),
    )  # fmt: skip
    thu = forms.CharField(
        label=gettext_lazy("Gửi bằng thư điện tử"), required=False, widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy(
            "Mỗi dòng: tên cơ quan, dấu phẩy, hộp thư; ví dụ: Sở Nội vụ, vanthu@so.example.vn. Văn bản được đính kèm."
        ),
    )  # fmt: skip
    ma = forms.CharField(
        label=gettext_lazy("Gửi qua trục liên thông cho cơ quan ngoài hệ thống"), required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=gettext_lazy("Mỗi dòng: mã định danh; tên cơ quan. Ví dụ: H27; UBND tỉnh Hà Tĩnh."),
    )  # fmt: skip
    de = forms.ChoiceField(label=gettext_lazy("Những nơi thêm ở trên nhận để"), choices=PURPOSES, required=False)
    han = DayField(
        label=gettext_lazy("Hạn xử lý"), required=False,
        help_text=gettext_lazy("Cho các nơi nhận để thực hiện. Để trống nếu văn bản không đặt hạn."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[Unit, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tu"].choices = [(unit.key, name) for unit, name in units]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Group:
    """One phrase on the form: its units, which are ticked, the way and the purpose chosen."""

    number: int
    phrase: Phrase
    ticked: frozenset[int]
    way: str
    purpose: str

    @property
    def rows(self) -> list[tuple[Candidate, bool]]:
        """Units with whether they are ticked."""
        return [(one, one.unit in self.ticked) for one in self.phrase.units]


@login_required
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose addressees, look at what will go, send."""
    paper = seen_paper(request, pk)
    refuse_without(request, paper, "send_document")
    today = clock.today()
    senders = permissions.senders(person_of(request), paper)
    names = directory.names_on({unit.pk for unit in senders}, today)
    form = SendForm(request.POST or None, units=[(unit, names.get(unit.pk, unit.key)) for unit in senders])
    found = proposed(paper, today)
    groups = _groups(request, found, {unit.pk for unit in senders})
    context: dict[str, Any] = {
        "document": paper, "form": form, "groups": groups, "unknown": found.unknown, "ways": WAYS,
        "purposes": PURPOSES, "sent": Delivery.objects.filter(document=paper, sender__in=senders).exists(),
    }  # fmt: skip
    if request.method == "POST" and request.POST.get("viec") != "sua" and form.is_valid():
        sender = next(unit for unit in senders if unit.key == form.cleaned_data["tu"])
        try:
            return _next(request, context, sender, found)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "chancery/send.html", context, status=status)


def _next(request: HttpRequest, context: dict[str, Any], sender: Unit, found: Proposal) -> HttpResponse:
    """The preview, or after it the sending itself."""
    form, paper = context["form"], context["document"]
    chosen, unknown = _chosen(form, context["groups"], paper, sender)
    for line in unknown:
        form.add_error("them", _("Danh bạ không có “%(line)s”: sửa tên, hoặc gửi bằng cách khác.") % {"line": line})
    if unknown:
        return render(request, "chancery/send.html", context, status=422)
    due = form.cleaned_data["han"]
    if request.POST.get("viec") == "gui":
        made = services.send_document(
            document=paper, sender=sender, addressees=chosen, due_on=due, by=person_of(request), at=clock.now()
        )
        messages.success(request, _("Đã gửi %(count)s nơi nhận.") % {"count": len(made)})
        return redirect("chancery:follow", pk=paper.pk)
    hidden = [(name, value) for name, values in request.POST.lists() for value in values
              if name not in ("csrfmiddlewaretoken", "viec")]  # fmt: skip
    people = facts({one.unit.pk for one in chosen if one.unit}, clock.today(), paper)
    rows = [
        (one, one.way == INSIDE and one.unit is not None and not people[one.unit.pk].people)
        for one in chosen
        if one.unit is None or one.way != INSIDE or not (people[one.unit.pk].sent or one.unit.pk == sender.pk)
    ]
    name = dict(form.fields["tu"].choices)[sender.key]
    told = {**context, "rows": rows, "hidden": hidden, "due": due, "sender": name, "left_out": len(chosen) - len(rows),
            "empty": sum(alone for _one, alone in rows), "unknown": found.unknown}  # fmt: skip
    return render(request, "chancery/send_preview.html", told)


def _groups(request: HttpRequest, found: Proposal, own: set[int]) -> list[Group]:
    """The phrases as the form shows them: what was typed, or all units of each phrase that have not got it but the
    own ones."""
    typed = request.method == "POST"
    groups = []
    for number, phrase in enumerate(found.phrases):
        units = {one.unit for one in phrase.units}
        if typed:
            asked = {key for one in request.POST.getlist(f"n{number}") if (key := whole(one)) is not None}
        else:
            asked = {one.unit for one in phrase.units if not one.sent} - own
        usual = ACTS if phrase.acts else KNOWS
        typed_way = request.POST.get(f"cach-{number}", "")
        way = typed_way if typed_way in dict(WAYS) else INSIDE.value
        purpose = request.POST.get(f"de-{number}", "") or usual
        groups.append(Group(number, phrase, frozenset(asked & units), way, purpose))
    return groups


def _chosen(form: SendForm, groups: list[Group], paper: Document, sender: Unit) -> tuple[list[Addressee], list[str]]:
    """Addressees as they were ticked and typed, and the typed names that the directory does not know."""
    typed = form.cleaned_data
    extra, unknown = named_units(typed["them"].splitlines(), paper.issuer or paper.province or sender, clock.today())
    ticked = {unit for group in groups for unit in group.ticked}
    units = Unit.objects.in_bulk(ticked | {unit.pk for unit in extra})
    known = facts(set(units), clock.today())
    chosen = [
        _unit_addressee(units[one.unit], one, group.way, group.purpose)
        for group in groups
        for one, is_ticked in group.rows
        if is_ticked
    ]
    chosen += [
        _unit_addressee(unit, known[unit.pk], INSIDE.value, typed["de"] or KNOWS)
        for unit in extra
        if unit.pk in known and unit.pk not in ticked
    ]
    acts = typed["de"] == ACTS
    chosen += [
        Addressee(MAIL.value, name or box, address=box, for_action=acts) for name, box in _mailboxes(typed["thu"])
    ]
    chosen += [Addressee(EDXML.value, name, address=code, for_action=acts) for code, name in _codes(typed["ma"])]
    return chosen, unknown


def _unit_addressee(unit: Unit, known: Candidate, way: str, purpose: str) -> Addressee:
    address = known.code if way == EDXML else ""
    return Addressee(way, known.name, unit=unit, address=address, for_action=purpose == ACTS)


def _mailboxes(text: str) -> list[tuple[str, str]]:
    """Lines "Name <box>", "Name box" or a box alone."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = MAILBOX.match(line)
        if match is None:
            found.append(("", line))
            continue
        name = match["name"] or match["name2"] or ""
        found.append((name.strip(" ,;"), match["in"] or match["last"] or match["only"]))
    return found


def _codes(text: str) -> list[tuple[str, str]]:
    """Lines "code; name"."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pairs = [line.partition(";") for line in lines]
    return [(code.strip(), name.strip() or code.strip()) for code, _sign, name in pairs]
