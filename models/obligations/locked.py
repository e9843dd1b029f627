"""One obligation with its duty and plan, held for the length of a change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.reports.early import Unmet, listed
from cascade.reports.obligation_states import ObligationState
from models.database.sql import one_of
from models.tables import DutyRow, ObligationRow, PlanRow
from models.views.plan_views import PlanState


@dataclass(frozen=True, slots=True)
class Owed:
    """The rows that a change of one obligation touches."""

    row: ObligationRow
    duty: DutyRow
    plan: PlanRow

    @property
    def deadline(self) -> datetime | None:
        """What counts for this unit."""
        return self.row.deadline

    def joined(self, session: Session) -> list[int]:
        """Whose duty is done by this unit's act: its own, and, if it leads joint owners, theirs."""
        if not self.duty.joint or self.duty.lead not in (None, self.row.unit):
            return [self.row.id]
        return list(session.scalars(select(ObligationRow.id).where(ObligationRow.duty_id == self.duty.id)))


_HELD = "in hand"


def hold(session: Session, obligation_ids: Collection[int]) -> None:
    """Lock several obligations, in one order for everybody: acts that meet never wait for each other."""
    if len(obligation_ids) == 1:
        session.execute(_HOLD_ONE, {"number": next(iter(obligation_ids))})
        return
    query = select(ObligationRow.id).where(one_of(ObligationRow.id, obligation_ids))
    session.execute(query.order_by(ObligationRow.id).with_for_update())


def note_held(session: Session, obligation_id: int, served: Collection[int]) -> None:
    """All is held that a report on this one changes; `served`: duties of other plans that it serves."""
    session.info.setdefault(_HELD, {})[obligation_id, _innermost(session)] = tuple(served)


def held_for(session: Session, obligation_id: int) -> tuple[int, ...] | None:
    """What was noted; None: it is not in hand. What a savepoint has taken it lets go with that savepoint."""
    found: tuple[int, ...] | None = session.info.get(_HELD, {}).get((obligation_id, _innermost(session)))
    return found


def _innermost(session: Session) -> object:
    return session.get_nested_transaction() or session.get_transaction()


def look(session: Session, obligation_id: int) -> Owed | None:
    """One obligation without taking it in hand."""
    found = session.execute(_LOOK, {"number": obligation_id}).one_or_none()
    return None if found is None else Owed(*found)


_LOOK = (
    select(ObligationRow, DutyRow, PlanRow)
    .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
    .join(PlanRow, PlanRow.id == ObligationRow.plan_id)
    .where(ObligationRow.id == bindparam("number"))
    .execution_options(populate_existing=True)
)
_HOLD_ONE = select(ObligationRow.id).where(ObligationRow.id == bindparam("number")).with_for_update()
"""Spelled once: every act of a unit asks them several times."""


def look_all(session: Session, obligation_ids: Collection[int]) -> dict[int, Owed]:
    """Those of the obligations that there are, without taking them in hand."""
    # Three questions: in one, the long body of the duty would be read anew for every unit.
    query = select(ObligationRow).where(one_of(ObligationRow.id, obligation_ids))
    found = session.scalars(query.order_by(ObligationRow.id)).all()
    duties = session.scalars(select(DutyRow).where(DutyRow.id.in_({row.duty_id for row in found})))
    plans = session.scalars(select(PlanRow).where(PlanRow.id.in_({row.plan_id for row in found})))
    duty, plan = {one.id: one for one in duties}, {one.id: one for one in plans}
    return {row.id: Owed(row, duty[row.duty_id], plan[row.plan_id]) for row in found}


def unknown() -> Refusal:
    """Said of an obligation that the ledger does not have."""
    what = Told("không có nhiệm vụ này trong hệ thống", "there is no such duty")
    return Refusal(
        "", what, Told("mở lại đường dẫn trong thông báo mới nhất", "open the link in the latest notice")
    )


def fetch(session: Session, obligation_id: int) -> Owed:
    """Take one obligation in hand; a second change of it waits for the first. Refusal: there is none."""
    query = select(ObligationRow).where(ObligationRow.id == obligation_id).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is None:
        raise unknown()
    duty = session.get_one(DutyRow, row.duty_id)
    return Owed(row, duty, session.get_one(PlanRow, row.plan_id))


def refuse_if_closed(owed: Owed, now: datetime) -> None:
    """Refusal: nothing is owed any more, it is accepted, or the form is locked."""
    row = owed.row
    if owed.plan.state == PlanState.CLOSED:
        what = Told(
            "kế hoạch đã kết thúc, không nhận báo cáo nữa", "the plan is closed, no reports are taken"
        )
        raise Refusal("", what, _ASK_THE_DESK)
    if row.state in (ObligationState.EXEMPT, ObligationState.WITHDRAWN):
        raise Refusal(
            "", Told("đơn vị không còn phải báo cáo nhiệm vụ này", "the unit no longer owes this report")
        )
    if row.state == ObligationState.ACCEPTED:
        what = Told(
            "báo cáo đã được tiếp nhận, không sửa được nữa", "the report is accepted and changes no more"
        )
        raise Refusal("", what, _ASK_THE_DESK)
    if row.locked(now):
        todo = Told("đề nghị cơ quan theo dõi gia hạn", "ask the responsible office for an extension")
        raise Refusal("", Told("đã ngừng nhận báo cáo", "reports are no longer taken"), todo)


def refuse_if_hanging(owed: Owed) -> None:
    """Refusal: it hangs on a conference whose day is still open, and nothing can be told of it."""
    if owed.row.state == ObligationState.WAITING and owed.duty.hangs:
        what = Told(
            "hội nghị chưa có ngày, chưa nhận báo cáo", "the conference has no day yet: no report is taken"
        )
        raise Refusal("", what, Told("chờ giấy mời", "wait for the invitation"))


_ASK_THE_DESK = Told("liên hệ cơ quan theo dõi", "contact the responsible office")


class Overtaken(Refusal):
    """Another report came, or this one was decided about, after the reader had looked."""

    def __init__(self) -> None:
        what = Told("báo cáo vừa thay đổi", "the report has just changed")
        super().__init__("", what, Told("xem lại rồi làm lại", "read it again, then do it again"))


class TooMany(Refusal):
    """Reports of one duty come faster than anybody could mean them."""

    def __init__(self) -> None:
        what = Told("gửi quá nhanh", "reports come too fast")
        super().__init__("", what, Told("chờ một phút rồi gửi lại", "wait a minute, then send again"))


class TooEarly(Refusal):
    """What the duty hangs on has not happened, and the sender has not said that it reports all the same."""

    def __init__(self, unmet: tuple[Unmet, ...]) -> None:
        what = tell("báo cáo trước khi {what}", "it comes before {what}", what=listed(unmet))
        todo = Told(
            "nếu nhiệm vụ đã hoàn thành, xác nhận báo cáo sớm (ở dòng lệnh: --early)",
            "if it is done, say that you report early (on a command line: --early)",
        )
        super().__init__("", what, todo)
        self.unmet = unmet
