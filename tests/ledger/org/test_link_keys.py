"""The keys of links: strong enough, changed without a gap, and never shown."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from pathlib import Path

import pytest

from cascade.lang.refusal import Refusal
from models.database import clock
from models.database.audit import trail
from models.database.ledger import Ledger
from models.org import link_keys, report_links
from tests.ledger.database.test_concurrency import together
from tests.ledger.org.test_report_links import OURS, THEIRS
from tests.ledger.world import at

EXAMPLE = Path(__file__).parents[3] / "deploy" / "settings.example.env"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (link_keys.VARIABLE, link_keys.BEFORE):
        monkeypatch.delenv(name, raising=False)


def shown_in_the_example() -> str:
    (value,) = re.findall(r"^#?DONDOC_SECRET=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    return str(value)


WEAK = ["x", "secret-of-this-house", OURS[:31], "a" * 40, "abcabcabc" * 5, "0123456789abcdef" * 2]


@pytest.mark.parametrize("key", [*WEAK, shown_in_the_example(), "mật khẩu mật khẩu mật khẩu mật khẩu"])
def test_a_key_that_could_be_guessed_is_refused_in_one_line_that_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(link_keys.VARIABLE, key)
    with pytest.raises(Refusal) as refused:
        link_keys.from_settings()
    for lang in ("vi", "en"):
        line = refused.value.said(lang)
        assert line.startswith("DONDOC_SECRET: ")
        assert "32" in line
        assert len(key) < 5 or key not in line


def test_random_keys_of_every_usual_kind_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(200):
        for key in (secrets.token_hex(16), secrets.token_urlsafe(24), secrets.token_urlsafe(32)):
            monkeypatch.setenv(link_keys.VARIABLE, key)
            assert link_keys.from_settings() == [key]


def test_a_new_key_signs_and_the_earlier_one_is_believed_for_a_while(ledger: Ledger) -> None:
    with ledger.begin() as session:
        clock.set_clock(session, at(3, 2))
        before = report_links.sign(session, 1, 2)
        link_keys.rotate(session, timedelta(days=90), at(3, 2), "cán bộ")
        after = report_links.sign(session, 1, 2)
        assert before != after
        assert (
            report_links.verify(session, before)
            == report_links.verify(session, after)
            == report_links.Grant(1, 2)
        )
        clock.set_clock(session, at(3, 2) + timedelta(days=90))
        assert report_links.verify(session, after) == report_links.Grant(1, 2)
        with pytest.raises(Refusal):
            report_links.verify(session, before)


def test_a_key_that_leaked_is_believed_no_longer_nor_any_before_it(ledger: Ledger) -> None:
    with ledger.begin() as session:
        tokens = []
        for days in (90, 90, 0):
            tokens.append(report_links.sign(session, 1, 2))
            link_keys.rotate(session, timedelta(days=days), clock.now(session), "cán bộ")
        for token in tokens:
            with pytest.raises(Refusal):
                report_links.verify(session, token)
        assert len(link_keys.shown(session, clock.now(session))) == 1
        assert [row.act for row in trail(session)] == ["rotate_key"] * 3


def test_two_who_rotate_at_once_lose_no_key(ledger: Ledger) -> None:
    with ledger.begin() as session:
        before = report_links.sign(session, 1, 2)

    def rotate() -> str:
        own = Ledger(ledger.url)
        try:
            with own.begin() as session:
                link_keys.rotate(session, timedelta(days=90), clock.now(session), "cán bộ")
                return report_links.sign(session, 1, 2)
        finally:
            own.dispose()

    tokens = [before, *together([rotate] * 6)]
    with ledger.read() as session:
        assert {report_links.verify(session, token) for token in tokens} == {report_links.Grant(1, 2)}


def test_keys_of_the_settings_overlap_too(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger.begin() as session:
        monkeypatch.setenv(link_keys.VARIABLE, THEIRS)
        before = report_links.sign(session, 1, 2)
        monkeypatch.setenv(link_keys.VARIABLE, OURS)
        monkeypatch.setenv(link_keys.BEFORE, THEIRS)
        assert report_links.verify(session, before) == report_links.Grant(1, 2)
        assert report_links.sign(session, 1, 2) != before
        assert [one.signs for one in link_keys.shown(session, clock.now(session))] == [True, False]
        with pytest.raises(Refusal, match="DONDOC_SECRET_BEFORE"):
            link_keys.rotate(session, timedelta(days=1), clock.now(session), "cán bộ")


def test_an_earlier_key_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(link_keys.BEFORE, THEIRS)
    with pytest.raises(Refusal, match="DONDOC_SECRET_BEFORE"):
        link_keys.from_settings()


def test_what_is_shown_of_a_key_tells_nothing_of_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(link_keys.VARIABLE, OURS)
    with ledger.begin() as session:
        (key,) = link_keys.shown(session, clock.now(session))
    assert re.fullmatch(r"[0-9a-f]{8}", key.mark)
    assert key.mark not in OURS
