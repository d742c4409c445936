"""The composing workshop: official papers in the form of Decree 30/2020/NĐ-CP, from plain data.

Pure: no framework, no clock, no database. The same paper gives the same bytes. Writes WordprocessingML itself, so that
every size and margin is ours to answer for; its tests read the files back with python-docx.
"""

from thuocdo.documents.composing.form import compose
from thuocdo.documents.composing.package import bundle
from thuocdo.documents.composing.paper import Column, Heading, Letterhead, OfficialPaper, Paragraph, Signature, Table

__all__ = [
    "Column", "Heading", "Letterhead", "OfficialPaper", "Paragraph", "Signature", "Table", "bundle", "compose",
]  # fmt: skip

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
