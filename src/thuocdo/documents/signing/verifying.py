"""Verifying signatures of a PDF (kiểm tra chữ ký số): who signed, when, what it covers, whether it can be trusted.

Nothing is fetched: trust, revocation lists and what the file itself carries must suffice, and what cannot be known is
said to be unknown. A printed trail of signatures is text and no signature; it is never looked at here.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from thuocdo.documents.signing.findings import Finding
from thuocdo.documents.signing.trust import Trust
from thuocdo.kernel.errors import Refused

# Certificates of persons and of agencies sign with either of these; nothing else is asked of them.
USAGES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
MOST = 200
# The library logs what is wrong with a certificate under the name of its owner; the finding says it already.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


def verify(data: bytes, trust: Trust, *, now: datetime) -> list[Finding]:
    """Every signature of a PDF in the order in which they were made; none for a file that was never signed.

    Raises `Refused` (signing.not_a_pdf, signing.encrypted) when the file cannot be opened at all.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            raise Refused("signing.encrypted", "PDF được đặt mật khẩu nên không kiểm tra được chữ ký.", "Bỏ mật khẩu.")
        signatures = list(reader.embedded_regular_signatures)[:MOST]
    except Refused:
        raise
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Refused(
            "signing.not_a_pdf", "Tệp không phải PDF đọc được, hoặc đã hỏng.", "Tải lại tệp từ nơi gửi."
        ) from error
    return [_finding(reader, one, trust, now) for one in signatures]


def _finding(reader: PdfFileReader, signature: EmbeddedPdfSignature, trust: Trust, now: datetime) -> Finding:
    try:
        claimed = signature.self_reported_timestamp
        moment = claimed if claimed is not None and claimed <= now else now
        status = asyncio.run(_status(reader, signature, trust, moment))
    except (SignatureValidationError, SigningError, PdfError, ValueError, KeyError, TypeError) as error:
        return _unreadable(signature, error)
    return _told(signature, status, trust, now)


async def _status(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, trust: Trust, moment: datetime
) -> PdfSignatureStatus:
    certificates, lists, answers = list(trust.intermediates), list(trust.revoked), []
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certificates += list(store.load_certs())
        lists += [found.get_object().data for found in store.crls]
        answers += [found.get_object().data for found in store.ocsps]
    except NoDSSFoundError:
        pass
    context = ValidationContext(
        trust_roots=list(trust.roots), other_certs=certificates, moment=moment, crls=lists, ocsps=answers,
        allow_fetching=False, revocation_mode="soft-fail", retroactive_revinfo=True,
    )  # fmt: skip
    return await async_validate_pdf_signature(signature, signer_validation_context=context, key_usage_settings=USAGES)


def _told(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, trust: Trust, now: datetime) -> Finding:
    """The status in our words; the first thing that is wrong is the reason."""
    stamp = status.timestamp_validity
    stamped = stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None
    at = stamped or status.signer_reported_dt
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    changed = not whole and _altered(status)
    intact = bool(status.intact and status.valid)
    code = next((code for code, _, holds in CHECKS if holds(signature, status, now)), "")
    gone = trust.revoked_on(signature.signer_cert)
    code = "revoked" if not code and gone and gone <= (at or now) else code
    code = code or ("changed_after" if changed else "")
    return Finding(
        field=str(signature.field_name or ""), **_certificate(signature), signed_at=at.isoformat() if at else "",
        time_source="timestamp" if stamped else "claimed" if at else "", intact=intact,
        trusted=bool(status.trusted) and code not in UNTRUSTED, valid=not code, covers_whole_file=whole,
        changed_after=changed, code=code, reason=_words(code, whole=whole, stamped=stamped is not None),
    )  # fmt: skip


def _altered(status: PdfSignatureStatus) -> bool:
    """Whether anything but further signatures and their upkeep was added after this one."""
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return True
    level = status.modification_level
    return level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok


