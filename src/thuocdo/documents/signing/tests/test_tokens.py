"""Keys on a token sign: a real PKCS#11 library (SoftHSM) where the machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from config.cli import main
from thuocdo.core import clock
from thuocdo.documents import signing
from thuocdo.documents.signing import Order, TokenKey, sign, verify
from thuocdo.documents.signing.tests.authority import DER, Authority, authority, loaded
from thuocdo.documents.tests.making_files import pdf
from thuocdo.kernel.errors import Refused

LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LIBRARY = next((Path(name) for name in LIBRARIES if Path(name).exists()), None)
PIN = "246802"
pytestmark = pytest.mark.skipif(
    LIBRARY is None or shutil.which("softhsm2-util") is None,
    reason="no SoftHSM on this machine (Debian: apt-get install softhsm2): keys on tokens are not tried",
)


@pytest.fixture(scope="module")
def ca() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """SoftHSM with tokens in a folder of its own; its library reads where they are once a process."""
    home = tmp_path_factory.mktemp("softhsm")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home / 'tokens'}\nobjectstore.backend = file\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    yield home
    os.environ.pop("SOFTHSM2_CONF")
    if before is not None:
        os.environ["SOFTHSM2_CONF"] = before


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def token(ca, folder) -> str:
    """A token with the keys of a person (RSA) and an agency (EC), each with its certificate."""
    for label in ("usb-ky", "mot-khoa"):  # the library sees the tokens that are there when it begins
        run("softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "1357", "--pin", PIN)
    for number, (label, kind) in enumerate({"nguoi": "rsa", "co-quan": "ec"}.items(), start=1):
        put(ca, folder, "usb-ky", label, kind, number)
    put(ca, folder, "mot-khoa", "duy-nhat", "rsa", 1)
    return "usb-ky"


def put(ca: Authority, folder: Path, token: str, label: str, kind: str, number: int) -> None:
    """A key and its certificate onto a token."""
    import pkcs11
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    private, certificate = loaded(ca.issue(f"Chủ khóa {label}", kind=kind))
    names = {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.ID: bytes([number]), pkcs11.Attribute.TOKEN: True}
    plain = serialization.NoEncryption()
    with pkcs11.lib(str(LIBRARY)).get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
        der = private.private_bytes(DER, serialization.PrivateFormat.TraditionalOpenSSL, plain)
        held = decode_rsa_private_key(der) if kind == "rsa" else decode_ec_private_key(der)
        session.create_object({**held, **names})
        session.create_object({**decode_x509_certificate(certificate.public_bytes(DER)), **names})


def key(label: str = "nguoi", *, pin: str = PIN, token: str = "usb-ky") -> TokenKey:
    assert LIBRARY is not None
    return TokenKey(LIBRARY, pin, label, token=token)


@pytest.mark.parametrize("label", ["nguoi", "co-quan"])
def test_a_key_on_a_token_signs_and_never_leaves_it(ca, token, label):
    [found] = verify(sign(pdf(["A"]), key(label), Order(), at=ca.now), ca.trust, now=clock.real_now())
    assert (found.verdict, found.signer) == ("valid", f"Chủ khóa {label}")


def test_a_person_and_an_agency_sign_from_one_token_in_turn(ca, token):
    signed = sign(sign(pdf(["A"]), key("nguoi"), Order(), at=ca.now), key("co-quan"), Order(), at=ca.now)
    assert [one.verdict for one in verify(signed, ca.trust, now=clock.real_now())] == ["valid", "valid"]


def test_the_only_key_of_a_token_needs_no_name(ca, token):
    assert signing.holder(key("", token="mot-khoa")).name == "Chủ khóa duy-nhat"
    with pytest.raises(Refused) as refused:
        signing.holder(key(""))
    assert "co-quan, nguoi" in refused.value.message


@pytest.mark.parametrize("wrong", [{"pin": "000000"}, {"label": "khong-co"}, {"token": "khong-cam"}])
def test_a_token_that_does_not_open_is_refused_without_its_pin(ca, token, wrong):
    with pytest.raises(Refused) as refused:
        sign(pdf(["A"]), key(**wrong), Order(), at=ca.now)
    assert refused.value.code == "signing.key_not_opened"
    assert PIN not in repr(key()) and "000000" not in str(refused.value)


def test_a_library_that_is_none_is_refused(ca, token, tmp_path):
    (tmp_path / "lib.so").write_bytes(b"nothing")
    for library in (tmp_path / "lib.so", tmp_path / "none.so"):
        with pytest.raises(Refused) as refused:
            sign(pdf(["A"]), TokenKey(library, PIN, "nguoi"), Order(), at=ca.now)
        assert refused.value.code == "signing.key_not_opened"


def test_the_command_signs_with_a_token(ca, token, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(pdf(["A"]))
    monkeypatch.setenv("THUOCDO_KEY_PASSWORD", PIN)
    words = ["sign", str(tmp_path / "a.pdf"), "--out", str(tmp_path / "b.pdf"), "--token", str(LIBRARY)]
    assert main([*words, "--token-label", "usb-ky", "--label", "nguoi"]) == 0
    [found] = verify((tmp_path / "b.pdf").read_bytes(), ca.trust, now=clock.real_now())
    assert found.signer == "Chủ khóa nguoi"
