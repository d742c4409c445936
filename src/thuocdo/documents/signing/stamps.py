"""What a visible signature shows (hình thể hiện chữ ký): an image, or a few lines of text, as a small PDF by typst.

Words are handed over as data and never become part of the markup.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import typst

# The page is the stamp; an image is fitted into it, lines are set in 10 pt as Decree 30/2020 asks of agencies' stamps.
SOURCE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1pt, height: data.height * 1pt, margin: 1pt, fill: none)
#set text(font: ("Times New Roman", "Tinos", "Liberation Serif", "Libertinus Serif"), size: data.size * 1pt, lang: "vi")
#set par(leading: 0.35em)
#if data.image != "" {
  align(center + horizon, image(bytes(data.pixels), format: data.image, width: 100%, height: 100%, fit: "contain"))
} else {
  align(left + horizon, data.lines.map(line => text(line)).join(linebreak()))
}
"""
FORMATS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


@dataclass(frozen=True)
class Look:
    """An image (PNG with transparency, JPEG), or lines of text of a size in points."""

    image: bytes = b""
    lines: tuple[str, ...] = ()
    size: float = 10


def drawn(look: Look, width: float, height: float) -> bytes:
    """The stamp as a PDF of one page of that size in points."""
    kind = next((name for head, name in FORMATS.items() if look.image.startswith(head)), "")
    told = {
        "width": width, "height": height, "size": look.size, "lines": list(look.lines), "image": kind,
        "pixels": list(look.image) if kind else [],
    }  # fmt: skip
    return bytes(typst.compile(SOURCE, format="pdf", sys_inputs={"data": json.dumps(told)}))
