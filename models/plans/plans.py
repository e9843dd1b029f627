"""Plans: looked up, compiled again from their frozen copy, and closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.checked_cascade import cascade as compile_plan
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.reports import secrecy
from cascade.result.obligation import Cascade, Meeting
from models.database import audit, sql
from models.database.ledger import acting
from models.org import contact_list
from models.plans import revisions, tree_snapshots
from models.tables import AuditRow, MeetingRow, ObligationRow, PlanRow
from models.views.plan_views import FrozenPlan, PlanRecord, PlanState

AFTERWARDS = timedelta(days=30)
"""So long after its conference a plan that is over is still looked at: longer than any sweep is missed."""


def known(session: Session, code: str) -> PlanRecord:
    """A plan by its code. Refusal: there is none."""
    return read_row(find(session, code))


def number(session: Session, code: str) -> int:
    """The row number of a plan, which is all that most steps want of it. Refusal: there is none."""
    found = session.scalar(select(PlanRow.id).where(PlanRow.code == code))
    return find(session, code).id if found is None else found


def numbered(session: Session, plan_id: int) -> PlanRecord | None:
    """The plan of that row number; None: there is none."""
    row = session.get(PlanRow, plan_id)
    return None if row is None else read_row(row)


def record(session: Session, code: str) -> FrozenPlan:
    """The same with its paper, which has to be thawed: the dearer look. Refusal: there is none."""
    return frozen(session, read_row(find(session, code)))


def frozen(session: Session, known: PlanRecord) -> FrozenPlan:
    """A plan that was looked up already, with its paper."""
    kept = revisions.row(session, known.id, known.revision)
    return FrozenPlan(
        **{field.name: getattr(known, field.name) for field in fields(known)}, plan=revisions.plan(kept)
    )


def all_plans(session: Session) -> list[PlanRecord]:
    """Every plan, the latest first."""
    return _those(session)


def running(session: Session) -> list[PlanRecord]:
    """Those that are not over, the latest first: however many there ever were."""
    return in_state(session, PlanState.RUNNING)


def closed_and_touched(session: Session, since: int, now: datetime) -> list[PlanRecord]:
    """Those that are over, with an act after that number of the log, or a conference not long past."""
    row = MeetingRow
    acted = select(AuditRow.plan_id).where(AuditRow.id > since)
    met = select(row.plan_id).where(or_(row.start_at > now - AFTERWARDS, row.end_at > now - AFTERWARDS))
    touched = or_(PlanRow.id.in_(acted), PlanRow.id.in_(met))
    return _those(session, PlanRow.state == PlanState.CLOSED.value, touched)


def _those(session: Session, *wanted: ColumnElement[bool]) -> list[PlanRecord]:
    rows = select(PlanRow).where(*wanted).order_by(PlanRow.issued_at.desc(), PlanRow.id.desc())
    return [read_row(row) for row in session.scalars(rows)]


def in_state(session: Session, state: PlanState) -> list[PlanRecord]:
    """Those that run, or those that are over, the latest first."""
    return _those(session, PlanRow.state == state.value)


def some(session: Session, numbers: Collection[int]) -> dict[int, PlanRecord]:
    """Several by their row numbers, as far as they are there."""
    return {one.id: one for one in _those(session, sql.one_of(PlanRow.id, numbers))} if numbers else {}


def issuer(session: Session, code: str) -> str | None:
    """Who has issued it; None: there is no such plan."""
    return session.scalar(select(PlanRow.issuer).where(PlanRow.code == code))


def issuers(session: Session) -> set[str]:
    """Whoever has issued a plan."""
    return set(session.scalars(select(PlanRow.issuer).distinct()))


def any_there(session: Session) -> bool:
    """Whether a plan was ever issued."""
    return session.scalar(select(PlanRow.id).limit(1)) is not None


def hidden(session: Session, plan_id: int) -> tuple[str, ...]:
    """Numbers of secret documents that no text about the plan may name on its way out."""
    row = session.get_one(PlanRow, plan_id)
    return secrecy.hidden(revisions.paper(session, row.id, row.revision))


def recompile(session: Session, code: str, *, others: Sequence[Meeting] = ()) -> Cascade:
    """What the present revision says, worked out again from its frozen plan, tree, calendar and days.

    `others`: conferences of other plans, where its findings are to tell of clashes.
    Refusal: the ledger does not know the plan.
    """
    row = find(session, code)
    kept = revisions.row(session, row.id, row.revision)
    tree = tree_snapshots.load(session, kept.tree)
    reached = contact_list.serving(session, tree.units, tree.day or day_of(row.issued_at))
    return compile_plan(
        revisions.plan(kept),
        replace(tree, contacts=reached),
        revisions.calendar(kept),
        fixed=revisions.fixed(kept),
        parents=revisions.parents(kept),
        others=others,
    )


def close(session: Session, code: str, now: datetime, by: str, why: str = "") -> None:
    """End a plan: nothing is reminded any more; what was still open stays on record as it is.

    Refusal: there is none.
    """
    acting(session, "close")
    row = lock(session, find(session, code).id)
    if row.state == PlanState.CLOSED:
        return
    session.execute(
        update(PlanRow).where(PlanRow.id == row.id).values(state=PlanState.CLOSED.value, closed_at=now)
    )
    session.execute(
        update(ObligationRow)
        .where(ObligationRow.plan_id == row.id, ObligationRow.next_at.is_not(None))
        .values(next_at=None, next_rung=None)
    )
    about: dict[str, object] = {"why": why} if why else {}
    audit.log(session, by, "close", now=now, plan_id=row.id, obligation_id=None, unit=None, **about)


def find(session: Session, code: str) -> PlanRow:
    """The row of a plan. Refusal: the ledger does not know it."""
    row = session.scalars(select(PlanRow).where(PlanRow.code == code)).one_or_none()
    if row is None:
        what = Told("chưa có kế hoạch này trong hệ thống", "there is no such plan")
        raise Refusal(code, what, Told("xem danh sách bằng “dondoc status”", "“dondoc status” lists them"))
    return row


def lock(session: Session, plan_id: int) -> PlanRow:
    """Let one change of a plan happen after another. (SQLite has one writer anyway.)"""
    query = select(PlanRow).where(PlanRow.id == plan_id).with_for_update(key_share=True)
    return session.scalars(query).one()


def read_row(row: PlanRow) -> PlanRecord:
    """A row of the table as the house speaks of it."""
    return PlanRecord(
        id=row.id,
        code=row.code,
        title=row.title,
        short=row.short,
        number=row.number,
        issuer=row.issuer,
        issuer_name=row.issuer_name,
        root=row.root,
        desk=row.desk,
        state=PlanState(row.state),
        revision=row.revision,
        issued_at=row.issued_at,
        closed_at=row.closed_at,
        tree_day=row.tree_day,
        secret=row.secret,
    )
