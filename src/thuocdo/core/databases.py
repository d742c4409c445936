"""Databases beside ours on a server: made, emptied, renamed, dropped, and used in place of ours for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dj_database_url
import psycopg
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

from thuocdo.kernel.errors import Refused

# Databases that every server has; we connect there to make or rename ours.
DOORS = ("postgres", "template1")
TABLES = """SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"""
ORDER = "SELECT datcollate, datctype FROM pg_database WHERE datname = %s AND datlocprovider = 'c'"
# What Django gives its own connections and a plain one has no use for.
DJANGO_ONLY = ("cursor_factory", "context", "prepare_threshold")

Link = psycopg.Connection[Any]


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server and the account we have there, in Django's words (`HOST`, `USER`, ..., `NAME`)."""

    settings: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The database that this account starts from."""
        return str(self.settings["NAME"])

    def connect(self, database: str = "", *, autocommit: bool = False) -> Link:
        """A plain connection to a database of the server; without a name, the one we start from."""
        other = DatabaseWrapper({**self.settings, "NAME": database or self.name})
        params = {key: value for key, value in other.get_connection_params().items() if key not in DJANGO_ONLY}
        return psycopg.connect(**params, autocommit=autocommit)

    @contextmanager
    def at_the_door(self) -> Iterator[Link]:
        """A connection to a database that is nobody's, for acts that no connection to ours may disturb."""
        for door in DOORS:
            try:
                found = self.connect(door, autocommit=True)
            except psycopg.OperationalError:
                continue
            with found:
                yield found
            return
        raise Refused(
            "databases.no_door", "Tài khoản cơ sở dữ liệu không vào được cơ sở dữ liệu postgres để tạo hay đổi tên.",
            "Nhờ quản trị PostgreSQL tạo sẵn một cơ sở dữ liệu rỗng, rồi dùng --into.",
        )  # fmt: skip

    def exists(self, database: str) -> bool:
        """Whether the server has a database of this name."""
        with self.at_the_door() as door:
            return door.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None

    def is_empty(self, database: str) -> bool:
        """Whether a database has no table of anybody."""
        with self.connect(database) as link:
            row = link.execute(TABLES).fetchone()
        return row is not None and row[0] == 0

    def create(self, database: str) -> None:
        """Make an empty database that sorts as the one we start from. Raises `Refused` without the right to."""
        made = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(database))
        with self.at_the_door() as door:
            if order := door.execute(ORDER, [self.name]).fetchone():
                made += sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(*map(sql.Literal, order))
            try:
                door.execute(made)
            except psycopg.errors.InsufficientPrivilege as error:
                raise Refused(
                    "databases.may_not_create", "Tài khoản cơ sở dữ liệu không được tạo cơ sở dữ liệu mới.",
                    "Cho quyền bằng ALTER ROLE … CREATEDB, hoặc tạo sẵn một cơ sở dữ liệu rỗng rồi dùng --into.",
                ) from error  # fmt: skip

    def drop(self, database: str) -> None:
        """Remove a database that we have made ourselves."""
        with self.at_the_door() as door:
            door.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))

    def wipe(self, database: str) -> None:
        """Take everything out of a database that was empty before we began."""
        with self.connect(database) as link:
            link.execute("DROP SCHEMA public CASCADE")
            link.execute("CREATE SCHEMA public")

    def refuse_in_use(self) -> None:
        """Refuse while anybody else is connected to our database; this thread lets go of it first."""
        connection.close()
        with self.at_the_door() as door:
            users = door.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [self.name]).fetchone()
        if users and users[0]:
            raise Refused(
                "databases.in_use", f"Còn {users[0]} kết nối đang dùng cơ sở dữ liệu {self.name}.",
                "Dừng `thuocdo serve`, gunicorn và `thuocdo worker` rồi làm lại.",
            )  # fmt: skip

    def swap(self, theirs: str, *, keep_as: str) -> None:
        """Put database `theirs` in the place of ours, which stays under another name. Refused while ours is in use."""
        self.refuse_in_use()
        with self.at_the_door() as door:
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            with door.transaction():
                for old, new in ((self.name, keep_as), (theirs, self.name)):
                    door.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))


def ours() -> Server:
    """The server that this process uses, with its account."""
    return Server(dict(connection.settings_dict))


def at(address: str) -> Server:
    """Another server, or another account on ours, by its address (`postgresql://…`)."""
    return Server({**connection.settings_dict, **dj_database_url.parse(address)})


@contextmanager
def in_use(server: Server, database: str) -> Iterator[None]:
    """Let this thread work on another database; other threads and processes keep theirs."""
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = {**server.settings, "NAME": database}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before
