"""Every page behind a link × every link that is not good for it: one refusal, and nothing is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.routing import APIRoute
from sqlalchemy import func, select

from models.contacts import revoked_links
from models.database import clock
from models.tables import AuditRow, ContactRow, ReportRow
from portal.app import COUNTER, create_app
from portal.web.counter import Counter
from tests.portal.conftest import ZALO, Office
from tests.portal.province import GOOD

ROUTES = sorted(
    (method, route.path)
    for room in COUNTER
    for route in room.router.routes
    if isinstance(route, APIRoute) and "{token}" in route.path
    for method in (route.methods or set()) - {"HEAD"}
)
MINE, OTHER = "nhon-trach", "long-thanh"
FILED = {"files": {"file": ("a.xlsx", b"PK\x03\x04", "application/octet-stream")}}
TRICKS = (
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cwin.ini",
    "%00",
    "-1",
    "9" * 40,
    "a" * 3000,
    "%f0%9f%92%a9",
)
Ask = Callable[..., httpx.Response]


@pytest.fixture
def database_kind() -> str:
    """What a link opens is asked of the same rows on both: tests/portal/web/test_attacker.py."""
    return "sqlite"


@pytest.fixture
def ask(office: Office) -> Iterator[Ask]:
    """Each request from another address: thirty wrong links from one have to wait, which is another test."""
    app, numbers = create_app(office.ledger, Counter(office.ledger, ZALO)), count(1)
    with start_blocking_portal() as loop:

        def ask(method: str, path: str, **more: Any) -> httpx.Response:
            number = next(numbers)
            transport = httpx.ASGITransport(app, client=(f"203.0.{number // 250}.{number % 250 + 1}", 50000))
            browser = httpx.AsyncClient(transport=transport, base_url="http://portal.test")
            return loop.call(partial(browser.request, method, path, **more))

        yield ask


def filled(path: str, token: str, number: int) -> str:
    """An address of that route, about the duty of that number."""
    words = {"token": token, "unit": MINE, "kind": "svg", "figure": "done", "proof": "x" * 43}
    return re.sub(r"{(\w+)(?::\w+)?}", lambda found: words.get(found[1], str(number)), path)


def sent(method: str, path: str) -> dict[str, Any]:
    """What the page of that route would send."""
    if method != "POST":
        return {}
    filed = FILED if path.endswith("bieu-excel") else {}
    return {"data": {"once": "x" * 24, "seen": "0", "reason": "x", **GOOD}, **filed}


def done(office: Office) -> tuple[int, int]:
    """How many acts and reports there are."""
    with office.ledger.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) or 0 for table in (AuditRow, ReportRow)
        ]
    return counts[0], counts[1]


def refused(office: Office, ask: Ask, tokens: dict[str, str], statuses: set[int]) -> None:
    number, before = office.obligation("D6", MINE).id, done(office)
    strange = []
    for method, path in ROUTES:
        token = tokens[path[1]]
        answer = ask(method, filled(path, token, number), **sent(method, path))
        if answer.status_code not in statuses:
            strange.append((method, path, answer.status_code))
        assert "Traceback" not in answer.text
    assert strange == []
    assert done(office) == before


def good(office: Office) -> dict[str, str]:
    """Links by the beginning of their address: to one duty, to a unit's list."""
    return {"b": office.token("D6", MINE), "d": office.list_token(MINE)}


def test_there_are_as_many_as_one_thinks() -> None:
    assert len(ROUTES) >= 40


@pytest.mark.parametrize(
    "spoil",
    [
        # Not the last letter: two of its bits stand for nothing.
        lambda token: token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:],
        lambda token: token[:-4],
        lambda token: token[4:],
        lambda token: token.swapcase(),
        lambda token: "x" * len(token),
    ],
    ids=["one letter", "cut off", "without its head", "other letters", "made up"],
)
def test_a_link_that_was_tampered_with_opens_nothing(
    office: Office, ask: Ask, spoil: Callable[[str], str]
) -> None:
    refused(office, ask, {kind: spoil(token) for kind, token in good(office).items()}, {404})


def test_a_link_of_somebody_who_has_left_opens_nothing(office: Office, ask: Ask) -> None:
    links = good(office)
    office.leave(MINE)
    refused(office, ask, links, {410})


def test_a_link_that_was_revoked_opens_nothing(office: Office, ask: Ask) -> None:
    links = good(office)
    with office.ledger.begin() as session:
        contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == MINE)).one()
        revoked_links.revoke_all(session, [contact], clock.now(session), "thử", "thử")
    refused(office, ask, links, {410})


def test_a_link_to_a_duty_of_another_unit_opens_nothing(office: Office, ask: Ask) -> None:
    routes = [(method, path) for method, path in ROUTES if path.startswith("/b/")]
    foreign, number, before = (
        office.token("D6", MINE, holder=OTHER),
        office.obligation("D6", MINE).id,
        done(office),
    )
    for method, path in routes:
        assert ask(method, filled(path, foreign, number), **sent(method, path)).status_code == 403, (
            method,
            path,
        )
    assert done(office) == before


def test_the_list_of_one_unit_does_nothing_to_the_duty_of_another(office: Office, ask: Ask) -> None:
    """Every page of the list that names a duty, a unit or a request by its number."""
    listed, number, before = office.list_token(OTHER), office.obligation("D6", MINE).id, done(office)
    for method, path in ROUTES:
        if path.startswith("/d/") and re.search(r"{(obligation_id|unit|duty_id|number)", path):
            status = ask(method, filled(path, listed, number), **sent(method, path)).status_code
            assert status in (403, 404, 410, 422), (method, path, status)
    assert done(office) == before
    assert office.report("D6", MINE) is None


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick[:12])
def test_tricks_with_a_path_lead_nowhere(office: Office, ask: Ask, trick: str) -> None:
    links = good(office)
    for method, path in ROUTES:
        free = [word for word in re.findall(r"{(\w+)", path) if word != "token"]
        if method == "GET" and free:
            tried = filled(path.replace(f"{{{free[-1]}}}", trick), links[path[1]], 1)
            answer = ask(method, tried)
            assert answer.status_code < 500, (path, answer.status_code)
            assert "root:" not in answer.text
