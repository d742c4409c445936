"""Decisions of urging."""

from thuocdo.urging.services.feeds import open_feed, renew_feed, revoke_feed
from thuocdo.urging.services.letters import draft_letter
from thuocdo.urging.services.running import take_steps
from thuocdo.urging.services.wishes import choose_notices

__all__ = ["choose_notices", "draft_letter", "open_feed", "renew_feed", "revoke_feed", "take_steps"]
