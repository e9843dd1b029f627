"""Guessing Zalo codes: eight digits, counted one by one, for each chat and for all of them together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from models.contacts import guesses, zalo_link
from models.database import stored_settings
from models.database.ledger import Ledger
from models.tables import AddressRow, ContactRow, NoticeRow
from tests.ledger.database.test_concurrency import together
from tests.ledger.world import House, at

NOON = at(4, 10, 12)
WRONG = "00000000x"


def hear(url: str, code: str, chat: str, message: str) -> bool:
    """One call of Zalo's, in a process' own ledger."""
    ledger = Ledger(url)
    try:
        with ledger.begin() as session:
            return zalo_link.hear(session, code, chat, message, NOON) is not None
    finally:
        ledger.dispose()


def new_code(house: House, unit: str = "h1") -> str:
    with house.ledger.begin() as session:
        contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()
        return zalo_link.new_code(session, contact, NOON).code


def counted(house: House, key: str) -> int:
    with house.ledger.read() as session:
        tries = stored_settings.get(session, key)
        return int(tries["count"]) if tries else 0


def guess(house: House, chats: list[str]) -> list[Callable[[], bool]]:
    url = house.ledger.url
    return [partial(hear, url, WRONG, chat, f"m{place}") for place, chat in enumerate(chats)]


def test_a_code_has_eight_digits(house: House) -> None:
    code = new_code(house)
    assert len(code) == 8
    assert code.isdigit()


def test_twenty_guesses_of_a_chat_at_once_are_five_that_count(house: House) -> None:
    code = new_code(house)
    together(guess(house, ["chat"] * 20))
    assert counted(house, "zalo-tries:chat") == guesses.MOST_TRIES
    assert not hear(house.ledger.url, code, "chat", "right")
    told = [row for row in house.notices("not_linked")]
    assert len(told) == guesses.MOST_TRIES


def test_guesses_from_twenty_chats_at_once_are_all_counted(house: House) -> None:
    together(guess(house, [f"chat-{place}" for place in range(20)]))
    assert counted(house, "zalo-tries") == 20


def test_when_all_chats_together_have_guessed_enough_nobody_is_listened_to_for_an_hour(house: House) -> None:
    code = new_code(house)
    with house.ledger.begin() as session:
        for place in range(guesses.MOST_OF_ALL):
            guesses.count(session, f"chat-{place}", NOON)
        assert zalo_link.hear(session, code, "honest", "m1", NOON) is None
        later = NOON + guesses.TRIES_COUNT_FOR
    (told,) = [row for row in house.notices("not_linked")]
    with house.ledger.begin() as session:
        facts = session.scalars(select(NoticeRow.facts).where(NoticeRow.id == told.id)).one()
        assert facts["minutes"] == 60
        contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == "h1")).one()
        fresh = zalo_link.new_code(session, contact, later).code
        assert zalo_link.hear(session, fresh, "honest", "m2", later) is not None


def test_the_same_right_code_from_twenty_chats_links_one(house: House) -> None:
    code = new_code(house)
    url = house.ledger.url
    jobs = [partial(hear, url, code, f"chat-{place}", f"m{place}") for place in range(20)]
    assert together(jobs).count(True) == 1
    with house.ledger.read() as session:
        assert len(session.scalars(select(AddressRow.id).where(AddressRow.linked)).all()) == 1


def test_counts_that_are_over_are_forgotten(house: House) -> None:
    with house.ledger.begin() as session:
        guesses.count(session, "chat", NOON)
        guesses.forget(session, NOON + timedelta(minutes=59))
        session.flush()
        assert stored_settings.get(session, "zalo-tries:chat") is not None
        guesses.forget(session, NOON + timedelta(hours=1))
        session.flush()
        assert stored_settings.get(session, "zalo-tries:chat") is None
