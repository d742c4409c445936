"""What is asked about drafts: which ones a person sees, what they look like as papers, what is wrong in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from thuocdo.chancery import permissions
from thuocdo.chancery.models import Draft, DraftVersion
from thuocdo.chancery.queries.numbers import agency_symbol, symbol_for
from thuocdo.chancery.rules.content import Content, Printed, paper_data
from thuocdo.chancery.rules.life import DraftState
from thuocdo.chancery.rules.problems import Facts, Problem, problems
from thuocdo.chancery.rules.starting import Issuer, Source
from thuocdo.core import clock
from thuocdo.directory import queries as directory
from thuocdo.directory.models import Position, Unit, UnitVersion
from thuocdo.documents.composing import compose, compose_pdf
from thuocdo.documents.composing.kinds import from_data, kind_of
from thuocdo.documents.composing.paper import OfficialPaper
from thuocdo.documents.composing.placeholders import sample
from thuocdo.documents.composing.word_forms import filled
from thuocdo.documents.models import Document
from thuocdo.documents.reading.formats.office import converted, program
from thuocdo.kernel.errors import Refused

KEPT = 24
COLLECTIVES = ("ubnd_tinh", "ubnd_huyen", "ubnd_xa", "hdnd")


def visible_drafts(person: Any) -> QuerySet[Draft]:
    """Drafts that a person may see, with who and where, and the number of the latest version."""
    latest = DraftVersion.objects.filter(draft=OuterRef("pk")).order_by("-number").values("number")[:1]
    related = ("unit", "author", "approver", "signer__person", "entry", "document", "template")
    found = Draft.objects.filter(permissions.drafts_visible_to(person)).select_related(*related)
    return found.annotate(latest=Subquery(latest))


def latest_version(draft: Draft) -> DraftVersion:
    """The newest version of a draft."""
    found = draft.versions.select_related("by").first()
    assert found is not None  # a draft begins with its first version
    return found


def version_to_print(draft: Draft) -> DraftVersion:
    """The version that counts: the approved one once there is one, else the newest."""
    return draft.approved_version or latest_version(draft)


def issuer_of(unit: Unit, kind: str, on: date) -> Issuer:
    """How a unit names itself in its papers on a day; what the directory does not know stays empty."""
    version = directory.version_on(unit, on)
    if version is None:
        raise Refused(
            "chancery.no_unit_that_day", f"Ngày {on:%d/%m/%Y} không có đơn vị {unit.key}.", "Chọn đơn vị kế thừa."
        )  # fmt: skip
    collective = version.kind in COLLECTIVES
    parent = None if collective or version.parent is None else directory.version_on(version.parent, on)
    try:
        symbol = symbol_for(unit, kind, on=on)
    except Refused:
        symbol = "/"
    head = next(iter(directory.signers(unit, on, alone=True)), None)
    title = head.lines[0].removeprefix("KT. ") if head and head.lines else ""
    body = version.full_name if collective else version.name
    return Issuer(
        agency=version.full_name, superior=parent.full_name if parent else "", place=_place(version, on),
        symbol=symbol, authority=f"{title} {body}".strip() if title else version.full_name,
    )  # fmt: skip


def _place(version: UnitVersion, on: date) -> str:
    """The name before the day: of the commune for communes, else of the province."""
    if version.level == "xa" and version.bare_name:
        return version.bare_name
    if version.level == "xa" and version.territory is not None:
        own = directory.version_on(version.territory, on)
        return own.bare_name or own.name if own else ""
    province = Unit.objects.filter(key=version.unit.province_key).first()
    found = directory.version_on(province, on) if province else None
    return (found.bare_name or found.name.removeprefix("Tỉnh ")) if found else ""


def source_of(document: Document) -> Source:
    """A paper as another names it."""
    return Source(
        doc_type=document.doc_type, number_symbol=document.number_symbol, issued_on=document.issued_on,
        issuer=document.issuer_name, subject=document.subject,
    )  # fmt: skip


def signer_of(draft: Draft, content: Mapping[str, Any], on: date) -> directory.Signer | None:
    """How the chosen signer signs for the unit on a day; nothing without a signer or without authority."""
    if draft.signer is None:
        return None
    return directory.signer_on(draft.unit, draft.signer.person, on, alone=bool(content.get("alone")))


def possible_signers(unit: Unit, on: date) -> list[tuple[Position, str]]:
    """Who may sign for a unit on a day: the position that is kept on the draft, and how it reads."""
    found = directory.signers(unit, on)
    people = {signer.person.pk for signer in found}
    held = Position.objects.filter(person__in=people, valid__contains=on).select_related("person").order_by("pk")
    posts: dict[int, Position] = {}
    for post in held:
        # The post in the unit itself comes first; who signs by order or delegation may have none there.
        if post.person_id not in posts or (post.unit_id == unit.pk and posts[post.person_id].unit_id != unit.pk):
            posts[post.person_id] = post
    return [
        (posts[signer.person.pk], f"{signer.person.full_name} ({', '.join(signer.lines)})")
        for signer in found
        if signer.person.pk in posts
    ]


def facts_of(draft: Draft, content: Mapping[str, Any], on: date) -> Facts:
    """What the directory says about a draft."""
    try:
        letters = agency_symbol(draft.unit, on)
    except Refused:
        letters = ""
    if kind_of(draft.kind).capacities and draft.signer is None:
        return Facts(signer_chosen=True, signer_may=True, agency_symbol=letters)
    return Facts(
        signer_chosen=draft.signer is not None, signer_may=signer_of(draft, content, on) is not None,
        agency_symbol=letters,
    )  # fmt: skip


def problems_of(draft: Draft, content: Mapping[str, Any], on: date) -> list[Problem]:
    """Everything to mend in a content, as of a day; what the composing engine itself refuses comes last."""
    found = problems(draft.kind, content, facts_of(draft, content, on))
    try:
        from_data(draft.kind, data_of(draft, content, on))
    except Refused as refusal:
        if not any(one.field in str(refusal.where) for one in found):
            found.append(Problem(refusal.code, str(refusal.where.get("mục", "")), refusal.message))
    return found


def data_of(draft: Draft, content: Mapping[str, Any], on: date) -> Content:
    """The data of the paper as it would be on a day: its number and day where it has them, the signer's authority."""
    day = draft.dated or on
    signer = signer_of(draft, content, day)
    name = draft.signer.person.full_name if draft.signer else ""
    printed = Printed(
        number_symbol=draft.number_symbol, dated=draft.dated, year=day.year, lines=signer.lines if signer else (),
        name=name,
    )  # fmt: skip
    return paper_data(draft.kind, content, printed)


