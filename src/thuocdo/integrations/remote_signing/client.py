"""A client of the API of the Cloud Signature Consortium (CSC), versions 1 and 2: credentials, authorisation, signing of
digests. What is sent is a digest; the paper stays here.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from django.conf import settings

from thuocdo.documents.signing import RemoteKey
from thuocdo.integrations.asking import ask, no_answer
from thuocdo.integrations.remote_signing.configuration import Configuration
from thuocdo.kernel.errors import Refused

WHO = "Dịch vụ ký số từ xa"
SHA256 = "2.16.840.1.101.3.4.2.1"
RSA_SHA256, ECDSA_SHA256 = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
MOST = 50


@dataclass(frozen=True)
class Credential:
    """A key at the service: its name there, whose it is, until when, how its use is authorised."""

    key: str
    holder: str
    valid_until: datetime
    is_enabled: bool
    needs: tuple[str, ...]
    chain: tuple[bytes, ...]


def service() -> Service | None:
    """The signing service of this installation, or nothing."""
    found: Configuration | None = settings.THUOCDO_REMOTE_SIGNING
    return Service(found) if found is not None else None


@dataclass(frozen=True)
class Service:
    """One signing service."""

    configuration: Configuration

    def credentials(self) -> list[Credential]:
        """The keys that we may use there. Raises `Refused` (outside.no_answer)."""
        found = self._asked("credentials/list", {"maxResults": MOST}).get("credentialIDs")
        if not isinstance(found, list):
            raise no_answer(WHO, "trả lời không đúng dạng")
        return [self.credential(str(key)) for key in found[:MOST]]

    def credential(self, key: str) -> Credential:
        """What is known of one key. Raises `Refused` (outside.no_answer)."""
        wanted = {"credentialID": key, "certificates": "chain", "certInfo": True, "authInfo": True}
        told = self._asked("credentials/info", wanted)
        try:
            chain = tuple(base64.b64decode(one, validate=True) for one in told["cert"]["certificates"])
            leaf = x509.load_der_x509_certificate(chain[0])
            names = leaf.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
            return Credential(
                key=key, holder=str(names[0].value) if names else "", valid_until=leaf.not_valid_after_utc,
                is_enabled=told["key"]["status"] == "enabled", needs=_needs(told), chain=chain,
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise no_answer(WHO, "trả lời không đúng dạng") from error

    def key(self, key: str, *, pin: str = "", otp: str = "") -> RemoteKey:
        """The key for one signing; PIN and one-time code go to the service and are kept nowhere.

        Raises `Refused` (remote_signing.disabled, outside.no_answer).
        """
        held = self.credential(key)
        if not held.is_enabled:
            raise Refused(
                "remote_signing.disabled", f"Khóa ký của {held.holder} ở dịch vụ ký từ xa đang bị khóa.",
                "Liên hệ nơi cấp khóa, hoặc dùng khóa khác.",
            )  # fmt: skip

        def sign(digest: bytes, name: str) -> bytes:
            return self._signature(held, digest, name, pin, otp)

        return RemoteKey(held.chain[0], held.chain[1:], sign)

    def _signature(self, held: Credential, digest: bytes, name: str, pin: str, otp: str) -> bytes:
        """Authorised for this digest alone, signed, and compared with the certificate before it is used."""
        if name != "sha256":
            raise no_answer(WHO, f"chỉ được hỏi với SHA-256, không phải {name}")
        public = x509.load_der_x509_certificate(held.chain[0]).public_key()
        told = base64.b64encode(digest).decode()
        released = self._asked("credentials/authorize", self._authorisation(held.key, told, pin, otp)).get("SAD")
        wanted = {"credentialID": held.key, "SAD": released, **self._hashes(told)}
        wanted["signAlgo"] = RSA_SHA256 if isinstance(public, rsa.RSAPublicKey) else ECDSA_SHA256
        signed = self._asked("signatures/signHash", wanted).get("signatures")
        try:
            [one] = signed  # type: ignore[misc]
            return checked(public, base64.b64decode(one, validate=True), digest)
        except (TypeError, ValueError) as error:
            raise no_answer(WHO, "trả lời không đúng dạng") from error

    def _authorisation(self, key: str, told: str, pin: str, otp: str) -> dict[str, Any]:
        asked = {"credentialID": key, "numSignatures": 1, **self._hashes(told)}
        given = {"PIN": pin, "OTP": otp}
        if self.configuration.version == "1":
            return asked | {name: value for name, value in given.items() if value}
        return asked | {"authData": [{"id": name, "value": value} for name, value in given.items() if value]}

    def _hashes(self, told: str) -> dict[str, Any]:
        if self.configuration.version == "1":
            return {"hash": [told], "hashAlgo": SHA256}
        return {"hashes": [told], "hashAlgorithmOID": SHA256}

    def _asked(self, what: str, wanted: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token()}"}
        data = json.dumps(wanted).encode()
        return _object(ask(f"{self.configuration.address}/{what}", who=WHO, data=data, headers=headers))

    def _token(self) -> str:
        """The token of the installation, or a fresh one for its name and secret."""
        if self.configuration.token:
            return self.configuration.token
        names = {"client_id": self.configuration.client_id, "client_secret": self.configuration.client_secret}
        form = {"grant_type": "client_credentials", **names}
        data = "&".join(f"{name}={quote(value, safe='')}" for name, value in form.items()).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        told = _object(ask(self.configuration.token_address, who=WHO, data=data, headers=headers)).get("access_token")
        if not isinstance(told, str) or not told:
            raise no_answer(WHO, "không cấp quyền truy cập")
        return told


def checked(public: Any, signature: bytes, digest: bytes) -> bytes:
    """The signature in the form that papers need, when it is one by this key over this digest.

    Some services answer with the two bare numbers of an elliptic curve signature. Raises `Refused`
    (remote_signing.wrong_signature).
    """
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
            return signature
        side = (public.key_size + 7) // 8
        if len(signature) == 2 * side:
            numbers = (int.from_bytes(part, "big") for part in (signature[:side], signature[side:]))
            signature = encode_dss_signature(*numbers)
        public.verify(signature, digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        return signature
    except InvalidSignature as error:
        raise Refused(
            "remote_signing.wrong_signature", f"{WHO} trả về chữ ký không khớp chứng thư; tệp chưa được ký.",
            "Kiểm tra lại khóa đã chọn; báo nơi cung cấp dịch vụ ký.",
        ) from error  # fmt: skip


def _needs(told: dict[str, Any]) -> tuple[str, ...]:
    """What the holder must give: PIN, OTP. Version 1 says it in fields of their own, version 2 as a list of objects."""
    older = [name for name in ("PIN", "OTP") if str((told.get(name) or {}).get("presence")) == "true"]
    objects = (told.get("auth") or {}).get("objects") or []
    return tuple(older or [str(one.get("id")) for one in objects if isinstance(one, dict)])


def _object(answer: bytes) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise no_answer(WHO, "trả lời không đúng dạng") from error
    if not isinstance(found, dict):
        raise no_answer(WHO, "trả lời không đúng dạng")
    return found
