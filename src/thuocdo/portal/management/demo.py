"""`thuocdo demo`: build the demo year, once."""

from __future__ import annotations

import argparse

from thuocdo.kernel.errors import Refused

HELP = """Dựng năm minh họa 2025 từ năm văn bản thật và tiến độ giả lập.

Ví dụ: thuocdo demo"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accounts", action="store_true", help="chỉ in tài khoản dùng thử")


def ready() -> str:
    """Make sure that the demo year is there; returns the accounts as text for the terminal."""
    from thuocdo.portal.demo import people, story

    if story.holds_official_data():
        raise Refused(
            "demo.official_data",
            "Cơ sở dữ liệu này đã có người dùng thật, hoặc lần dựng minh họa trước bị ngắt giữa chừng.",
            "Chạy `thuocdo serve` không kèm --demo, hoặc đặt THUOCDO_VAR sang thư mục khác để dựng minh họa.",
        )
    if not story.is_there():
        story.build()
    lines = [f"  {row.username:<10} {row.name}, {row.who}" for row in people.accounts()]
    return "\n".join(["Tài khoản dùng thử (mật khẩu chung: " + people.PASSWORD + "):", *lines, ""])


def run(args: argparse.Namespace) -> int:
    from thuocdo.portal.demo import story

    if args.accounts and not story.is_there():
        raise Refused("demo.not_built", "Chưa dựng năm minh họa.", "Chạy `thuocdo demo`.")
    print(ready())
    return 0
