"""A desk of its own for every test: an empty ledger, and a way to type a command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import main

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@dataclass(frozen=True)
class Answer:
    """What came back: the exit code and what was printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Desk = Callable[..., Answer]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Type a command: `desk("check", "plan.yaml")`."""
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_BY", "cán bộ thử")
    for name in ("DONDOC_DATABASE_URL", "DONDOC_LANG", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)

    def type_in(*words: object) -> Answer:
        try:
            code = main([str(word) for word in words])
        except SystemExit as leaving:  # argparse leaves by itself after --help and after wrong usage
            code = int(leaving.code or 0)
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return type_in


@pytest.fixture
def examples() -> Path:
    return EXAMPLES
