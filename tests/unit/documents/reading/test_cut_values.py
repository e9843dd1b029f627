"""A value that YAML cuts at " #" is told with its line; lines are counted as an editor counts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from cli.registry import COMMANDS
from documents.plan_file.read_plan import cut_values, read_plan

PLAN = """plan: thu
title: Kế hoạch học tập
kind: KH
issued: 2026-11-03
issuer: tinh
requirements:
  - id: D1
    action: Báo cáo kết quả
    kind: report
    who: {level: district, kind: committee}
    when: {kind: by, day: 2026-12-15}
    to: [tinh]
"""


def told(text: str, folder: Path) -> list[tuple[int | None, str]]:
    file = folder / "kh.yaml"
    file.write_text(text, encoding="utf-8")
    return [(one.line, one.message.vi) for one in cut_values(read_plan(file))]


@pytest.mark.parametrize(
    ("old", "new", "line", "lost"),
    [
        ("Kế hoạch học tập", "Kế hoạch học tập chuyên đề #3 và #4 năm 2026", 2, "#3 và #4 năm 2026"),
        ("Báo cáo kết quả", "Báo cáo kết quả đợt\t#2", 8, "#2"),
        ("Báo cáo kết quả", "Báo cáo kết quả\n      đợt #hai", 9, "#hai"),
        ("issuer: tinh", "issuer: tinh #tỉnh-ủy", 5, "#tỉnh-ủy"),
    ],
)
def test_what_looks_like_text_behind_a_hash_is_told(
    old: str, new: str, line: int, lost: str, tmp_path: Path
) -> None:
    [(at, message)] = told(PLAN.replace(old, new), tmp_path)
    assert at == line
    assert f"“{lost}”" in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Kế hoạch học tập", "Kế hoạch học tập # bản nháp của anh Ba"),
        ("Kế hoạch học tập", '"Kế hoạch học tập chuyên đề #3"'),
        ("Kế hoạch học tập", "'Kế hoạch #3' # ghi chú"),
        ("Kế hoạch học tập", "Kế hoạch học tập chuyên đề#3"),
        ("plan: thu", "#Kế hoạch mẫu\nplan: thu"),
        ("kind: KH", "kind: KH ##########"),
    ],
)
def test_a_remark_and_words_in_quotes_are_not(old: str, new: str, tmp_path: Path) -> None:
    assert told(PLAN.replace(old, new), tmp_path) == []


def test_a_hash_that_swallows_a_brace_is_named_by_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="đặt cả giá trị trong dấu nháy kép"):
        told(PLAN.replace("level: district,", "group: tổ #3,"), tmp_path)


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u200b", "\ufeff", "\u00a0", "\r", "\r\n"], ids=ascii)
@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("kind: committee", "kid: committee", 10), ("to: [tinh]", "to: [tinh", 13), ("id: D1", "id: D1: x", 7)],
)
def test_a_line_has_the_number_that_an_editor_gives_it(
    sign: str, old: str, new: str, line: int, tmp_path: Path
) -> None:
    """What only some programs take for a line end is none; the three that all take for one are."""
    text = PLAN.replace(old, new)
    text = (
        text.replace("\n", sign) if sign.startswith("\r") else text.replace("Kế hoạch ", f"Kế hoạch{sign} ")
    )
    file = tmp_path / "kh.yaml"
    file.write_bytes(text.encode())
    with pytest.raises(Refusal) as refused:
        read_plan(file)
    number = int(str(refused.value).removeprefix(f"{file}:").partition(":")[0])
    assert number == line, refused.value


@pytest.mark.parametrize("sign", ["\u0085", "\u000b", "\u000c", "\u001c", "\u001e"], ids=ascii)
def test_a_line_end_of_other_programs_is_refused_where_it_stands(sign: str, tmp_path: Path) -> None:
    file = tmp_path / "kh.yaml"
    file.write_bytes(PLAN.replace("kết quả", f"kết{sign}quả").encode())
    with pytest.raises(Refusal, match=rf"kh\.yaml:8:\d+: .*U\+00{ord(sign):02X}"):
        read_plan(file)


@pytest.mark.parametrize("start", [b"PK\x03\x04word", b"%PDF-1.7 a"], ids=["docx", "pdf"])
def test_a_signed_paper_is_led_to_the_command_that_reads_it(start: bytes, tmp_path: Path) -> None:
    file = tmp_path / "van-ban"
    file.write_bytes(start)
    with pytest.raises(Refusal, match="`dondoc draft`"):
        read_plan(file)
    assert "draft" in {one.name for one in COMMANDS}
