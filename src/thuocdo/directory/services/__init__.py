"""What is done in the directory; each a decision with its right, its audit row and its event."""

from thuocdo.directory.queries.changes import UnitChange
from thuocdo.directory.queries.steps import StepTerms
from thuocdo.directory.services.accounts import (
    close_account,
    open_account,
    reopen_account,
    reset_password,
    set_password,
)
from thuocdo.directory.services.authority import Authority, delegate, revoke_delegation
from thuocdo.directory.services.factors import (
    add_passkey,
    add_totp,
    note_used_code,
    remove_factor,
    renew_codes,
    reset_factors,
)
from thuocdo.directory.services.handing_over import Offer, offer_work, refuse_work, take_work, withdraw_work
from thuocdo.directory.services.identities import (
    link_identity,
    open_account_by_identity,
    refuse_identity,
    unlink_identity,
)
from thuocdo.directory.services.importing import Workbook, import_accounts, undo_import
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
from thuocdo.directory.services.privacy import (
    clear_account,
    erase_import,
    erase_person,
    export_personal,
    hand_out_data,
    unmask,
)
from thuocdo.directory.services.recovery import STALE_LINK, ask_recovery, recover_password
from thuocdo.directory.services.saved_views import change_view, delete_view, restore_view, save_view
from thuocdo.directory.services.security import (
    fail_second_factor,
    fail_sign_in,
    note_stolen_session,
    sign_in,
    sign_out,
)
from thuocdo.directory.services.sessions import end_other_sessions, end_session, end_sessions
from thuocdo.directory.services.successions import correct_succession, record_succession
from thuocdo.directory.services.units import amend_unit, correct_unit

__all__ = [
    "STALE_LINK", "Authority", "Leave", "Offer", "StepTerms", "Terms", "UnitChange", "Workbook", "add_passkey",
    "add_totp", "amend_unit", "appoint", "ask_recovery", "cancel_absence", "change_view", "clear_account",
    "close_account", "correct_contact", "correct_person", "correct_position", "correct_succession", "correct_unit",
    "create_person", "delegate", "delete_view", "end_other_sessions", "end_position", "end_session", "end_sessions",
    "erase_import", "erase_person", "export_personal", "fail_second_factor", "fail_sign_in", "hand_out_data",
    "import_accounts", "link_identity", "note_absence", "note_stolen_session", "note_used_code", "offer_work",
    "open_account", "open_account_by_identity", "record_succession", "recover_password", "refuse_identity",
    "refuse_work", "remove_factor", "renew_codes", "reopen_account", "reset_factors", "reset_password",
    "restore_view", "revoke_delegation", "save_view", "set_password", "sign_in", "sign_out", "take_work",
    "undo_import", "unlink_identity", "unmask", "withdraw_work",
]  # fmt: skip
