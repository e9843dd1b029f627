"""One form for people, one for machines: telephones, rates, instants; and nobody else writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.calendar import zone
from cascade.org import format, telephone

HOUSE = Path(__file__).resolve().parents[3]
ROOMS = (
    "cascade",
    "settings",
    "models",
    "documents",
    "notifications",
    "services",
    "tasks",
    "flows",
    "portal",
    "cli",
)


@pytest.mark.parametrize(
    "stored",
    ["84987654321", "0987654321", "+84 987 654 321", "0987.654.321", "0084987654321", "(+84) 98-765-4321"],
)
def test_a_mobile_is_read_in_three_groups_and_called_with_its_country(stored: str) -> None:
    assert telephone.phone(stored) == telephone.phone(stored, "en") == "0987 654 321"
    assert telephone.tel(stored) == "tel:+84987654321"


@pytest.mark.parametrize(
    ("stored", "shown", "called"),
    [
        ("842438220000", "024 3822 0000", "tel:+842438220000"),
        ("0251 382 2501", "0251 3822 501", "tel:+842513822501"),
        ("66812345678", "+66812345678", "tel:+66812345678"),
        ("gọi bà Mai", "gọi bà Mai (không hợp lệ)", ""),
        ("0987 654", "0987 654 (không hợp lệ)", ""),
        ("84187654321", "84187654321 (không hợp lệ)", ""),
        ("٠٩٨٧٦٥٤٣٢١", "٠٩٨٧٦٥٤٣٢١ (không hợp lệ)", ""),
    ],
)
def test_other_numbers_are_shown_as_people_know_them_and_what_is_none_as_it_stands(
    stored: str, shown: str, called: str
) -> None:
    assert (telephone.phone(stored), telephone.tel(stored)) == (shown, called)
    assert telephone.phone(telephone.phone(stored)) == shown or called == ""


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_rate_is_a_hundred_only_when_all_are_there_and_nothing_only_when_none_is(
    part: int, whole: int
) -> None:
    part = min(part, whole)
    shown = format.rate(part, whole)
    assert (shown == 100) is (part == whole)
    assert (shown == 0) is (part == 0)
    assert abs(shown - Decimal(part) * 100 / whole) <= Decimal("0.1")
    assert format.percent(part, whole).replace(",", ".") == format.percent(part, whole, "en")


def test_an_instant_is_read_with_its_hour_first_and_its_day_as_papers_write_it() -> None:
    at = datetime(2024, 4, 5, 1, tzinfo=UTC)
    assert (zone.moment(at), zone.moment(at, "en")) == ("08:00 05/4/2024", "08:00 5 April 2024")
    assert zone.long_moment(at) == "08 giờ, ngày 05/4/2024 (thứ Sáu)"
    assert zone.deadline(datetime(2024, 4, 5, 16, 59, tzinfo=UTC)) == "05/4/2024 (thứ Sáu)"


OWN_FORMS = {
    "cascade/org/format.py",
    "cascade/calendar/zone.py",
    "cascade/org/telephone.py",
    "documents/reading/times.py",  # hours of a file, of no day
    "documents/papers/shown/facts_json.py",  # hours of a paper, of no day
    "documents/papers/shown/facts_text.py",
    "documents/papers/shown/told_facts.py",
    "documents/papers/shown/told_time.py",
    "documents/papers/shown/fact_page.py",  # how sure a scan is read, and where on its page
    "documents/plan_file/edited_text.py",  # as a plan file has hours
    "documents/papers/draft/yaml_words.py",
    "documents/papers/draft/plan_questions.py",
    "documents/papers/draft/first_reading.py",
    "documents/papers/details/details_json.py",
    "portal/conference/conference_page.py",  # hours of a programme, whose day stands above
    "cascade/calendar/workdays.py",  # the day in a name that a library made
    "cascade/rehearsal/conference_days.py",
    "documents/office/docx_data.py",  # papers of the Party pad their days
    "documents/picture/time_axis.py",  # ticks of an axis have no year
    "tasks/board/tables.py",  # nor has a cell as narrow as that
    "models/database/sql.py",  # what SQLite compares
}
WRITES_ONE = re.compile(
    r"strftime|:%[HdmYB-]|:\.\d%|\* 100\b|\.day\}/|\.day:02\}|href=\"tel:|num_format\": \"dd"
)


def test_nobody_else_writes_a_day_an_hour_a_rate_or_a_number_to_call() -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for room in ROOMS
        for kind in ("*.py", "*.j2", "*.html")
        for path in (HOUSE / room).rglob(kind)
        if (name := str(path.relative_to(HOUSE))) not in OWN_FORMS and "fakes" not in name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WRITES_ONE.search(line)
    ]
    assert found == []
