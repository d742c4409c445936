"""Decisions of merger day, by phase of life."""

from __future__ import annotations

from thuocdo.mergers.services.approving import approve_merger
from thuocdo.mergers.services.carrying_out import carry_out_merger, order_carry_out
from thuocdo.mergers.services.confirming import confirm_minute
from thuocdo.mergers.services.opening import Mapping, open_merger, replace_mapping, withdraw_merger
from thuocdo.mergers.services.simulating import simulate_merger

__all__ = [
    "Mapping", "approve_merger", "carry_out_merger", "confirm_minute", "open_merger", "order_carry_out",
    "replace_mapping", "simulate_merger", "withdraw_merger",
]  # fmt: skip
