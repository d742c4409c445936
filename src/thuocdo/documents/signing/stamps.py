"""What a visible signature shows (hình thể hiện chữ ký): an image, or a few lines of text, as a small PDF by typst.

Words are handed over as data and never become part of the markup.
"""

from __future__ import annotations

import json

import typst

from thuocdo.documents.signing.orders import Look

# The page is the stamp; an image is fitted into it. Lines that are too wide for it are set smaller.
SOURCE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 1pt, fill: none)
#set text(font: ("Times New Roman", "Tinos", "Liberation Serif", "Libertinus Serif"), lang: "vi", fill: black)
#set par(leading: 0.35em)
#let side = (left: left, center: center, right: right).at(data.align)
#let body(size) = text(size: size, data.lines.map(line => text(line)).join(linebreak()))
#if data.image != "" {
  align(center + horizon, image(bytes(data.pixels), format: data.image, width: 100%, height: 100%, fit: "contain"))
} else {
  align(side + horizon, layout(room => {
    let need = measure(body(data.size * 1pt))
    let share = calc.min(1, room.width / need.width, room.height / need.height)
    body(data.size * 1pt * share)
  }))
}
"""
LINE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 0pt, fill: none)
#set text(font: ("Times New Roman", "Tinos", "Liberation Serif", "Libertinus Serif"), lang: "vi", fill: black)
#set text(size: data.size * 1pt, style: if data.italic { "italic" } else { "normal" })
#set text(top-edge: "ascender", bottom-edge: "baseline")
#align((left: left, center: center).at(data.align) + bottom, box(text(data.words)))
"""
FORMATS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


def drawn(look: Look, width: float, height: float) -> bytes:
    """The stamp as a PDF of one page of that size in points."""
    kind = next((name for head, name in FORMATS.items() if look.image.startswith(head)), "")
    told = {
        "width": width, "height": height, "size": look.size, "lines": list(look.lines), "image": kind,
        "pixels": list(look.image) if kind else [], "align": look.align,
    }  # fmt: skip
    return bytes(typst.compile(SOURCE, format="pdf", sys_inputs={"data": json.dumps(told)}))


def on_baseline(words: str, size_of_box: tuple[float, float], *, size: float, italic: bool, align: str) -> bytes:
    """A PDF of that size with words whose baseline is its lower edge: what is filled into a blank of a line."""
    width, height = size_of_box
    told = {"width": width, "height": height, "words": words, "size": size, "italic": italic, "align": align}
    return bytes(typst.compile(LINE, format="pdf", sys_inputs={"data": json.dumps(told)}))
