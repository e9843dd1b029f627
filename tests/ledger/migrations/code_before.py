"""The code as it was before its newest migration came, out of the history of this checkout."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from models.database import migrate
from tests.conftest import CHECKOUT


def unpack(folder: Path) -> Path:
    """Put it there; skips where the history does not reach so far."""
    newest = next((CHECKOUT / "models" / "migrations" / "versions").glob(f"{migrate.NEWEST}_*.py"))
    came = _git("log", "--diff-filter=A", "--format=%H", "--", str(newest.relative_to(CHECKOUT))).split()
    if not came:
        pytest.skip("the newest migration is not committed yet, or the history is cut off")
    with tarfile.open(fileobj=io.BytesIO(_git("archive", f"{came[-1].decode()}^"))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _git(*words: str) -> bytes:
    command = ["git", "-C", str(CHECKOUT), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git, or no history in this checkout")
    return done.stdout
