"""Who may open the pages of the room urging; which rows of which agencies, `urging.permissions` says."""

from __future__ import annotations

from thuocdo.core.audience import having, public, signed_in

VIEW = "urging.view"

AUDIENCES = {
    "overview": having(VIEW),
    "ledger": having(VIEW),
    "ledger_xlsx": having(VIEW),
    "people": having(VIEW),
    "letters": having(VIEW, acts=("urging.draft_letter",)),
    "mine": signed_in(),
    "feed": signed_in(),
    "message": signed_in(about="urging_message"),
    "calendar": public("programs that subscribe to a calendar cannot sign in: the secret in the address opens it"),
}
THINGS = {"urging_message": "urging.Message"}
