"""Who is too fast has to wait, by link and by address; the ledger knows where an act came from."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import func, select

from models.database import audit
from models.obligations import reports
from models.tables import NoticeRow
from portal.app import create_app
from portal.web.counter import Counter
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace
from tests.portal.conftest import ZALO, Office, Submit, Visitor, hidden
from tests.portal.province import GOOD

NEVER = 1e9


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def loop() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as running:
        yield running


def strict(office: Office, loop: BlockingPortal, paces: Paces) -> Visitor:
    return Visitor(create_app(office.ledger, Counter(office.ledger, ZALO, paces=paces)), loop)


def receipts(office: Office) -> int:
    with office.ledger.read() as session:
        query = select(func.count()).where(NoticeRow.occasion == "receipt")
        return session.scalar(query) or 0


def sixty_reports(client: Visitor, link: str) -> list[int]:
    """Each a new one, as somebody sends them who lets a program do it."""
    answers: list[int] = []
    for number in range(60):
        seen = str(sum(status == 303 for status in answers))
        sent = {**GOOD, "once": "x" * 20, "seen": seen, "f_members": str(5000 + number)}
        answers.append(client.post(link, data=sent).status_code)
    return answers


def test_sixty_reports_from_one_link_do_not_make_sixty_receipts(client: Visitor, office: Office) -> None:
    answers = sixty_reports(client, office.link("D6", "nhon-trach"))
    assert answers[: reports.MOST_A_MINUTE] == [303] * reports.MOST_A_MINUTE
    assert set(answers[reports.MOST_A_MINUTE :]) == {429}
    assert receipts(office) == reports.MOST_A_MINUTE


def test_another_process_of_the_counter_knows_how_many_there_were(
    client: Visitor, office: Office, loop: BlockingPortal
) -> None:
    link = office.link("D6", "nhon-trach")
    sixty_reports(client, link)
    other = strict(office, loop, Paces())
    form = hidden(other.get(link).text)
    answer = other.post(link, data={**form, **GOOD, "note": "vẫn còn đây"})
    assert answer.status_code == 429
    assert "vẫn còn đây" in answer.text
    assert receipts(office) == reports.MOST_A_MINUTE


def test_a_link_may_send_so_many_forms_and_another_link_is_not_held_up(
    office: Office, loop: BlockingPortal
) -> None:
    client = strict(office, loop, Paces(acts=Pace(3, NEVER)))
    link = office.link("D6", "nhon-trach")
    answers = [client.post(f"{link}/da-nhan").status_code for _ in range(5)]
    assert answers == [303, 303, 303, 429, 429]
    # A signature has letters that do not count; the same link under another spelling is the same link.
    assert client.post(f"{link}=/da-nhan").status_code in (404, 429)
    assert client.post(f"{office.link('D6', 'long-thanh')}/da-nhan").status_code == 303
    assert client.get(link).status_code == 200


def test_a_link_may_open_so_many_pages(office: Office, loop: BlockingPortal) -> None:
    client = strict(office, loop, Paces(pages=Pace(3, NEVER)))
    link = office.link("D6", "nhon-trach")
    answers = [client.get(link) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "chờ một phút" in answers[-1].text
    assert answers[-1].headers["X-Frame-Options"] == "DENY"


def test_an_address_may_call_so_often_whatever_it_asks_for(office: Office, loop: BlockingPortal) -> None:
    client = strict(office, loop, Paces(calls=Pace(3, NEVER)))
    paths = ("/", "/b/wrong", "/nothing", "/", office.link("D6", "nhon-trach"))
    assert [client.get(path).status_code for path in paths] == [200, 404, 404, 429, 429]
    assert client.get("/health").status_code == 200
    assert client.post("/zalo/bot", content=b"{}").status_code == 403


def test_an_address_may_send_so_many_forms_with_whatever_links(office: Office, loop: BlockingPortal) -> None:
    client = strict(office, loop, Paces(posts=Pace(3, NEVER)))
    answers = [client.post(f"/b/wrong{number}/da-nhan").status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert client.get(office.link("D6", "nhon-trach")).status_code == 200


def origins(office: Office) -> list[tuple[str, object, object]]:
    with office.ledger.read() as session:
        trail = audit.trail(session)
    return [(one.act, one.detail.get("door"), one.detail.get("address")) for one in trail]


def test_the_audit_knows_the_door_and_the_address(client: Visitor, office: Office, submit: Submit) -> None:
    submit(office.link("D6", "nhon-trach"), GOOD)
    client.post(f"{office.link('D6', 'long-thanh')}/da-nhan")
    office.accept("D6", "nhon-trach")
    assert origins(office)[:3] == [
        ("accept", None, None),
        ("acknowledge", "counter", "203.0.113.7"),
        ("submit", "counter", "203.0.113.7"),
    ]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "kept"),
    [
        ("127.0.0.1", "::ffff:198.51.100.4", "198.51.100.4"),
        ("127.0.0.1", "192.0.2.66, 198.51.100.4", "198.51.100.4"),
        ("127.0.0.1,198.51.100.0/24", "192.0.2.66, 198.51.100.4", "192.0.2.66"),
        ("192.0.2.1", "198.51.100.4", "127.0.0.1"),
        ("", "198.51.100.4", "127.0.0.1"),
    ],
)
def test_only_a_server_of_ours_is_believed_whom_it_speaks_for(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    office: Office,
    trusted: str,
    forwarded: str,
    kept: str,
) -> None:
    monkeypatch.setenv("DONDOC_TRUSTED_PROXIES", trusted)
    served: str = request.getfixturevalue("address")
    link = office.link("D6", "nhon-trach")
    httpx.post(f"{served}{link}/da-nhan", headers={"X-Forwarded-For": forwarded})
    assert origins(office)[0] == ("acknowledge", "counter", kept)
