"""`thuocdo sign`: put a PAdES signature on a PDF."""

from __future__ import annotations

import argparse
import getpass
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thuocdo.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from thuocdo.documents.signing import Key, Order

HELP = """Ký số một tệp PDF (PAdES) bằng khóa trong tệp PKCS#12 hoặc trên thiết bị PKCS#11 (không cần cơ sở dữ liệu).

Người có thẩm quyền ký trước (--above, --below), cơ quan ký sau (--agency); tệp kèm theo riêng: --attachment-of.
Mật khẩu, mã PIN: đọc từ biến môi trường THUOCDO_KEY_PASSWORD, nếu không có thì hỏi trên màn hình.

Ví dụ:
  thuocdo sign ke-hoach.pdf --key chu-tich.p12 --out da-ky.pdf --above "PHÓ CHỦ TỊCH" --below "Bùi Đình Long"
    --image chu-ky.png
  thuocdo sign da-ky.pdf --key co-quan.p12 --out phat-hanh.pdf --agency "UBND tỉnh Nghệ An" --image dau.png
  thuocdo sign phu-luc.pdf --key co-quan.p12 --out phu-luc-da-ky.pdf --attachment-of 12/KH-UBND"""


# Names of the blanks of a paper: number, day, month.
BLANKS = ("so", "ngay", "thang")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="tệp PDF")
    parser.add_argument("--key", type=Path, help="tệp khóa .p12, .pfx")
    parser.add_argument("--token", type=Path, help="thư viện PKCS#11 của thiết bị ký (thay cho --key)")
    parser.add_argument("--token-label", default="", help="nhãn thiết bị ký; không cần khi chỉ cắm một thiết bị")
    parser.add_argument("--label", default="", help="nhãn khóa trên thiết bị; không cần khi chỉ có một khóa")
    parser.add_argument("--remote", default="", metavar="NAME", help="tên khóa ở dịch vụ ký số từ xa (thay cho --key)")
    parser.add_argument("--otp", default="", help="mã một lần của dịch vụ ký từ xa")
    parser.add_argument("--out", type=Path, required=True, help="tệp kết quả")
    parser.add_argument("--above", default="", help="dòng chức vụ phía trên chỗ ký; cùng --below thì chữ ký hiện hình")
    parser.add_argument("--below", default="", help="họ tên phía dưới chỗ ký")
    parser.add_argument("--agency", default="", help="tên cơ quan: dấu của cơ quan trùm 1/3 bên trái chữ ký đã có")
    parser.add_argument("--attachment-of", default="", metavar="NUMBER", help="số, ký hiệu văn bản mà tệp này kèm theo")
    parser.add_argument("--image", type=Path, help="ảnh chữ ký hoặc dấu (PNG nền trong)")
    parser.add_argument("--stamped", action="store_true", help="xin dấu thời gian của máy chủ đã khai báo")
    parser.add_argument("--long-term", action="store_true", help="nhúng dữ liệu để kiểm tra lâu dài")
    parser.add_argument("--trust", type=Path, help="thư mục chứng thư tin cậy dùng cho --long-term")
    parser.add_argument("--blanks", action="store_true", help="tạo ô cho số, ngày, tháng sẽ điền sau chữ ký này")
    parser.add_argument("--number", default="", help="điền số vào ô trước khi ký; cùng --day, --month")
    parser.add_argument("--day", default="", help="điền ngày")
    parser.add_argument("--month", default="", help="điền tháng")
    parser.add_argument("--reason", default="", help="lý do ký")


def run(args: argparse.Namespace) -> int:
    """Sign and say where the result is. Refused when key or file do not open, or the place is not found."""
    from thuocdo.core import clock
    from thuocdo.documents.reading.loading import LIMIT, read_bytes_of
    from thuocdo.documents.signing import sign

    data, at = _prepared(read_bytes_of(args.file, LIMIT), args), clock.real_now()
    order = replace(_order(args, data, at), reason=args.reason, **_beside(args))
    args.out.write_bytes(sign(data, _key(args), order, at=at))
    print(args.out)
    return 0


def _prepared(data: bytes, args: argparse.Namespace) -> bytes:
    """The paper with blanks for a number that it gets after this signature, or with the number in the blanks."""
    from thuocdo.documents.signing import filled, with_blanks

    values = {name: value for name, value in zip(BLANKS, (args.number, args.day, args.month), strict=True) if value}
    data = with_blanks(data) if args.blanks else data
    return filled(data, values) if values else data


def _order(args: argparse.Namespace, data: bytes, at: datetime) -> Order:
    from thuocdo.documents.reading.loading import LIMIT, read_bytes_of
    from thuocdo.documents.signing import Order, by_agency, by_person, on_attachment

    image = read_bytes_of(args.image, LIMIT) if args.image else b""
    if args.attachment_of:
        return on_attachment(data, number_symbol=args.attachment_of, at=at)
    if args.agency:
        return by_agency(data, at=at, unit=args.agency, image=image)
    if args.above and args.below:
        return by_person(data, post=args.above, name=args.below, at=at, image=image)
    return Order()


def _beside(args: argparse.Namespace) -> dict[str, Any]:
    """Time stamp and long-term data, where they are asked for."""
    if not (args.stamped or args.long_term):
        return {}
    from config import boot
    from thuocdo.core.paths import PACKS
    from thuocdo.documents.signing import load_trust

    boot.with_settings()
    from thuocdo.documents import outside

    stamp = outside.time_stamps()
    if args.stamped and stamp is None:
        raise Refused(
            "signing.no_server", "Chưa khai báo máy chủ dấu thời gian.", "Ghi địa chỉ vào biến THUOCDO_TSA_URL."
        )
    if not args.long_term:
        return {"stamp": stamp}
    trust = load_trust(args.trust or PACKS / "national" / "trust")
    return {"stamp": stamp, "long_term": True, "trust": trust, "ask": outside.proofs_asked()}


def _remote(args: argparse.Namespace, pin: str) -> Key:
    from config import boot

    boot.with_settings()
    from thuocdo.documents import outside

    service = outside.remote_signing()
    if service is None:
        raise Refused(
            "signing.no_server", "Chưa khai báo dịch vụ ký số từ xa.", "Ghi địa chỉ vào biến THUOCDO_SIGN_URL."
        )
    return service.key(args.remote, pin=pin, otp=args.otp)


def _key(args: argparse.Namespace) -> Key:
    from thuocdo.documents.reading.loading import LIMIT, read_bytes_of
    from thuocdo.documents.signing import FileKey, TokenKey

    if sum(map(bool, (args.key, args.token, args.remote))) != 1:
        raise Refused(
            "signing.no_key", "Cần đúng một trong ba: --key, --token hoặc --remote.", "Xem thuocdo sign --help."
        )
    secret = os.environ.get("THUOCDO_KEY_PASSWORD")
    secret = getpass.getpass("Mật khẩu hoặc mã PIN của khóa: ") if secret is None else secret
    if args.remote:
        return _remote(args, secret)
    if args.token:
        return TokenKey(args.token, secret, args.label, token=args.token_label)
    return FileKey(read_bytes_of(args.key, LIMIT), secret)
