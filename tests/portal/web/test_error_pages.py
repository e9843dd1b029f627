"""When the counter itself fails, the visitor reads one line, loses nothing, and the log keeps no link."""

from __future__ import annotations

import html
import logging
import re

import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import text

from models.database.ledger import Ledger
from portal.app import create_app
from portal.web.access_log import HideLinks
from tests.portal.conftest import Office, Visitor, hidden
from tests.portal.province import GOOD


def rename(office: Office, table: str, to: str) -> None:
    with office.ledger.begin() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


def test_what_was_typed_survives_a_failure_of_ours_and_can_be_sent_again(
    client: Visitor, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    link = office.link("D6", "nhon-trach")
    sent = {**hidden(client.get(link).text), **GOOD}
    rename(office, "report", "lost")
    answer = client.post(link, data=sent)
    assert answer.status_code == 500
    assert "chưa ghi được" in answer.text
    assert "Traceback" not in answer.text
    assert "sql" not in answer.text.lower()
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert any(record.exc_info for record in caplog.records)
    rename(office, "lost", "report")
    again = client.post(link, data={name: html.unescape(value) for name, value in kept(answer.text)})
    assert again.status_code == 303
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert report.note == GOOD["note"]


def kept(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)


def test_a_page_that_fails_says_one_line(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    rename(office, "obligation", "lost")
    answer = client.get(link)
    assert answer.status_code == 500
    assert "Hệ thống đang trục trặc" in answer.text


def test_health_says_whether_the_ledger_answers(client: Visitor) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert client.ask("HEAD", "/health").status_code == 200


def test_health_fails_without_a_ledger() -> None:
    with start_blocking_portal() as loop:
        answer = Visitor(create_app(Ledger("sqlite:////nowhere/at/all.db")), loop).get("/health")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_no_link_reaches_the_access_log() -> None:
    line = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        0,
        '%s - "%s %s HTTP/%s" %d',
        ("203.0.113.7:1", "GET", "/b/WzEsMV0.secret/bien-nhan/1?lang=en", "1.1", 200),
        None,
    )
    assert HideLinks().filter(line)
    assert line.getMessage() == '203.0.113.7:1 - "GET /b/…/bien-nhan/1?lang=en HTTP/1.1" 200'


def test_the_filter_stands_in_the_log_of_the_server_once(client: Visitor, office: Office) -> None:
    create_app(office.ledger)
    filters = logging.getLogger("uvicorn.access").filters
    assert sum(isinstance(one, HideLinks) for one in filters) == 1
