"""What the pages of urging share: who asks, and words of rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from thuocdo.urging.models import Message, Step
from thuocdo.urging.queries.ledger import letter_words
from thuocdo.urging.rules.ladder import HEAD, LETTER, MAIL, NOTICE, OFFICE_HEAD, OFFICER, OWNER


def person_of(request: HttpRequest) -> Any:
    """The person who is signed in, nothing for an account without a person."""
    return getattr(request, "person", None)


def whom_words() -> dict[str, str]:
    """Whom a rung tells, in words."""
    return {
        OFFICER: _("người phụ trách"), OFFICE_HEAD: _("chánh văn phòng"), HEAD: _("người đứng đầu"),
        OWNER: _("phụ trách chu kỳ"),
    }  # fmt: skip


def channel_words() -> dict[str, str]:
    """Through what a rung tells, in words."""
    return {NOTICE: _("thông báo"), MAIL: _("thư điện tử"), LETTER: _("công văn")}


def outcome_of(step: Step) -> tuple[str, str, str]:
    """What came of a step: words, tone and icon of a badge."""
    if step.letter is not None:
        return letter_words(step.letter), "doing", "doc"
    if step.outcome == Step.Outcome.NOBODY:
        return _("không có ai để báo"), "late", "late"
    message = step.message
    if message is None:
        return _("đã báo"), "done", "check"
    if message.mail in (Message.Mail.FAILED, Message.Mail.REFUSED, Message.Mail.NO_ADDRESS):
        return _("đã báo; %(mail)s") % {"mail": message.get_mail_display().lower()}, "back", "mail"
    return _("đã báo; %(mail)s") % {"mail": message.get_mail_display().lower()}, "done", "check"
