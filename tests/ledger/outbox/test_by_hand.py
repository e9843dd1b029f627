"""One notice by hand: what failed goes out once more, what waits is stopped; nothing else is changed so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import WAITS, NoticeState, Occasion
from cascade.notices.reasons import Reason, Why
from models.messages import by_hand
from models.messages.by_hand import REPEATED
from models.tables import AuditRow, NoticeRow
from tests.ledger.world import House, at

NOON, NIGHT = at(3, 2, 12), at(3, 2, 23)
BY = "Lê Thị Mai"


@pytest.fixture
def fresh(issue: Callable[..., House]) -> House:
    return issue()


def put(house: House, **values: object) -> int:
    number = house.notices()[0].id
    with house.ledger.begin() as session:
        session.execute(update(NoticeRow).where(NoticeRow.id == number).values(**values))
    return number


def act(house: House, deed: Callable[..., None], number: int, now: object = NOON) -> None:
    with house.ledger.begin() as session:
        deed(session, number, now=now, by=BY)


def test_what_failed_goes_out_once_more_with_all_its_tries(fresh: House) -> None:
    number = put(fresh, state=NoticeState.FAILED, ready_at=None, attempt=8, reason="550", code="550")
    act(fresh, by_hand.send_again, number)
    (again,) = [one for one in fresh.claim(NOON) if one.id == number]
    assert again.attempt == 1
    assert fresh.settle(again, "accepted", NOON)
    with fresh.ledger.read() as session:
        (entry,) = session.scalars(select(AuditRow).where(AuditRow.act == "send_again")).all()
        assert (entry.who, entry.plan_id, entry.detail["notice"]) == (BY, fresh.plan_id, number)


def test_at_night_it_waits_for_the_morning(fresh: House) -> None:
    number = put(fresh, state=NoticeState.FAILED, ready_at=None)
    act(fresh, by_hand.send_again, number, NIGHT)
    with fresh.ledger.read() as session:
        ready = session.get_one(NoticeRow, number).ready_at
    assert ready is not None
    assert at(3, 3, 6) < ready < at(3, 3, 9)


def test_what_waits_is_stopped_and_stays_so(fresh: House) -> None:
    number = put(fresh, attempt=0)
    act(fresh, by_hand.abort, number)
    assert number not in [one.id for one in fresh.claim(NOON)]
    (stopped,) = [one for one in fresh.notices() if one.id == number]
    assert stopped.state == NoticeState.SUPERSEDED
    assert isinstance(stopped.reason, Why)
    assert stopped.reason.reason is Reason.ABORTED
    assert BY in stopped.reason


@pytest.mark.parametrize("state", NoticeState)
def test_only_the_states_that_allow_it_are_left_by_hand(fresh: House, state: NoticeState) -> None:
    number = put(fresh, state=state)
    for deed, allowed in ((by_hand.send_again, REPEATED), (by_hand.abort, WAITS)):
        if state in allowed:
            continue
        with pytest.raises(Refusal, match="tình trạng") as refused:
            act(fresh, deed, number)
        assert "it is" in refused.value.said("en")
    assert [one.state for one in fresh.notices() if one.id == number] == [state]


def test_what_somebody_has_taken_in_hand_is_not_stopped_any_more(fresh: House) -> None:
    held = fresh.claim(NOON, 1)[0]
    with pytest.raises(Refusal, match="đang gửi"):
        act(fresh, by_hand.abort, held.id)
    assert fresh.settle(held, "accepted", NOON)


def test_a_login_link_is_never_sent_again(fresh: House) -> None:
    number = put(fresh, state=NoticeState.FAILED, occasion=Occasion.OFFICE_LOGIN)
    with pytest.raises(Refusal, match="đường dẫn đăng nhập"):
        act(fresh, by_hand.send_again, number)
    with pytest.raises(Refusal, match="không có số 99999"):
        act(fresh, by_hand.abort, 99_999)
