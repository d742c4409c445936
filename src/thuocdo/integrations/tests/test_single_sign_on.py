"""Single sign-on against a real provider on a local port: who gets in, who does not, and what forged answers meet."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from thuocdo.core import clock
from thuocdo.core.audit import SYSTEM
from thuocdo.core.models import AuditRow, Notice
from thuocdo.directory import services
from thuocdo.directory.models import Account, Person, Position
from thuocdo.directory.tests.facts import PASSWORD, account_of, employ
from thuocdo.integrations.sso import configuration
from thuocdo.integrations.tests.provider import CLIENT_ID, running

# The provider of the tests runs in this process and uses what its own libraries call old.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{words}:DeprecationWarning")
    for words in ("get_jwt_config", "authlib.jose", "The httpx module", "The 'request")
]
LOGIN, START, BACK = "/dang-nhap/", "/dang-nhap/mot-lan/", "/dang-nhap/mot-lan/ve/"
PEOPLE = (
    {"sub": "s-lan", "preferred_username": "lan", "email": "lan@nghean.example", "email_verified": True, "cccd": "1"},
    {"sub": "s-la", "preferred_username": "khong-quen", "email": "la@nghean.example", "email_verified": True},
    {"sub": "s-moi", "preferred_username": "Người Mới", "email": "moi@nghean.example", "email_verified": True},
    {"sub": "s-lan-khac", "preferred_username": "lan"},
)


@pytest.fixture(autouse=True)
def no_earlier_attempts(db):
    cache.clear()


@pytest.fixture(scope="module")
def standing():
    with running(*PEOPLE) as provider:
        yield provider


@pytest.fixture
def provider(standing, settings):
    standing.twists.clear()
    standing.hosts.clear()
    standing.asked.clear()
    settings.THUOCDO_OIDC = configured(standing)
    return standing


def configured(provider, **more):
    named = {f"THUOCDO_OIDC_{name}": value for name, value in more.items()}
    return configuration.read(
        {
            "THUOCDO_OIDC_URL": provider.url, "THUOCDO_OIDC_CLIENT_ID": CLIENT_ID,
            "THUOCDO_OIDC_CLIENT_SECRET": "bi-mat", "THUOCDO_OIDC_NAME": "Cổng cán bộ Nghệ An", **named,
        }
    )  # fmt: skip


@pytest.fixture
def lan(facts):
    return account_of(employ("Vi Thị Lan", "NA.UBND.C17035.n", "unit_officer"), "lan")


def reasons():
    rows = AuditRow.objects.filter(action="directory.refuse_identity").order_by("seq")
    return [row.after["reason"] for row in rows]


def is_outside(client):
    return client.get("/co-quan/")["Location"].startswith(LOGIN)


def test_the_button_is_there_when_a_provider_is_named_and_only_then(provider, settings):
    assert "Đăng nhập qua Cổng cán bộ Nghệ An" in Client().get(LOGIN).content.decode()
    settings.THUOCDO_OIDC = None
    assert START not in Client().get(LOGIN).content.decode()
    assert Client().get(START)["Location"] == LOGIN and Client().get(BACK)["Location"] == LOGIN


def test_a_known_person_gets_in_and_where_they_wanted_to_go(provider, lan):
    client = Client()
    address = provider.signs("s-lan", client, back="/co-quan/%3Ftim=vinh")
    before = client.session.session_key
    answer = client.get(address)
    assert answer.status_code == 302 and answer["Location"] == "/co-quan/?tim=vinh"
    assert client.get("/co-quan/").status_code == 200 and client.session.session_key != before
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) > 40
    assert len(asked["nonce"]) == 32 and asked["redirect_uri"] == f"http://testserver{BACK}"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    row = AuditRow.objects.get(action="directory.sign_in")
    assert (row.actor_key, row.after["method"]) == (lan.person.actor_key, "single_sign_on") and row.request_id
    assert Notice.objects.get(kind="directory.identity_linked").recipient_key == lan.person.actor_key


def test_nothing_that_the_provider_tells_is_kept_but_its_mark_of_the_person(provider, lan):
    client = Client()
    client.get(provider.signs("s-lan", client))
    (linked,) = SocialAccount.objects.all()
    assert (linked.user, linked.uid, linked.provider, linked.extra_data) == (lan, "s-lan", provider.url, {})
    assert "lan@nghean.example" not in str(list(AuditRow.objects.values()))


def test_the_second_time_the_mark_opens_even_under_another_name(provider, lan):
    client = Client()
    client.get(provider.signs("s-lan", client))
    Account.objects.filter(pk=lan.pk).update(username="vi-thi-lan")
    again = Client()
    again.get(provider.signs("s-lan", again))
    assert again.get("/co-quan/").status_code == 200
    assert AuditRow.objects.filter(action="directory.link_identity").count() == 1


def test_a_user_name_given_to_somebody_else_there_does_not_open_the_account_here(provider, lan):
    client = Client()
    client.get(provider.signs("s-lan", client))
    other = Client()
    answer = other.get(provider.signs("s-lan-khac", other))
    assert answer.status_code == 403 and "đã gắn với một danh tính khác" in answer.content.decode()
    assert is_outside(other) and reasons() == ["linked_elsewhere"]


def test_an_unknown_person_is_refused_with_the_reason_and_whom_to_ask(provider, lan):
    client = Client()
    answer = client.get(provider.signs("s-la", client))
    page = answer.content.decode()
    assert answer.status_code == 403 and "chưa có người nào như vậy" in page and "Hỏi quản trị của cơ quan" in page
    assert is_outside(client) and reasons() == ["sso_unknown"] and not SocialAccount.objects.exists()
    assert "khong-quen" not in str(list(AuditRow.objects.values()))


def test_a_closed_account_does_not_open_by_single_sign_on(provider, lan):
    first = Client()
    first.get(provider.signs("s-lan", first))
    Account.objects.filter(pk=lan.pk).update(is_active=False)
    client = Client()
    answer = client.get(provider.signs("s-lan", client))
    assert answer.status_code == 403 and "đã bị khóa" in answer.content.decode() and is_outside(client)
    SocialAccount.objects.all().delete()
    answer = client.get(provider.signs("s-lan", client))
    assert answer.status_code == 403 and "đã bị khóa" in answer.content.decode() and reasons() == ["sso_closed"]


def test_who_has_a_second_factor_passes_it_after_single_sign_on_too(provider, lan):
    services.add_passkey(account=lan, name="Máy bàn", credential=CREDENTIAL, by=SYSTEM, at=clock.now())
    code = lan.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client = Client()
    answer = client.get(provider.signs("s-lan", client, back="/co-quan/"))
    assert answer["Location"] == "/dang-nhap/ma-xac-nhan/" and is_outside(client)
    answer = client.post("/dang-nhap/ma-xac-nhan/", {"code": code})
    assert answer["Location"] == "/co-quan/" and client.get("/co-quan/").status_code == 200
    method = AuditRow.objects.get(action="directory.sign_in").after["method"]
    assert method == "single_sign_on+recovery_codes"


def test_the_same_answer_twice_is_refused_and_noted(provider, lan):
    client = Client()
    address = provider.signs("s-lan", client)
    assert client.get(address).status_code == 302
    client.post("/dang-xuat/")
    again = client.get(address)
    assert again.status_code == 403 and "không dùng lại được" in again.content.decode()
    thief = Client()
    assert thief.get(address).status_code == 403 and is_outside(thief)
    assert reasons() == ["replayed", "replayed"]


def test_a_used_code_is_refused_by_the_provider_too(provider, lan):
    client = Client()
    address = provider.signs("s-lan", client)
    code = parse_qs(urlsplit(address).query)["code"][0]
    client.get(address)
    cache.clear()
    other = Client()
    fresh = provider.signs("s-lan", other)
    state = parse_qs(urlsplit(fresh).query)["state"][0]
    answer = other.get(BACK, {"code": code, "state": state})
    assert answer.status_code == 403 and "không nhận mã đăng nhập" in answer.content.decode()
    assert is_outside(other) and reasons() == ["code"]


def test_a_code_planted_in_another_browser_is_refused(provider, lan):
    attacker, victim = Client(), Client()
    address = provider.signs("s-la", attacker)
    answer = victim.get(address)
    assert answer.status_code == 403 and "không bắt đầu từ trình duyệt này" in answer.content.decode()
    assert is_outside(victim) and reasons() == ["state"]


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=y", "?error=access_denied&state=x",
                                   "?code=%22%3E%3Cscript%3E&state=%00"])  # fmt: skip
def test_an_answer_that_nobody_asked_for_is_refused(provider, lan, query):
    client = Client()
    answer = client.get(BACK + query)
    assert answer.status_code in (400, 403) and is_outside(client)


def test_who_stops_at_the_provider_reads_how_to_go_on(provider, lan):
    client = Client()
    state = parse_qs(urlsplit(client.get(START)["Location"]).query)["state"][0]
    answer = client.get(BACK, {"error": "access_denied", "state": state})
    assert answer.status_code == 403 and "Bạn đã dừng" in answer.content.decode() and reasons() == ["cancelled"]
    state = parse_qs(urlsplit(client.get(START)["Location"]).query)["state"][0]
    assert client.get(BACK, {"error": "server_error", "state": state}).status_code == 503


def test_a_genuine_token_for_another_audience_is_refused(provider, lan):
    """The provider itself issued the token, to another application."""
    other = {"client_id": "ung-dung-khac", "redirect_uri": "http://localhost/khac", "response_type": "code",
             "scope": "openid profile"}  # fmt: skip

    def swapped(answer):
        asked = requests.Request("GET", f"{provider.url}/oauth2/authorize", params=other | {"nonce": nonce[0]})
        given = requests.post(asked.prepare().url, data={"sub": "s-lan"}, allow_redirects=False, timeout=5)
        code = parse_qs(urlsplit(given.headers["Location"]).query)["code"][0]
        provider.twists.clear()
        foreign = requests.post(
            f"{provider.url}/oauth2/token", timeout=5,
            data={"grant_type": "authorization_code", "code": code, "client_secret": "x", **other},
        ).json()  # fmt: skip
        return answer | {"id_token": foreign["id_token"]}

    client, nonce = Client(), [""]
    address = provider.signs("s-lan", client)
    nonce[0] = provider.asked[0]["nonce"]
    provider.twists["/oauth2/token"] = swapped
    answer = client.get(address)
    assert answer.status_code == 403 and "không đáng tin" in answer.content.decode()
    assert is_outside(client) and reasons() == ["audience"]


def test_a_token_of_another_issuer_is_refused(provider, lan):
    provider.hosts["/oauth2/token"] = f"127.0.0.1:{provider.server.server_port}"
    client = Client()
    answer = client.get(provider.signs("s-lan", client))
    assert answer.status_code == 403 and is_outside(client) and reasons() == ["issuer"]


def test_a_provider_that_calls_itself_otherwise_is_not_asked(provider, lan):
    provider.hosts["/.well-known/openid-configuration"] = "id.gia-mao.example"
    answer = Client().get(START)
    assert answer.status_code == 403 and reasons() == ["issuer"]


def test_an_expired_token_is_refused(lan, settings):
    with running(*PEOPLE, age=timedelta(seconds=-3600)) as late:
        settings.THUOCDO_OIDC = configured(late)
        client = Client()
        answer = client.get(late.signs("s-lan", client))
    assert answer.status_code == 403 and is_outside(client) and reasons() == ["expired"]


def test_a_token_of_an_earlier_question_is_refused(provider, lan):
    """The nonce binds the token to this browser's question."""
    kept = []
    provider.twists["/oauth2/token"] = lambda answer: kept.append(answer["id_token"]) or answer
    first = Client()
    first.get(provider.signs("s-lan", first))
    provider.twists["/oauth2/token"] = lambda answer: answer | {"id_token": kept[0]}
    client = Client()
    answer = client.get(provider.signs("s-lan", client))
    assert answer.status_code == 403 and is_outside(client) and reasons() == ["nonce"]


