"""Decisions of the chancery."""

from thuocdo.chancery.services.lines import Line
from thuocdo.chancery.services.numbers import strike_out, take_number
from thuocdo.chancery.services.registering import amend_line, enter
from thuocdo.chancery.services.secrets import count_secrets, let_go_of_secret

__all__ = ["Line", "amend_line", "count_secrets", "enter", "let_go_of_secret", "strike_out", "take_number"]
