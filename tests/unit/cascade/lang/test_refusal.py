"""A refusal is one line: where, what, and what to do."""

from __future__ import annotations

from cascade.lang.refusal import Refusal, place
from cascade.lang.told import Told, joined, tell


def test_a_refusal_reads_as_one_line() -> None:
    refusal = Refusal(place("kh.yaml", 12, "who"), "không có đơn vị\n“x”", "sửa mã")
    assert str(refusal) == "kh.yaml:12: who: không có đơn vị “x”; sửa mã"


def test_what_is_not_known_is_left_out() -> None:
    assert str(Refusal("", "sai")) == "sai"
    assert str(place(None, 3)) == "dòng 3"
    assert str(place("kh.yaml")) == "kh.yaml"


def test_an_english_reader_gets_the_same_line_in_english() -> None:
    refusal = Refusal(
        place(None, 3, "who"), Told("không có đơn vị “x”", "no unit “x”"), Told("sửa mã", "mend it")
    )
    assert str(refusal) == "dòng 3: who: không có đơn vị “x”; sửa mã"
    assert refusal.said("en") == "line 3: who: no unit “x”; mend it"


def test_what_is_told_inside_another_sentence_keeps_to_its_language() -> None:
    inside = tell("hạn {day}", "due {day}", day=Told("24/4/2024", "24 April 2024"))
    both = joined("; ", (tell("“{name}” {why}", "“{name}” {why}", name="Hội nghị", why=inside), "D6"))
    assert both == Told("“Hội nghị” hạn 24/4/2024; D6", "“Hội nghị” due 24 April 2024; D6")
