"""The second step: set up with an app, asked for at sign-in, owed by some roles, and never a way around it."""

from __future__ import annotations

import time
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory import codes, services
from thuocdo.directory.models import Account
from thuocdo.directory.queries import factors_of
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ
from thuocdo.kernel.errors import NotAllowed, Refused

LOGIN, STEP, SET_UP, ADD, CODES = (
    "/dang-nhap/", "/dang-nhap/ma-xac-nhan/", "/tai-khoan/an-toan/", "/tai-khoan/an-toan/ung-dung/",
    "/tai-khoan/an-toan/ma-du-phong/",
)  # fmt: skip
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def no_earlier_attempts(db):
    cache.clear()


@pytest.fixture
def lan(facts):
    return account_of(employ("Vi Thị Lan", "NA.UBND.C17035.n", "unit_officer"), "lan")


@pytest.fixture
def appraiser(facts, settings):
    """Somebody whose role asks for a second factor, in an installation that enforces it."""
    settings.THUOCDO_SECOND_FACTOR = "required"
    return account_of(employ("Lê Thẩm Định", "NA.SNV", "appraiser", start=date(2025, 3, 1)), "tham")


def code_now(secret=SECRET, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(account):
    services.add_totp(account=account, secret=SECRET, code=code_now(), by=account.person, at=clock.now())
    cache.clear()
    return account


def first_step(username="lan", password=PASSWORD, **more):
    client = Client()
    return client, client.post(LOGIN, {"login": username, "password": password, **more})


def recovery_codes(account):
    return factors_of(account).codes.wrap().get_unused_codes()


def notices(account):
    return list(Notice.objects.filter(recipient_key=account.person.actor_key).values_list("kind", flat=True))


def test_the_app_is_added_by_its_code_and_recovery_codes_are_shown_once(lan):
    client, _answer = first_step()
    page = client.get(ADD).content.decode()
    secret = client.session["directory_totp_secret"]
    assert "<svg" in page and "style=" not in page.partition("<svg")[2].partition("</svg>")[0]
    assert secret in page.replace(" ", "") and "THIẾU BIẾN" not in page
    answer = client.post(ADD, {"code": code_now(secret)})
    assert answer.status_code == 302 and answer["Location"] == CODES
    shown = client.get(CODES).content.decode()
    assert all(code in shown for code in recovery_codes(lan)) and len(recovery_codes(lan)) == 10
    assert recovery_codes(lan)[0] not in client.get(CODES).content.decode()
    assert AuditRow.objects.get(action="directory.add_totp").actor_key == lan.person.actor_key
    assert "directory.factor_added" in notices(lan)
    kept = str(list(Authenticator.objects.values_list("data", flat=True))) + str(list(AuditRow.objects.values()))
    assert secret not in kept, "a copy of the database makes no codes"


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "٣٣٣٣٣٣", "' OR 1=1"])
def test_the_app_is_not_added_without_its_code(lan, code):
    client, _answer = first_step()
    client.get(ADD)
    answer = client.post(ADD, {"code": code})
    assert answer.status_code == 422 and not factors_of(lan).count
    assert "THIẾU BIẾN" not in answer.content.decode()


def test_another_session_ends_when_the_first_factor_is_added(lan):
    elsewhere, _answer = first_step()
    client, _answer = first_step()
    client.get(ADD)
    client.post(ADD, {"code": code_now(client.session["directory_totp_secret"])})
    assert client.get(SET_UP).status_code == 200
    assert elsewhere.get(SET_UP)["Location"].startswith(LOGIN)


def test_who_has_an_app_signs_in_with_password_and_code(lan):
    with_app(lan)
    client, answer = first_step(next="/co-quan/?tim=vinh")
    assert answer["Location"] == STEP and client.get("/co-quan/")["Location"].startswith(LOGIN)
    page = client.get(STEP).content.decode()
    assert 'autocomplete="one-time-code"' in page and "THIẾU BIẾN" not in page
    before = client.session.session_key
    answer = client.post(STEP, {"code": f" {code_now()[:3]} {code_now()[3:]} "})
    assert answer["Location"] == "/co-quan/?tim=vinh" and client.get("/co-quan/").status_code == 200
    assert client.session.session_key != before
    assert AuditRow.objects.get(action="directory.sign_in").after["method"] == "password+totp"


