"""Carries out a planned transfer in bulk: new obligations, new due instances, closed old ones, history and report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Max

from thuocdo.directory.models import UnitVersion
from thuocdo.work.models import Extension, Handover, HandoverLine, Move, Obligation, Occurrence
from thuocdo.work.rules.succession import Heir, Holding, Place, Slot, SlotKey, Transfer
from thuocdo.work.services.history import Act

BATCH = 2000
WORKING = ("open", "returned")
CARRIED = (
    "deadline_id", "label", "due_on", "original_due_on", "due_note", "window_start", "window_end", "window_assumed",
    "next_check_on", "why_no_date", "watched", "round",
)  # fmt: skip


class Carrier:
    """One round of a handing over from `sources`, locked by the caller."""

    def __init__(self, handover: Handover, act: Act, sources: Sequence[Obligation]) -> None:
        self.handover, self.act = handover, act
        self.sources = {source.pk: source for source in sources}
        found = Occurrence.objects.filter(obligation__in=self.sources, state__in=WORKING)
        self.open = {row.pk: row for row in found.select_for_update(of=("self",)).order_by("pk")}
        self.ended_on = self._last_days()

    def _last_days(self) -> dict[int, date]:
        """The first day on which each unit no longer exists."""
        units = {source.unit_id for source in self.sources.values()}
        ends = UnitVersion.objects.filter(unit__in=units).values_list("unit").annotate(end=Max("valid__endswith"))
        return dict(ends.order_by())

    def holdings(self) -> list[Holding]:
        """The sources as the rules see them."""
        slots: dict[int, list[Slot]] = {}
        for row in self.open.values():
            slots.setdefault(row.obligation_id, []).append(Slot(row.pk, _key(row)))
        return [
            Holding(source.pk, source.task_id, source.unit_id, source.role, tuple(slots.get(source.pk, ())))
            for source in self.sources.values()
        ]

    def held(self, heirs: Mapping[int, Sequence[Heir]]) -> dict[Place, frozenset[SlotKey]]:
        """Places that the heirs hold already, with the keys of all their due instances."""
        self.targets: dict[Place, Obligation] = {}
        units = {heir.unit for several in heirs.values() for heir in several}
        tasks = {source.task_id for source in self.sources.values()}
        for row in Obligation.objects.filter(unit__in=units, task__in=tasks, state="in_force"):
            self.targets[row.task_id, row.unit_id, row.role] = row
        self.reached: dict[tuple[Place, SlotKey], int] = {}
        places = {row.pk: place for place, row in self.targets.items()}
        keys: dict[Place, set[SlotKey]] = {place: set() for place in self.targets}
        for there in Occurrence.objects.filter(obligation__in=places).exclude(state="handed_over"):
            place = places[there.obligation_id]
            keys[place].add(_key(there))
            self.reached[place, _key(there)] = there.pk
        return {place: frozenset(several) for place, several in keys.items()}

    def carry_out(self, transfer: Transfer) -> None:
        """Write everything that the plan says, new things first, so that history can point at them."""
        self._create_obligations(transfer)
        created = self._create_occurrences(transfer)
        self._write_history(transfer, created)
        self._close_occurrences(transfer)
        self._carry_extensions(created)
        self._end_obligations(transfer)
        HandoverLine.objects.bulk_create(self._lines(transfer), batch_size=BATCH)

    def _create_obligations(self, transfer: Transfer) -> None:
        places = list(transfer.new_places)
        rows = []
        for task, unit, role in places:
            holding, heir = transfer.new_places[task, unit, role]
            source = self.sources[holding.obligation]
            rows.append(
                Obligation(
                    plan_id=source.plan_id, task_id=task, unit_id=unit, role=role, party_id=source.party_id,
                    named_as=source.named_as, confidence=source.confidence, assigned_on=heir.effective_on,
                    origin=source, succession_id=heir.succession,
                )
            )  # fmt: skip
        self.targets.update(zip(places, Obligation.objects.bulk_create(rows, batch_size=BATCH), strict=True))

    def _create_occurrences(self, transfer: Transfer) -> dict[int, list[Occurrence]]:
        """New due instances by the old one that they continue."""
        rows = []
        for (place, _), source in transfer.new_slots.items():
            old, target = self.open[source], self.targets[place]
            carried = {name: getattr(old, name) for name in CARRIED}
            rows.append(
                Occurrence(
                    obligation=target, plan_id=old.plan_id, task_id=old.task_id, unit_id=target.unit_id, origin=old,
                    **carried,
                )
            )  # fmt: skip
        made: dict[int, list[Occurrence]] = {}
        for slot, row in zip(transfer.new_slots, Occurrence.objects.bulk_create(rows, batch_size=BATCH), strict=True):
            self.reached[slot] = row.pk
            assert row.origin_id is not None
            made.setdefault(row.origin_id, []).append(row)
        return made

    def _write_history(self, transfer: Transfer, created: Mapping[int, list[Occurrence]]) -> None:
        fresh = {row.pk for rows in created.values() for row in rows}
        states = dict(Occurrence.objects.filter(pk__in=self._goals(transfer)).values_list("pk", "state"))
        moves = []
        for source, places in transfer.went_to.items():
            for slot in places:
                goal = self.reached[slot]
                moves.append(self._move(source, "hand_over", self.open[source].state, "handed_over", goal))
                verb, before = ("take_over", "") if goal in fresh else ("absorb", states[goal])
                moves.append(self._move(goal, verb, before, states[goal], source))
        Move.objects.bulk_create(moves, batch_size=BATCH)

    def _goals(self, transfer: Transfer) -> set[int]:
        return {self.reached[slot] for places in transfer.went_to.values() for slot in places}

    def _move(self, occurrence: int, verb: str, before: str, after: str, other: int) -> Move:
        return Move(
            occurrence_id=occurrence, verb=verb, from_state=before, to_state=after, at=self.act.at,
            by=self.act.person, by_name=self.act.name, reason=str(self.handover), other_id=other,
        )  # fmt: skip

    def _close_occurrences(self, transfer: Transfer) -> None:
        by_day: dict[date, list[int]] = {}
        for source in transfer.went_to:
            by_day.setdefault(self._end(self.open[source].unit_id), []).append(source)
        for day, rows in by_day.items():
            why = f"Chuyển giao cho cơ quan kế tục từ ngày {day:%d/%m/%Y}."
            Occurrence.objects.filter(pk__in=rows).update(state="handed_over", handed_over_on=day, reason=why)

    def _end(self, unit: int) -> date:
        return self.ended_on[unit]

    def _carry_extensions(self, created: Mapping[int, list[Occurrence]]) -> None:
        """A request that waits goes on waiting at the successor; at the old place it is closed with the reason."""
        waiting = list(Extension.objects.filter(occurrence__in=self.open, state="asked").select_for_update())
        Extension.objects.bulk_create(
            Extension(
                occurrence=heir, asked_until=old.asked_until, reason=old.reason, asked_at=old.asked_at,
                asked_by_id=old.asked_by_id, asked_by_name=old.asked_by_name, old_due_on=old.old_due_on,
            )
            for old in waiting
            for heir in created.get(old.occurrence_id, [])
        )  # fmt: skip
        gone = [old.pk for old in waiting if self._was_closed(old)]
        Extension.objects.filter(pk__in=gone).update(
            state="refused", decided_at=self.act.at, decided_by_name=self.act.name,
            decision_reason="Cơ quan đã chuyển giao việc này; đề nghị được chuyển theo.",
        )  # fmt: skip

    def _was_closed(self, extension: Extension) -> bool:
        return Occurrence.objects.filter(pk=extension.occurrence_id, state="handed_over").exists()

    def _end_obligations(self, transfer: Transfer) -> None:
        gone = {line.source for line in transfer.lines if line.effect != "no_successor"}
        rows = [self.sources[pk] for pk in gone if self.sources[pk].state == "in_force"]
        for row in rows:
            day = self._end(row.unit_id)
            row.state, row.ended_on = "ended", max(day, row.assigned_on)
            row.ended_why = f"Cơ quan kết thúc hoạt động từ ngày {day:%d/%m/%Y}."
        for place in transfer.displaced:
            row = self.targets[place]
            lead = self.targets[place[0], place[1], "lead"]
            row.state, row.ended_on = "ended", max(lead.assigned_on, row.assigned_on)
            row.ended_why = "Cơ quan đã tiếp nhận vai trò chủ trì của nhiệm vụ này."
            rows.append(row)
        Obligation.objects.bulk_update(rows, ["state", "ended_on", "ended_why"], batch_size=BATCH)

    def _lines(self, transfer: Transfer) -> Iterable[HandoverLine]:
        for line in transfer.lines:
            source = self.sources[line.source]
            yield HandoverLine(
                handover=self.handover, source=source, effect=line.effect, occurrences=line.occurrences,
                target=self.targets[line.place] if line.place else None,
                succession_id=line.heir.succession if line.heir else None,
                effective_on=line.heir.effective_on if line.heir else self._end(source.unit_id),
            )  # fmt: skip


def _key(row: Occurrence) -> SlotKey:
    return row.deadline_id, row.original_due_on, row.label, row.round
