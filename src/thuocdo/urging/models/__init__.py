"""Tables of urging: runs, the ledger, messages, letters, wishes of people, calendar feeds."""

from __future__ import annotations

from thuocdo.urging.models.feeds import Feed, FeedRead, Wish
from thuocdo.urging.models.ledger import Message, Run, RungRun, Step
from thuocdo.urging.models.letters import Letter, LetterLine

__all__ = ["Feed", "FeedRead", "Letter", "LetterLine", "Message", "Run", "RungRun", "Step", "Wish"]
