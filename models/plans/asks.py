"""What units ask for about their duties: kept until somebody decides, found by whoever may decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database.sql import one_of
from models.org import names_in_time
from models.tables import AskRow, DutyRow, ObligationRow, PlanRow
from models.views.ask_views import Ask, AskKind, AskState
from models.views.plan_views import PlanState

ASK = "ask"
"""The fact of a notice that names what is asked."""
_LONG = timedelta(days=5)
_WAITS = AskRow.state == AskState.WAITS.value
_RUNNING = PlanRow.state == PlanState.RUNNING.value


def add(
    session: Session,
    obligation_id: int,
    kind: AskKind,
    *,
    until: datetime | None = None,
    to_unit: str | None = None,
    why: str,
    decider: str,
    now: datetime,
    by: str,
) -> int:
    """Keep what is asked; an earlier one of the kind that waits gives way."""
    same = (AskRow.obligation_id == obligation_id, AskRow.kind == kind.value, _WAITS)
    gone = {"state": AskState.REPLACED.value, "decided_at": now, "decided_by": by}
    session.execute(update(AskRow).where(*same).values(gone))
    row = {
        **{"obligation_id": obligation_id, "kind": kind.value, "until": until, "to_unit": to_unit},
        **{"why": why, "decider": decider, "state": AskState.WAITS.value, "at": now, "by": by},
        "answer": "",
    }
    return session.scalars(insert(AskRow).returning(AskRow.id), row).one()


def settle(session: Session, number: int, state: AskState, answer: str, now: datetime, by: str) -> None:
    """Write down the answer."""
    said = {"state": state.value, "answer": answer, "decided_at": now, "decided_by": by}
    session.execute(update(AskRow).where(AskRow.id == number).values(said))


def lately(session: Session, obligation_id: int, since: datetime) -> int:
    """How often something was asked about a duty."""
    query = select(func.count()).select_from(AskRow)
    return session.scalar(query.where(AskRow.obligation_id == obligation_id, AskRow.at > since)) or 0


def one(session: Session, number: int, now: datetime) -> Ask:
    """One of them. Refusal: there is none."""
    found = _records(session, _query().where(AskRow.id == number), now)
    if not found:
        what = Told("không có đề nghị này", "there is no such request")
        raise Refusal(str(number), what, Told("xem `dondoc asks`", "see `dondoc asks`"))
    return found[0]


def of_duty(session: Session, obligation_id: int, now: datetime) -> list[Ask]:
    """All that was asked about one duty of one unit, the latest first."""
    query = _query().where(AskRow.obligation_id == obligation_id).order_by(AskRow.id.desc())
    return _records(session, query, now)


def some(session: Session, numbers: Collection[int], now: datetime) -> list[Ask]:
    """Those of these numbers, in the order of their numbers."""
    return _records(session, _query().where(one_of(AskRow.id, numbers)).order_by(AskRow.id), now)


def waiting(session: Session, now: datetime, limit: int, plan_id: int | None = None) -> list[Ask]:
    """Those that wait, of one plan or of all, the oldest first."""
    query = _query().where(_live())
    if plan_id is not None:
        query = query.where(ObligationRow.plan_id == plan_id)
    return _records(session, query.order_by(AskRow.id).limit(limit), now)


def for_unit(session: Session, unit: str, now: datetime, limit: int) -> list[Ask]:
    """Those that wait for this unit: it was asked, or more time is asked of it as the one directly above.

    What nobody answers waits for the office of the plan, too.
    """
    later = AskRow.kind == AskKind.LATER.value
    office = func.coalesce(PlanRow.desk, PlanRow.issuer) == unit
    asked = or_(AskRow.decider == unit, and_(ObligationRow.above == unit, later))
    asked = or_(asked, and_(office, AskRow.at < now - _LONG))
    query = _query().where(_live(), asked, ObligationRow.unit != unit)
    return _records(session, query.order_by(AskRow.id).limit(limit), now)


def for_office(
    session: Session, plan_ids: Collection[int], inside: Select[str] | None, now: datetime, limit: int
) -> list[Ask]:
    """Those about whole plans, and those that wait for one of the units `inside`."""
    mine: ColumnElement[bool] = ObligationRow.plan_id.in_(plan_ids)
    if inside is not None:
        mine = or_(mine, ObligationRow.above.in_(inside), AskRow.decider.in_(inside))
    return _records(session, _query().where(_live(), mine).order_by(AskRow.id).limit(limit), now)


def gone(session: Session, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that nobody need answer any more."""
    if not numbers:
        return set()
    query = _query().with_only_columns(AskRow.id).where(one_of(AskRow.id, numbers), _live())
    return set(numbers) - set(session.scalars(query))


def about(session: Session, owed: Sequence[ObligationRow]) -> bool:
    """Whether any of these duties has a question that waits for an answer."""
    query = _query().with_only_columns(AskRow.id).where(one_of(ObligationRow.id, [one.id for one in owed]))
    return session.scalar(query.where(_live()).limit(1)) is not None


def _live() -> ColumnElement[bool]:
    """It waits, the duty is still owed, and the day that is asked for is not given by other means."""
    sooner = or_(
        AskRow.until.is_(None), ObligationRow.deadline.is_(None), AskRow.until > ObligationRow.deadline
    )
    return and_(_WAITS, _RUNNING, DutyRow.gone_in.is_(None), ObligationRow.undone, sooner)


def _query() -> Select[AskRow, ObligationRow, DutyRow, PlanRow]:
    return (
        select(AskRow, ObligationRow, DutyRow, PlanRow)
        .join(ObligationRow, ObligationRow.id == AskRow.obligation_id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .join(PlanRow, PlanRow.id == ObligationRow.plan_id)
    )


def _records(
    session: Session, query: Select[AskRow, ObligationRow, DutyRow, PlanRow], now: datetime
) -> list[Ask]:
    rows = session.execute(query).all()
    named = {owed.unit for _, owed, _, _ in rows} | {ask.decider for ask, *_ in rows}
    called = names_in_time.known(session, named | {ask.to_unit for ask, *_ in rows if ask.to_unit})
    return [_record(row, called, day_of(now)) for row in rows]


def _record(
    row: Row[AskRow, ObligationRow, DutyRow, PlanRow], called: names_in_time.NamesInTime, day: date
) -> Ask:
    ask, owed, duty, plan = row
    sooner = ask.until is None or owed.deadline is None or ask.until > owed.deadline
    running = plan.state == PlanState.RUNNING and duty.gone_in is None
    return Ask(
        id=ask.id,
        obligation_id=owed.id,
        plan_id=plan.id,
        plan=plan.code,
        key=duty.key,
        action=duty.action,
        secret=duty.secret,
        unit=owed.unit,
        unit_name=called.on(owed.unit, day),
        kind=AskKind(ask.kind),
        until=ask.until,
        to_unit=ask.to_unit,
        to_name=called.on(ask.to_unit, day) if ask.to_unit else "",
        why=ask.why,
        decider=ask.decider,
        decider_name=called.on(ask.decider, day),
        state=AskState(ask.state),
        at=ask.at,
        by=ask.by,
        answer=ask.answer,
        decided_at=ask.decided_at,
        decided_by=ask.decided_by,
        due_at=owed.deadline,
        live=ask.state == AskState.WAITS and owed.undone and sooner and running,
    )
