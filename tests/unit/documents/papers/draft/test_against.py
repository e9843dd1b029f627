"""`dondoc draft --against plan.yaml`: what the paper says otherwise now, whatever was edited in the plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import main

HEAD = (
    "ĐẢNG ỦY XÃ PHÚ LỘC\nSố 45-KH/ĐU\nPhú Lộc, ngày 22 tháng 7 năm 2025\n\nKẾ HOẠCH\nhọc tập Nghị quyết\n\n"
)
FIRST = """1. Thời gian: 01 buổi, 07 giờ 30 ngày 19/8/2025, tại Hội trường Đảng ủy.
2. Hình thức: trực tiếp.
3. Các chi bộ gửi kế hoạch học tập về Văn phòng Đảng ủy trước ngày 10/8/2025.
4. Các chi bộ báo cáo kết quả học tập về Ban Xây dựng Đảng trước ngày 20/9/2025.
5. Văn phòng Đảng ủy tổng hợp số liệu toàn xã trước ngày 25/9/2025.
"""


def compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], later: str, plan: Path | None = None
) -> list[dict[str, Any]]:
    paper = tmp_path / "ke-hoach.txt"
    paper.write_text(HEAD + later, encoding="utf-8")
    assert main(["draft", str(paper), "--against", str(plan or tmp_path / "plan.yaml"), "--json"]) == 0
    changes: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["changes"]
    return changes


@pytest.fixture
def plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    paper, out = tmp_path / "ke-hoach.txt", tmp_path / "plan.yaml"
    paper.write_text(HEAD + FIRST, encoding="utf-8")
    assert main(["draft", str(paper), "-o", str(out)]) == 0
    capsys.readouterr()
    return out


def short(changes: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return [(one["change"], one["id"], one["field"]) for one in changes]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("20/9/2025", "22/9/2025", [("changed", "D2", "latest")]),
        ("4. Các chi bộ báo", "4. Các đoàn thể báo", [("changed", "D2", "owner")]),
        (
            "về Ban Xây dựng Đảng",
            "về Văn phòng Đảng ủy",
            [("changed", "D2", "action"), ("changed", "D2", "to")],
        ),
        ("19/8/2025", "20/8/2025", [("changed", "C1", "day")]),
        ("07 giờ 30", "13 giờ 30", [("changed", "C1", "hour")]),
        (FIRST[FIRST.index("5. V") :], "", [("gone", "D3", None)]),
        ("5. V", "5. Công an xã nộp danh sách trước ngày 01/8/2025.\n6. V", [("new", "D3", None)]),
    ],
)
def test_each_difference_is_told(
    old: str,
    new: str,
    told: list[tuple[str, str, str | None]],
    tmp_path: Path,
    plan: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert old in FIRST
    assert short(compared(tmp_path, capsys, FIRST.replace(old, new, 1))) == told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("1. Thời", "\n\n\n1. Thời"),  # moved down the page
        ("trước ngày 20/9/2025", "trước ngày 20 tháng 9 năm 2025"),  # the same day in other words
        ("tổng hợp số liệu", "tổng  hợp\nsố liệu"),  # broken by another margin
        ("Văn phòng Đảng ủy tổng", "Văn phòng Đảng uỷ tổng"),  # the other place of the tone mark
    ],
)
def test_what_says_the_same_is_no_difference(
    old: str, new: str, tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compared(tmp_path, capsys, FIRST.replace(old, new, 1)) == []


def test_a_swap_of_two_items_is_no_difference(
    tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = FIRST.splitlines()
    assert compared(tmp_path, capsys, "\n".join([*lines[:2], lines[3], lines[2], lines[4]])) == []


def test_edits_by_hand_are_left_alone_and_told_of_nobody(
    tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = plan.read_text(encoding="utf-8")
    edited = text.replace("id: D2\n", "id: BC1\n").replace("day: 2025-09-20", "day: 2025-09-18")
    edited = edited.replace("who: {level: grassroots}", "who: {units: [chi-bo-1]}").replace(
        "kind: report", "kind: submit"
    )
    assert edited != text
    plan.write_text(edited, encoding="utf-8")
    assert compared(tmp_path, capsys, FIRST) == []
    (moved,) = compared(tmp_path, capsys, FIRST.replace("20/9/2025", "22/9/2025"))
    assert (moved["was"], moved["now"]) == ("2025-09-19", "2025-09-21")
    assert plan.read_text(encoding="utf-8") == edited


def test_it_is_told_in_words_of_either_language(
    tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "ke-hoach.txt"
    assert main(["draft", str(paper), "--against", str(plan)]) == 0
    assert "không nói gì khác" in capsys.readouterr().out
    paper.write_text(HEAD.replace("45-KH", "46-KH") + FIRST.replace("20/9", "22/9"), encoding="utf-8")
    assert main(["draft", str(paper), "--against", str(plan)]) == 0
    told = capsys.readouterr().out
    assert "số, ký hiệu: «45-KH/ĐU» → «46-KH/ĐU»" in told
    assert "D2 hạn: 19/9/2025 → 21/9/2025  [ke-hoach.txt, dòng 11]" in told
    assert main(["--lang", "en", "draft", str(paper), "--against", str(plan)]) == 0
    assert "D2 last day: 19 September 2025 → 21 September 2025" in capsys.readouterr().out


def test_of_a_plan_written_by_hand_the_phrases_are_compared(
    tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = plan.read_text(encoding="utf-8").splitlines()
    plan.write_text("\n".join(line for line in lines if not line.startswith("#= ")), encoding="utf-8")
    assert compared(tmp_path, capsys, FIRST) == []
    changes = compared(tmp_path, capsys, FIRST.replace("20/9/2025", "22/9/2025"))
    assert short(changes) == [("changed", "D2", "latest")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "plan.yaml"),
        ("- một\n- hai\n", "không phải một kế hoạch"),
        ("plan: [", "plan.yaml"),
        ('plan: x\n#= {"id": "D1", "line"\n', "plan.yaml:2"),
        ('plan: x\n#= {"id": "D1"}\n', "plan.yaml:2"),
        ("plan: x\n#= 7\n", "plan.yaml:2"),
    ],
)
def test_a_plan_that_cannot_be_compared_is_one_line(
    text: str | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper, plan = tmp_path / "ke-hoach.txt", tmp_path / "plan.yaml"
    paper.write_text(HEAD + FIRST, encoding="utf-8")
    if text is not None:
        plan.write_text(text, encoding="utf-8")
    assert main(["draft", str(paper), "--against", str(plan)]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
