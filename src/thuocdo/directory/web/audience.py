"""Who may open the pages of the directory."""

from thuocdo.core.audience import Audience, having, public, signed_in

AUDIENCES = {
    "login": public("the door itself"),
    "logout": public("who is not signed in is sent to the door"),
    "password": signed_in(),
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
