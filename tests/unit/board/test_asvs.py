"""The page on security holds every item of OWASP ASVS 5.0 for level 2, and the tests it names are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[3]
PAGE = (HOUSE / "docs" / "security.md").read_text(encoding="utf-8").partition("## OWASP ASVS")[2]
ITEMS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5},
    **{"6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2},
    **{"8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11},
    **{"10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1},
    **{"12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4},
    **{"14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3},
    **{"17.1": 1, "17.2": 4, "17.3": 2},
}
"""Section -> how many of its items are of level 1 or 2; they come first, those of level 3 after them."""
_RANGE = re.compile(r"(\d+\.\d+)\.(\d+)(?:–\1\.(\d+))?")
ROWS = [
    (cells[1], cells[2], cells[3])
    for line in PAGE.splitlines()
    if re.match(r"\| \d+\.", line) and len(cells := [cell.strip() for cell in line.split("|")]) >= 5
]
TESTS = sorted(set(re.findall(r"tests/[\w/]+\.py(?:::\w+)?", PAGE)))


def items(cell: str) -> list[str]:
    """ "2.1.1–2.1.3, 2.2.1 (3)": each of them; what is of level 3 says so and does not count."""
    found = []
    for part in cell.split(","):
        if part.strip().endswith("(3)"):
            continue
        for section, first, last in _RANGE.findall(part):
            found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_item_stands_there_once() -> None:
    told = [one for cell, _, _ in ROWS for one in items(cell)]
    wanted = [f"{section}.{number}" for section, many in ITEMS.items() for number in range(1, many + 1)]
    assert sorted(set(wanted) - set(told)) == []
    assert sorted(set(told) - set(wanted)) == []
    assert sorted(one for one in set(told) if told.count(one) > 1) == []
    assert len(wanted) == 253


def test_each_says_whether_it_is_met_and_how() -> None:
    for cell, met, how in ROWS:
        assert re.search(r"met|proxy|part|—", met), cell
        assert how, cell


@pytest.mark.parametrize("named", TESTS)
def test_what_shows_it_is_there(named: str) -> None:
    file, _, test = named.partition("::")
    assert (HOUSE / file).is_file()
    names = {
        node.name for node in ast.walk(ast.parse((HOUSE / file).read_text("utf-8"))) if hasattr(node, "name")
    }
    assert test in names or not test
