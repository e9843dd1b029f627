"""The demo hands out logins that open its office: each once, and the officers behind them are made once."""

from __future__ import annotations

import re

import pytest

from cascade.org.office_roles import Right
from cli.demo import demo_officers
from models.database.ledger import Ledger
from models.org.officers import officers


def test_two_officers_do_everything_between_them_and_each_has_a_link(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", database_url)
    monkeypatch.setenv("DONDOC_PORTAL_URL", "http://127.0.0.1:8099")
    ledger = Ledger(database_url)
    ledger.upgrade()
    lines = demo_officers.logins() + demo_officers.logins()
    links = [re.search(r"http://127\.0\.0\.1:8099/van-phong/vao/\S+$", line) for line in lines]
    assert len({found[0] for found in links if found}) == 4
    with ledger.read() as session:
        there = officers.everybody(session)
    ledger.dispose()
    assert [one.name for one in there] == ["Lê Thị Mai", "Trần Văn Sơn"]
    assert {right for right in Right if any(one.has(right) for one in there)} == set(Right)
