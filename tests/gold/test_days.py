"""The days of the six plans: requirement, last day, its lenient reading, last working day, derived."""

from __future__ import annotations

from collections import Counter

import pytest

from cascade.conferences import seating
from cascade.org.unit import Level
from tests.gold.papers import compiled, obligations

Row = tuple[str, str | None, str | None, str | None, bool]

DAYS: dict[str, list[Row]] = {
    "huong-dan-nq06": [
        ("D1", "2022-05-18", None, "2022-05-18", False),
        ("D2", "2022-06-30", None, "2022-06-30", False),
        ("U1", None, None, None, False),
        ("U2", None, None, None, False),
        ("U3", None, None, None, False),
    ],
    "dong-thap-nq06": [
        ("D1", "2022-05-18", None, "2022-05-18", False),
        ("U1", "2022-05-20", None, "2022-05-20", True),
        ("U1/grassroots", "2022-05-19", None, "2022-05-19", True),
        ("U2", "2022-05-25", None, "2022-05-25", True),
        ("U3", "2022-05-13", None, "2022-05-13", True),
    ],
    "dong-nai-tw8": [
        ("D1", "2024-03-31", None, "2024-03-29", False),
        ("D2", "2024-03-17", "2024-03-18", "2024-03-15", False),
        ("D3", "2024-04-24", "2024-04-25", "2024-04-24", False),
        ("D4", "2024-03-30", None, "2024-03-29", False),
        ("D5", "2024-05-09", "2024-05-10", "2024-05-09", False),
        ("D6", "2024-04-24", "2024-04-25", "2024-04-24", False),
        ("D6/grassroots", "2024-04-16", None, "2024-04-16", True),
        ("U1", "2024-04-24", None, "2024-04-24", True),
        ("U6", "2024-04-24", None, "2024-04-24", True),
        ("U2", None, None, None, False),
        ("U3", None, None, None, False),
    ],
    "can-tho-tw6": [
        ("D0", "2022-12-06", None, "2022-12-06", False),
        ("D1", "2022-12-14", "2022-12-15", "2022-12-14", False),
        ("D2", "2022-12-31", None, "2022-12-30", False),
        ("D3", "2023-01-31", None, "2023-01-31", False),
        ("D4", "2023-01-31", None, "2023-01-31", False),
        ("D5", "2023-01-31", None, "2023-01-31", False),
        ("D6", "2023-01-29", "2023-01-30", "2023-01-27", False),
        ("D7", "2023-02-01", "2023-02-02", "2023-02-01", False),
        ("D7/grassroots", "2023-01-27", None, "2023-01-27", True),
        ("U1", "2023-02-15", None, "2023-02-15", True),
        ("U7", None, None, None, False),
    ],
    "dang-uy-khoi-nq15": [
        ("D1", "2022-09-30", None, "2022-09-30", False),
        ("D2", "2022-09-30", None, "2022-09-30", False),
        ("D3", "2022-10-06", "2022-10-07", "2022-10-06", False),
        ("D4", "2022-09-30", None, "2022-09-30", False),
        ("D5", "2022-09-19", "2022-09-20", "2022-09-19", False),
        ("U2", "2022-09-26", None, "2022-09-26", True),
    ],
    # Worked out by hand on a calendar of 2026: 5/11 is a Thursday, 24/11 a holiday since that year.
    "quang-ninh-nq99": [
        ("D1", "2026-10-30", None, "2026-10-30", False),
        ("D2", "2026-11-04", None, "2026-11-04", False),
        ("D3", "2026-11-29", "2026-11-30", "2026-11-27", False),
        ("D4", "2026-11-30", None, "2026-11-30", False),
        ("D5", "2026-11-24", "2026-11-25", "2026-11-23", False),
        ("D6", "2026-11-30", None, "2026-11-30", False),
        ("D7", "2026-12-11", None, "2026-12-11", False),
        ("D7/grassroots", "2026-12-04", None, "2026-12-04", True),
        ("D8", "2026-12-19", "2026-12-20", "2026-12-18", False),
        ("U1", "2026-12-25", None, "2026-12-25", True),
        ("U2", None, None, None, False),
        ("U3", "2026-11-09", None, "2026-11-09", True),
        ("P1", "2026-11-03", None, "2026-11-03", True),
        ("P2", "2026-11-04", None, "2026-11-04", True),
    ],
}


