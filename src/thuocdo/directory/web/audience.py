"""Who may open the pages of the directory."""

from thuocdo.core.audience import Audience, having, public, signed_in

AUDIENCES = {
    "login": public("the door itself"),
    "logout": public("who is not signed in is sent to the door"),
    "second_step": public("the second step of signing in; without the first one it leads back to the door"),
    "passkey_login": public("the door itself, by passkey"),
    "recovery": public("who forgot the password cannot sign in"),
    "recovery_link": public("the link of a mail, good once"),
    "recovery_password": public("a new password with the link of a mail"),
    "password": signed_in(),
    "account": signed_in(),
    "factors": signed_in(),
    "add_totp": signed_in(),
    "add_passkey": signed_in(),
    "codes": signed_in(),
    "remove_factor": signed_in(),
    "unlink_identity": signed_in(),
    "sessions": signed_in(),
    "end_session": signed_in(),
    "end_other_sessions": signed_in(),
    "prove_again": signed_in(),
    "privacy": having("directory.erase_person"),
    "privacy_readings": having("directory.erase_person"),
    "privacy_readings_xlsx": having("directory.erase_person"),
    "privacy_due": having("directory.erase_person"),
    "erase_person": having("directory.erase_person", about="person"),
    "unmask": signed_in(),
    "own_data": signed_in(),
    "own_data_file": signed_in(),
    "units": having("directory.view"),
    "units_xlsx": having("directory.view"),
    "resolve": having("directory.view"),
}
# Addresses of libraries, by a pattern of their full name.
OUTSIDE: dict[str, Audience] = {}
THINGS = {
    "unit": "directory.Unit.key", "person": "directory.Person", "position": "directory.Position",
    "account": "directory.Account", "delegation": "directory.Delegation",
}  # fmt: skip
