"""All rows of one plan, out of every table, in a form that needs no program of ours; and into a ledger."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, ColumnElement, LargeBinary, Select, or_, select, text, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ScalarSelect

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import clock, migrate, sql
from models.database.chain_check import ERASED
from models.database.ledger import Ledger
from models.migrations.carrying import frozen_ledger, row_stream
from models.migrations.carrying.row_stream import TABLES
from models.tables import Table
from models.tables.base import Instant

LEFT_OUT = frozenset(
    {
        *("address", "channel", "client", "client_request", "contact_request", "credential", "feed", "hook"),
        *("hook_delivery", "hook_event", "login_link", "office_session", "officer", "officer_role"),
        *("own_words", "paper_template", "recovery_code", "report_draft", "revoked_link"),
        *("second_factor", "second_officer", "setting"),
    }
)
"""What is of the office and of people, not of one plan; keys and tokens among them, and what nobody sent."""
_NAMED = {table.name: table for table in TABLES}


def selections(plan_id: int) -> dict[str, ColumnElement[bool]]:
    """Which rows of which tables are the plan's; units and days off are whole: names are looked up there."""
    owed = _ids("obligation", "plan_id", plan_id)
    met = _ids("meeting", "plan_id", plan_id)
    drawn = _ids("draft", "plan_id", plan_id)
    told = _told(plan_id, owed)
    acts = _acts(plan_id, owed)
    return {
        "plan": _NAMED["plan"].c.id == plan_id,
        **{name: _NAMED[name].c.plan_id == plan_id for name in _OF_PLAN},
        **{name: _NAMED[name].c.obligation_id.in_(owed) for name in _OF_OBLIGATION},
        **{name: _NAMED[name].c.meeting_id.in_(met) for name in _OF_MEETING},
        **{name: _NAMED[name].c.draft_id.in_(drawn) for name in ("draft_paper", "draft_version")},
        "snapshot": _NAMED["snapshot"].c.digest.in_(_of("revision", "tree", "plan_id", plan_id)),
        "audit": acts,
        "audit_link": _NAMED["audit_link"].c.audit_id.in_(
            select(_NAMED["audit"].c.id).where(acts).scalar_subquery()
        ),
        "notice": told,
        "notice_item": _NAMED["notice_item"].c.obligation_id.in_(owed),
        "contact": _NAMED["contact"].c.id.in_(
            select(_NAMED["notice"].c.contact_id).where(told).scalar_subquery()
        ),
        "kept_file": or_(
            _NAMED["kept_file"].c.digest.in_(_of("speaker_reply", "file", "meeting_id", met)),
            _NAMED["kept_file"].c.digest.in_(_of("draft_paper", "file", "draft_id", drawn)),
            _NAMED["kept_file"].c.digest.in_(_of("report_file", "digest", "obligation_id", owed)),
        ),
        "unit": true(),
        "calendar_override": true(),
    }


_OF_PLAN = ("revision", "duty", "obligation", "meeting", "rollup", "draft", "mail_reply")
_OF_OBLIGATION = ("report", "report_file", "figure", "taken_sum", "exception", "promise", "ask")
_OF_MEETING = ("attendance", "invited", "invitation_reply", "line_test", "speaker_reply")


def read(session: Session, plan_id: int) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Table after table, its rows as JSON can say them: instants in UTC, files in base64."""
    chosen = selections(plan_id)
    for table in TABLES:
        if table.name in chosen:
            asked = row_stream.rows_of(session, table).where(chosen[table.name])
            yield table.name, _records(session, table, asked)


def columns() -> dict[str, dict[str, str]]:
    """Each table's columns by the kind of value they hold: what a reader of ten years on needs to know."""
    return {table.name: {one.name: kind(one) for one in table.columns} for table in TABLES}


def meanings() -> dict[str, str]:
    """What each table is, in the words of whoever made it."""
    return {
        mapper.local_table.description: " ".join((mapper.class_.__doc__ or "").split())
        for mapper in Table.registry.mappers
    }


