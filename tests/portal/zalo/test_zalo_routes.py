"""Zalo calls us: only who knows our secret is believed, and a call that comes twice says nothing new."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from cascade.notices.kinds import Channel
from models.channels import configured
from models.channels.receipts import SHOWN
from models.contacts import guesses, zalo_link
from models.database import clock
from models.database.audit import trail
from models.tables import AddressRow, ContactRow, NoticeRow
from notifications.channels import Channels, ChannelSettings
from notifications.fakes.zalo import FakeZalo
from notifications.fakes.zalo_webhooks import Webhooks
from notifications.fakes.zalo_world import TakenMessage, World
from portal.zalo.zalo_routes import link_line
from services.dispatch.dispatcher import Dispatcher
from tests.portal.conftest import ZALO, Office, Visitor
from tests.portal.province import NOON

CHAT = "6ede9afa66b88fe6d6a9"


def said(text: str, chat: object = CHAT, kind: str = "PRIVATE", message: str = "") -> dict[str, Any]:
    told = {
        "from": {"id": chat, "display_name": "An", "is_bot": False},
        "chat": {"id": chat, "chat_type": kind},
        "text": text,
        "message_id": message or f"m-{sha256(text.encode()).hexdigest()[:16]}",
        "date": 1750316131602,
    }
    return {"ok": True, "result": {"event_name": "message.text.received", "message": told}}


def tell_bot(client: Visitor, event: object, secret: str = ZALO.bot_secret) -> httpx.Response:
    return client.post("/zalo/bot", json=event, headers={"X-Bot-Api-Secret-Token": secret})


def code_on_page(client: Visitor, office: Office, unit: str = "long-thanh") -> str:
    page = client.post(f"/d/{office.list_token(unit)}/zalo")
    assert page.status_code == 200
    found = re.search(r"LIENKET (\d{8})", page.text)
    assert found is not None
    return found[1]


def chats(office: Office, unit: str = "long-thanh") -> list[str]:
    with office.ledger.read() as session:
        query = select(AddressRow.address).join(ContactRow, ContactRow.id == AddressRow.contact_id)
        return list(session.scalars(query.where(ContactRow.unit == unit, AddressRow.channel == "zalo")))


def test_the_code_from_the_page_links_the_chat_to_its_contact(client: Visitor, office: Office) -> None:
    code = code_on_page(client, office)
    assert tell_bot(client, said(f"LIENKET {code}")).json() == {"ok": True}
    assert chats(office) == [CHAT]
    assert "Lấy mã liên kết" not in client.get(f"/d/{office.list_token('long-thanh')}").text


def test_a_code_works_once(client: Visitor, office: Office) -> None:
    code = code_on_page(client, office)
    for chat in (CHAT, "another"):
        tell_bot(client, said(f"LIENKET {code}", chat))
    assert chats(office) == [CHAT]


def test_a_code_is_over_after_half_an_hour_and_when_a_new_one_is_asked_for(
    client: Visitor, office: Office
) -> None:
    first, second = code_on_page(client, office), code_on_page(client, office)
    tell_bot(client, said(f"LIENKET {first}"))
    office.set_clock(NOON + zalo_link.VALID)
    tell_bot(client, said(f"LIENKET {second}"))
    assert chats(office) == []


def test_who_guesses_codes_is_soon_not_listened_to(client: Visitor, office: Office) -> None:
    code = code_on_page(client, office)
    for guess in range(guesses.MOST_TRIES):
        tell_bot(client, said(f"LIENKET {(int(code) + 1 + guess) % 100_000_000:08d}"))
    tell_bot(client, said(f"LIENKET {code}"))
    assert chats(office) == []
    office.set_clock(NOON + timedelta(hours=1))
    tell_bot(client, said(f"LIENKET {code_on_page(client, office)}"))
    assert chats(office) == [CHAT]


def test_a_new_telephone_takes_the_place_of_the_old_one(client: Visitor, office: Office) -> None:
    for chat in ("old", "new"):
        with office.ledger.begin() as session:
            contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == "long-thanh")).one()
            code = zalo_link.new_code(session, contact, clock.now(session)).code
        tell_bot(client, said(f"LIENKET {code}", chat))
    assert chats(office) == ["new"]


@pytest.mark.parametrize(
    "text", ["LIENKET 12345678", "lienket12345678", "Liên kết: 12345678", " LIÊN  KẾT 12345678\n"]
)
def test_people_write_the_line_in_their_own_way(text: str) -> None:
    assert link_line(said(text)) == ("12345678", CHAT)


@pytest.mark.parametrize(
    "event",
    [
        said("xin chào"),
        said("liên kết với ai để biết thêm?"),
        said("LIENKET 12345678", kind="GROUP"),
        said("LIENKET 12345678", chat=""),
        said("LIENKET 12345678", chat={"$ne": 1}),
        said("LIENKET 12345678", chat="x" * 5000),
        {"ok": True, "result": {"event_name": "message.sticker.received", "message": {}}},
        {"ok": True, "result": "LIENKET 12345678"},
        {"result": {"event_name": "message.text.received", "message": [1]}},
        {},
    ],
)
def test_anything_else_is_no_link_line(event: dict[str, Any]) -> None:
    assert link_line(event) is None


@pytest.mark.parametrize(
    "text", ["LIENKET", "LIENKET 12345", "LIENKET 123456789", "LIENKET ١٢٣٤٥٦", "liên kết: abc"]
)
def test_a_line_with_a_mistyped_number_has_no_code_but_is_a_try(text: str) -> None:
    assert link_line(said(text)) == ("", CHAT)


@pytest.fixture
def sending(office: Office) -> Iterator[tuple[FakeZalo, Channels]]:
    """A Zalo that what waits is sent to; mail is another sender's, so nothing of it comes this way."""
    with office.ledger.begin() as session:
        configured.show(session, [Channel.MAIL], clock.machine())
    with FakeZalo() as zalo, Channels(ChannelSettings(zalo=zalo.bot_url)) as channels:
        yield zalo, channels


