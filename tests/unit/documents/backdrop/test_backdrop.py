"""A backdrop is read from the last row: balanced lines, cut by meaning, nothing split or off the wall."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cascade.lang.refusal import Refusal, Wrong
from cascade.org.tree import Level, OrgTree, Unit, UnitKind
from cascade.plan.typed.numbers import parse_wall
from documents.backdrop import balance, draw_wall, lettering
from documents.backdrop.lettering import Lettering
from documents.backdrop.wall_layout import WallLayout, lay_out
from documents.backdrop.wall_words import WallWords, wall_words

LONG = (
    "HỌC TẬP, QUÁN TRIỆT VÀ TRIỂN KHAI THỰC HIỆN NGHỊ QUYẾT SỐ 57-NQ/TW CỦA BỘ CHÍNH TRỊ VỀ ĐỘT PHÁ"
    " PHÁT TRIỂN KHOA HỌC, CÔNG NGHỆ, ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ QUỐC GIA (KHÓA XIII) ĐẾN NĂM 2030"
)
TREE = OrgTree.of(
    (
        Unit("tinh", "Tỉnh ủy Đồng Nai", Level.PROVINCE),
        Unit("vp", "Văn phòng Tỉnh ủy", Level.PROVINCE, "tinh", kind=UnitKind.OFFICE),
        Unit("xa", "Đảng ủy xã Xuân Lộc", Level.DISTRICT, "tinh"),
    )
)
WALLS = ((8000, 3500), (6000, 3000), (3000, 3000), (12000, 2500), (2000, 4000))


@pytest.fixture(scope="module")
def letters() -> Lettering:
    try:
        return lettering.bold()
    except Refusal as refusal:
        pytest.skip(str(refusal))


def laid(letters: Lettering, title: str, wall: tuple[int, int] = (8000, 3500)) -> WallLayout:
    words = WallWords(
        "TỈNH ỦY ĐỒNG NAI",
        "HỘI NGHỊ",
        tuple(title.split()),
        frozenset(),
        "Đồng Nai, ngày 05 tháng 11 năm 2026",
    )
    return lay_out(words, *wall, letters)


@pytest.mark.parametrize(
    ("title", "wall"),
    [
        *((title, wall) for title in (LONG, "SƠ KẾT") for wall in WALLS),
        ("A" * 5_000, WALLS[0]),
        (" ".join(["QUÁN TRIỆT"] * 60), WALLS[0]),
    ],
    ids=[str(number) for number in range(12)],
)
def test_every_line_stands_on_the_wall_and_none_in_another(
    letters: Lettering, title: str, wall: tuple[int, int]
) -> None:
    layout = laid(letters, title, wall)
    for line in layout.lines:
        assert line.x >= 0
        assert line.x + letters.width(line.words, line.size) <= wall[0] + 1
    feet = [0.0, *(line.y for line in layout.lines)]
    for above, line in zip(feet, layout.lines, strict=False):
        assert line.y - 0.9 * line.size >= above, line.words
    assert feet[-1] <= wall[1]


@given(st.lists(st.sampled_from(LONG.split()), min_size=1, max_size=40), st.integers(1, 9))
def test_the_words_stay_whole_and_in_order(words: list[str], many: int) -> None:
    lines = balance.lines(words, many, len)
    assert " ".join(lines).split() == words
    assert len(lines) == min(many, len(words))
    assert all(lines)


def test_a_line_ends_where_the_meaning_does(letters: Lettering) -> None:
    lines = [line.words for line in laid(letters, LONG).lines[2:-1]]
    ends = [line.split()[-1] for line in lines[:-1]]
    begins = [line.split()[0] for line in lines[1:]]
    assert not {"VÀ", "CỦA", "VỀ", "SỐ", "NĂM", "ĐẾN"} & set(ends), lines
    pairs = list(zip(ends, begins, strict=True))
    for split in (("BỘ", "CHÍNH"), ("KHOA", "HỌC,"), ("CÔNG", "NGHỆ,"), ("SỐ", "57-NQ/TW"), ("GIA", "(KHÓA")):
        assert split not in pairs, lines


def test_where_the_author_began_a_line_one_begins(letters: Lettering) -> None:
    words = wall_words(
        ("Hội nghị", "Quán triệt nghị quyết", "của Ban Chấp hành"), "", TREE.unit("xa"), TREE, None
    )
    assert words.head == "HỘI NGHỊ"
    lines = balance.lines(words.title, 2, letters.width, words.breaks)
    assert lines == ("QUÁN TRIỆT NGHỊ QUYẾT", "CỦA BAN CHẤP HÀNH")


def test_each_hall_has_the_name_and_the_place_of_its_own_committee() -> None:
    said = ("TỈNH ỦY ĐỒNG NAI", "HỘI NGHỊ", "QUÁN TRIỆT NGHỊ QUYẾT")
    day = date(2026, 2, 5)
    commune = wall_words(said, "", TREE.unit("xa"), TREE, day)
    assert (commune.above, commune.date) == ("ĐẢNG ỦY XÃ XUÂN LỘC", "Xuân Lộc, ngày 05 tháng 02 năm 2026")
    office = wall_words(said, "", TREE.unit("vp"), TREE, day)
    assert (office.above, office.date[:8]) == ("TỈNH ỦY ĐỒNG NAI", "Đồng Nai")
    assert commune.title == office.title == ("QUÁN", "TRIỆT", "NGHỊ", "QUYẾT")


def test_without_lines_in_the_plan_the_name_of_the_conference_hangs_there() -> None:
    words = wall_words((), "Hội nghị sơ kết sáu tháng", TREE.unit("tinh"), TREE, None)
    assert (words.head, " ".join(words.title)) == ("HỘI NGHỊ", "SƠ KẾT SÁU THÁNG")
    assert words.date == "Đồng Nai, ngày … tháng … năm …"


def test_the_three_files_show_one_picture(letters: Lettering) -> None:
    layout = laid(letters, LONG, (8000, 3500))
    with Image.open(BytesIO(draw_wall.draw(layout, "png", letters))) as png:
        shrunk = png.convert("RGB").resize((800, 350))
    page = pypdfium2.PdfDocument(draw_wall.draw(layout, "pdf", letters))[0]
    assert page.get_width() / page.get_height() == pytest.approx(8000 / 3500, rel=0.01)
    assert draw_wall.scale(layout) == 10
    drawn = page.render(scale=800 / page.get_width()).to_pil().convert("RGB").resize((800, 350))
    red = [sum(image.getchannel("G").histogram()[:60]) for image in (shrunk, drawn)]
    assert red[0] == pytest.approx(red[1], rel=0.02)
    assert 0.6 < red[0] / (800 * 350) < 0.97
    svg = draw_wall.draw(layout, "svg", letters).decode()
    assert 'width="8000mm" height="3500mm"' in svg
    assert "<text" not in svg
    assert "<title>TỈNH ỦY ĐỒNG NAI / HỘI NGHỊ / " in svg


@pytest.mark.parametrize("words", ["=1+1 <b>&amp;", "\u202eABC\u0000", "😀 QUÁN TRIỆT 😀", "]]>"])
def test_hostile_words_break_no_file(letters: Lettering, words: str) -> None:
    layout = laid(letters, words)
    assert "😀" not in layout.told
    assert draw_wall.draw(layout, "png", letters)[:4] == b"\x89PNG"
    assert draw_wall.draw(layout, "pdf", letters)[:5] == b"%PDF-"
    assert not re.search(r"<b>", draw_wall.draw(layout, "svg", letters).decode())


@pytest.mark.parametrize(
    ("typed", "size"), [("8x3,5", (800, 350)), (" 8 m x 3.5m ", (800, 350)), ("12×2", (1200, 200))]
)
def test_a_wall_is_read_as_halls_give_it(typed: str, size: tuple[int, int]) -> None:
    assert parse_wall(typed) == size


@pytest.mark.parametrize("typed", ["", "8", "0,1x3", "61x3", "8x", "rộng", "8x3x2", "-8x3"])
def test_what_is_no_wall_is_said_in_one_line(typed: str) -> None:
    with pytest.raises(Wrong):
        parse_wall(typed)
