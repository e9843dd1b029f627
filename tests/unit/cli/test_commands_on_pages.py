"""Every command that the page about running plans shows can be typed as it stands."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from cli.main import build_parser
from cli.registry import COMMANDS

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = ("ke-hoach-dang-chay.md", "running-plans.en.md")
LINES = [
    line.strip()
    for page in PAGES
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines()
    if line.startswith("    dondoc ")
]


def test_both_pages_show_the_same_commands() -> None:
    vi, en = (sum(line.startswith("    dondoc ") for line in _lines(page)) for page in PAGES)
    assert vi == en > 10


@pytest.mark.parametrize("line", LINES)
def test_a_command_is_understood(line: str) -> None:
    _, *words = shlex.split(line, comments=True)
    [chosen] = [command for command in COMMANDS if command.name == words[0]]
    assert build_parser(chosen).parse_args(words).command == words[0]


def _lines(page: str) -> list[str]:
    return (DOCS / page).read_text(encoding="utf-8").splitlines()
