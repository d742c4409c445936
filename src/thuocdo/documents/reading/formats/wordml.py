"""WordprocessingML (ECMA-376): names of elements, attributes, and the styles a paragraph or run inherits."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
FONT_NAMES = ("ascii", "hAnsi", "cs")
DEEPEST = 20


def value(element: etree._Element, name: str, *, own: bool = False) -> str:
    """An attribute of the element itself, or the `val` of its first child of that name; empty if there is none."""
    if own:
        return str(element.get(W + name, ""))
    child = element.find(W + name)
    return "" if child is None else str(child.get(W + "val", ""))


@dataclass
class Styles:
    """The styles of a document: what each is based on, its font and its list."""

    elements: dict[str, etree._Element] = field(default_factory=dict)
    default_paragraph: str = ""
    default_font: str = ""

    @classmethod
    def of(cls, root: etree._Element | None) -> Styles:
        """The styles of styles.xml."""
        styles = cls()
        if root is None:
            return styles
        for element in root.iter(W + "style"):
            name = value(element, "styleId", own=True)
            styles.elements[name] = element
            if value(element, "type", own=True) == "paragraph" and value(element, "default", own=True) in ("1", "true"):
                styles.default_paragraph = name
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        styles.default_font = "" if defaults is None else font_of(defaults)
        return styles

    def chain(self, name: str) -> list[etree._Element]:
        """The style and those it is based on, nearest first."""
        found: list[etree._Element] = []
        while name in self.elements and len(found) < DEEPEST:
            found.append(self.elements[name])
            name = value(self.elements[name], "basedOn")
        return found

    def font(self, name: str) -> str:
        """The font a style gives; empty if it gives none."""
        for element in self.chain(name):
            properties = element.find(W + "rPr")
            if properties is not None and (font := font_of(properties)):
                return font
        return ""

    def numbering(self, name: str) -> tuple[str, int]:
        """The list and depth a paragraph style gives, `("", 0)` if none."""
        number, depth = "", ""
        for element in self.chain(name):
            properties = element.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                number, depth = number or value(properties, "numId"), depth or value(properties, "ilvl")
        return number, whole(depth, 0)


def whole(text: str, otherwise: int) -> int:
    """A small whole number as XML writes it; another where it is none, or has more digits than any count here.

    >>> whole("12", 0), whole("²", 0), whole("9" * 5000, 1)
    (12, 0, 1)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def font_of(properties: etree._Element) -> str:
    """The font named in run properties; empty if none is."""
    fonts = properties.find(W + "rFonts")
    if fonts is None:
        return ""
    return next((str(fonts.get(W + name)) for name in FONT_NAMES if fonts.get(W + name)), "")
