"""PostgreSQL knows how large a table is as soon as a nation's rows are in it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from bench import generate
from bench.ledger import CALENDAR, NOW
from cascade.checked_cascade import cascade
from models.changes.issuing import issue
from models.contacts import import_units
from models.database.ledger import Ledger
from models.database.sql import FEW
from tests.copies import Prepare


def test_what_is_written_at_one_stroke_is_known_in_the_same_transaction(
    copy_of: Callable[[str, Prepare], str],
) -> None:
    ledger = Ledger(copy_of("postgresql", Ledger.upgrade))
    tree = generate.tree((2, FEW))
    made = cascade(generate.plan((2, FEW), 1), tree, CALENDAR)
    with ledger.begin() as session:
        import_units.take_over(session, tree, NOW)
        issue(session, made, now=NOW, by="ban")
        sizes = text("SELECT relname, reltuples FROM pg_class WHERE relname IN ('unit', 'obligation')")
        known = {name: int(many) for name, many in session.execute(sizes)}
    ledger.dispose()
    assert known == {"unit": len(tree.units), "obligation": len(made.obligations)}
