"""A process has one ledger open: the one its environment names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks import ledger_access


def _open_files(folder: Path) -> set[str]:
    links = (link for link in Path("/proc/self/fd").iterdir() if link.exists())
    return {
        at.name for at in (link.resolve() for link in links) if at.parent == folder and at.suffix == ".db"
    }


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux for this process's open files")
def test_whoever_names_another_ledger_leaves_none_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first.db", "second.db"):
        monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{tmp_path / name}")
        ledger_access.ledger().upgrade()
        assert ledger_access.ledger() is ledger_access.ledger()
        assert _open_files(tmp_path.resolve()) == {name}
