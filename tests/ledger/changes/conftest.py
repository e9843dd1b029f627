"""A draft of a short paper over the small province."""

from __future__ import annotations

import pytest

from models.contacts import import_units
from models.database.ledger import Ledger
from tests.ledger.changes.draft_desk import NOW, Desk, begin
from tests.ledger.world import province


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    """The paper has just been handed in."""
    with ledger.begin() as session:
        import_units.take_over(session, province(), NOW)
        return Desk(ledger, begin(session))