def test_a_code_that_was_used_is_not_taken_again(lan):
    with_app(lan)
    code = code_now()
    client, _answer = first_step()
    assert client.post(STEP, {"code": code}).status_code == 302
    other, _answer = first_step()
    answer = other.post(STEP, {"code": code})
    assert answer.status_code == 422 and "đã dùng rồi" in answer.content.decode()
    row = AuditRow.objects.get(action="directory.fail_second_factor")
    assert (row.thing_name, row.address, row.after["locked"]) == ("lan", "127.0.0.1", False) and row.request_id


def test_a_code_fits_half_a_minute_around_and_no_longer(lan):
    assert codes.fits(lan, SECRET, code_now(steps=-1)) and codes.fits(lan, SECRET, code_now(steps=1))
    assert not codes.fits(lan, SECRET, code_now(steps=-3)) and not codes.fits(lan, SECRET, code_now(steps=3))


def test_after_five_wrong_codes_even_the_right_one_waits_and_the_owner_is_told(lan):
    with_app(lan)
    client, _answer = first_step()
    for _ in range(5):
        assert client.post(STEP, {"code": "000000"}).status_code == 422
    answer = client.post(STEP, {"code": code_now()})
    assert answer.status_code == 429 and "Đã thử sai quá nhiều lần" in answer.content.decode()
    client.post(STEP, {"code": code_now()})
    assert notices(lan).count("directory.second_factor_locked") == 1
    assert AuditRow.objects.filter(action="directory.fail_second_factor", after__locked=True).count() == 2


def test_a_recovery_code_opens_once_and_the_owner_reads_how_many_are_left(lan):
    with_app(lan)
    code = recovery_codes(lan)[3]
    client, _answer = first_step()
    assert client.post(STEP, {"code": code}).status_code == 302
    assert AuditRow.objects.get(action="directory.sign_in").after["method"] == "password+recovery_codes"
    assert AuditRow.objects.get(action="directory.note_used_code").after == {"left": 9}
    assert "còn 9 mã" in Notice.objects.get(kind="directory.code_used").words
    again, _answer = first_step()
    assert again.post(STEP, {"code": code}).status_code == 422


def test_the_second_step_alone_is_no_way_in(lan):
    with_app(lan)
    assert Client().get(STEP)["Location"] == LOGIN
    assert Client().post(STEP, {"code": code_now()})["Location"] == LOGIN


def test_an_account_closed_between_the_steps_does_not_open(lan):
    with_app(lan)
    client, _answer = first_step()
    Account.objects.filter(pk=lan.pk).update(is_active=False)
    assert client.post(STEP, {"code": code_now()})["Location"] == LOGIN
    assert client.get("/co-quan/")["Location"].startswith(LOGIN)


def test_another_server_key_is_told_in_words_and_not_by_a_fault(lan, settings):
    with_app(lan)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "một khóa khác hẳn, đủ dài để không bị nhắc nhở", []
    client, _answer = first_step()
    answer = client.post(STEP, {"code": code_now()})
    assert answer.status_code == 422 and "đổi khóa bí mật" in answer.content.decode()


def test_a_former_server_key_still_opens_what_was_kept_with_it(lan, settings):
    with_app(lan)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "một khóa mới, đủ dài để không bị nhắc"
    assert codes.accepted(lan, code_now()).type == "totp"


def test_a_role_that_asks_for_it_is_led_to_set_it_up_before_anything_else(appraiser):
    client, answer = first_step("tham", next="/co-quan/")
    assert answer["Location"] == "/co-quan/"
    led = client.get("/co-quan/?tim=vinh")
    assert led.status_code == 302 and led["Location"] == "/tai-khoan/an-toan/?next=%2Fco-quan%2F%3Ftim%3Dvinh"
    page = client.get(led["Location"]).content.decode()
    assert "bắt buộc có bước xác thực thứ hai" in page
    moved = client.get("/co-quan/", headers={"HX-Request": "true", "HX-Current-URL": "/co-quan/"})
    assert moved.status_code == 204 and moved["HX-Redirect"].startswith(SET_UP)
    assert client.get("/tai-khoan/phien/")["Location"].startswith(SET_UP)
    client.get(ADD)
    client.post(ADD, {"code": code_now(client.session["directory_totp_secret"])})
    assert "/co-quan/?tim=vinh" in client.get(CODES).content.decode()
    assert client.get("/co-quan/").status_code == 200


