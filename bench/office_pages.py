"""How fast the office shows a nation's plan, and how much each of its pages asks the ledger."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event

from bench import ledger as nation
from bench.measuring import median_cpu, wall
from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.database.ledger import Ledger
from models.org.officers import office_sessions, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.app import create_app
from portal.office.web.desk import COOKIE, ROOT
from portal.web.counter import Counter

NOW = nation.NOW + timedelta(days=105)
"""The reports of the grassroots are late by then."""
LISTS = (
    "",
    "?tinh-trang=qua-han",
    "?tinh-trang=da-tra-lai",
    "?tinh-trang=khong-lien-lac",
    "?nhanh=t00003",
    "?cap=district",
    "?nhiem-vu=D3/grassroots",
    "?tim=x00123",
    "?xep=don-vi",
    "?xep=tinh-trang",
    "?xep=don-vi&tinh-trang=qua-han",
)
UNIT = "x00123"
UNIT_PAGES = (
    "don-vi",
    f"don-vi?tim={UNIT}",
    f"don-vi/{UNIT}",
    f"ke-hoach/don-vi/{UNIT}",
    f"ke-hoach/1/don-vi/{UNIT}",
)
ROUNDS = 3


def signed_in(ledger: Ledger, now: datetime) -> Any:
    """A browser of somebody who may look at everything."""
    from starlette.testclient import TestClient

    with ledger.begin() as session:
        clock.set_clock(session, now)
        grants = [OfficeGrant(OfficeRole.FOLLOWER, EVERYWHERE)]
        made = officers.add(session, "Đo", "do@example.vn", grants, now=now, by="bench")
        secret = office_sessions.open_for(session, made.id, "machine", "127.0.0.1", now=now)
    app = create_app(ledger, Counter(ledger))
    return TestClient(app, base_url="https://office.test", cookies={COOKIE: secret})


def measured(ledger: Ledger) -> dict[str, float]:
    """Milliseconds of the list under every filter and order, of the first page; questions of the busiest."""
    browser = signed_in(ledger, NOW)
    plan = f"{ROOT}/ke-hoach/1"
    times, work, questions = [], [], []
    for path in (plan, *(f"{plan}/nhiem-vu{asked}" for asked in LISTS)):
        with _counted(ledger) as asked:
            get(browser, path)
        questions.append(asked[0])
        times += [wall(lambda path=path: get(browser, path)) for _ in range(ROUNDS)]  # type: ignore[misc]
        work.append(median_cpu(lambda path=path: get(browser, path), ROUNDS))  # type: ignore[misc]
    units: dict[str, float] = {}
    work_of_units = 0.0
    for path in (f"{ROOT}/{one}" for one in UNIT_PAGES):
        with _counted(ledger) as asked:
            get(browser, path)
        questions.append(asked[0])
        units[path] = wall(lambda path=path: get(browser, path))  # type: ignore[misc]
        done = median_cpu(lambda path=path: get(browser, path), ROUNDS)  # type: ignore[misc]
        work_of_units = max(work_of_units, done)
    with _counted(ledger) as asked:
        get(browser, ROOT)
    questions.append(asked[0])
    first = statistics.median(wall(lambda: get(browser, ROOT)) for _ in range(ROUNDS))
    first_cpu = median_cpu(lambda: get(browser, ROOT), ROUNDS)
    summed = f"{plan}/so-lieu"
    figures = statistics.median(wall(lambda: get(browser, summed)) for _ in range(ROUNDS))
    figures_cpu = median_cpu(lambda: get(browser, summed), ROUNDS)
    p95 = statistics.quantiles(times, n=20)[-1]
    return {
        "plan_page_p95_ms": round(p95 * 1000, 1),
        "plan_page_cpu_ms": round(max(work) * 1000, 1),
        "unit_pages_ms": round(max(units.values()) * 1000, 1),
        "unit_pages_cpu_ms": round(work_of_units * 1000, 1),
        "first_page_ms": round(first * 1000, 1),
        "first_page_cpu_ms": round(first_cpu * 1000, 1),
        "figures_ms": round(figures * 1000, 1),
        "figures_cpu_ms": round(figures_cpu * 1000, 1),
        "queries_max": max(questions),
    }


def get(browser: Any, path: str) -> None:
    """Ask for a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


@contextmanager
def _counted(ledger: Ledger) -> Iterator[list[int]]:
    found = [0]

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        found[0] += statement.startswith(("SELECT", "WITH"))

    event.listen(ledger._engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(ledger._engine, "before_cursor_execute", note)


def nation_pages(share: int = 1, *, postgres: bool = False) -> dict[str, float]:
    """All of it over a fresh ledger with the nation's plan, or with a part of it."""
    of = nation.size(share)
    with (nation.postgres if postgres else nation.sqlite)(of) as fresh:
        ledger = nation.issued(of, fresh())
        try:
            return measured(ledger)
        finally:
            ledger.dispose()
