"""The sentence with which papers say what came of a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cascade.lang.told import Told
from cascade.org.unit import Level
from cascade.reports.results import FigureResult, LevelResult, Results, level_words, sentence
from cascade.reports.rollup import Counts

PROVINCE = Told("tỉnh", "the province")


def level(at: Level, expected: int, received: int, *, one_each: bool = True, **more: int) -> LevelResult:
    late = more.pop("late", 0)
    counts = Counts(
        expected,
        received,
        received - late,
        late,
        open=expected - received,
        accepted=0,
        overdue=more.pop("overdue", 0),
        exempt=more.pop("exempt", 0),
        extended=more.pop("extended", 0),
    )
    return LevelResult(at, counts, one_each)


WHOLE = Results(
    date(2024, 2, 28),
    Level.PROVINCE,
    PROVINCE,
    (level(Level.DISTRICT, 16, 16), level(Level.GRASSROOTS, 941, 941)),
    (
        FigureResult("Cán bộ, đảng viên dự học tập", 83_546, 84_074),
        FigureResult("Số lớp đã mở", 378),
    ),
)
BASIS = Told(
    "Kế hoạch số 301-KH/TU, ngày 28/11/2023 của Ban Thường vụ Tỉnh ủy", "plan 301-KH/TU of 28 November 2023"
)


def test_the_sentence_is_written_as_papers_write_it() -> None:
    told = sentence(WHOLE, BASIS)
    assert told.vi == (
        "Thực hiện Kế hoạch số 301-KH/TU, ngày 28/11/2023 của Ban Thường vụ Tỉnh ủy, đến ngày 28/02/2024, "
        "16/16 (100%) đảng bộ trực thuộc tỉnh và 941/941 (100%) chi, đảng bộ cơ sở đã báo cáo. "
        "Tổng hợp báo cáo: cán bộ, đảng viên dự học tập 83.546/84.074 (99,4%); số lớp đã mở 378."
    )
    assert told.en == (
        "In carrying out plan 301-KH/TU of 28 November 2023, by 28 February 2024 16/16 (100%) committees "
        "directly below the province and 941/941 (100%) grassroots organisations have reported. The reports "
        "add up to: cán bộ, đảng viên dự học tập 83,546/84,074 (99.4%); số lớp đã mở 378."
    )


def test_what_came_late_and_what_is_missing_is_said() -> None:
    levels = (
        level(Level.DISTRICT, 16, 15, late=2, overdue=1, extended=1),
        level(Level.GRASSROOTS, 940, 939, exempt=1),
    )
    told = sentence(replace(WHOLE, levels=levels, figures=()))
    assert told.vi == (
        "Đến ngày 28/02/2024, 15/16 (93,8%) đảng bộ trực thuộc tỉnh và 939/940 (99,9%) chi, đảng bộ cơ sở "
        "đã báo cáo, trong đó 2 báo cáo chậm; còn 2 đơn vị chưa báo cáo (1 quá hạn); 1 đơn vị được gia hạn; "
        "1 đơn vị được miễn."
    )


def test_where_units_owe_several_reports_duties_are_counted() -> None:
    levels = (level(Level.DISTRICT, 16, 16), level(Level.GRASSROOTS, 1_882, 1_880, one_each=False))
    told = sentence(replace(WHOLE, levels=levels, figures=()))
    assert told.vi.startswith(
        "Đến ngày 28/02/2024, 16/16 (100%) đảng bộ trực thuộc tỉnh đã báo cáo; "
        "chi, đảng bộ cơ sở đã báo cáo 1.880/1.882 (99,9%) nhiệm vụ; còn 2 nhiệm vụ chưa báo cáo"
    )
    assert "grassroots organisations have reported on 1,880/1,882 (99.9%) duties" in told.en


def test_levels_are_told_from_the_top_whatever_they_count() -> None:
    levels = (level(Level.DISTRICT, 97, 8, one_each=False), level(Level.GRASSROOTS, 941, 724))
    told = sentence(replace(WHOLE, levels=levels, figures=()))
    assert told.vi.startswith(
        "Đến ngày 28/02/2024, đảng bộ trực thuộc tỉnh đã báo cáo 8/97 (8,2%) nhiệm vụ; "
        "724/941 (76,9%) chi, đảng bộ cơ sở đã báo cáo; còn 306 nhiệm vụ chưa báo cáo"
    )


def test_three_levels_are_listed_and_nothing_is_said_of_one_that_owes_nothing() -> None:
    levels = tuple(level(one, 3, 3) for one in Level if one is not Level.CENTRAL)
    told = sentence(replace(WHOLE, top=Level.CENTRAL, levels=(level(Level.CENTRAL, 0, 0), *levels)))
    assert (
        "3/3 (100%) đảng bộ trực thuộc Trung ương, 3/3 (100%) đảng bộ trực thuộc cấp tỉnh và 3/3 (100%) chi,"
    ) in told.vi
    assert "ở Trung ương" not in told.vi


def test_a_plan_without_reports_says_so() -> None:
    told = sentence(replace(WHOLE, levels=(), figures=()))
    assert told.vi == "Đến ngày 28/02/2024, chưa có báo cáo nào."
    assert told.en == "By 28 February 2024 nothing has been reported."


@pytest.mark.parametrize(
    ("at", "top", "vi"),
    [
        (Level.PROVINCE, Level.PROVINCE, "cơ quan, đơn vị cấp tỉnh"),
        (Level.PROVINCE, Level.CENTRAL, "đảng bộ trực thuộc Trung ương"),
        (Level.DISTRICT, Level.DISTRICT, "cơ quan, đơn vị của đảng bộ"),
        (Level.GRASSROOTS, Level.DISTRICT, "chi, đảng bộ cơ sở"),
        (Level.GRASSROOTS, Level.GRASSROOTS, "chi, đảng bộ cơ sở"),
    ],
)
def test_a_level_is_called_by_where_it_stands_below_the_issuer(at: Level, top: Level, vi: str) -> None:
    assert level_words(at, top, PROVINCE).vi == vi


def test_capitals_of_a_short_word_stay_inside_the_sentence() -> None:
    told = sentence(replace(WHOLE, figures=(FigureResult("NQ đã ban hành", 4),)))
    assert "Tổng hợp báo cáo: NQ đã ban hành 4." in told.vi
