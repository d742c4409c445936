"""Rows of the plan page: what stands under the deadline, and the narrowing that the address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from thuocdo.kernel.text import fold
from thuocdo.ui.formatting import vn_date, vn_number
from thuocdo.ui.standings import look
from thuocdo.ui.tables import Asked, Page
from thuocdo.work.models import Task
from thuocdo.work.queries import PlanRow
from thuocdo.work.queries.plan_page import Succeeded
from thuocdo.work.rules.sections import section_number, section_title
from thuocdo.work.rules.standing import STANDINGS

SHOWN_HEIRS = 2
QUIET = ("not_due", "no_date", "watched")


@dataclass(frozen=True)
class Shown:
    """One row as the page shows it: task, standing in words, the line below, who took over (short and whole)."""

    task: Task
    standing: str
    words: str
    line: str
    succeeded: str
    succeeded_all: str
    unclear: int
    next_due_on: date | None

    @property
    def is_late(self) -> bool:
        return self.standing == "overdue"


@dataclass
class Group:
    """A section of the plan with its rows on this page and the count of all its rows."""

    number: str
    title: str
    count: int = 0
    rows: list[Shown] = field(default_factory=list)


def shown(row: PlanRow, succeeded: Succeeded | None) -> Shown:
    """The row with its standing: the most urgent of its due instances."""
    unclear = sum(party.state in ("needs_person", "unknown") for party in row.lead)
    worst = row.counts.worst
    return Shown(
        row.task, worst, _badge(row, worst), _line(row), _took_over(succeeded, SHOWN_HEIRS),
        _took_over(succeeded, None), unclear, row.next_due_on,
    )  # fmt: skip


def _badge(row: PlanRow, worst: str) -> str:
    """Words of the badge: how many due instances stand so badly, when not all do; else the usual word."""
    count, total = row.counts[worst], row.counts.total
    if total < 2 or worst in QUIET:
        return ""
    return _("%(word)s %(count)s/%(total)s kỳ") % {
        "word": look(worst).word, "count": vn_number(count), "total": vn_number(total),
    }  # fmt: skip


def _line(row: PlanRow) -> str:
    """One line below the badge: the next date, or how many agencies there are."""
    if not row.counts.total:
        return _("Chưa có kỳ hạn nào")
    if row.next_due_on:
        return _("Kỳ tới: %(day)s") % {"day": vn_date(row.next_due_on)}
    return _("%(count)s cơ quan chủ trì") % {"count": vn_number(row.units)} if row.units > 1 else ""


def _took_over(succeeded: Succeeded | None, most: int | None) -> str:
    """Who holds the work of agencies that ended, in one line; at most so many are named."""
    if succeeded is None or not (succeeded.heirs or succeeded.targets):
        return ""
    since = f" ({_('từ %(day)s') % {'day': vn_date(succeeded.since)}})" if succeeded.since else ""
    if not succeeded.heirs:
        numbers = {"sources": vn_number(succeeded.sources), "targets": vn_number(succeeded.targets)}
        return _("%(sources)s cơ quan nay là %(targets)s") % numbers + (since if most is None else "")
    named = succeeded.heirs[:most]
    others = len(succeeded.heirs) - len(named) + succeeded.targets
    words = _("nay là %(names)s") % {"names": ", ".join(named)}
    return words + (" " + _("và %(count)s cơ quan khác") % {"count": vn_number(others)} if others else "") + since


def narrowed(rows: Sequence[Shown], asked: Asked) -> list[Shown]:
    """Rows that answer the filters of the address, in its order."""
    text, fields, standing = asked.value("chu") or "", asked.value("linh-vuc"), asked.value("tinh-trang")
    first, last = asked.value("tu"), asked.value("den")
    kept = [
        row
        for row in rows
        if (not text or text in row.task.folded or text in fold(row.task.coordinating_text))
        and (not fields or row.task.field == fields)
        and (not standing or row.standing == standing)
        and (not first or (row.next_due_on is not None and row.next_due_on >= first))
        and (not last or (row.next_due_on is not None and row.next_due_on <= last))
    ]
    return _ordered(kept, asked.order)


def _ordered(rows: list[Shown], order: str) -> list[Shown]:
    keys = {
        "viec": lambda row: fold(row.task.text),
        "chu-tri": lambda row: fold(row.task.lead_text),
        "han": lambda row: (row.next_due_on or date.max, row.task.order),
        "gap": lambda row: (STANDINGS.index(row.standing), row.task.order),
    }
    key = keys.get(order.removeprefix("-"), lambda row: row.task.order)
    return sorted(rows, key=key, reverse=order.startswith("-"))


APPENDIX, BODY, EVERYTHING = "phu-luc", "noi-dung", "tat-ca"


def part_of(rows: Sequence[Shown], asked: str) -> tuple[str, list[Shown]]:
    """The part of the plan that is shown: its appendix when it has one, its body, or both."""
    appendix = [row for row in rows if row.task.row is not None]
    body = [row for row in rows if row.task.row is None]
    parts = {APPENDIX: appendix, BODY: body, EVERYTHING: list(rows)}
    usual = APPENDIX if appendix else EVERYTHING
    chosen = asked if parts.get(asked) else usual
    return chosen, parts[chosen]


def grouped(page: Page, every: Sequence[Shown], field_names: dict[str, str]) -> list[Group]:
    """Rows of the page under their sections when they stand in the plan's own order, else in one nameless group.

    A section without a title of its own takes the name of the field that all its tasks belong to.
    """
    if page.asked.order not in ("", "tt"):
        return [Group("", "", rows=list(page.rows))] if page.rows else []
    groups: list[Group] = []
    section: str | None = None
    for row in page.rows:
        if row.task.section != section:
            section = row.task.section
            inside = [one.task for one in every if one.task.section == section]
            title = row.task.section_title or section_title({task.field for task in inside}, field_names)
            groups.append(Group(section_number(section), title, len(inside)))
        groups[-1].rows.append(row)
    return groups


def standing_counts(rows: Sequence[Shown]) -> list[tuple[str, int]]:
    """How many rows stand where, most urgent first, without zeros."""
    counts = {code: 0 for code in STANDINGS}
    for row in rows:
        counts[row.standing] += 1
    return [(code, count) for code, count in counts.items() if count]
