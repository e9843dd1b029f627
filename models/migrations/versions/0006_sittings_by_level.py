"""A conference that one level holds after another had one day; now it has one for each level."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from cascade.calendar.workdays import Override, WorkCalendar
from cascade.compile import outline
from cascade.conferences import seating
from cascade.lang.refusal import Refusal
from cascade.plan import thaw
from cascade.plan.level_sittings import sittings, whole
from cascade.plan.model import Plan
from cascade.result.obligation import FixedMeeting, Meeting, Outline
from models.plans import tree_snapshots
from models.tables.base import Instant

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

_PLAN = sa.table("plan", sa.column("id"), sa.column("revision"), sa.column("root"))
_REVISION = sa.table(
    "revision",
    sa.column("id"),
    sa.column("plan_id"),
    sa.column("number"),
    sa.column("plan", sa.JSON),
    sa.column("tree"),
    sa.column("calendar", sa.JSON),
    sa.column("fixed", sa.JSON),
)
_MEETING = sa.table(
    "meeting",
    sa.column("id", sa.BigInteger),
    sa.column("plan_id"),
    sa.column("conference"),
    sa.column("level"),
    sa.column("name"),
    sa.column("state"),
    sa.column("start_at", Instant()),
    sa.column("end_at", Instant()),
    sa.column("line_test_at", Instant()),
    sa.column("sequence"),
    sa.column("invited", sa.Boolean),
    sa.column("body", sa.JSON),
)
_ATTENDANCE = sa.table("attendance", sa.column("meeting_id"), sa.column("unit"))


def upgrade() -> None:
    op.add_column("meeting", sa.Column("level", sa.Text(), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_MEETING.c.id, _MEETING.c.body)).all():
        level = row.body["conference"].get("level")
        connection.execute(sa.update(_MEETING).where(_MEETING.c.id == row.id).values(level=level))
    present = sa.and_(_REVISION.c.plan_id == _PLAN.c.id, _REVISION.c.number == _PLAN.c.revision)
    for row in connection.execute(sa.select(_REVISION, _PLAN.c.root).join(_PLAN, present)).all():
        if any(each.get("relayed") is False for each in row.plan.get("conferences", ())):
            _give_each_level_its_day(connection, row)


def _give_each_level_its_day(connection: sa.Connection, row: sa.Row[*tuple[Any, ...]]) -> None:
    """The day that was fixed for all becomes the day of each: nobody who was invited hears anything.

    The rows must be what the rules make of the plan from now on, so it is the rules that make them.
    """
    with Session(connection) as session:
        tree = tree_snapshots.load(session, row.tree)
    plan = thaw.unpack(Plan, row.plan)
    fixed = {name: thaw.unpack(FixedMeeting, one) for name, one in row.fixed.items()}
    for conference in plan.conferences:
        if conference.id in fixed:
            fixed |= {one.id: fixed[conference.id] for one in sittings(conference, tree, row.root)}
    calendar = WorkCalendar(tuple(thaw.unpack(Override, one) for one in row.calendar))
    try:
        drawn = outline(plan, tree, calendar, fixed=fixed)
    except Refusal:
        return  # a paper that today's rules no longer take stays as it was issued
    turns = {
        whole(one.conference.id) for one in drawn.meetings if one.conference.id != whole(one.conference.id)
    }
    for meeting in drawn.meetings:
        if whole(meeting.conference.id) in turns:
            _write(connection, row.plan_id, meeting, drawn)
    if turns:
        kept = sa.update(_REVISION).where(_REVISION.c.id == row.id)
        connection.execute(kept.values(fixed=thaw.pack(fixed)))


def _write(connection: sa.Connection, plan_id: int, meeting: Meeting, drawn: Outline) -> None:
    """The first level keeps the row there is; those below get their own, with who came there."""
    conference = meeting.conference
    mine = sa.and_(_MEETING.c.plan_id == plan_id, _MEETING.c.conference == whole(conference.id))
    old = connection.execute(sa.select(_MEETING).where(mine)).one()
    values = {
        "level": conference.level,
        "name": conference.name,
        "line_test_at": meeting.line_test_at,
        "body": thaw.pack(meeting),
    }
    if conference.id == old.conference:
        connection.execute(sa.update(_MEETING).where(_MEETING.c.id == old.id).values(values))
        return
    same = {
        name: getattr(old, name) for name in ("plan_id", "state", "start_at", "end_at", "sequence", "invited")
    }
    made = sa.insert(_MEETING).values(**same, **values, conference=conference.id).returning(_MEETING.c.id)
    new = connection.execute(made).scalar_one()
    units = list(seating.places(conference, drawn.tree, drawn.root))
    came = sa.and_(_ATTENDANCE.c.meeting_id == old.id, _ATTENDANCE.c.unit.in_(units))
    connection.execute(sa.update(_ATTENDANCE).where(came).values(meeting_id=new))


def downgrade() -> None:
    raise NotImplementedError("levels that have days of their own cannot share one again")
