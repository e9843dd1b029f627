"""What a diary makes of an invitation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component

from cascade.conferences.invitation import Invitation
from notifications.diary_entries import write

START = datetime(2024, 3, 28, 0, 30, tzinfo=UTC)
END = datetime(2024, 3, 28, 4, 30, tzinfo=UTC)


def entry(attendee: str = "", **given: Any) -> Component:
    invitation = Invitation(**{
        "uid": "dong-nai.C1.long-thanh@dondoc", "sequence": 3, "summary": "Hội nghị học tập; quán triệt",
        "start": START, "end": END, "location": "Hội trường, Tỉnh ủy", **given,
    })  # fmt: skip
    (event,) = Calendar.from_ical(write(invitation, "btg@example.vn", attendee, START)).walk("VEVENT")
    assert isinstance(event, Component)
    return event


def test_the_hour_is_that_of_vietnam() -> None:
    start: Any = entry()["DTSTART"]
    assert start.dt == datetime(2024, 3, 28, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert start.params["TZID"] == "Asia/Ho_Chi_Minh"


def test_a_change_is_the_same_entry_with_a_higher_number() -> None:
    assert (entry()["UID"], entry()["SEQUENCE"]) == ("dong-nai.C1.long-thanh@dondoc", 3)
    assert entry(sequence=4)["UID"] == entry()["UID"]


def test_commas_and_semicolons_survive() -> None:
    assert entry()["SUMMARY"] == "Hội nghị học tập; quán triệt"
    assert entry()["LOCATION"] == "Hội trường, Tỉnh ủy"


def test_only_a_mail_address_is_invited() -> None:
    assert str(entry(attendee="xa@example.vn")["ATTENDEE"]) == "mailto:xa@example.vn"
    assert "ATTENDEE" not in entry(attendee="84987654321")


def test_the_zone_is_explained_to_those_who_do_not_know_it() -> None:
    calendar = Calendar.from_ical(
        write(Invitation(uid="u", sequence=0, summary="s", start=START, end=END), "a@example.vn", "", START)
    )
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(("start", "end"), [(END, START), (START.replace(tzinfo=None), END)])
def test_what_is_no_time_is_refused(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="aware"):
        Invitation(uid="u", sequence=0, summary="s", start=start, end=end)
