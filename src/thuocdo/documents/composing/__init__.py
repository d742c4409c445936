"""The composing workshop: official papers in the form of Decree 30/2020/NĐ-CP, from plain data.

Pure: no framework, no clock, no database. One laying out (`form`) and two writers of what is laid out: Word, written as
WordprocessingML so that every size and margin is ours to answer for, and PDF by typst. The same paper gives the same
bytes.
"""

from thuocdo.documents.composing.form import laid_out
from thuocdo.documents.composing.package import bundle, docx
from thuocdo.documents.composing.paper import (
    Attachment,
    Block,
    Column,
    Heading,
    Letterhead,
    OfficialPaper,
    Paragraph,
    Signature,
    Table,
)

__all__ = [
    "Attachment", "Block", "Column", "Heading", "Letterhead", "OfficialPaper", "Paragraph", "Signature", "Table",
    "bundle", "compose", "compose_pdf",
]  # fmt: skip

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def compose(paper: OfficialPaper) -> bytes:
    """The paper as a DOCX file; the same paper gives the same bytes."""
    return docx(laid_out(paper), title=_title(paper))


def compose_pdf(paper: OfficialPaper) -> bytes:
    """The same paper as a PDF with its fonts in it."""
    from thuocdo.documents.composing.pdf import pdf

    return pdf(laid_out(paper), title=_title(paper))


def _title(paper: OfficialPaper) -> str:
    return f"{paper.kind} {paper.subject}".strip()
