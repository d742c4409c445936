"""Law is data with one source: what the pack of roles grants is what the program can do, and the other way round."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

from config import wiring
from thuocdo.core.decision import DECISIONS
from thuocdo.core.packs import read_yaml
from thuocdo.core.paths import PACKS
from thuocdo.directory.permissions import delivered
from thuocdo.directory.rules.role_faults import faults

# Decisions that no role is granted, each with its reason.
NOT_IN_THE_PACK = {
    "core.start_maintenance": "whoever may run commands on the server",
    "core.end_maintenance": "whoever may run commands on the server",
    "core.delete_expired": "only the nightly job does it, as the system",
    "directory.clear_account": "only the nightly job does it, as the system",
    "directory.erase_import": "only the nightly job does it, as the system",
    "directory.hand_out_data": "one's own data only",
    "directory.save_view": "one's own saved filters only",
    "directory.change_view": "one's own saved filters only",
    "directory.delete_view": "one's own saved filters only",
    "directory.restore_view": "one's own saved filters only",
    "directory.sign_in": "whoever knows the password; noted, not granted",
    "directory.sign_out": "one's own session",
    "directory.fail_sign_in": "nobody is signed in yet; noted, not granted",
    "directory.fail_second_factor": "nobody is signed in yet; noted, not granted",
    "directory.note_stolen_session": "the guard of sessions notes it",
    "directory.note_used_code": "whoever had the code; noted, not granted",
    "directory.ask_recovery": "nobody is signed in yet; anybody may ask",
    "directory.recover_password": "whoever reads the owner's mail: the link is asked for instead",
    "directory.link_identity": "whom the provider has proved",
    "directory.refuse_identity": "nobody is signed in yet; noted, not granted",
    "directory.open_account_by_identity": "whom the provider has proved, where the installation says so",
    "directory.add_totp": "one's own account only",
    "directory.add_passkey": "one's own account only",
    "directory.remove_factor": "one's own account only; an operator resets them all",
    "directory.renew_codes": "one's own account only",
    "directory.end_session": "one's own account only; an operator ends them all",
    "directory.end_other_sessions": "one's own account only; an operator ends them all",
    "directory.unlink_identity": "one's own account only",
    "directory.take_work": "only whom the work was offered to",
    "directory.refuse_work": "only whom the work was offered to",
    "work.change_officer": "directory.take_work was asked for; this is what taking does",
    "meetings.remark_sheet": "one's own sheet only",
    "work.pass_step": "directory.take_work was asked for; this is what taking does",
    "work.check_evidence": "whoever may see the proof; it changes only what the program says of it",
    "directory.set_password": "one's own password only; an operator gives one-time passwords",
    "documents.erase_secret": "only the system does it, when it has read a stamp of state secrets",
    "chancery.let_go_of_secret": "only the system does it, when it has read a stamp of state secrets",
    "chancery.let_go_of_message": "only the system does it, when it has read a stamp of state secrets",
    "chancery.count_secrets": "whoever hands such a paper in; noted, not granted",
    "documents.receive_bundle": "asks for receive_document of each paper in it",
    "chancery.note_read": "opening the paper is the act; only people of the unit it was sent to",
    "chancery.mail_delivery": "only the worker does it, as the system",
    "chancery.mail_recall": "only the worker does it, as the system",
    "chancery.take_message": "only the exchange with the document axis does it, as the system",
    "chancery.note_handed": "only the exchange with the document axis does it, as the system",
    "chancery.note_unhanded": "only the exchange with the document axis does it, as the system",
    "documents.note_issued": "chancery.issue_draft was asked for; this is what issuing does",
    "chancery.carry_on_import": "only the worker does it, as the system",
    "documents.read_waiting": "only the worker does it, as the system",
    "documents.take_proposals": "only the worker does it, as the system",
    "work.accept_many": "asks for accept_occurrence of each result",
    "work.keep_typed": "asks for write_plan",
    "work.check_plan_sheet": "asks for write_plan of a draft, prepare_amendment of a plan in force",
    "work.import_plan_sheet": "asks for write_plan of a draft, prepare_amendment of a plan in force",
    "work.undo_plan_sheet": "asks for write_plan of a draft, prepare_amendment of a plan in force",
    "work.discard_plan_sheet": "asks for write_plan of a draft, prepare_amendment of a plan in force",
    "work.discard_progress_sheet": "one's own import only",
    "work.check_progress_sheet": "asks for note_progress of each row",
    "work.import_progress_sheet": "asks for note_progress and submit_occurrence of each row",
    "work.undo_progress_sheet": "asks for note_progress of each row; one's own import only",
    "work.put_in_force": "asks for approve_plan; else only the daily upkeep does it, as the system",
    "work.write_amendment": "asks for prepare_amendment",
    "work.discard_amendment": "asks for prepare_amendment",
    "work.propose_amendment": "asks for prepare_amendment",
    "work.return_amendment": "asks for amend_plan",
    "work.hold_amendment": "asks for amend_plan; else only the daily upkeep does it, as the system",
    "work.put_amendment_in_force": "asks for amend_plan; else only the daily upkeep does it, as the system",
    "mergers.order_carry_out": "asks for carry_out_merger",
    "work.pass_on_obligations": "asks for hand_over_merged_units",
    "work.extend_occurrences": "only the daily upkeep does it, as the system",
    "urging.take_steps": "only the daily run does it, as the system",
    "urging.choose_notices": "one's own choice only",
}
# Of these also, no right is asked: who does it is known by other means.
ASKS_NOBODY = {
    "core.start_maintenance",
    "core.end_maintenance",
    "directory.sign_in",
    "directory.sign_out",
    "directory.fail_sign_in",
    "directory.fail_second_factor",
    "directory.note_stolen_session",
    "directory.note_used_code",
    "directory.ask_recovery",
    "directory.recover_password",
    "directory.link_identity",
    "directory.refuse_identity",
    "directory.open_account_by_identity",
    "work.accept_many",
    "work.check_progress_sheet",
    "work.import_progress_sheet",
    "work.undo_progress_sheet",
    "work.discard_progress_sheet",
    "documents.receive_bundle",
    "chancery.count_secrets",
    "documents.note_issued",
    "work.change_officer",
    "work.pass_step",
}


def _import_services() -> None:
    for room in wiring.ROOMS:
        package = import_module(f"thuocdo.{room}")
        if "services" not in {module.name for module in pkgutil.iter_modules(package.__path__)}:
            continue
        services = import_module(f"thuocdo.{room}.services")
        for module in pkgutil.iter_modules(getattr(services, "__path__", ())):
            import_module(f"{services.__name__}.{module.name}")


_import_services()
# Tests of the plumbing register decisions of their own, under no room's name.
REGISTERED = {name: decide for name, decide in DECISIONS.items() if name.partition(".")[0] in wiring.ROOMS}
BOOK = delivered()
GRANTED = {(code, verb) for code, role in BOOK.roles.items() for verb in role.anywhere}


def test_the_pack_of_roles_has_no_fault():
    assert not list(faults(read_yaml(PACKS / "national" / "roles.yaml")))


@pytest.mark.parametrize("code", sorted(BOOK.roles))
def test_every_verb_of_a_role_is_viewing_or_a_decision(code: str):
    unknown = {verb for role, verb in GRANTED if role == code} - set(BOOK.duties["view"].verbs) - set(REGISTERED)
    assert not unknown, "no decision has this name: correct packs/national/roles.yaml"


def test_viewing_decides_nothing_and_every_named_verb_is_granted():
    assert not set(BOOK.duties["view"].verbs) & set(REGISTERED)
    assert set(BOOK.duty_of) == {verb for _role, verb in GRANTED}


@pytest.mark.parametrize("name", sorted(REGISTERED))
def test_every_decision_is_granted_to_some_role_or_listed_with_a_reason(name: str):
    granted = name in {verb for _role, verb in GRANTED}
    assert granted != (name in NOT_IN_THE_PACK), "grant it in packs/national/roles.yaml, or list it with its reason"


@pytest.mark.parametrize("name", sorted(REGISTERED))
def test_every_decision_asks_for_the_right(name: str):
    assert (REGISTERED[name].ask is None) == (name in ASKS_NOBODY), "give @decision its `ask`, or list the decision"


def test_the_lists_have_no_stale_entry():
    assert set(NOT_IN_THE_PACK) <= set(REGISTERED)
    assert set(NOT_IN_THE_PACK) >= ASKS_NOBODY


def test_who_administers_enters_appraises_and_publishes_nothing():
    assert not BOOK.duties_of(BOOK.roles["operator"].anywhere) & {"enter", "appraise", "publish"}
