"""Several hands at once: nothing is said twice, nothing is lost, nobody waits for ever."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text

from models import outbox
from models.database.ledger import Ledger
from models.obligations import obligations, reports
from models.reminders import escalate
from models.views.obligation_views import Report
from tests.ledger.world import GOOD, House, at, province

T = TypeVar("T")
NOON = at(3, 2, 12)


def together(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run all jobs at the same time, each in its own thread; what they give, in any order."""
    done: list[T] = []
    failed: list[BaseException] = []
    start = threading.Barrier(len(jobs))

    def work(job: Callable[[], T]) -> None:
        start.wait()
        try:
            done.append(job())
        except BaseException as failure:
            failed.append(failure)

    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    return done


def test_eight_sweeps_at_once_say_everything_exactly_once(house: House) -> None:
    def sweep() -> int:
        with OwnLedger(house) as ledger, ledger.begin() as session:
            return escalate.run(session, house.plan_id, at(4, 10)).queued

    assert sum(together([sweep] * 8)) == 4
    assert Counter(row.unit for row in house.notices("reminder")) == {
        "h1-x1": 1,
        "h1-x2": 1,
        "h2-x1": 1,
        "h2-x2": 1,
    }


def test_four_dispatchers_share_the_queue_and_no_notice_goes_out_twice(issue: Callable[..., House]) -> None:
    house = issue(tree=province(districts=5, below=5))
    waiting = len(house.notices(state="queued"))

    def dispatch(worker: str) -> list[str]:
        sent: list[str] = []
        with OwnLedger(house) as ledger:
            while True:
                with ledger.begin() as session:
                    held = outbox.claim(session, NOON, worker, 3)
                if not held:
                    return sent
                for one in held:
                    with ledger.begin() as session:
                        good = outbox.recheck(session, [one], NOON)
                    for each in good:
                        sent.append(each.key)
                        with ledger.begin() as session:
                            assert outbox.settle(session, each.id, each.claim, "accepted", now=NOON)

    jobs = [partial(dispatch, f"w{number}") for number in range(4)]
    keys = [key for some in together(jobs) for key in some]
    assert len(keys) == len(set(keys)) == waiting
    assert len(house.notices(state="sent")) == waiting


def test_a_form_sent_by_several_hands_at_once_makes_one_report(house: House) -> None:
    row = house.one("h1-x1", at(4, 9))

    def submit() -> Report:
        with OwnLedger(house) as ledger, ledger.begin() as session:
            return reports.submit(session, row.id, GOOD, "", now=at(4, 9), by="x", idempotency="form-1")

    assert {report.id for report in together([submit] * 6)} == {1}
    assert len(house.notices("receipt")) == 1


def test_reports_of_all_units_below_at_once_open_the_duty_above(house: House) -> None:
    rows = [house.one(unit, at(4, 9)) for unit in ("h1-x1", "h1-x2", "h2-x1", "h2-x2")]

    def submit(obligation: int) -> Report:
        with OwnLedger(house) as ledger, ledger.begin() as session:
            return reports.submit(session, obligation, GOOD, "", now=at(4, 9), by="x", idempotency="k")

    together([partial(submit, row.id) for row in rows])
    with house.ledger.begin() as session:
        obligations.open_waiting(session, house.plan_id, at(4, 9))
    assert {house.one(unit, at(4, 9)).state for unit in ("h1", "h2")} == {"open"}
    assert len(house.notices("report_request")) == 2


def test_a_report_that_comes_in_during_a_sweep_is_not_overwritten(house: House) -> None:
    row = house.one("h1-x1", at(4, 10))

    def sweep() -> object:
        with OwnLedger(house) as ledger, ledger.begin() as session:
            return escalate.run(session, house.plan_id, at(4, 10))

    def submit() -> object:
        with OwnLedger(house) as ledger, ledger.begin() as session:
            return reports.submit(session, row.id, GOOD, "", now=at(4, 10), by="x", idempotency="k")

    together([sweep, submit])
    after = house.one("h1-x1", at(4, 10))
    # The report has set the rung of whoever decides; the sweep has put no reminder over it.
    assert after.state == "submitted"
    assert after.next_at is not None
    assert after.next_at > at(4, 10)
    assert "h1-x1" not in {one.unit for one in house.send_all(at(4, 10)) if one.occasion == "reminder"}


class OwnLedger:
    """A worker of its own: its own connections to the same ledger."""

    def __init__(self, house: House) -> None:
        self._ledger = Ledger(house.ledger.url)

    def __enter__(self) -> Ledger:
        return self._ledger

    def __exit__(self, *_: object) -> None:
        self._ledger.dispose()


def test_a_new_file_that_somebody_else_is_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "so.sqlite3"
    first, late = sqlite3.connect(file, isolation_level=None), Ledger(f"sqlite:///{file}")
    first.execute("CREATE TABLE made (x)")
    first.execute("BEGIN IMMEDIATE")
    first.execute("INSERT INTO made VALUES (1)")
    seen: list[int] = []

    def open_it() -> None:
        with late.read() as session:
            seen.append(session.execute(text("SELECT count(*) FROM made")).scalar_one())

    opening = threading.Thread(target=open_it)
    opening.start()
    opening.join(0.2)
    first.execute("COMMIT")
    first.close()
    opening.join()
    late.dispose()
    assert seen == [1]
