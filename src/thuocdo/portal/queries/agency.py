"""The page of one agency at a date: what it owes, what is late and why, what came and went, who works there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from thuocdo.directory import queries as directory
from thuocdo.directory.models import Person, Position, Succession, Unit, UnitVersion
from thuocdo.directory.permissions import abilities
from thuocdo.portal.queries.agency_picture import REASONS, with_reason
from thuocdo.work import queries as work
from thuocdo.work.models import Extension, HandoverLine, Occurrence
from thuocdo.work.permissions import reach
from thuocdo.work.queries.standing import current

LATE_SHOWN, DONE_SHOWN = 10, 5


@dataclass(frozen=True)
class Late:
    """Something overdue, with the reason as far as it is known."""

    one: Occurrence
    why: str


@dataclass(frozen=True)
class Moved:
    """Obligations that passed between two units on a day."""

    day: date
    key: str
    name: str
    tasks: int


@dataclass(frozen=True)
class Agency:
    """Everything that the page of an agency shows."""

    unit: Unit
    version: UnitVersion | None
    name: str
    born: date | None
    ended: date | None
    work: work.UnitWork
    late: list[Late]
    done: list[Occurrence]
    received: list[Moved]
    given: list[Moved]
    heirs: list[tuple[str, str, str]] = field(default_factory=list)
    people: list[Position] = field(default_factory=list)


def visible_unit(person: Person | None, key: str) -> Unit | None:
    """The unit, when it belongs to a province in which the person has a post; two queries."""
    return Unit.objects.filter(key=key, province_key__in=reach(person).provinces()).first()


def known_unit(person: Person | None, key: str) -> Unit | None:
    """The unit, when the person may look into its directory entry, though not at its work (who administers)."""
    unit = Unit.objects.filter(key=key).first()
    return unit if unit is not None and "view" in abilities(person, unit) else None


def people_of(unit: Unit, on: date) -> list[Position]:
    """Who holds a position at the unit that day, heads first; one query."""
    held = Position.objects.filter(unit=unit, valid__contains=on).select_related("person")
    return list(held.order_by("-is_head", "pk"))


def agency(unit: Unit, on: date, *, narrowed: QuerySet[Occurrence] | None = None) -> Agency:
    """An agency as it stood on a day; about twenty queries whatever it owes.

    `narrowed` are its due instances as the page is asked to narrow them: what is late and what is done comes of them.
    """
    found = current().filter(unit=unit) if narrowed is None else narrowed
    versions = list(UnitVersion.objects.filter(unit=unit).select_related("parent", "territory").order_by("valid"))
    version = next((one for one in versions if on in _Span(one)), None)
    lower, upper = (versions[0].valid.lower, versions[-1].valid.upper) if versions else (None, None)
    owed = work.unit_work(unit, on)
    return Agency(
        unit=unit, version=version, name=directory.name_on(unit, on), born=lower,
        ended=upper if upper is not None and upper <= on else None, work=owed, late=_late(found, on),
        done=list(
            found.filter(state="accepted", on_time=True).select_related("task")
            .order_by("-decided_at", "-pk")[:DONE_SHOWN]
        ),
        received=_moved(owed.received, incoming=True), given=_moved(owed.given, incoming=False),
        heirs=_heirs(unit, on) if upper is not None and upper <= on else [],
        people=people_of(unit, on),
    )  # fmt: skip


class _Span:
    """A half-open range of days with open ends."""

    def __init__(self, version: UnitVersion) -> None:
        self.lower, self.upper = version.valid.lower, version.valid.upper

    def __contains__(self, day: date) -> bool:
        return (self.lower is None or self.lower <= day) and (self.upper is None or day < self.upper)


def _late(found: QuerySet[Occurrence], on: date) -> list[Late]:
    """Overdue things, oldest first, each with why, as far as it is known; two queries."""
    late = with_reason(work.with_standing(found.filter(state__in=["open", "returned"], due_on__lt=on), on))
    rows = list(late.select_related("task", "plan").order_by("due_on", "pk")[:LATE_SHOWN])
    waiting = Extension.objects.filter(occurrence__in=[row.pk for row in rows], state="asked")
    asked = {one.occurrence_id: one for one in waiting}
    return [Late(row, _why(row, asked.get(row.pk))) for row in rows]


def _why(row: Occurrence, asked: Extension | None) -> str:
    code: str = row.why  # type: ignore[attr-defined]
    if code == "extension" and asked is not None:
        return _("Đã xin lùi đến %(day)s, chờ quyết định") % {"day": f"{asked.asked_until:%d/%m/%Y}"}
    return str(REASONS[code])


def _moved(lines: Iterable[HandoverLine], *, incoming: bool) -> list[Moved]:
    """Handing over gathered by day and by the other unit, with the number of tasks."""
    tasks: dict[tuple[date, str, str], set[int]] = {}
    for line in lines:
        if not incoming and line.target is None:
            continue
        other = line.source.unit_id if incoming or line.target is None else line.target.unit_id
        name: str = line.from_name if incoming else line.to_name
        tasks.setdefault((line.effective_on, str(other), name), set()).add(line.source.task_id)
    keys = dict(Unit.objects.filter(pk__in={int(other) for _day, other, _name in tasks}).values_list("pk", "key"))
    return [
        Moved(day, keys.get(int(other), ""), name, len(found)) for (day, other, name), found in sorted(tasks.items())
    ]


def _heirs(unit: Unit, on: date) -> list[tuple[str, str, str]]:
    """Key, name and words (day, extent) of what an ended unit became; two queries."""
    rows = list(
        Succession.objects.filter(from_unit=unit)
        .order_by("effective_on", F("weight").desc(nulls_last=True), "pk")
        .values_list("to_unit", "to_unit__key", "effective_on", "extent")
    )
    names = work.names_on([row[0] for row in rows if row[0]], on)
    extents = dict(Succession.Extent.choices)
    kin: dict[tuple[str, str], list[str]] = {}
    for heir, key, day, extent in rows:
        words = f"{day:%d/%m/%Y}, {extents.get(extent, extent)}"
        kin.setdefault((key or "", names.get(heir, "") if heir else f"({_('giải thể')})"), []).append(words)
    listed = [(key, name, "; ".join(dict.fromkeys(words))) for (key, name), words in kin.items()]
    return [row for row in listed if row[0]] or listed
