"""What the security page says is shown somewhere, is shown there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
PAGES = ("security.md", "an-toan.md")
PLACE = re.compile(r"tests/[\w/]*\w(?:\.py)?")
BARE = re.compile(r"(?<![/\w])(test_\w+\.py)")
ONE = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")


def read(page: str) -> str:
    return (HOUSE / "docs" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_the_page_cites_exists(page: str) -> None:
    told = read(page)
    there = {path.name for path in (HOUSE / "tests").rglob("test_*.py")}
    assert [place for place in PLACE.findall(told) if not (HOUSE / place).exists()] == []
    assert [name for name in BARE.findall(told) if name not in there] == []
    lost = [
        f"{place}::{name}"
        for place, name in ONE.findall(told)
        if f"def {name}(" not in (HOUSE / place).read_text(encoding="utf-8")
    ]
    assert lost == []


def test_the_english_page_cites_tests_and_nothing_is_left_to_fill_in() -> None:
    assert len(set(PLACE.findall(read("security.md")))) > 25
    assert [page for page in PAGES if "‹" in read(page) or "TBD" in read(page)] == []