def answers(office: Office, sending: tuple[FakeZalo, Channels]) -> list[str]:
    """What the chat has been answered, after whatever waits has been sent."""
    zalo, channels = sending
    Dispatcher(office.ledger, channels).drain()
    return [one.text for one in zalo.world.taken if one.to == CHAT]


def test_who_links_is_thanked_once_however_often_zalo_calls(
    client: Visitor, office: Office, sending: tuple[FakeZalo, Channels]
) -> None:
    code = code_on_page(client, office)
    for _ in range(3):
        tell_bot(client, said(f"LIENKET {code}"))
    (thanks,) = answers(office, sending)
    assert thanks.startswith("Kính gửi: Huyện ủy Long Thành\n")
    assert "\nĐã liên kết Zalo cho Huyện ủy Long Thành\n" in thanks
    assert "/d/" in thanks
    tell_bot(client, said(f"LIENKET {code}"))
    assert answers(office, sending) == [thanks]


def test_a_wrong_code_is_answered_with_what_to_do(
    client: Visitor, office: Office, sending: tuple[FakeZalo, Channels]
) -> None:
    for _ in range(2):
        tell_bot(client, said("LIENKET 12345"))
    (told,) = answers(office, sending)
    assert "quá 30 phút" in told
    assert "Lấy mã liên kết" in told
    assert "http" not in told, "a stranger gets no link"


def test_an_answer_comes_at_any_hour(
    client: Visitor, office: Office, sending: tuple[FakeZalo, Channels]
) -> None:
    code = code_on_page(client, office)
    office.set_clock(NOON.replace(hour=23))
    tell_bot(client, said("LIENKET 000000"))
    assert len(answers(office, sending)) == 1
    assert code


def test_who_guesses_hears_that_it_is_enough_and_then_nothing(
    client: Visitor, office: Office, sending: tuple[FakeZalo, Channels]
) -> None:
    for guess in range(guesses.MOST_TRIES + 5):
        tell_bot(client, said(f"LIENKET {guess}", message=f"m{guess}"))
    told = answers(office, sending)
    assert len(told) == guesses.MOST_TRIES
    assert ["60 phút" in one for one in told] == [False] * (guesses.MOST_TRIES - 1) + [True]


def test_an_answer_zalo_refuses_goes_nowhere_else(
    client: Visitor, office: Office, sending: tuple[FakeZalo, Channels]
) -> None:
    sending[0].rules.add("*", "bot-code-400")
    tell_bot(client, said(f"LIENKET {code_on_page(client, office)}"))
    assert answers(office, sending) == []
    with office.ledger.read() as session:
        found = session.execute(select(NoticeRow.state).where(NoticeRow.occasion == "linked")).all()
        others = session.scalars(select(NoticeRow.occasion).where(NoticeRow.fallback_of.is_not(None))).all()
    assert [state for (state,) in found] == ["failed"]
    assert others == []


GARBLED = {"empty": b"", "words": b"not json", "list": b"[]", "bytes": b"\xff\x00", "deep": b"[" * 60_000}


@pytest.mark.parametrize("body", GARBLED.values(), ids=GARBLED)
def test_a_garbled_call_is_answered_and_forgotten(client: Visitor, body: bytes) -> None:
    answer = client.post("/zalo/bot", content=body, headers={"X-Bot-Api-Secret-Token": ZALO.bot_secret})
    assert answer.status_code == 200


def test_a_caller_without_our_secret_is_not_believed(client: Visitor, office: Office) -> None:
    code = code_on_page(client, office)
    for secret in ("", "wrong", ZALO.bot_secret[:-1], ZALO.bot_secret.upper()):
        assert tell_bot(client, said(f"LIENKET {code}"), secret).status_code == 403
    assert chats(office) == []


def test_an_oversized_call_is_cut_off(client: Visitor) -> None:
    assert tell_bot(client, said("x" * 100_000)).status_code == 413


# Receipts of the official account


