"""Where a visible signature stands (vị trí chữ ký), found on the pages: between the post and the name, beside the
signer's own signature, or in the upper right corner of page 1 (Decree 30/2020, Appendix I).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from pypdfium2 import PdfiumError

from thuocdo.documents.signing.orders import Place
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import nfc

MILLIMETRE = 72 / 25.4
# The decree asks for the middle between post and name and gives no size: the largest that a hand signature takes.
HIGHEST, WIDEST = 30 * MILLIMETRE, 60 * MILLIMETRE
NARROWEST_GAP = 8 * MILLIMETRE
AIR = 2
# Three lines of 10 pt above the letterhead, which begins 20 mm from the top edge, 15 mm from the right one.
CORNER = (90 * MILLIMETRE, 13 * MILLIMETRE)
FROM_TOP, FROM_RIGHT = 6 * MILLIMETRE, 15 * MILLIMETRE

Box = tuple[float, float, float, float]


def between(data: bytes, above: str, below: str) -> Place:
    """The gap between the name (`below`) and the post (`above`) over it, on the last page that has both.

    Words of the same kind elsewhere (a recipient "Chủ tịch", a name in the text) do not count: the post must stand
    over the name. Raises `Refused` (signing.no_place) when the words are not there or leave no room.
    """
    with document_of(data) as document:
        for number in range(len(document) - 1, -1, -1):
            posts, names = _boxes(document, number, above), _boxes(document, number, below)
            pairs = [(post, name) for name in names for post in posts if _stands_over(post, name)]
            if pairs:
                return _gap(number, *min(pairs, key=lambda pair: pair[0][1] - pair[1][3]))
    raise Refused(
        "signing.no_place",
        f"Không thấy chỗ ký giữa “{above}” và “{below}” trong tệp.",
        "Kiểm tra khối chữ ký của văn bản, hoặc chỉ rõ trang và vị trí ký.",
    )


def top_right(data: bytes, size: tuple[float, float] = CORNER) -> Place:
    """The upper right corner of page 1, where attachments in files of their own and electronic copies are signed."""
    with document_of(data) as document:
        wide, high = document[0].get_size()
    width, height = size
    right, top = wide - FROM_RIGHT, high - FROM_TOP
    return Place(0, right - width, top - height, right, top)


def beside(signature: Place, size: float) -> Place:
    """A square of this side whose right edge covers the left third of a signature, at its height: the agency's seal."""
    width, _ = signature.size
    right, (_, middle) = signature.left + width / 3, signature.middle
    return Place(signature.page, right - size, middle - size / 2, right, middle + size / 2)


def fitted(place: Place, ratio: float) -> Place:
    """The largest box of this width to height within the place, in its middle: the image itself, without air."""
    width, height = place.size
    wide = min(width, height * ratio)
    (x, y), high = place.middle, wide / ratio
    return Place(place.page, x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


@contextmanager
def document_of(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The file for the library that sees pages, closed afterwards. Raises `Refused` (signing.not_a_pdf)."""
    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        raise Refused(
            "signing.not_a_pdf", "Tệp không phải PDF đọc được, hoặc đã hỏng.", "Tải lại tệp từ nơi gửi."
        ) from error
    try:
        yield document
    finally:
        document.close()


def _boxes(document: pypdfium2.PdfDocument, number: int, words: str) -> list[Box]:
    """The boxes (left, bottom, right, top) of every occurrence of words on a page."""
    page = document[number]
    layer = page.get_textpage()
    try:
        search = layer.search(nfc(words), match_case=False)
        found = []
        while (hit := search.get_next()) is not None:
            start, count = hit
            rows = [layer.get_rect(index) for index in range(layer.count_rects(start, count))]
            if rows:
                left, bottom, right, top = zip(*rows, strict=True)
                found.append((min(left), min(bottom), max(right), max(top)))
        return found
    finally:
        layer.close()
        page.close()


def _stands_over(post: Box, name: Box) -> bool:
    in_one_column = post[0] < name[2] and name[0] < post[2]
    return in_one_column and post[1] - name[3] >= NARROWEST_GAP


def _gap(number: int, post: Box, name: Box) -> Place:
    """The room between both, in the middle of it; centred on the name, which is centred below the post."""
    x = (name[0] + name[2]) / 2
    room = min(post[1] - name[3] - 2 * AIR, HIGHEST)
    bottom = name[3] + (post[1] - name[3] - room) / 2
    return Place(number, x - WIDEST / 2, bottom, x + WIDEST / 2, bottom + room)
