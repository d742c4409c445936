"""Proof is read and looked over before a person looks (kiểm tra trước tài liệu kiểm chứng)."""

from __future__ import annotations

from datetime import datetime

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.work import permissions
from thuocdo.work.models import Evidence
from thuocdo.work.queries.evidence_facts import expected_of, facts_of, number_of
from thuocdo.work.rules.evidence_checks import checked, worst
from thuocdo.work.services.history import Act


@decision("work.check_evidence", about="evidence", ask=permissions.rights)
def check_evidence(*, evidence: Evidence, by: Actor | None, at: datetime) -> Evidence:
    """Read a piece of proof and write down what was read, and what that says, beside it; running again replaces both.

    Nothing is refused for what is found: the appraiser decides.
    """
    act = Act(by, at)
    facts = facts_of(evidence)
    evidence.number_key = number_of(facts)
    lines = [check.row() for check in checked(facts, expected_of(evidence, facts, act.on))]
    evidence.facts, evidence.checks, evidence.checked_at = facts.row(), lines, at
    evidence.save(update_fields=["facts", "checks", "checked_at", "number_key"])
    audit.changed(after={"worst": worst(lines), "lines": {line["code"]: line["outcome"] for line in lines}})
    return evidence
