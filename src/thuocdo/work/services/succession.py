"""Obligations of units that ended go to their successors, visibly and once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.work import permissions
from thuocdo.work.models import Handover, HandoverLine
from thuocdo.work.queries.succession import heirs_of, obligations_of_ended_units, passed_on
from thuocdo.work.rules.succession import Heir, plan_transfer
from thuocdo.work.services.history import Act
from thuocdo.work.services.transferring import Carrier, Why

LONGEST_CHAIN = 10


@decision("work.hand_over_merged_units", ask=permissions.rights)
def hand_over_merged_units(
    *, on: date, units: Collection[int] | None = None, by: Actor | None, at: datetime
) -> Handover:
    """Hand over the obligations of units that no longer exist on a day (chuyển giao khi sáp nhập, giải thể).

    With `units`, of these only.
    The old obligation ends and keeps its past; the successor gets a new one that names its origin, or absorbs it into
    the one it has. Chains (A to B, B to C) are followed. Running again changes nothing. The counts are kept.
    """
    handover = Handover.objects.create(up_to=on, at=at, by_name=Act(by, at).name)
    totals: dict[str, int] = {}
    for _ in range(LONGEST_CHAIN):
        counts = _one_round(handover, Act(by, at), on, units)
        totals = {name: totals.get(name, 0) + number for name, number in counts.items()}
        if not counts["lines_created"] + counts["lines_absorbed"]:
            break
    handover.counts = totals
    handover.save(update_fields=["counts"])
    audit.changed(after={"up_to": on, **totals})
    return handover


def _one_round(handover: Handover, act: Act, on: date, units: Collection[int] | None) -> dict[str, int]:
    """Hand over from every unit that does not exist on the day; a heir that ended too is the next round's business."""
    sources = list(obligations_of_ended_units(on, units).select_for_update(of=("self",)).order_by("pk"))
    carrier = Carrier(handover, act, sources)
    heirs = heirs_of({source.unit_id for source in sources}, on)
    transfer = plan_transfer(carrier.holdings(), heirs, carrier.held(heirs))
    reported = HandoverLine.objects.filter(effect="no_successor", source__in=sources).values_list("source", flat=True)
    known = set(reported)
    transfer.lines = [line for line in transfer.lines if not (line.effect == "no_successor" and line.source in known)]
    carrier.carry_out(transfer)
    return transfer.counts()


@dataclass(frozen=True)
class WrongHeir:
    """A correcting act says that `taker` did not take over from `giver`; `heirs` did, or nobody when there are none."""

    giver: int
    taker: int
    heirs: tuple[Heir, ...]


def _may_pass_on(person: Person | None, thing: object) -> frozenset[str]:
    rights = permissions.rights(person, None)
    return frozenset({"pass_on_obligations"}) if "hand_over_merged_units" in rights else rights


@decision("work.pass_on_obligations", ask=_may_pass_on)
def pass_on_obligations(*, wrong: Sequence[WrongHeir], on: date, by: Actor | None, at: datetime) -> Handover:
    """Pass on what a unit took over by a succession that was corrected since (bàn giao lại theo đợt điều chỉnh).

    Only obligations that came from that giver alone are passed on; what was absorbed into an obligation that the taker
    had anyway, or shares with another giver, stays, and a person decides. The past of both units stays as it was.
    """
    handover = Handover.objects.create(up_to=on, at=at, by_name=Act(by, at).name)
    totals: dict[str, int] = {}
    for one in wrong:
        sources = list(passed_on(one.giver, one.taker).select_for_update(of=("self",)).order_by("pk"))
        carrier = Carrier(handover, Act(by, at), sources, Why.corrected(on))
        heirs = {one.taker: one.heirs} if one.heirs else {}
        transfer = plan_transfer(carrier.holdings(), heirs, carrier.held(heirs))
        carrier.carry_out(transfer)
        totals = {name: totals.get(name, 0) + number for name, number in transfer.counts().items()}
    handover.counts = totals
    handover.save(update_fields=["counts"])
    audit.changed(after={"up_to": on, **totals})
    return handover
