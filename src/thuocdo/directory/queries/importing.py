"""An import of people before and after it is done: the plan of a workbook, past imports, and what was done since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from thuocdo.core.audit import Actor
from thuocdo.core.models import AuditRow
from thuocdo.directory import workbooks
from thuocdo.directory.models import Account, AccountImport, Person, Position
from thuocdo.directory.queries.accounts_sheet import known, provinces_of
from thuocdo.directory.rules.accounts_known import SheetPlan
from thuocdo.directory.rules.accounts_plan import plan
from thuocdo.directory.rules.accounts_sheet import read_lines

# Reading is no doing: these rows of the audit do not keep an import from being undone.
LOOKED = ("directory.open_address", "directory.unmask", "directory.export_personal")
IMPORTED = "directory.import_accounts"


def sheet_plan(by: Actor | None, data: bytes, name: str, on: date) -> SheetPlan:
    """What a workbook would change; refused where it cannot be read as a whole. Writes nothing."""
    sheet = workbooks.read(data, name)
    head, lines = read_lines(sheet.rows, sheet.formulas)
    return plan(lines, known(by, lines, on), head)


def imports_seen(by: Actor | None, on: date) -> list[AccountImport]:
    """Past imports of the provinces that an actor administers, latest first."""
    own = provinces_of(by, on)
    rows = AccountImport.objects.select_related("file").defer("rows")[:200]
    return [one for one in rows if own is None or set(one.counts.get("provinces", ())) <= set(own)]


def done_since(made: AccountImport) -> list[str]:
    """What was done since an import with what it made or changed, in words, at most five; nothing when it can go."""
    first = AuditRow.objects.filter(
        action=IMPORTED, thing_type=AccountImport._meta.label_lower, thing_key=str(made.pk), outcome="done"
    ).first()
    rows = AuditRow.objects.filter(_about(made.rows), seq__gt=first.seq if first else 0).exclude(action__in=LOOKED)
    told = [f"{row.at:%d/%m/%Y}: {row.thing_name or row.actor_name} ({row.action})" for row in rows[:5]]
    return told or _named_elsewhere(_keys(made.rows, "person", "person"))


def _keys(rows: Iterable[dict[str, Any]], what: str, made: str = "") -> list[int]:
    """Keys of things that the lines are about; with `made` only of those that the import made."""
    found = [row for row in rows if row.get(what) and (not made or made in row.get("made", ()))]
    return sorted({int(row[what]) for row in found})


def _about(rows: list[dict[str, Any]]) -> Q:
    """Rows of the audit about what the import touched, or by the people it entered."""
    touched = [row for row in rows if row.get("made") or row.get("was")]
    wanted = Q(actor_key__in=[f"person:{pk}" for pk in _keys(rows, "person", "person")])
    for model, what in ((Person, "person"), (Position, "position"), (Account, "account")):
        keys = [str(pk) for pk in _keys(touched, what)]
        wanted |= Q(thing_type=model._meta.label_lower, thing_key__in=keys)
    return wanted


def _named_elsewhere(people: list[int]) -> list[str]:
    """Tables in which people whom the import entered are named, other than by their posts and accounts."""
    found = []
    for relation in Person._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        if model in (Position, Account):
            continue
        if model._default_manager.filter(**{f"{field}__in": people}).exists():
            found.append(f"đã được nêu trong {model._meta.label}")
    return found