def test_a_token_with_a_changed_letter_is_refused(provider, lan):
    def changed(answer):
        head, body, signature = answer["id_token"].split(".")
        return answer | {"id_token": f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"}

    provider.twists["/oauth2/token"] = changed
    client = Client()
    assert client.get(provider.signs("s-lan", client)).status_code == 403
    assert is_outside(client) and reasons() == ["signature"]


@pytest.mark.parametrize(
    "answer", [{}, {"access_token": "x", "id_token": None}, {"access_token": "x", "id_token": "x.y"}]
)
def test_an_answer_without_a_token_is_refused(provider, lan, answer):
    provider.twists["/oauth2/token"] = lambda _given: answer
    client = Client()
    assert client.get(provider.signs("s-lan", client)).status_code == 403 and is_outside(client) and reasons()


def test_keys_that_are_none_are_refused(provider, lan):
    provider.twists["/jwks"] = lambda _keys: {"keys": [{"kty": "oct", "k": "AAAA", "kid": "x"}]}
    client = Client()
    assert client.get(provider.signs("s-lan", client)).status_code == 403 and is_outside(client)


def test_the_page_about_the_person_must_speak_of_the_same_one(provider, lan):
    provider.twists["/userinfo"] = lambda told: told | {"sub": "s-ai-khac"}
    client = Client()
    assert client.get(provider.signs("s-lan", client)).status_code == 403
    assert is_outside(client) and reasons() == ["subject"]


def test_a_provider_that_is_down_is_named_and_the_password_still_works(lan, settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.THUOCDO_OIDC = configuration.read(
        {"THUOCDO_OIDC_URL": f"http://127.0.0.1:{port}", "THUOCDO_OIDC_CLIENT_ID": CLIENT_ID}
    )
    client = Client()
    answer = client.get(START)
    page = answer.content.decode()
    assert answer.status_code == 503 and "không trả lời" in page and "Đăng nhập bằng tên và mật khẩu" in page
    assert reasons() == ["not_answered"]
    assert client.post(LOGIN, {"login": "lan", "password": PASSWORD}).status_code == 302
    assert client.get("/co-quan/").status_code == 200


def test_a_provider_that_falls_silent_in_between_is_named_too(lan, settings):
    with running(*PEOPLE) as short:
        settings.THUOCDO_OIDC = configured(short)
        client = Client()
        address = short.signs("s-lan", client)
    answer = client.get(address)
    assert answer.status_code == 503 and is_outside(client) and reasons() == ["not_answered"]


def test_a_foreign_page_cannot_start_it_and_nobody_is_led_to_another_site(provider, lan):
    assert Client().get(START, headers={"Sec-Fetch-Site": "cross-site"})["Location"] == LOGIN
    client = Client()
    answer = client.get(provider.signs("s-lan", client, start=f"{START}?next=https://vi-du.example/bay"))
    assert answer["Location"] == "/"


def with_mail(name, email, **more):
    person = services.create_person(full_name=name, email=email, by=SYSTEM, at=clock.now())
    Person.objects.filter(pk=person.pk).update(**more)
    return Person.objects.get(pk=person.pk)


def test_a_person_is_found_by_verified_mail_or_personal_number(provider, lan, settings):
    Person.objects.filter(pk=lan.person_id).update(national_id="1", email="LAN@nghean.example")
    for match in ("cccd:national_id", "email:email", "khong_co:national_id,email:email"):
        SocialAccount.objects.all().delete()
        settings.THUOCDO_OIDC = configured(provider, MATCH=match)
        client = Client()
        client.get(provider.signs("s-lan", client))
        assert client.get("/co-quan/").status_code == 200, match


def test_a_mail_address_that_the_provider_did_not_verify_finds_nobody(lan, settings):
    Person.objects.filter(pk=lan.person_id).update(email="lan@nghean.example")
    unverified = [one | {"email_verified": False} for one in PEOPLE]
    with running(*unverified) as other:
        settings.THUOCDO_OIDC = configured(other, MATCH="email:email")
        client = Client()
        assert client.get(other.signs("s-lan", client)).status_code == 403
    assert reasons() == ["sso_unknown"]


def test_two_people_with_one_address_are_not_guessed_between(provider, lan, settings):
    Person.objects.filter(pk=lan.person_id).update(email="lan@nghean.example")
    with_mail("Lan Khác", "lan@nghean.example")
    settings.THUOCDO_OIDC = configured(provider, MATCH="email:email")
    client = Client()
    answer = client.get(provider.signs("s-lan", client))
    assert answer.status_code == 403 and "khớp với nhiều người" in answer.content.decode()
    assert reasons() == ["sso_ambiguous"]


def test_a_known_person_without_an_account_gets_none_unless_the_installation_says_so(provider, lan, settings):
    person = with_mail("Người Mới", "moi@nghean.example")
    settings.THUOCDO_OIDC = configured(provider, MATCH="email:email")
    client = Client()
    answer = client.get(provider.signs("s-moi", client))
    assert answer.status_code == 403 and "chưa có tài khoản" in answer.content.decode()
    settings.THUOCDO_OIDC = configured(provider, MATCH="email:email", CREATE="1")
    assert client.get(provider.signs("s-moi", client)).status_code == 302
    account = Account.objects.get(person=person)
    assert (account.username, account.has_usable_password()) == ("nguoimoi", False)
    assert not Position.objects.filter(person=person).exists(), "an account gives no rights"
    assert AuditRow.objects.get(action="directory.open_account_by_identity").actor_key == "system"
    page = client.get("/tai-khoan/").content.decode()
    assert "không có mật khẩu" in page and "Đã gắn với Cổng cán bộ Nghệ An" in page
    answer = client.post("/tai-khoan/dang-nhap-mot-lan/bo-gan/")
    assert answer.status_code == 422 and "cách duy nhất" in answer.content.decode()


def test_an_erased_person_is_found_by_nothing(provider, lan, settings):
    with_mail("Đã Xóa", "moi@nghean.example", erased_at=clock.now())
    settings.THUOCDO_OIDC = configured(provider, MATCH="email:email", CREATE="1")
    client = Client()
    assert client.get(provider.signs("s-moi", client)).status_code == 403 and reasons() == ["sso_unknown"]


def test_the_owner_cuts_the_tie_and_the_next_time_makes_it_anew(provider, lan):
    client = Client()
    client.get(provider.signs("s-lan", client))
    page = client.get("/tai-khoan/").content.decode()
    assert "/tai-khoan/dang-nhap-mot-lan/bo-gan/" in page
    assert client.post("/tai-khoan/dang-nhap-mot-lan/bo-gan/")["Location"] == "/tai-khoan/"
    assert not SocialAccount.objects.exists()
    assert AuditRow.objects.get(action="directory.unlink_identity").actor_key == lan.person.actor_key


def test_who_signed_in_already_is_not_sent_to_the_provider(provider, lan):
    client = Client()
    client.force_login(lan)
    assert client.get(f"{START}?next=/co-quan/")["Location"] == "/co-quan/"


def test_a_question_older_than_ten_minutes_is_forgotten(provider, lan):
    client = Client()
    address = provider.signs("s-lan", client)
    session = client.session
    (kept,) = session["socialaccount_states"].items()
    session["socialaccount_states"] = {kept[0]: [kept[1][0], time.time() - 601, kept[1][2]]}
    session.save()
    assert client.get(address).status_code == 403 and reasons() == ["state"]


# A stand-in for a passkey, with which nobody answers here.
CREDENTIAL = {
    "id": "AQIDBA", "rawId": "AQIDBA", "type": "public-key", "clientExtensionResults": {},
    "response": {"clientDataJSON": "e30", "attestationObject": ""},
}  # fmt: skip
