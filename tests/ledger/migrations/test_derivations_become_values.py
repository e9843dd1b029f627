"""Where a date comes from is kept as a value; ledgers written before that hold two sentences."""

from __future__ import annotations

import json

from sqlalchemy import Text, cast, select, type_coerce, update

from cascade.result.derivation import Derivation, Rule
from models.tables import DutyRow
from tests.ledger.world import House


def test_a_ledger_that_holds_sentences_is_read_on(house: House) -> None:
    old = json.dumps(["chờ hạn của cấp trên", "waits for the deadline of the level above"])
    with house.ledger.begin() as session:
        session.execute(update(DutyRow).values(derived=type_coerce(old, Text())))
        known = session.scalars(select(DutyRow.derived)).first()
    assert known is not None
    assert known.rule is Rule.WORDED
    assert (known.said("vi"), known.spoken("en")) == tuple(json.loads(old))


def test_a_derivation_comes_back_as_it_was_kept(house: House) -> None:
    one = Derivation(Rule.MOVED, -2, anchor="conference", name="C1")
    with house.ledger.begin() as session:
        session.execute(update(DutyRow).values(derived=one))
    with house.ledger.begin() as session:
        assert session.scalars(select(DutyRow.derived)).first() == one
        assert "hội nghị" not in str(session.scalars(select(cast(DutyRow.derived, Text))).first())
