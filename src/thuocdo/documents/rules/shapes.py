"""What each kind of item may say: the small schema that a correction must fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from thuocdo.documents.rules.dating import impossible_dates, read_date
from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import squeeze

Json = dict[str, Any]

FIELDS = {
    "institutions": "Cải cách thể chế",
    "procedures": "Cải cách thủ tục hành chính",
    "organisation": "Cải cách tổ chức bộ máy",
    "civil_service": "Cải cách chế độ công vụ",
    "public_finance": "Cải cách tài chính công",
    "digital_government": "Xây dựng chính quyền điện tử, chính quyền số",
    "steering": "Chỉ đạo, điều hành",
}
COMPARATORS = {
    ">=": "từ … trở lên (≥)",
    "=": "đúng bằng (=)",
    ">": "trên (>)",
    "<=": "không quá (≤)",
    "<": "dưới (<)",
}
ROLES = {"basis": "Căn cứ, thực hiện", "mention": "Nhắc đến", "self": "Chính văn bản này"}
LETTERS = {"task": "N", "target": "C", "shortcoming": "T", "citation": "V", "objective": "M"}
LONGEST = 6000
PLACE_KEYS = ("spans", "confidence", "doubts")


class WrongFields(Refused):
    """A correction does not fit its kind; `problems` names every wrong field with its sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(
            "documents.wrong_fields",
            " ".join(self.problems.values()),
            "Sửa các ô được nêu rồi lưu lại; những ô khác vẫn giữ nguyên.",
        )


def data_of(read: Mapping[str, Any]) -> Json:
    """The content of a thing as read, without the columns that the item keeps apart (spans, confidence, doubts)."""
    return {name: value for name, value in read.items() if name not in PLACE_KEYS}


def fitted(kind: str, data: Mapping[str, Any], known: Mapping[str, Any]) -> Json:
    """The corrected content, checked for its kind and laid over what is known; raises `WrongFields`.

    >>> fitted("shortcoming", {"text": " chưa  quyết liệt ", "field": ""}, {"row": 3})
    {'row': 3, 'text': 'chưa quyết liệt', 'field': None}
    """
    problems: dict[str, str] = {}
    result = dict(known)
    for name, check in SHAPES[kind].items():
        if name not in data:
            continue
        try:
            result[name] = check(data[name])
        except Refused as refusal:
            problems[name] = f"{refusal.message} {refusal.remedy}".strip()
    if kind == "citation":
        _check_citation(result, problems)
    elif not result.get("text") and "text" not in problems:
        problems["text"] = "Nội dung còn trống. Ghi lại câu như trong văn bản."
    if problems:
        raise WrongFields(problems)
    return result


def _check_citation(data: Json, problems: dict[str, str]) -> None:
    if not (data.get("number") or data.get("title")) and "number" not in problems:
        problems["number"] = "Cần số, ký hiệu hoặc tên của văn bản được viện dẫn."


def _text(value: Any) -> str:
    text = squeeze(str(value or ""))
    if len(text) > LONGEST:
        raise Refused(
            "documents.too_long", f"Nội dung dài {len(text)} chữ cái, quá {LONGEST}.", "Tách thành nhiều mục."
        )
    return text


def _line(value: Any) -> str | None:
    return _text(value) or None


def _lines(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Refused("documents.not_a_list", "Cần một danh sách, mỗi dòng một mục.")
    return [line for entry in value if (line := _text(entry))]


def _choice(choices: Mapping[str, str], missing: str | None = None) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if not value:
            return missing
        if str(value) not in choices:
            raise Refused(
                "documents.unknown_choice", f"“{value}” không có trong danh sách chọn.", "Chọn một giá trị có sẵn."
            )
        return str(value)

    return check


def _number(value: Any) -> float | int | list[Any] | None:
    """A number as people type it: full stops between thousands, a decimal comma."""
    if value is None or isinstance(value, int | float | list):
        return value
    text = squeeze(str(value)).rstrip("%").strip()
    if not text:
        return None
    plain = text.replace(" ", "")
    plain = plain.replace(".", "").replace(",", ".") if "," in plain or _has_thousands(plain) else plain
    try:
        number = float(plain)
    except ValueError:
        raise Refused("documents.bad_number", f"“{text}” không phải là số.", "Ghi dạng 95 hoặc 95,5.") from None
    if number != number or abs(number) > 1e15:
        raise Refused("documents.bad_number", f"“{text}” không phải là số dùng được.", "Ghi dạng 95 hoặc 95,5.")
    return int(number) if number == int(number) else number


def _has_thousands(text: str) -> bool:
    whole, *groups = text.split(".")
    return bool(groups) and whole.isdigit() and all(len(group) == 3 and group.isdigit() for group in groups)


def _deadline(value: Any) -> Json | None:
    if not value:
        return None
    if not isinstance(value, dict) or "kind" not in value:
        raise Refused("documents.bad_deadline", "Thời hạn không đúng dạng.", "Ghi thời hạn bằng lời như trong văn bản.")
    problems = impossible_dates(str(value.get("text", "")))
    if problems:
        raise Refused("documents.bad_date", problems[0], "Xem lại văn bản gốc rồi ghi đúng ngày có trong lịch.")
    return dict(value)


def _deadlines(value: Any) -> list[Json]:
    if not isinstance(value, list):
        raise Refused("documents.not_a_list", "Cần một danh sách thời hạn.")
    return [deadline for entry in value if (deadline := _deadline(entry))]


def _date(value: Any) -> str | None:
    return read_date(str(value or "")).value or None


SHAPES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "task": {
        "text": _text,
        "lead_agencies": _lines,
        "coordinating_agencies": _lines,
        "outputs": _lines,
        "deadlines": _deadlines,
        "section": _line,
        "field": _choice(FIELDS),
    },
    "target": {
        "text": _text,
        "subject": _text,
        "comparator": _choice(COMPARATORS, "="),
        "value": _number,
        "unit": _line,
        "deadline": _deadline,
        "section": _line,
        "field": _choice(FIELDS),
    },
    "shortcoming": {"text": _text, "field": _choice(FIELDS)},
    "objective": {"text": _text, "section": _line, "field": _choice(FIELDS)},
    "citation": {
        "type": _line,
        "number": _line,
        "date": _date,
        "issuer": _line,
        "title": _line,
        "role": _choice(ROLES, "mention"),
    },
}
