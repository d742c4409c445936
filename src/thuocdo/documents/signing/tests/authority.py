"""A certification authority for tests: a root, certificates in every condition, a list of revoked ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import crl, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from thuocdo.core import clock
from thuocdo.documents.signing.keys import FileKey
from thuocdo.documents.signing.trust import Trust

PASSPHRASE = "khoa-thu"


def name(common: str, organisation: str = "", email: str = "") -> certificates.Name:
    parts = [certificates.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    parts += [certificates.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    parts += [certificates.NameAttribute(NameOID.COMMON_NAME, common)]
    parts += [certificates.NameAttribute(NameOID.EMAIL_ADDRESS, email)] if email else []
    return certificates.Name(parts)


@dataclass
class Authority:
    """A root with its key, that issues and revokes."""

    now: datetime

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.subject = name("Tổ chức chứng thực thử nghiệm")
        self.root = self._certificate(self.subject, self.key, self.now - timedelta(days=3650), authority=True)
        self.gone: list[int] = []

    def _certificate(self, subject, key, start, *, days=7300, authority=False, issuer=None, by=None):
        usage = dict.fromkeys(
            ("data_encipherment", "key_agreement", "encipher_only", "decipher_only", "key_encipherment"), False
        )
        return (
            certificates.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or self.subject)
            .public_key(key.public_key())
            .serial_number(certificates.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=days))
            .add_extension(certificates.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                certificates.KeyUsage(
                    digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority,
                    crl_sign=authority, **usage,
                ),
                critical=True,
            )
            .add_extension(certificates.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                certificates.AuthorityKeyIdentifier.from_issuer_public_key((by or self.key).public_key()),
                critical=False,
            )
            .sign(by or self.key, hashes.SHA256())
        )  # fmt: skip

    def issue(self, common: str, organisation: str = "", email: str = "", *, start: datetime | None = None,
              days: int = 3650, self_signed: bool = False) -> FileKey:  # fmt: skip
        """A key with its certificate as a PKCS#12 file."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = name(common, organisation, email)
        made = self._certificate(
            subject, key, start or self.now - timedelta(days=30), days=days,
            issuer=subject if self_signed else None, by=key if self_signed else None,
        )  # fmt: skip
        secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        chain = None if self_signed else [self.root]
        return FileKey(pkcs12.serialize_key_and_certificates(b"k", key, made, chain, secret), PASSPHRASE)

    def revoke(self, key: FileKey) -> None:
        _, certificate, _ = pkcs12.load_key_and_certificates(key.data, key.passphrase.encode())
        self.gone.append(certificate.serial_number)

    @property
    def trust(self) -> Trust:
        """The root and the present revocation list."""
        builder = (
            certificates.CertificateRevocationListBuilder()
            .issuer_name(self.subject)
            .last_update(self.now - timedelta(days=20))
            .next_update(self.now + timedelta(days=365))
            .add_extension(certificates.CRLNumber(1), critical=False)
            .add_extension(
                certificates.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
        )
        for serial in self.gone:
            builder = builder.add_revoked_certificate(
                certificates.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(self.now - timedelta(days=21))
                .build()
            )
        der = serialization.Encoding.DER
        return Trust(
            (x509.Certificate.load(self.root.public_bytes(der)),),
            (),
            (crl.CertificateList.load(builder.sign(self.key, hashes.SHA256()).public_bytes(der)),),
        )


def authority() -> Authority:
    return Authority(clock.now().replace(microsecond=0))
