"""What is done in the directory; each a decision with its right, its audit row and its event."""

from thuocdo.directory.services.accounts import (
    close_account,
    open_account,
    reopen_account,
    reset_password,
    set_password,
)
from thuocdo.directory.services.authority import Authority, delegate, revoke_delegation
from thuocdo.directory.services.handing_over import Offer, offer_work, refuse_work, take_work, withdraw_work
from thuocdo.directory.services.leave import Leave, cancel_absence, note_absence
from thuocdo.directory.services.people import (
    Terms,
    appoint,
    correct_contact,
    correct_person,
    correct_position,
    create_person,
    end_position,
)
from thuocdo.directory.services.security import fail_sign_in, sign_in, sign_out

__all__ = [
    "Authority", "Leave", "Offer", "Terms", "appoint", "cancel_absence", "close_account", "correct_contact",
    "correct_person", "correct_position", "create_person", "delegate", "end_position", "fail_sign_in",
    "note_absence", "offer_work", "open_account", "refuse_work", "reopen_account", "reset_password",
    "revoke_delegation", "set_password", "sign_in", "sign_out", "take_work", "withdraw_work",
]  # fmt: skip
