"""Identities of a single sign-on provider (danh tính đăng nhập một lần): tied to one account each."""

from __future__ import annotations

from datetime import datetime

from allauth.socialaccount.models import SocialAccount

from thuocdo.core import audit
from thuocdo.core.audit import Actor
from thuocdo.core.decision import decision
from thuocdo.directory.alerts import tell_owner
from thuocdo.directory.models import Account, Person
from thuocdo.directory.permissions import abilities
from thuocdo.kernel.errors import NotAllowed, Refused

ASK = "Hỏi quản trị của cơ quan hoặc Sở Nội vụ; trong lúc chờ, đăng nhập bằng tên và mật khẩu."


@decision("directory.link_identity", about="account")
def link_identity(*, account: Account, provider: str, subject: str, by: Actor | None, at: datetime) -> SocialAccount:
    """Tie an identity, as its provider has proved it, to an account; from then on it is found by its own mark.

    Refused when the account is tied to another identity of the provider, so that a user name given to somebody else
    there does not open the account of its former owner. The mark itself is not written into the audit.
    """
    if SocialAccount.objects.filter(user=account, provider=provider).exclude(uid=subject).exists():
        raise NotAllowed(
            "directory.linked_elsewhere",
            "Tài khoản này đã gắn với một danh tính khác của máy chủ đăng nhập một lần.", ASK,
        )  # fmt: skip
    linked, _new = SocialAccount.objects.get_or_create(provider=provider, uid=subject, defaults={"user": account})
    audit.changed(after={"provider": provider})
    words = "Tài khoản của bạn vừa được gắn với đăng nhập một lần. Nếu không phải bạn: báo quản trị."
    tell_owner(account, "identity_linked", words, at=at)
    return linked


@decision("directory.unlink_identity", about="account", ask=abilities)
def unlink_identity(*, account: Account, by: Actor | None, at: datetime) -> None:
    """Cut the ties of an account to identities of single sign-on; refused where nothing else opens it."""
    if not account.has_usable_password():
        raise Refused(
            "directory.only_way_in", "Đăng nhập một lần là cách duy nhất mở tài khoản này.",
            "Nhờ quản trị đặt mật khẩu trước rồi mới bỏ gắn.",
        )  # fmt: skip
    gone, _rows = SocialAccount.objects.filter(user=account).delete()
    audit.changed(after={"removed": gone})


@decision("directory.open_account_by_identity", about="person")
def open_account_by_identity(*, person: Person, username: str, by: Actor | None, at: datetime) -> Account:
    """Open an account without a password for a person whom a provider has proved (mở tài khoản khi đăng nhập một lần).

    It gives no rights: these come from positions only. A name that is taken gets a number.
    """
    if person.erased_at is not None or Account.objects.filter(person=person).exists():
        raise Refused("directory.second_account", "Người này đã có tài khoản hoặc dữ liệu đã được xóa.", ASK)
    account = Account(username=_free(username), person=person, created_at=at)
    account.set_unusable_password()
    account.save()
    audit.changed(after={"username": account.username})
    return account


def _free(username: str) -> str:
    taken = set(Account.objects.filter(username__startswith=username).values_list("username", flat=True))
    return next(name for name in _candidates(username) if name not in taken)


def _candidates(username: str) -> list[str]:
    return [username, *(f"{username}{number}" for number in range(2, 1000))]


@decision("directory.refuse_identity")
def refuse_identity(
    *, reason: str, detail: str = "", account: Account | None = None, by: Actor | None, at: datetime
) -> Account | None:
    """Note that a single sign-on was refused: why, as a word and a sentence, and whose account it was about, if any."""
    audit.changed(after={"reason": reason}, why=detail)
    return account