@dataclass(frozen=True)
class Made:
    """A paper as Word and as PDF; `pdf` is empty when a Word form was used and the machine cannot turn it into one."""

    docx: bytes
    pdf: bytes
    why_no_pdf: str = ""


def made_of(draft: Draft, version: DraftVersion, on: date | None = None) -> Made:
    """A version of a draft laid out, by its Word form where it has one. Refused when the data make no paper."""
    data = data_of(draft, version.data, on or clock.today())
    return _made(draft.kind, json.dumps(data, sort_keys=True, ensure_ascii=False), _form_of(draft))


def word_of(draft: Draft, version: DraftVersion) -> bytes:
    """A version as Word alone: what a Word form gives even where no PDF can be had."""
    paper, form = from_data(draft.kind, data_of(draft, version.data, clock.today())), _form_of(draft)
    return filled(form, paper) if form else compose(paper)


def _form_of(draft: Draft) -> bytes:
    """The Word form of a draft; nothing where it is laid out by the engine."""
    if draft.template is None:
        return b""
    with draft.template.file.content.open("rb") as content:
        return bytes(content.read())


@lru_cache(maxsize=KEPT)
def _made(kind: str, told: str, form: bytes) -> Made:
    """The same data give the same bytes, so that the pictures of many pages lay the paper out once."""
    return made_from(from_data(kind, json.loads(told)), form)


@lru_cache(maxsize=4)
def tried(kind: str, form: bytes) -> Made:
    """A Word form with the example words of a kind in it."""
    return made_from(sample(kind), form)


def made_from(paper: OfficialPaper, form: bytes = b"") -> Made:
    """A paper laid out by the engine, or by a Word form and LibreOffice."""
    if not form:
        return Made(compose(paper), compose_pdf(paper))
    word = filled(form, paper)
    if not program():
        return Made(word, b"", "Máy chủ chưa cài LibreOffice nên chưa ra được PDF từ mẫu Word riêng.")
    return Made(word, converted(word, ".docx", "pdf"))


# The steps of a draft in their order, as pages draw them.
STEPS = (DraftState.DRAFTING, DraftState.SUBMITTED, DraftState.APPROVED, DraftState.NUMBERED, DraftState.ISSUED)


@dataclass(frozen=True)
class Step:
    """One step of the picture: its state, its words, whether it is done, now, or to come."""

    state: str
    words: str
    standing: str


def steps_of(draft: Draft) -> list[Step]:
    """Where a draft stands among its steps; a returned one is being written again."""
    now = DraftState.DRAFTING if draft.state == DraftState.RETURNED else draft.state
    at = STEPS.index(now) if now in STEPS else -1
    words = dict(Draft.State.choices)
    done = draft.state == DraftState.ISSUED
    return [
        Step(state, str(words[state]), "done" if number < at or done else "now" if number == at else "next")
        for number, state in enumerate(STEPS)
    ]
