"""Each way a paper states a time gives the days people read in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from cascade.dates.deadlines import Context, resolve
from cascade.plan.model import OffsetUnit, Policy, When, WhenKind
from cascade.result.obligation import Window
from tests.unit.cascade.making import after, at, before, by, none, on, within

CONTEXT = Context()


def read(when: When, context: Context = CONTEXT) -> Window:
    return resolve(when, context)[0]


def hanging_on(window: Window) -> Context:
    return Context(anchor=lambda name: window)


def test_before_a_day_means_up_to_the_day_before_it() -> None:
    window = read(before(2024, 4, 25))
    assert (window.latest, window.latest_lenient) == (date(2024, 4, 24), date(2024, 4, 25))
    assert window.due_at == at(2024, 4, 24, 23, 59)


def test_by_the_lenient_reading_the_day_itself_still_counts() -> None:
    window = read(before(2024, 4, 25), Context(policy=Policy(strict=False)))
    assert window.latest == date(2024, 4, 24)
    assert window.due_at == at(2024, 4, 25, 23, 59)


def test_before_18_march_2024_lands_on_a_sunday_and_stays_there() -> None:
    window = read(before(2024, 3, 18))
    assert (window.latest, window.latest_workday) == (date(2024, 3, 17), date(2024, 3, 15))


def test_before_30_january_2023_leaves_the_first_day_after_tet() -> None:
    window = read(before(2023, 1, 30))
    assert (window.latest, window.latest_workday) == (date(2023, 1, 29), date(2023, 1, 27))


def test_no_later_than_a_day_includes_it() -> None:
    window = read(by(2024, 4, 25))
    assert (window.latest, window.latest_lenient) == (date(2024, 4, 25), None)


def test_before_a_month_means_up_to_the_end_of_the_one_before() -> None:
    assert read(When(WhenKind.BEFORE_MONTH, year=2020, month=7)).latest == date(2020, 6, 30)
    assert read(When(WhenKind.BEFORE_MONTH, year=2020, month=1)).latest == date(2019, 12, 31)


def test_within_a_month_a_quarter_or_a_year_means_all_of_it() -> None:
    march = read(within(2024, 3))
    assert (march.earliest, march.latest, march.latest_workday) == (
        date(2024, 3, 1),
        date(2024, 3, 31),
        date(2024, 3, 29),
    )
    quarter = read(When(WhenKind.WITHIN_QUARTER, year=2022, quarter=3))
    assert (quarter.earliest, quarter.latest) == (date(2022, 7, 1), date(2022, 9, 30))
    year = read(When(WhenKind.WITHIN_YEAR, year=2025))
    assert (year.earliest, year.latest) == (date(2025, 1, 1), date(2025, 12, 31))
    assert read(When(WhenKind.WITHIN_YEAR)).latest is None


def test_nothing_happens_before_the_document_a_plan_follows() -> None:
    context = Context(not_before=date(2022, 7, 7))
    assert read(When(WhenKind.WITHIN_QUARTER, year=2022, quarter=3), context).earliest == date(2022, 7, 7)


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [("first", 1, 10), ("middle", 11, 20), ("last", 21, 29)],
)
def test_the_parts_of_a_month_are_ten_days_each_and_the_rest(part: str, first: int, last: int) -> None:
    window = read(When(WhenKind.WITHIN_MONTH_PART, year=2024, month=2, part=part))
    assert (window.earliest, window.latest) == (date(2024, 2, first), date(2024, 2, last))


def test_a_range_holds_both_ends() -> None:
    window = read(When(WhenKind.RANGE, day=date(2025, 12, 17), end=date(2026, 1, 25)))
    assert (window.earliest, window.latest) == (date(2025, 12, 17), date(2026, 1, 25))


def test_a_day_with_an_hour_starts_then_and_a_session_ends_at_half_past_eleven() -> None:
    window = read(on(2022, 5, 18, 8, sessions=1))
    assert (window.starts_at, window.due_at) == (at(2022, 5, 18, 8), at(2022, 5, 18, 11, 30))


def test_two_whole_days_end_on_the_second_afternoon() -> None:
    window = read(on(2022, 12, 5, 8, sessions=4))
    assert (window.latest, window.due_at) == (date(2022, 12, 6), at(2022, 12, 6, 17))


def test_an_afternoon_session_ends_in_the_evening_not_at_noon() -> None:
    assert read(on(2022, 12, 5, 14, sessions=1)).due_at == at(2022, 12, 5, 17)


def test_a_lower_bound_beside_the_limit_is_kept() -> None:
    assert read(by(2024, 4, 25, not_before=date(2024, 4, 1))).earliest == date(2024, 4, 1)


def test_a_first_day_alone_gives_no_last_day() -> None:
    window = read(When(WhenKind.EARLIEST_ONLY, day=date(2024, 4, 1)))
    assert (window.earliest, window.latest, window.due_at) == (date(2024, 4, 1), None, None)


def test_what_the_paper_leaves_open_stays_open() -> None:
    assert read(none()) == Window()
    assert read(When(WhenKind.WITHIN_MONTH, month=3)) == Window()


def test_the_end_of_a_day_is_policy() -> None:
    policy = Policy(day_end=time(17, 0))
    assert read(by(2024, 4, 25), Context(policy=policy)).due_at == at(2024, 4, 25, 17)


def test_a_form_is_locked_some_working_days_after_the_date() -> None:
    policy = Policy(close_after=2)
    assert read(by(2024, 4, 26), Context(policy=policy)).closes_at == at(2024, 5, 3, 23, 59)


def test_a_line_test_the_day_before_at_15_hours_stays_a_calendar_day() -> None:
    when = after("conference:C1", -1, OffsetUnit.CALENDAR_DAYS, at=time(15), phrase="trước 01 ngày")
    window = read(when, hanging_on(read(on(2024, 3, 25))))
    assert window.latest == date(2024, 3, 24)  # a Sunday
    assert window.due_at == at(2024, 3, 24, 15)
    assert not window.tentative


def test_while_a_conference_is_open_both_ends_of_its_window_are_shifted() -> None:
    conference = replace(read(within(2024, 3)), earliest=date(2024, 3, 18), tentative=True)
    when = after("conference:C1", -1, OffsetUnit.CALENDAR_DAYS, at=time(15), phrase="trước 01 ngày")
    window = read(when, hanging_on(conference))
    assert window.tentative
    assert (window.starts_at, window.due_at) == (at(2024, 3, 17, 15), at(2024, 3, 30, 15))


def test_working_days_after_an_event_count_from_its_last_day() -> None:
    window, derived = resolve(
        after("conference:C1", 2), hanging_on(read(on(2022, 5, 17, end=date(2022, 5, 18))))
    )
    assert window.latest == date(2022, 5, 20)
    assert str(derived) == "hội nghị C1 + 2 ngày làm việc"


def test_working_days_before_an_event_count_from_its_first_day() -> None:
    window = read(after("conference:C1", -3), hanging_on(read(on(2022, 5, 17, end=date(2022, 5, 18)))))
    assert window.latest == date(2022, 5, 12)


def test_a_date_the_paper_states_by_its_distance_is_not_called_derived() -> None:
    when = after("requirement:D6", 5, phrase="sau 5 ngày làm việc")
    assert resolve(when, hanging_on(read(by(2024, 4, 24))))[1] is None


def test_a_derived_calendar_day_is_moved_to_a_working_day() -> None:
    when = after("requirement:D6", 4, OffsetUnit.CALENDAR_DAYS)
    assert read(when, hanging_on(read(by(2024, 4, 24)))).latest == date(2024, 4, 26)


def test_what_happens_with_an_event_stays_on_its_day() -> None:
    saturday = hanging_on(read(on(2026, 2, 7)))
    assert read(after("conference:C1", 0, OffsetUnit.CALENDAR_DAYS), saturday).latest == date(2026, 2, 7)


@pytest.mark.parametrize(
    ("hours", "phrase", "due"),
    [
        (2, None, at(2022, 5, 18, 13, 30)),
        (8, None, at(2022, 5, 19, 7, 30)),  # 19:30 is after office hours
        (8, "sau 8 giờ", at(2022, 5, 18, 19, 30)),
        (-1, None, at(2022, 5, 17, 17)),  # 07:00 is before them
        (72, None, at(2022, 5, 23, 7, 30)),  # a Saturday
    ],
)
def test_hours_count_from_an_event_and_land_in_office_hours_unless_stated(
    hours: int, phrase: str | None, due: datetime
) -> None:
    when = after("conference:C1", hours, OffsetUnit.HOURS, phrase=phrase)
    assert read(when, hanging_on(read(on(2022, 5, 18, 8, sessions=1)))).due_at == due


def test_an_unknown_anchor_leaves_the_time_open() -> None:
    window = read(after("conference:C1", 2))
    assert window.latest is None
    assert window.tentative
