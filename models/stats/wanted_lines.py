"""What somebody wants to see of a plan's long list: which obligations, in which order, from where on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.orm import aliased

from cascade.calendar.zone import day_of
from cascade.lang.nearest import bare
from cascade.reports.obligation_states import ObligationState
from models.tables import AddressRow, ContactRow, DutyRow, ObligationRow, UnitRow

PAGE = 50
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Where those without a date stand: behind all others."""


class Pick(StrEnum):
    """Which ones, by how they stand; the values stand in addresses."""

    LATE = "qua-han"
    OPEN = "dang-thuc-hien"
    WAITING = "cho-truc-thuoc"
    SUBMITTED = "cho-tiep-nhan"
    RETURNED = "da-tra-lai"
    ACCEPTED = "da-tiep-nhan"
    EXEMPT = "duoc-mien"
    UNREACHED = "khong-lien-lac"
    """Nobody there has an address that works."""

    def includes(self, state: ObligationState) -> bool:
        """Whether an obligation in that state may be among them; whether it is late, the dates say."""
        if self is Pick.UNREACHED:
            return True
        return state.undone if self is Pick.LATE else state is ObligationState[self.name]


class ListOrder(StrEnum):
    """What comes first."""

    DEADLINE = "han"
    UNIT = "don-vi"
    STATE = "tinh-trang"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is to show; empty: all of it."""

    branch: str = ""
    level: str = ""
    duty: str = ""
    """A key of the plan's present revision: "D6/grassroots"."""
    pick: Pick | None = None
    words: str = ""
    """In the unit's name, with or without marks; or its code."""
    units: tuple[str, ...] | None = None
    """Only these and all below them; None: the whole plan."""
    order: ListOrder = ListOrder.DEADLINE


class ListPlace(NamedTuple):
    """The last line of a page: the next one begins behind it."""

    rank: int
    key: str
    """An instant, or what puts the unit in its place."""
    number: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One page."""

    numbers: tuple[int, ...]
    """Of the obligations, in order."""
    more: ListPlace | None


def called_now(day: date) -> ColumnElement[bool]:
    """The version of a unit that gives its name today: the last begun, or the first to come."""
    other = aliased(UnitRow)
    begun = and_(other.valid_from <= day, other.valid_from > UnitRow.valid_from)
    sooner = and_(UnitRow.valid_from > day, other.valid_from < UnitRow.valid_from)
    return not_(select(other.id).where(other.code == UnitRow.code, or_(begun, sooner)).exists())


def filters(plan_id: int, wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    row = ObligationRow
    if wanted.branch:
        yield row.branch == wanted.branch
    if wanted.level:
        yield row.level == wanted.level
    if wanted.duty:
        mine = (DutyRow.plan_id == plan_id, DutyRow.key == wanted.duty, DutyRow.gone_in.is_(None))
        known = select(DutyRow.id).where(*mine)
        yield row.duty_id.in_(known)
    if wanted.pick is Pick.UNREACHED:
        yield row.unit.not_in(reached(day_of(now)))
    if wanted.units is not None:
        yield row.unit.in_(below(wanted.units, day_of(now)))
    if wanted.words:
        yield row.unit.in_(select(UnitRow.code).where(*named(wanted.words)))


def named(words: str) -> Sequence[ColumnElement[bool]]:
    if not words:
        return ()
    plain = " ".join(bare(words).split())
    return (or_(UnitRow.plain.contains(plain, autoescape=True), UnitRow.code == words.strip()),)


def reached(day: date) -> Select[str]:
    """Units where somebody in post has an address that works."""
    works = and_(AddressRow.contact_id == ContactRow.id, AddressRow.bad_since.is_(None))
    serves = and_(ContactRow.valid_from <= day, ContactRow.valid_to > day)
    return select(ContactRow.unit).join(AddressRow, works).where(serves)


def below(roots: Sequence[str], day: date) -> Select[str]:
    """The codes of these units and of all that hang below them on a day."""
    tree = select(UnitRow.code.label("code")).where(UnitRow.code.in_(roots)).cte(recursive=True)
    there = (UnitRow.parent == tree.c.code, UnitRow.valid_from <= day, UnitRow.valid_to > day)
    tree = tree.union(select(UnitRow.code).where(*there))
    return select(tree.c.code)
