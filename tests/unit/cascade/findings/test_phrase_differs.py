"""A phrase that says another day than the field beside it is told: letters would carry both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cascade.findings.stated import other_words
from cascade.plan.model import When, WhenKind
from documents.plan_file.read_plan import read_plan
from tests.unit.cascade.making import asks, drawn, meets, plan

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"


def by(day: int, month: int, kind: WhenKind = WhenKind.BY) -> When:
    return When(kind, day=date(2024, month, day))


def quarter(number: int) -> When:
    return When(WhenKind.WITHIN_QUARTER, year=2024, quarter=number)


def month(number: int) -> When:
    return When(WhenKind.WITHIN_MONTH, year=2024, month=number)


def span() -> When:
    return When(WhenKind.FIXED, day=date(2024, 3, 14), end=date(2024, 3, 15))


STRICT = WhenKind.BEFORE_STRICT
SAME = [
    (by(15, 12), "chậm nhất ngày 15/12"),
    (by(15, 12), "chậm nhất 15/12/2024"),
    (by(15, 12), "Chậm nhất ngày 15 tháng 12 năm 2024"),
    (by(14, 12), "trước ngày 15/12"),
    (by(15, 12, STRICT), "trước ngày 15/12/2024"),
    (by(1, 1, STRICT), "trước ngày 01/01/2024"),
    (by(31, 12), "trước ngày 01/01"),
    (by(15, 12), "hoàn thành trong tháng 12"),
    (by(30, 9), "trong quý III"),
    (by(30, 11), "trước tháng 12/2024"),
    (by(15, 12), "sau khi có Hướng dẫn"),
    (by(15, 12), "theo Kế hoạch số 53-KH/TU ngày 20/6/2022, chậm nhất ngày 15/12/2024"),
    (quarter(3), "Trong Quý III/2024"),
    (quarter(3), "trong quí 3 năm 2024"),
    (month(3), "trong tháng 3/2024 (sẽ có thư mời sau)"),
    (month(3), "0,5 ngày, trong tháng 03/2024"),
    (span(), "từ 08 giờ ngày 14 và 15/3/2024"),
    (span(), "từ ngày 14/3/2024 đến ngày 15/3/2024"),
    (span(), "14 đến 15 tháng 3 năm 2024"),
]
OTHER = [
    (by(30, 11), "trước ngày 15/12"),
    (by(30, 11), "trước ngày 15/12/2024"),
    (by(30, 11), "chậm nhất ngày 15/12/2024"),
    (by(15, 12), "trước ngày 15/12/2024"),
    (by(15, 12, STRICT), "chậm nhất ngày 15/12"),
    (by(30, 11), "trong quý III"),
    (by(30, 9), "trong quý III năm 2023"),
    (by(15, 12), "chậm nhất ngày 15/12/2023"),
    (by(15, 12), "trong tháng 11"),
    (by(15, 12), "trước tháng 12"),
    (quarter(3), "trong quý IV/2024"),
    (quarter(3), "chậm nhất ngày 15/12"),
    (month(3), "trong tháng 4/2024"),
    (span(), "ngày 16/3/2024"),
]


@pytest.mark.parametrize(("when", "phrase"), SAME, ids=[phrase for _, phrase in SAME])
def test_words_that_allow_the_day_are_no_finding(when: When, phrase: str) -> None:
    assert not list(other_words("D1", 7, replace(when, phrase=phrase)))


@pytest.mark.parametrize(("when", "phrase"), OTHER, ids=[f"{when.kind}: {phrase}" for when, phrase in OTHER])
def test_words_that_say_another_day_are_told_with_both(when: When, phrase: str) -> None:
    (told,) = other_words("D1", 7, replace(when, phrase=phrase))
    assert (told.requirement, told.line) == ("D1", 7)
    assert f"“{phrase}”" in told.message.vi


def test_requirements_and_conferences_are_looked_at() -> None:
    wrong = replace(by(30, 4), phrase="trước ngày 15/5")
    held = replace(month(4), phrase="trong tháng 5")
    known = drawn(plan(asks("D1", when=wrong), conferences=[meets(when=held)]))
    found = [one for one in known.findings if one.code == "phrase_differs"]
    assert {one.requirement for one in found} == {"D1", "C1"}
    assert any("trước ngày 15/5" in one.message.vi and "30/4/2024" in one.message.vi for one in found)


PAPERS = [path for path in sorted(EXAMPLES.rglob("*.yaml")) if "\nrequirements:" in path.read_text("utf-8")]


@pytest.mark.parametrize("file", PAPERS, ids=[path.stem for path in PAPERS])
def test_no_paper_among_the_examples_says_another_day(file: Path) -> None:
    paper = read_plan(file)
    times = [one.when for one in paper.requirements] + [one.when for one in paper.conferences]
    assert [one for when in times for one in other_words("D1", None, when)] == []
