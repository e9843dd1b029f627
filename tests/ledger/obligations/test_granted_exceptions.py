"""What a person grants: a later date, an exemption, a duty handed over; with who, why and until when."""

from __future__ import annotations

from datetime import date

import pytest

from cascade.lang.refusal import Refusal
from cascade.reports.obligation_states import ObligationState
from models.database import audit
from models.obligations import exceptions, obligations
from models.stats import rollups
from services import grant
from tests.ledger.world import House, at, contact, told

DUTY = "R1/grassroots"


def extend(house: House, unit: str, until: date) -> None:
    with house.ledger.begin() as session:
        grant.extend(session, "kh-1", DUTY, unit, until, "lũ lụt", by="ban", now=at(4, 15))


def exempt(house: House, unit: str) -> None:
    with house.ledger.begin() as session:
        grant.exempt(session, "kh-1", DUTY, unit, "giải thể", by="ban", now=at(4, 15))


def test_an_extended_unit_is_on_time_until_the_later_date_and_its_ladder_starts_again(house: House) -> None:
    extend(house, "h1-x1", date(2026, 5, 15))
    row = house.one("h1-x1", at(4, 20))
    assert (row.due_at, row.stated_due_at) == (at(5, 15, 23, 59), at(4, 17, 23, 59))
    assert (row.next_rung, row.next_at) == ("T-5", at(5, 8))
    assert not row.late
    assert not house.submit("h1-x1", at(5, 15)).late


def test_the_unit_hears_of_the_later_date_and_nobody_else(house: House) -> None:
    extend(house, "h1-x1", date(2026, 5, 15))
    [one] = house.claim(at(4, 15))
    facts = told(one)
    assert (one.unit, one.occasion) == ("h1-x1", "extended")
    assert (facts["until_long"], facts["was_long"]) == ("15/5/2026 (thứ Sáu)", "17/4/2026 (thứ Sáu)")
    with house.ledger.read() as session:
        [row] = [row for row in audit.trail(session, unit="h1-x1") if row.act == "extension"]
    assert (row.who, row.detail["why"]) == ("ban", "lũ lụt")


def test_a_reminder_queued_before_the_extension_is_not_said_after_it(house: House) -> None:
    house.run(at(4, 10))
    extend(house, "h1-x1", date(2026, 5, 15))
    sent = house.send_all(at(4, 15))
    assert [one.occasion for one in sent if one.unit == "h1-x1"] == ["extended"]
    assert [row.reason for row in house.notices("reminder", unit="h1-x1")] == ["hạn đã thay đổi"]


@pytest.mark.parametrize("until", [date(2026, 4, 17), date(2026, 4, 1)])
def test_an_extension_must_be_later_than_what_counts_now(house: House, until: date) -> None:
    with pytest.raises(Refusal, match="gia hạn"):
        extend(house, "h1-x1", until)


def test_an_exempt_unit_is_neither_reminded_nor_expected(house: House) -> None:
    exempt(house, "h1-x1")
    house.run(at(4, 24))
    assert [row.occasion for row in house.notices(unit="h1-x1")] == ["issued", "withdrawn"]
    with house.ledger.read() as session:
        counts = rollups.counts(session, house.plan_id, at(4, 24), "duty")[DUTY]
    assert (counts.expected, counts.exempt) == (3, 1)


def test_the_last_exemption_opens_the_duty_that_gathers(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    exempt(house, "h1-x2")
    assert house.one("h1", at(4, 15)).state is ObligationState.OPEN


def test_a_duty_handed_over_is_owed_once_by_the_other_unit(house: House) -> None:
    with house.ledger.begin() as session:
        grant.hand_over(session, "kh-1", DUTY, "h1-x1", "tinh-vp", "sáp nhập", by="ban", now=at(4, 9))
    with house.ledger.read() as session:
        counts = rollups.counts(session, house.plan_id, at(4, 9), "duty")[DUTY]
        [gone] = obligations.rows(session, house.plan_id, now=at(4, 9), unit="h1-x1", state="withdrawn")
    assert counts.expected == 4
    assert gone.next_at is None
    assert house.one("tinh-vp", at(4, 9), DUTY).next_rung == "T-5"
    assert sorted((row.unit, row.occasion) for row in house.notices(state="queued")) == [
        ("h1-x1", "withdrawn"),
        ("tinh-vp", "issued"),
    ]
    house.submit("tinh-vp", at(4, 9), DUTY)
    house.submit("h1-x2", at(4, 9))
    assert house.one("h1", at(4, 9)).state is ObligationState.OPEN


def test_a_duty_cannot_be_handed_to_who_owes_it_already_or_to_nobody(house: House) -> None:
    for to, why in (("h1-x2", "đã có"), ("khong-co", "không có “khong-co”")):
        with pytest.raises(Refusal, match=why), house.ledger.begin() as session:
            grant.hand_over(session, "kh-1", DUTY, "h1-x1", to, "x", by="ban", now=at(4, 9))


def test_what_is_done_needs_no_extension_and_what_was_never_asked_has_none(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    with pytest.raises(Refusal, match="không còn"):
        extend(house, "h1-x1", date(2026, 5, 15))
    with pytest.raises(Refusal, match=r"Văn phòng.*R1/grassroots"):
        extend(house, "tinh-vp", date(2026, 5, 15))


def test_a_stand_in_without_days_is_refused(house: House) -> None:
    with house.ledger.begin() as session, pytest.raises(Refusal, match="ngày kết thúc"):
        exceptions.delegate(session, contact("h1", "Người thay"), by="ban", now=at(4, 9))