def test_a_role_that_asks_for_it_opens_what_belongs_to_everybody_and_may_leave(appraiser):
    client, _answer = first_step("tham")
    assert client.post("/dang-xuat/")["Location"] == LOGIN


def test_other_roles_and_an_installation_without_it_are_not_led_anywhere(appraiser, lan, settings):
    client, _answer = first_step("lan")
    assert client.get("/co-quan/").status_code == 200
    settings.THUOCDO_SECOND_FACTOR = "optional"
    client, _answer = first_step("tham")
    assert client.get("/co-quan/").status_code == 200


def test_an_unknown_word_in_the_setting_asks_for_it(appraiser, settings):
    settings.THUOCDO_SECOND_FACTOR = "off"
    client, _answer = first_step("tham")
    assert client.get("/co-quan/")["Location"].startswith(SET_UP)


def test_a_session_that_never_showed_the_factor_ends_where_it_is_owed(appraiser):
    with_app(appraiser)
    client = Client()
    client.force_login(appraiser)
    assert client.get("/co-quan/")["Location"].startswith(LOGIN)
    assert "Đăng nhập lại và qua bước đó" in client.get(LOGIN).content.decode()


def test_the_last_factor_of_a_role_that_asks_for_it_stays(appraiser):
    with_app(appraiser)
    factor = factors_of(appraiser).totp.pk
    with pytest.raises(Refused) as refusal:
        services.remove_factor(account=appraiser, factor=factor, by=appraiser.person, at=clock.now())
    assert refusal.value.code == "directory.last_factor" and factors_of(appraiser).count == 1


def test_the_last_factor_takes_the_recovery_codes_along(lan):
    with_app(lan)
    client, _answer = first_step()
    client.post(STEP, {"code": code_now()})
    address = f"/tai-khoan/an-toan/{factors_of(lan).totp.pk}/go/"
    assert "cách cuối cùng" in client.get(address).content.decode()
    assert client.post(address)["Location"] == SET_UP
    assert not Authenticator.objects.filter(user=lan).exists()
    assert "directory.factor_removed" in notices(lan)
    assert client.post(address).status_code == 404


def test_nobody_removes_the_factor_of_another(lan, appraiser, settings):
    settings.THUOCDO_SECOND_FACTOR = "optional"
    with_app(appraiser)
    factor = factors_of(appraiser).totp.pk
    client, _answer = first_step("lan")
    assert client.post(f"/tai-khoan/an-toan/{factor}/go/").status_code == 404
    with pytest.raises(NotAllowed):
        services.remove_factor(account=appraiser, factor=factor, by=lan.person, at=clock.now())
    assert factors_of(appraiser).count == 1
    assert AuditRow.objects.get(action="directory.remove_factor", outcome="refused").actor_key == lan.person.actor_key


@pytest.mark.parametrize("address", [ADD, "/tai-khoan/an-toan/khoa/", CODES, "/tai-khoan/dang-nhap-mot-lan/bo-gan/"])
def test_what_changes_the_ways_in_asks_for_the_password_again_after_ten_minutes(lan, address):
    client, _answer = first_step()
    assert client.get(address).status_code == 200
    session = client.session
    session["directory_fresh"] = int(time.time()) - 601
    session.save()
    led = client.get(address)
    assert led.status_code == 302 and led["Location"].startswith("/tai-khoan/xac-nhan-lai/?next=")
    wrong = client.post(led["Location"], {"old": "không phải nó"})
    assert wrong.status_code == 422 and client.get(address).status_code == 302
    key = client.session.session_key
    assert client.post(led["Location"], {"old": PASSWORD})["Location"] == address
    assert client.session.session_key != key and client.get(address).status_code == 200


def test_guessing_the_password_at_an_open_desk_is_stopped_here_too(lan):
    client, _answer = first_step()
    for number in range(5):
        assert client.post("/tai-khoan/xac-nhan-lai/", {"old": f"đoán lần {number}"}).status_code == 422
    assert client.post("/tai-khoan/xac-nhan-lai/", {"old": PASSWORD}).status_code == 429


