"""The explanation of a reading as a text for people: stage after stage, places as "trang.dòng" (2.14: page 2, line 14).

Each item is followed by the rules that made it, innermost last; the last section says what each rule is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
WIDTH = 96
PAGES_SHOWN = 40
STAGES = {
    "layout": "dàn trang", "parts": "phần", "metadata": "đầu văn bản", "citations": "viện dẫn", "tasks": "nhiệm vụ",
    "targets": "chỉ tiêu", "shortcomings": "hạn chế",
}  # fmt: skip
FIELDS = {
    "document_type": "loại", "number_symbol": "số, ký hiệu", "date": "ngày", "place": "nơi ban hành",
    "issuer": "cơ quan", "issuer_above": "cơ quan chủ quản", "issuing_authority": "thẩm quyền", "subject": "trích yếu",
    "addressees": "kính gửi", "recipients": "nơi nhận", "archive": "lưu", "signer": "người ký",
    "signing_role": "quyền hạn ký", "signatures": "vết ký in", "attachments": "kèm theo",
}  # fmt: skip
KINDS = {
    "citations": "VĂN BẢN ĐƯỢC VIỆN DẪN", "targets": "CHỈ TIÊU", "tasks": "NHIỆM VỤ",
    "shortcomings": "TỒN TẠI, HẠN CHẾ",
}  # fmt: skip
# What of an item is told in a line of its own, besides its words.
TOLD = {
    "lead_agencies": "chủ trì", "coordinating_agencies": "phối hợp", "outputs": "sản phẩm", "deadlines": "thời hạn",
    "deadline": "thời hạn", "comparator": "so sánh", "value": "mức", "unit": "đơn vị", "field": "lĩnh vực",
    "lead_inherited": "chủ trì lấy từ mục trên", "columns_shifted": "cột lệch", "report_to": "báo cáo về",
    "urgency": "khẩn", "as_printed": "in là", "number": "số", "date": "ngày", "issuer": "cơ quan", "role": "vai trò",
}  # fmt: skip


def explained(told: Json) -> str:
    """The text in Vietnamese that shows how a document was read."""
    stages = (_loading(told["loading"]), _structure(told), _items(told), _rest(told), _rules(told))
    return "\n".join([f"VĂN BẢN {told['file']}", *(line for stage in stages for line in stage)]) + "\n"


def _loading(told: Json) -> Iterator[str]:
    pages = told["pages"]
    yield ""
    yield "1. NẠP TỆP"
    yield f"  dạng {told['format']}; bảng mã {', '.join(told['encoding'])}; {len(pages)} trang, {told['letters']} ký tự"
    yield f"  SHA-256 {told['sha256']}"
    listed = ", ".join(map(str, pages[:PAGES_SHOWN])) + (" ..." if len(pages) > PAGES_SHOWN else "")
    yield f"  ký tự mỗi trang: {listed}"
    for notice in told["notices"]:
        yield f"  ! [{notice['code']}] {notice['message']}"


def _structure(told: Json) -> Iterator[str]:
    yield ""
    yield "2. QUYẾT ĐỊNH CỦA CÁC BƯỚC"
    for one in told["decisions"]:
        why = f" ({one['why']})" if one["why"] else ""
        yield f"  {_place(one):>8} [{STAGES.get(one['stage'], one['stage'])}] {one['what']}{why}"
    yield ""
    yield "3. PHẦN, KHỐI"
    for order, part in enumerate(told["parts"], start=1):
        title = f": {short(part['title'])}" if part["title"] else ""
        yield f"  PHẦN {order} ({part['kind']}) {part['document_type']}{title}"
        for block in part["blocks"]:
            yield from _block(block)
    yield ""
    yield "4. ĐẦU, CUỐI VĂN BẢN"
    for one in told["header"]:
        if one["value"] in (None, "", [], {}) and not one["how"]:
            continue
        how = f" ({one['how']})" if one["how"] else ""
        printed = f" ← “{short(one['printed'], 60)}”" if one["printed"] else ""
        yield f"  {_place(one):>8} {FIELDS[one['field']]:<16} {short(_words(one['value']), 80)}{how}{printed}"


def _block(block: Json) -> Iterator[str]:
    name = block["path"] or block["label"]
    yield f"  {_place(block):>8} {block['kind']:<10} {name:<12} {short(block['text'])}"
    if "rows" in block:
        yield f"           cột: {short(' | '.join(block['header']))}"
    for row in block.get("rows", ()):
        yield f"           {row['kind']:<8} {row['path'] or row['number']:<12} {short(' | '.join(row['cells']))}"


def _items(told: Json) -> Iterator[str]:
    for order, (kind, title) in enumerate(KINDS.items(), start=5):
        listed = told["items"][kind]
        yield ""
        yield f"{order}. {title} ({len(listed)})"
        for item in listed:
            yield from _item(item)


def _item(item: Json) -> Iterator[str]:
    name = item.get("id") or item.get("number") or item.get("section") or ""
    words = short(item["text"] or item.get("title"))
    yield f"  {_place(item):>8} {item['confidence']:.2f} {short(str(name), 30)} {words}"
    said = "; ".join(
        f"{words}: {short(_words(item[key]), 60)}"
        for key, words in TOLD.items()
        if key != "number" and item.get(key) not in (None, "", [], False, {})
    )
    if said:
        yield f"             {said}"
    yield f"             ở: {item['block'] or 'không thuộc khối nào'}" + (
        f"; chữ đã sửa: {item['edited']}" if item.get("edited") else ""
    )
    if item["rules"]:
        yield f"             do: {' › '.join(_called(item['rules']))}"
    for doubt in item["doubts"]:
        yield f"             ? [{doubt['code']}] {doubt['message']}"


def _called(rules: list[Json]) -> Iterator[str]:
    """The rules one after another, the module named once: "tasks_prose.ProseReader.read:89 › visit_all:113"."""
    before = ""
    for rule in rules:
        home, _, own = rule["name"].rpartition(".")
        yield f"{own if home == before else rule['name']}:{rule['line']}"
        before = home


def _rules(told: Json) -> Iterator[str]:
    """What the rules named above say of themselves, each once."""
    found = {rule["name"]: rule["says"] for kind in KINDS for item in told["items"][kind] for rule in item["rules"]}
    yield ""
    yield f"11. CÁC QUY TẮC ĐÃ NÊU ({len(found)})"
    for name, says in sorted(found.items()):
        yield f"  {name}"
        if says:
            yield f"      {says}"


def _rest(told: Json) -> Iterator[str]:
    yield ""
    yield f"9. KHỐI KHÔNG CHO MỤC NÀO ({len(told['silent'])})"
    for one in told["silent"]:
        yield f"  {_place(one):>8} {one['block']:<18} {short(one['text'])}"
    yield ""
    yield "10. ĐIỂM CẦN XEM LẠI"
    for doubt in told["doubts"]:
        yield f"  ? [{doubt['code']}] {doubt['message']}"
    for notice in told["notices"]:
        yield f"  ! [{notice['code']}] {notice['message']}"


def _place(one: Json) -> str:
    return f"{one['page']}.{one['line']}" if one.get("page") else "-"


def _words(value: Any) -> str:
    """A value on one line: lists with semicolons, deadlines and dates by their printed words."""
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, Mapping):
        printed = value.get("text") or value.get("title")
        rest = {key: one for key, one in value.items() if key in ("kind", "value", "precision", "op") and one}
        said = ", ".join(f"{key}={_words(one)}" for key, one in (rest or value).items() if one and key != "spans")
        return f"{printed} [{said}]" if printed and rest else str(printed or said)
    return str(value)


def short(text: Any, width: int = WIDTH) -> str:
    """A text on one line, cut to a width with an ellipsis."""
    plain = " ".join(str(text or "").split())
    return plain if len(plain) <= width else f"{plain[: width - 1]}…"
