"""Word forms that officers edit (mẫu văn bản): made from a kind's own layout, looked over, filled in.

The language of a form is small on purpose: the places of `placeholders`, `for` over those that are lists, `if` on any,
a few filters. Everything else of Jinja is refused, and what remains runs in its sandbox: no calls, no arithmetic.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import docx
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from thuocdo.documents.composing import looks
from thuocdo.documents.composing.form import NOTE, body_pieces, laid_out, text_width
from thuocdo.documents.composing.package import W, bundle
from thuocdo.documents.composing.paper import Block, OfficialPaper, Paragraph
from thuocdo.documents.composing.placeholders import LINES, NAMES, values_of
from thuocdo.documents.composing.wordml import UNWRITABLE, Word, twips
from thuocdo.kernel.errors import Refused

LARGEST, LARGEST_PART = 3 * 2**20, 2 * 2**20
NS = W.partition('"')[2].rstrip('"')
P, T, R = (f"{{{NS}}}{name}" for name in ("p", "t", "r"))
FILTERS = frozenset({"upper", "lower", "capitalize", "trim", "default", "join"})
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Filter, nodes.Const,
    nodes.Not, nodes.And, nodes.Or, nodes.Keyword,
)  # fmt: skip
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SCOPE = re.compile(r"^(\{\{|\{%)(?:p|tr|tc|r)\s")
# Parts besides the text in which places are filled in too.
SIDE_PARTS = ("header+xml", "footer+xml", "footnotes+xml")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
OPENS = {"for": "endfor", "if": "endif"}
SAID = 12


class _Form(DocxTemplate):  # type: ignore[misc] # the library has no types
    """A form whose properties (author, title) are left as they are: nobody has looked over what stands in them."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Nothing is filled in there."""


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
    texts = _paragraphs(data)
    found = [fault for number, text in enumerate(texts, start=1) for fault in _of_paragraph(number, text)]
    found = found or _balance(texts)
    if found:
        return found[:SAID]
    if not any(TAG.search(text) for text in texts):
        return [Fault(0, "", "mẫu không có chỗ điền nào; dữ liệu của văn bản sẽ không vào đâu cả")]
    return _tried(data)


def used(data: bytes) -> list[str]:
    """The places that a form has, in the order of the table. Raises `Refused`: composing.not_a_form."""
    tags = " ".join(tag for text in _paragraphs(data) for tag in TAG.findall(text))
    words = set(re.findall(r"\w+", tags))
    return [name for name in NAMES if name in words]


def filled(form: bytes, paper: OfficialPaper) -> bytes:
    """The form with a paper in it, and the paper's attachments laid out behind it.

    Raises `Refused`: composing.not_a_form, composing.form_not_filled.
    """
    paper = _notes_inside(paper)
    word = Word()
    blocks = Markup("".join(word.piece(one) for one in body_pieces(paper, text_width(landscape=False))))
    values = {name: _writable(value) for name, value in values_of(paper, "").items()}
    document = _Form(io.BytesIO(form))
    try:
        document.render({**values, "noi_dung": blocks}, _environment(), autoescape=True)
    except (TemplateError, ValueError, TypeError, AttributeError) as error:
        raise Refused(
            "composing.form_not_filled", f"Không điền được dữ liệu vào mẫu ({error}).", "Kiểm tra lại mẫu Word."
        ) from error
    _append(document.docx.element.body, paper)
    out = io.BytesIO()
    document.save(out)
    return _without_clock(out.getvalue())


def own_form(paper: OfficialPaper) -> bytes:
    """The form of a kind of paper in the engine's own layout, to be edited in Word."""
    from thuocdo.documents.composing.own_forms import made

    return made(paper)


def _writable(value: Any) -> Any:
    """Text without what XML cannot hold."""
    if isinstance(value, list):
        return [UNWRITABLE.sub("", one) for one in value]
    return UNWRITABLE.sub("", value)


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _paragraphs(data: bytes) -> list[str]:
    """The words of every paragraph in order: of the text with its tables, then of heads, feet and footnotes."""
    if len(data) > LARGEST:
        raise Refused(
            "composing.form_too_large", f"Mẫu nặng {len(data) / 2**20:.1f} MB, quá mức {LARGEST // 2**20} MB.",
            "Bỏ ảnh không cần thiết trong mẫu.",
        )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if package.getinfo("word/document.xml").file_size > LARGEST_PART:
                raise Refused("composing.form_too_large", "Nội dung mẫu quá dài.", "Chia nhỏ mẫu.")
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError) as error:
        raise Refused(
            "composing.not_a_form", "Tệp không phải văn bản Word .docx đọc được.", "Lưu lại dạng .docx rồi gửi."
        ) from error
    others = (part.blob for part in document.part.package.iter_parts() if part.content_type.endswith(SIDE_PARTS))
    trees = [document.element.body, *(etree.fromstring(blob, PARSER) for blob in others)]
    return ["".join(node.text or "" for node in one.iter(T)) for tree in trees for one in tree.iter(P)]


