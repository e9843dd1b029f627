"""The servers we ship to try things on: what they show, keep, repeat and refuse."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from notifications.fakes.mail import MailSink
from notifications.fakes.web import FakeAnswer, FakeRequest, Web, as_json
from notifications.fakes.zalo import FakeZalo
from notifications.fakes.zalo_webhooks import Webhooks


def mail(number: int, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "btg@example.vn", f"u{number}@example.vn"
    made["Subject"] = f"Nhắc hạn số {number}"
    made["Message-ID"] = f"<{number}@example.vn>"
    for name, value in headers.items():
        made[name] = value
    made.set_content(f"Kính gửi {number}: https://x.vn/b/{number}", cte="base64")
    made.add_alternative("<p>Kính gửi <script>alert(1)</script></p>", subtype="html")
    return made


def send(sink: MailSink, *mails: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port) as line:
        for one in mails:
            line.send_message(one)


def get(sink: MailSink, path: str) -> httpx.Response:
    assert sink.web
    return httpx.get(sink.web.url + path, trust_env=False)


def test_people_can_read_what_arrived(sink: MailSink) -> None:
    send(sink, mail(1), mail(2))
    listed = get(sink, "").text
    assert "Hộp thư thử" in listed
    assert listed.index("Nhắc hạn số 2") < listed.index("Nhắc hạn số 1")
    page = get(sink, "letters/1").text
    assert "Kính gửi 1: <a href=" in page
    assert get(sink, "letters/99").status_code == 404


def test_html_of_others_is_shown_but_never_runs(sink: MailSink) -> None:
    send(sink, mail(1))
    shown = get(sink, "letters/1/html")
    assert "<script>" in shown.text
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


def test_programs_can_read_it_as_json(sink: MailSink) -> None:
    send(sink, mail(1), mail(2), mail(2))
    assert get(sink, "api/count").json() == {
        "received": 3,
        "distinct": 2,
        "doubles": {"<2@example.vn>": 2},
    }
    (one,) = get(sink, "api/letters?to=U1@example.vn").json()
    assert (one["subject"], one["message_id"]) == ("Nhắc hạn số 1", "<1@example.vn>")
    assert len(get(sink, "api/letters?q=Nhắc").json()) == 3
    assert get(sink, "api/letters/1").json()["text"].startswith("Kính gửi 1")


def test_it_remembers_over_a_restart_where_it_has_a_file(tmp_path: Path) -> None:
    store = tmp_path / "letters.jsonl"
    with MailSink(store=store) as first:
        send(first, mail(1), mail(2))
    with MailSink(store=store) as second:
        send(second, mail(3))
        assert [letter.subject for letter in second.box.letters] == [f"Nhắc hạn số {n}" for n in (1, 2, 3)]
        assert second.box.counts()["distinct"] == 3


def test_its_memory_is_bounded_and_its_count_is_not() -> None:
    with MailSink(keep=5, web_port=None) as sink:
        send(sink, *(mail(n) for n in range(9)))
        assert len(sink.box.letters) == 5
        assert sink.box.counts() == {"received": 9, "distinct": 9, "doubles": {}}


def test_a_scenario_is_told_over_the_web_for_so_many_times(sink: MailSink) -> None:
    assert sink.web
    url = sink.web.url + "api/scenarios"
    rule = {"match": "u1@*", "does": "rcpt-450", "times": 1}
    assert httpx.post(url, json=rule, trust_env=False).json()["rules"] == [rule]
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(sink, mail(1))
    send(sink, mail(1))
    assert httpx.post(url, json={"does": "rcpt-45O"}, trust_env=False).status_code == 400
    assert httpx.delete(url, trust_env=False).json()["rules"] == []


@pytest.mark.parametrize("does", ["rcpt-99", "end-hng", "", "rcpt", "zbs-hang"])
def test_a_scenario_that_does_not_exist_is_refused(sink: MailSink, does: str) -> None:
    with pytest.raises(ValueError, match="không có kịch bản"):
        sink.rules.add("*", does)


class Portal:
    """Somewhere that Zalo calls."""

    def __init__(self) -> None:
        self.heard: list[FakeRequest] = []

    def answer(self, asked: FakeRequest) -> FakeAnswer:
        self.heard.append(asked)
        return as_json({"ok": True})


@pytest.fixture
def portal(zalo: FakeZalo) -> Iterator[Portal]:
    heard = Portal()
    web = Web("127.0.0.1", 0, heard)
    web.start()
    zalo.world.receipt_url = web.url + "zalo/oa"
    call(zalo, "setWebhook", {"url": web.url + "zalo/bot", "secret_token": "twelve-letters"})
    yield heard
    web.stop()


def call(zalo: FakeZalo, method: str, body: dict[str, Any]) -> Any:
    return httpx.post(f"{zalo.url}bot{zalo.world.bot_token}/{method}", json=body, trust_env=False).json()


def test_a_person_who_writes_to_the_bot_reaches_the_webhook_with_its_secret(
    zalo: FakeZalo, portal: Portal
) -> None:
    assert zalo.webhooks.person_writes("77", "LIENKET 123456", times=2) == [200, 200]
    first, second = portal.heard
    assert first.headers["x-bot-api-secret-token"] == "twelve-letters"
    assert first.body == second.body
    message = first.json["result"]["message"]
    assert (message["chat"]["id"], message["text"]) == ("77", "LIENKET 123456")


def test_receipts_are_signed_repeated_and_out_of_order(zalo: FakeZalo, portal: Portal) -> None:
    for number in ("84987654321", "84987654322"):
        zalo.world.take("zbs", number, "x", tracking_id=f"t{number}")
    assert zalo.webhooks.receipts(times=2, newest_first=True) == [200] * 4
    told = [asked.json["message"]["tracking_id"] for asked in portal.heard]
    assert told == ["t84987654322"] * 2 + ["t84987654321"] * 2
    given = portal.heard[0]
    assert given.headers["x-zevent-signature"] == Webhooks.sign(zalo.world, given.json, given.body.decode())


def test_without_a_webhook_one_can_ask_for_news(zalo: FakeZalo) -> None:
    assert call(zalo, "getUpdates", {})["error_code"] == 408
    httpx.post(zalo.url + "api/say", json={"chat_id": "7", "text": "chào"}, trust_env=False)
    assert call(zalo, "getUpdates", {})["result"]["message"]["text"] == "chào"
    assert call(zalo, "getMe", {})["ok"] is True
    assert call(zalo, "noSuchThing", {})["error_code"] == 404


def test_people_can_read_what_zalo_was_told(zalo: FakeZalo) -> None:
    call(zalo, "sendMessage", {"chat_id": "7", "text": "Nhắc hạn <b>24/4</b> https://x.vn/b/1"})
    page = httpx.get(zalo.url, trust_env=False).text
    assert "Zalo thử" in page
    assert "Nhắc hạn &lt;b&gt;24/4&lt;/b&gt;" in page
    assert '<a href="https://x.vn/b/1"' in page
    (message,) = httpx.get(zalo.url + "api/messages?to=7", trust_env=False).json()
    assert message["surface"] == "bot"


def test_the_consulting_message_of_an_official_account(zalo: FakeZalo) -> None:
    body = {"recipient": {"user_id": "9"}, "message": {"text": "Kính chào"}}
    url, right = zalo.url + "v3.0/oa/message/cs", {"access_token": zalo.world.access_token}
    assert httpx.post(url, json=body, headers=right, trust_env=False).json()["error"] == 0
    assert httpx.post(url, json=body, headers={"access_token": "x"}, trust_env=False).json()["error"] == -216
    assert zalo.world.counts()["by_surface"] == {"oa": 1}


@pytest.mark.parametrize(
    ("module", "ports"), [("mail", ["--port", "0", "--web-port", "0"]), ("zalo", ["--port", "0"])]
)
def test_it_starts_from_the_command_line_and_stops_when_told(module: str, ports: list[str]) -> None:
    command = [sys.executable, "-m", f"notifications.fakes.{module}", *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        first = running.stdout.readline()
        address = next(word for word in first.split() if word.startswith("http://"))
        assert httpx.get(address, trust_env=False).is_success
        running.send_signal(2)
        assert running.wait(10) == 0
