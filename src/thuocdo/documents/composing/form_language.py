"""The small language of Word forms (cú pháp chỗ điền): which tags may stand in one, and what is wrong in one.

Places of `placeholders`, `for` over those that are lists (not inside another), `if`, a few filters; nothing else of
Jinja, so that nothing is called, counted or reached for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from thuocdo.documents.composing.placeholders import LINES, NAMES

FILTERS = frozenset({"upper", "lower", "capitalize", "trim", "default", "join"})
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Filter, nodes.Const,
    nodes.Not, nodes.And, nodes.Or, nodes.Keyword,
)  # fmt: skip
OPENS = {"for": "endfor", "if": "endif"}


def environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def source_fault(source: str) -> str:
    """What is wrong in the whole source of a part, as it is going to be run; empty when nothing is."""
    try:
        return _of_tree(environment().parse(source))
    except TemplateSyntaxError as error:
        return f"sai cú pháp ({error.message})"


def tag_fault(tag: str) -> str:
    """What is wrong in one tag taken alone; empty when nothing is."""
    if tag.startswith("{%"):
        word = (re.findall(r"[a-zA-Z]+", tag) or [""])[0]
        if word not in (*OPENS, *OPENS.values(), "else", "elif"):
            return f"lệnh “{word}” không dùng được trong mẫu; chỉ có for, if"
        if word not in OPENS:
            return ""
        tag = f"{tag}{{% {OPENS[word]} %}}"
    return source_fault(tag)


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
        if any(inner is not node for inner in node.find_all(nodes.For)):
            return "không đặt vòng lặp for trong vòng lặp khác"
    unknown = {node.name for node in tree.find_all(nodes.Name)} - set(NAMES) - loops - {"dong"}
    return f"không có chỗ điền “{min(unknown)}”" if unknown else ""


def _lists() -> Sequence[Any]:
    return [one for one in NAMES.values() if one.shape == LINES]
