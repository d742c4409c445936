"""Which rules made a found thing (vì sao có mục này): the functions of the reader that were at work when it was made.

Only `thuocdo read --explain` looks on; reading itself knows nothing of it, so no rule has to say its own name and none
can forget to. What a rule means stands in its docstring.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType, FrameType

from thuocdo.documents.reading.found import (
    Found,
    FoundCitation,
    FoundShortcoming,
    FoundTarget,
    FoundTask,
)

PACKAGE = "thuocdo.documents.reading."
MADE = (FoundTask, FoundTarget, FoundShortcoming, FoundCitation)
# The way from the outside into the reader says nothing about a rule.
OUTSIDE = ("pipeline", "tracing", "explanation", "found")
DEEPEST = 60


@dataclass(frozen=True)
class Rule:
    """One function that was at work: its module and name, the line it stood at, and what it says of itself."""

    name: str
    line: int
    says: str


@dataclass
class Trace:
    """Rules by the found thing, outermost first; things are kept, so that no other takes their place in memory."""

    rules: dict[int, tuple[Found, list[Rule]]] = field(default_factory=dict)

    def of(self, thing: Found) -> list[Rule]:
        """The rules that made a thing; none for one that was made unseen."""
        return self.rules[id(thing)][1] if id(thing) in self.rules else []


@contextmanager
def traced() -> Iterator[Trace]:
    """Look on while documents are read in this block."""
    trace = Trace()
    makers: set[CodeType] = {made.__init__.__code__ for made in MADE}

    def look(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in makers:
            thing = frame.f_locals["self"]
            trace.rules[id(thing)] = (thing, list(_rules(frame.f_back))[::-1])

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield trace
    finally:
        sys.setprofile(before)


def _rules(frame: FrameType | None) -> Iterator[Rule]:
    """The reader's own functions below which a frame runs, innermost first."""
    for _ in range(DEEPEST):
        if frame is None:
            return
        module = str(frame.f_globals.get("__name__", ""))
        name = frame.f_code.co_qualname
        if module.startswith(PACKAGE) and "<" not in name and module.removeprefix(PACKAGE) not in OUTSIDE:
            yield Rule(f"{module.removeprefix(PACKAGE)}.{name}", frame.f_lineno, _says(module, name))
        frame = frame.f_back


def _says(module: str, name: str) -> str:
    """The first sentence of a function's docstring."""
    found: object = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return (inspect.getdoc(found) or "").split("\n\n")[0].replace("\n", " ") if found is not None else ""
