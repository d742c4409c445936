"""Decisions of the chancery."""

from thuocdo.chancery.services.lines import Line
from thuocdo.chancery.services.numbers import strike_out, take_number

__all__ = ["Line", "strike_out", "take_number"]
