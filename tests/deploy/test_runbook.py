"""The runbook in its two languages: every command it tells ops to type is one, with the options it has."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cli.main import _chosen, build_parser
from cli.serving.environment import prefect_environment
from cli.serving.roles import ROLES
from tests.deploy.test_settings import stated

DOCS = Path(__file__).resolve().parents[2] / "docs"
RUNBOOKS = ("van-hanh.md", "operations.en.md")


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    """Every line of the runbook that starts with the command, without its remark."""
    found = re.findall(r"^ {4}(?:\.venv/bin/)?dondoc ([^#<\n]+)", read(name), re.MULTILINE)
    return [line.strip() for line in found]


@pytest.mark.parametrize("name", RUNBOOKS)
def test_every_command_it_names_can_be_typed(name: str) -> None:
    assert len(commands(name)) > 15
    for line in commands(name):
        words = shlex.split(line)
        chosen = _chosen(words)
        assert chosen is not None, line
        build_parser(chosen).parse_args(words)  # wrong usage leaves through SystemExit


@pytest.mark.parametrize("name", RUNBOOKS)
def test_every_role_and_variable_it_names_exists(name: str, tmp_path: Path) -> None:
    text = read(name)
    assert set(re.findall(r"-m cli\.serving (\w+)", text)) <= set(ROLES)
    known = set(stated()) | set(prefect_environment(tmp_path, ""))
    assert set(re.findall(r"\b(?:DONDOC|PREFECT)_[A-Z_]+\b", text)) <= known


def test_both_languages_tell_the_same_commands() -> None:
    vi, en = (set(commands(name)) for name in RUNBOOKS)
    assert vi == en
