"""Carries out a planned transfer in bulk: new obligations, new due instances, closed old ones, history and report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Value
from django.db.models.functions import Greatest

from thuocdo.directory.models import Position, UnitVersion
from thuocdo.work.models import Extension, Handover, HandoverLine, Move, Obligation, Occurrence
from thuocdo.work.queries.succession import WORKING, held_by, holdings_of
from thuocdo.work.rules.succession import Heir, Holding, Place, SlotKey, Transfer
from thuocdo.work.services.following import Follower
from thuocdo.work.services.history import Act

BATCH = 2000
CARRIED = (
    "deadline_id", "label", "due_on", "original_due_on", "due_note", "window_start", "window_end", "window_assumed",
    "next_check_on", "why_no_date", "watched", "round", "ad_hoc", "call_id",
)  # fmt: skip


@dataclass(frozen=True)
class Why:
    """What history says about a handing over: of due instances closed and of obligations ended, each with its day.

    `on` is that day; without it, the first day on which the giving unit no longer exists.
    """

    closed: str
    ended: str
    on: date | None = None

    @classmethod
    def corrected(cls, on: date) -> Why:
        """Work is passed on that came to the wrong unit."""
        return cls("Bàn giao lại theo đợt điều chỉnh từ ngày", "Đã bàn giao lại theo đợt điều chỉnh từ ngày", on)


UNIT_ENDED = Why("Chuyển giao cho cơ quan kế tục từ ngày", "Cơ quan kết thúc hoạt động từ ngày")


class Carrier:
    """One round of a handing over from `sources`, locked by the caller."""

    def __init__(self, handover: Handover, act: Act, sources: Sequence[Obligation], why: Why = UNIT_ENDED) -> None:
        self.handover, self.act, self.why = handover, act, why
        self.sources = {source.pk: source for source in sources}
        found = Occurrence.objects.filter(obligation__in=self.sources, state__in=WORKING)
        self.open = {row.pk: row for row in found.select_for_update(of=("self",)).order_by("pk")}
        self.ended_on = self._last_days() if why.on is None else {}

    def _last_days(self) -> dict[int, date]:
        """The first day on which each unit no longer exists."""
        units = {source.unit_id for source in self.sources.values()}
        ends = UnitVersion.objects.filter(unit__in=units).values_list("unit").annotate(end=Max("valid__endswith"))
        return dict(ends.order_by())

    def holdings(self) -> list[Holding]:
        """The sources as the rules see them."""
        return holdings_of(self.sources.values(), self.open.values())

    def held(self, heirs: Mapping[int, Sequence[Heir]]) -> dict[Place, frozenset[SlotKey]]:
        """Places that the heirs hold already, with the keys of all their due instances."""
        units = {heir.unit for several in heirs.values() for heir in several}
        held = held_by(units, {source.task_id for source in self.sources.values()})
        self.targets, self.reached = held.obligations, held.reached
        return held.keys()

    def carry_out(self, transfer: Transfer) -> None:
        """Write everything that the plan says, new things first, so that history can point at them."""
        self._create_obligations(transfer)
        created = self._create_occurrences(transfer)
        self._write_history(transfer, created)
        self._close_occurrences(transfer)
        self._carry_extensions(transfer, created)
        Follower(self.act, transfer, self.targets, self.reached).carry()
        self._end_obligations(transfer)
        HandoverLine.objects.bulk_create(self._lines(transfer), batch_size=BATCH)

    def _create_obligations(self, transfer: Transfer) -> None:
        places = list(transfer.new_places)
        officers = self._officers({unit for _, unit, _ in places})
        rows = []
        for task, unit, role in places:
            holding, heir = transfer.new_places[task, unit, role]
            source = self.sources[holding.obligation]
            rows.append(
                Obligation(
                    plan_id=source.plan_id, task_id=task, unit_id=unit, role=role, party_id=source.party_id,
                    named_as=source.named_as, confidence=source.confidence, assigned_on=heir.effective_on,
                    origin=source, succession_id=heir.succession,
                    officer_id=source.officer_id if (source.officer_id, unit) in officers else None,
                )
            )  # fmt: skip
        self.targets.update(zip(places, Obligation.objects.bulk_create(rows, batch_size=BATCH), strict=True))

    def _officers(self, units: Collection[int]) -> set[tuple[int | None, int]]:
        """Who of those charged with the sources works at one of the heirs that day, and so keeps the charge."""
        people = {source.officer_id for source in self.sources.values() if source.officer_id}
        if not people:
            return set()
        on = self.why.on or self.handover.up_to
        posts = Position.objects.filter(person__in=people, unit__in=units, valid__contains=on)
        return set(posts.values_list("person_id", "unit_id"))

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
            why = f"{self.why.closed} {day:%d/%m/%Y}."
            Occurrence.objects.filter(pk__in=rows).update(state="handed_over", handed_over_on=day, reason=why)

    def _end(self, unit: int) -> date:
        return self.why.on or self.ended_on[unit]

    def _carry_extensions(self, transfer: Transfer, created: Mapping[int, list[Occurrence]]) -> None:
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
        gone = [old.pk for old in waiting if old.occurrence_id in transfer.went_to]
        Extension.objects.filter(pk__in=gone).update(
            state="refused", decided_at=self.act.at, decided_by_name=self.act.name,
            decision_reason="Cơ quan đã chuyển giao việc này; đề nghị được chuyển theo.",
        )  # fmt: skip

    def _end_obligations(self, transfer: Transfer) -> None:
        gone = {line.source for line in transfer.lines if line.effect != "no_successor"}
        by_day: dict[date, list[int]] = {}
        for row in (self.sources[pk] for pk in gone if self.sources[pk].state == "in_force"):
            by_day.setdefault(self._end(row.unit_id), []).append(row.pk)
        for day, rows in by_day.items():
            self._end_rows(rows, day, f"{self.why.ended} {day:%d/%m/%Y}.")
        for place in transfer.displaced:
            lead = self.targets[place[0], place[1], "lead"]
            why = "Cơ quan đã tiếp nhận vai trò chủ trì của nhiệm vụ này."
            self._end_rows([self.targets[place].pk], lead.assigned_on, why)

    def _end_rows(self, rows: Sequence[int], day: date, why: str) -> None:
        """End obligations on a day, or on the day they began where that is later."""
        ended_on = Greatest(Value(day), F("assigned_on"))
        Obligation.objects.filter(pk__in=rows).update(state="ended", ended_on=ended_on, ended_why=why)

    def _lines(self, transfer: Transfer) -> Iterable[HandoverLine]:
        for line in transfer.lines:
            source = self.sources[line.source]
            yield HandoverLine(
                handover=self.handover, source=source, effect=line.effect, occurrences=line.occurrences,
                target=self.targets[line.place] if line.place else None,
                succession_id=line.heir.succession if line.heir else None,
                effective_on=line.heir.effective_on if line.heir else self._end(source.unit_id),
            )  # fmt: skip
