"""How long a rung keeps the ledger busy at the size of a nation: `python -m bench.rung [--json]`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from bench import ledger as houses
from models.database.ledger import Ledger, Session
from models.reminders import escalate
from models.tables import NoticeRow, ObligationRow

HOUSES = {"sqlite": houses.sqlite, "postgres": houses.postgres}


def measure(database: str, share: int) -> dict[str, float]:
    """The fullest morning of the plan, in one transaction and branch by branch, in seconds."""
    of = houses.size(share)
    with HOUSES[database](of) as fresh:
        whole, parted = houses.issued(of, fresh()), houses.issued(of, fresh())
        plan, morning, rungs = _fullest(whole)
        at_once = _timed(whole, lambda session: escalate.run(session, plan, morning))
        pieces = _by_branch(parted, plan, morning)
        assert _told(whole) == _told(parted), "the same notices either way"
        whole.dispose()
        parted.dispose()
    return {
        f"{database}_rungs": rungs,
        f"{database}_at_once_s": at_once,
        f"{database}_longest_s": max(pieces),
        f"{database}_all_parts_s": sum(pieces),
        f"{database}_parts": len(pieces),
    }


def _fullest(ledger: Ledger) -> tuple[int, datetime, int]:
    """The plan, the instant at which most obligations wake, and how many they are."""
    counted = select(ObligationRow.plan_id, ObligationRow.next_at, func.count())
    query = counted.where(ObligationRow.next_at.is_not(None)).group_by(
        ObligationRow.plan_id, ObligationRow.next_at
    )
    with ledger.read() as session:
        plan, morning, many = session.execute(query.order_by(func.count().desc()).limit(1)).one()
    assert morning is not None
    return plan, morning, many


def _by_branch(ledger: Ledger, plan: int, now: datetime) -> list[float]:
    """As the flow does it: each part a transaction, then what waited is let go."""
    with ledger.read() as session:
        branches = escalate.parts(session, plan, now)
    times = [
        _timed(ledger, lambda session, branch=branch: _part(session, plan, now, branch))  # type: ignore[misc]
        for branch in branches
    ]
    more = [True]
    while more[-1]:
        times.append(_timed(ledger, lambda session: more.append(escalate.run(session, plan, now).more)))
    return times


def _part(session: Session, plan: int, now: datetime, branch: str) -> escalate.Escalated:
    return escalate.run(session, plan, now, branch, outwards=True)


def _timed(ledger: Ledger, work: Callable[[Session], object]) -> float:
    start = time.perf_counter()
    with ledger.begin() as session:
        work(session)
    return time.perf_counter() - start


def _told(ledger: Ledger) -> dict[tuple[str, str], int]:
    """How many notices wait, and how many were set aside, by occasion."""
    query = select(NoticeRow.occasion, NoticeRow.state, func.count()).group_by(
        NoticeRow.occasion, NoticeRow.state
    )
    with ledger.read() as session:
        return {(occasion, state): many for occasion, state, many in session.execute(query)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.rung", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--share", type=int, default=1, help="a nation smaller by this factor")
    parser.add_argument("--part", choices=[*HOUSES], help="one of the databases only")
    asked = parser.parse_args()
    found: dict[str, float] = {}
    for database in [asked.part] if asked.part else HOUSES:
        found |= measure(database, asked.share)
    rounded = {name: round(value, 2) for name, value in found.items()}
    print(json.dumps(rounded) if asked.json else "\n".join(f"{n:28} {v:>12}" for n, v in rounded.items()))


if __name__ == "__main__":
    main()
