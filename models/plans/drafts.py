"""Drafts of plans: made of papers, each change a version that stays, until one is issued or discarded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import audit
from models.tables import DraftPaperRow, DraftRow, DraftVersionRow
from models.views.draft_views import Draft, DraftPaper, DraftState, DraftVersion

COUNTS = "counts"
"""In the state of a version: how many cards it has, how many are done, how many questions are open."""


def create(
    session: Session,
    *,
    title: str,
    unit: str,
    reading: Mapping[str, Any],
    text: str,
    state: Mapping[str, Any],
    now: datetime,
    by: str,
    plan_id: int | None = None,
) -> int:
    """A new draft with its first version. Its number."""
    row = {
        "title": title,
        "unit": unit,
        "state": DraftState.OPEN.value,
        "version": 1,
        "reading": dict(reading),
        "at": now,
        "by": by,
        "changed_at": now,
        "plan_id": plan_id,
    }
    number = session.scalars(insert(DraftRow).values(row).returning(DraftRow.id)).one()
    _write(session, DraftVersion(number, 1, text, state, "start", now, by))
    audit.log(session, by, "draft", now=now, unit=unit or None, name=title)
    return number


def add_papers(session: Session, number: int, kept: Sequence[tuple[str, str]]) -> None:
    """Papers by name and digest, behind those that the draft has already."""
    first = select(func.coalesce(func.max(DraftPaperRow.position), 0))
    at: int = session.scalars(first.where(DraftPaperRow.draft_id == number)).one()
    for position, (name, digest) in enumerate(kept, at + 1):
        row = {"draft_id": number, "position": position, "name": name, "file": digest}
        session.execute(insert(DraftPaperRow).values(row))


def find(session: Session, number: int) -> Draft:
    """A draft by its number. Refusal: there is none."""
    found = session.execute(_with_counts().where(DraftRow.id == number)).one_or_none()
    if found is None:
        raise Refusal(str(number), *_NO_DRAFT)
    return _draft(found)


_NO_DRAFT = (
    Told("không có bản nháp này", "there is no such draft"),
    Told("xem danh sách bản nháp", "look at the list of drafts"),
)
_NOT_OPEN = Told("chỉ sửa được bản nháp đang soạn", "only an open draft can be changed")


def lock(session: Session, number: int) -> Draft:
    """The draft, and one change of it after another. Refusal: there is none, or it is not open any more."""
    wanted = select(DraftRow.id).where(DraftRow.id == number).with_for_update()
    session.execute(wanted)
    draft = find(session, number)
    if draft.state is not DraftState.OPEN:
        raise Refusal(draft.title, draft.state.told, _NOT_OPEN)
    return draft


def reading(session: Session, number: int) -> dict[str, Any]:
    """What was read in the papers, as it was frozen."""
    kept: dict[str, Any] = session.scalars(select(DraftRow.reading).where(DraftRow.id == number)).one()
    return kept


def papers(session: Session, number: int) -> list[DraftPaper]:
    """The papers in the order they came."""
    wanted = select(DraftPaperRow).where(DraftPaperRow.draft_id == number)
    rows = session.scalars(wanted.order_by(DraftPaperRow.position))
    return [DraftPaper(row.position, row.name, row.file) for row in rows]


def version(session: Session, number: int, which: int) -> DraftVersion:
    """What the draft said after one change. Refusal: it has no such version."""
    wanted = select(DraftVersionRow).where(
        DraftVersionRow.draft_id == number, DraftVersionRow.version == which
    )
    row = session.scalars(wanted).one_or_none()
    if row is None:
        what = Told("không có phiên bản này", "there is no such version")
        raise Refusal(str(which), what, Told("tải lại trang", "load the page again"))
    return DraftVersion(number, row.version, row.text, row.state, row.act, row.at, row.by)


def versions(session: Session, number: int) -> list[DraftVersion]:
    """All versions without their text, the newest first."""
    kept = DraftVersionRow
    wanted = select(kept.version, kept.act, kept.at, kept.by).where(kept.draft_id == number)
    rows = session.execute(wanted.order_by(kept.version.desc()))
    return [DraftVersion(number, which, "", {}, act, at, by) for which, act, at, by in rows]


def add_version(session: Session, new: DraftVersion, *, title: str) -> None:
    """What it says now; the draft must be locked."""
    _write(session, new)
    values = {"version": new.version, "title": title, "changed_at": new.at}
    session.execute(update(DraftRow).where(DraftRow.id == new.draft_id).values(values))


def read_again(session: Session, number: int, reading: Mapping[str, Any]) -> None:
    """Another reading, of a corrected paper."""
    session.execute(update(DraftRow).where(DraftRow.id == number).values(reading=dict(reading)))


def give_to(session: Session, number: int, unit: str) -> None:
    """Whose plan it becomes."""
    session.execute(update(DraftRow).where(DraftRow.id == number).values(unit=unit))


def end(
    session: Session, draft: Draft, state: DraftState, *, now: datetime, by: str, plan_id: int | None = None
) -> None:
    """It is issued or discarded; what it said stays."""
    values = {"state": state.value, "changed_at": now, "plan_id": plan_id or draft.plan_id}
    session.execute(update(DraftRow).where(DraftRow.id == draft.id).values(values))
    act = f"draft_{state.value}"
    audit.log(session, by, act, now=now, plan_id=plan_id, unit=draft.unit or None, name=draft.title)


def units_of_open(session: Session) -> set[str]:
    """The committees that have open drafts."""
    wanted = select(DraftRow.unit).where(DraftRow.state == DraftState.OPEN.value).distinct()
    return set(session.scalars(wanted))


def open_of(
    session: Session, units: Collection[str] | None, *, limit: int, before: int | None = None
) -> list[Draft]:
    """Open drafts of these committees (None: of all), the newest first."""
    wanted = _with_counts().where(_open(units))
    if before is not None:
        wanted = wanted.where(DraftRow.id < before)
    return [_draft(row) for row in session.execute(wanted.order_by(DraftRow.id.desc()).limit(limit))]


def how_many_open(session: Session, units: Collection[str] | None) -> int:
    """How many open drafts these committees have (None: all)."""
    return session.scalars(select(func.count()).select_from(DraftRow).where(_open(units))).one()


def of_plan(session: Session, plan_id: int) -> list[Draft]:
    """The drafts a plan was issued or amended from, the newest first."""
    rows = session.execute(_with_counts().where(DraftRow.plan_id == plan_id).order_by(DraftRow.id.desc()))
    return [_draft(row) for row in rows]


def _open(units: Collection[str] | None) -> ColumnElement[bool]:
    still = DraftRow.state == DraftState.OPEN.value
    return still if units is None else and_(still, DraftRow.unit.in_(units))


def _with_counts() -> Select[*tuple[Any, ...]]:
    last = and_(DraftVersionRow.draft_id == DraftRow.id, DraftVersionRow.version == DraftRow.version)
    return select(
        DraftRow.id,
        DraftRow.title,
        DraftRow.unit,
        DraftRow.state,
        DraftRow.version,
        DraftRow.at,
        DraftRow.by,
        DraftRow.changed_at,
        DraftRow.plan_id,
        DraftVersionRow.state.label("kept"),
    ).join(DraftVersionRow, last)


def _draft(row: Row[*tuple[Any, ...]]) -> Draft:
    *own, kept = row
    number, title, unit, state, which, at, by, changed_at, plan_id = own
    counts = kept.get(COUNTS, {})
    return Draft(
        number, title, unit, DraftState(state), which, at, by, changed_at, plan_id,
        counts.get("to_answer", 0), counts.get("cards", 0), counts.get("done", 0), bool(counts.get("secret")),
    )  # fmt: skip


def _write(session: Session, new: DraftVersion) -> None:
    row = {
        "draft_id": new.draft_id,
        "version": new.version,
        "text": new.text,
        "state": dict(new.state),
        "act": new.act,
        "at": new.at,
        "by": new.by,
    }
    session.execute(insert(DraftVersionRow).values(row))
