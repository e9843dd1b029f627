"""A person who asks for help waits for nothing: no heavy library is loaded to print a list of commands."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

HEAVY = {"prefect", "sqlalchemy", "pydantic", "apprise", "fastapi", "jinja2", "pendulum", "holidays", "yaml"}


def test_help_loads_none_of_the_heavy_libraries() -> None:
    asked = "import sys; from cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    answer = _python("-c", asked + "print(*sorted(sys.modules), file=sys.stderr)")
    loaded = set(answer.stderr.split())
    assert not loaded & HEAVY


def test_help_takes_no_more_than_six_bare_interpreters() -> None:
    # Medians of several, one after the other, so that a busy moment of the machine hits both.
    pairs = [(_seconds("-c", "pass"), _seconds("-m", "cli.main", "--help")) for _ in range(7)]
    bare, help_ = (sorted(times)[len(pairs) // 2] for times in zip(*pairs, strict=True))
    assert help_ <= 6 * bare, f"{help_:.3f} s against {bare:.3f} s"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_names_every_command_in_both_languages(lang: str) -> None:
    from cli.registry import COMMANDS

    answer = _python("-m", "cli.main", "--lang", lang, "--help")
    assert answer.returncode == 0
    assert all(command.name in answer.stdout for command in COMMANDS)


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment
    )


def _seconds(*arguments: str) -> float:
    start = time.perf_counter()
    answer = _python(*arguments)
    assert answer.returncode == 0, answer.stderr
    return time.perf_counter() - start
