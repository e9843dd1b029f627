"""What mail servers send back: the failures for good are read, delays and strangers' mails are not."""

from __future__ import annotations

import pytest

from notifications.email import bounces
from notifications.message import message_id_for

KEY = "a" * 64
REPORT = """From: MAILER-DAEMON@mail.example.vn
To: btg@example.vn
Subject: Undelivered Mail Returned to Sender
Message-ID: <20240424@mail.example.vn>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.vn

Final-Recipient: rfc822; xa-long-phuoc@example.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <xa-long-phuoc@example.vn>:
 Recipient address rejected

--b
{returned}
--b--
"""
WHOLE = "Content-Type: message/rfc822\n\nMessage-ID: {id}\nSubject: Nhac han\n\nKinh gui"
HEAD = "Content-Type: text/rfc822-headers\n\nMessage-ID: {id}\nSubject: Nhac han\n"


def report(returned: str = WHOLE, action: str = "failed", status: str = "5.1.1") -> bytes:
    mine = returned.format(id=message_id_for(KEY, "example.vn"))
    return REPORT.format(action=action, status=status, returned=mine).encode()


@pytest.mark.parametrize("returned", [WHOLE, HEAD], ids=["whole", "head"])
def test_a_failure_names_the_address_the_reason_and_our_mail(returned: str) -> None:
    (found,) = bounces.read(report(returned))
    assert found.address == "xa-long-phuoc@example.vn"
    assert found.reason.startswith("5.1.1 550 5.1.1")
    assert "\n" not in found.reason
    assert found.is_of(KEY)
    assert not found.is_of("b" * 64)


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2")]
)
def test_a_delay_is_no_failure(action: str, status: str) -> None:
    assert bounces.read(report(action=action, status=status)) == []


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"Subject: xin chao\n\nDa nhan duoc",
        bytes(range(256)),
        b"Content-Type: message/delivery-status\n\nx",
    ],
)
def test_anything_else_is_no_report(mail: bytes) -> None:
    assert bounces.read(mail) == []


def test_a_report_that_does_not_show_our_mail_is_of_none() -> None:
    (found,) = bounces.read(report("Content-Type: text/plain\n\nno copy"))
    assert not found.is_of(KEY)


def test_a_pile_of_marks_in_a_reason_is_cut() -> None:
    pile = "a" + "\u0301\u0323" * 100
    said = report().replace(b"Recipient address rejected", pile.encode())
    (found,) = bounces.read(said)
    assert len(found.reason) < 100


def test_of_a_mail_without_end_only_the_beginning_is_read() -> None:
    (found,) = bounces.read(report() + b"x" * 50_000_000)
    assert found.is_of(KEY)
