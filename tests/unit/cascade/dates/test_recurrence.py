"""What comes back every month, quarter or year comes on the right day, also in February."""

from __future__ import annotations

from datetime import date
from typing import Any

from cascade.dates.deadlines import Context, recurring
from cascade.plan.model import When, WhenKind

ISSUED = Context(issued=date(2023, 1, 10))


def every(period: str, **more: Any) -> When:
    return When(WhenKind.RECURRING, every=period, phrase="hằng", **more)


def days(when: When, context: Context = ISSUED) -> list[tuple[str, date | None]]:
    return [(period, window.latest) for period, window, _ in recurring(when, context)]


def test_a_month_without_the_30th_is_clamped() -> None:
    found = dict(days(every("month", on_day=30, until=date(2023, 4, 30))))
    assert found["2023-02"] == date(2023, 2, 28)
    assert found["2023-03"] == date(2023, 3, 30)


def test_in_a_leap_year_february_has_a_day_more() -> None:
    leap = Context(issued=date(2024, 1, 10))
    assert ("2024-02", date(2024, 2, 29)) in days(every("month", on_day=31), leap)


def test_every_month_before_the_20th_means_the_19th() -> None:
    period, window, derived = recurring(every("month", on_day=20, before=True), ISSUED)[0]
    assert (period, window.latest, window.latest_lenient, derived) == (
        "2023-01",
        date(2023, 1, 19),
        date(2023, 1, 20),
        None,
    )


def test_before_the_first_means_the_last_day_of_the_month_before() -> None:
    assert days(every("month", on_day=1, before=True))[0] == ("2023-02", date(2023, 1, 31))


def test_a_stated_day_stays_on_a_sunday() -> None:
    assert ("2023", date(2023, 12, 31)) in days(every("year", on_day=31, on_month=12))


def test_a_year_without_a_day_is_due_by_policy_on_a_working_day() -> None:
    period, window, derived = recurring(every("year"), Context(issued=date(2024, 1, 1)))[0]
    # 15 December 2024 is a Sunday.
    assert (period, window.latest) == ("2024", date(2024, 12, 13))
    assert derived is not None
    assert "15/12" in str(derived)


def test_a_day_without_the_papers_words_is_the_offices_proposal() -> None:
    when = When(WhenKind.RECURRING, every="year", on_day=31, on_month=12)
    window, derived = recurring(when, ISSUED)[0][1:]
    assert window.latest == date(2023, 12, 29)
    assert derived is not None


def test_a_quarter_without_a_day_is_due_on_the_fifth_after_it() -> None:
    found = days(every("quarter", until=date(2023, 12, 31)))
    assert [period for period, _ in found] == ["2023-Q1", "2023-Q2", "2023-Q3"]
    assert found[0][1] == date(2023, 4, 5)


def test_nothing_is_due_before_the_issue_or_after_the_end() -> None:
    found = days(every("month", on_day=15, until=date(2023, 6, 15)))
    assert found[0][1] == date(2023, 1, 15)
    assert found[-1][1] == date(2023, 6, 15)
    assert len(found) == 6


def test_without_an_end_two_years_are_laid_out() -> None:
    assert len(days(every("month", on_day=15))) == 24


def test_without_a_period_or_a_first_day_nothing_can_be_laid_out() -> None:
    assert days(When(WhenKind.RECURRING)) == []
    assert days(every("month", on_day=15), Context()) == []
