"""What strangers throw at the counter costs them more than it costs us, and never stops a real visitor."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from models.database.ledger import Ledger
from models.org import link_keys
from portal.app import create_app
from portal.web import form_input
from portal.web.access_log import _hidden
from portal.web.counter import Counter
from tests.portal.conftest import ZALO, Office, Submit, Visitor, hidden
from tests.portal.province import GOOD

FORM = {"content-type": "application/x-www-form-urlencoded"}
PILE = "a" + "\u0301\u0323" * 30_000
POSTS = ("/b/{}", "/b/{}/da-nhan", "/d/{}/zalo", "/d/{}/truc-thuoc/1/chap-nhan", "/d/{}/truc-thuoc/1/tra-lai")


@pytest.fixture
def database_kind() -> str:
    """SQLite, where one writer stands in everybody's way."""
    return "sqlite"


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_read_that_comes_with_a_wrong_link(client: Visitor, path: str) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"note=" + PILE.encode()

    answer = client.post(path.format("WzEsMV0.wrong"), content=body(), headers=FORM)
    assert answer.status_code == 404
    assert read == 0


@pytest.mark.parametrize("path", POSTS)
def test_a_wrong_link_waits_for_no_writer(client: Visitor, office: Office, path: str) -> None:
    with office.ledger.begin():
        assert client.post(path.format("WzEsMV0.wrong"), data={"once": "x" * 20}).status_code == 404


def test_where_no_link_was_ever_made_a_wrong_one_makes_no_key_and_waits_for_no_writer(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'so.sqlite3'}")
    ledger.upgrade()
    with start_blocking_portal() as loop, ledger.begin():
        stranger = Visitor(create_app(ledger, Counter(ledger, ZALO)), loop)
        assert stranger.post("/b/WzEsMV0.wrong", data={"once": "x" * 20}).status_code == 404
    with ledger.read() as session:
        assert link_keys.none_yet(session)
    ledger.dispose()


def test_a_pile_of_marks_in_a_form_is_cut(client: Visitor, office: Office, submit: Submit) -> None:
    link = office.link("D6", "nhon-trach")
    sent = {**hidden(client.get(link).text), **GOOD, "note": PILE[:15_000]}
    answer = client.post(link, data=sent)
    assert answer.status_code == 303
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert len(report.note) < 12


@pytest.mark.parametrize(
    "note",
    ["x" * (form_input.LONGEST_FIELD + 1), "\n" * (form_input.MOST_LINES + 1) + "x"],
    ids=["long", "lines"],
)
def test_a_field_has_an_end(client: Visitor, office: Office, note: str) -> None:
    link = office.link("D6", "nhon-trach")
    answer = client.post(link, data={**hidden(client.get(link).text), **GOOD, "note": note})
    assert answer.status_code == 413
    assert office.report("D6", "nhon-trach") is None


def test_who_never_finishes_a_form_is_cut_off(
    client: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_input, "BODY_SECONDS", 0.05)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"note="
        await anyio.sleep_forever()

    answer = client.post(office.link("D6", "nhon-trach"), content=dripping(), headers=FORM)
    assert answer.status_code == 408
    assert "quá chậm" in answer.text


@pytest.mark.parametrize("count", ["1" + ".000" * 2000, "9" * 5000, "1" + ",000" * 10], ids=len)
def test_a_number_without_end_is_a_slip_of_the_finger(client: Visitor, office: Office, count: str) -> None:
    link = office.link("D6", "nhon-trach")
    sent = {**hidden(client.get(link).text), **GOOD, "f_members": count}
    assert client.post(link, data=sent).status_code == 422


@pytest.mark.parametrize("day", ["9999-12-31", "9998-12-31", "31/12/9999", "0001-01-01"])
def test_a_day_no_calendar_reaches_is_a_slip_of_the_finger(
    client: Visitor, office: Office, submit: Submit, day: str
) -> None:
    submit(office.link("D6", "nhon-trach"), GOOD)
    above = office.list_token("tinh")
    review = f"/d/{above}/truc-thuoc/{office.obligation('D6', 'nhon-trach').id}"
    answer = client.post(f"{review}/tra-lai", data={"seen": "1", "reason": "thiếu", "until": day})
    assert answer.status_code == 422
    assert office.obligation("D6", "nhon-trach").state == "submitted"


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "///evil.example", "/%09/evil.example", "/%5C/evil.example"]
)
def test_no_page_links_to_where_the_address_points(client: Visitor, path: str) -> None:
    url = httpx.URL("http://portal.test").copy_with(raw_path=path.encode())
    for answer in (client.get(str(url)), client.post(str(url), data={"x": "1"})):
        assert answer.status_code == 404
        for leads_to in ('"//', '"/\\', '"/\t', '"http'):
            assert leads_to not in answer.text


@pytest.mark.parametrize(
    "line",
    [
        "/B/WzEsMV0.secret-secret-secret-secret",
        "//b//WzEsMV0.secret-secret-secret-secret",
        "/D/WzEsMV0.secret/truc-thuoc",
        "/%62/WzEsMV0.secret",
        "/b%2FWzEsMV0.secret",
        "/?next=/b/WzEsMV0.secret",
        "/x?WzEsMV0.secret",
        "/health?lang=vi&link=WzEsMV0.secret",
        "/mail/WzEsMV0.secret-secret-secret",
        "http://portal.test/b/WzEsMV0.secret",
    ],
)
def test_no_spelling_of_a_link_reaches_the_log(line: str) -> None:
    assert "secret" not in str(_hidden(line))


@pytest.mark.parametrize(
    "line", ["/b/…/bien-nhan/1?lang=en", "2001:db8:1111:2222:3333:4444:5555:6666:4711", "/"]
)
def test_the_rest_of_a_line_stays(line: str) -> None:
    assert _hidden(line) == line


@pytest.mark.parametrize("chat", ["\ud800", "a\0b"], ids=["half a letter", "nul"])
def test_what_cannot_be_written_down_is_a_bad_call(client: Visitor, chat: str) -> None:
    message = {"chat": {"id": chat, "chat_type": "PRIVATE"}, "text": "LIENKET 12345678", "message_id": "m"}
    event = {"event_name": "message.text.received", "message": message, "timestamp": chat}
    body = json.dumps(event).encode()
    told = client.post("/zalo/bot", content=body, headers={"X-Bot-Api-Secret-Token": ZALO.bot_secret})
    assert told.status_code == 400
    assert client.post("/zalo/oa", content=body).status_code in (400, 403)


def test_why_a_secret_report_came_back_is_on_no_page(client: Visitor, office: Office, submit: Submit) -> None:
    link = office.link("M1", "nhon-trach")
    submit(link, {"note": "số 12-BC ngày 20/4/2024"})
    above = office.list_token("tinh")
    review = f"/d/{above}/truc-thuoc/{office.obligation('M1', 'nhon-trach').id}"
    sent = {"seen": "1", "reason": "thiếu danh sách tiểu đoàn 9"}
    assert client.post(f"{review}/tra-lai", data=sent).status_code == 303
    for page in (client.get(link), client.get(review), client.get(f"{link}/bien-nhan/1")):
        assert page.status_code == 200
        assert "tiểu đoàn" not in page.text
    assert "lý do được thông báo bằng văn bản" in client.get(link).text
