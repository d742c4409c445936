"""What a sheet of people, posts and accounts would change: added, changed, unchanged, refused, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from thuocdo.directory.rules.accounts_known import Change, Known, KnownPerson, KnownPost, Planned, SheetPlan
from thuocdo.directory.rules.accounts_sheet import DOT, Head, Line
from thuocdo.directory.rules.authority import Span
from thuocdo.kernel.masking import mask
from thuocdo.kernel.text import fold

DATA = ("national_id", "email", "phone")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def plan(lines: Sequence[Line], known: Known, head: Head | None = None) -> SheetPlan:
    """Compare every line with what is known; what cannot be is noted in the line's faults."""
    planned = [Planned(line) for line in lines]
    _who(planned, known)
    for one in planned:
        _where(one, known)
        _data(one, known)
        _post(one, known)
        _account(one, known)
    _together(planned, known)
    return SheetPlan(planned, head.unknown, head.places) if head else SheetPlan(planned)


# --- who


def _who(planned: Sequence[Planned], known: Known) -> None:
    by_number = {person.data["national_id"]: pk for pk, person in known.people.items() if person.data["national_id"]}
    by_name: dict[str, list[int]] = {}
    for pk, person in known.people.items():
        by_name.setdefault(fold(person.full_name), []).append(pk)
    first: dict[tuple[str, str], Planned] = {}
    for one in planned:
        one.person = _known_person(one, known, by_number, by_name)
        if one.person is None:
            _join(one, first)
        else:
            _fits(one, known.people[one.person])


def _known_person(
    one: Planned, known: Known, by_number: Mapping[str, int], by_name: Mapping[str, list[int]]
) -> int | None:
    """The known person of a line: by code, national id, user name, or the same name in the same post."""
    line = one.line
    code, number, username = line.get("person"), _real(line.get("national_id")), line.get("username")
    owner = by_number.get(number) if number else None
    if code is not None:
        if code not in known.people:
            line.wrong("person", f"không có người mang mã {code}; để trống nếu là người mới")
            return None
        if owner is not None and owner != code:
            line.wrong("national_id", "số định danh này đã là của một người khác trong hệ thống")
        return int(code)
    if owner is not None:
        return owner
    if username and username in known.usernames:
        if known.usernames[username] in known.people:
            return known.usernames[username]
        line.wrong("username", f"tên đăng nhập “{username}” đã có người dùng")
    return _namesake(one, known, by_name.get(fold(str(line.get("full_name") or "")), []))


def _real(text: Any) -> str:
    return "" if not text or DOT in str(text) else str(text)


def _namesake(one: Planned, known: Known, keys: Iterable[int]) -> int | None:
    """Somebody of the same name in the same post, or the only one of that name without any: not a second person."""
    unit, role = _unit_key(one.line, known), _role_code(one.line, known)
    own = [pk for pk in keys if not _real(one.line.get("national_id")) or not known.people[pk].data["national_id"]]
    same = [pk for pk in own if any(post.unit == unit and post.role == role for post in known.people[pk].posts)]
    bare = [pk for pk in own if not known.people[pk].posts]
    found = same if same else bare
    return found[0] if len(found) == 1 else None


def _join(one: Planned, first: dict[tuple[str, str], Planned]) -> None:
    """Lines about the same new person: the first enters them, the others add posts."""
    line = one.line
    name = fold(str(line.get("full_name") or ""))
    for kind in ("national_id", "username"):
        value = _real(line.get(kind))
        if not value:
            continue
        earlier = first.setdefault((kind, value), one)
        if earlier is one:
            continue
        if fold(str(earlier.line.get("full_name") or "")) != name:
            words = f"trùng với dòng {earlier.line.number} nhưng họ tên khác"
            line.wrong(kind, words)
            earlier.line.wrong(kind, f"trùng với dòng {line.number} nhưng họ tên khác")
        one.of_line = earlier.of_line or earlier.line.number
        return
    one.of_line = line.number
    if not _real(line.get("national_id")) and not line.get("username"):
        said = "|".join(fold(str(line.get(key) or "")) for key in ("full_name", "unit", "role"))
        twin = first.setdefault(("line", said), one)
        if twin is not one:
            line.wrong("full_name", f"cùng họ tên, đơn vị, vai trò với dòng {twin.line.number}; ghi số định danh")


def _fits(one: Planned, person: KnownPerson) -> None:
    line = one.line
    if not person.managed:
        line.wrong("person" if line.get("person") else "national_id", "người này không thuộc phạm vi bạn quản lý")
    if person.erased:
        line.wrong("person", "dữ liệu cá nhân của người này đã được xóa")
    if line.get("person") is None and line.get("full_name") and fold(line.get("full_name")) != fold(person.full_name):
        line.wrong(
            "full_name", "số định danh hoặc tên đăng nhập này là của người có họ tên khác; ghi mã người để đính chính"
        )


