"""How the lines of a letter's text become HTML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from notifications.wording.inline_styles import inlined
from notifications.wording.laid_out import laid_out


def cells(text: str) -> list[str]:
    """What stands in each cell, and each paragraph as one."""
    return re.findall(r"<(?:td|p)[^>]*>(?:<b>)?(.*?)(?:</b>)?</(?:td|p)>", laid_out(text), flags=re.S)


@pytest.mark.parametrize(
    ("text", "laid"),
    [
        (
            "Thời gian: 07 giờ 30\nĐịa điểm: Hội trường",
            ["Thời gian:", "07 giờ 30", "Địa điểm:", "Hội trường"],
        ),
        ("Thời hạn cũ: 19/4/2024 (thứ Sáu).", ["Thời hạn cũ:", "19/4/2024 (thứ Sáu)"]),
        ("Lý do: đổi lịch. Mong thông cảm.", ["Lý do:", "đổi lịch. Mong thông cảm."]),
        ("Gồm: báo, đài, v.v.", ["Gồm:", "báo, đài, v.v."]),
        ("1. Xã A: báo cáo; hạn 1/4\n2. Xã B", ["1.", "Xã A: báo cáo; hạn 1/4", "2.", "Xã B"]),
        ("- Hạn lùi từ 19/4 sang 24/4.", ["-", "Hạn lùi từ 19/4 sang 24/4."]),
        ("Nội dung:\n1. Quán triệt", ["Nội dung:", "1.", "Quán triệt"]),
        ("Theo đó: A; B: C", ["Theo đó:", "A; B: C"]),
        ("một câu\nhai dòng", ["một câu<br>\nhai dòng"]),
        ("họp lúc 07:30", ["họp lúc 07:30"]),
        ("<b>: <script>", ["&lt;b&gt;:", "&lt;script&gt;"]),
    ],
)
def test_pairs_and_points_stand_in_tables_and_sentences_in_paragraphs(text: str, laid: list[str]) -> None:
    assert cells(text) == laid


@given(st.text(st.sampled_from("ab:. -1\n<&"), max_size=80))
def test_nothing_that_was_written_is_lost(text: str) -> None:
    shown = re.sub(r"<[^>]*>", "", str(laid_out(text)).replace("&nbsp;", "")).replace("\n", "")
    assert re.sub(r"[\s.:]", "", shown) == re.sub(r"[\s.:]", "", str(escape(text)))


def test_styles_are_written_into_tags_and_what_stands_there_comes_last() -> None:
    page = inlined('<p class="small" style="margin:0">a</p><td class="c n">b</td><i>c</i><p>d<br></p>')
    small, cell, rest = page.partition("<td")[0], page.partition("<td")[2].partition("<i>")[0], page
    assert small.endswith(';margin:0">a</p>')
    assert "font-size:14px" in small
    assert "padding:7px 8px 7px 0" in cell
    assert "text-align:right" in cell
    assert "<i>c</i>" in rest
    assert "<br>" in rest