def kind(column: sqlalchemy.Column[Any]) -> str:
    """instant, day, json, file, yes or no, number, or text."""
    known = {Instant: "instant", sqlalchemy.Date: "day", JSON: "json", LargeBinary: "file"}
    more = {sqlalchemy.Boolean: "yes or no", sqlalchemy.Integer: "number", sqlalchemy.Float: "number"}
    found = [word for one, word in {**known, **more}.items() if isinstance(column.type, one)]
    return found[0] if found else "text"


def revision_of(session: Session) -> str:
    """The name of the last migration."""
    return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def open_again(
    file: Path,
    revision: str,
    kinds: Mapping[str, Mapping[str, str]],
    rows: Iterable[tuple[str, dict[str, Any]]],
    of: str,
    at: datetime,
) -> None:
    """Make a ledger in that file, of the shape the rows had, bring it up to this version and close it.

    Refusal: the rows are of a newer version than this one.
    """
    ledger = Ledger(f"sqlite:///{file}")
    try:
        with ledger.begin() as session:
            try:
                migrate.upgrade(session.connection(), revision)
            except Exception as error:
                what = Told(f"phiên bản {revision} chưa biết", f"revision {revision} is not known")
                raise Refusal("", what, Told("dùng bản dondoc mới hơn", "use a newer dondoc")) from error
        with ledger.begin() as session:
            for name, row in rows:
                _insert(session, name, kinds[name], row)
        ledger.upgrade()
        with ledger.begin() as session:
            # What is late, and whose post it is, is told as of the day on which it was archived.
            clock.set_clock(session, at)
            frozen_ledger.freeze(session, f"{frozen_ledger.ARCHIVE} {of}")
    finally:
        ledger.dispose()


def _insert(session: Session, name: str, kinds: Mapping[str, str], row: Mapping[str, Any]) -> None:
    cursor: Any = session.connection().connection.cursor()
    names = ", ".join(f'"{column}"' for column in row)
    values = [_stored(session, kinds[column], value) for column, value in row.items()]
    cursor.execute(f'INSERT INTO "{name}" ({names}) VALUES ({", ".join("?" * len(row))})', values)
    cursor.close()


def _stored(session: Session, of: str, value: Any) -> Any:
    if of == "json":
        # What no row said is no JSON either; a null that was said was kept as text.
        return None if value is None else json.dumps(value["said"], ensure_ascii=False)
    if value is None:
        return None
    if of == "instant":
        return sql.native(session, datetime.fromisoformat(value))
    return base64.b64decode(value) if of == "file" else value


def _records(session: Session, table: sqlalchemy.Table, asked: Select[Any]) -> Iterator[dict[str, Any]]:
    kinds = [(column.name, kind(column)) for column in table.columns]
    for some in row_stream.portions(session, table, asked):
        for row in some.rows:
            yield {name: _said(of, value) for (name, of), value in zip(kinds, row, strict=True)}


def _said(of: str, value: Any) -> Any:
    if value is None:
        return None
    if of == "json":
        return {"said": json.loads(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _ids(name: str, column: str, value: object) -> ScalarSelect[Any]:
    return _of(name, "id", column, value)


def _of(name: str, wanted: str, column: str, value: object) -> ScalarSelect[Any]:
    table = _NAMED[name]
    asked = table.c[column].in_(value) if isinstance(value, ScalarSelect) else table.c[column] == value
    return select(table.c[wanted]).where(asked, table.c[wanted].is_not(None)).scalar_subquery()


def _acts(plan_id: int, owed: ScalarSelect[Any]) -> ColumnElement[bool]:
    """With those that account for rows which a person was erased from: they name none."""
    log = _NAMED["audit"]
    return or_(log.c.plan_id == plan_id, log.c.obligation_id.in_(owed), log.c.act == ERASED)


def _told(plan_id: int, owed: ScalarSelect[Any]) -> ColumnElement[bool]:
    notice, item = _NAMED["notice"], _NAMED["notice_item"]
    listed = select(item.c.notice_id).where(item.c.obligation_id.in_(owed)).scalar_subquery()
    return or_(notice.c.plan_id == plan_id, notice.c.obligation_id.in_(owed), notice.c.id.in_(listed))