def receipt(key: str, message_id: str = "a4d0243feb4f19b9e5f2") -> bytes:
    event = {
        "sender": {"id": "oa-id"},
        "recipient": {"id": "84987654321"},
        "event_name": "user_received_message",
        "message": {"delivery_time": "1713503000000", "msg_id": message_id, "tracking_id": key[:SHOWN]},
        "app_id": ZALO.app_id,
        "timestamp": "1713503001000",
    }
    return json.dumps(event).encode()


def tell_oa(
    client: Visitor, body: bytes, signer: str = ZALO.app_id, secret: str | None = None
) -> httpx.Response:
    secret = ZALO.oa_secret if secret is None else secret
    signed = sha256(signer.encode() + body + b"1713503001000" + secret.encode()).hexdigest()
    return client.post("/zalo/oa", content=body, headers={"X-ZEvent-Signature": f"mac={signed}"})


def notice(office: Office, state: str) -> str:
    """The key of one notice, put into a state."""
    with office.ledger.begin() as session:
        row = session.scalars(select(NoticeRow).order_by(NoticeRow.id).limit(1)).one()
        session.execute(
            update(NoticeRow).where(NoticeRow.id == row.id).values(state=state, code=None, sent_at=None)
        )
        return row.key


def stands(office: Office, key: str) -> tuple[str, str | None, datetime | None]:
    with office.ledger.read() as session:
        row = session.scalars(select(NoticeRow).where(NoticeRow.key == key)).one()
        return row.state, row.provider_id, row.sent_at


@pytest.mark.parametrize("state", ["unknown", "sending", "sent"])
@pytest.mark.parametrize("signer", [ZALO.app_id, "oa-id"])
def test_a_receipt_settles_what_we_were_not_sure_of(
    client: Visitor, office: Office, state: str, signer: str
) -> None:
    key = notice(office, state)
    assert tell_oa(client, receipt(key), signer).status_code == 200
    arrived = datetime.fromisoformat("2024-04-19T05:03:20+00:00")
    assert stands(office, key) == ("sent", "a4d0243feb4f19b9e5f2", arrived)


def test_a_receipt_told_twice_is_noted_once(client: Visitor, office: Office) -> None:
    key = notice(office, "unknown")
    for _ in range(3):
        tell_oa(client, receipt(key))
    with office.ledger.read() as session:
        assert [row.act for row in trail(session)].count("delivered") == 1


@pytest.mark.parametrize("state", ["queued", "failed", "superseded"])
def test_a_receipt_does_not_touch_what_was_never_sent(client: Visitor, office: Office, state: str) -> None:
    key = notice(office, state)
    assert tell_oa(client, receipt(key)).status_code == 200
    assert stands(office, key)[0] == state


STRANGE = {"empty": "", "wild": "%" * SHOWN, "no hex": "zz" * 24, "sql": "'; DROP TABLE notice;".ljust(SHOWN)}


@pytest.mark.parametrize("key", STRANGE.values(), ids=STRANGE)
def test_a_receipt_for_nothing_of_ours_changes_nothing(client: Visitor, office: Office, key: str) -> None:
    ours = notice(office, "unknown")
    assert tell_oa(client, receipt(key)).status_code == 200
    assert stands(office, ours)[0] == "unknown"


def test_a_receipt_with_a_wrong_signature_is_not_believed(client: Visitor, office: Office) -> None:
    key = notice(office, "unknown")
    body = receipt(key)
    assert tell_oa(client, body, secret="wrong").status_code == 403
    assert tell_oa(client, body, signer="someone").status_code == 403
    assert client.post("/zalo/oa", content=body).status_code == 403
    assert stands(office, key)[0] == "unknown"


# The Zalo that we ship calls as the real one does: doubled, and in any order


def test_the_shipped_zalo_and_the_counter_understand_each_other(
    client: Visitor, office: Office, address: str
) -> None:
    world = World(
        webhook_url=f"{address}/zalo/bot",
        webhook_secret=ZALO.bot_secret,
        receipt_url=f"{address}/zalo/oa",
        app_id=ZALO.app_id,
        oa_secret=ZALO.oa_secret,
    )
    calls = Webhooks(world)
    code = code_on_page(client, office)
    assert calls.person_writes(CHAT, f"LIENKET {code}", times=3) == [200, 200, 200]
    assert chats(office) == [CHAT]
    keys = notices(office, 3)
    world.taken += [taken(place, key) for place, key in enumerate(keys)]
    assert calls.receipts(times=2, newest_first=True) == [200] * 6
    assert [stands(office, key)[:2] for key in keys] == [("sent", f"id-{key[:4]}") for key in keys]


def taken(place: int, key: str) -> TakenMessage:
    """A message that Zalo took."""
    return TakenMessage(
        number=place,
        id=f"id-{key[:4]}",
        surface="zbs",
        to="84987654321",
        text="",
        at=NOON,
        tracking_id=key[:SHOWN],
    )


def notices(office: Office, count: int) -> list[str]:
    """The keys of some notices of which we do not know whether they arrived."""
    with office.ledger.begin() as session:
        rows = session.scalars(select(NoticeRow).order_by(NoticeRow.id).limit(count)).all()
        for row in rows:
            row.state, row.code, row.sent_at = "unknown", None, None
        return [row.key for row in rows]
