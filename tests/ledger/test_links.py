"""Links: whoever holds one may report for that unit, and nobody can make one up."""

from __future__ import annotations

import pytest

from cascade.refusal import Refusal
from models import links
from models.ledger import Ledger


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DONDOC_SECRET", raising=False)
    monkeypatch.setenv("DONDOC_PORTAL_URL", "https://bao-cao.example.vn/")


def test_a_link_names_one_obligation_and_one_contact(ledger: Ledger) -> None:
    with ledger.begin() as session:
        token = links.sign(session, 12, 34)
        assert links.verify(session, token) == links.Grant(12, 34)
        assert links.url(session, 12, 34) == f"https://bao-cao.example.vn/b/{token}"


def test_the_key_is_made_once_and_kept(ledger: Ledger) -> None:
    with ledger.begin() as session:
        token = links.sign(session, 1, 2)
    with ledger.read() as session:
        assert links.verify(session, token) == links.Grant(1, 2)


def test_a_link_of_another_house_is_refused(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger.begin() as session:
        monkeypatch.setenv("DONDOC_SECRET", "theirs")
        token = links.sign(session, 1, 2)
        monkeypatch.setenv("DONDOC_SECRET", "ours")
        with pytest.raises(Refusal, match="đường dẫn"):
            links.verify(session, token)


@pytest.mark.parametrize("token", ["", ".", "WzEsMl0", "WzEsMl0.", "x" * 5000, "WzEsMl0.aaaa", "\x00", "đ"])
def test_a_link_that_was_made_up_or_cut_is_refused(ledger: Ledger, token: str) -> None:
    with ledger.begin() as session, pytest.raises(Refusal, match="đường dẫn"):
        links.verify(session, token)
