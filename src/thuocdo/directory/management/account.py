"""`thuocdo account`: help somebody who cannot sign in, from the console of the server; also the last operator."""

from __future__ import annotations

import argparse

from thuocdo.kernel.errors import Refused

HELP = """Giúp người không đăng nhập được: xem cách mở tài khoản, đặt lại bước xác thực thứ hai, kết thúc mọi phiên.

Ví dụ: thuocdo account reset-factors quantri --why "mất điện thoại, đã gặp trực tiếp\""""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = ["show", "reset-factors", "end-sessions"]
    parser.add_argument(
        "verb", choices=verbs, help="show: xem; reset-factors: đặt lại bước hai; end-sessions: kết thúc phiên"
    )
    parser.add_argument("username", help="tên đăng nhập")
    parser.add_argument("--why", default="", help="lý do, ghi vào nhật ký")


def run(args: argparse.Namespace) -> int:
    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import live_sessions, queries, services

    account = queries.account_named(args.username)
    if account is None:
        raise Refused("account.unknown", f"Không có tài khoản “{args.username}”.", "Kiểm tra lại tên đăng nhập.")
    if args.verb == "show":
        factors = queries.factors_of(account)
        print(f"{account.username}: {'đang mở' if account.is_active else 'đã khóa'}")
        print(f"  mật khẩu: {'có' if account.has_usable_password() else 'không có, chỉ đăng nhập một lần'}")
        print(f"  ứng dụng mã xác nhận: {'có' if factors.totp else 'không'}; khóa đăng nhập: {len(factors.passkeys)}")
        print(f"  mã dự phòng còn: {factors.codes_left}; phiên đang mở: {len(live_sessions.open_sessions(account))}")
    elif args.verb == "reset-factors":
        services.reset_factors(account=account, why=args.why, by=SYSTEM, at=clock.now())
        print(f"Đã đặt lại bước xác thực thứ hai của “{account.username}”; mọi phiên đã kết thúc.")
    else:
        ended = services.end_sessions(account=account, why=args.why, by=SYSTEM, at=clock.now())
        print(f"Đã kết thúc {ended} phiên của “{account.username}”.")
    return 0
