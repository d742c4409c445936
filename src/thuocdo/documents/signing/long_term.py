"""What is needed to verify years later (dữ liệu kiểm tra lâu dài): certificates and proofs that go into the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from asn1crypto import cms, x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator import ValidationContext

from thuocdo.documents.signing.contexts import REQUIRED
from thuocdo.documents.signing.orders import Order
from thuocdo.documents.signing.stamping import Stamper
from thuocdo.documents.signing.trust import Trust

LONGEST_CHAIN = 10
DIGEST = "sha256"


async def context_for(signer: Signer, stamper: Stamper | None, order: Order, *, at: datetime) -> ValidationContext:
    """The library's view of the store, narrowed to what says something of the signer and of the time stamp server, with
    fresh proofs where the order says whom to ask. A proof must be there for each: long-term data without one are none.
    """
    trust = order.trust or Trust()
    told = await stamper.async_dummy_response(DIGEST) if stamper is not None else None
    stamps = _certificates(told) if told is not None else []
    known = [*trust.intermediates, *trust.roots, *signer.cert_registry, *stamps]
    leaves = [one for one in (signer.signing_cert, *stamps) if one is not None]
    pairs = list(dict.fromkeys(pair for leaf in leaves for pair in links(leaf, known)))
    if order.ask is not None:
        trust = trust.with_proofs(order.ask(pairs))
    return context_of(narrowed(trust, pairs), at)


def context_of(trust: Trust, moment: datetime) -> ValidationContext:
    """The library's view of a store at a moment; whatever proofs there are go into the file."""
    return ValidationContext(
        trust_roots=list(trust.roots), other_certs=list(trust.intermediates), crls=list(trust.revoked),
        ocsps=list(trust.answers), allow_fetching=False, revinfo_policy=REQUIRED, moment=moment,
    )  # fmt: skip


def narrowed(trust: Trust, pairs: Sequence[tuple[bytes, bytes]]) -> Trust:
    """The store with the lists of the issuers in question only: those of all others would make every file heavy."""
    issuers = {x509.Certificate.load(issuer).subject.hashable for _, issuer in pairs}
    return replace(trust, revoked=tuple(one for one in trust.revoked if one.issuer.hashable in issuers))


def links(certificate: x509.Certificate, known: Sequence[x509.Certificate]) -> list[tuple[bytes, bytes]]:
    """The certificate and those above it with their issuers, up to a root: what a proof can be asked about."""
    found: list[tuple[bytes, bytes]] = []
    while certificate.subject != certificate.issuer and len(found) < LONGEST_CHAIN:
        issuer = next((one for one in known if one.subject == certificate.issuer), None)
        if issuer is None:
            break
        found.append((certificate.dump(), issuer.dump()))
        certificate = issuer
    return found


def _certificates(answer: cms.ContentInfo) -> list[x509.Certificate]:
    """The certificates that came with a time stamp."""
    return [one.chosen for one in answer["content"]["certificates"] if isinstance(one.chosen, x509.Certificate)]
