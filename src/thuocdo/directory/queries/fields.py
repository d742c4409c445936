"""Fields of administrative reform (lĩnh vực), by which some roles reach."""

from __future__ import annotations

from thuocdo.directory.permissions import book
from thuocdo.directory.rules.accounts_plan import ROMAN


def reform_fields() -> dict[str, str]:
    """Code and Vietnamese name of each field ("II. Cải cách thủ tục hành chính"), in the order of the yearly plan.

    The table of roles that is in force keeps them without order; their Roman numbers tell it.
    """

    def place(name: str) -> int:
        number = name.partition(".")[0]
        return ROMAN.index(number) if number in ROMAN else len(ROMAN)

    return dict(sorted(book().fields.items(), key=lambda field: (place(field[1]), field[1])))


def role_choices() -> list[tuple[str, str]]:
    """Code and name of every role in force, by name."""
    return sorted(((role.code, role.name) for role in book().roles.values()), key=lambda role: role[1])
