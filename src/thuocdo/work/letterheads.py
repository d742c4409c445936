"""The head of an official appendix, made from a plan: issuer, title, and the document by virtue of which it exists."""

from __future__ import annotations

from thuocdo.ui.xlsx import Head
from thuocdo.work.models import Plan

COMMITTEE = "ỦY BAN NHÂN DÂN "


def issuer_lines(name: str) -> list[str]:
    """The issuer as printed on top of a paper, a committee on two lines.

    >>> issuer_lines("Ủy ban nhân dân tỉnh Nghệ An")
    ['ỦY BAN NHÂN DÂN', 'TỈNH NGHỆ AN']
    """
    upper = name.upper().replace("UBND ", COMMITTEE)
    if upper.startswith(COMMITTEE):
        return [COMMITTEE.strip(), upper.removeprefix(COMMITTEE)]
    return [upper] if upper else []


def basis_of(plan: Plan) -> str:
    """How the document of the plan is called in a line: "Quyết định số 3667/QĐ-UBND ngày 30/12/2024"."""
    document = plan.document
    return str(document.title) if document is not None else plan.number_symbol


def official_head(plan: Plan) -> Head:
    """Issuer, heading, title and basis of the appendix with the six columns."""
    document, issuer = plan.document, plan.issuer_name
    words = ""
    if document is not None and document.number_symbol:
        kind = (document.doc_type or "văn bản").capitalize()
        day = document.issued_on
        dated = f" ngày {day:%d} tháng {day:%m} năm {day:%Y}" if day else ""
        words = f"(Ban hành theo {kind} số {document.number_symbol}{dated}{f' của {issuer}' if issuer else ''})"
    return Head(issuer=issuer_lines(issuer), title=plan.title.upper(), heading="PHỤ LỤC", basis=words, sheet="Phụ lục")
