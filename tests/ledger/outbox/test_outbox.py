"""The outbox: every notice reaches an end; none is lost, none is said twice but where we say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from cascade.org.tree import OrgTree
from models import outbox
from models.channels import rates
from models.contacts import import_units
from models.obligations import deciding, exceptions
from models.obligations.reported import receipt_numbers
from models.org import contact_list
from models.plans import plans
from models.views.notice_views import Claimed, NewNotice
from tests.ledger.world import ISSUED, House, at, contact, province, told

NOON = at(3, 2, 12)


@pytest.fixture
def fresh(issue: Callable[..., House]) -> House:
    """A plan just issued; its eight first notices wait."""
    return issue()


def first(house: House) -> Claimed:
    return house.claim(NOON, 1)[0]


def by_zalo(code: str) -> OrgTree:
    """The small province; one unit is written to by Zalo first."""
    full = province()
    people_of = {
        **full.contacts,
        code: (contact(code, "", ("zalo", f"z-{code}"), ("mail", f"{code}@example.vn")),),
    }
    return OrgTree(full.units, people_of)


def states(house: House) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in house.notices():
        found[row.state] = found.get(row.state, 0) + 1
    return found


def test_what_is_claimed_belongs_to_one_worker_until_it_is_settled(fresh: House) -> None:
    mine = fresh.claim(NOON, 5, "w1")
    theirs = fresh.claim(NOON, 5, "w2")
    assert len(mine) == 5
    assert len(theirs) == 3
    assert {one.id for one in mine}.isdisjoint(one.id for one in theirs)
    assert fresh.claim(NOON) == []


def test_the_oldest_leave_first(fresh: House) -> None:
    fresh.run(at(4, 10))
    order = [(one.occasion, one.id) for one in fresh.claim(at(4, 10))]
    assert [occasion for occasion, _ in order] == ["issued"] * 8 + ["reminder"] * 4
    assert [row for _, row in order] == sorted(row for _, row in order)


def test_an_accepted_notice_is_sent_and_stays_so(fresh: House) -> None:
    one = first(fresh)
    assert fresh.settle(one, "accepted", NOON, provider_id="msg-1")
    assert not fresh.settle(one, "never", NOON, reason="late word")
    [row] = fresh.notices(state="sent")
    assert (row.sent_at, row.provider_id) == (NOON, "msg-1")


def test_only_the_holder_of_the_claim_may_settle(fresh: House) -> None:
    one = first(fresh)
    with fresh.ledger.begin() as session:
        assert not outbox.settle(session, one.id, "somebody else", "accepted", now=NOON)
    assert states(fresh) == {"queued": 7, "sending": 1}


def test_the_same_intention_is_written_once_whoever_writes_it(fresh: House) -> None:
    notice = NewNotice(fresh.plan_id, "h1", "closing", "closing", 1, NOON)
    with fresh.ledger.begin() as session:
        assert outbox.enqueue(session, [notice], NOON) == 1
        assert outbox.enqueue(session, [notice], NOON) == 0
        assert outbox.enqueue(session, [replace(notice, revision=2)], NOON) == 1


def test_a_busy_server_is_tried_again_later_and_later_and_at_last_given_up(fresh: House) -> None:
    one, *rest = fresh.claim(NOON)
    for other in rest:
        fresh.settle(other, "accepted", NOON)
    now, waits = NOON, []
    while one.attempt < outbox.MOST_ATTEMPTS:
        fresh.settle(one, "later", now, reason="451 busy")
        with fresh.ledger.read() as session:
            again = outbox.next_ready(session)
        assert again is not None
        waits.append(again - now)
        now = again
        [one] = fresh.claim(now)
    fresh.settle(one, "later", now, reason="451 busy")
    assert [row.attempt for row in fresh.notices(state="failed")] == [outbox.MOST_ATTEMPTS]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)]
    assert len(fresh.claim(now)) == 1  # by the other channel, as after a dead address


def test_a_service_that_says_when_is_believed(fresh: House) -> None:
    one = first(fresh)
    fresh.settle(one, "later", NOON, retry_at=NOON + timedelta(minutes=42))
    rest = fresh.claim(NOON)
    assert one.id not in {other.id for other in rest}
    assert fresh.claim(NOON + timedelta(minutes=41)) == []
    [again] = fresh.claim(NOON + timedelta(minutes=42))
    assert (again.id, again.key, again.attempt) == (one.id, one.key, 2)


def test_a_dead_address_is_marked_and_the_other_channel_is_tried_once(fresh: House) -> None:
    one = first(fresh)
    fresh.settle(one, "never", NOON, reason="550 no such user", code="550")
    second = next(other for other in fresh.claim(NOON) if other.unit == one.unit)
    assert (second.channel, second.address) == ("zalo", f"z-{one.unit}")
    assert second.key != one.key
    assert told(second)["rows"] == told(one)["rows"]
    with fresh.ledger.read() as session:
        assert contact_list.in_post(session, {one.unit}, ISSUED.date())[one.unit].addresses == (
            ("zalo", f"z-{one.unit}"),
        )
    fresh.settle(second, "never", NOON, reason="blocked")
    [warned] = fresh.notices("unreachable")
    assert warned.unit == ("tinh" if one.unit in ("h1", "h2", "tinh-btg", "tinh-vp") else one.unit[:2])
    assert fresh.claim(NOON)[0].occasion == "unreachable"


def test_refused_content_does_not_blame_the_address(fresh: House) -> None:
    one = first(fresh)
    fresh.settle(one, "never", NOON, reason="554 content", blames_contact=False)
    with fresh.ledger.read() as session:
        post = contact_list.in_post(session, {one.unit}, ISSUED.date())[one.unit]
    assert post.addresses[0] == (one.channel, one.address)


def test_our_own_fault_stops_the_channel_loses_nothing_and_wakes_ops_once(fresh: House) -> None:
    held = fresh.claim(NOON, 2)
    for one in held:
        fresh.settle(one, "ours", NOON, reason="535 wrong password")
    assert [one.channel for one in fresh.claim(NOON)] == ["ops"]
    assert len(fresh.notices("ops")) == 1
    assert states(fresh) == {"queued": 8, "sending": 1}


def test_a_stopped_channel_tries_one_and_resumes_by_itself(fresh: House) -> None:
    fresh.settle(first(fresh), "ours", NOON, reason="535")
    soon = NOON + rates.PAUSES[0]
    probe = [one for one in fresh.claim(soon) if one.channel == "mail"]
    assert len(probe) == 1
    assert [one for one in fresh.claim(soon) if one.channel == "mail"] == []
    fresh.settle(probe[0], "accepted", soon)
    assert len(fresh.claim(soon)) == 7
    with fresh.ledger.read() as session:
        assert all(channel.stopped_why is None for channel in rates.channels(session))


def test_a_channel_that_is_still_broken_rests_longer_and_wakes_nobody_again(fresh: House) -> None:
    fresh.settle(first(fresh), "ours", NOON, reason="535")
    soon = NOON + rates.PAUSES[0]
    [probe] = [one for one in fresh.claim(soon) if one.channel == "mail"]
    fresh.settle(probe, "ours", soon, reason="535")
    assert [one for one in fresh.claim(soon + rates.PAUSES[0]) if one.channel == "mail"] == []
    assert len([one for one in fresh.claim(soon + rates.PAUSES[1]) if one.channel == "mail"]) == 1
    assert len(fresh.notices("ops")) == 1


def test_somebody_who_mended_the_channel_may_start_it_at_once(fresh: House) -> None:
    fresh.settle(first(fresh), "ours", NOON, reason="535")
    with fresh.ledger.begin() as session:
        rates.resume(session, "mail", NOON, "kỹ thuật")
    assert len([one for one in fresh.claim(NOON) if one.channel == "mail"]) == 8


def test_one_notice_that_cannot_be_worded_fails_alone(fresh: House) -> None:
    one, *rest = fresh.claim(NOON)
    fresh.settle(one, "ours", NOON, code=outbox.TEMPLATE, reason="'x' is undefined")
    for other in rest:
        assert fresh.settle(other, "accepted", NOON)
    assert states(fresh) == {"failed": 1, "sent": 7, "queued": 1}
    assert [row.occasion for row in fresh.notices(state="queued")] == ["ops"]


def test_a_full_quota_rests_the_channel_and_costs_no_attempt(fresh: House) -> None:
    one = first(fresh)
    later = NOON + timedelta(hours=2)
    fresh.settle(one, "later", NOON, reason="quota", retry_at=later, pauses_channel=True)
    assert fresh.claim(NOON + timedelta(hours=1)) == []
    assert fresh.notices("ops") == []
    [again] = fresh.claim(later)
    assert again.attempt == 1


def test_mail_held_by_a_dead_worker_is_sent_again_under_the_same_key(fresh: House) -> None:
    one = first(fresh)
    with fresh.ledger.begin() as session:
        assert outbox.recover(session, NOON + timedelta(minutes=4)).requeued == 0
        assert outbox.recover(session, NOON + timedelta(minutes=6)).requeued == 1
    again = next(other for other in fresh.claim(NOON + timedelta(minutes=6)) if other.id == one.id)
    assert (again.key, again.attempt) == (one.key, 2)
    assert not fresh.settle(one, "accepted", NOON + timedelta(minutes=7))
    assert fresh.settle(again, "accepted", NOON + timedelta(minutes=7))


def test_zalo_that_may_have_been_said_is_unknown_and_never_said_again(issue: Callable[..., House]) -> None:
    house = issue(tree=by_zalo("h1"))
    [one] = [one for one in house.claim(NOON) if one.channel == "zalo"]
    assert one.at_most_once
    assert house.recheck([one], NOON) == [one]
    with house.ledger.begin() as session:
        assert outbox.recover(session, NOON + timedelta(minutes=6)).unknown == 1
    [row] = house.notices(unit="h1", state="unknown")
    assert row.id == one.id
    assert [other for other in house.claim(NOON + timedelta(days=30)) if other.unit == "h1"] == []


def test_zalo_that_had_not_been_begun_is_simply_taken_up_again(issue: Callable[..., House]) -> None:
    house = issue(tree=by_zalo("h1"))
    [one] = [one for one in house.claim(NOON) if one.channel == "zalo"]
    with house.ledger.begin() as session:
        outbox.recover(session, NOON + timedelta(minutes=6))
    assert one.id in {other.id for other in house.claim(NOON + timedelta(minutes=6))}


def test_an_answer_that_was_lost_is_unknown_for_zalo_and_sent_again_for_mail(
    issue: Callable[..., House],
) -> None:
    house = issue(tree=by_zalo("h1"))
    for one in house.claim(NOON):
        if one.unit in ("h1", "h2"):
            house.settle(one, "ambiguous", NOON, reason="timeout after DATA")
    assert {row.unit: row.state for row in house.notices() if row.unit in ("h1", "h2")} == {
        "h1": "unknown",
        "h2": "retry",
    }


def test_who_reported_between_claim_and_send_is_not_reminded(house: House) -> None:
    house.run(at(4, 10))
    held = house.claim(at(4, 10))
    house.submit("h1-x1", at(4, 10))
    good = house.recheck(held, at(4, 10))
    assert sorted(one.unit for one in good) == ["h1-x2", "h2-x1", "h2-x2"]
    [row] = house.notices("reminder", unit="h1-x1")
    assert (row.state, row.reason) == ("superseded", "đã báo cáo, được miễn hoặc thôi giao")


def test_a_reminder_held_past_the_date_is_not_said(house: House) -> None:
    house.run(at(4, 17))
    held = [one for one in house.claim(at(4, 17)) if one.occasion == "due_today"]
    assert house.recheck(held, at(4, 18, 7)) == []


def test_a_list_leaves_without_those_who_reported_and_not_at_all_when_empty(house: House) -> None:
    for day in (10, 16, 17, 20):
        house.run(at(4, day))
    house.send_all(at(4, 20))
    house.run(at(4, 22))
    house.submit("h1-x1", at(4, 22))
    for unit in ("h2-x1", "h2-x2"):
        house.submit(unit, at(4, 22))
    sent = [one for one in house.send_all(at(4, 22)) if one.occasion == "escalation"]
    assert [(one.unit, [row["unit"] for row in told(one)["rows"]]) for one in sent] == [
        ("h1", ["Đảng ủy xã 1.2"])
    ]
    assert [row.unit for row in house.notices("escalation", state="superseded")] == ["h2"]


def test_whoever_sits_there_now_gets_the_words_meant_for_their_predecessor(fresh: House) -> None:
    held = fresh.claim(NOON)
    successor = OrgTree.of([province().unit("h1")], [contact("h1", "Người mới", ("mail", "moi@example.vn"))])
    with fresh.ledger.begin() as session:
        import_units.take_over(session, successor, at(3, 3))
    good = fresh.recheck(held, at(3, 3))
    assert "h1" not in {one.unit for one in good}
    [again] = [one for one in fresh.claim(at(3, 3)) if one.unit == "h1"]
    assert (again.address, told(again)["contact"]) == ("moi@example.vn", "Người mới")
    assert told(again)["rows"]


def test_a_stand_in_hears_what_falls_into_their_days(house: House) -> None:
    stand_in = replace(
        contact("h1-x1", "Người thay", ("mail", "thay@example.vn")),
        valid_from=at(4, 10).date(),
        valid_to=at(4, 12).date(),
    )
    with house.ledger.begin() as session:
        exceptions.delegate(session, stand_in, by="ban", now=at(4, 9))
    house.run(at(4, 10))
    [one] = [one for one in house.claim(at(4, 10)) if one.unit == "h1-x1"]
    assert one.address == "thay@example.vn"


def test_a_closed_plan_reminds_nobody_of_what_was_queued(house: House) -> None:
    house.run(at(4, 10))
    with house.ledger.begin() as session:
        plans.close(session, "kh-1", at(4, 10), "ban")
    assert house.send_all(at(4, 10)) == []
    assert {row.reason for row in house.notices(state="superseded")} == {"kế hoạch đã kết thúc"}


def test_what_is_taken_in_hand_too_late_in_the_day_waits_for_the_morning(fresh: House) -> None:
    held = fresh.claim(at(3, 2, 21, 29))
    assert fresh.recheck(held, at(3, 2, 21, 31)) == []
    assert fresh.claim(at(3, 3, 6, 29)) == []
    again = fresh.claim(at(3, 3, 6, 30))
    assert [one.attempt for one in again] == [1] * 8


def test_a_lease_that_ran_out_is_noticed_before_speaking(fresh: House) -> None:
    held = fresh.claim(NOON)
    with fresh.ledger.begin() as session:
        outbox.recover(session, NOON + timedelta(minutes=6))
    assert fresh.recheck(held, NOON + timedelta(minutes=6)) == []


def test_a_slow_worker_keeps_its_lease_by_looking_again(fresh: House) -> None:
    held = fresh.claim(NOON)
    later = NOON + timedelta(minutes=4)
    assert len(fresh.recheck(held, later)) == 8
    with fresh.ledger.begin() as session:
        assert outbox.recover(session, NOON + timedelta(minutes=8)).requeued == 0


def test_a_clock_that_goes_back_an_hour_sends_nothing_twice(fresh: House) -> None:
    one = first(fresh)
    assert fresh.settle(one, "accepted", NOON - timedelta(hours=1))
    earlier = fresh.claim(NOON - timedelta(hours=1))
    assert one.id not in {other.id for other in earlier}
    assert len(earlier) == 7


def test_an_hour_ahead_a_lease_looks_dead_and_mail_keeps_its_key(fresh: House) -> None:
    one = first(fresh)
    with fresh.ledger.begin() as session:
        outbox.recover(session, NOON + timedelta(hours=1))
    [again] = [other for other in fresh.claim(NOON + timedelta(hours=1)) if other.id == one.id]
    assert again.key == one.key


def test_the_board_finds_what_was_said_to_a_unit_and_why_it_failed(fresh: House) -> None:
    one = first(fresh)
    fresh.settle(one, "never", NOON, reason="550 no such user", code="550", blames_contact=False)
    [row] = fresh.notices(unit=one.unit, state="failed")
    assert (row.recipient, row.reason, row.code) == (f"Đầu mối {one.unit}", "550 no such user", "550")
    with fresh.ledger.read() as session:
        assert outbox.counts(session, fresh.plan_id)["issued", "failed"] == 1


def test_a_returned_report_is_spoken_of_with_its_reason(house: House) -> None:
    house.submit("h1-x1", at(4, 10))
    with house.ledger.begin() as session:
        row = house.one("h1-x1", at(4, 10), session=session)
        deciding.return_(session, row.id, reason="thiếu số", now=at(4, 10), by="h1")
    facts = {one.occasion: told(one) for one in house.claim(at(4, 10))}
    assert facts["returned"]["reason"] == "thiếu số"
    with house.ledger.read() as session:
        assert receipt_numbers.find(session, facts["receipt"]["receipt_number"]) == (row.id, 1)
    assert facts["receipt"]["received_long"] == "08 giờ, ngày 10/4/2026 (thứ Sáu)"


def test_notices_are_found_by_a_units_code_or_part_of_its_name(house: House) -> None:
    with house.ledger.read() as session:
        assert outbox.called(session, "h1-x1") == ["h1-x1"]
        assert outbox.called(session, "HUYỆN ỦY") == ["h1", "h2"]
        assert outbox.called(session, "không có") == []
        found = outbox.search(session, units=outbox.called(session, "xã 1."))
        assert {row.unit for row in found} == {"h1-x1", "h1-x2"}
        assert outbox.search(session, units=[]) == []


def test_what_a_server_answered_when_it_took_a_letter_is_no_reason(house: House) -> None:
    house.submit("h1", at(4, 1))
    one = house.claim(at(4, 1))[0]
    assert house.settle(one, "accepted", at(4, 1), reason="2.0.0 OK: queued as L000018")
    [told] = [row for row in house.notices() if row.id == one.id]
    assert (told.reason, told.why) == ("2.0.0 OK: queued as L000018", "")
