"""A PostgreSQL of this machine's own packages, in a folder of its own, for the time of a benchmark.

Prefect wants the extension pg_trgm (Debian: postgresql-contrib), which the wheel for the tests does not have.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Postgres:
    """A running server, reached through a socket in its folder and by nobody else."""

    folder: Path

    def url(self, driver: str, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+{driver}://postgres@/{name}?host={self.folder}"

    def sql(self, statement: str, name: str = "template1") -> str:
        """What the statement answers, without decoration."""
        reach = ["-h", str(self.folder), "-U", "postgres", "-d", name]
        return _run("psql", *reach, "-Atqc", statement).strip()

    def crash(self) -> None:
        """It goes without a goodbye, and is started again."""
        _run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "restart")


@contextmanager
def cluster() -> Iterator[Postgres]:
    """Made, started, stopped and wiped."""
    folder = Path(tempfile.mkdtemp(prefix="dondoc-pg-"))
    if user := _user():
        shutil.chown(folder, user)
    data = str(folder / "data")
    _run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-k {folder} -c listen_addresses= -c max_connections=200"
    _run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield Postgres(folder)
    finally:
        _run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> str:
    # Not a pipe for pg_ctl: the server it starts would keep it open.
    with tempfile.TemporaryFile("w+") as out:
        subprocess.run(
            [_bin() / program, *arguments],
            check=True,
            stdout=out,
            stderr=subprocess.STDOUT,
            user=_user(),
            cwd="/",
        )
        out.seek(0)
        return out.read()


def _bin() -> Path:
    told = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True)
    return Path(told.stdout.strip())


def _user() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as the user its package has made."""
    return "postgres" if os.geteuid() == 0 else None
