"""A person answers which agencies a phrase means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Unit
from thuocdo.kernel.errors import Refused
from thuocdo.work import permissions
from thuocdo.work.models import Obligation, Plan, Role, TaskDeadline, TaskParty
from thuocdo.work.queries.facts import policy
from thuocdo.work.queries.standing import names_on
from thuocdo.work.services.history import Act, Words
from thuocdo.work.services.laying import Layout
from thuocdo.work.services.phrases import Phrases
from thuocdo.work.services.scheduling import Scheduler

WHY_NOBODY = Words("work.reason_needed", "lý do không giao cho cơ quan nào")
ANSWERED = (TaskParty.State.CHOSEN, TaskParty.State.SET_ASIDE)


@decision("work.choose_units", about="party", ask=permissions.rights)
def choose_units(*, party: TaskParty, units: Sequence[Unit], by: Actor | None, at: datetime) -> TaskParty:
    """Say which agencies a phrase means (chọn cơ quan); they get their obligations, those already given stay.

    Refused `work.already_answered`, `work.no_unit_chosen`, `work.plan_not_in_force`.
    """
    _refuse_answered(party)
    if not units:
        raise Refused(
            "work.no_unit_chosen", "Chưa chọn cơ quan nào.",
            "Chọn ít nhất một cơ quan, hoặc ghi rõ vì sao không giao cho cơ quan nào.",
        )  # fmt: skip
    act = Act(by, at)
    made = _give(party, list(dict.fromkeys(unit.pk for unit in units)), act)
    _answer(party, TaskParty.State.CHOSEN, act, "")
    names = names_on((unit.pk for unit in units), act.on)
    audit.changed(after={"phrase": party.phrase, "units": sorted(names.values()), "obligations": made})
    return party


@decision("work.set_aside_party", about="party", ask=permissions.rights)
def set_aside_party(*, party: TaskParty, reason: str, by: Actor | None, at: datetime) -> TaskParty:
    """Say that a phrase names no agency in particular ("các đơn vị liên quan"), and why; refused without a reason."""
    _refuse_answered(party)
    why = WHY_NOBODY(reason)
    _answer(party, TaskParty.State.SET_ASIDE, Act(by, at), why)
    audit.changed(after={"phrase": party.phrase}, why=why)
    return party


def _refuse_answered(party: TaskParty) -> None:
    if party.state in ANSWERED:
        raise Refused(
            "work.already_answered",
            f"“{party.phrase}” đã được {party.decided_by_name} trả lời ngày {party.decided_at:%d/%m/%Y}.",
            "Xem phần phân công của nhiệm vụ.",
        )
    if party.task.plan.state != Plan.State.IN_FORCE:
        raise Refused("work.plan_not_in_force", "Kế hoạch này không còn thực hiện.", "Xem kế hoạch đang có hiệu lực.")


def _answer(party: TaskParty, state: str, act: Act, reason: str) -> None:
    party.state, party.reason = state, reason
    party.decided_at, party.decided_by, party.decided_by_name = act.at, act.person, act.name
    party.save(update_fields=["state", "reason", "decided_at", "decided_by", "decided_by_name"])


def _give(party: TaskParty, units: list[int], act: Act) -> int:
    """Create obligations that are not there yet; who leads need not coordinate. Returns how many were made."""
    task = party.task
    in_force = Obligation.objects.filter(task=task, unit__in=units, state="in_force")
    taken = set(in_force.filter(role__in=[party.role, Role.LEAD]).values_list("unit", flat=True))
    made = Obligation.objects.bulk_create(
        Obligation(
            plan=task.plan,
            task=task,
            unit_id=unit,
            role=party.role,
            party=party,
            named_as=party.phrase,
            confidence=Decimal(1),
            assigned_on=act.on,
        )
        for unit in units
        if unit not in taken
    )
    if party.role == Role.LEAD:
        _schedule(party, made, act)
    return len(made)  # fmt: skip


def _schedule(party: TaskParty, obligations: list[Obligation], act: Act) -> None:
    plan = party.task.plan
    scheduler = Scheduler(plan, act.on)
    deadlines = list(party.task.deadlines.prefetch_related("parties"))
    by_units = _units_meant(plan, [one for one in deadlines if one.binds == TaskDeadline.Binds.UNITS], act)
    of_deadline = {one.pk: frozenset(named.pk for named in one.parties.all()) for one in deadlines}
    bound = [
        (one, scheduler.binding(
            deadlines, parties={party.pk}, of_deadline=of_deadline, by_units=by_units, unit=one.unit_id
        ))
        for one in obligations
    ]  # fmt: skip
    Layout(scheduler).write(bound, since=act.on)


def _units_meant(plan: Plan, deadlines: list[TaskDeadline], act: Act) -> dict[int, frozenset[int]]:
    if not deadlines or plan.issuer is None:
        return {}
    phrases = Phrases(on=plan.as_at, within=plan.issuer, sure=Decimal(str(policy(act.on)["sure_confidence"])))
    return {one.pk: frozenset(unit for unit, _ in phrases.understand(one.applies_to).units) for one in deadlines}