def _of_paragraph(number: int, text: str) -> Iterator[Fault]:
    rest = TAG.sub("", text)
    if any(mark in rest for mark in ("{{", "}}", "{%", "%}")):
        yield Fault(number, text, "dấu {{ }} hoặc {% %} mở mà không đóng trong cùng một đoạn")
        return
    for tag in TAG.findall(text):
        why = _of_tag(SCOPE.sub(r"\1 ", tag))
        if why:
            yield Fault(number, text, f"“{tag}”: {why}")


def _of_tag(tag: str) -> str:
    """What is wrong in one tag taken alone; empty when nothing is."""
    if tag.startswith("{%"):
        word = (re.findall(r"[a-zA-Z]+", tag) or [""])[0]
        if word not in (*OPENS, *OPENS.values(), "else", "elif"):
            return f"lệnh “{word}” không dùng được trong mẫu; chỉ có for, if"
        if word not in OPENS:
            return ""
        tag = f"{tag}{{% {OPENS[word]} %}}"
    try:
        tree = _environment().parse(tag)
    except TemplateSyntaxError as error:
        return f"sai cú pháp ({error.message})"
    return _of_tree(tree)


def _of_tree(tree: nodes.Template) -> str:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            return f"bộ lọc “{node.name}” không dùng được; có: {', '.join(sorted(FILTERS))}"
        if not isinstance(node, ALLOWED):
            return "chỉ dùng được tên chỗ điền, for, if; không có phép tính, lời gọi hay thuộc tính"
    loops = {node.target.name for node in tree.find_all(nodes.For) if isinstance(node.target, nodes.Name)}
    for node in tree.find_all(nodes.For):
        if not (isinstance(node.iter, nodes.Name) and NAMES.get(node.iter.name, None) in _lists()):
            return "vòng lặp for chỉ đi qua các chỗ điền nhiều dòng"
    unknown = {node.name for node in tree.find_all(nodes.Name)} - set(NAMES) - loops - {"dong"}
    return f"không có chỗ điền “{min(unknown)}”" if unknown else ""


def _lists() -> Sequence[Any]:
    return [one for one in NAMES.values() if one.shape == LINES]


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


def _notes_inside(paper: OfficialPaper) -> OfficialPaper:
    """Footnotes as words in brackets: a form has no part for footnotes of ours."""
    attachments = tuple(replace(one, body=_told_inside(one.body)) for one in paper.attachments)
    return replace(paper, body=_told_inside(paper.body), attachments=attachments)


def _told_inside(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(_with_notes(one) if isinstance(one, Paragraph) and one.notes else one for one in blocks)


def _with_notes(one: Paragraph) -> Paragraph:
    text = one.text
    for note in one.notes:
        text = text.replace(NOTE, f" ({note.rstrip('. ')})", 1)
    return replace(one, text=text, notes=())


def _append(body: Any, paper: OfficialPaper) -> None:
    """The attachments behind the form's own pages, each a section with the form's margins, numbered from 1."""
    sheets = laid_out(paper)[1:]
    if not sheets or not len(body):
        return
    last = body[-1]
    for sheet in sheets:
        closing = etree.SubElement(body, P)
        etree.SubElement(closing, f"{{{NS}}}pPr").append(last)
        word = Word()
        for piece in sheet.pieces:
            for node in etree.fromstring(f"<w:body {W}>{word.piece(piece)}</w:body>"):
                body.append(node)
        last = _section(last, landscape=sheet.landscape)
        body.append(last)


def _section(before: Any, *, landscape: bool) -> Any:
    """The properties of the next section: as the one before, turned where the sheet is, numbered from 1."""
    made = etree.fromstring(etree.tostring(before))
    for name in ("pgNumType", "pgSz"):
        for old in made.findall(f"{{{NS}}}{name}"):
            made.remove(old)
    wide, high = (looks.HEIGHT, looks.WIDTH) if landscape else (looks.WIDTH, looks.HEIGHT)
    size = {f"{{{NS}}}w": str(twips(wide)), f"{{{NS}}}h": str(twips(high))}
    if landscape:
        size[f"{{{NS}}}orient"] = "landscape"
    at = next((n for n, node in enumerate(made) if node.tag.endswith("}pgMar")), len(made))
    made.insert(at, made.makeelement(f"{{{NS}}}pgSz", size))
    margins = made.find(f"{{{NS}}}pgMar")
    after = list(made).index(margins) + 1 if margins is not None else len(made)
    made.insert(after, made.makeelement(f"{{{NS}}}pgNumType", {f"{{{NS}}}start": "1"}))
    return made


def _without_clock(data: bytes) -> bytes:
    """The same package with no time in it: the same form and paper give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return bundle((name, package.read(name)) for name in package.namelist())

