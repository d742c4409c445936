"""Helping somebody who cannot sign in: by an operator on the page of the person, or from the console of the server."""

from __future__ import annotations

import argparse

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory.management import account as command
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ, signed_in
from thuocdo.kernel.errors import Refused


@pytest.fixture
def lan(facts):
    cache.clear()
    found = account_of(employ("Vi Thị Lan", "NA.UBND.C17035.n", "unit_officer"), "lan")
    TOTP.activate(found, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(found)
    return found


@pytest.fixture
def desk(lan):
    return signed_in(employ("Trần Quản Trị", "NA.VPUB", "operator"), "quantri")


def act(desk, account, verb, why="mất điện thoại"):
    return desk.post(reverse("directory:person_account", args=[account.person_id]), {"viec": verb, "why": why})


def test_an_operator_takes_lost_factors_away_on_the_page(desk, lan):
    answer = act(desk, lan, "buoc-hai")
    assert answer.status_code == 302 and not Authenticator.objects.filter(user=lan).exists()
    row = AuditRow.objects.get(action="directory.reset_factors")
    assert (row.why, row.thing_name) == ("mất điện thoại", "lan")
    assert Notice.objects.filter(kind="directory.factors_reset", recipient_key=lan.person.actor_key).exists()
    assert act(desk, lan, "buoc-hai").status_code == 404, "nothing is left to take away"


def test_an_operator_ends_the_sessions_of_somebody_on_the_page(desk, lan):
    Authenticator.objects.all().delete()
    phone = Client()
    phone.post("/dang-nhap/", {"login": "lan", "password": PASSWORD})
    assert phone.get("/co-quan/").status_code == 200
    assert act(desk, lan, "ket-thuc-phien").status_code == 302
    assert phone.get("/co-quan/").status_code == 302
    assert AuditRow.objects.get(action="directory.end_sessions").after == {"ended": 1}


@pytest.mark.parametrize("verb", ["buoc-hai", "ket-thuc-phien"])
def test_without_a_reason_nothing_is_done(desk, lan, verb):
    assert act(desk, lan, verb, why=" ").status_code == 422
    assert Authenticator.objects.filter(user=lan).count() == 2


@pytest.mark.parametrize("verb", ["buoc-hai", "ket-thuc-phien"])
def test_nobody_but_an_operator_does_it(lan, verb):
    colleague = signed_in(employ("Lê Khác", "NA.SNV", "cycle_owner"), "khac")
    assert act(colleague, lan, verb).status_code in (403, 404)
    assert Authenticator.objects.filter(user=lan).count() == 2


def run(*words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(words)))


def test_the_console_shows_the_ways_into_an_account(lan, capsys):
    assert run("show", "LAN") == 0
    said = capsys.readouterr().out
    assert "lan: đang mở" in said and "ứng dụng mã xác nhận: có" in said and "mã dự phòng còn: 10" in said


def test_the_console_helps_the_last_operator_back_in(lan, capsys):
    assert run("reset-factors", "lan", "--why", "mất điện thoại") == 0
    assert not Authenticator.objects.filter(user=lan).exists()
    assert AuditRow.objects.get(action="directory.reset_factors").actor_key == "system"
    assert run("end-sessions", "lan", "--why", "mất máy") == 0
    assert "Đã kết thúc 0 phiên" in capsys.readouterr().out


def test_the_console_asks_for_a_name_that_exists_and_a_reason(lan):
    with pytest.raises(Refused, match="Không có tài khoản"):
        run("show", "khong-co")
    for verb in ("reset-factors", "end-sessions"):
        with pytest.raises(Refused, match="Chưa ghi lý do"):
            run(verb, "lan")
