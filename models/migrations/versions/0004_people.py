"""People known by unit and address: rows that a corrected name had cut off are their person's again."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.tables.base import Number

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CONTACT = sa.table(
    "contact",
    sa.column("id", Number),
    sa.column("unit", sa.Text),
    sa.column("name", sa.Text),
    sa.column("valid_to", sa.Date),
    sa.column("person", Number),
)
_ADDRESS = sa.table(
    "address",
    sa.column("id", Number),
    sa.column("contact_id", Number),
    sa.column("channel", sa.Text),
    sa.column("address", sa.Text),
    sa.column("linked", sa.Boolean),
)
_Ways = Mapping[int, frozenset[tuple[str, str]]]
_Row = sa.Row[*tuple[Any, ...]]


def upgrade() -> None:
    op.add_column("contact", sa.Column("person", Number, nullable=True))
    op.create_index(op.f("ix_contact_person"), "contact", ["person"])
    connection = op.get_bind()
    listed, linked = _ways(connection)
    for rows in _by_name(connection):
        for root, others in _people(rows, listed).items():
            later = [row.id for row in others if row.id != root]
            if later:
                connection.execute(sa.update(_CONTACT).where(_CONTACT.c.id.in_(later)).values(person=root))
                _bring_zalo(connection, others, linked)


def _ways(connection: sa.Connection) -> tuple[_Ways, Mapping[int, int]]:
    """What lists gave each row; and the last account that its owner linked."""
    listed: dict[int, set[tuple[str, str]]] = defaultdict(set)
    linked: dict[int, int] = {}
    for row in connection.execute(sa.select(_ADDRESS).order_by(_ADDRESS.c.id)):
        if row.linked:
            linked[row.contact_id] = row.id
        else:
            listed[row.contact_id].add((row.channel, row.address.casefold()))
    return {number: frozenset(some) for number, some in listed.items()}, linked


def _by_name(connection: sa.Connection) -> Iterable[list[_Row]]:
    """Rows of one unit under one name, where there are several."""
    found: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in connection.execute(sa.select(_CONTACT).order_by(_CONTACT.c.id)):
        found[row.unit, _folded(row.name)].append(row)
    return (rows for rows in found.values() if len(rows) > 1)


def _people(rows: Iterable[_Row], listed: _Ways) -> dict[int, list[_Row]]:
    """First row -> all rows of that person: who is reached wherever an earlier row was."""
    nothing: frozenset[tuple[str, str]] = frozenset()
    roots: dict[int, int] = {}
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        mine = listed.get(row.id, nothing)
        before = next((one for one in roots if listed.get(one, nothing) <= mine), None)
        roots[row.id] = roots[before] if before is not None else row.id
        found[roots[row.id]].append(row)
    return found


def _bring_zalo(connection: sa.Connection, rows: Iterable[_Row], linked: Mapping[int, int]) -> None:
    """The account that a person linked before their name was corrected goes on with the row that serves."""
    last = max(rows, key=lambda row: (row.valid_to, row.id))
    before = [linked[row.id] for row in rows if row.id in linked and row.id != last.id]
    if before and last.id not in linked:
        moved = sa.update(_ADDRESS).where(_ADDRESS.c.id == max(before))
        connection.execute(moved.values(contact_id=last.id))


# As names were compared when this step was written.
_SECOND_VOWEL = re.compile(
    "(?<!q)(o(?=[ae])|u(?=y))([aey])([\u0300\u0309\u0303\u0301\u0323])(?![a-zđ\u0300-\u036f])"
)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFD", " ".join(name.split()).casefold())
    return unicodedata.normalize("NFC", _SECOND_VOWEL.sub(r"\1\3\2", plain))


def downgrade() -> None:
    raise NotImplementedError("who has become one person must not become two again")
