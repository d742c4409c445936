"""Rows of whole tables as text, out of a database and into one, the same letters on every server.

PostgreSQL's own COPY does the work over the ordinary connection, so no tool has to be installed beside the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

import psycopg
from psycopg import sql

# Everything that decides how a value is written as text.
PLAIN = """SET client_encoding = 'UTF8'; SET datestyle = 'ISO, YMD'; SET timezone = 'UTC';
SET intervalstyle = 'postgres';
SET extra_float_digits = 1; SET bytea_output = 'hex'; SET search_path = public; SET statement_timeout = 0;
SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = 0"""
COLUMNS = """SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' GROUP BY c.relname ORDER BY c.relname"""
KEYS = """SELECT c.relname, array_agg(a.attname::text ORDER BY k.place), array_agg(a.attcollation <> 0 ORDER BY k.place)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    WHERE n.nspname = 'public' AND i.indisprimary GROUP BY c.relname"""
REFERENCES = """SELECT DISTINCT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
    JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = 'public'"""
SEQUENCES = """SELECT c.relname, t.relname, a.attname FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_depend d ON d.objid = c.oid AND d.deptype IN ('a', 'i')
    JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE c.relkind = 'S' AND n.nspname = 'public' ORDER BY c.relname"""
BLOCK = 1 << 16

Link = psycopg.Connection[Any]


@dataclass(frozen=True)
class Table:
    """One table: the columns that hold data, and the order in which its rows are always written."""

    name: str
    columns: tuple[str, ...]
    order: tuple[tuple[str, bool], ...]

    def select(self) -> sql.Composed:
        """The statement that reads all rows in an order that no server's collation changes."""
        keys = [sql.SQL('{} COLLATE "C"' if text else "{}").format(sql.Identifier(name)) for name, text in self.order]
        keys = keys or [sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(name)) for name in self.columns]
        return sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
            _names(self.columns), sql.Identifier(self.name), sql.SQL(", ").join(keys)
        )


@dataclass(frozen=True)
class Written:
    """What the rows of a table are: how many, how many bytes as text, and their hash."""

    rows: int
    bytes: int
    sha256: str


class Tally:
    """Counts rows and bytes of a table and hashes them as they pass."""

    def __init__(self) -> None:
        self._hash, self._rows, self._bytes = hashlib.sha256(), 0, 0

    def add(self, data: bytes) -> None:
        """Take the next part; a row ends with a line feed, and none is inside one."""
        self._hash.update(data)
        self._rows += data.count(b"\n")
        self._bytes += len(data)

    def result(self) -> Written:
        """What has passed."""
        return Written(self._rows, self._bytes, self._hash.hexdigest())


def _names(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def tables(link: Link) -> dict[str, Table]:
    """All tables of the database by name."""
    keys = {name: tuple(zip(columns, texts, strict=True)) for name, columns, texts in link.execute(KEYS)}
    return {name: Table(name, tuple(columns), keys.get(name, ())) for name, columns in link.execute(COLUMNS)}


def read(link: Link, table: Table, take: Callable[[bytes], object]) -> Written:
    """Hand all rows of a table to `take`, as text in blocks; returns what they were."""
    tally, held = Tally(), bytearray()

    def hand_over() -> None:
        tally.add(bytes(held))
        take(bytes(held))
        held.clear()

    with link.cursor() as cursor, cursor.copy(table.select()) as copy:
        for row in copy:
            held += row
            if len(held) >= BLOCK:
                hand_over()
    hand_over()
    return tally.result()


def write(link: Link, name: str, columns: Iterable[str], blocks: Iterable[bytes]) -> None:
    """Put rows as text into a table."""
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), _names(columns))
    with link.cursor() as cursor, cursor.copy(into) as copy:
        for block in blocks:
            copy.write(block)


def in_order(link: Link, names: Iterable[str]) -> list[str]:
    """Tables in an order in which what is pointed at comes first; in a circle the checks wait for the end anyway."""
    wanted = set(names)
    graph: dict[str, set[str]] = {name: set() for name in wanted}
    for table, target in link.execute(REFERENCES):
        if table in wanted and target in wanted and table != target:
            graph[table].add(target)
    while True:
        try:
            return list(TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).static_order())
        except CycleError as circle:
            first, second = circle.args[1][:2]
            graph[second].discard(first)


def sequences(link: Link) -> dict[str, int | None]:
    """The last number that each sequence has given, by "table.column"; nothing where it has given none."""
    found: dict[str, int | None] = {}
    for name, table, column in link.execute(SEQUENCES).fetchall():
        state = link.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))).fetchone()
        found[f"{table}.{column}"] = state[0] if state and state[1] else None
    return found


def set_sequences(link: Link, values: dict[str, int | None]) -> None:
    """Let sequences go on after the given numbers."""
    for name, table, column in link.execute(SEQUENCES).fetchall():
        value = values.get(f"{table}.{column}")
        if value is not None:
            link.execute("SELECT setval(%s::regclass, %s)", [f'public."{name}"', value])


def emptied(link: Link, names: Iterable[str]) -> None:
    """Empty tables and silence their triggers, so that rows come in as they went out."""
    listed = sorted(names)
    for name in listed:
        link.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
    link.execute(sql.SQL("TRUNCATE {}").format(_names(listed)))


def guarded(link: Link, names: Iterable[str]) -> None:
    """Check all foreign keys now, and let the triggers work again."""
    link.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in sorted(names):
        link.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))


def blocks_of(source: Any) -> Iterator[bytes]:
    """What a file object holds, in blocks."""
    while block := source.read(BLOCK):
        yield block


def hash_of(source: Any) -> str:
    """SHA-256 of what a file object holds."""
    digest = hashlib.sha256()
    for block in blocks_of(source):
        digest.update(block)
    return digest.hexdigest()
