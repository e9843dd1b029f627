"""How the ledger writes down an instant, a day and a list, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, BigInteger, Date, DateTime, Double, Integer, MetaData, Text, types
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase

from cascade.lang.told import Told
from cascade.notices import reasons
from cascade.plan import thaw
from cascade.result.derivation import Derivation, Rule

# Written out where a date may be missing: "always" and "for ever" then compare like any other day.
ALWAYS = date(1, 1, 1)
FOR_EVER = date(9999, 12, 31)


class Instant(types.TypeDecorator[datetime]):
    """An instant, always aware and always UTC. SQLite keeps it as text that sorts like time."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}: say which zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Reasoning(types.TypeDecorator[Derivation]):
    """Where a date comes from, as a line of JSON: {"rule": "moved", "amount": 2, "anchor": "conference", …}.

    Older rows hold two sentences instead, ["theo giấy mời", "by the invitation"], and are read as such.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Derivation | None, dialect: Dialect) -> str | None:
        return None if value is None else thaw.to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Derivation | None:
        return None if value is None else _derivation(value)


@lru_cache(1_000)
def _derivation(kept: str) -> Derivation:
    """A duty's, which the rows of all its units repeat."""
    known = json.loads(kept)
    if isinstance(known, list):
        return Derivation(Rule.WORDED, worded=Told(*known))
    return thaw.unpack(Derivation, known)


class Because(types.TypeDecorator[str]):
    """A reason of ours by its code and facts, or somebody's own words; see cascade.notices.reasons."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else reasons.stored(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else reasons.read(value)


# SQLite numbers rows by itself only for a column that is called INTEGER.
Number = BigInteger().with_variant(Integer(), "sqlite")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Every table of the ledger."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012
        datetime: Instant(),
        date: Date(),
        float: Double(),
        Derivation: Reasoning(),
        str: Text(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def table(mapped: type[Table]) -> sqlalchemy.Table:
    """The table below a mapped class, for statements that are put together once and asked very often."""
    found = mapped.__table__
    assert isinstance(found, sqlalchemy.Table)
    return found
