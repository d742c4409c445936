"""Time stamps and revocation data from real servers on a local port, and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from config.cli import main
from thuocdo.core import clock
from thuocdo.documents import outside
from thuocdo.documents.signing import Order, Proofs, links, sign, verify
from thuocdo.documents.signing.tests.authority import PASSPHRASE, Authority, authority
from thuocdo.documents.tests.making_files import pdf
from thuocdo.integrations.tests.servers import Servers, running, trust_services
from thuocdo.integrations.trust_services import configuration
from thuocdo.integrations.trust_services import servers as asked_servers
from thuocdo.kernel.errors import Refused


@pytest.fixture
def ca() -> Authority:
    """Its certificates say that a responder can be asked, at an address where nobody answers."""
    return authority(ocsp="http://127.0.0.1:9/ocsp")


@pytest.fixture
def servers(ca, settings) -> Iterator[Servers]:
    """The servers of an authority, named by the operator."""
    with running() as started:
        trust_services(started, ca)
        settings.THUOCDO_TRUST_SERVICES = configuration.read(
            {
                "THUOCDO_TSA_URL": started.url("/tsa"), "THUOCDO_CRL_URLS": started.url("/list.crl"),
                "THUOCDO_OCSP_URLS": started.url("/ocsp"),
            }
        )  # fmt: skip
        asked_servers.forget()
        yield started


def test_a_signature_gets_its_time_stamp_over_http(ca, servers):
    signed = sign(pdf(["A"]), ca.issue("A"), Order(stamp=outside.time_stamps()), at=ca.now)
    [found] = verify(signed, ca.trust, now=clock.real_now())
    assert (found.verdict, found.level, found.time_source) == ("valid", "B-T", "timestamp")
    path, _, headers = servers.asked[-1]
    assert path == "/tsa" and headers["Content-Type"] == "application/timestamp-query"
    assert "Authorization" not in headers


def test_a_time_stamp_server_may_ask_for_a_name_and_a_password(ca, servers, settings):
    named = {"THUOCDO_TSA_URL": servers.url("/tsa"), "THUOCDO_TSA_USER": "tinh", "THUOCDO_TSA_PASSWORD": "mat-khau"}
    settings.THUOCDO_TRUST_SERVICES = configuration.read(named)
    sign(pdf(["A"]), ca.issue("A"), Order(stamp=outside.time_stamps()), at=ca.now)
    assert servers.asked[-1][2]["Authorization"].startswith("Basic ")
    with pytest.raises(Refused):
        configuration.read({**named, "THUOCDO_TSA_URL": "http://tsa.example.vn"})


@pytest.mark.parametrize("answer", [(500, b""), (200, b"nonsense"), (302, b"")])
def test_a_time_stamp_server_that_fails_leaves_the_paper_unsigned(ca, servers, answer):
    servers.routes["/tsa"] = lambda *_: (answer[0], "application/timestamp-reply", answer[1])
    with pytest.raises(Refused) as refused:
        sign(pdf(["A"]), ca.issue("A"), Order(stamp=outside.time_stamps()), at=ca.now)
    assert refused.value.code in ("outside.no_answer", "signing.no_time_stamp")


@pytest.mark.parametrize("silent", ["/list.crl", "/ocsp"])
def test_long_term_data_come_from_a_list_or_from_a_responder(ca, servers, silent):
    del servers.routes[silent]
    order = Order(
        stamp=outside.time_stamps(), long_term=True, trust=ca.trusted(lists=False), ask=outside.proofs_asked()
    )
    signed = sign(pdf(["A"]), ca.issue("A"), order, at=ca.now)
    [found] = verify(signed, ca.trusted(lists=False), now=clock.real_now())
    assert (found.verdict, found.level, found.revocation) == ("valid", "B-LTA", "good")


def test_a_responder_that_says_revoked_is_believed(ca, servers):
    del servers.routes["/list.crl"]
    key = ca.issue("Thu hồi")
    signed = sign(pdf(["A"]), key, Order(), at=ca.now)
    ca.revoke(key)
    ask = outside.proofs_asked()
    assert ask is not None
    trust = ca.trusted(lists=False)
    [found] = verify(signed, trust.with_proofs(ask(links(signed, trust))), now=clock.real_now())
    assert (found.verdict, found.code) == ("invalid", "revoked")


def test_a_responder_that_says_revoked_later_spoils_no_stamped_signature(ca, servers):
    key = ca.issue("Thu hồi sau", start=ca.now - timedelta(days=60))
    then = ca.now - timedelta(days=40)
    signed = sign(pdf(["A"]), key, Order(stamp=ca.stamps(then)), at=then + timedelta(days=15))
    ca.revoke(key, ca.now - timedelta(days=2))
    servers.routes.pop("/list.crl")
    ask = outside.proofs_asked()
    assert ask is not None
    trust = ca.trusted(lists=False)
    [found] = verify(signed, trust.with_proofs(ask(links(signed, trust))), now=clock.real_now())
    assert (found.verdict, found.code, found.revocation) == ("valid", "", "revoked_later")


def test_a_list_is_asked_for_once_for_papers_that_arrive_together(ca, servers):
    ask = outside.proofs_asked()
    assert ask is not None
    assert len(ask([]).lists) == len(ask([]).lists) == 1
    assert servers.paths().count("/list.crl") == 1


def test_servers_that_do_not_answer_prove_nothing_and_stop_nothing(ca, servers):
    servers.routes.clear()
    ask = outside.proofs_asked()
    assert ask is not None
    signed = sign(pdf(["A"]), ca.issue("A"), Order(), at=ca.now)
    assert ask(links(signed, ca.trust)) == Proofs()


def test_addresses_in_certificates_are_never_asked(servers):
    """The certificate names a list and a responder on the same machine; only what the operator named is asked."""
    talkative = authority(crl=servers.url("/in-the-certificate.crl"), ocsp=servers.url("/in-the-certificate"))
    signed = sign(pdf(["A"]), talkative.issue("A"), Order(), at=talkative.now)
    ask = outside.proofs_asked()
    assert ask is not None
    ask(links(signed, talkative.trust))
    verify(signed, talkative.trust, now=clock.real_now())
    assert set(servers.paths()) == {"/list.crl", "/ocsp"}


def test_nothing_is_asked_unless_an_operator_names_a_server(settings):
    assert outside.time_stamps() is None and outside.proofs_asked() is None


def test_an_order_is_completed_with_what_the_operator_named_and_nothing_else(ca, servers, settings, db, tmp_path):
    order = outside.completed(Order(reason="Ký ban hành"))
    assert (order.reason, order.long_term) == ("Ký ban hành", False) and order.stamp is not None
    settings.THUOCDO_TRUST_SERVICES = configuration.read({})
    assert outside.completed(Order()) == Order()
    settings.THUOCDO_TRUST_SERVICES = configuration.read({"THUOCDO_LONG_TERM": "1"})
    assert outside.completed(Order()).long_term


def test_the_command_signs_with_time_stamp_and_long_term_data(ca, servers, tmp_path, monkeypatch, capsys):
    ca.store(tmp_path / "trust")
    (tmp_path / "k.p12").write_bytes(ca.issue("A").data)
    (tmp_path / "a.pdf").write_bytes(pdf(["A"]))
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", PASSPHRASE)
    words = ["sign", str(tmp_path / "a.pdf"), "--key", str(tmp_path / "k.p12"), "--out", str(tmp_path / "b.pdf")]
    assert main([*words, "--stamped", "--long-term", "--trust", str(tmp_path / "trust")]) == 0
    [found] = verify((tmp_path / "b.pdf").read_bytes(), ca.trusted(lists=False), now=clock.real_now())
    assert (found.verdict, found.level) == ("valid", "B-LTA")


def test_the_command_says_that_no_server_is_named(ca, tmp_path, monkeypatch, capsys):
    (tmp_path / "k.p12").write_bytes(ca.issue("A").data)
    (tmp_path / "a.pdf").write_bytes(pdf(["A"]))
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", PASSPHRASE)
    words = ["sign", str(tmp_path / "a.pdf"), "--out", str(tmp_path / "b.pdf")]
    assert main([*words, "--key", str(tmp_path / "k.p12"), "--stamped"]) == 2
    assert main([*words, "--remote", "k"]) == 2
    said = capsys.readouterr().err
    assert "THUOCDO_TSA_URL" in said and "THUOCDO_SIGN_URL" in said and not (tmp_path / "b.pdf").exists()
