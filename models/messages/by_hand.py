"""What a person decides about one notice: that it goes out once more, or that it does not go out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.notices.kinds import WAITS, NoticeState, Occasion
from cascade.notices.reasons import Reason
from models.channels import sending_hours
from models.database import audit
from models.database.ledger import acting
from models.tables import NoticeRow

REPEATED = frozenset({NoticeState.FAILED, NoticeState.UNKNOWN})
"""States from which a person may have a notice sent once more."""
_WHERE = Told("Thông báo", "The notice")


def send_again(session: Session, number: int, *, now: datetime, by: str) -> None:
    """Queue it anew, with all its tries; who sends it looks first whether it is still true.

    Refusal: there is none, it is not in a state from which it may go out again, or it opens an office.
    """
    row = _row(session, number)
    if row.occasion == Occasion.OFFICE_LOGIN:
        what = Told("đường dẫn đăng nhập không gửi lại được", "a login link is not sent again")
        raise Refusal(_WHERE, what, Told("đề nghị đường dẫn mới ở trang đăng nhập", "ask for a new one"))
    at_any_hour = Occasion(row.occasion).at_any_hour
    hours = sending_hours.by_plan(session, {row.plan_id})
    ready = now if at_any_hour else hours.opening(now, row.plan_id)
    fresh = {"state": NoticeState.QUEUED, "ready_at": ready, "attempt": 0, "reason": None, "code": None}
    _change(session, row, REPEATED, fresh)
    _log(session, row, "send_again", now, by)


def abort(session: Session, number: int, *, now: datetime, by: str) -> None:
    """Take it out of the queue for good. Refusal: there is none, or it does not wait any more."""
    row = _row(session, number)
    gone = {"state": NoticeState.SUPERSEDED, "reason": Reason.ABORTED.why(by), "ready_at": None}
    _change(session, row, WAITS, gone | {"held_at": None})
    _log(session, row, "abort_notice", now, by)


def _row(session: Session, number: int) -> NoticeRow:
    row = session.scalars(select(NoticeRow).where(NoticeRow.id == number)).one_or_none()
    if row is None:
        raise Refusal(
            _WHERE, tell("không có số {number}", "there is no {number}", number=number), "dondoc notices"
        )
    return row


def _change(session: Session, row: NoticeRow, states: frozenset[NoticeState], values: dict[str, Any]) -> None:
    """In one statement: whoever takes it in hand at this moment is not overtaken."""
    acting(session, "by_hand")
    there = (NoticeRow.id == row.id, NoticeRow.state.in_(states))
    changed = update(NoticeRow).where(*there).values(**values).returning(NoticeRow.id)
    if session.scalars(changed).first() is not None:
        return
    state = session.scalar(select(NoticeRow.state).where(NoticeRow.id == row.id))
    called = NoticeState(state or row.state).told
    what = Told(f"đang ở tình trạng “{called.vi}”", f"it is “{called.en}”")
    can = [one.told for one in sorted(states)]
    todo = Told(
        "chỉ làm được khi: " + ", ".join(one.vi for one in can),
        "this can be done when it is: " + ", ".join(one.en for one in can),
    )
    raise Refusal(_WHERE, what, todo)


def _log(session: Session, row: NoticeRow, act: str, now: datetime, by: str) -> None:
    about: dict[str, Any] = {"plan_id": row.plan_id, "obligation_id": row.obligation_id}
    audit.log(session, by, act, now=now, unit=row.unit or None, **about, notice=row.id, occasion=row.occasion)