@pytest.mark.parametrize("paper", sorted(DAYS))
def test_the_days_of_a_paper(paper: str) -> None:
    for requirement, *readings, derived in DAYS[paper]:
        owed = obligations(paper)[requirement]
        assert {(each["latest"], each["latest_lenient"], each["latest_workday"]) for each in owed} == {
            tuple(readings)
        }, requirement
        assert {each["derived"] is not None for each in owed} == {derived}, requirement


def test_yearly_reviews_come_every_year_until_someone_ends_them() -> None:
    days = sorted({each["latest"] for each in obligations("huong-dan-nq06")["D3"]})
    assert days == ["2022-12-15", "2023-12-15"]


@pytest.mark.parametrize(
    ("paper", "requirement", "units"),
    [
        ("huong-dan-nq06", "D3", 2 * 65),
        ("dong-thap-nq06", "U1", 17),
        ("dong-thap-nq06", "U1/grassroots", 143),
        ("dong-nai-tw8", "D6", 16),
        ("dong-nai-tw8", "D6/grassroots", 941),
        ("can-tho-tw6", "D3", 11),
        ("can-tho-tw6", "D4", 2),
        ("can-tho-tw6", "D7", 13),
        ("dang-uy-khoi-nq15", "D5", 40),
        ("quang-ninh-nq99", "D2", 30 + 22 + 2),
        ("quang-ninh-nq99", "D3", 54 + 2),
        ("quang-ninh-nq99", "D4", 2),
        ("quang-ninh-nq99", "D5", 54 + 4),
        ("quang-ninh-nq99", "D6", 54 * 4 + 7 + 9 + 8 + 8),
        ("quang-ninh-nq99", "D7", 54 + 4),
        ("quang-ninh-nq99", "D7/grassroots", 54 * 4 + 7 + 9 + 8 + 8),
        ("quang-ninh-nq99", "U3", 2),
    ],
)
def test_everybody_who_is_meant_is_asked_once(paper: str, requirement: str, units: int) -> None:
    owed = obligations(paper)[requirement]
    assert len(owed) == len({each["id"] for each in owed}) == units


@pytest.mark.parametrize("paper", ["can-tho-tw6", "quang-ninh-nq99"])
def test_the_forces_are_asked_once_for_what_they_owe_under_two_lines(paper: str) -> None:
    owed = [each["unit"] for name in ("D3", "D4") for each in obligations(paper)[name]]
    assert sorted(owed) == sorted(set(owed))


def test_since_2025_a_commune_stands_below_the_province_and_its_cells_report_to_it() -> None:
    tree = compiled("quang-ninh-nq99").tree
    communes = [unit for unit in tree if unit.group in {"đảng ủy xã", "đảng ủy phường", "đảng ủy đặc khu"}]
    assert len(communes) == 54
    assert {(unit.level, unit.parent) for unit in communes} == {(Level.DISTRICT, "quang-ninh")}
    asked = {each["unit"]: each["to"] for each in obligations("quang-ninh-nq99")["D7/grassroots"]}
    assert asked["dac-khu-co-to-cs04"] == ["dac-khu-co-to"]
    assert asked["xa-quang-la-cs01"] == ["xa-quang-la"]


def test_whoever_sits_in_the_hall_of_the_province_sits_nowhere_else() -> None:
    result = compiled("quang-ninh-nq99")
    (meeting,) = result.meetings
    seats = seating.places(meeting.conference, result.tree, "quang-ninh")
    assert Counter(seats.values()) == {"P1": 9 + 4, "P2": 30 + 22, "P3": 2}
    assert seats["quang-ninh-quan-su"] == "P1"


def test_the_secret_topic_is_known_as_secret() -> None:
    (meeting,) = compiled("dong-nai-tw8").plan.conferences
    assert [topic.code for topic in meeting.agenda if topic.secret] == ["Chuyên đề 3"]
    assert sum(topic.minutes or 0 for topic in meeting.agenda) == 180
