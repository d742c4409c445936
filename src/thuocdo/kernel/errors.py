"""The one way to say no: what happened, why, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """A rule or a service refuses (từ chối).

    `code` is stable and for programs (`documents.encrypted`), `message` says in Vietnamese what
    happened and why, `remedy` what the person can do now. `where` names the place: a file, a row,
    a column, a key.
    """

    def __init__(self, code: str, message: str, remedy: str = "", *, where: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.where = dict(where or {})

    def __str__(self) -> str:
        place = ", ".join(f"{name} {value}" for name, value in self.where.items())
        return " ".join(part for part in (f"[{place}]" if place else "", self.message, self.remedy) if part)


class NotAllowed(Refused):
    """The person has no right to the verb (không có quyền); the web answers 403 with the reason.

    `why` holds the reason in parts where it is known: the roles that could, and the people to ask.
    """

    def __init__(
        self, code: str, message: str, remedy: str = "", *, where: Mapping[str, object] | None = None,
        why: object = None,
    ) -> None:  # fmt: skip
        super().__init__(code, message, remedy, where=where)
        self.why = why


class Stale(Refused):
    """Somebody else moved the thing first; the web answers 409 and both versions are kept."""
