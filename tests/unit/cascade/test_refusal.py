"""A refusal is one line: where, what, and what to do."""

from __future__ import annotations

from cascade.refusal import Refusal, place


def test_a_refusal_reads_as_one_line() -> None:
    refusal = Refusal(place("kh.yaml", 12, "who"), "không có đơn vị\n“x”", "sửa mã")
    assert str(refusal) == "kh.yaml:12: who: không có đơn vị “x”; sửa mã"


def test_what_is_not_known_is_left_out() -> None:
    assert str(Refusal("", "sai")) == "sai"
    assert place(None, 3) == "dòng 3"
    assert place("kh.yaml") == "kh.yaml"
