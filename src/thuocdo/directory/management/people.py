"""`thuocdo people add`: enter a person with a post and an account; the first way in of a new installation."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date

from thuocdo.kernel.errors import Refused

HELP = """Thêm người dùng: họ tên, vị trí công tác, tài khoản. Mật khẩu được hỏi, hoặc đọc từ dòng đầu của đầu vào.

Ví dụ: thuocdo people add --name "Trần Thị Hoa" --username hoa --unit NA.SNV --title "Chuyên viên" --role cycle_owner"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["add"], help="add: thêm một người")
    parser.add_argument("--name", required=True, help="họ và tên")
    parser.add_argument("--username", required=True, help="tên đăng nhập, chữ thường")
    parser.add_argument("--unit", required=True, help="mã đơn vị, ví dụ NA.SNV (xem thuocdo units resolve)")
    parser.add_argument("--title", required=True, help="chức vụ như trong quyết định")
    parser.add_argument("--role", required=True, help="vai trò trong packs/national/roles.yaml")
    parser.add_argument("--start", type=date.fromisoformat, help="ngày bắt đầu (YYYY-MM-DD), mặc định hôm nay")
    parser.add_argument("--head", action="store_true", help="là người đứng đầu đơn vị")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, again = getpass.getpass("Mật khẩu: "), getpass.getpass("Gõ lại: ")
    if first != again:
        raise Refused("people.passwords_differ", "Hai lần gõ mật khẩu không giống nhau.", "Chạy lại lệnh.")
    return first


def run(args: argparse.Namespace) -> int:
    from django.db import transaction

    from thuocdo.core import clock
    from thuocdo.core.audit import SYSTEM
    from thuocdo.directory import services
    from thuocdo.directory.models import Unit

    unit = Unit.objects.filter(key=args.unit).first()
    if unit is None:
        raise Refused("people.unknown_unit", f"Không có đơn vị “{args.unit}”.", "Tra mã bằng `thuocdo units resolve`.")
    password, at = _password(), clock.now()
    terms = services.Terms(title=args.title, role=args.role, start=args.start or at.date(), is_head=args.head)
    with transaction.atomic():
        person = services.create_person(full_name=args.name, by=SYSTEM, at=at)
        services.appoint(person=person, unit=unit, terms=terms, by=SYSTEM, at=at)
        services.open_account(person=person, username=args.username, password=password, by=SYSTEM, at=at)
    print(f"Đã thêm {person.full_name}, đăng nhập bằng “{args.username.lower()}”.")
    return 0