# --- where


def _unit_key(line: Line, known: Known) -> str:
    text = str(line.get("unit") or "")
    if text in known.units:
        return text
    keys = known.names.get(fold(text), ())
    start = line.get("start")
    if len(keys) > 1 and start:
        # One name through time: the department before and after a merger.
        keys = tuple(key for key in keys if _in_force(known, key, start))
    return keys[0] if len(keys) == 1 else ""


def _in_force(known: Known, key: str, on: date) -> bool:
    day = Span(start=on, end=on + timedelta(days=1))
    return any(day.within(span) for span in known.units[key].spans)


def _role_code(line: Line, known: Known) -> str:
    text = str(line.get("role") or "")
    return text if text in known.roles.values() else known.roles.get(fold(text), "")


def _where(one: Planned, known: Known) -> None:
    line = one.line
    one.unit, one.role = _unit_key(line, known), _role_code(line, known)
    one.unit_name = known.units[one.unit].name if one.unit else ""
    if line.get("unit") and not one.unit:
        several = known.names.get(fold(str(line.get("unit"))), ())
        line.wrong(
            "unit", "tên này có ở nhiều đơn vị; ghi mã" if several else "không có đơn vị này; chọn trong danh sách"
        )
    if line.get("role") and not one.role:
        line.wrong("role", "không có vai trò này; chọn trong danh sách")
    if one.unit and not known.units[one.unit].managed:
        line.wrong("unit", "đơn vị ngoài phạm vi bạn quản lý")
    start, end = line.get("start"), line.get("end")
    if start and end and end < start:
        line.wrong("end", "ngày cuối sớm hơn ngày đầu")
    if one.unit and start and not _in_force(known, one.unit, start):
        line.wrong("unit", f"đơn vị không hoạt động ngày {start:%d/%m/%Y}")


# --- data of the person


def _data(one: Planned, known: Known) -> None:
    line = one.line
    person = known.people.get(one.person) if one.person is not None else None
    for key in DATA:
        value = line.get(key)
        if not value:
            continue
        if DOT in value:
            if person is None or value != person.masked.get(key, ""):
                line.wrong(key, "giá trị đã che không khớp với người này; ghi đủ hoặc để trống")
            line.values[key] = ""
        elif person is not None and value != person.data[key]:
            one.changes.append(Change("person", key, person.masked.get(key, ""), mask(key, value)))
    if person is not None and line.get("full_name") and line.get("full_name") != person.full_name:
        one.changes.append(Change("person", "full_name", person.full_name, line.get("full_name")))


# --- the post


def _post(one: Planned, known: Known) -> None:
    line = one.line
    fields = _fields(line, known)
    start, last = line.get("start"), line.get("end")
    old = _same_post(one, known)
    end = last + timedelta(days=1) if last else (old.end if old and "end" not in line.values else None)
    one.terms = {
        "title": line.get("title") or "", "role": one.role, "start": start, "end": end,
        "is_head": bool(line.get("is_head")) if "is_head" in line.values else bool(old and old.is_head),
        "fields": fields if fields or old is None else old.fields,
        "legal_basis": line.get("legal_basis") or (old.legal_basis if old else ""),
    }  # fmt: skip
    one.post, one.new_post = (old.pk if old else None), old is None
    if old is not None:
        one.changes += _differences(old, one.terms)


def _fields(line: Line, known: Known) -> tuple[str, ...]:
    found = []
    by_roman = dict(zip(ROMAN, known.fields, strict=False))
    for word in line.get("fields") or ():
        code = word if word in known.fields else by_roman.get(word.upper().rstrip("."), "")
        code = code or next((key for key, name in known.fields.items() if fold(name).endswith(fold(word))), "")
        if not code:
            line.wrong("fields", f"không có lĩnh vực “{word}”; ghi số La Mã I đến {ROMAN[len(known.fields) - 1]}")
        elif code not in found:
            found.append(code)
    return tuple(code for code in known.fields if code in found)


def _same_post(one: Planned, known: Known) -> KnownPost | None:
    """The post that a line is about: same unit and role, from the same day, else at an overlapping time."""
    person = known.people.get(one.person) if one.person is not None else None
    start, last = one.line.get("start"), one.line.get("end")
    if person is None or not one.unit or not one.role or start is None:
        return None
    span = Span(start=start, end=last + timedelta(days=1) if last else None)
    posts = [post for post in person.posts if post.unit == one.unit and post.role == one.role]
    same = [post for post in posts if post.start == start]
    return next(iter(same or [post for post in posts if post.span.overlaps(span)]), None)


