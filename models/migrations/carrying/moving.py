"""Carries a running ledger to another database in one go: all of it is there and the same, or nothing moved.

Whoever dies in between leaves the old ledger as it was: it is closed last, after the new one is complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import audit, stored_settings
from models.database.ledger import Ledger, acting
from models.migrations.carrying import frozen_ledger, row_stream
from models.migrations.carrying.row_stream import TABLES
from models.tables import AuditRow, NoticeRow, PlanRow, UnitRow
from settings.catalogue import DATABASE_URL

_ARRIVING = "move:arriving"
"""In the new ledger until the old one is closed."""
_LIFE = (PlanRow, UnitRow, NoticeRow, AuditRow)
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried: rows of each table, and where to."""

    rows: dict[str, int]
    address: str
    """Of the new ledger, without its password."""


def move(source: Ledger, target: Ledger, now: datetime, by: str) -> Moved:
    """Carry all rows and close the source; processes that still write there are told where it went.

    Refusal: it is the same database; somebody lives in the target; the source has moved already; a row
    came over otherwise than it was.
    """
    _not_itself(source, target)
    with source.begin() as there, target.begin() as here:
        # The inner transaction ends first: the target is complete before the source is closed.
        acting(here, "move")
        frozen_ledger.lock(there)
        _open(there)
        _vacant(here)
        rows = carry(there, here)
        stored_settings.put(here, _ARRIVING, {"at": now.isoformat()})
        audit.log(here, by, "move", now=now, rows=sum(rows.values()))
        frozen_ledger.freeze(there, f"{MOVED} {shown(target.url)}")
    with target.begin() as here:
        stored_settings.drop(here, _ARRIVING)
    return Moved(rows, shown(target.url))


def carry(source: Session, target: Session) -> dict[str, int]:
    """Put the rows of one ledger in place of the other's, in the target's transaction; rows by table.

    Refusal: what is read back is not what was read.
    """
    row_stream.empty(target)
    came: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for table in TABLES:
        came[table.name], rows[table.name] = [], 0
        for some in row_stream.portions(source, table):
            row_stream.put(target, table, some.rows)
            came[table.name].append(some.digest)
            rows[table.name] += len(some.rows)
    for table in TABLES:
        if [some.digest for some in row_stream.portions(target, table)] != came[table.name]:
            what = Told(f"bảng {table.name} sang không giống", f"table {table.name} came over changed")
            raise Refusal("", what, Told("chưa có gì được ghi; báo người làm dondoc", "nothing was written"))
    row_stream.number_on(target)
    return rows


def shown(url: str) -> str:
    """The address for people: no password, and nothing behind a question mark, where one may stand too."""
    return make_url(url).set(query={}).render_as_string(hide_password=True)


def _not_itself(source: Ledger, target: Ledger) -> None:
    if make_url(source.url) == make_url(target.url):
        what = Told("đó chính là cơ sở dữ liệu đang dùng", "that is the ledger in use")
        raise Refusal("--to", what, Told("nêu một cơ sở dữ liệu khác", "name another database"))


def _open(source: Session) -> None:
    if frozen_ledger.frozen(source):
        what = Told("cơ sở dữ liệu này đã được chuyển đi", "this ledger has moved already")
        todo = Told(f"xem {DATABASE_URL.name}", f"see {DATABASE_URL.name}")
        raise Refusal("", what, todo)


def _vacant(target: Session) -> None:
    """Empty, left behind by an earlier move, or half moved into by one that died."""
    if frozen_ledger.frozen(target):
        frozen_ledger.thaw(target)
        return
    if stored_settings.get(target, _ARRIVING) is not None:
        return
    if any(target.scalar(select(table).limit(1)) is not None for table in _LIFE):
        what = Told("nơi đến đã có dữ liệu", "somebody lives there already")
        raise Refusal("--to", what, Told("nêu một cơ sở dữ liệu trống", "name an empty database"))
