"""Opening a key for one signing; the only place that knows how each kind of key is reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import new as digest_of

from asn1crypto import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import ExternalSigner, Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from thuocdo.documents.signing.keys import FileKey, Key, RemoteKey, TokenKey
from thuocdo.kernel.errors import Refused

LONGEST_SIGNATURE = 1024


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
        raise _not_opened("sai mật khẩu, hoặc tệp không có khóa riêng kèm chứng thư")
    return signer


@contextmanager
def _token(key: TokenKey) -> Iterator[Signer]:
    import pkcs11

    wanted = TokenCriteria(label=key.token) if key.token else None
    try:
        session = open_pkcs11_session(str(key.library), slot_no=key.slot, token_criteria=wanted, user_pin=key.pin)
    except (pkcs11.PKCS11Error, RuntimeError, SigningError, OSError) as error:
        raise _not_opened(f"không mở được thiết bị ký ({type(error).__name__}); kiểm tra đã cắm và mã PIN") from error
    try:
        label = key.label or _only_label(session)
        certificate = _certificate(PKCS11Signer(session, cert_label=label, key_label=label), label)
        # Elliptic keys sign a digest that is made here: tokens seldom know the digest and the curve as one step.
        is_elliptic = certificate.public_key.algorithm == "ec"
        yield PKCS11Signer(session, cert_label=label, key_label=label, use_raw_mechanism=is_elliptic)
    finally:
        session.close()


def _only_label(session: object) -> str:
    """The label of the one certificate on a token."""
    from pkcs11 import Attribute, ObjectClass

    objects = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})  # type: ignore[attr-defined]
    labels = sorted({str(one[Attribute.LABEL]) for one in objects})
    if len(labels) != 1:
        raise _not_opened(f"thiết bị có {len(labels)} khóa ({', '.join(labels)}), cần chỉ rõ nhãn")
    return labels[0]


def _certificate(signer: PKCS11Signer, label: str) -> x509.Certificate:
    import pkcs11

    try:
        found = signer.signing_cert
    except (pkcs11.PKCS11Error, SigningError) as error:
        raise _not_opened(f"thiết bị không có khóa hoặc chứng thư nhãn “{label}”") from error
    if found is None:
        raise _not_opened(f"thiết bị không có chứng thư nhãn “{label}”")
    return found


class RemoteSigner(ExternalSigner):
    """Asks the remote service at the moment of signing; what is sent is a digest, never the paper."""

    def __init__(self, key: RemoteKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(x509.Certificate.load(der) for der in key.chain)
        super().__init__(x509.Certificate.load(key.certificate), store, LONGEST_SIGNATURE)
        self.key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature over data; a dry run only reserves room."""
        if dry_run:
            return bytes(LONGEST_SIGNATURE)
        return self.key.sign(digest_of(digest_algorithm, data).digest(), digest_algorithm)


def _not_opened(why: str) -> Refused:
    return Refused("signing.key_not_opened", f"Không mở được khóa ký: {why}.", "Kiểm tra lại khóa rồi ký lại.")
