"""Decisions of the chancery."""

from thuocdo.chancery.services.lines import Line
from thuocdo.chancery.services.numbers import strike_out, take_number
from thuocdo.chancery.services.secrets import count_secrets, let_go_of_secret

__all__ = ["Line", "count_secrets", "let_go_of_secret", "strike_out", "take_number"]
