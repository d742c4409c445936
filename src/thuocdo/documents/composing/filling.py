"""Filling in a Word form (điền mẫu), in a process of its own with limits of memory and time.

What docxtpl is about to run is looked over as a whole just before it is run, so that nothing that an earlier look over
the file's words did not see is ever run. The child gets form and paper over a pipe and answers with the Word file.
"""

from __future__ import annotations

import io
import json
import pickle
import resource
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree
from markupsafe import Markup

from thuocdo.documents.composing import looks
from thuocdo.documents.composing.form import NOTE, body_pieces, laid_out, text_width
from thuocdo.documents.composing.form_language import environment, source_fault
from thuocdo.documents.composing.package import W, bundle
from thuocdo.documents.composing.paper import Block, OfficialPaper, Paragraph
from thuocdo.documents.composing.placeholders import values_of
from thuocdo.documents.composing.wordml import UNWRITABLE, Word, twips
from thuocdo.kernel.errors import Refused

NS = W.partition('"')[2].rstrip('"')
P = f"{{{NS}}}p"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
MEMORY, BUSY, WHOLE = 1500 * 2**20, 30, 60
LARGEST_ANSWER = 60 * 2**20
SAID_NO = 3


class _Form(DocxTemplate):  # type: ignore[misc] # the library has no types
    """A form whose properties (author, title) are left as they are, whose footnotes are filled in once, and of which
    nothing is run that the language of forms does not have."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Nothing is filled in there: nobody has looked over what stands in them."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """The library fills them in once for each section: what was a value would be run the second time."""
        for part in self.docx.part.package.iter_parts():
            if part.content_type == FOOTNOTES:
                source = self.patch_xml(self.get_part_xml(part))
                part._blob = self.render_xml_part(source, part, context, jinja_env).encode()

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """Every part that is filled in passes here, as it is going to be run."""
        if why := source_fault(src_xml):
            raise Refused("composing.form_not_filled", f"Không điền được dữ liệu vào mẫu: {why}.", "Sửa mẫu Word.")
        return str(super().render_xml_part(src_xml, part, context, jinja_env))


def filled(form: bytes, paper: OfficialPaper) -> bytes:
    """The form with a paper in it, and the paper's attachments laid out behind it.

    Raises `Refused`: composing.not_a_form, composing.form_not_filled, also when it takes too much memory or time.
    """
    command = [sys.executable, "-m", "thuocdo.documents.composing.filling"]
    given = pickle.dumps((form, paper))
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=WHOLE)
    except subprocess.TimeoutExpired as error:
        raise _overburdened() from error
    if done.returncode == SAID_NO:
        told = json.loads(done.stdout)
        raise Refused(told["code"], told["message"], told["remedy"])
    if done.returncode != 0:
        raise _overburdened()
    return done.stdout


def _overburdened() -> Refused:
    return Refused(
        "composing.form_not_filled",
        "Không điền được dữ liệu vào mẫu: mẫu hỏng, hoặc điền quá bộ nhớ hay thời gian cho phép nên đã dừng.",
        "Lập lại mẫu từ mẫu của hệ thống.",
    )


def main() -> None:
    """In the child: limits first, then form and paper, then the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (BUSY, BUSY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What comes over the pipe was written by the parent, not by whoever made the form.
    form, paper = pickle.loads(sys.stdin.buffer.read())
    try:
        answer = _filled(form, paper)
    except Refused as refusal:
        told = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy}
        sys.stdout.write(json.dumps(told))
        sys.exit(SAID_NO)
    if len(answer) > LARGEST_ANSWER:
        sys.exit(1)
    sys.stdout.buffer.write(answer)


def _filled(form: bytes, paper: OfficialPaper) -> bytes:
    """The same in this process."""
    paper = _notes_inside(paper)
    word = Word()
    blocks = Markup("".join(word.piece(one) for one in body_pieces(paper, text_width(landscape=False))))
    values = {name: _writable(value) for name, value in values_of(paper, "").items()}
    document = _Form(io.BytesIO(form))
    try:
        document.render({**values, "noi_dung": blocks}, environment(), autoescape=True)
    except (TemplateError, ValueError, TypeError, AttributeError, etree.XMLSyntaxError) as error:
        raise Refused(
            "composing.form_not_filled", f"Không điền được dữ liệu vào mẫu ({error}).", "Kiểm tra lại mẫu Word."
        ) from error
    _append(document.docx.element.body, paper)
    out = io.BytesIO()
    document.save(out)
    return _without_clock(out.getvalue())


def _writable(value: Any) -> Any:
    """Text without what XML cannot hold."""
    if isinstance(value, list):
        return [UNWRITABLE.sub("", one) for one in value]
    return UNWRITABLE.sub("", value)


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


if __name__ == "__main__":
    main()
