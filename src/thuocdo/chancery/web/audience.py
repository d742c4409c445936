"""Who may open the pages of the chancery; which book, draft or delivery, `chancery.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import Audience

AUDIENCES: dict[str, Audience] = {}
THINGS: dict[str, str] = {}
