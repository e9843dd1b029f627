"""A behaviour file says who reports when; the same file tells the same story every time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from cascade.rehearsal.behaviour import Habit, UnitBehaviour
from documents.behaviour_file import BehaviourPart, read_behaviour
from documents.handbook.reference_examples import value_of

EXAMPLES = Path(__file__).parents[3] / "examples"
GOOD = """\
seed: 7
shares: {on_time: 80, late: 12, never: 4, wrong_then_corrected: 4}
early: [1, 2]
late: [1, 3]
units:
  huyen-a: {late: 6}
  huyen-b: never
  huyen-c/D6: wrong_then_corrected
duties: {D2: on_time}
meetings:
  C1: {day: 22/3/2024, start: 8h, end: 11h30, invited: 2024-03-18}
"""


def refusal_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "hanh-vi.yaml"
    path.write_text(text)
    with pytest.raises(Refusal) as refused:
        read_behaviour(path)
    return str(refused.value).removeprefix(f"{tmp_path}/")


def test_units_and_duties_may_have_habits_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "hanh-vi.yaml"
    path.write_text(GOOD)
    found = read_behaviour(path)
    assert found.habit("huyen-a", "D6") == Habit(UnitBehaviour.LATE, 6)
    assert found.habit("huyen-a", "D2") == Habit(UnitBehaviour.LATE, 6)
    assert found.habit("huyen-b", "D6").way is UnitBehaviour.NEVER
    assert found.habit("huyen-c", "D6").way is UnitBehaviour.WRONG
    assert found.habit("huyen-d", "D2").way is UnitBehaviour.ON_TIME
    assert found.meetings["C1"].start == datetime(2024, 3, 22, 1, 0, tzinfo=UTC)
    assert found.meetings["C1"].invited_at == datetime(2024, 3, 18, 1, 0, tzinfo=UTC)


def test_the_shares_come_out_over_many_units(tmp_path: Path) -> None:
    path = tmp_path / "hanh-vi.yaml"
    path.write_text(GOOD)
    found = read_behaviour(path)
    habits = [found.habit(f"xa-{n}", "D6") for n in range(10_000)]
    ways = Counter(habit.way for habit in habits)
    assert ways[UnitBehaviour.ON_TIME] == pytest.approx(8000, rel=0.05)
    assert ways[UnitBehaviour.LATE] == pytest.approx(1200, rel=0.15)
    assert {habit.days for habit in habits if habit.way is UnitBehaviour.LATE} == {1, 2, 3}
    again = read_behaviour(path)
    assert habits == [again.habit(f"xa-{n}", "D6") for n in range(10_000)]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*behaviour.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_read(path: Path) -> None:
    assert read_behaviour(path).seed > 0


@pytest.mark.parametrize("name", list(BehaviourPart.keys()))
def test_every_key_has_an_example_that_is_read(name: str) -> None:
    extra = BehaviourPart.keys()[name].json_schema_extra
    assert isinstance(extra, dict)
    given = BehaviourPart.model_validate({name: value_of(str(extra["x-example"]))})
    assert getattr(given, name) is not None


@pytest.mark.parametrize(
    ("good", "broken", "line"),
    [
        ("seed: 7", "sed: 7", "hanh-vi.yaml:1: sed: không có khóa “sed”; có phải “seed”?"),
        ("on_time: 80", "ontime: 80", "hanh-vi.yaml:2: shares.ontime: “ontime” không nằm trong danh sách"),
        ("on_time: 80", "on_time: -80", "hanh-vi.yaml:2: shares.on_time: số -80 ngoài khoảng cho phép"),
        ("{late: 6}", "{late: six}", "hanh-vi.yaml:6: units.huyen-a: “six” không phải số nguyên"),
        ("huyen-b: never", "huyen-b: [never]", "hanh-vi.yaml:7: units.huyen-b: phải là một kiểu phản hồi"),
        ("[1, 3]", "[3, 1]", "hanh-vi.yaml:4: late: 3 lớn hơn 1; đổi lại thứ tự hai số"),
        ("22/3/2024", "32/3/2024", "hanh-vi.yaml:11: meetings.C1.day: ngày 32/3/2024 không có trong lịch"),
        (
            "end: 11h30",
            "end: 7h",
            "hanh-vi.yaml:11: meetings.C1.end: giờ kết thúc 07:00 không sau giờ bắt đầu",
        ),
        (GOOD, "shares: {never: 0}", "hanh-vi.yaml:1: shares: các tỷ lệ cộng lại bằng 0"),
        (GOOD, "- a", "hanh-vi.yaml:1: tệp không phải tệp hành vi"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, good: str, broken: str, line: str) -> None:
    assert refusal_of(tmp_path, GOOD.replace(good, broken, 1)).startswith(line)
