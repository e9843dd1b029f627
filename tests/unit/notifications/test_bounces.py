"""What mail servers send back: failures for good are read in every form, delays and people's mails not."""

from __future__ import annotations

import pytest

from notifications.email import bounces
from notifications.email.incoming import open_mail
from notifications.message import message_id_for
from tests.bounce_mails import ADDRESS, BOUNCES, GONE, NO_BOUNCES, Came, report

KEY = "a" * 64


def raw(one: Came | str) -> bytes:
    """The mail as it came, about our mail."""
    mail = one if isinstance(one, str) else one.mail
    return mail.replace("OURS", message_id_for(KEY, "example.vn").strip("<>")).encode()


@pytest.mark.parametrize("came", BOUNCES, ids=lambda one: one.name)
def test_a_mail_that_came_back_is_known_in_every_form(came: Came) -> None:
    (found,) = bounces.read(raw(came))
    assert found.blame == came.blame
    assert found.is_of(KEY) is came.shows
    assert not found.is_of("b" * 64)
    assert not came.names or came.names in found.addresses
    assert came.says in found.reason
    assert "\n" not in found.reason


@pytest.mark.parametrize("came", NO_BOUNCES, ids=lambda one: one.name)
def test_a_delay_an_absence_and_a_persons_mail_are_no_failure(came: Came) -> None:
    assert bounces.read(raw(came)) == []


def test_the_table_has_all_the_forms() -> None:
    assert len(BOUNCES) >= 25
    assert {one.blame for one in BOUNCES} == {"address", "refused", "time"}
    assert len({one.name for one in (*BOUNCES, *NO_BOUNCES)}) == len(BOUNCES) + len(NO_BOUNCES)


JUNK = (
    b"",
    b"Subject: xin chao\n\nDa nhan duoc",
    bytes(range(256)),
    b"Content-Type: message/delivery-status\n\nx",
    b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n--B--",
    b"From: MAILER-DAEMON\nSubject: =?utf-9?q?x?=\nContent-Transfer-Encoding: base64\n\n!!!",
    b"From: " + b"(" * 5000 + b"\nSubject: failure notice\n\nx",
    b"From: postmaster@a.vn\nSubject: failure notice\n\n" + b"a@" * 100_000,
    b"From: postmaster@a.vn\nContent-Type: text/html\nSubject: failure notice\n\n" + b"<" * 100_000,
    b"From: postmaster@a.vn\nSubject: failure notice\n\n" + b"user " * 50_000,
)


@pytest.mark.parametrize("mail", JUNK, ids=range(len(JUNK)))
def test_anything_else_is_no_report(mail: bytes) -> None:
    assert bounces.read(mail) == []


def test_mails_within_mails_end_somewhere() -> None:
    mail = report(GONE)
    for depth in range(60):
        head = f"Content-Type: multipart/mixed; boundary=X{depth}\n\n--X{depth}\n"
        mail = f"{head}Content-Type: message/rfc822\n\n{mail}\n--X{depth}--\n"
    assert bounces.read(raw(mail)) == []


def test_a_pile_of_marks_in_a_reason_is_cut() -> None:
    pile = "a" + "\u0301\u0323" * 100
    (found,) = bounces.read(raw(report(GONE.replace("Recipient address rejected", pile))))
    assert len(found.reason) < 110


def test_of_a_mail_without_end_only_the_beginning_is_read() -> None:
    (found,) = bounces.read(raw(report(GONE)) + b"x" * 50_000_000)
    assert found.is_of(KEY)


@pytest.mark.parametrize(
    ("sender", "writer"),
    [
        ("Đảng ủy xã Một <Xa1@Example.vn>", ADDRESS),
        ("xa1@example.vn, xa2@example.vn", ""),
        ("Đảng ủy xã Một", ""),
    ],
)
def test_who_wrote_a_mail(sender: str, writer: str) -> None:
    assert open_mail(f"From: {sender}\nSubject: x\n\nx".encode()).writer == writer
