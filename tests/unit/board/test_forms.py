"""The fields of the board's forms pass the same gate as files and commands."""

from __future__ import annotations

import pytest

from cascade.lang.refusal import Refusal
from flows.forms import form_reading
from flows.forms.form_models import Extend


def form(**typed: str) -> Extend:
    known = {"who": "Cán bộ", "plan": "kh-1", "unit": "xa-1", "duty": "D1", "why": "Bão"}
    return form_reading.read(Extend, {**known, "until": "2026-12-15", **typed})


def test_what_only_looks_different_is_written_our_way() -> None:
    assert form(why="Ðảng ủy\u200e xã\u2011hai ").why == "Đảng ủy xã-hai"


@pytest.mark.parametrize("sign", ["\ufffe", "\u202e", "\x07"])
def test_a_character_nobody_sees_is_refused_by_field_and_name(sign: str) -> None:
    with pytest.raises(Refusal) as refused:
        form(why=f"Bão{sign}")
    assert f"U+{ord(sign):04X}" in str(refused.value)


@pytest.mark.parametrize(
    "typed",
    ["D6/grassroots", "D6/cơ sở", "D6 (chi, đảng bộ cơ sở)", "D6/grassroots · Báo cáo · cơ sở (kh-1)"],
)
def test_the_level_of_a_duty_may_be_typed_by_any_of_its_names(typed: str) -> None:
    filled = form(duty=typed)
    assert filled.its(filled.duty) == "D6/grassroots"
    assert filled.key == "D6/grassroots"


def test_a_duty_of_another_plan_is_refused_all_the_same() -> None:
    with pytest.raises(Refusal, match="kế hoạch khác"):
        form().its("D6/grassroots · Báo cáo · chi, đảng bộ cơ sở (kh-2)")
