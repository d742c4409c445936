"""Keys of the demo: made here, trusted by nobody, and named so; they show how signing goes and prove nothing."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from math import hypot, sin
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
BLUE, RED, CLEAR = b"\x1f\x3f\xbf\xff", b"\xd8\x1e\x1e\xff", b"\0\0\0\0"
# Dots a metre at which the seal is 36 mm wide.
SEAL_DOTS, RESOLUTION = 360, 10_000
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
        self._write(f"person-{person.pk}", person.full_name, hand())

    def give_unit(self, unit: Unit, name: str) -> None:
        """A key for a unit, under the unit's name."""
        self._write(f"unit-{unit.key}", name.upper(), seal())

    def _write(self, file: str, common: str, image: bytes) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, ISSUER[:64])
        subject = x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])
        made = self._certificate(subject, key)
        secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        data = pkcs12.serialize_key_and_certificates(b"minh hoa", key, made, [self.root], secret)
        (self.folder / f"{file}.p12").write_bytes(data)
        (self.folder / f"{file}.pass").write_text(PASSPHRASE, encoding="utf-8")
        (self.folder / f"{file}.png").write_bytes(image)

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


def hand() -> bytes:
    """A blue wave on clear ground, in place of somebody's signature."""
    wide, high = 360, 140
    return _png(wide, high, lambda x, y: BLUE if abs(y - 70 - 45 * sin(x / 22) * (1 - x / 400)) < 3 else CLEAR)


def seal() -> bytes:
    """Two red rings on clear ground, in the size of a seal; no seal of anybody."""
    middle = SEAL_DOTS / 2
    rings = ((middle - 8, middle - 1), (middle * 0.62, middle * 0.65))

    def dot(x: int, y: int) -> bytes:
        far = hypot(x - middle, y - middle)
        return RED if any(inner <= far <= outer for inner, outer in rings) else CLEAR

    return _png(SEAL_DOTS, SEAL_DOTS, dot)


def _png(wide: int, high: int, dot: Callable[[int, int], bytes]) -> bytes:
    """A picture with transparency, dot by dot, that says its resolution."""
    rows = b"".join(b"\0" + b"".join(dot(x, y) for x in range(wide)) for y in range(high))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 6, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", RESOLUTION, RESOLUTION, 1)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
