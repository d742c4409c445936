"""What loading hands to the reader: composed text, pages, and notices of what had to be done to the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thuocdo.kernel.encodings import LABELS, UNICODE, Decoded
from thuocdo.kernel.errors import Refused

MEGABYTE = 1024 * 1024
MOST_PAGES = 2000
# Reading takes up to 15 seconds per million letters, within the request of whoever sends the file.
LONGEST = 2_000_000


@dataclass(frozen=True)
class Notice:
    """Something a person should know about a file that was read (lưu ý): what happened, what to look at, and where."""

    code: str
    message: str
    remedy: str = ""
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedText:
    """A file's text in composed Unicode; `pages` are half-open [start, end) places in it that cover it in order."""

    text: str
    pages: tuple[tuple[int, int], ...]
    notices: tuple[Notice, ...]
    format: str
    sha256: str


@dataclass(frozen=True)
class Extracted:
    """The text of one format before it is finished: its pages as separate texts, and notices."""

    pages: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


def refused(code: str, message: str, remedy: str, **where: object) -> Refused:
    """A refusal of the reading workshop; the code gets the room's name."""
    return Refused(f"documents.{code}", message, remedy, where=where)


def truncated(kind: str) -> Refused:
    return refused(
        "truncated",
        f"Tệp {kind} bị cụt hoặc hỏng: không đọc được tới cuối.",
        "Tải lại tệp từ nơi gửi, hoặc mở bằng phần mềm soạn thảo rồi lưu lại.",
    )


def too_many_pages(pages: int) -> Refused:
    return refused(
        "too_large",
        f"Tệp có {pages} trang, quá giới hạn {MOST_PAGES} trang.",
        "Tách văn bản thành nhiều phần (ví dụ từng phụ lục) rồi gửi từng phần.",
        pages=pages,
    )


def check_length(letters: int) -> None:
    """Refuse a text that would keep its reader waiting for minutes."""
    if letters > LONGEST:
        raise refused(
            "too_long",
            f"Văn bản dài {dotted(letters)} ký tự, quá mức {dotted(LONGEST)} ký tự đọc một lần.",
            "Tách văn bản thành nhiều phần (ví dụ từng phụ lục) rồi gửi từng phần.",
        )


def dotted(number: int) -> str:
    """A number with dots between thousands: "2.000.000"."""
    return f"{number:,}".replace(",", ".")


def encrypted(kind: str) -> Refused:
    return refused(
        "encrypted",
        f"Tệp {kind} được đặt mật khẩu nên không đọc được nội dung.",
        "Bỏ mật khẩu rồi gửi lại tệp.",
    )


def converted(encoding: str, count: int = 0) -> Notice:
    """The notice of an old encoding, named."""
    label = LABELS[encoding]
    where: dict[str, object] = {"encoding": label, **({"runs": count} if count else {})}
    return Notice(
        "documents.legacy_encoding",
        f"Tệp dùng bảng mã cũ {label}; đã chuyển sang Unicode.",
        "Đối chiếu chữ hoa có dấu và tên riêng với bản gốc.",
        where,
    )


def notices_of(decoded: Decoded) -> list[Notice]:
    """What decoding had to do to the text."""
    notices = []
    if decoded.encoding != UNICODE:
        notices.append(converted(decoded.encoding))
    if decoded.decomposed:
        notices.append(Notice("documents.decomposed", "Chữ Unicode tổ hợp (dấu rời) đã được ghép thành chữ dựng sẵn."))
    if decoded.replaced:
        notices.append(
            Notice(
                "documents.undecodable",
                f"{decoded.replaced} chỗ không giải mã được, thay bằng ký hiệu “\ufffd”; "
                f"chỗ đầu tiên ở byte {decoded.first_bad}.",
                "Đối chiếu các chỗ này với bản gốc, hoặc gửi tệp lưu ở dạng UTF-8.",
                {"count": decoded.replaced, "offset": decoded.first_bad},
            )
        )
    return notices
