"""Keys of the demo: made here, trusted by nobody, and named so; they show how signing goes and prove nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

from thuocdo.core import clock
from thuocdo.directory.models import Person, Unit

ISSUER = "Chứng thư MINH HỌA, không có giá trị pháp lý"
PASSPHRASE = "minh-hoa"
YEARS = timedelta(days=365 * 10)
Key = ec.EllipticCurvePrivateKey


class DemoKeys:
    """An issuer of certificates that lives as long as the demo is built; keys go into the folder of the server."""

    def __init__(self) -> None:
        self.folder = Path(settings.THUOCDO_SIGNING_KEYS)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ISSUER)])
        self.root = self._certificate(self.name, self.key, is_root=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "DEMO").write_text(ISSUER, encoding="utf-8")

    def give_person(self, person: Person) -> None:
        """A key for a person, under the person's name."""
        self._write(f"person-{person.pk}", person.full_name)

    def give_unit(self, unit: Unit, name: str) -> None:
        """A key for a unit, under the unit's name."""
        self._write(f"unit-{unit.key}", name.upper())

    def _write(self, file: str, common: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, ISSUER[:64])
        subject = x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])
        made = self._certificate(subject, key)
        secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        data = pkcs12.serialize_key_and_certificates(b"minh hoa", key, made, [self.root], secret)
        (self.folder / f"{file}.p12").write_bytes(data)
        (self.folder / f"{file}.pass").write_text(PASSPHRASE, encoding="utf-8")

    def _certificate(self, subject: x509.Name, key: Key, *, is_root: bool = False) -> x509.Certificate:
        start = clock.now() - timedelta(days=1)
        usage = x509.KeyUsage(
            digital_signature=not is_root, content_commitment=not is_root, key_cert_sign=is_root, crl_sign=is_root,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
            decipher_only=False,
        )  # fmt: skip
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + YEARS)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, hashes.SHA256())
        )
