"""The database role of the serving program (vai trò cơ sở dữ liệu): it may add to the audit, and never change it.

Tables belong to the owner, who makes them (`thuocdo prepare`). Pages and the worker sign in as another role without
UPDATE, DELETE or TRUNCATE on what is only ever added to, and which owns nothing, so that it can switch off no trigger.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from django.db import connection
from psycopg import sql

from thuocdo.kernel.errors import Refused

ROLE = "thuocdo_app"
SERVING = "THUOCDO_SERVE_DATABASE_URL"
# Tables that only grow. The former beliefs of the directory are kept by triggers, which add as the role itself.
ONLY_ADDED_TO = ("core_auditrow", "core_auditanchor", "directory_pastversion", "directory_pastsuccession")
ONLY_READ = ("django_migrations",)
CHANGES = ("UPDATE", "DELETE", "TRUNCATE")
MAINTAIN_SINCE = 170_000
STATEMENTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {role};
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON {grown} FROM {role}, PUBLIC;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {read} FROM {role}, PUBLIC;
"""
HEAD = """-- Quyền của vai trò phục vụ: chạy bằng chủ sở hữu các bảng, sau `thuocdo prepare` và sau mỗi lần nâng cấp.
-- Tạo vai trò một lần (cần quyền CREATEROLE), với mật khẩu của mình:
--   CREATE ROLE {role} LOGIN PASSWORD '...' NOSUPERUSER NOCREATEDB NOCREATEROLE;
-- rồi đặt {serving}=postgresql://{role}:...@máy-chủ/tên-cơ-sở-dữ-liệu cho thuocdo serve, worker, gunicorn."""
WAYS = """
WITH grown AS (SELECT c.* FROM unnest(%(tables)s::text[]) name JOIN pg_class c ON c.oid = to_regclass(name))
SELECT r.rolsuper, r.rolcreaterole,
    array(SELECT relname::text FROM grown WHERE pg_has_role(r.oid, relowner, 'MEMBER') ORDER BY 1),
    array(SELECT DISTINCT relname::text FROM grown, unnest(%(changes)s::text[]) what
          WHERE has_table_privilege(r.oid, grown.oid, what) ORDER BY 1),
    has_parameter_privilege(r.oid, 'session_replication_role', 'SET'),
    EXISTS (SELECT FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
            AND NOT has_table_privilege(r.oid, c.oid, 'SELECT'))
FROM pg_roles r WHERE r.rolname = %(role)s
"""


def statements(role: str, *, server: int = 0) -> str:
    """The grants as SQL; they can be run again and again."""
    names = {"role": sql.Identifier(role), "grown": _tables(ONLY_ADDED_TO), "read": _tables(ONLY_READ)}
    text = STATEMENTS.strip() + (
        "\nGRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {role};" if server >= MAINTAIN_SINCE else ""
    )
    return sql.SQL(text).format(**names).as_string(None)


def _tables(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def script(role: str = ROLE) -> str:
    """What an administrator of an own server runs, with how to make the role."""
    return f"{HEAD.format(role=role, serving=SERVING)}\n{statements(role)}"


@dataclass(frozen=True)
class Guard:
    """What the database would let a role do to the audit: `ways` to change it, and whether a table is closed to it."""

    role: str
    exists: bool
    ways: tuple[str, ...] = ()
    closed_out: bool = False

    @property
    def ok(self) -> bool:
        return self.exists and not self.ways and not self.closed_out

    @property
    def detail(self) -> str:
        """What was found, in words."""
        if not self.exists:
            return f"cơ sở dữ liệu không có vai trò {self.role}"
        if self.ways:
            return f"vai trò {self.role} sửa được nhật ký, vì {'; '.join(self.ways)}"
        if self.closed_out:
            return f"vai trò {self.role} chưa được cấp quyền trên mọi bảng"
        return f"vai trò {self.role} chỉ thêm được vào nhật ký"

    @property
    def remedy(self) -> str:
        """What to do about it; empty when all is well."""
        return "" if self.ok else f"Chạy SQL của `thuocdo audit grants`, rồi đặt {SERVING} (docs/how-to/server.md)."


def guard(role: str = "") -> Guard:
    """Look whether a role could change the audit; without a name, the role of the serving program."""
    wanted = role or serving_role()
    with connection.cursor() as cursor:
        cursor.execute(WAYS, {"role": wanted, "tables": list(ONLY_ADDED_TO), "changes": list(CHANGES)})
        found = cursor.fetchone()
    if found is None:
        return Guard(wanted, exists=False)
    superuser, maker, owned, changeable, silencing, closed_out = found
    ways = [
        (superuser, "là quản trị toàn quyền (superuser)"), (maker, "được tạo vai trò khác (createrole)"),
        (owned, f"sở hữu {', '.join(owned)}"), (changeable, f"có quyền sửa, xóa {', '.join(changeable)}"),
        (silencing, "tắt được quy tắc của bảng (session_replication_role)"),
    ]  # fmt: skip
    return Guard(wanted, True, tuple(words for there, words in ways if there), closed_out)


def serving_role() -> str:
    """The role with which pages and worker sign in to the database: of their own address, else of this process."""
    if address := os.environ.get(SERVING):
        return unquote(urlsplit(address).username or "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return str(cursor.fetchone()[0])


def bring_up_to_date(*, make: bool) -> None:
    """Grant the serving role what it needs, when something has changed; `make` the role where it does not exist.

    Nothing happens when this process may not grant, as it is with the serving role itself.
    """
    found = guard(ROLE)
    if found.ok or not (found.exists or make) or not _may_grant():
        return
    with connection.cursor() as cursor:
        if not found.exists:
            cursor.execute(_make_role())
        cursor.execute(statements(ROLE, server=cursor.connection.info.server_version))


def refuse_unless_owner() -> None:
    """Refuse to change tables as a role that does not own them, with what to do; a database without tables is fine."""
    if not _may_grant():
        raise Refused(
            "grants.not_owner",
            "Bảng dữ liệu cần nâng cấp, mà vai trò phục vụ không sở hữu các bảng.",
            "Chạy `thuocdo prepare` với DATABASE_URL của chủ sở hữu, rồi khởi động lại.",
        )


def _may_grant() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class "
            "WHERE oid = to_regclass('core_auditrow')"
        )
        found = cursor.fetchone()
    return found is None or bool(found[0])


def _make_role() -> str:
    role = sql.Identifier(ROLE).as_string(None)
    attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
    # Another process may make it at the same moment.
    return f"DO $$ BEGIN CREATE ROLE {role} {attributes}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"


def as_role(address: str, role: str = ROLE) -> str:
    """The same address of a database for another role that needs no password there."""
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}@{place}"))
