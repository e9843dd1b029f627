"""A thousand broken plans, a thousand broken lists: a whole answer or one clear line, never a crash."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cascade.calendar.workdays import WorkCalendar
from cascade.checked_cascade import cascade
from cascade.lang.refusal import Refusal
from cascade.org.tree import OrgTree
from documents.console.check_json import facts
from documents.console.check_text import CheckText
from documents.plan_file.plan_day import day_of_plan
from documents.plan_file.read_plan import check_against, read_plan
from documents.reading.text_file import read_text
from documents.reading.yaml_lines import parse
from documents.unit_file.unit_list import read_units
from tests.unit.documents.mutations import mutated

EXAMPLES = Path(__file__).parents[3] / "examples"
PLANS = [path for path in sorted(EXAMPLES.rglob("*.yaml")) if "\nplan: " in path.read_text()]
LISTS = [EXAMPLES / "clean" / "units.csv", EXAMPLES / "dang-uy-khoi.csv", EXAMPLES / "dong-thap.csv"]
HOW_MANY = 1000

# "tệp[:dòng][: trường]: sai gì; cách sửa"
LINE = re.compile(r"(kế hoạch|ke-hoach|don-vi)[\w.-]*(:\d+){0,2}(: .+)?: .+; .+")


@cache
def tree_of(path: Path) -> OrgTree:
    return read_units(path)


def verdict(refused: Refusal | None, folder: Path) -> str:
    """Either a whole answer or a line that a clerk can act on."""
    if refused is None:
        return "whole"
    line = str(refused).removeprefix(f"{folder}/")
    assert "\n" not in line
    assert LINE.fullmatch(line), line
    assert len(line) < 700
    return "refused"


def try_plan(path: Path, original: Path) -> Refusal | None:
    try:
        plan = read_plan(path)
        tree = tree_of(original.with_name(str(read_plan(original).units)))
        check_against(plan, tree)
        result = cascade(plan, tree.as_of(day_of_plan(plan)), WorkCalendar())
    except Refusal as refused:
        return refused
    assert facts(result)["obligations"] is not None
    assert CheckText(result).lines()
    return None


def try_list(path: Path) -> Refusal | None:
    try:
        assert len(read_units(path)) > 0
    except Refusal as refused:
        return refused
    return None


@pytest.mark.parametrize("original", PLANS, ids=lambda path: path.stem)
def test_a_broken_plan_never_crashes(original: Path, tmp_path: Path) -> None:
    text, path = original.read_text(), tmp_path / "ke-hoach.yaml"
    seen: Counter[str] = Counter()
    for seed in range(HOW_MANY // len(PLANS) + 1):
        path.write_bytes(mutated(seed, text))
        seen[verdict(try_plan(path, original), tmp_path)] += 1
    assert seen["refused"] > seen["whole"] > 0


@pytest.mark.parametrize("original", LISTS, ids=lambda path: path.stem)
def test_a_broken_list_never_crashes(original: Path, tmp_path: Path) -> None:
    text, path = original.read_text(), tmp_path / "don-vi.csv"
    seen: Counter[str] = Counter()
    for seed in range(HOW_MANY // len(LISTS) + 1):
        path.write_bytes(mutated(seed, text))
        seen[verdict(try_list(path), tmp_path)] += 1
    assert seen["refused"] > 0
    assert seen["whole"] > 0


PILE = "a" + "\u0301\u0323" * 12_000


def test_a_pile_of_marks_is_cut_in_every_file(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"ma,ten\nx,{PILE}\n", encoding="utf-8")
    assert len(read_text(path)) < 40
    escaped = 'ten: "a' + "\\u0301\\u0323" * 3_000 + '"'
    found = parse(escaped, path)
    assert isinstance(found, dict)
    assert len(str(found["ten"])) < 20


def test_a_line_without_end_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("ma,ten\nx," + "y" * 60_000, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_text(path)
    assert str(refused.value.where).endswith(":2")
