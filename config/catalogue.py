"""The English catalogue (danh mục bản dịch): gathers the words of the program and compiles their translations.

A development tool; run it as `make catalogue`. It needs Babel, which the running program does not.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
POT = LOCALE / "django.pot"
PO = LOCALE / "en" / "LC_MESSAGES" / "django.po"
FOLDERS = ("src", "config")
NOT_SHOWN = {"tests", "migrations"}
WIDTH = 120
HEADER = "# English of Thước Đo. Vietnamese is the source; words of documents and of the law are not translated."

# Functions by what they take: one message, singular and plural, or a context that tells equal words apart.
ONE = {"_", "_lazy", "say", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
# A refusal is made by rules that know no language: its message and remedy are translated where they are shown.
REFUSALS = {"Refused", "NotAllowed", "Stale"}
CONSOLE_ONLY = {"config", "management", "packs", "packs.py", "postgres.py"}


class Words(NamedTuple):
    """One message of the program: the words, or singular and plural, and the context that tells equal words apart."""

    id: str | tuple[str, ...]
    context: str | None = None


def sources() -> list[Path]:
    """Python modules and templates whose words reach a screen."""
    found = [path for folder in FOLDERS for kind in ("*.py", "*.html") for path in (ROOT / folder).rglob(kind)]
    return sorted(path for path in found if not NOT_SHOWN & set(path.parts))


def words_of(path: Path) -> Iterator[Words]:
    """Words of one file, in order; words put together from values are left out."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        yield from _of_template(text, path.name)
        return
    refusals = set() if CONSOLE_ONLY & set(path.relative_to(ROOT).parts) else REFUSALS
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _of_call(node.func.id, node, refusals)


def _of_template(text: str, name: str) -> Iterator[Words]:
    from django.utils.translation.template import templatize

    code = io.BytesIO(templatize(text, origin=name).encode())
    for _line, words, _comments, context in extract("python", code):
        yield Words(words if isinstance(words, str) else tuple(words), context)


def _of_call(name: str, call: ast.Call, refusals: set[str]) -> Iterator[Words]:
    said = [one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "" for one in call.args]
    if name in ONE and said and said[0]:
        yield Words(said[0])
    elif name in PLURAL and all(said[:2]):
        yield Words((said[0], said[1]))
    elif name in WITH_CONTEXT and all(said[:2]):
        yield Words(said[1], said[0])
    elif name in refusals:
        yield from (Words(one) for one in said[1:3] if one)


def extracted() -> Catalog:
    """All words of the program, each with the names of the files that say it; no lines, so that moves are silent."""
    found = Catalog(project="Thước Đo", charset="utf-8")
    for path in sources():
        place = (path.relative_to(ROOT).as_posix(), 0)
        for words in words_of(path):
            known = found.get(words.id if isinstance(words.id, str) else words.id[0], words.context)
            if known is None or place not in known.locations:
                found.add(words.id, locations=[place], context=words.context)
    return found


def committed() -> Catalog:
    """The English catalogue as it is kept, or an empty one."""
    if not PO.exists():
        return Catalog(locale="en", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def open_words(catalogue: Catalog) -> list[str]:
    """Words without a translation that can be used: empty, half empty, or only guessed."""
    return [str(message.id) for message in catalogue if message.id and not _translated(message.string, message.fuzzy)]


def _translated(string: str | Sequence[str] | None, guessed: bool) -> bool:
    forms = [string] if isinstance(string, str) else list(string or [""])
    return not guessed and all(forms)


def compiled(catalogue: Catalog) -> bytes:
    """What the running program reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> int:
    """Bring the catalogue up to date with the words of the program; 1 when some still need a translation."""
    template = extracted()
    catalogue = committed()
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy, catalogue.header_comment = False, HEADER
    catalogue.project, catalogue.version = "Thước Đo", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Thước Đo"
    PO.parent.mkdir(parents=True, exist_ok=True)
    for path, content in ((POT, template), (PO, catalogue)):
        with path.open("wb") as file:
            write_po(file, content, width=WIDTH, sort_output=True, include_lineno=False)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = open_words(catalogue)
    sys.stdout.write(f"{len(catalogue)} messages, {len(missing)} without a translation\n")
    sys.stdout.writelines(f"  {words}\n" for words in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
