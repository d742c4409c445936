"""The history of a thing, told from the audit: who did what when, as which post, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.module_loading import import_string

from thuocdo.ui import acts
from thuocdo.ui.context import address, wired

register = template.Library()
READ, SHOWN, PARTS = 200, 20, 12


@dataclass(frozen=True)
class Told:
    """One sentence of a history; several equal acts in a row are one sentence with their number and their last time."""

    seq: int
    at: datetime
    who: str
    position: str
    words: str
    about: str
    parts: tuple[str, ...]
    why: str
    refused: bool
    first_at: datetime
    count: int = 1

    @property
    def shown_parts(self) -> str:
        """The parts concerned, cut where they are many."""
        cut = ", ".join(self.parts[:PARTS])
        return f"{cut}, …" if len(self.parts) > PARTS else cut

    def follows(self, later: Told) -> bool:
        """Whether this act and the one told after it read better as one sentence."""
        return (
            (self.who, self.position, self.words, self.about, self.why, self.refused)
            == (later.who, later.position, later.words, later.about, later.why, later.refused)
            and self.at.date() == later.at.date()
        )  # fmt: skip


def told(row: Mapping[str, Any], *, of: tuple[str, str]) -> Told:
    """A row of the audit as a sentence; the thing `of` (type, key), whose history it is, is not named again."""
    act = acts.ACTS.get(row["action"])
    parts = tuple(map(str, row["after"] or ())) if act is not None and act.names_parts else ()
    about = "" if (row["thing_type"], row["thing_key"]) == of else _about(row)
    why = "" if row["thing_type"] in acts.PRIVATE_REASONS else row["why"]
    return Told(
        row["seq"], row["at"], row["actor_name"], row["position"], acts.words_of(row["action"]), about, parts, why,
        row["outcome"] == "refused", row["at"],
    )  # fmt: skip


def _about(row: Mapping[str, Any]) -> str:
    kind = str(acts.THINGS.get(row["thing_type"], ""))
    return " ".join(part for part in (kind, row["thing_name"]) if part)


def sentences(rows: Iterable[Mapping[str, Any]], *, of: tuple[str, str]) -> list[Told]:
    """Rows, newest first, as sentences."""
    found: list[Told] = []
    for row in rows:
        one = told(row, of=of)
        if found and one.follows(found[-1]):
            last = found[-1]
            parts = tuple(dict.fromkeys((*one.parts, *last.parts)))
            found[-1] = replace(last, count=last.count + 1, first_at=one.at, parts=parts)
        else:
            found.append(one)
    return found


@register.inclusion_tag("ui/parts/history_of.html", takes_context=True)
def history_of(context: template.Context, *things: Any, limit: int = SHOWN) -> dict[str, Any]:
    """What was decided about a thing (and about others given with it, also as querysets or lists), newest first.

    One statement. Says who, when, as which post, what, and the reason given, unless the thing is a person's own affair;
    never values before and after. Whoever may read the audit also sees who was refused, and gets a link to it.
    """
    # A queryset is never asked here whether it has rows.
    given = [thing for thing in things if hasattr(thing, "model") or thing]
    asked: Callable[..., list[dict[str, Any]]] = import_string(wired("HISTORY", ""))
    audit_url = _audit_url(context.get("request"), given)
    rows = [row for row in asked(given, READ, skip=acts.QUIET) if audit_url or row["outcome"] == "done"]
    found = sentences(rows, of=_identity(given[0]) if given else ("", ""))
    return {"rows": found[:limit], "more": len(found) > limit, "audit_url": audit_url}


def _identity(thing: Any) -> tuple[str, str]:
    return (thing._meta.label_lower, str(thing.pk)) if hasattr(thing, "pk") else ("", "")


def _audit_url(request: HttpRequest | None, given: list[Any]) -> str:
    """The list of the audit about the first thing, for whoever may open it."""
    page, may_open = address("portal:audit"), wired("MAY_OPEN", "")
    if request is None or not page or not may_open or not given or not hasattr(given[0], "pk"):
        return ""
    allowed = import_string(may_open)(request, "portal:audit")
    return f"{page}?doi-tuong={':'.join(_identity(given[0]))}" if allowed else ""
