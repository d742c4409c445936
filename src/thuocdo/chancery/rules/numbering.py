"""Numbers of papers: which kinds share a series, how a number and its symbol are written (số, ký hiệu văn bản).

Decree 30/2020/NĐ-CP, Article 15 and Appendix I, II.3: numbers begin at 01 on 1 January; a named kind has its own
abbreviation before that of the agency ("3667/QĐ-UBND"), a letter the agency and who drafted it ("176/UBND-KSTT").
Which kinds share a series each agency decides: data (`packs/national/numbering.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from thuocdo.kernel.errors import Refused
from thuocdo.kernel.text import fold

LETTER = "cong_van"


@dataclass(frozen=True)
class Kind:
    """A kind of paper (loại văn bản): its code, printed name, abbreviation (empty for a letter)."""

    code: str
    name: str
    symbol: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """One series of numbers (dãy số): its code in the books and what people call it."""

    code: str
    name: str


@dataclass(frozen=True)
class Policy:
    """How numbers are given from a day on: kinds that share a series, the series coming in, digits at least.

    `units` are keys of the units it is for, empty for all; `provenance` says how sure it is.
    """

    valid_from: date
    units: tuple[str, ...]
    digits: int
    shared: tuple[tuple[Series, tuple[str, ...]], ...]
    coming_in: Series
    legal_basis: str = ""
    provenance: str = ""

    def series_of(self, kind: Kind) -> Series:
        """The series in which a kind gets its number: its own, unless it shares one."""
        shared = (series for series, kinds in self.shared if kind.code in kinds)
        return next(shared, Series(kind.code, kind.name))

    def written(self, number: int) -> str:
        """A number as papers print it, with a leading zero under 10.

        >>> one = Policy(date(2020, 3, 5), (), 2, (), Series("den", "Văn bản đến"))
        >>> one.written(7), one.written(3667)
        ('07', '3667')
        """
        return f"{number:0{self.digits}d}"


@dataclass(frozen=True)
class Numbering:
    """The pack as objects: kinds, abbreviations of bodies by kind of unit, policies."""

    kinds: tuple[Kind, ...]
    bodies: Mapping[str, str]
    policies: tuple[Policy, ...]

    def kind(self, said: str) -> Kind:
        """The kind by its code or any of its names. Refused `chancery.unknown_kind`."""
        wanted = fold(said).strip()
        for kind in self.kinds:
            if wanted in {kind.code, *(fold(name) for name in (kind.name, *kind.also))}:
                return kind
        raise Refused(
            "chancery.unknown_kind",
            f"Không có loại văn bản “{said}” trong danh mục cấp số." if wanted else "Chưa rõ loại văn bản để cấp số.",
            "Chọn một trong 29 loại của Nghị định 30/2020/NĐ-CP (quyết định, kế hoạch, công văn…).",
        )

    def policy(self, unit_key: str, on: date) -> Policy:
        """The policy of a unit on a day: its own before the common one, the latest first."""
        fitting = [one for one in self.policies if one.valid_from <= on and (not one.units or unit_key in one.units)]
        if not fitting:
            raise Refused(
                "chancery.no_policy", f"Chưa có quy định cấp số cho ngày {on:%d/%m/%Y}.",
                "Xem packs/national/numbering.yaml: mục series áp dụng từ ngày nào.",
            )  # fmt: skip
        return max(fitting, key=lambda one: (bool(one.units), one.valid_from))

    def series_name(self, code: str) -> str:
        """What people call a series; the code itself when no policy knows it any more."""
        for policy in reversed(self.policies):
            for series in (policy.coming_in, *(series for series, _kinds in policy.shared)):
                if series.code == code:
                    return series.name
        return next((kind.name for kind in self.kinds if kind.code == code), code)

    def kinds_of(self, code: str, policy: Policy) -> list[Kind]:
        """Kinds that get their numbers in a series."""
        return [kind for kind in self.kinds if policy.series_of(kind).code == code]


def parse(content: Mapping[str, Any]) -> Numbering:
    """The content of the pack as objects; `faults` has been asked before."""
    return Numbering(
        tuple(
            Kind(str(row["code"]), str(row["name"]), str(row.get("symbol") or ""), tuple(row.get("also") or ()))
            for row in content["kinds"]
        ),
        {str(kind): str(symbol) for kind, symbol in content["bodies"].items()},
        tuple(_policy(row) for row in content["series"]),
    )


def _policy(row: Mapping[str, Any]) -> Policy:
    shared = tuple((_series(one), tuple(str(code) for code in one["kinds"])) for one in row.get("shared") or ())
    return Policy(
        date.fromisoformat(str(row["valid_from"])), tuple(row.get("units") or ()), int(row["digits"]), shared,
        _series(row["coming_in"]), str(row.get("legal_basis") or ""), str(row.get("provenance") or ""),
    )  # fmt: skip


def _series(row: Mapping[str, Any]) -> Series:
    return Series(str(row["code"]), str(row["name"]))


def faults(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with the content of a pack: (key, message)."""
    missing = [(name, "thiếu mục này") for name in ("kinds", "bodies", "series") if not content.get(name)]
    if missing:
        return missing
    codes = [str(row.get("code") or "") for row in content["kinds"]]
    found = [(code or "kinds", "mã ghi hai lần hoặc để trống") for code in codes if not code or codes.count(code) > 1]
    for row in content["series"]:
        found += _faults_of(row, codes)
    return found


def _faults_of(row: Mapping[str, Any], codes: Sequence[str]) -> list[tuple[str, str]]:
    place = str(row.get("valid_from") or "series")
    try:
        policy = _policy(row)
    except (KeyError, TypeError, ValueError) as error:
        return [(place, f"thiếu hoặc sai mục {error}")]
    listed = [code for _series, kinds in policy.shared for code in kinds]
    unknown = [(place, f"không có loại “{code}”") for code in listed if code not in codes]
    twice = [(place, f"loại “{code}” ở hai dãy số") for code in sorted(set(listed)) if listed.count(code) > 1]
    # A shared series must not take the code of a kind outside it: two series would run in one book.
    taken = [
        (place, f"mã dãy số “{series.code}” trùng mã một loại văn bản không thuộc dãy")
        for series, kinds in policy.shared
        if series.code in codes and series.code not in kinds
    ]
    return [*unknown, *twice, *taken, *([] if policy.digits >= 1 else [(place, "digits phải từ 1")])]
