"""Opening a key for one signing; the only place that knows how each kind of key is reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import new as digest_of

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import ExternalSigner, Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from thuocdo.documents.signing.keys import FileKey, Key, RemoteSign, TokenKey
from thuocdo.kernel.errors import Refused

DER = serialization.Encoding.DER
DIGESTS = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


@contextmanager
def opened(key: Key) -> Iterator[Signer]:
    """The signer of a key, closed again afterwards. Raises `Refused` (signing.key_not_opened)."""
    if isinstance(key, FileKey):
        yield _from_file(key)
    elif isinstance(key, TokenKey):
        with _token(key) as signer:
            yield signer
    else:
        yield AskingSigner(key.certificate, key.chain, key.sign)


def _from_file(key: FileKey) -> Signer:
    try:
        private, certificate, more = pkcs12.load_key_and_certificates(key.data, key.passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise _not_opened("sai mật khẩu, hoặc tệp không phải PKCS#12") from error
    if certificate is None or not isinstance(private, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey)):
        raise _not_opened("tệp không có khóa riêng RSA hoặc ECDSA kèm chứng thư")
    chain = tuple(one.public_bytes(DER) for one in more)
    return AskingSigner(certificate.public_bytes(DER), chain, partial(_signature, private))


def _signature(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, digest: bytes, name: str) -> bytes:
    kind = Prehashed(DIGESTS[name])
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(digest, padding.PKCS1v15(), kind)
    return private.sign(digest, ec.ECDSA(kind))


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


class AskingSigner(ExternalSigner):
    """Asks for the signature over a digest when it is needed; room for it is reserved by the certificate's key."""

    def __init__(self, certificate: bytes, chain: tuple[bytes, ...], sign: RemoteSign) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(x509.Certificate.load(der) for der in chain)
        held = x509.Certificate.load(certificate)
        bits = int(held.public_key.bit_size)
        # An elliptic signature is two numbers as long as the key, with their wrapping.
        self.room = bits // 8 if held.public_key.algorithm == "rsa" else 2 * (bits // 8 + 1) + 16
        self.sign = sign
        super().__init__(held, store, self.room)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature over data; a dry run only reserves room."""
        if dry_run:
            return bytes(self.room)
        return self.sign(digest_of(digest_algorithm, data).digest(), digest_algorithm)


def _not_opened(why: str) -> Refused:
    return Refused("signing.key_not_opened", f"Không mở được khóa ký: {why}.", "Kiểm tra lại khóa rồi ký lại.")
