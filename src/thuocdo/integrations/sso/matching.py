"""From the claims of a genuine token to the account of a known person; who is not known stays outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thuocdo.core.audit import SYSTEM
from thuocdo.directory import queries, services
from thuocdo.directory.models import Account, Person
from thuocdo.integrations.sso.configuration import EMAIL, USERNAME, Configuration, Match
from thuocdo.kernel.errors import NotAllowed
from thuocdo.kernel.text import fold

ASK = "Hỏi quản trị của cơ quan hoặc Sở Nội vụ; trong lúc chờ, đăng nhập bằng tên và mật khẩu nếu đã có tài khoản."
LONGEST_USERNAME = 40


def account_for(claims: Mapping[str, Any], configuration: Configuration, *, at: datetime) -> Account:
    """The open account of the person whom the claims name; raises `NotAllowed` with the reason.

    The ways to find somebody are tried in the order of the configuration. With `create`, a known person without an
    account gets one, without a password and without any rights.
    """
    for match in configuration.matches:
        value = _value(claims, match)
        account, person = _found(match, value) if value else (None, None)
        if account is not None:
            return _open(account)
        if person is not None:
            return _opened(person, claims, configuration, at=at)
    raise NotAllowed(
        "integrations.sso_unknown", "Máy chủ đăng nhập một lần đã xác nhận bạn, nhưng ở đây chưa có người nào như vậy.",
        ASK,
    )  # fmt: skip


def _value(claims: Mapping[str, Any], match: Match) -> str:
    """What a claim says; an e-mail address counts only when the provider has verified it."""
    value = claims.get(match.claim)
    if match.target == EMAIL and claims.get("email_verified") is not True:
        return ""
    return value.strip() if isinstance(value, str) else ""


def _found(match: Match, value: str) -> tuple[Account | None, Person | None]:
    if match.target == USERNAME:
        return queries.account_named(value), None
    people = queries.people_with(match.target, value)
    if len(people) > 1:
        raise NotAllowed(
            "integrations.sso_ambiguous", "Thông tin từ máy chủ đăng nhập một lần khớp với nhiều người.", ASK
        )
    person = people[0] if people else None
    return (queries.account_of(person) if person is not None else None), person


def _open(account: Account) -> Account:
    if not account.is_active:
        raise NotAllowed("integrations.sso_closed", "Tài khoản của bạn ở đây đã bị khóa.", ASK)
    return account


def _opened(person: Person, claims: Mapping[str, Any], configuration: Configuration, *, at: datetime) -> Account:
    if not configuration.create:
        raise NotAllowed("integrations.sso_no_account", "Bạn có tên trong danh bạ nhưng chưa có tài khoản.", ASK)
    return services.open_account_by_identity(person=person, username=_username(person, claims), by=SYSTEM, at=at)


def _username(person: Person, claims: Mapping[str, Any]) -> str:
    """A user name like the provider's, or made of the full name."""
    given = str(claims.get("preferred_username") or "").partition("@")[0]
    for words in (given, person.full_name):
        plain = "".join(letter for letter in fold(words) if letter.isascii() and (letter.isalnum() or letter in "._-"))
        if len(plain.strip("._-")) > 1:
            return plain.strip("._-")[:LONGEST_USERNAME]
    return f"nguoi{person.pk}"