def _part_only(_signature: EmbeddedPdfSignature, status: PdfSignatureStatus, _now: datetime) -> bool:
    """Whether bytes stand outside what was signed that no later signature or its upkeep explains."""
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return True
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return not whole and status.modification_level == ModificationLevel.NONE


def _future(_signature: EmbeddedPdfSignature, status: PdfSignatureStatus, now: datetime) -> bool:
    at = status.signer_reported_dt
    return at is not None and at > now


def _outside_validity(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, now: datetime) -> bool:
    certificate = signature.signer_cert
    at = (status.signer_reported_dt or now).astimezone(UTC)
    return not certificate.not_valid_before <= at <= certificate.not_valid_after


def _self_signed(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, _now: datetime) -> bool:
    return not status.trusted and signature.signer_cert.self_signed in ("yes", "maybe")


Check = Callable[[EmbeddedPdfSignature, PdfSignatureStatus, datetime], bool]
CHECKS: tuple[tuple[str, str, Check], ...] = (
    ("altered", "Nội dung đã bị sửa sau khi ký, hoặc chữ ký không khớp chứng thư.",
     lambda _, status, __: not (status.intact and status.valid)),
    ("part_only", "Chữ ký chỉ bao một phần tệp: phần còn lại không ai ký, có thể đã bị thêm vào.", _part_only),
    ("revoked", "Chứng thư đã bị thu hồi vào thời điểm ký.", lambda _, status, __: bool(status.revoked)),
    ("future", "Thời điểm ký ghi trong chữ ký ở tương lai so với giờ máy kiểm tra.", _future),
    ("outside_validity", "Chứng thư hết hạn hoặc chưa có hiệu lực vào thời điểm ký.", _outside_validity),
    ("self_signed", "Chứng thư tự ký, không do tổ chức chứng thực nào cấp.", _self_signed),
    ("not_trusted", "Chứng thư không dẫn tới tổ chức chứng thực nào trong kho tin cậy của hệ thống.",
     lambda _, status, __: not status.trusted),
)  # fmt: skip
REASONS = {code: words for code, words, _ in CHECKS} | {
    "changed_after": "Sau chữ ký này tệp còn bị thay đổi, không chỉ thêm chữ ký khác.",
    "unreadable": "Không phân tích được chữ ký này.",
}
UNTRUSTED = frozenset({"revoked", "outside_validity", "self_signed", "not_trusted"})


def _words(code: str, *, whole: bool, stamped: bool) -> str:
    if code:
        return REASONS[code]
    notes = [] if whole else ["sau đó có thêm chữ ký khác"]
    notes += [] if stamped else ["thời điểm ký theo máy người ký, không có dấu thời gian tin cậy"]
    return f"Hợp lệ; {'; '.join(notes)}." if notes else "Hợp lệ."


def _certificate(signature: EmbeddedPdfSignature) -> dict[str, str]:
    """Whose certificate it is."""
    certificate = signature.signer_cert
    subject, issuer = certificate.subject.native, certificate.issuer.native
    emails = subject.get("email_address") or ""
    return {
        "signer": _one(subject.get("common_name")), "organisation": _one(subject.get("organization_name")),
        "email": _one(emails), "issuer": _one(issuer.get("common_name") or issuer.get("organization_name")),
        "serial": f"{certificate.serial_number:x}",
    }  # fmt: skip


def _one(value: object) -> str:
    return str(value[0] if isinstance(value, list) and value else value or "")


def _unreadable(signature: EmbeddedPdfSignature, error: Exception) -> Finding:
    return Finding(
        field=str(signature.field_name or ""), signer="", organisation="", email="", issuer="", serial="", signed_at="",
        time_source="", intact=False, trusted=False, valid=False, covers_whole_file=False, changed_after=False,
        code="unreadable", reason=f"{REASONS['unreadable']} ({type(error).__name__})",
    )  # fmt: skip
