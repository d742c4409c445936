"""Keys that the server may sign with (khóa ký trên máy chủ), where the operator has put some: of a unit, of a person.

A folder named by THUOCDO_SIGNING_KEYS holds `unit-<unit key>.p12` and `person-<number>.p12`, each with its passphrase
in a file of the same name that ends in `.pass`; or `.toml` instead of `.p12` for a token: library, label, slot, token.
An image of the signature or the seal stands beside as `.png`. Nothing of it is kept in the database.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from thuocdo.directory.models import Person, Unit
from thuocdo.documents.signing import FileKey, Key, TokenKey


@dataclass(frozen=True)
class ServerKey:
    """A key of the server with the image that belongs to it; `demo` keys prove nothing and say so."""

    key: Key
    image: bytes = b""
    demo: bool = False


class Keys:
    """The folder of keys; nothing is found where no folder is named."""

    def __init__(self) -> None:
        self.folder = Path(settings.THUOCDO_SIGNING_KEYS) if settings.THUOCDO_SIGNING_KEYS else None

    def of_unit(self, unit: Unit) -> ServerKey | None:
        """The key with which a unit signs."""
        return self._named(f"unit-{unit.key}")

    def of_person(self, person: Person) -> ServerKey | None:
        """The key of a person; in production people sign with their own means, and this stays empty."""
        return self._named(f"person-{person.pk}")

    def _named(self, name: str) -> ServerKey | None:
        if self.folder is None:
            return None
        file, token = self.folder / f"{name}.p12", self.folder / f"{name}.toml"
        secret = self._text(f"{name}.pass").strip()
        image = self.folder / f"{name}.png"
        drawn = image.read_bytes() if image.is_file() else b""
        if file.is_file():
            return ServerKey(FileKey(file.read_bytes(), secret), drawn, (self.folder / "DEMO").is_file())
        if token.is_file():
            told = tomllib.loads(token.read_text(encoding="utf-8"))
            key = TokenKey(
                Path(told["library"]), secret, str(told.get("label", "")), told.get("slot"), str(told.get("token", ""))
            )  # fmt: skip
            return ServerKey(key, drawn)
        return None

    def _text(self, name: str) -> str:
        assert self.folder is not None
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.is_file() else ""
