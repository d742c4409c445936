"""Time stamps (dấu thời gian, RFC 3161) from a server given as a callable; no connection is opened here."""

from __future__ import annotations

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper

from thuocdo.documents.signing.orders import Stamp
from thuocdo.kernel.errors import Refused


class Stamper(TimeStamper):
    """Asks through the callable; an answer that is none is refused (signing.no_time_stamp)."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.stamp = stamp

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A time stamp over a digest. Refused when the answer is one to another question."""
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (AttributeError, TypeError, ValueError) as error:
            # The library stumbles over its own message where the answer's nonce is another.
            raise no_stamp("máy chủ trả lời sai yêu cầu") from error

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The server's answer to a request."""
        answer = self.stamp(req.dump())
        try:
            found = tsp.TimeStampResp.load(answer)
            found.native  # noqa: B018  parsed to the end, so that rubbish is told now
            return found
        except (ValueError, TypeError) as error:
            raise no_stamp("máy chủ trả lời không đúng dạng RFC 3161") from error


def no_stamp(why: str) -> Refused:
    """The refusal when a time stamp was asked for and could not be had."""
    return Refused(
        "signing.no_time_stamp",
        f"Không lấy được dấu thời gian: {why}.",
        "Kiểm tra máy chủ dấu thời gian rồi ký lại; tệp chưa được ký.",
    )
