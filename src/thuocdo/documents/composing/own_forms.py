"""The engine's own layout of a kind as a Word form: every value of a paper becomes its placeholder.

A paper is laid out whose values are letters that no paper has; where they come out in the Word file, the placeholders
are written, and loops around the lines that repeat. So the form has exactly the sizes and places of the engine.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

from lxml import etree

from thuocdo.documents.composing.form import laid_out
from thuocdo.documents.composing.package import W, bundle, docx
from thuocdo.documents.composing.paper import Letterhead, OfficialPaper, Paragraph, Signature

NS = W.partition('"')[2].rstrip('"')
PLACE = "word/document.xml"
WIDE = 24
P, T, R = (f"{{{NS}}}{name}" for name in ("p", "t", "r"))
# One letter of the private area for each placeholder; lines are those that repeat.
ONE = ("co_quan_chu_quan", "co_quan", "so_ky_hieu", "dia_danh_ngay", "trich_yeu", "tham_quyen", "nguoi_ky",
       "nguoi_ky_trai", "do_khan")  # fmt: skip
LINES = ("can_cu", "kinh_gui", "noi_nhan", "quyen_han_chuc_vu", "quyen_han_chuc_vu_trai")
MARK = {name: chr(0xE000 + at) for at, name in enumerate((*ONE, *LINES, "noi_dung", "loi_kinh_gui", "thua"))}
# Paragraphs that a paper may do without.
OPTIONAL = ("co_quan_chu_quan", "do_khan", "tham_quyen", "loi_kinh_gui")


def made(paper: OfficialPaper) -> bytes:
    """A form for papers like this one: its kind, its date or none, one signer or two."""
    content = docx(laid_out(_marked(paper)), title=paper.kind)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts[PLACE])
    for paragraph in list(root.iter(P)):
        _write(paragraph)
    parts[PLACE] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return bundle(parts.items())


def _marked(paper: OfficialPaper) -> OfficialPaper:
    mark = {name: letter * WIDE for name, letter in MARK.items()}
    two = len(paper.signatures) > 1
    left = [Signature(mark["quyen_han_chuc_vu_trai"], "", mark["nguoi_ky_trai"])] if two else []
    return replace(
        paper, letterhead=Letterhead(mark["co_quan"], mark["co_quan_chu_quan"]), number=mark["so_ky_hieu"],
        subject=mark["trich_yeu"], place_and_date=mark["dia_danh_ngay"] if paper.place_and_date else "",
        authority=mark["tham_quyen"] if paper.resolves else "", bases=[mark["can_cu"]] if paper.bases else [],
        greeting=mark["loi_kinh_gui"], addressees=[mark["kinh_gui"], mark["thua"]] if paper.addressees else [],
        body=[Paragraph(mark["noi_dung"])], after=(), ends=False, urgency=mark["do_khan"], attachments=(), contact="",
        signatures=[*left, Signature(mark["quyen_han_chuc_vu"], "", mark["nguoi_ky"])],
        recipients=[mark["noi_nhan"]],
    )  # fmt: skip


def _write(paragraph: Any) -> None:
    """Put the placeholder where its letters stand."""
    text = "".join(node.text or "" for node in paragraph.iter(T))
    found = next((name for name, letter in MARK.items() if letter in text), "")
    if not found:
        return
    if found == "thua":
        paragraph.getparent().remove(paragraph)
    elif found == "noi_dung":
        _say(paragraph, "{{p noi_dung }}")
    elif found in LINES:
        _say(paragraph, "{{ dong }}")
        _around(paragraph, f"{{%p for dong in {found} %}}", "{%p endfor %}")
    else:
        _say(paragraph, text.replace(MARK[found] * WIDE, f"{{{{ {found} }}}}"))
        if found in OPTIONAL:
            _around(paragraph, f"{{%p if {found} %}}", "{%p endif %}")


def _say(paragraph: Any, words: str) -> None:
    """These words in the look of the paragraph's first run."""
    runs = paragraph.findall(R)
    for run in runs[1:]:
        paragraph.remove(run)
    texts = list(runs[0].iter(T))
    texts[0].text = words
    texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for rest in runs[0][list(runs[0]).index(texts[0]) + 1 :]:
        runs[0].remove(rest)


def _around(paragraph: Any, before: str, after: str) -> None:
    """Paragraphs with a command before and after; they vanish when the form is filled in."""
    for words, place in ((before, paragraph.addprevious), (after, paragraph.addnext)):
        made = etree.fromstring(f"<w:p {W}><w:r><w:t></w:t></w:r></w:p>")
        next(made.iter(T)).text = words
        place(made)
