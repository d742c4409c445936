"""Keys at a signing service sign papers here: over real HTTP, with what the service may refuse or spoil."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from thuocdo.core import clock
from thuocdo.documents import outside
from thuocdo.documents.signing import Order, sign, verify
from thuocdo.documents.signing.tests.authority import Authority, authority
from thuocdo.documents.tests.making_files import pdf
from thuocdo.integrations.remote_signing import configuration
from thuocdo.integrations.remote_signing.client import Service
from thuocdo.integrations.tests.servers import PIN, SECRET, Servers, SigningService, running
from thuocdo.kernel.errors import Refused


@pytest.fixture
def ca() -> Authority:
    return authority()


@pytest.fixture
def servers() -> Iterator[Servers]:
    with running() as started:
        yield started


def client(address: str, version: str = "2", **more: str) -> Service:
    named = {
        "THUOCDO_SIGN_URL": address, "THUOCDO_SIGN_VERSION": version, "THUOCDO_SIGN_CLIENT_ID": "thuocdo",
        "THUOCDO_SIGN_CLIENT_SECRET": SECRET, **more,
    }  # fmt: skip
    return Service(configuration.read(named))


@pytest.mark.parametrize(("version", "kind", "raw"), [("2", "ec", False), ("2", "rsa", False), ("1", "ec", True)])
def test_a_paper_is_signed_by_a_key_that_stays_at_the_service(ca, servers, version, kind, raw):
    held = SigningService(ca, {"long-1": ca.issue("Bùi Đình Long", kind=kind)}, version=version, raw=raw)
    service = client(held.serve(servers), version)
    [credential] = service.credentials()
    assert (credential.key, credential.holder, credential.is_enabled) == ("long-1", "Bùi Đình Long", True)
    assert credential.needs == ("PIN",) and credential.valid_until > ca.now
    paper = pdf(["Nội dung không rời khỏi máy này"])
    [found] = verify(sign(paper, service.key("long-1", pin=PIN), Order(), at=ca.now), ca.trust, now=clock.real_now())
    assert (found.verdict, found.signer) == ("valid", "Bùi Đình Long")
    assert f"/csc/v{version}/signatures/signHash" in servers.paths()
    assert not any(paper[:200] in data for _, data, _ in servers.asked), "only a digest is sent"


def test_a_wrong_pin_signs_nothing_and_is_not_repeated_in_the_refusal(ca, servers):
    service = client(SigningService(ca, {"k": ca.issue("A")}).serve(servers))
    with pytest.raises(Refused) as refused:
        sign(pdf(["A"]), service.key("k", pin="999999"), Order(), at=ca.now)
    assert refused.value.code == "outside.no_answer" and "999999" not in str(refused.value)


def test_a_signature_that_does_not_fit_the_certificate_is_refused(ca, servers):
    held = SigningService(ca, {"k": ca.issue("A", kind="rsa")}, twist=lambda made: made[:-1] + bytes([made[-1] ^ 1]))
    with pytest.raises(Refused) as refused:
        sign(pdf(["A"]), client(held.serve(servers)).key("k", pin=PIN), Order(), at=ca.now)
    assert refused.value.code == "remote_signing.wrong_signature"


def test_a_locked_key_and_an_unknown_one_are_refused_before_anything_is_signed(ca, servers):
    service = client(SigningService(ca, {"k": ca.issue("A")}, status="disabled").serve(servers))
    with pytest.raises(Refused) as refused:
        service.key("k", pin=PIN)
    assert refused.value.code == "remote_signing.disabled"
    with pytest.raises(Refused):
        service.key("khong-co", pin=PIN)


@pytest.mark.parametrize("answer", [(200, b"<html>"), (200, b"[]"), (200, b"{}"), (500, b""), (302, b""), (401, b"{}")])
def test_a_service_that_answers_nonsense_or_sends_elsewhere_is_one_refusal(ca, servers, answer):
    address = SigningService(ca, {}).serve(servers)
    servers.routes["/csc/v2/credentials/list"] = lambda *_: (answer[0], "application/json", answer[1])
    with pytest.raises(Refused) as refused:
        client(address).credentials()
    assert refused.value.code == "outside.no_answer"
    assert SECRET not in str(refused.value)


def test_a_service_that_is_not_there_is_one_refusal(ca):
    with pytest.raises(Refused) as refused:
        client("http://127.0.0.1:9/csc/v2").credentials()
    assert refused.value.code == "outside.no_answer"


def test_nothing_is_asked_unless_an_operator_names_a_service(settings):
    assert configuration.read({}) is None
    assert settings.THUOCDO_REMOTE_SIGNING is None and outside.remote_signing() is None


@pytest.mark.parametrize(
    "named",
    [
        {"THUOCDO_SIGN_URL": "http://ky.example.vn/csc/v2", "THUOCDO_SIGN_TOKEN": "x"},
        {"THUOCDO_SIGN_URL": "ky.example.vn", "THUOCDO_SIGN_TOKEN": "x"},
        {"THUOCDO_SIGN_URL": "https://ky.example.vn/csc/v2"},
        {"THUOCDO_SIGN_URL": "https://ky.example.vn/csc/v2", "THUOCDO_SIGN_TOKEN": "x", "THUOCDO_SIGN_VERSION": "3"},
    ],
)
def test_a_service_that_cannot_be_used_is_refused_when_the_program_starts(named):
    with pytest.raises(Refused):
        configuration.read(named)


def test_secrets_are_not_shown(ca):
    held = configuration.read(
        {
            "THUOCDO_SIGN_URL": "https://ky.example.vn/csc/v2",
            "THUOCDO_SIGN_TOKEN": "bi-mat",
            "THUOCDO_SIGN_CLIENT_SECRET": SECRET,
        }
    )
    assert "bi-mat" not in repr(held) and SECRET not in repr(held)
