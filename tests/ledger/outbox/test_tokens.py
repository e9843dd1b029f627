"""Credentials: a refresh token works once, so only one worker at a time may use it."""

from __future__ import annotations

from datetime import timedelta

from models.database.ledger import Ledger
from models.outbox import counts, tokens
from tests.ledger.world import ISSUED, at

NAME = "zalo-oa"


def login(ledger: Ledger) -> None:
    with ledger.begin() as session:
        tokens.store(session, NAME, "a1", "r1", at(3, 2, 20), now=ISSUED, by="kỹ thuật")


def begin(ledger: Ledger, worker: str, now: object = ISSUED) -> tokens.Credential | None:
    with ledger.begin() as session:
        return tokens.begin_refresh(session, NAME, worker, ISSUED)


def test_one_worker_refreshes_while_the_others_wait(ledger: Ledger) -> None:
    login(ledger)
    mine = begin(ledger, "w1")
    assert mine is not None
    assert mine.claim is not None
    assert begin(ledger, "w2") is None
    with ledger.begin() as session:
        assert tokens.finish_refresh(session, NAME, mine.claim, "a2", "r2", at(3, 3), ISSUED)
        known = tokens.get(session, NAME)
    assert known is not None
    assert (known.access, known.refresh, known.state) == ("a2", "r2", "ok")
    assert begin(ledger, "w2") is not None


def test_a_refresh_whose_answer_was_lost_is_not_tried_again_and_ops_are_told(ledger: Ledger) -> None:
    login(ledger)
    mine = begin(ledger, "w1")
    assert mine is not None
    with ledger.begin() as session:
        tokens.fail_refresh(session, NAME, mine.claim or "", "timeout", ISSUED, used=True)
        assert counts(session)["ops", "queued"] == 1
    assert begin(ledger, "w2") is None


def test_a_refresh_that_surely_did_not_happen_may_be_tried_again(ledger: Ledger) -> None:
    login(ledger)
    mine = begin(ledger, "w1")
    assert mine is not None
    with ledger.begin() as session:
        tokens.fail_refresh(session, NAME, mine.claim or "", "no network", ISSUED, used=False)
    assert begin(ledger, "w2") is not None


def test_a_refresher_that_died_leaves_a_pair_nobody_trusts(ledger: Ledger) -> None:
    login(ledger)
    mine = begin(ledger, "w1")
    assert mine is not None
    with ledger.begin() as session:
        assert tokens.lost(session, NAME, ISSUED + timedelta(minutes=3))
        late = tokens.finish_refresh(session, NAME, mine.claim or "", "a2", "r2", None, ISSUED)
    assert not late


def test_a_new_login_heals_everything(ledger: Ledger) -> None:
    test_a_refresher_that_died_leaves_a_pair_nobody_trusts(ledger)
    login(ledger)
    assert begin(ledger, "w2") is not None


def test_what_is_secret_is_not_shown(ledger: Ledger) -> None:
    login(ledger)
    with ledger.read() as session:
        shown = repr(tokens.get(session, NAME))
    assert "a1" not in shown
    assert "r1" not in shown
