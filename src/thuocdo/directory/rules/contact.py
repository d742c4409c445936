"""Data about a person as people write them (họ tên, số định danh, thư, điện thoại): tidied, or what is wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence

from thuocdo.kernel.text import squeeze

NATIONAL_ID = re.compile(r"[0-9]{12}")
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
PHONE = re.compile(r"(?:\+84|0)[0-9]{8,10}")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")
BETWEEN_DIGITS = re.compile(r"[\s.\-()]+")
LONGEST_NAME = 120
# Letters and digits that are not taken for one another when read aloud or from paper.
PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def name_fault(name: str) -> str:
    """What is wrong with a full name; empty when nothing is.

    >>> name_fault("Trần Thị Hoa"), name_fault("A"), name_fault("040185001234")
    ('', 'thiếu họ và tên', 'không phải họ tên')
    """
    if len(name) < 2:
        return "thiếu họ và tên"
    if not any(letter.isalpha() for letter in name) or "@" in name or len(name) > LONGEST_NAME:
        return "không phải họ tên"
    return ""


def name_doubt(name: str) -> str:
    """Why a full name in a sheet is probably something else that slipped into the column.

    >>> name_doubt("Trần Thị Hoa"), name_doubt("Phòng 5"), name_doubt("040185001234")
    ('', 'họ tên có chữ số; có thể cột bị lệch', 'không phải họ tên; có thể cột bị lệch')
    """
    if fault := name_fault(name):
        return fault if fault.startswith("thiếu") else f"{fault}; có thể cột bị lệch"
    return "họ tên có chữ số; có thể cột bị lệch" if any(letter.isdigit() for letter in name) else ""


def tidy_national_id(text: str) -> str:
    """A personal identification number (số định danh cá nhân, twelve digits: Law 26/2023/QH15) without what separates
    its digits; what is no such number comes back as it is, for `national_id_fault`."""
    return BETWEEN_DIGITS.sub("", text.strip())


def national_id_fault(number: str) -> str:
    """What is wrong with a tidied number.

    >>> national_id_fault("040185001234"), national_id_fault("")
    ('', '')
    >>> national_id_fault("40185001234")
    'có 11 chữ số; số định danh có 12 chữ số (Excel hay bỏ số 0 ở đầu: định dạng cột là văn bản)'
    """
    if not number or NATIONAL_ID.fullmatch(number):
        return ""
    if not (number.isascii() and number.isdigit()):
        return "số định danh chỉ gồm 12 chữ số"
    lost = " (Excel hay bỏ số 0 ở đầu: định dạng cột là văn bản)" if len(number) < 12 else ""
    return f"có {len(number)} chữ số; số định danh có 12 chữ số{lost}"


def tidy_phone(text: str) -> str:
    """A telephone number without what separates its digits."""
    return BETWEEN_DIGITS.sub("", text.strip())


def phone_fault(number: str) -> str:
    """What is wrong with a tidied telephone number.

    >>> phone_fault("0912345678"), phone_fault("02383844500"), phone_fault("912345678")
    ('', '', 'số điện thoại bắt đầu bằng 0 hoặc +84, có 9 đến 11 chữ số')
    """
    if not number or PHONE.fullmatch(number):
        return ""
    return "số điện thoại bắt đầu bằng 0 hoặc +84, có 9 đến 11 chữ số"


def email_fault(address: str) -> str:
    """What is wrong with an e-mail address.

    >>> email_fault("lan.vt@nghean.gov.vn"), email_fault(""), email_fault("lan@nghean")
    ('', '', 'địa chỉ thư có dạng ten@nghean.gov.vn')
    """
    return "" if not address or EMAIL.fullmatch(address) else "địa chỉ thư có dạng ten@nghean.gov.vn"


def username_fault(name: str) -> str:
    """What is wrong with a user name in lower case."""
    if USERNAME.fullmatch(name):
        return ""
    return "tên đăng nhập gồm chữ thường không dấu, số, dấu chấm, gạch ngang, ít nhất hai ký tự"


def usual_username(full_name: str, fold: Callable[[str], str]) -> str:
    """The user name that offices usually make of a name: given name, then the first letters of the others.

    >>> from thuocdo.kernel.text import fold
    >>> usual_username("Vi Thị Lan", fold), usual_username("Đặng Anh Tuấn", fold)
    ('lanvt', 'tuanda')
    """
    words = re.sub(r"[^a-z ]", "", fold(squeeze(full_name))).split()
    return words[-1] + "".join(word[0] for word in words[:-1]) if words else ""


def one_time_password(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A password to be used once (mật khẩu dùng một lần): four groups of four plain letters, about 79 bits.

    >>> one_time_password(lambda letters: letters[0])
    'aaaa-aaaa-aaaa-aaaa'
    """
    return "-".join("".join(choose(PLAIN) for _ in range(GROUP)) for _ in range(GROUPS))


def is_generated(password: str) -> bool:
    """Whether a password has the shape of `one_time_password`, so that nobody thought it up.

    >>> is_generated(one_time_password()), is_generated("mat-khau-cua-lan")
    (True, False)
    """
    groups = password.split("-")
    return [len(group) for group in groups] == [GROUP] * GROUPS and set("".join(groups)) <= set(PLAIN)
