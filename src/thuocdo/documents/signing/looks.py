"""How each kind of signature looks and where it stands: Decree 30/2020/NĐ-CP, Appendix I, part on digital signatures.

| who | image | place |
|---|---|---|
| signer | the hand signature, blue, PNG without ground | middle between post and name |
| agency on the paper | the seal, red, actual size | over the left third of the signer's signature |
| agency on an attachment in another file, or on a copy | none: words in 10 pt | upper right corner of page 1 |

The decree prescribes no words beside an image; a signer without image gets name, unit and time.
"""

from __future__ import annotations

import struct
from datetime import datetime, timedelta, timezone

from thuocdo.documents.signing.fields import last_visible
from thuocdo.documents.signing.orders import Look, Order
from thuocdo.documents.signing.places import MILLIMETRE, beside, between, fitted, top_right
from thuocdo.kernel.errors import Refused

VIETNAM = timezone(timedelta(hours=7))
# The side of a seal whose image does not say its size: an example, the actual seal counts.
SEAL = 36 * MILLIMETRE
SMALLEST_SEAL, LARGEST_SEAL = 15 * MILLIMETRE, 60 * MILLIMETRE
PNG = b"\x89PNG\r\n\x1a\n"
SIZE, RESOLUTION = 16, b"pHYs"
PER_METRE = 1


def by_person(data: bytes, *, post: str, name: str, at: datetime, image: bytes = b"", unit: str = "") -> Order:
    """The signer's own signature (chữ ký của người có thẩm quyền) between the post and the name on the paper.

    Raises `Refused` (signing.no_place, signing.bad_image).
    """
    place = between(data, post, name)
    if image:
        return Order(place=fitted(place, _ratio(image)), look=Look(image), field_name="nguoi-ky")
    said = [f"Người ký: {name}", f"Cơ quan: {unit}" if unit else "", f"Thời gian ký: {moment(at)}"]
    look = Look(lines=tuple(line for line in said if line), size=9, align="center")
    return Order(place=place, look=look, field_name="nguoi-ky")


def by_agency(data: bytes, *, at: datetime, unit: str, image: bytes = b"", size: float | None = None) -> Order:
    """The agency's signature (chữ ký của cơ quan) on the paper: its seal over the left third of the signer's signature.

    `size` is the side of the seal in points; without it the image's own resolution says its actual size. Raises
    `Refused` (signing.nobody_signed) when no visible signature of a person stands in the file yet.
    """
    signature = last_visible(data)
    if signature is None:
        raise Refused(
            "signing.nobody_signed",
            "Văn bản chưa có chữ ký hiện hình của người có thẩm quyền nên chưa có chỗ đặt dấu của cơ quan.",
            "Người có thẩm quyền ký trước, cơ quan ký sau; hoặc chỉ rõ vị trí ký.",
        )
    place = beside(signature, size or _seal_size(image))
    look = Look(image) if image else Look(lines=(unit, moment(at)), size=8, align="center")
    return Order(place=place, look=look, field_name="co-quan")


def on_attachment(data: bytes, *, number_symbol: str, at: datetime) -> Order:
    """The agency's signature on an attachment in a file of its own: number and symbol of the paper, time of signing."""
    return _corner(data, (number_symbol, moment(at)))


def on_copy(data: bytes, *, form: str, unit: str, at: datetime) -> Order:
    """The agency's signature on an electronic copy; `form` is SAO Y, SAO LỤC or TRÍCH SAO."""
    return _corner(data, (form, unit, moment(at)))


def moment(at: datetime) -> str:
    """A time of signing as it is shown: "15/07/2025 08:30:00 +07:00", always in Vietnam's time."""
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S +07:00")


def _corner(data: bytes, lines: tuple[str, ...]) -> Order:
    return Order(place=top_right(data), look=Look(lines=lines, align="right"), field_name="co-quan")


def _ratio(image: bytes) -> float:
    """Width to height of an image."""
    if image.startswith(PNG) and len(image) >= SIZE + 8:
        width, height = struct.unpack(">II", image[SIZE : SIZE + 8])
        if width and height:
            return float(width) / float(height)
    raise Refused("signing.bad_image", "Ảnh chữ ký, ảnh dấu phải là tệp PNG.", "Lưu ảnh dạng PNG nền trong rồi ký lại.")


def _seal_size(image: bytes) -> float:
    """The actual side of a seal: what the resolution of its image says, within what a seal can be."""
    at = image.find(RESOLUTION)
    if not image or at < 0 or len(image) < at + 13:
        return SEAL
    across, _, unit = struct.unpack(">IIB", image[at + 4 : at + 13])
    (width,) = struct.unpack(">I", image[SIZE : SIZE + 4])
    side = width / across * 1000 * MILLIMETRE if unit == PER_METRE and across else SEAL
    return side if SMALLEST_SEAL <= side <= LARGEST_SEAL else SEAL
