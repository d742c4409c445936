"""Old compound files (OLE, [MS-CFB]): which streams they hold. Only the directory is read, never what is in it."""

from __future__ import annotations

import struct

from thuocdo.documents.reading.formats.loaded import truncated

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128
END = 0xFFFFFFFA  # this and all above are marks, no sectors
MOST_SECTORS = 4096
STORAGE, STREAM, ROOT = 1, 2, 5
# Shorter streams lie in a stream of streams, which nobody needs to look into.
SMALLEST = 4096


class Compound:
    """The directory of a compound file. Refused `documents.truncated` when it cannot be followed."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            shift = struct.unpack_from("<H", data, 30)[0]
            self.size = 1 << shift
            if shift not in (9, 12):
                raise ValueError
            self.table = self._table()
            self.entries = self._entries(struct.unpack_from("<I", data, 48)[0])
        except (struct.error, ValueError, IndexError) as error:
            raise truncated("Office đời cũ") from error
        if not self.entries:
            raise truncated("Office đời cũ")

    def _table(self) -> list[int]:
        """Where the table of sectors lies: its first 109 sectors are named in the head."""
        return [place for place in struct.unpack_from("<109I", self.data, 76) if place < END]

    def _next(self, sector: int) -> int:
        block, at = divmod(sector, self.size // 4)
        if block >= len(self.table):
            return END
        return int(struct.unpack_from("<I", self.data, (self.table[block] + 1) * self.size + at * 4)[0])

    def chain(self, sector: int, most: int = MOST_SECTORS) -> bytes:
        """The bytes of the sectors from this one on, at most so many; a chain that runs in a circle ends there."""
        parts: list[bytes] = []
        seen: set[int] = set()
        while sector < END and sector not in seen and len(seen) < most:
            seen.add(sector)
            part = self.data[(sector + 1) * self.size : (sector + 2) * self.size]
            if not part:
                break
            parts.append(part)
            sector = self._next(sector)
        return b"".join(parts)

    def _entries(self, first: int) -> list[tuple[str, int]]:
        """(name, first sector) of every entry in use; sector END for what is no stream of sectors of its own."""
        directory = self.chain(first)
        found = []
        for at in range(0, len(directory) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind not in (STORAGE, STREAM, ROOT) or not 2 <= length <= 64:
                continue
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            sector, size = struct.unpack_from("<II", directory, at + 116)
            found.append((name, sector if kind == STREAM and size >= SMALLEST else END))
        return found

    def names(self) -> frozenset[str]:
        """Names of all streams and folders."""
        return frozenset(name for name, _ in self.entries)

    def head_of(self, name: str) -> bytes:
        """The first sector of a large stream; empty when there is none of the name."""
        return self.chain(dict(self.entries).get(name, END), most=1)
