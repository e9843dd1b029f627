"""How fast the office answers: `python -m bench.office --json`, twenty pages until their facts show.

Seconds on this machine from the bytes of a Word file of twenty pages, read against the units of a province of
958 units, to the whole sheet of the draft; the median of a few, each with a ledger that is warm.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import generate
from bench.office_pages import nation_pages
from bench.reading import twenty_pages
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from services.drafts import papers_in, sheet, start

RUNS = 5


def main() -> None:
    """All numbers, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("only", nargs="*", choices=[[], *MEASURES])
    parser.add_argument("--postgres", action="store_true", help="the pages of a nation on PostgreSQL")
    args = parser.parse_args()
    found = {name: round(MEASURES[name](), 3) for name in args.only or MEASURES}
    if not args.only:
        found |= nation_pages(postgres=args.postgres)
    print(json.dumps(found) if args.json else found)


def upload_s() -> float:
    """From twenty pages of Word to the sheet with their facts."""
    body = twenty_pages()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(f"sqlite:///{Path(folder, 'ledger.sqlite3')}")
        ledger.upgrade()
        with ledger.begin() as session:
            import_units.take_over(session, generate.tree(generate.PROVINCE), clock.now(session))
        taken = statistics.median([_upload(ledger, body) for _ in range(RUNS)])
        ledger.dispose()
    return taken


def _upload(ledger: Ledger, body: bytes) -> float:
    began = time.perf_counter()
    handed = papers_in.read_papers([("ke-hoach.docx", body)])
    with ledger.begin() as session:
        now = clock.now(session)
        number = start.start(session, handed, unit="", now=now, by="bench")
    with ledger.read() as session:
        assert sheet.sheet(session, number, now=now).cards
    return time.perf_counter() - began


MEASURES: dict[str, Callable[[], float]] = {"upload_s": upload_s}


if __name__ == "__main__":
    main()
