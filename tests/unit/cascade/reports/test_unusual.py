"""A figure that is right by the rules and yet unusual is asked about once, with both of its numbers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.plan.model import Figure, FigureKind
from cascade.reports import unusual
from cascade.reports.figures import Value
from cascade.reports.unusual import QuestionKind, SanityQuestion

FIGURES = (
    Figure("done", "Đã học", of="all"),
    Figure("all", "Phải học"),
    Figure("how", "Hình thức", kind=FigureKind.TEXT, required=False),
)


def asked(done: int, total: int, before: dict[str, Value] | None = None) -> list[tuple[str, str]]:
    found = unusual.questions(FIGURES, {"done": done, "all": total, "how": "trực tuyến"}, before or {})
    return [(one.kind.value, one.figure) for one in found]


@pytest.mark.parametrize(
    ("done", "total", "kinds"),
    [(89, 100, ["low"]), (90, 100, []), (99, 100, []), (100, 100, ["full"]), (0, 0, []), (0, 5, ["low"])],
)
def test_a_part_under_nine_tenths_and_a_whole_are_asked_about(
    done: int, total: int, kinds: list[str]
) -> None:
    assert [kind for kind, _ in asked(done, total)] == kinds


def test_another_total_than_the_last_time_is_asked_about_and_another_part_is_not() -> None:
    assert asked(95, 100, {"done": 1, "all": 100}) == []
    assert asked(95, 100, {"all": 101}) == [("changed", "all")]
    # What was a text then is no number to compare with.
    assert asked(95, 100, {"all": "chưa rõ"}) == []


def test_a_question_is_kept_and_comes_back_and_its_words_name_both_numbers() -> None:
    (one,) = unusual.questions(FIGURES, {"done": 83_546, "all": 94_074}, {})
    assert one.told.vi == "Đã học: dưới 90%, mới đạt 83.546/94.074 (88,8%)"
    assert one.told.en == "Đã học: under 90%, only 83,546/94,074 (88.8%)"
    assert unusual.unpacked(json.loads(json.dumps([one.packed()]))) == (one,)
    assert unusual.unpacked(None) == ()
    later = unusual.unpacked([["odd", "done", "Đã học", 1, 2]])
    assert "odd" in later[0].told.vi


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_whatever_is_asked_is_asked_anew_when_a_number_changes(a: int, b: int, c: int, d: int) -> None:
    low = SanityQuestion(QuestionKind.LOW, "x", "X", a, b)
    other = SanityQuestion(QuestionKind.LOW, "x", "X", c, d)
    assert (low.key == other.key) == ((a, b) == (c, d))
