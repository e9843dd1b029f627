"""Eight times stock Apprise says that a message was sent, and it was not, or twice; ours tells the truth.

Stock means what Apprise itself ships: `mailto://` for mail, `gotify://` for a service with an HTTP API (2.0
has no Zalo; the one of 2.1 makes the same mistakes). docs/thong-bao.md shows this table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apprise import Apprise, AppriseAsset

from notifications.channels import PLUGINS, Channels
from notifications.fakes.mail import MailSink
from notifications.fakes.web import FakeAnswer, FakeRequest, Web, as_json
from notifications.fakes.zalo import FakeZalo
from notifications.message import Attachment, Message
from notifications.outcome import OutcomeKind
from notifications.wording import stock
from tests.notifications.conftest import Open

NEVER, AMBIGUOUS = OutcomeKind.NEVER, OutcomeKind.AMBIGUOUS
MAIL = Message("k", "mail", "xa@example.vn", "Nhắc hạn", "Kính gửi")
ZALO = replace(MAIL, channel="zalo", address="77")


class Service:
    """Somebody's HTTP API. What it takes it keeps; then it answers as it is told."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.answers: list[FakeAnswer] = []

    def answer(self, asked: FakeRequest) -> FakeAnswer:
        self.kept.append(asked.body)
        return self.answers.pop(0) if self.answers else as_json({"id": 1})


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def service_url(service: Service) -> Iterator[str]:
    web = Web("127.0.0.1", 0, service)
    web.start()
    yield f"gotify://127.0.0.1:{web.port}/a-token-of-theirs?rto=0.5"
    web.stop()


@pytest.fixture
def stock_mail(sink: MailSink) -> str:
    return f"mailto://127.0.0.1:{sink.port}?smtp=127.0.0.1&mode=insecure&from=btg@example.vn&cto=0.5"


@pytest.fixture
def ours(open_channels: Open, mail_url: str, zalo: FakeZalo) -> Channels:
    return open_channels(mail=mail_url, zalo=zalo.bot_url + "&rto=0.5")


def stock_says(url: str, **given: Any) -> bool:
    """What stock Apprise reports."""
    apprise = Apprise(asset=AppriseAsset(async_mode=False))
    return apprise.add(url) and bool(apprise.notify(title="Nhắc hạn", body="Kính gửi", **given))


def test_a_recipient_who_is_empty(ours: Channels, sink: MailSink, stock_mail: str) -> None:
    assert stock_says(stock_mail + "&to=")
    assert sink.box.letters[0].recipients == ("btg@example.vn",)  # the sender wrote to himself
    assert ours.send(replace(MAIL, address="")).kind is NEVER
    assert len(sink.box.letters) == 1


def test_an_address_that_is_none_among_good_ones(ours: Channels, sink: MailSink, stock_mail: str) -> None:
    assert stock_says(stock_mail + "&to=xa@example.vn,khong-phai-dia-chi")
    assert [letter.recipients for letter in sink.box.letters] == [("xa@example.vn",)]
    assert ours.send(replace(MAIL, address="khong-phai-dia-chi")).kind is NEVER


def test_an_answer_of_the_mail_server_that_got_lost(ours: Channels, sink: MailSink, stock_mail: str) -> None:
    sink.rules.add("*", "end-kept-drop", times=1)
    assert stock_says(stock_mail + "&to=xa@example.vn&retry=1&wait=0")
    assert len(sink.box.letters) == 2  # two mails with two identities
    assert sink.box.counts()["doubles"] == {}
    sink.box.clear()
    sink.rules.add("*", "end-kept-drop", times=1)
    assert ours.send(MAIL).kind is AMBIGUOUS
    assert len(sink.box.letters) == 1
    ours.send(MAIL)  # whoever decides to say it again uses the same identity
    assert list(sink.box.counts()["doubles"].values()) == [2]


def test_a_file_with_a_vietnamese_name(
    ours: Channels, sink: MailSink, stock_mail: str, tmp_path: Path
) -> None:
    file = tmp_path / "Phụ lục số 1.pdf"
    file.write_bytes(b"%PDF-")
    assert stock_says(stock_mail + "&to=xa@example.vn", attach=str(file))
    assert b'filename="' not in sink.box.letters[0].raw
    assert b"filename*=" not in sink.box.letters[0].raw  # the file has no name any more
    ours.send(replace(MAIL, attachments=(Attachment(file.name, b"%PDF-", "application/pdf"),)))
    assert sink.box.letters[1].parts()[0][0] == file.name


def test_a_page_of_some_proxy(ours: Channels, service: Service, service_url: str, zalo: FakeZalo) -> None:
    service.answers = [FakeAnswer(b"<html>Please log in to the network</html>")]
    assert stock_says(service_url)
    zalo.rules.add("*", "bot-html", times=1)
    assert ours.send(ZALO).kind is AMBIGUOUS


def test_an_error_in_a_friendly_envelope(
    ours: Channels, service: Service, service_url: str, zalo: FakeZalo
) -> None:
    service.answers = [as_json({"ok": False, "error_code": 400, "description": "chat not found"})]
    assert stock_says(service_url)
    zalo.rules.add("*", "bot-code-400", times=1)
    assert ours.send(ZALO).kind is NEVER


def test_a_file_that_the_service_cannot_carry(
    ours: Channels, service: Service, service_url: str, zalo: FakeZalo, tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-")
    assert stock_says(service_url, attach=str(file))
    assert b"PDF" not in service.kept[0]
    assert ours.send(replace(ZALO, attachments=(Attachment("a.pdf", b"%PDF-"),))).kind is NEVER
    assert not zalo.world.taken


def test_an_answer_of_the_service_that_got_lost(
    ours: Channels, service: Service, service_url: str, zalo: FakeZalo
) -> None:
    service.answers = [FakeAnswer(hang=5.0)]
    assert stock_says(service_url + "&retry=1&wait=0")
    assert len(service.kept) == 2
    zalo.rules.add("*", "bot-kept-hang", times=1)
    assert ours.send(ZALO).kind is AMBIGUOUS
    assert len(zalo.world.taken) == 1


def test_our_plugins_do_not_try_again_even_where_a_url_asks_for_it(sink: MailSink, mail_url: str) -> None:
    for plugin in PLUGINS:
        stock.register(plugin)
    sink.rules.add("*", "end-kept-drop", times=1)
    assert not stock_says(mail_url.replace("?", "/xa@example.vn?") + "&retry=3&wait=0")
    assert len(sink.box.letters) == 1
