"""Progress over time and the map of branches: right in their shapes, and in words for whoever sees none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as Xml

from cascade.org.unit import Level
from cascade.reports.results import DayResult
from cascade.reports.rollup import Counts
from documents.picture.branch_map import BranchTile, branch_map_svg
from documents.picture.progress_chart import GROUND, LATE, ON_TIME, ProgressPicture, progress_svg
from services.exports.figure_files import png

SVG = "{http://www.w3.org/2000/svg}"
DUE = date(2024, 4, 16)
DAYS = (
    DayResult(Level.GRASSROOTS, date(2024, 4, 10), 0, 400, 0),
    DayResult(Level.GRASSROOTS, DUE, 941, 500, 0),
    DayResult(Level.DISTRICT, DUE, 0, 10, 0),
    DayResult(Level.GRASSROOTS, date(2024, 4, 18), 0, 40, 40),
    DayResult(Level.DISTRICT, date(2024, 4, 24), 16, 0, 0),
)
PICTURE = ProgressPicture("Tiến độ: TW8", DAYS, 957, date(2024, 3, 4), date(2024, 4, 22))


def drawn(svg: str) -> Xml.Element:
    return Xml.fromstring(svg)


def heights(svg: str, fill: str) -> list[float]:
    [shape] = [one for one in drawn(svg).iter(f"{SVG}polygon") if one.get("fill") == fill]
    return [GROUND - float(pair.split(",")[1]) for pair in (shape.get("points") or "").split()]


def test_what_is_in_lies_under_what_fell_due_and_what_came_late_on_top() -> None:
    svg = progress_svg(PICTURE)
    on_time, late = heights(svg, ON_TIME), heights(svg, "url(#late)")
    whole = max(late) / (950 / 957)
    assert abs(max(on_time) - max(late) * 910 / 950) < 0.2
    assert min(on_time) == 0
    dashed = next(one for one in drawn(svg).iter(f"{SVG}path") if one.get("stroke-dasharray"))
    ends = [GROUND - float(y) for y in re.findall(r",([\d.]+)", dashed.get("d") or "")]
    assert abs(max(ends) - whole) < 0.2, "all of it has fallen due in the end"
    assert LATE in svg


def test_the_chart_says_itself_in_words() -> None:
    assert drawn(progress_svg(PICTURE)).findtext(f"{SVG}desc") == (
        "Đến 22/4/2024, 950/957 (99,3%) nhiệm vụ đã báo cáo, trong đó 40 báo cáo chậm. "
        "Hạn: 16/4/2024 (941); 24/4/2024 (16)."
    )
    english = drawn(progress_svg(replace(PICTURE, lang="en"))).findtext(f"{SVG}desc") or ""
    assert english.startswith(
        "By 22 April 2024 950/957 (99.3%) duties have been reported on, 40 of them late"
    )


def test_nothing_is_drawn_of_days_to_come() -> None:
    early = progress_svg(replace(PICTURE, today=date(2024, 4, 12)))
    assert "hôm nay 12/4" in early
    later = heights(progress_svg(PICTURE), ON_TIME)
    assert max(heights(early, ON_TIME)) < max(later) / 2


def test_a_plan_without_anything_and_one_of_many_years_have_a_picture_too() -> None:
    empty = drawn(progress_svg(replace(PICTURE, days=(), expected=0)))
    assert "0/0" in (empty.findtext(f"{SVG}desc") or "")
    yearly = tuple(
        DayResult(Level.PROVINCE, date(2020, 1, 1) + timedelta(days=30 * step), 1, 1, 0) for step in range(90)
    )
    long_lived = progress_svg(replace(PICTURE, days=yearly, expected=90, start=date(2020, 1, 1)))
    assert len(long_lived) < 60_000
    assert drawn(long_lived).find(f"{SVG}title") is not None


def test_branches_stand_in_vietnamese_order_each_with_its_share() -> None:
    tiles = [
        BranchTile("Huyện ủy Định Quán", Counts(4, 2, 1, 1, open=2, overdue=1)),
        BranchTile("Đảng ủy Công an tỉnh", Counts(3, 3, 3)),
        BranchTile("Huyện ủy <Cẩm Mỹ>", Counts(5, open=5)),
    ]
    svg = branch_map_svg("Các đảng bộ", "", tiles)
    assert drawn(svg).findtext(f"{SVG}desc") == (
        "Đảng ủy Công an tỉnh: 3/3 (100%); Huyện ủy <Cẩm Mỹ>: 0/5 (0%); "
        "Huyện ủy Định Quán: 2/4 (50%), 1 quá hạn"
    )
    parts = [one.findtext(f"{SVG}title") for one in drawn(svg).iter(f"{SVG}rect") if len(one)]
    assert {"đã báo cáo chậm: 1", "đã quá hạn: 1", "chưa báo cáo, chưa quá hạn: 1"} <= set(parts)


def test_the_parts_of_a_bar_fill_it_and_nothing_more() -> None:
    svg = branch_map_svg("", "", [BranchTile("Một", Counts(7, 4, 3, 1, open=3, overdue=1))])
    whole, *parts = [float(one.get("width") or 0) for one in drawn(svg).iter(f"{SVG}rect") if len(one)]
    assert len(parts) == 4
    assert abs(sum(parts) - whole) < 0.3


def test_a_picture_becomes_a_png_of_twice_its_size() -> None:
    made = png(progress_svg(PICTURE))
    assert made.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(made[16:20], "big") == 1920
