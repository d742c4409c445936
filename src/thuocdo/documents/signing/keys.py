"""Keys that sign (khóa ký), behind one small interface: in a PKCS#12 file, on a PKCS#11 token, or at a remote service.

A key is opened for one signing and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import ExternalSigner, Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from thuocdo.kernel.errors import Refused

# What a remote service is given: the bytes to sign and the name of the digest; it answers with the raw signature.
RemoteSign = Callable[[bytes, str], bytes]
LONGEST_SIGNATURE = 1024


@dataclass(frozen=True)
class FileKey:
    """A key in a PKCS#12 file (.p12, .pfx) with its passphrase."""

    data: bytes
    passphrase: str = ""


@dataclass(frozen=True)
class TokenKey:
    """A key on a token or smart card: the maker's library, the PIN, the label of key and certificate."""

    library: Path
    pin: str
    label: str
    slot: int | None = None


@dataclass(frozen=True)
class RemoteKey:
    """A key that never leaves a signing service (ký số từ xa): its certificates and how to ask for a signature."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    sign: RemoteSign


Key = FileKey | TokenKey | RemoteKey


@contextmanager
def opened(key: Key) -> Iterator[Signer]:
    """The signer of a key, closed again afterwards. Raises `Refused` (signing.key_not_opened)."""
    if isinstance(key, FileKey):
        yield _from_file(key)
    elif isinstance(key, TokenKey):
        with _token(key) as signer:
            yield signer
    else:
        yield RemoteSigner(key)


def _from_file(key: FileKey) -> Signer:
    try:
        signer = SimpleSigner.load_pkcs12_data(key.data, (), key.passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise _not_opened("sai mật khẩu, hoặc tệp không phải PKCS#12") from error
    if not isinstance(signer, Signer) or signer.signing_cert is None:
        raise _not_opened("tệp không có khóa riêng kèm chứng thư")
    return signer


@contextmanager
def _token(key: TokenKey) -> Iterator[Signer]:
    import pkcs11

    try:
        session = open_pkcs11_session(str(key.library), slot_no=key.slot, user_pin=key.pin)
    except (pkcs11.PKCS11Error, SigningError, OSError) as error:
        raise _not_opened(f"không mở được thiết bị ký ({type(error).__name__}); kiểm tra đã cắm và mã PIN") from error
    try:
        yield PKCS11Signer(session, cert_label=key.label, key_label=key.label)
    finally:
        session.close()


class RemoteSigner(ExternalSigner):
    """Asks the remote service at the moment of signing."""

    def __init__(self, key: RemoteKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(key.chain)
        super().__init__(key.certificate, store, LONGEST_SIGNATURE)
        self.key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature over data; a dry run only reserves room."""
        return bytes(LONGEST_SIGNATURE) if dry_run else self.key.sign(data, digest_algorithm)


def _not_opened(why: str) -> Refused:
    return Refused("signing.key_not_opened", f"Không mở được khóa ký: {why}.", "Kiểm tra lại khóa rồi ký lại.")
