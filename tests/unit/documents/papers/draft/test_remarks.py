"""What a careful reader would remark, each beside a paper that only looks so and must not be remarked."""

from __future__ import annotations

import pytest

from documents.papers.draft.paper_facts import facts_of
from documents.papers.draft.remarks import Remark, remarks_of
from documents.papers.layout.blocks import paper_of

HEAD = (
    "ĐẢNG ỦY XÃ PHÚ LỘC\nSố 45-KH/ĐU\nPhú Lộc, ngày 22 tháng 7 năm 2025\n\nKẾ HOẠCH\nhọc tập Nghị quyết\n\n"
)
BALLOT = "Các chi bộ gửi biên bản hội nghị lấy ý kiến về Văn phòng Đảng ủy"


def remarks(body: str, head: str = HEAD) -> list[Remark]:
    return list(remarks_of(facts_of(paper_of("ke-hoach.txt", head + body))))


@pytest.mark.parametrize(
    ("code", "body", "line"),
    [
        ("passed_at_issue", "Các chi bộ nộp báo cáo trước ngày 20/7/2025.", 8),
        ("passed_at_issue", "Các chi bộ nộp báo cáo chậm nhất ngày 21/7.", 8),
        ("begins_before_issue", "Các chi bộ học tập từ ngày 01/7/2025 đến ngày 30/8/2025.", 8),
        ("begins_before_issue", "Các chi bộ học tập từ tháng 5 đến tháng 9 năm 2025.", 8),
        ("dated_twice", f"1. {BALLOT} trước ngày 30/8/2025.\n\n2. {BALLOT} trước ngày 25/8/2025.", 10),
        ("cites_a_younger_paper", "Căn cứ Kế hoạch số 16-KH/TU ngày 23/12/2025 của Tỉnh ủy.", 8),
        ("asks_for_secrecy", "Khi phổ biến cần lưu ý độ mật của Nghị quyết số 44-NQ/TW.", 8),
        ("gap_in_numbers", "1. Việc thứ nhất.\n2. Việc thứ hai.\n4. Việc thứ tư.", 10),
        ("gap_in_numbers", "1. Việc thứ nhất.\n2. Việc thứ hai.\n2. Việc thứ ba.", 10),
        ("gap_in_numbers", "I- MỤC ĐÍCH\n\nHọc tập.\n\nIII- TỔ CHỨC THỰC HIỆN\n\nHọc tập.", 12),
        ("gap_in_numbers", "1. Chung\n1.1. Việc một\n1.3. Việc ba", 10),
    ],
)
def test_it_is_remarked_with_its_line_and_what_to_do_in_both_languages(
    code: str, body: str, line: int
) -> None:
    (one,) = remarks(body)
    assert (one.code, one.source.line) == (code, line)
    assert one.message.vi != one.message.en
    assert one.todo.vi != one.todo.en
    assert one.told.en == f"{one.message.en}; {one.todo.en}"


@pytest.mark.parametrize(
    "body",
    [
        "Các chi bộ nộp báo cáo chậm nhất ngày 22/7/2025.",  # on the day of issue itself
        "Các chi bộ nộp báo cáo trước ngày 22/7/2025.",  # many offices read the day with it
        "Năm 2024 các chi bộ đã nộp báo cáo trước ngày 20/7/2024.",
        "Các chi bộ học tập từ ngày 22/7/2025 đến ngày 30/8/2025.",
        "Các chi bộ học tập từ tháng 7 đến tháng 9 năm 2025.",  # the month is not over yet
        "Các chi bộ học tập từ quý III/2025 đến quý I/2026.",
        "Các chi bộ học tập trong tháng 7/2025.",
        f"1. {BALLOT} trước ngày 30/8/2025.\n\n2. {BALLOT} trước ngày 30/8/2025.",
        f"1. {BALLOT} lần thứ nhất trước ngày 25/8/2025.\n\n2. {BALLOT} lần thứ hai trước ngày 30/8/2025.",
        f"{BALLOT} trước ngày 30/8/2025.\n\n{BALLOT.replace('chi bộ', 'đoàn thể')} trước ngày 25/8/2025.",
        "Các chi bộ báo cáo kết quả học tập quý III về Đảng ủy trước ngày 25/9/2025.\n\n"
        "Các chi bộ báo cáo kết quả học tập quý IV về Đảng ủy trước ngày 25/12/2025.",
        "Căn cứ Kế hoạch số 16-KH/TU ngày 22/7/2025 của Tỉnh ủy.",
        "Căn cứ Kế hoạch số 16-KH/TU của Tỉnh ủy.",
        "Các chi bộ phổ biến rộng rãi nghị quyết, bố trí mật độ sinh hoạt hợp lý.",
        "1. Việc một.\n2. Việc hai.\n\nII- PHẦN SAU\n\n1. Việc một.\n2. Việc hai.",
        "1. Việc một.\n- Ý nhỏ.\n- Ý nhỏ.\n2. Việc hai.\n3. Việc ba.",
        "1. Chung\n1.1. Việc một\n1.2. Việc hai\n2. Riêng\n2.1. Việc một",
        "I- MỘT\n\nHọc.\n\nII- HAI\n\nHọc.\n\nIII- BA\n\nHọc.\n\nIV- BỐN\n\nHọc.\n\nV- NĂM\n\nHọc.",
        "| 1 | In tài liệu | Văn phòng |\n| 4 | Treo khẩu hiệu | Công an |",
    ],
)
def test_what_only_looks_so_is_not_remarked(body: str) -> None:
    assert remarks(body) == []


def test_without_a_day_of_issue_nothing_is_early_or_late() -> None:
    assert remarks("Các chi bộ nộp trước ngày 20/7/2025, theo Kế hoạch số 1-KH/TU ngày 1/1/2026.", "") == []
