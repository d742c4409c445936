"""Transition tables (bảng chuyển trạng thái): which verb may move a thing from which state to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thuocdo.kernel.errors import Refused


@dataclass(frozen=True)
class Transitions:
    """All allowed moves of one kind of thing.

    `name` begins the codes of refusals; `labels` says states and verbs in Vietnamese for the person who is refused.

    >>> door = Transitions("door", {("open", "close"): "closed", ("closed", "open"): "open"})
    >>> door.move("open", "close")
    'closed'
    >>> door.verbs("closed")
    ('open',)
    """

    name: str
    moves: Mapping[tuple[str, str], str]
    labels: Mapping[str, str] = field(default_factory=dict)

    def move(self, state: str, verb: str) -> str:
        """The state after the verb. Refused `<name>.not_allowed` when the state does not allow it."""
        if (state, verb) not in self.moves:
            raise Refused(
                f"{self.name}.not_allowed",
                f"Không thể “{self.label(verb)}” khi đang ở trạng thái “{self.label(state)}”.",
                self._remedy(state),
                where={"state": state, "verb": verb},
            )
        return self.moves[state, verb]

    def allows(self, state: str, verb: str) -> bool:
        return (state, verb) in self.moves

    def verbs(self, state: str) -> tuple[str, ...]:
        """What may be done in a state, in the order of the table."""
        return tuple(verb for from_state, verb in self.moves if from_state == state)

    def states(self) -> frozenset[str]:
        """Every state the table names."""
        return frozenset(state for state, _ in self.moves) | frozenset(self.moves.values())

    def label(self, word: str) -> str:
        return self.labels.get(word, word)

    def _remedy(self, state: str) -> str:
        verbs = self.verbs(state)
        if not verbs:
            return "Trạng thái này là cuối cùng, không còn bước nào."
        return f"Lúc này chỉ có thể: {', '.join(self.label(verb) for verb in verbs)}."
