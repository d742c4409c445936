"""A named person approves a merger: no faults, every doubt seen, simulated, and not by whoever opened it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from thuocdo.core import audit, notify
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.models import Person
from thuocdo.kernel.errors import NotAllowed, Refused
from thuocdo.mergers import permissions
from thuocdo.mergers.models import Merger
from thuocdo.mergers.queries.mapping import checked, rows_of
from thuocdo.mergers.queries.unit_keys import unit_keys
from thuocdo.mergers.rules.life import MERGERS
from thuocdo.mergers.rules.unit_keys import refuse_undeclared
from thuocdo.mergers.rules.verdicts import refuse_faults, refuse_unseen


@decision("mergers.approve_merger", about="merger", ask=permissions.rights)
def approve_merger(*, merger: Merger, acknowledged: Collection[str] = (), by: Actor | None, at: datetime) -> Merger:
    """Approve a reorganisation (duyệt đợt sắp xếp); from then on it is undone by nothing but a correcting act.

    `acknowledged` are the codes of doubts that the approver has seen. The mapping is checked anew: the directory may
    have changed since. Refused for whoever opened the merger.
    """
    merger.state = MERGERS.move(merger.state, "approve_merger")
    refuse_undeclared(unit_keys())
    if not isinstance(by, Person):
        raise NotAllowed(
            "mergers.needs_a_person", "Đợt sắp xếp phải do một người có thẩm quyền duyệt.", "Đăng nhập rồi duyệt."
        )
    if merger.made_by_id == by.pk:
        raise NotAllowed("mergers.own_merger", "Người lập đợt sắp xếp không tự duyệt.", "Nhờ lãnh đạo tỉnh duyệt.")
    if merger.simulation is None:
        raise Refused(
            "mergers.not_simulated", "Chưa mô phỏng đợt này.", "Mô phỏng để biết những gì sẽ chuyển rồi duyệt."
        )
    problems, _ = checked(merger, rows_of(merger))
    refuse_faults(problems)
    refuse_unseen(problems, acknowledged)
    merger.problems = [problem.to_json() for problem in problems]
    merger.acknowledged = sorted({problem.code for problem in problems if not problem.is_error})
    merger.approved_at, merger.approved_by, merger.approved_by_name = at, by, by.actor_name
    merger.save(update_fields=["state", "problems", "acknowledged", "approved_at", "approved_by", "approved_by_name"])
    if merger.made_by is not None:
        words = f"{by.actor_name} đã duyệt đợt “{merger.name}”; hệ thống bàn giao từ {merger.effective_on:%d/%m/%Y}."
        notify.tell(merger.made_by, "mergers.approved", words, link=reverse("mergers:merger", args=[merger.pk]), at=at)
    audit.changed(after={"state": merger.state, "acknowledged": merger.acknowledged}, why=merger.legal_basis)
    return merger
