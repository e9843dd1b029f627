"""The calendar: our own rows win over the common one, each with its source."""

from __future__ import annotations

from datetime import date

from models.database import audit
from models.database.ledger import Ledger
from models.org import work_calendar
from tests.ledger.world import ISSUED

SATURDAY = date(2026, 8, 22)


def test_a_saturday_worked_in_lieu_is_a_working_day(ledger: Ledger) -> None:
    with ledger.begin() as session:
        work_calendar.set_override(session, SATURDAY, True, "8000/VPCP", now=ISSUED, by="ban")
        assert work_calendar.load_calendar(session).is_working(SATURDAY)
        assert [row.source for row in work_calendar.overrides(session)] == ["8000/VPCP"]


def test_a_later_word_about_the_same_day_wins_and_both_are_on_record(ledger: Ledger) -> None:
    with ledger.begin() as session:
        work_calendar.set_override(session, SATURDAY, True, "một", now=ISSUED, by="ban")
        work_calendar.set_override(session, SATURDAY, False, "hai", now=ISSUED, by="ban")
        assert not work_calendar.load_calendar(session).is_working(SATURDAY)
        assert [row.detail["source"] for row in audit.trail(session)] == ["hai", "một"]
