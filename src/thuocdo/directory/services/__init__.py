"""What is done in the directory; each a decision with its right, its audit row and its event."""

from thuocdo.directory.services.accounts import close_account, open_account, set_password
from thuocdo.directory.services.people import Terms, appoint, create_person, end_position
from thuocdo.directory.services.security import fail_sign_in, sign_in, sign_out

__all__ = [
    "Terms", "appoint", "close_account", "create_person", "end_position", "fail_sign_in", "open_account",
    "set_password", "sign_in", "sign_out",
]  # fmt: skip
