"""How the board calls a place: by what tells it from others, whatever rank stands before it."""

from __future__ import annotations

import pytest

from tasks.board.board_labels import place


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Tỉnh ủy Quảng Ninh", "Quảng Ninh"),
        ("Huyện ủy Long Thành", "Long Thành"),
        ("Đảng ủy xã Quảng La", "Quảng La"),
        ("Đảng ủy phường Móng Cái 1", "Móng Cái 1"),
        ("Đảng ủy đặc khu Cô Tô", "Cô Tô"),
        ("Đảng ủy Phường 1", "Đảng ủy Phường 1"),
        ("Đảng ủy Quân sự tỉnh", "Đảng ủy Quân sự tỉnh"),
    ],
)
def test_a_place_is_called_without_the_rank_of_its_committee(name: str, called: str) -> None:
    assert place(name) == called
