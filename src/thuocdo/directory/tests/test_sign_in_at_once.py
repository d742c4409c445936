"""What is good once is good once also when two ask at the same moment: links, recovery codes, codes of the app."""

from __future__ import annotations

import threading
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow
from thuocdo.directory import codes, services, tokens
from thuocdo.directory.models import Account
from thuocdo.directory.tests.facts import account_of
from thuocdo.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def lan(transactional_db):
    cache.clear()
    return account_of(services.create_person(full_name="Vi Thị Lan", by=SYSTEM, at=clock.now()), "lan")


def both(act):
    """What two threads got that started together."""
    answers, start = [], threading.Barrier(2)

    def run(number):
        try:
            start.wait()
            answers.append(act(number))
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return answers


def test_one_link_sets_one_password(lan):
    token, passwords = tokens.RECOVERY.make_token(lan), ["câu dài thứ nhất 2025", "câu dài thứ hai 2025"]

    def use(number):
        account = Account.objects.get(pk=lan.pk)
        services.recover_password(
            account=account, token=token, password=passwords[number], by=account.person, at=clock.now()
        )
        return number

    answers = both(use)
    (winner,) = [answer for answer in answers if isinstance(answer, int)]
    assert "directory.recovery_link" in answers
    assert Account.objects.get(pk=lan.pk).check_password(passwords[winner])
    assert AuditRow.objects.filter(action="directory.recover_password").count() == 1


def test_one_recovery_code_opens_once(lan):
    code = RecoveryCodes.activate(lan).get_unused_codes()[0]
    answers = both(lambda number: codes.accepted(Account.objects.get(pk=lan.pk), code) is not None)
    assert sorted(answers) == [False, True]


def test_one_code_of_the_app_opens_once(lan):
    TOTP.activate(lan, SECRET)
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    answers = both(lambda number: codes.accepted(Account.objects.get(pk=lan.pk), code) is not None)
    assert sorted(answers) == [False, True]


def test_the_app_is_added_once(lan):
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))

    def add(number):
        account = Account.objects.get(pk=lan.pk)
        services.add_totp(account=account, secret=SECRET, code=code, by=account.person, at=clock.now())
        return "added"

    answers = both(add)
    assert answers.count("added") == 1 and {"directory.second_totp", "directory.wrong_code"} & set(answers)
