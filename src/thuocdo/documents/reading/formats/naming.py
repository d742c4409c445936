"""Names of files: made fit to be shown and kept, and what they claim a file to be."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 200
# Endings and the formats (keys of `loading.READERS`) that may stand behind them without a word: word processors save
# web pages and RTF as .doc, clerks call any spreadsheet .xls.
CLAIMS: dict[str, frozenset[str]] = {
    ".pdf": frozenset({"pdf"}),
    ".docx": frozenset({"docx"}),
    ".doc": frozenset({"doc", "docx", "rtf", "html"}),
    ".rtf": frozenset({"rtf"}),
    ".odt": frozenset({"odt"}),
    ".ods": frozenset({"ods"}),
    ".xlsx": frozenset({"xlsx"}),
    ".xls": frozenset({"xls", "xlsx", "html"}),
    ".html": frozenset({"html"}),
    ".htm": frozenset({"html"}),
    ".csv": frozenset({"csv", "txt"}),
    ".tsv": frozenset({"csv", "txt"}),
    ".txt": frozenset({"txt", "md", "csv"}),
    ".md": frozenset({"txt", "md"}),
}
# Marks that turn the direction of writing, so that "gpj.exe" reads "exe.jpg".
TURNING = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def file_name(name: str, fallback: str = "tep") -> str:
    """The last part of a name, composed, without what cannot be shown or kept, at most LONGEST letters.

    >>> file_name("../../etc/pass\\x00wd"), file_name("C:\\\\tạm\\\\a.docx"), file_name(" .. "), file_name("\\u202etxt")
    ('passwd', 'a.docx', 'tep', 'txt')
    """
    plain = TURNING.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/")
    shown = "".join(letter for letter in plain if unicodedata.category(letter)[0] != "C")
    last = " ".join(PurePosixPath(shown).name.split())
    if not last.strip(". "):
        return fallback
    if len(last) <= LONGEST:
        return last
    ending = PurePosixPath(last).suffix[:10]
    return last[: LONGEST - len(ending)] + ending


def ending(name: str) -> str:
    """The ending of a name in small letters, with its point.

    >>> ending("Kế hoạch.DOCX"), ending("README")
    ('.docx', '')
    """
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def differs(name: str, kind: str) -> str:
    """The ending of a name that claims another format than the file has; empty where they agree or nothing is claimed.

    >>> differs("a.docx", "txt"), differs("a.pdf", "pdf"), differs("a", "txt")
    ('.docx', '', '')
    """
    claimed = ending(name)
    return claimed if claimed in CLAIMS and kind not in CLAIMS[claimed] else ""
