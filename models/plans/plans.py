"""Plans: looked up, compiled again from their frozen copy, and closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.checked_cascade import cascade as compile_plan
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.reports import secrecy
from cascade.result.obligation import Cascade, Meeting
from models.database import audit
from models.database.ledger import acting
from models.org import contact_list
from models.plans import revisions, tree_snapshots
from models.tables import ObligationRow, PlanRow
from models.views.plan_views import FrozenPlan, PlanRecord, PlanState


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
    rows = session.scalars(select(PlanRow).order_by(PlanRow.issued_at.desc(), PlanRow.id.desc()))
    return [read_row(row) for row in rows]


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
