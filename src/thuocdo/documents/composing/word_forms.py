"""Word forms that officers edit (mẫu văn bản): made from a kind's own layout, looked over, filled in.

The language of a form is small on purpose: the places of `placeholders`, `for` over those that are lists, `if` on any,
a few filters. Everything else of Jinja is refused, and what remains runs in its sandbox: no calls, no arithmetic.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docxtpl import DocxTemplate
from lxml import etree

from thuocdo.documents.composing.filling import FOOTNOTES, filled
from thuocdo.documents.composing.form_language import OPENS, tag_fault
from thuocdo.documents.composing.package import W
from thuocdo.documents.composing.paper import OfficialPaper
from thuocdo.documents.composing.placeholders import NAMES
from thuocdo.kernel.errors import Refused

__all__ = ["Fault", "faults", "filled", "own_form", "used"]

LARGEST, LARGEST_PART, LARGEST_WHOLE = 3 * 2**20, 2 * 2**20, 40 * 2**20
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SCOPE = re.compile(r"^(\{\{|\{%)(?:p|tr|tc|r)\s")
NS = W.partition('"')[2].rstrip('"')
P, T = (f"{{{NS}}}{name}" for name in ("p", "t"))
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
MARKS = ("{{", "}}", "{%", "%}", "{#", "#}")
SAID = 12


@dataclass(frozen=True)
class Fault:
    """What is wrong in a form: the number of the paragraph counted from 1 (0: the whole file), its words, and why."""

    paragraph: int
    words: str
    why: str

    def __str__(self) -> str:
        place = f"Đoạn {self.paragraph} (“{self.words[:60]}”): " if self.paragraph else ""
        return f"{place}{self.why}"


def faults(data: bytes) -> list[Fault]:
    """What is wrong in a form; nothing when it can be filled in. Raises `Refused`: composing.not_a_form."""
    trees = _parts(data)
    texts = _paragraphs(trees)
    found = [Fault(0, "", why) for why in dict.fromkeys(why for tree in trees for why in _outside(tree))]
    found += [fault for number, text in enumerate(texts, start=1) for fault in _of_paragraph(number, text)]
    found = found or _balance(texts)
    if found:
        return found[:SAID]
    if not any(TAG.search(text) for text in texts):
        return [Fault(0, "", "mẫu không có chỗ điền nào; dữ liệu của văn bản sẽ không vào đâu cả")]
    return _tried(data)


def used(data: bytes) -> list[str]:
    """The places that a form has, in the order of the table. Raises `Refused`: composing.not_a_form."""
    tags = " ".join(tag for text in _paragraphs(_parts(data)) for tag in TAG.findall(text))
    words = set(re.findall(r"\w+", tags))
    return [name for name in NAMES if name in words]


def own_form(paper: OfficialPaper) -> bytes:
    """The form of a kind of paper in the engine's own layout, to be edited in Word."""
    from thuocdo.documents.composing.own_forms import made

    return made(paper)


def _parts(data: bytes) -> list[Any]:
    """The parts in which places are filled in, those that docxtpl takes: the text, then heads, feet and footnotes."""
    if len(data) > LARGEST:
        raise Refused(
            "composing.form_too_large", f"Mẫu nặng {len(data) / 2**20:.1f} MB, quá mức {LARGEST // 2**20} MB.",
            "Bỏ ảnh không cần thiết trong mẫu.",
        )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _refuse_long(package.infolist())
        document = docx.Document(io.BytesIO(data))
        main = document.part
        sides = [rel.target_part for rel in main.rels.values()
                 if rel.reltype in (DocxTemplate.HEADER_URI, DocxTemplate.FOOTER_URI)]  # fmt: skip
        sides += [part for part in main.package.iter_parts() if part.content_type == FOOTNOTES]
        # Parsed anew: the library's own elements say as their text what stands in elements below them.
        return [etree.fromstring(part.blob, PARSER) for part in (main, *sides)]
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError) as error:
        raise Refused(
            "composing.not_a_form", "Tệp không phải văn bản Word .docx đọc được.", "Lưu lại dạng .docx rồi gửi."
        ) from error


def _refuse_long(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Sizes as the package's own directory tells them, before anything is unpacked."""
    written = (one.file_size for one in entries if one.filename.endswith((".xml", ".rels")))
    if max(written, default=0) > LARGEST_PART or sum(one.file_size for one in entries) > LARGEST_WHOLE:
        raise Refused("composing.form_too_large", "Nội dung mẫu quá dài.", "Chia nhỏ mẫu.")


def _paragraphs(trees: Sequence[Any]) -> list[str]:
    """The words of every paragraph in order: of the text with its tables, then of heads, feet and footnotes."""
    return ["".join(node.text or "" for node in one.iter(T)) for tree in trees for one in tree.iter(P)]


def _outside(tree: Any) -> Iterator[str]:
    """Marks of places that do not stand in words: in attributes, comments, field codes, between elements."""
    for node in tree.iter():
        words = [node.tail or "", *([] if node.tag == T else [node.text or ""])]
        if any(mark in text for text in words for mark in "{}"):
            yield "dấu { } nằm ngoài chữ của văn bản (mã trường, công thức, ghi chú ẩn)"
        if isinstance(node.tag, str) and any(mark in value for value in node.attrib.values() for mark in MARKS):
            yield "dấu {{ }} hoặc {% %} nằm trong thuộc tính (tên dấu trang, mô tả ảnh, liên kết)"


def _of_paragraph(number: int, text: str) -> Iterator[Fault]:
    rest = TAG.sub("", text)
    if any(mark in rest for mark in MARKS):
        yield Fault(number, text, "dấu {{ }} hoặc {% %} mở mà không đóng trong cùng một đoạn")
        return
    for tag in TAG.findall(text):
        why = tag_fault(SCOPE.sub(r"\1 ", tag))
        if why:
            yield Fault(number, text, f"“{tag}”: {why}")


def _balance(texts: Sequence[str]) -> list[Fault]:
    """Loops and conditions that are not closed, or closed without being open."""
    stack: list[tuple[str, int, str]] = []
    for number, text in enumerate(texts, start=1):
        for tag in TAG.findall(text):
            word = (re.findall(r"[a-zA-Z]+", SCOPE.sub(r"\1 ", tag)) or [""])[0] if tag.startswith("{%") else ""
            if word in OPENS:
                stack.append((OPENS[word], number, text))
            elif word in OPENS.values() and (not stack or stack.pop()[0] != word):
                return [Fault(number, text, f"{word} không có lệnh mở tương ứng")]
    return [Fault(number, text, f"thiếu {{% {wanted} %}}") for wanted, number, text in stack[-1:]]


def _tried(data: bytes) -> list[Fault]:
    """Fill the form with example words: whatever else is wrong comes out here."""
    from thuocdo.documents.composing.placeholders import sample

    try:
        docx.Document(io.BytesIO(filled(data, sample("quyet_dinh"))))
    except Refused as refusal:
        return [Fault(0, "", refusal.message)]
    except (ValueError, KeyError, etree.XMLSyntaxError) as error:
        return [Fault(0, "", f"điền thử không ra được văn bản Word ({error})")]
    return []
