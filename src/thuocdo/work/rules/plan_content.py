"""What a task says, as plain data: the one shape in which papers, drafts, amendments and workbooks hand tasks on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from thuocdo.kernel.text import squeeze
from thuocdo.work.rules.adoption import task_number

ROLES = {"lead": "lead_agencies", "coordinating": "coordinating_agencies"}


@dataclass(frozen=True)
class Named:
    """Agencies as a task names them: the phrase, and the keys of the units where a person has said which are meant."""

    phrase: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaskContent:
    """One task (nhiệm vụ) before it stands in a plan.

    `deadlines` are deadlines as the reader and `kernel.deadlines.rules.Rule` write them, `text` and `applies_to` among
    them. `spans` are places in the document that the task was read from.
    """

    text: str
    number: str = ""
    row: int | None = None
    section: str = ""
    section_title: str = ""
    field: str = ""
    outputs: tuple[str, ...] = ()
    lead: tuple[Named, ...] = ()
    coordinating: tuple[Named, ...] = ()
    deadlines: tuple[Mapping[str, Any], ...] = ()
    report_to: str = ""
    urgency: str = ""
    source_text: str = ""
    spans: tuple[Sequence[int], ...] = ()

    def named(self, role: str) -> tuple[Named, ...]:
        """Phrases of a role, `lead` or `coordinating`."""
        return self.lead if role == "lead" else self.coordinating

    def to_json(self) -> dict[str, Any]:
        """The task as JSON without what is empty; `TaskContent.from_json` gives the same task back."""
        given: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        for role in ROLES:
            given[role] = [{"phrase": one.phrase, "units": list(one.units)} for one in self.named(role)]
        given |= {name: [*given[name]] for name in ("outputs", "deadlines", "spans")}
        return {name: value for name, value in given.items() if value not in ("", None, [])}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> TaskContent:
        """The task of a JSON object; unknown names are passed over."""
        known = {one.name: given[one.name] for one in fields(cls) if one.name in given}
        for role in ROLES:
            known[role] = tuple(Named(one["phrase"], tuple(one.get("units", ()))) for one in given.get(role, ()))
        for name in ("outputs", "deadlines", "spans"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


def content_of_item(text: str, label: str, data: Mapping[str, Any], spans: Iterable[Any], source: str) -> TaskContent:
    """The task of a confirmed item of a document, as the reader labels it.

    >>> content_of_item("Rà soát", "12", {"lead_agencies": ["Sở Nội vụ"]}, [], "Rà soát").lead
    (Named(phrase='Sở Nội vụ', units=()),)
    """
    return TaskContent(
        text=text, number=task_number(str(data.get("row") or data.get("id") or label)), row=data.get("row"),
        section=str(data.get("section") or ""), section_title=data.get("section_title") or "",
        field=data.get("field") or "", outputs=tuple(map(str, data.get("outputs") or ())),
        lead=phrases(data.get(ROLES["lead"])), coordinating=phrases(data.get(ROLES["coordinating"])),
        deadlines=tuple(data.get("deadlines") or ()), report_to=str(data.get("report_to") or ""),
        urgency=str(data.get("urgency") or ""), source_text=source, spans=tuple(spans),
    )  # fmt: skip


def phrases(given: Iterable[Any] | None) -> tuple[Named, ...]:
    """Agency phrases without empty ones and repetitions.

    >>> phrases(["Sở Y tế", " Sở Y  tế ", ""])
    (Named(phrase='Sở Y tế', units=()),)
    """
    return tuple(Named(text) for text in dict.fromkeys(squeeze(str(one)) for one in given or ()) if text)


def deadline_text(deadline: Mapping[str, Any]) -> str:
    """A deadline in its printed words."""
    return squeeze(str(deadline.get("text") or deadline.get("value") or ""))


def deadlines_text(deadlines: Iterable[Mapping[str, Any]]) -> str:
    """The printed times of a task; two deadlines read from one wording show it once.

    >>> deadlines_text([{"text": "Quý I/2025"}, {"text": "Quý I"}, {"text": "Tháng 6"}])
    'Quý I/2025; Tháng 6'
    """
    texts: list[str] = []
    for one in deadlines:
        if (text := deadline_text(one)) and not any(text in said for said in texts):
            texts.append(text)
    return "; ".join(texts)
