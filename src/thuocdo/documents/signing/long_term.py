"""What is needed to verify years later (dữ liệu kiểm tra lâu dài): certificates and proofs that go into the file."""

from __future__ import annotations

from asn1crypto import x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator import ValidationContext

from thuocdo.documents.signing.orders import Order
from thuocdo.documents.signing.trust import Trust


def context_for(signer: Signer, order: Order) -> ValidationContext:
    """The library's view of the store, with fresh proofs about the signer's chain where the order says whom to ask.

    A certificate without proof is no reason to refuse: what was known is embedded, and the check says what was not.
    """
    trust = order.trust or Trust()
    if order.ask is not None and signer.signing_cert is not None:
        trust = trust.with_proofs(order.ask(links(signer.signing_cert, _known(signer, trust))))
    return ValidationContext(
        trust_roots=list(trust.roots), other_certs=list(trust.intermediates), crls=list(trust.revoked),
        ocsps=list(trust.answers), allow_fetching=False, revocation_mode="soft-fail",
    )  # fmt: skip


def links(certificate: x509.Certificate, known: list[x509.Certificate]) -> list[tuple[bytes, bytes]]:
    """The certificate and those above it with their issuers, up to a root: what a proof can be asked about."""
    found: list[tuple[bytes, bytes]] = []
    while certificate.self_issued is False and len(found) < 10:
        issuer = next((one for one in known if one.subject == certificate.issuer), None)
        if issuer is None:
            break
        found.append((certificate.dump(), issuer.dump()))
        certificate = issuer
    return found


def _known(signer: Signer, trust: Trust) -> list[x509.Certificate]:
    return [*trust.intermediates, *trust.roots, *signer.cert_registry]
