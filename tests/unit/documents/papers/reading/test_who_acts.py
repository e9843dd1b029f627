"""Who does something in a sentence: told by how a name comes in, and by what is said beside it."""

from __future__ import annotations

import pytest

from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.layout.blocks import paper_of
from documents.papers.owners.owner_words import Owner, OwnerScope


def owner_of(text: str) -> Owner:
    (due,) = deadlines_of(paper_of("x", text))
    assert due.owner is not None
    return due.owner


@pytest.mark.parametrize(
    ("sentence", "owner"),
    [
        ("Sở Y tế chủ trì, phối hợp với Sở Nội vụ, UBND các xã lập đề án trước ngày 5/9/2025.", "Sở Y tế"),
        ("Giao Sở Y tế lập đề án; giao Sở Nội vụ thẩm định, xong trước ngày 5/9/2025.", "Sở Nội vụ"),
        ("Sở Y tế lập đề án, Sở Nội vụ thẩm định trước ngày 5/9/2025.", "Sở Nội vụ"),
        ("Ban Thường vụ Huyện ủy giao Ban Tổ chức rà soát trước ngày 5/9/2025.", "Ban Tổ chức"),
        ("Đề án do Sở Y tế chủ trì xây dựng, trình UBND tỉnh trước ngày 5/9/2025.", "Sở Y tế"),
        ("Các chi bộ phân công đảng viên giúp đỡ hộ nghèo, xong trước ngày 5/9/2025.", "Các chi bộ"),
        ("Căn cứ Kế hoạch của Tỉnh ủy, các huyện ủy lập kế hoạch trước ngày 5/9/2025.", "các huyện ủy"),
        (
            "Trên cơ sở báo cáo của các xã, Văn phòng Tỉnh ủy tổng hợp trước ngày 5/9/2025.",
            "Văn phòng Tỉnh ủy",
        ),
        ("Đối với đảng viên ở xa, chi bộ tổ chức học bù trước ngày 5/9/2025.", "chi bộ"),
        ("Đại hội đảng bộ cơ sở hoàn thành trước ngày 5/9/2025.", "đảng bộ cơ sở"),
        ("DNPC, HPC hoàn thành trước ngày 5/9/2025.", "DNPC, HPC"),
        (
            "Các đơn vị được phân công chủ trì báo cáo trước ngày 5/9/2025.",
            "Các đơn vị được phân công chủ trì",
        ),
        (
            "Sở Y tế chuyển đơn đến Thanh tra tỉnh để giải quyết trong thời hạn 10 ngày kể từ ngày nhận.",
            "Thanh tra tỉnh",
        ),
        ("Sở Y tế họp. Đảng ủy phường lập danh sách trước ngày 5/9/2025.", "Đảng ủy phường"),
        (
            "Bộ Chính trị giao ban thường vụ các tỉnh ủy lập đề án trước ngày 5/9/2025.",
            "ban thường vụ các tỉnh ủy",
        ),
    ],
)
def test_a_sentence_tells_who_acts(sentence: str, owner: str) -> None:
    found = owner_of(sentence)
    assert (found.words, found.scope) == (owner, OwnerScope.SENTENCE)


@pytest.mark.parametrize(
    ("text", "owner", "scope"),
    [
        (
            "Các đảng ủy trực thuộc:\n- Tổ chức học tập, xong trước ngày 5/9/2025.",
            "Các đảng ủy trực thuộc",
            "list",
        ),
        ("2. Phòng Văn hóa: Rà soát hộ nghèo. Gửi danh sách trước ngày 5/9/2025.", "Phòng Văn hóa", "item"),
        ("1. Sở Y tế\na) Lập kế hoạch.\nb) Báo cáo trước ngày 5/9/2025.", "Sở Y tế", "heading"),
        ("Kính gửi: Các chi bộ.\n\nGửi báo cáo trước ngày 5/9/2025.", "Các chi bộ", "addressee"),
    ],
)
def test_where_the_sentence_names_nobody_the_next_scope_does(text: str, owner: str, scope: str) -> None:
    found = owner_of(text)
    assert (found.words, found.scope.value) == (owner, scope)


def test_a_letter_to_many_is_owed_by_all_of_them() -> None:
    letter = "Kính gửi:\n- Các sở, ngành;\n- UBND các xã.\n\nGửi báo cáo trước ngày 5/9/2025."
    assert owner_of(letter).words == "Các sở, ngành; UBND các xã"


def test_who_only_helps_is_kept_apart() -> None:
    table = (
        "| TT | Nội dung | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành |\n"
        "|---|---|---|---|---|\n"
        "| 1 | Lập đề án | Sở Y tế | Sở Nội vụ | Trước 15/9/2025 |\n"
    )
    assert (owner_of(table).words, owner_of(table).supporting) == ("Sở Y tế", "Sở Nội vụ")
    label = (
        "1. Lập đề án\n- Thời gian: trước ngày 5/9/2025.\n- Đơn vị chủ trì: Sở Y tế.\n"
        "- Đơn vị phối hợp: Sở Nội vụ."
    )
    assert (owner_of(label).words, owner_of(label).supporting) == ("Sở Y tế", "Sở Nội vụ")


def test_what_an_earlier_paper_asked_is_told_and_not_asked() -> None:
    letter = paper_of(
        "x",
        "Số 5-CV/ĐU                  An Thới, ngày 02 tháng 12 năm 2025\n\nNgày 20/10/2025, Đảng ủy ban hành"
        " Kế hoạch số 38-KH/ĐU, trong đó yêu cầu gửi hồ sơ trước ngày 30/11/2025.\n",
    )
    assert deadlines_of(letter) == ()
