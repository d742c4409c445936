"""Checks of the lines of a mapping among themselves: what is missing, said twice, or contradicts another line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from thuocdo.directory.rules.lineage import FUNCTION_TRANSFER, LEVEL_ABOLISHED, ONE, weight_of
from thuocdo.mergers.rules.problems import Problem, error, warning
from thuocdo.mergers.rules.rows import DISSOLVED, EXTENTS, KINDS, WEIGHT_BASES, Row, by_source, ending
from thuocdo.mergers.rules.snapshot import FILE

PLACELESS = (FUNCTION_TRANSFER, LEVEL_ABOLISHED)
# Shares are kept to six places; a third three times is one.
CLOSE = Decimal("0.00001")


def check_lines(rows: Sequence[Row], *, source: str) -> Iterator[Problem]:
    """Every fault and doubt that shows without the directory."""
    for row in rows:
        yield from _cells(row, source)
        yield from _weight(row)
    yield from _twice(rows)
    yield from _descriptions(rows)
    for key, several in by_source(rows).items():
        yield from _fates(key, several)
        yield from _shares(key, several)
    yield from _cycles(rows)


def _cells(row: Row, source: str) -> Iterator[Problem]:
    """What a line must have for itself."""
    if not row.from_key:
        yield error("source_missing", "Chưa ghi mã đơn vị cũ.", line=row.line, column="from_id")
    for column, value, known in (("kind", row.kind, KINDS), ("extent", row.extent, EXTENTS)):
        if value not in known:
            yield error(f"{column}_missing", "Chưa ghi giá trị hợp lệ cho ô này.", line=row.line, column=column,
                        unit=row.from_key)  # fmt: skip
    if not row.to_key and row.kind in KINDS and row.kind != DISSOLVED:
        words = f"Hình thức “{KINDS[row.kind]}” cần mã đơn vị mới."
        yield error("target_missing", words, line=row.line, column="to_id", unit=row.from_key)
    if row.to_key and row.kind == DISSOLVED:
        words = "Giải thể thì không có đơn vị mới ở dòng này; ghi người kế thừa ở dòng khác, hình thức khác."
        yield error("dissolved_with_target", words, line=row.line, column="to_id", unit=row.from_key)
    if row.kind in KINDS and row.extent in EXTENTS and row.is_function != (row.extent == "function"):
        words = "Chuyển chức năng phải ghi ở cả hai cột hình thức và mức độ."
        yield error("function_contradicts", words, line=row.line, column="extent", unit=row.from_key)
    if not row.clause:
        words = "Chưa dẫn điều khoản của văn bản cho dòng này."
        made = error if source == FILE else warning
        yield made("clause_missing", words, line=row.line, column="clause", unit=row.from_key)


def _weight(row: Row) -> Iterator[Problem]:
    if row.weight_basis and row.weight_basis not in WEIGHT_BASES:
        words = f"Căn cứ tỷ lệ là một trong: {', '.join(WEIGHT_BASES)}."
        yield error("bad_weight_basis", words, line=row.line, column="weight_basis", unit=row.from_key)
    if row.weight is None:
        return
    implied = weight_of(row.kind, row.extent)
    if implied is not None and row.weight != implied:
        words = f"Tỷ lệ {row.weight.normalize():f} trái với mức độ “{EXTENTS[row.extent]}” (tỷ lệ {implied})."
        yield error("weight_contradicts", words, line=row.line, column="weight", unit=row.from_key)
    if 0 < row.weight < 1 and not row.weight_basis:
        words = "Có tỷ lệ mà chưa ghi tính theo gì (dân số, diện tích, số hồ sơ ...)."
        yield error("weight_without_basis", words, line=row.line, column="weight_basis", unit=row.from_key)


def _twice(rows: Sequence[Row]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.from_key:
            continue
        first = seen.setdefault((row.from_key, row.to_key), row.line)
        if first != row.line:
            words = f"Cặp {row.from_key} → {row.to_key or '(không có)'} đã ghi ở dòng {first}."
            yield error("pair_twice", words, line=row.line, unit=row.from_key)


def _descriptions(rows: Sequence[Row]) -> Iterator[Problem]:
    """A unit that is founded is described once, or every time the same."""
    first: dict[str, Row] = {}
    for row in rows:
        told = row.founded
        if told is None:
            continue
        other = first.setdefault(row.to_key, row)
        if other.founded != told:
            words = f"Đơn vị mới {row.to_key} mô tả khác với dòng {other.line} (tên, loại, cấp, cấp trên hoặc địa bàn)."
            yield error("founded_twice", words, line=row.line, column="to_name", unit=row.to_key)


def _fates(key: str, several: Sequence[Row]) -> Iterator[Problem]:
    """What a unit becomes must be one thing: it lives on or ends, it goes whole to one place."""
    lives = [row for row in several if row.to_key == key]
    leaves = [row for row in several if not row.stays]
    if any(row.extent == "whole" for row in lives) and leaves:
        words = f"Dòng {lives[0].line} ghi đơn vị này giữ nguyên, dòng này ghi đơn vị đi nơi khác."
        yield error("ends_and_lives", words, line=leaves[0].line, unit=key)
    whole = [row for row in leaves if row.extent == "whole" and row.to_key and row.kind not in PLACELESS]
    parts = [row for row in leaves if row.extent != "whole" and row.to_key and row.kind not in PLACELESS]
    for row in whole[1:]:
        words = f"Đơn vị này đã chuyển toàn bộ sang {whole[0].to_key} (dòng {whole[0].line})."
        yield error("whole_twice", words, line=row.line, unit=key)
    if whole and parts:
        words = f"Dòng {whole[0].line} ghi chuyển toàn bộ, dòng này lại chuyển một phần sang {parts[0].to_key}."
        yield error("whole_and_part", words, line=parts[0].line, unit=key)
    gone = [row for row in several if row.kind == DISSOLVED]
    heirs = [row for row in leaves if row.to_key and row.kind not in (*PLACELESS, DISSOLVED)]
    if gone and heirs:
        words = f"Dòng {gone[0].line} ghi giải thể, dòng này lại ghi có đơn vị kế thừa là {heirs[0].to_key}."
        yield error("dissolved_and_succeeded", words, line=heirs[0].line, unit=key)


def _shares(key: str, several: Sequence[Row]) -> Iterator[Problem]:
    """Shares of one source make one, when they are given."""
    counted = [row for row in several if row.to_key and row.kind not in PLACELESS]
    shares = [weight_of(row.kind, row.extent) if row.weight is None else row.weight for row in counted]
    given = [share for share in shares if share is not None]
    line, total = (counted[0].line, sum(given, Decimal(0))) if counted else (0, Decimal(0))
    if total > ONE + CLOSE or (given and len(given) == len(counted) and abs(total - ONE) > CLOSE):
        words = f"Tổng tỷ lệ các dòng của đơn vị này là {total.normalize():f}, phải bằng 1."
        yield error("weights_sum", words, line=line, column="weight", unit=key)
    elif len(counted) > 1 and len(given) < len(counted):
        words = f"Đơn vị này chia cho {len(counted)} nơi, còn {len(counted) - len(given)} dòng chưa rõ tỷ lệ: số liệu "
        words += "quy về đơn vị mới sẽ ghi là chưa rõ."
        yield warning("share_unknown", words, line=line, column="weight", unit=key)


def _cycles(rows: Sequence[Row]) -> Iterator[Problem]:
    """A unit that takes over may not itself end on the same day; several of them may even run in a circle."""
    gone = ending(rows)
    heirs: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.gives_duties:
            heirs[row.from_key].append(row.to_key)
    for row in rows:
        if not row.gives_duties or row.to_key not in gone:
            continue
        if _leads_back(row.to_key, row.from_key, heirs):
            words = f"Kế thừa quay vòng: {row.from_key} → {row.to_key} → … → {row.from_key}."
            yield error("cycle", words, line=row.line, unit=row.from_key)
        else:
            words = f"Đơn vị nhận {row.to_key} cũng kết thúc trong đợt này; ghi thẳng đơn vị kế thừa cuối cùng."
            yield error("target_ends", words, line=row.line, column="to_id", unit=row.to_key)


def _leads_back(start: str, goal: str, heirs: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    stack = [start]
    while stack:
        at = stack.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            stack.extend(heirs.get(at, ()))
    return False
