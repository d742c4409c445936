"""What an account has for its safety: second factors, security events, and who still lacks what their role needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from thuocdo.core.models import AuditRow
from thuocdo.directory import permissions
from thuocdo.directory.models import Account, Person

OPTIONAL = "optional"
# Events of an account that its owner reads on the account page.
EVENTS = (
    "sign_in", "sign_out", "fail_sign_in", "fail_second_factor", "note_stolen_session", "set_password", "add_totp",
    "add_passkey", "remove_factor", "renew_codes", "note_used_code", "reset_factors", "end_session",
    "end_other_sessions", "end_sessions", "ask_recovery", "recover_password", "link_identity", "unlink_identity",
    "refuse_identity", "reset_password", "close_account", "reopen_account",
)  # fmt: skip


@dataclass(frozen=True)
class Factors:
    """Second factors of one account (bước xác thực thứ hai); recovery codes alone are none."""

    totp: Authenticator | None
    passkeys: list[Authenticator]
    codes: Authenticator | None

    @property
    def count(self) -> int:
        """How many there are besides recovery codes."""
        return len(self.passkeys) + (self.totp is not None)

    @property
    def codes_left(self) -> int:
        """How many recovery codes are not used up."""
        used = int(self.codes.data.get("used_mask", 0)) if self.codes is not None else 0
        return int(app_settings.RECOVERY_CODE_COUNT) - used.bit_count() if self.codes is not None else 0


def factors_of(account: Account) -> Factors:
    """The second factors of an account, in the order in which they were added; one query."""
    rows = list(Authenticator.objects.filter(user=account).order_by("pk"))
    kinds = Authenticator.Type
    return Factors(
        totp=next((row for row in rows if row.type == kinds.TOTP), None),
        passkeys=[row for row in rows if row.type == kinds.WEBAUTHN],
        codes=next((row for row in rows if row.type == kinds.RECOVERY_CODES), None),
    )


def must_have_second_factor(person: Person | None, on: date) -> bool:
    """Whether this installation and a role of the person that day ask for a second factor."""
    if person is None or settings.THUOCDO_SECOND_FACTOR == OPTIONAL:
        return False
    return permissions.needs_second_factor(person, on)


def security_events(account: Account) -> QuerySet[AuditRow]:
    """Security events of an account, newest first."""
    actions = [f"directory.{name}" for name in EVENTS]
    rows = AuditRow.objects.filter(thing_type=Account._meta.label_lower, thing_key=str(account.pk))
    return rows.filter(action__in=actions).order_by("-seq")


def account_named(username: str) -> Account | None:
    """The account with a user name, in any case; open or closed."""
    return Account.objects.filter(username=username.strip().lower()).first()


def account_of(person: Person) -> Account | None:
    """The account of a person, open or closed."""
    return Account.objects.filter(person=person).first()


def people_with(field: str, value: str) -> list[Person]:
    """At most two people with this e-mail address or personal number: one is found, two cannot be told apart."""
    look = {"email": "email__iexact", "national_id": "national_id"}[field]
    return list(Person.objects.filter(**{look: value.strip()}, erased_at=None)[:2]) if value.strip() else []
