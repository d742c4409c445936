"""Who may open the pages of the room urging."""

from __future__ import annotations

from thuocdo.core.audience import Audience

AUDIENCES: dict[str, Audience] = {}
THINGS: dict[str, str] = {}