def _differences(old: KnownPost, terms: Mapping[str, Any]) -> list[Change]:
    was = {
        "title": old.title, "start": old.start, "end": old.end, "is_head": old.is_head, "fields": old.fields,
        "legal_basis": old.legal_basis,
    }  # fmt: skip
    return [Change("post", key, told(key, was[key]), told(key, terms[key])) for key in was if was[key] != terms[key]]


def told(key: str, value: Any) -> str:
    """A value of a post as people write it in the sheet."""
    if key == "end" and value:
        value = value - timedelta(days=1)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "x" if value else ""
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


# --- the account


def _account(one: Planned, known: Known) -> None:
    line = one.line
    person = known.people.get(one.person) if one.person is not None else None
    username, wanted = line.get("username") or "", line.get("account") or ""
    has = person.username if person else ""
    if has and username and username != has:
        line.wrong("username", f"người này đã có tên đăng nhập “{has}”, không đổi được")
    elif username and not has:
        if known.usernames.get(username, one.person) != one.person or username in known.usernames:
            line.wrong("username", f"tên đăng nhập “{username}” đã có người dùng")
        one.account = "open" if wanted != "closed" else ""
    elif wanted and not has:
        line.wrong("account", "người này chưa có tài khoản; ghi tên đăng nhập để mở")
    elif has and person is not None and wanted:
        active = wanted == "open"
        one.account = "" if active == person.is_active else "reopen" if active else "close"
        if one.account:
            old, new = ("khóa", "mở") if active else ("mở", "khóa")
            one.changes.append(Change("account", "account", old, new))


# --- lines against each other and against what stands


def _together(planned: Sequence[Planned], known: Known) -> None:
    taken: dict[object, list[Planned]] = {}
    heads: dict[str, list[Planned]] = {}
    rewritten = {one.post: one for one in planned if one.post is not None}
    for one in planned:
        if not one.unit or not one.role or one.terms.get("start") is None:
            continue
        who: object = one.person if one.person is not None else ("new", one.of_line)
        for other in taken.setdefault(who, []):
            _beside(one, other)
        taken[who].append(one)
        if one.terms["is_head"]:
            heads.setdefault(one.unit, []).append(one)
            _head(one, heads[one.unit], known, rewritten)
    for lines in taken.values():
        _separate(lines, known)
    _one_account(planned)


def _span(one: Planned) -> Span:
    return Span(start=one.terms["start"], end=one.terms["end"])


def _beside(one: Planned, other: Planned) -> None:
    if one.unit == other.unit and one.role == other.role and _span(one).overlaps(_span(other)):
        one.line.wrong("role", f"vị trí này đã có ở dòng {other.line.number}")


def _head(one: Planned, lines: Sequence[Planned], known: Known, rewritten: Mapping[int, Planned]) -> None:
    for other in lines:
        if other is not one and _span(other).overlaps(_span(one)):
            one.line.wrong("is_head", f"đơn vị đã có người đứng đầu ở dòng {other.line.number}")
    for post, _person, span in known.heads.get(one.unit, ()):
        kept = rewritten.get(post)
        still = _span(kept) if kept and kept.terms.get("start") and kept.terms["is_head"] else span
        if post != one.post and (kept is None or kept.terms.get("is_head")) and still.overlaps(_span(one)):
            one.line.wrong(
                "is_head", "đơn vị đã có người đứng đầu trong thời gian này; kết thúc vị trí của người trước"
            )


def _separate(lines: Sequence[Planned], known: Known) -> None:
    """Roles that one person may not hold together, among the lines and beside the posts that no line is about."""
    person = known.people.get(lines[0].person) if lines[0].person is not None else None
    about = {one.post for one in lines}
    others = [(post.role, post.span) for post in (person.posts if person else ()) if post.pk not in about]
    for one in lines:
        beside = [role for role, span in others if span.overlaps(_span(one))]
        beside += [other.role for other in lines if other is not one and _span(other).overlaps(_span(one))]
        if wrong := known.clash(beside, one.role):
            one.line.wrong("role", f"một người không được giữ cùng lúc với vai trò “{wrong}”")


def _one_account(planned: Sequence[Planned]) -> None:
    """An account is opened, closed or reopened once, by the first line that says so."""
    done: dict[object, Planned] = {}
    for one in planned:
        who: object = one.person if one.person is not None else ("new", one.of_line)
        if not one.account:
            continue
        first = done.setdefault(who, one)
        if first is one:
            continue
        if first.line.get("username") != one.line.get("username") and one.account == "open":
            one.line.wrong("username", f"dòng {first.line.number} ghi tên đăng nhập khác cho cùng người")
        one.account = ""
        one.changes = [change for change in one.changes if change.what != "account"]