def test_new_recovery_codes_make_the_old_ones_worthless(lan):
    with_app(lan)
    old = recovery_codes(lan)
    client, _answer = first_step()
    client.post(STEP, {"code": code_now()})
    assert client.post(CODES)["Location"] == CODES
    new, shown = recovery_codes(lan), client.get(CODES).content.decode()
    assert not set(old) & set(new) and all(code in shown for code in new)
    assert codes.accepted(lan, old[0]) is None


def test_recovery_codes_without_a_factor_are_refused(lan):
    with pytest.raises(Refused) as refusal:
        services.renew_codes(account=lan, by=lan.person, at=clock.now())
    assert refusal.value.code == "directory.codes_without_factor"


def test_an_app_is_added_once(lan):
    with_app(lan)
    with pytest.raises(Refused) as refusal:
        services.add_totp(account=lan, secret=SECRET, code=code_now(), by=lan.person, at=clock.now())
    assert refusal.value.code == "directory.second_totp"


def test_an_operator_resets_the_factors_of_somebody_who_lost_them_and_says_why(lan):
    with_app(lan)
    operator = employ("Trần Quản Trị", "NA.VPUB", "operator")
    client, _answer = first_step()
    client.post(STEP, {"code": code_now()})
    with pytest.raises(Refused, match="Chưa ghi lý do"):
        services.reset_factors(account=lan, why=" ", by=operator, at=clock.now())
    services.reset_factors(account=lan, why="mất điện thoại", by=operator, at=clock.now())
    assert not Authenticator.objects.filter(user=lan).exists()
    assert client.get("/co-quan/")["Location"].startswith(LOGIN)
    row = AuditRow.objects.get(action="directory.reset_factors")
    assert (row.actor_key, row.why, row.before) == (operator.actor_key, "mất điện thoại", {"factors": 1})
    assert "directory.factors_reset" in notices(lan)


def test_nobody_else_resets_factors_and_an_operator_not_their_own(lan):
    with_app(lan)
    operator = employ("Trần Quản Trị", "NA.VPUB", "operator")
    own = account_of(operator, "quantri")
    for account, by in ((lan, lan.person), (lan, None), (own, operator)):
        with pytest.raises(NotAllowed):
            services.reset_factors(account=account, why="thử", by=by, at=clock.now())
    assert factors_of(lan).count == 1


def test_what_is_added_by_the_program_itself_is_told_too(lan):
    services.add_passkey(account=lan, name=" Máy  bàn " + "x" * 99, credential={}, by=SYSTEM, at=clock.now())
    (key,) = factors_of(lan).passkeys
    assert key.data["name"].startswith("Máy bàn x") and len(key.data["name"]) == 60
    assert "khóa đăng nhập “Máy bàn" in Notice.objects.get(kind="directory.factor_added").words


FORGED = (
    "", "{}", "[]", "null", "1", '{"id": "x"}', '{"response": []}', "không phải JSON",
    '{"response": {"userHandle": "' + "A" * 300 + '"}}',
)  # fmt: skip


@pytest.mark.parametrize("credential", FORGED)
def test_a_forged_answer_of_a_passkey_is_refused_in_words(lan, credential):
    with_app(lan)
    client, _answer = first_step()
    answer = client.post(STEP, {"credential": credential})
    assert answer.status_code == 422 and "Khóa này không phải khóa của tài khoản" in answer.content.decode()
    door = Client()
    assert door.get("/dang-nhap/khoa/").json()["request_options"]["publicKey"]["userVerification"] == "required"
    answer = door.post("/dang-nhap/khoa/", {"credential": credential})
    assert answer["Location"] == LOGIN and "Khóa không mở được" in door.get(LOGIN).content.decode()
    assert AuditRow.objects.filter(action="directory.fail_sign_in").exists()
    adding, _answer = first_step()
    adding.post(STEP, {"code": code_now()})
    answer = adding.post("/tai-khoan/an-toan/khoa/", {"name": "x", "credential": credential})
    assert answer.status_code == 422 and not factors_of(lan).passkeys
