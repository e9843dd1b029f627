"""What a page and a report cost: how often the ledger is asked. A nation's last evening rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from tests.portal.conftest import Office, Visitor, hidden
from tests.portal.province import GOOD

PAGE, REPORT = 12, 35
GATHERS = 17
"""A page that shows the sums from below."""


@contextmanager
def asked(office: Office) -> Iterator[list[str]]:
    """The questions that the ledger is asked meanwhile."""
    statements: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    engine = office.ledger._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("duty", "unit", "most"), [("D6/grassroots", "an-phuoc", PAGE), ("D6", "nhon-trach", GATHERS)]
)
def test_a_page_asks_little(client: Visitor, office: Office, duty: str, unit: str, most: int) -> None:
    link = office.link(duty, unit)
    with asked(office) as first:
        client.get(link)
    with asked(office) as again:
        client.get(link)
    assert 0 < len(again) <= len(first) <= most, "\n\n".join(first)


def test_a_report_asks_little(client: Visitor, office: Office) -> None:
    link = office.link("D6/grassroots", "an-phuoc")
    form = hidden(client.get(link).text)
    with asked(office) as sent:
        assert client.post(link, data={**form, **GOOD}).status_code == 303
    assert 0 < len(sent) <= REPORT, "\n\n".join(sent)
