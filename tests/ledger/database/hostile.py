"""PostgreSQL as somebody else has set it up, and a pooler that lends a connection for one transaction."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from cli.serving import processes

HOSTILE = {
    "DateStyle": "'SQL, DMY'",
    "TimeZone": "'America/New_York'",
    "IntervalStyle": "'sql_standard'",
    "client_encoding": "'LATIN1'",
    "search_path": "'nowhere'",
    "default_transaction_isolation": "'serializable'",
    "default_transaction_deferrable": "on",
    "standard_conforming_strings": "off",
    "bytea_output": "'escape'",
    "extra_float_digits": "-10",
    "transform_null_equals": "on",
    "statement_timeout": "'150ms'",
    "lock_timeout": "'10ms'",
    "idle_in_transaction_session_timeout": "'1s'",
    "synchronous_commit": "off",
    "backslash_quote": "on",
    "array_nulls": "off",
}
POOLED = """
[databases]
* = host={host} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 100
server_reset_query =
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""


def set_up(url: str, settings: dict[str, str] = HOSTILE) -> str:
    """The database with these defaults."""
    parts = make_url(url)
    engine = create_engine(parts.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as line:
        for name, value in settings.items():
            line.execute(text(f'ALTER DATABASE "{parts.database}" SET {name} = {value}'))
    engine.dispose()
    return url


@contextmanager
def pooler(url: str) -> Iterator[str]:
    """The address of the same database behind pgbouncer, three connections for all."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("no pgbouncer on this machine (Debian: apt install pgbouncer)")
    parts, port = make_url(url), processes.free_port()
    data = Path(str(parts.query["host"]))
    owner, folder = pwd.getpwuid(data.stat().st_uid), data.parent / f"pooler-{port}"
    folder.mkdir(mode=0o755)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    (folder / "pgbouncer.ini").write_text(
        POOLED.format(host=data, port=port, folder=folder), encoding="ascii"
    )
    # It will not run as root.
    told = [
        program,
        "-q",
        *(["-u", owner.pw_name] if os.geteuid() == 0 else []),
        str(folder / "pgbouncer.ini"),
    ]
    running = subprocess.Popen(told, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while running.poll() is None and not _listens(port):
            continue
        assert running.poll() is None, (folder / "pgbouncer.log").read_text(encoding="utf-8")
        yield parts.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
    finally:
        running.terminate()
        running.wait()
        shutil.rmtree(folder)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
