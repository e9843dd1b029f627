"""The examples on the reference pages: one for each key, one for each kind of time, and one whole plan."""

from __future__ import annotations

from pathlib import Path

from cascade.plan.model import WhenKind
from documents.reading.yaml_lines import Lined, Value, parse

SPECIMEN = Path(__file__).with_name("specimen.yaml")
"""A plan that uses every key."""

WHEN: dict[WhenKind, tuple[str, str, str]] = {
    WhenKind.FIXED: (
        '{kind: fixed, day: 2022-05-18, start_time: "08:00", weekday: thứ Tư}',
        "đúng ngày ấy; thêm `end` nếu nhiều ngày",
        "on that day; with `end` over several days",
    ),
    WhenKind.BY: (
        '{kind: by, day: 2025-12-15, phrase: "chậm nhất là ngày 15/12/2025"}',
        "đến hết ngày ấy",
        "up to and including that day",
    ),
    WhenKind.BEFORE_STRICT: (
        '{kind: before_strict, day: 2024-04-25, phrase: "trước ngày 25/4/2024"}',
        "ngày cuối là hôm trước (24/4); cách hiểu rộng (25/4) vẫn được giữ",
        "the last day is the one before (24 April); the lenient reading (25 April) is kept beside it",
    ),
    WhenKind.BEFORE_MONTH: (
        '{kind: before_month, month: 2020-07, phrase: "trước tháng 7/2020"}',
        "đến hết tháng trước đó",
        "up to the end of the month before",
    ),
    WhenKind.WITHIN_MONTH: (
        '{kind: within_month, month: 2024-03, phrase: "trong tháng 3/2024"}',
        "từ ngày 1 đến hết tháng",
        "from the first to the last day of the month",
    ),
    WhenKind.WITHIN_QUARTER: (
        '{kind: within_quarter, quarter: 2022-Q2, phrase: "trong quý II/2022"}',
        "từ ngày đầu đến ngày cuối quý",
        "from the first to the last day of the quarter",
    ),
    WhenKind.WITHIN_YEAR: (
        '{kind: within_year, year: 2025, phrase: "hoàn thành trong năm 2025"}',
        "từ ngày 1/1 đến hết ngày 31/12",
        "from the first to the last day of the year",
    ),
    WhenKind.WITHIN_MONTH_PART: (
        '{kind: within_month_part, month: 2024-06, part: first, phrase: "đầu tháng 6/2024"}',
        "đầu, giữa hoặc cuối tháng",
        "the first, middle or last part of a month",
    ),
    WhenKind.RANGE: (
        '{kind: range, day: 2022-12-05, end: 2022-12-06, phrase: "từ ngày 05/12 đến ngày 06/12/2022"}',
        "từ ngày đến ngày, kể cả hai đầu",
        "from one day to another, both included",
    ),
    WhenKind.RELATIVE: (
        '{kind: relative, anchor: "conference:C1", offset: -1 calendar_days 15:00}',
        "tính từ một mốc; không có `phrase` thì kết quả được ghi là tính theo quy tắc",
        "counted from something; without `phrase` the result is marked as derived",
    ),
    WhenKind.RECURRING: (
        '{kind: recurring, every: month, on_day: 20, before: true, phrase: "hằng tháng, trước ngày 20"}',
        "lặp lại; không nói ngày thì lấy ở policy.recurring_defaults",
        "comes again; without a day policy.recurring_defaults gives it",
    ),
    WhenKind.EARLIEST_ONLY: (
        '{kind: earliest_only, day: 2024-03-18, phrase: "từ ngày 18/3/2024"}',
        "không sớm hơn ngày ấy, không có hạn cuối",
        "not before that day, and no last day",
    ),
    WhenKind.NONE: (
        "{kind: none}",
        "văn bản không nói; việc vẫn được giao và theo dõi",
        "the paper does not say; the duty is handed out and followed all the same",
    ),
}
"""For each kind: an example, what it means in Vietnamese, in English."""


def value_of(example: str) -> Value:
    """The value of a key as the reader of plan files sees it."""
    text = example if example.startswith(("{", "[", '"')) else f"'{example}'"
    document = parse(f"key: {text}", Path("example"))
    assert isinstance(document, Lined)
    return document["key"]
