"""The fake mailbox in a real browser: the red button leads on, and hours are those on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page

from notifications.fakes.mail import MailSink
from tests.notifications.test_fakes import get, mail, send


class Counter(BaseHTTPRequestHandler):
    """A page that lets nobody put it into a frame, as the counter does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(b"<title>counter</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module", autouse=True)
def sink() -> Iterator[MailSink]:
    """The fake mail server with its page; up before the browser, beside which no other loop may start."""
    with MailSink() as opened:
        yield opened


@pytest.mark.browser
def test_the_red_button_opens_the_counter_outside_the_preview(page: Page, sink: MailSink) -> None:
    counter = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    Thread(target=counter.serve_forever, daemon=True).start()
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "btg@example.vn", "u1@example.vn", "Nhắc hạn"
    letter.set_content("Kính gửi")
    link = f'<a href="http://127.0.0.1:{counter.server_port}/">Báo cáo</a>'
    letter.add_alternative(f'<html lang="vi"><head lang="vi"></head>{link}</html>', subtype="html")
    send(sink, letter)
    assert sink.web
    page.goto(f"{sink.web.url}letters/{sink.box.received}")
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_text("Báo cáo").click()
    opened.value.wait_for_load_state()
    assert opened.value.title() == "counter"
    counter.shutdown()
    counter.server_close()


def test_the_hour_is_the_one_on_the_wall(sink: MailSink) -> None:
    send(sink, mail(1, Date="Wed, 24 Apr 2024 01:00:00 +0000"))
    assert "24/04/2024 08:00" in get(sink, "").text
    assert "24/04/2024 08:00" in get(sink, f"letters/{sink.box.received}").text
