"""Counts add up, and a rate is never taken against the wrong denominator."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.plan.model import ActionKind, Figure, FigureKind
from cascade.plan.typed.numbers import LARGEST
from cascade.plan.typed.texts import LONGEST_TEXT
from cascade.reports.figures import Value, faults, read_all
from cascade.reports.obligation_states import ObligationState
from cascade.reports.rollup import Counts, Standing
from tests.unit.cascade.making import at

DUE = at(2024, 4, 24, 23, 59)
NOW = at(2024, 4, 26)


def count(*rows: Standing) -> Counts:
    return Counts.of(rows, NOW)


def test_a_report_in_time_is_received_and_on_time() -> None:
    assert count(Standing("h1", ObligationState.SUBMITTED, DUE, submitted_at=at(2024, 4, 24))) == Counts(
        expected=1, received=1, on_time=1
    )


def test_a_report_after_the_date_is_late_unless_it_was_extended() -> None:
    late = Standing("h1", ObligationState.ACCEPTED, DUE, submitted_at=at(2024, 4, 25))
    assert count(late) == Counts(expected=1, received=1, late=1, accepted=1)
    extended = replace(late, extended_until=at(2024, 4, 30))
    assert count(extended) == Counts(expected=1, received=1, on_time=1, extended=1, accepted=1)


def test_a_returned_report_is_owed_again() -> None:
    assert count(Standing("h1", ObligationState.RETURNED, DUE, submitted_at=at(2024, 4, 20))) == Counts(
        expected=1, open=1, overdue=1
    )


def test_an_exempt_unit_stands_beside_the_sum_and_a_withdrawn_one_is_gone() -> None:
    assert count(Standing("h1", ObligationState.EXEMPT), Standing("h2", ObligationState.WITHDRAWN)) == Counts(
        exempt=1
    )


def test_without_a_date_nobody_is_late() -> None:
    assert count(Standing("h1", ObligationState.OPEN)) == Counts(expected=1, open=1)
    assert count(Standing("h1", ObligationState.SUBMITTED, submitted_at=NOW)).on_time == 1


def test_a_joint_duty_counts_once() -> None:
    lead = Standing("h1", ObligationState.SUBMITTED, DUE, submitted_at=at(2024, 4, 24))
    assert count(lead, replace(lead, unit="h2", counted=False)).expected == 1


def test_the_sum_reads_as_in_the_papers() -> None:
    done = Standing("h1", ObligationState.SUBMITTED, DUE, submitted_at=at(2024, 4, 24))
    assert count(*[done] * 16).text() == "16/16 (100%)"


STATES = st.sampled_from(ObligationState)
MOMENTS = st.one_of(st.none(), st.integers(-10, 10).map(lambda days: at(2024, 4, 24 + days % 5)))
UNITS = ["tinh", "h1", "h2", "h1-x1", "h1-x2", "h1-x3", "h2-x1", "h2-x2", "h2-x3"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "return", "accept", "extend", "exempt", "withdraw", "move"]),
        st.integers(0, 8),
        st.integers(1, 28),
    ),
    max_size=40,
)


def acted(row: Standing, act: str, day: int) -> Standing:
    moment = at(2024, 4, day)
    match act:
        case "submit":
            return replace(row, state=ObligationState.SUBMITTED, submitted_at=moment)
        case "return":
            return replace(row, state=ObligationState.RETURNED)
        case "accept":
            return replace(row, state=ObligationState.ACCEPTED, submitted_at=row.submitted_at or moment)
        case "extend":
            return replace(row, extended_until=at(2024, 5, day))
        case "exempt":
            return replace(row, state=ObligationState.EXEMPT)
        case "withdraw":
            return replace(row, state=ObligationState.WITHDRAWN)
        case _:
            return replace(row, unit=UNITS[day % len(UNITS)])


@given(ACTS)
def test_the_root_is_the_sum_of_the_leaves_whatever_happens(acts: list[tuple[str, int, int]]) -> None:
    rows = [Standing(unit, ObligationState.OPEN, DUE) for unit in UNITS]
    for act, index, day in acts:
        rows[index] = acted(rows[index], act, day)
    own: dict[str, Counts] = {}
    for row in rows:
        own[row.unit] = own.get(row.unit, Counts()) + Counts.of([row], NOW)
    total = Counts.of(rows, NOW)
    assert sum(own.values(), Counts()) == total
    assert total.expected == total.received + total.open
    assert total.received == total.on_time + total.late
    assert total.overdue <= total.open
    assert total.accepted <= total.received
    gone = sum(row.state is ObligationState.WITHDRAWN for row in rows)
    assert total.expected + total.exempt + gone == len(rows)


DONE = Figure("done", "Đảng viên tham dự", of="all")
ALL = Figure("all", "Tổng số đảng viên")
NOTE = Figure("plan", "Kế hoạch", kind=FigureKind.TEXT, required=False)


def read(figure: Figure, typed: str) -> Value | None:
    """What is kept of one figure. Refusal: what was typed is none."""
    values, wrong = read_all([replace(figure, of=None, required=False)], {figure.id: typed})
    for found in wrong.values():
        raise found
    return values.get(figure.id)


def test_figures_are_read_as_people_write_them() -> None:
    assert read(ALL, " 83.546 ") == 83546
    assert read(ALL, "83 546") == 83546
    assert read(ALL, "83,546") == 83546
    assert read(ALL, "") is None
    assert read(NOTE, "12-KH/HU") == "12-KH/HU"


@pytest.mark.parametrize("raw", ["83,5", "1.234,567", "1000000000", "-3", "12.34", "nhiều", "1e3", "٣"])
def test_what_is_no_count_is_not_taken_for_one(raw: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read(ALL, raw)


def test_a_part_is_not_larger_than_its_whole() -> None:
    assert list(faults([DONE, ALL], {"done": 101, "all": 100})) == ["done"]


def test_a_missing_figure_is_named_and_an_optional_one_is_not() -> None:
    assert list(faults([DONE, ALL, NOTE], {})) == ["done", "all"]


def test_a_part_needs_its_whole_in_the_same_report() -> None:
    optional = replace(ALL, required=False)
    assert list(faults([DONE, optional], {"done": 5})) == ["done"]


def test_a_good_report_has_no_fault() -> None:
    assert faults([DONE, ALL, NOTE], {"done": 99, "all": 100}) == {}


def test_a_value_that_is_kept_is_one_that_could_have_been_typed() -> None:
    day = Figure("day", "Ngày ban hành", kind=FigureKind.DATE)
    assert read(day, "24/4/2024") == "2024-04-24"
    assert faults([day], {"day": "2024-04-24"}) == {}
    for wrong in ("24/4/2024", "hôm qua", 20240424):
        assert list(faults([day], {"day": wrong})) == ["day"]
    assert list(faults([NOTE], {"plan": "x" * (LONGEST_TEXT + 1)})) == ["plan"]
    for count in (-1, LARGEST + 1, "120"):
        assert list(faults([ALL], {"all": count})) == ["all"]


def test_every_sort_of_act_says_what_the_rules_ask_of_it() -> None:
    report, synthesis, submit = ActionKind.REPORT, ActionKind.SYNTHESISE, ActionKind.SUBMIT
    assert synthesis.answers(report)
    assert not report.answers(synthesis)
    assert submit.answers(submit)
    assert not ActionKind.OTHER.answers(ActionKind.OTHER)
    for kind in ActionKind:
        assert kind == ActionKind(kind.value)
        assert set(kind.traits.answered_by) <= set(ActionKind)
