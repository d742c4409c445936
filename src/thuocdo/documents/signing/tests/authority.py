"""A certification authority for tests: a root, one below it, certificates in every condition, revocation lists and
answers, a time stamp service. Keys are made anew for each."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import crl, keys, tsp, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from thuocdo.core import clock
from thuocdo.documents.signing import FileKey, Stamp, Trust

PASSPHRASE = "khoa-thu"
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
YEAR = timedelta(days=365)


def name(common: str, organisation: str = "", email: str = "") -> certificates.Name:
    parts = [certificates.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    parts += [certificates.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    parts += [certificates.NameAttribute(NameOID.COMMON_NAME, common)]
    parts += [certificates.NameAttribute(NameOID.EMAIL_ADDRESS, email)] if email else []
    return certificates.Name(parts)


def loaded(key: FileKey) -> tuple[Any, certificates.Certificate]:
    """The private key and the certificate in a PKCS#12 file."""
    private, certificate, _ = pkcs12.load_key_and_certificates(key.data, key.passphrase.encode())
    return private, certificate


@dataclass
class Authority:
    """A root with its key, and a time stamp service; it issues and revokes. `points` are put into certificates."""

    now: datetime
    gone: dict[int, datetime] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)

    above: Authority | None = None

    def __post_init__(self) -> None:
        if self.above is not None:
            self._stands_below(self.above)
            return
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.subject = name("Tổ chức chứng thực thử nghiệm")
        self.root = self._certificate(self.subject, self.key, self.now - 10 * YEAR, days=14600, is_ca=True)
        self.stamp_key = rsa.generate_private_key(65537, 2048)
        self.stamper = self._certificate(
            name("Dịch vụ dấu thời gian thử nghiệm"), self.stamp_key, self.now - 5 * YEAR, days=10 * 365,
            use=ExtendedKeyUsageOID.TIME_STAMPING,
        )  # fmt: skip

    def _stands_below(self, above: Authority) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.subject = name("Tổ chức chứng thực cấp dưới thử nghiệm")
        self.root = above._certificate(self.subject, self.key, self.now - 5 * YEAR, is_ca=True)
        self.stamp_key, self.stamper = above.stamp_key, above.stamper

    def below(self) -> Authority:
        """An authority whose certificate this one issued."""
        return Authority(self.now, points=self.points, above=self)

    def _certificate(self, subject, key, start, *, days=7300, is_ca=False, issuer=None, by=None, use=None):
        usage = dict.fromkeys(
            ("data_encipherment", "key_agreement", "encipher_only", "decipher_only", "key_encipherment"), False
        )
        signs = use is None or use != ExtendedKeyUsageOID.SERVER_AUTH
        usage["key_encipherment"] = not signs
        builder = (
            certificates.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or self.subject)
            .public_key(key.public_key())
            .serial_number(certificates.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=days))
            .add_extension(certificates.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(
                certificates.KeyUsage(
                    digital_signature=not is_ca and signs, content_commitment=not is_ca and signs,
                    key_cert_sign=is_ca, crl_sign=is_ca, **usage,
                ),
                critical=True,
            )
            .add_extension(certificates.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                certificates.AuthorityKeyIdentifier.from_issuer_public_key((by or self.key).public_key()),
                critical=False,
            )
        )  # fmt: skip
        if use is not None:
            builder = builder.add_extension(certificates.ExtendedKeyUsage([use]), critical=True)
        for extension in self._points():
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(by or self.key, hashes.SHA256())

    def _points(self):
        """Where a certificate says that revocation can be asked about; tests let these addresses ring an alarm."""
        if "crl" in self.points:
            place = certificates.UniformResourceIdentifier(self.points["crl"])
            yield certificates.CRLDistributionPoints([certificates.DistributionPoint([place], None, None, None)])
        if "ocsp" in self.points:
            method, place = certificates.AuthorityInformationAccessOID.OCSP, self.points["ocsp"]
            access = certificates.AccessDescription(method, certificates.UniformResourceIdentifier(place))
            yield certificates.AuthorityInformationAccess([access])

    def issue(self, common: str, organisation: str = "", email: str = "", *, start: datetime | None = None,
              days: int = 3650, self_signed: bool = False, use: Any = None, kind: str = "ec") -> FileKey:  # fmt: skip
        """A key with its certificate as a PKCS#12 file."""
        key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
        subject = name(common, organisation, email)
        made = self._certificate(
            subject, key, start or self.now - timedelta(days=30), days=days, use=use,
            issuer=subject if self_signed else None, by=key if self_signed else None,
        )  # fmt: skip
        secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        above = [self.above.root] if self.above is not None else []
        chain = None if self_signed else [self.root, *above]
        return FileKey(pkcs12.serialize_key_and_certificates(b"k", key, made, chain, secret), PASSPHRASE)

    def revoke(self, key: FileKey, at: datetime | None = None) -> None:
        self.gone[loaded(key)[1].serial_number] = at or self.now - timedelta(days=21)

    @property
    def trust(self) -> Trust:
        """The root and a fresh revocation list."""
        return self.trusted()

    def trusted(self, *, lists: bool = True, at: datetime | None = None) -> Trust:
        """The root, with a revocation list made at a moment or without one."""
        made = (crl.CertificateList.load(self.list_of_revoked(at)),) if lists else ()
        return Trust((x509.Certificate.load(self.root.public_bytes(DER)),), (), made)

    def list_of_revoked(self, at: datetime | None = None, *, days: int = 30) -> bytes:
        """A CRL made at a moment (an hour ago) and good for some days."""
        made = at or self.now - timedelta(hours=1)
        key = certificates.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = (
            certificates.CertificateRevocationListBuilder()
            .issuer_name(self.subject)
            .last_update(made)
            .next_update(made + timedelta(days=days))
            .add_extension(certificates.CRLNumber(1), critical=False)
            .add_extension(key, critical=False)
        )
        for serial, gone in self.gone.items():
            entry = certificates.RevokedCertificateBuilder().serial_number(serial).revocation_date(gone)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(DER)

    def stamps(self, at: datetime | None = None) -> Stamp:
        """A time stamp service that says a moment, and keeps what it was asked."""
        maker = DummyTimeStamper(
            x509.Certificate.load(self.stamper.public_bytes(DER)),
            keys.PrivateKeyInfo.load(
                self.stamp_key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            ),
            fixed_dt=at or self.now,
        )
        return lambda request: maker.request_tsa_response(tsp.TimeStampReq.load(request)).dump()

    def with_new_stamper(self, start: datetime) -> Authority:
        """The same authority with a time stamp service whose certificate begins later."""
        other = copy.copy(self)
        other.stamper = self._certificate(
            name("Dịch vụ dấu thời gian kế tiếp"), self.stamp_key, start, use=ExtendedKeyUsageOID.TIME_STAMPING
        )
        return other

    def answers(self, request: bytes) -> bytes:
        """An OCSP answer to a request about one certificate of this authority."""
        asked = ocsp.load_der_ocsp_request(request)
        gone = self.gone.get(asked.serial_number)
        one = (asked.issuer_name_hash, asked.issuer_key_hash, asked.serial_number, asked.hash_algorithm)
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=one[0], issuer_key_hash=one[1], serial_number=one[2], algorithm=one[3],
            cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
            this_update=self.now - timedelta(minutes=5), next_update=self.now + timedelta(days=1),
            revocation_time=gone, revocation_reason=None,
        )  # fmt: skip
        made = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root).sign(self.key, hashes.SHA256())
        return made.public_bytes(DER)

    def store(self, folder: Any) -> None:
        """Its root and revocation list as files of a trust store."""
        for part, file, data in (
            ("roots", "root.pem", self.root.public_bytes(PEM)), ("revoked", "list.crl", self.list_of_revoked()),
        ):  # fmt: skip
            (folder / part).mkdir(parents=True, exist_ok=True)
            (folder / part / file).write_bytes(data)


def authority(**points: str) -> Authority:
    return Authority(clock.real_now().replace(microsecond=0), points=points)
