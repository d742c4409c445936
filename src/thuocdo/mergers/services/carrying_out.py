"""On its day a merger is carried out: the directory is written, rooms move what is theirs, minutes are frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.clock import ZONE
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person, Succession, Unit
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.passing import Passing
from thuocdo.mergers import permissions
from thuocdo.mergers.effects.obligations import line_of
from thuocdo.mergers.models import Merger
from thuocdo.mergers.queries.mapping import checked, rows_of
from thuocdo.mergers.queries.passages import Units, effects, functions, passage, units_of
from thuocdo.mergers.queries.snapshot import snapshot
from thuocdo.mergers.queries.unit_keys import unit_keys
from thuocdo.mergers.rules.changes import Changes, changes
from thuocdo.mergers.rules.life import MERGERS
from thuocdo.mergers.rules.rows import Row, pairs
from thuocdo.mergers.rules.snapshot import Said
from thuocdo.mergers.rules.tally import add_to
from thuocdo.mergers.rules.unit_keys import refuse_undeclared
from thuocdo.mergers.rules.verdicts import refuse_faults
from thuocdo.mergers.services.freezing import Freezer
from thuocdo.mergers.services.writing import Writer
from thuocdo.work.queries.succession import handed_lines
from thuocdo.work.rules.succession import Heir
from thuocdo.work.services.succession import WrongHeir, pass_on_obligations


@decision("mergers.order_carry_out", about="merger", ask=permissions.rights)
def order_carry_out(*, merger: Merger, by: Actor | None, at: datetime) -> Merger:
    """Ask a worker to carry a merger out (giao thực hiện bàn giao); a large one takes some seconds."""
    MERGERS.move(merger.state, "carry_out_merger")
    _refuse_early(merger, at)
    merger.ordered_at, merger.ordered_by, merger.failure = at, by if isinstance(by, Person) else None, ""
    merger.save(update_fields=["ordered_at", "ordered_by", "failure"])
    return merger


@decision("mergers.carry_out_merger", about="merger", ask=permissions.rights)
def carry_out_merger(*, merger: Merger, by: Actor | None, at: datetime) -> Merger:
    """Carry an approved merger out (thực hiện bàn giao), on its day or after it, once and as a whole.

    What the mapping says and the directory does not is written; obligations go to those who take over, officers go
    along; one minute per pair of units is frozen. What was done, decided, noted and filed before stays as it was.
    """
    merger.state = MERGERS.move(merger.state, "carry_out_merger")
    _refuse_early(merger, at)
    refuse_undeclared(unit_keys())
    rows = rows_of(merger)
    problems, seen = checked(merger, rows)
    refuse_faults(problems)
    wanted = changes(rows, seen, correcting=merger.corrects_id is not None)
    Writer(merger, wanted, at).write()
    now = _as_written(merger, rows, wanted)
    lines = _passed(merger, rows, now, by=by, at=at)
    lines += _corrected(merger, wanted, now, by=by, at=at)
    spoken = [(now.numbers[giver], now.numbers.get(taker)) for giver, taker in pairs(rows)]
    minutes = Freezer(merger, rows, now, at).freeze(lines, () if merger.corrects_id else spoken)
    merger.result = _result(lines, wanted, minutes)
    merger.carried_out_at, merger.failure = at, ""
    merger.carried_out_by_name = by.actor_name if by is not None else ""
    merger.save(update_fields=["state", "result", "carried_out_at", "carried_out_by_name", "failure"])
    _tell_units(merger, rows, by=by, at=at)
    _tell_heads(merger, at)
    audit.changed(after={"state": merger.state, **merger.result}, why=merger.legal_basis)
    return merger


def _tell_heads(merger: Merger, at: datetime) -> None:
    """Tell the heads of units that took over that minutes wait for them."""
    taking = merger.minutes.exclude(taking_unit=None).values("taking_unit")
    heads = Person.objects.filter(
        positions__unit__in=taking, positions__role="unit_head", positions__valid__contains=at.astimezone(ZONE).date()
    )
    words = f"Biên bản bàn giao của đợt “{merger.name}” chờ bạn xác nhận cho bên nhận."
    for head in heads.distinct():
        notify.tell(head, "mergers.minutes_wait", words, link=reverse("mergers:merger", args=[merger.pk]), at=at)


def _tell_units(merger: Merger, rows: list[Row], *, by: Actor | None, at: datetime) -> None:
    """The history of each unit of the mapping tells of the merger, beside that of the merger itself."""
    units = Unit.objects.filter(key__in={key for row in rows for key in (row.from_key, row.to_key) if key})
    details = audit.Details(after={"merger": merger.pk, "name": merger.name}, why=merger.legal_basis)
    told = ((unit, details) for unit in units.order_by("pk"))
    audit.record_each("mergers.carry_out_merger", told, by=by, at=at)


def _refuse_early(merger: Merger, at: datetime) -> None:
    if at.astimezone(ZONE).date() < merger.effective_on:
        raise Refused(
            "mergers.too_early", f"Đợt này có hiệu lực từ {merger.effective_on:%d/%m/%Y}.",
            "Đến ngày đó hệ thống tự thực hiện, hoặc bấm thực hiện từ ngày đó.",
        )  # fmt: skip


def _as_written(merger: Merger, rows: list[Row], wanted: Changes) -> Units:
    """Numbers and names of all units now that the new ones are there; those that ended keep their last name."""
    keys = {key for row in rows for key in (row.from_key, row.to_key) if key}
    keys |= {said.target for said in wanted.taken_back if said.target}
    return units_of((), snapshot(merger.province_key, merger.effective_on, keys, without=merger))


def _passed(merger: Merger, rows: list[Row], units: Units, *, by: Actor | None, at: datetime) -> list[Passing]:
    """Let every room move what is its own, and tell; what no room moves is told as it was foreseen."""
    asked = passage(rows, units, merger.effective_on, carries_people=merger.carries_people)
    told = {effect: effect.foresee(asked) for effect in effects() if not hasattr(effect, "carry_out")}
    found: list[Passing] = []
    for effect in effects():
        found += told[effect] if effect in told else effect.carry_out(asked, by=by, at=at)
    return [*found, *functions(rows, units)]


def _corrected(merger: Merger, wanted: Changes, units: Units, *, by: Actor | None, at: datetime) -> list[Passing]:
    """What came to the wrong unit by a succession that this act takes back goes on to the right ones."""
    wrong = list(_wrong_heirs(merger, wanted.taken_back, units))
    if not wrong:
        return []
    handover = pass_on_obligations(wrong=wrong, on=at.astimezone(ZONE).date(), by=by, at=at)
    return [line_of(line) for line in handed_lines(handover)]


def _wrong_heirs(merger: Merger, taken_back: Iterable[Said], units: Units) -> Iterable[WrongHeir]:
    for said in taken_back:
        if not said.target:
            continue
        rows = Succession.objects.filter(from_unit__key=said.source, effective_on=merger.effective_on)
        heirs = [
            Heir(row.to_unit_id, row.pk, merger.effective_on)
            for row in rows.exclude(extent=Succession.Extent.FUNCTION).order_by("pk")
            if row.to_unit_id is not None
        ]
        yield WrongHeir(units.numbers[said.source], units.numbers[said.target], tuple(heirs))


def _result(lines: Iterable[Passing], wanted: Changes, minutes: int) -> dict[str, object]:
    totals: dict[str, list[int]] = {}
    for line in lines:
        add_to(totals, line.kind, line.count)
    return {"totals": totals, "changes": wanted.counts(), "minutes": minutes}
