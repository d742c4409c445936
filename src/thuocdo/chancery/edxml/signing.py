"""Signatures of whole messages (XMLDSig, enveloped): made with SHA-256, checked for integrity and signer.

What is checked here is that nothing was changed since the certificate's key signed; whether the certificate is to be
trusted is not, and is said so. Signatures with SHA-1, as old samples have them, prove nothing any more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from lxml import etree

from thuocdo.chancery.edxml.content import NAMESPACE, XMLDSIG
from thuocdo.chancery.edxml.reading import parsed
from thuocdo.kernel.errors import Refused

C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{XMLDSIG}enveloped-signature"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


@dataclass(frozen=True)
class Verdict:
    """What a check found: whether the signature holds, whose it says it is, and why not."""

    holds: bool
    signer: str = ""
    why: str = ""


def signed(data: bytes, p12: bytes, passphrase: str) -> bytes:
    """The message with a signature of the key in a PKCS#12 file. Refused `edxml.bad_key` for another kind of key."""
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(p12, passphrase.encode() or None)
    except ValueError as error:
        raise Refused("edxml.bad_key", "Không mở được khóa ký gói liên thông.", "Kiểm tra tệp khóa.") from error
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise Refused("edxml.bad_key", "Khóa ký gói liên thông phải là khóa RSA có chứng thư.", "Dùng khóa khác.")
    root = parsed(data)
    place = next(root.iter(f"{{{NAMESPACE}}}edXMLHeader"))
    for empty in place.findall(f"{{{NAMESPACE}}}DigitalSignature"):
        place.remove(empty)
    signature, information = _information(_digest(root))
    place.append(signature)
    value = key.sign(_canonical(information), padding.PKCS1v15(), hashes.SHA256())
    _text(signature, "SignatureValue", base64.b64encode(value).decode())
    holder = _sub(_sub(signature, "KeyInfo"), "X509Data")
    _text(holder, "X509Certificate", base64.b64encode(certificate.public_bytes(Encoding.DER)).decode())
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def checked(data: bytes) -> Verdict | None:
    """Whether the signature of a message holds; nothing when it has none."""
    root = parsed(data)
    signature = next(root.iter(_q("Signature")), None)
    if signature is None:
        return None
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(_found(signature, "X509Certificate")))
        value = base64.b64decode(_found(signature, "SignatureValue"))
    except (binascii.Error, ValueError):
        return Verdict(False, "", "chứng thư hoặc giá trị chữ ký không đọc được")
    signer = certificate.subject.rfc4514_string()
    information = signature.find(_q("SignedInfo"))
    if information is None or not _usual(information):
        return Verdict(False, signer, "cách ký không được chấp nhận (chỉ nhận RSA với SHA-256, cả thông điệp)")
    said = _canonical(information)
    wanted = _found(information, "DigestValue")
    parent = signature.getparent()
    assert parent is not None
    parent.remove(signature)
    if not hmac.compare_digest(_digest(root), wanted):
        return Verdict(False, signer, "nội dung đã thay đổi sau khi ký")
    return _verified(certificate, value, said, signer)


def _verified(certificate: x509.Certificate, value: bytes, said: bytes, signer: str) -> Verdict:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return Verdict(False, signer, "khóa của chứng thư không phải RSA")
    try:
        key.verify(value, said, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return Verdict(False, signer, "chữ ký không khớp với chứng thư")
    return Verdict(True, signer)


def _usual(information: etree._Element) -> bool:
    """Only the one way that we sign ourselves: a reference to the whole, canonical, RSA with SHA-256."""
    references = information.findall(_q("Reference"))
    methods = {name: [one.get("Algorithm") for one in information.iter(_q(name))] for name in (
        "CanonicalizationMethod", "SignatureMethod", "Transform", "DigestMethod")}  # fmt: skip
    return (
        len(references) == 1 and references[0].get("URI") == ""
        and methods == {"CanonicalizationMethod": [C14N], "SignatureMethod": [RSA_SHA256],
                        "Transform": [ENVELOPED, C14N], "DigestMethod": [SHA256]}
    )  # fmt: skip


def _information(digest: str) -> tuple[etree._Element, etree._Element]:
    """A signature without its value, and the part of it that is signed."""
    bare: Any = {None: XMLDSIG}
    signature = etree.Element(_q("Signature"), nsmap=bare)
    information = _sub(signature, "SignedInfo")
    _sub(information, "CanonicalizationMethod", Algorithm=C14N)
    _sub(information, "SignatureMethod", Algorithm=RSA_SHA256)
    reference = _sub(information, "Reference", URI="")
    transforms = _sub(reference, "Transforms")
    _sub(transforms, "Transform", Algorithm=ENVELOPED)
    _sub(transforms, "Transform", Algorithm=C14N)
    _sub(reference, "DigestMethod", Algorithm=SHA256)
    _text(reference, "DigestValue", digest)
    return signature, information


def _digest(root: etree._Element) -> str:
    return base64.b64encode(hashlib.sha256(_canonical(root)).digest()).decode()


def _canonical(element: etree._Element) -> bytes:
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_comments=False))


def _found(parent: etree._Element, name: str) -> str:
    found = next(parent.iter(_q(name)), None)
    return "" if found is None else "".join((found.text or "").split())


def _sub(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _q(name), attributes)


def _text(parent: etree._Element, name: str, text: str) -> None:
    _sub(parent, name).text = text


def _q(name: str) -> str:
    return f"{{{XMLDSIG}}}{name}"
