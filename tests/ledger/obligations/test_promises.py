"""A late unit says by which day it will be done: it rests until then, those above hear of it all the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Occasion
from models.obligations import exceptions, obligations
from models.obligations.detail import detail
from models.tables import AuditRow, PromiseRow
from services.answers import late_duties
from tests.ledger.world import House, at, told

TUESDAY = at(4, 28, 9)
"""The report was due on Friday, 24 April 2026; the letter that presses first leaves on Tuesday."""


def live(house: House) -> None:
    """All that is said until that Tuesday, and the letter of its morning waiting to leave."""
    for day in range(10, 28):
        house.run(at(4, day))
        house.send_all(at(4, day))
    house.run(at(4, 28, 8))


def promise(house: House, day: date, note: str = "", unit: str = "h1") -> None:
    with house.ledger.begin() as session:
        late_duties.promise(session, house.code, "R1", unit, day, note, now=TUESDAY, by="Bà An")


def pressed(house: House, unit: str) -> list[str]:
    return [one.rung for one in house.notices(Occasion.OVERDUE, unit=unit)]


def test_a_unit_that_promised_rests_until_then_and_is_pressed_the_working_day_after(house: House) -> None:
    live(house)
    house.send_all(at(4, 28, 8))
    promise(house, date(2026, 5, 7), "chờ hai chi bộ học bù")
    before = pressed(house, "h1")
    for day in range(14):
        if (now := TUESDAY + timedelta(days=day)) < at(5, 8, 7):
            house.run(now)
            house.send_all(now)
    assert pressed(house, "h1") == before
    house.run(at(5, 8, 9))
    assert pressed(house, "h1") == [*before, "promised@2026-05-07"]
    assert [told(one)["days_late"] for one in house.claim(at(5, 8, 9)) if one.unit == "h1"] == [14]


def test_who_reports_before_the_promised_day_is_pressed_no_more(house: House) -> None:
    live(house)
    house.send_all(at(4, 28, 8))
    promise(house, date(2026, 5, 7))
    house.submit("h1", at(5, 6), "R1")
    house.run(at(5, 8, 9))
    assert "promised@2026-05-07" not in pressed(house, "h1")


def test_the_unit_above_is_told_all_the_same_and_sees_the_day(house: House) -> None:
    house.run(at(4, 20, 8))
    house.send_all(at(4, 20, 8))
    day, now = date(2026, 4, 28), at(4, 21)
    with house.ledger.begin() as session:
        late_duties.promise(session, house.code, "R1/grassroots", "h1-x1", day, now=now, by="Ông Bình")
    house.run(at(4, 22, 8))
    lists = [one for one in house.claim(at(4, 22, 8)) if one.occasion == Occasion.ESCALATION]
    lines = {row["unit"]: row["promised"] for one in lists if one.unit == "h1" for row in told(one)["rows"]}
    assert lines == {"Đảng ủy xã 1.1": "28/4/2026", "Đảng ủy xã 1.2": ""}


def test_the_last_word_counts_moves_no_deadline_and_each_is_in_the_audit(house: House) -> None:
    live(house)
    was = house.one("h1", TUESDAY, "R1").due_at
    promise(house, date(2026, 5, 4))
    promise(house, date(2026, 5, 7), "xin thêm ba ngày")
    row = house.one("h1", TUESDAY, "R1")
    assert (row.due_at, row.promised) == (was, date(2026, 5, 7))
    with house.ledger.read() as session:
        kept = session.scalars(select(PromiseRow)).one()
        assert (kept.day, kept.note, kept.by) == (date(2026, 5, 7), "xin thêm ba ngày", "Bà An")
        acts = session.scalars(select(AuditRow).where(AuditRow.act == "promise").order_by(AuditRow.id))
        assert [act.detail["day"] for act in acts] == ["2026-05-04", "2026-05-07"]
    house.run(at(5, 8, 9))
    promised = [rung for rung in pressed(house, "h1") if rung.startswith("promised@")]
    assert promised == ["promised@2026-05-07"]


def test_a_letter_that_waits_when_the_promise_comes_does_not_leave(house: House) -> None:
    live(house)
    waiting = house.notices(Occasion.OVERDUE, unit="h1")
    assert waiting
    promise(house, date(2026, 5, 7))
    sent = {one.unit for one in house.send_all(TUESDAY) if one.occasion == Occasion.OVERDUE}
    assert "h1" not in sent
    assert "h2" in sent


def test_a_later_date_that_is_granted_ends_the_promise(house: House) -> None:
    live(house)
    promise(house, date(2026, 5, 7))
    with house.ledger.begin() as session:
        number = house.one("h1", TUESDAY, "R1", session).id
        exceptions.extend(session, number, date(2026, 5, 20), "bão", by="Ban", now=TUESDAY)
    with house.ledger.read() as session:
        shown = detail(session, number, at(5, 9))
        assert shown is not None
        assert shown.promise is None
        assert obligations.one(session, number, at(5, 25)).promised is None
    house.run(at(5, 8, 9))
    assert not [rung for rung in pressed(house, "h1") if rung.startswith("promised@")]


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 4, 27), "đã qua"), (date(2026, 8, 1), "xa quá 60 ngày")],
)
def test_a_day_that_nobody_can_promise_is_refused_in_one_line(house: House, day: date, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        promise(house, day)


def test_who_is_not_late_promises_nothing(house: House) -> None:
    with house.ledger.begin() as session, pytest.raises(Refusal, match="không quá hạn"):
        late_duties.promise(session, house.code, "R1", "h1", date(2026, 4, 24), now=at(4, 20), by="Bà An")
