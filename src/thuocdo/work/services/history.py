"""Who acts when: moves of an occurrence with their row of history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from thuocdo.core.audit import Actor
from thuocdo.core.clock import ZONE
from thuocdo.directory.models import Person
from thuocdo.documents.models import Document
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze
from thuocdo.work.models import Extension, Move, Occurrence
from thuocdo.work.rules.life import OCCURRENCES


@dataclass(frozen=True)
class Act:
    """One act of a person, or of the program, at an instant."""

    by: Actor | None
    at: datetime

    @property
    def person(self) -> Person | None:
        """The person; None when the program acts."""
        return self.by if isinstance(self.by, Person) else None

    @property
    def name(self) -> str:
        """The actor's name as it was, for history."""
        return self.by.actor_name if self.by is not None else ""

    @property
    def on(self) -> date:
        """The day in Vietnam."""
        return self.at.astimezone(ZONE).date()

    def record(
        self, occurrence: Occurrence, verb: str, *, before: str, reason: str = "", paper: Document | None = None
    ) -> Move:
        """Add a row of history for a change that has been made, perhaps with the paper that decided it."""
        return Move.objects.create(
            occurrence=occurrence, verb=verb, from_state=before, to_state=occurrence.state, at=self.at,
            by=self.person, by_name=self.name, reason=reason, document=paper,
        )  # fmt: skip

    def move(self, occurrence: Occurrence, verb: str, *, reason: str = "", paper: Document | None = None) -> str:
        """Move to the state that the verb leads to, with a row of history; the caller saves. Returns the old state."""
        before = occurrence.state
        occurrence.state = OCCURRENCES.move(before, verb)
        self.record(occurrence, verb, before=before, reason=reason, paper=paper)
        return before

    def close_request(self, occurrence: Occurrence, why: str) -> None:
        """Refuse the request for a later date that still waits at an occurrence just decided, if any."""
        closed = occurrence.extensions.filter(state=Extension.State.ASKED).update(
            state=Extension.State.REFUSED, decided_at=self.at, decided_by=self.person, decided_by_name=self.name,
            decision_reason=why,
        )  # fmt: skip
        if closed:
            self.record(occurrence, "refuse_extension", before=occurrence.state, reason=why)

    def decide(self, occurrence: Occurrence, *, reason: str = "") -> None:
        """Write the decision on the occurrence: who, when, why."""
        occurrence.decided_at, occurrence.decided_by, occurrence.decided_by_name = self.at, self.person, self.name
        occurrence.reason = reason


@dataclass(frozen=True)
class Ground:
    """Why something is decided: words, and the paper that says it (văn bản kèm theo), where there is one."""

    words: str
    paper: Document | None = None

    @classmethod
    def of(cls, reason: str | Ground) -> Ground:
        """The ground that a reason in bare words stands for. Refused `work.paper_withdrawn`."""
        ground = cls(reason) if isinstance(reason, str) else reason
        if ground.paper is not None and ground.paper.withdrawn_at is not None:
            raise Refused(
                "work.paper_withdrawn", f"Văn bản {ground.paper.number_symbol} đã bị thu hồi.",
                "Chọn văn bản còn hiệu lực, hoặc để trống.", where={"field": "paper"},
            )  # fmt: skip
        return ground

    @property
    def cited(self) -> str:
        """How people call the paper, for the audit; empty without one."""
        return str(self.paper) if self.paper is not None else ""


@dataclass(frozen=True)
class Words:
    """Words that a decision needs: squeezed, and refused when there are none."""

    code: str
    what: str

    def __call__(self, text: str) -> str:
        if not (said := squeeze(text)):
            raise Refused(self.code, f"Chưa ghi {self.what}.", f"Ghi {self.what} rồi làm lại.")
        return said
