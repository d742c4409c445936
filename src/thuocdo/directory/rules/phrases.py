"""Phrases of documents taken apart: list marks, heads of bodies, quantifiers, pieces of a list, vague words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thuocdo.directory.rules.names import exact
from thuocdo.kernel.text import squeeze

MARK = re.compile(r"^(?:[-+*•–]\s*|\d{1,2}[.)]\s+|[a-zđ]\)\s+)+", re.I)
REMARK = re.compile(r"\s*\((?:để\s+)?(?:b/c|báo cáo|p/h|phối hợp|t/h|thực hiện|chủ trì)\)", re.I)
TRAILING = re.compile(r"(?:\s+(?:tổng hợp|thực hiện|chủ trì|phối hợp))+$", re.I)
LEADING = re.compile(r"^(?:kính gửi|giao|chủ trì|phối hợp(?:\s+với)?|do)\s*:?\s+", re.I)
HARD = re.compile(r"\s*(?:;|\n|\s[-•]\s(?=(?:các|sở|ubnd|ủy ban|văn phòng)\b)|\.\s+(?=[-A-ZĐÀ-Ỹ])|"
                  r"\bchủ trì,?\s+phối hợp(?:\s+với)?\b|\bphối hợp(?:\s+với)?\b)\s*", re.I)  # fmt: skip
SOFT = re.compile(r"(\s*,\s+(?:và\s+)?|\s*,(?=[a-zđà-ỹ])|\s+và\s+|\s+cùng(?:\s+với)?\s+|\s*\+\s*)")
QUANTIFIER = re.compile(r"^(?:tất cả\s+)?(?:các|những|toàn bộ|toàn thể|mọi|từng|mỗi)\s+|^tất cả\s+", re.I)
SCOPE = re.compile(r"\s+(?:ở\s+các\s+cấp|(?:trên|trong)(?:\s+toàn)?(?:\s+địa bàn)?(?:\s+toàn)?\s+tỉnh|trên địa bàn|"
                   r"(?:trong\s+)?toàn\s+tỉnh|cấp\s+tỉnh|của\s+tỉnh|trực thuộc tỉnh|nêu trên)$", re.I)  # fmt: skip
INNER = re.compile(r"(?<=UBND)\s+các(?=\s)|(?<=nhân dân)\s+các(?=\s)|(?<=^sở)\s+các(?=\s)", re.I)
HEAD = re.compile(
    r"^(?:các\s+)?(?:phó\s+)?(?:giám\s+đốc|thủ\s+trưởng|chủ\s+tịch|trưởng(?:\s+ban)?|chánh|"
    r"người\s+đứng\s+đầu|lãnh\s+đạo|p(?:ct|gđ)\b)\s+", re.I)  # fmt: skip
TITLE = re.compile(HEAD.pattern.removesuffix(r"\s+"), re.I)
VAGUE = re.compile(r"\b(?:có\s+)?liên\s+quan\b", re.I)
REFERENCE = re.compile(r"^như\s+(?:trên|điều)", re.I)
STAFF = re.compile(r"^(?:(?:tất cả|toàn thể)\s+)?(?:các\s+)?(?:cán bộ|công chức|viên chức|người lao động)\b", re.I)
BRACKETS = re.compile(r"\s*\(([^()]+)\)")
GENERIC = frozenset(
    exact(
        "các tất cả những mọi sở ban ngành đơn vị địa phương cơ quan cấp tổ chức đoàn thể phòng chuyên môn cá nhân "
        "có liên quan ở tỉnh doanh nghiệp và khác trong trên địa bàn bộ phận"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One stretch between two delimiters of a list, with the delimiter before it."""

    text: str
    before: str = ""


def clean(text: str) -> str:
    """A phrase without list marks, remarks such as "(b/c)", closing stops and verbs that a table cell adds."""
    plain = REMARK.sub("", MARK.sub("", squeeze(text)))
    plain = plain.strip(" .,;:/-–")
    return TRAILING.sub("", LEADING.sub("", plain)).strip(" .,;:")


def parts(text: str) -> list[str]:
    """What stands between semicolons, new lines, full stops and "phối hợp": lists of their own."""
    return [piece for chunk in HARD.split(text) if chunk and (piece := clean(chunk))]


def atoms(text: str) -> list[Atom]:
    """A list cut at commas and at "và", so that neighbours can be joined again where a name contains them.

    >>> [atom.text for atom in atoms("Các Sở, ban, ngành và địa phương")]
    ['Các Sở', 'ban', 'ngành', 'địa phương']
    """
    pieces = SOFT.split(text)
    found = [Atom(pieces[0].strip())]
    found += [Atom(pieces[i + 1].strip(), pieces[i]) for i in range(1, len(pieces) - 1, 2)]
    kept = [atom for atom in found if atom.text and not TITLE.fullmatch(atom.text)]
    return kept or found[:1]


def joined(run: list[Atom]) -> str:
    """Atoms as they stood in the text."""
    return run[0].text + "".join(atom.before + atom.text for atom in run[1:])


def is_generic(text: str) -> bool:
    """Whether only class words stand here ("các đơn vị"), no proper name."""
    return all(word in GENERIC for word in exact(text).split())


def vague_runs(run: list[Atom]) -> list[tuple[int, int]]:
    """Where "... liên quan" reaches: back over class words to the "các" that opens them, as index pairs [i, j)."""
    found: list[tuple[int, int]] = []
    for end, atom in enumerate(run):
        if not VAGUE.search(atom.text):
            continue
        start = end
        while start > 0 and not QUANTIFIER.match(run[start].text) and is_generic(run[start - 1].text):
            start -= 1
        found.append((start, end + 1))
    return found
