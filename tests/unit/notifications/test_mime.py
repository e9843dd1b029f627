"""A mail as other people's programs read it: written by us, read by the standard library."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.conferences.invitation import Invitation
from notifications.email.mime import compose, flowed
from notifications.message import Attachment, Message

SENDER = "btg@example.vn"
NAME = 'Ban Tuyên giáo "Tỉnh ủy" Đồng Nai'


PLAIN = Message("k", "mail", "xa@example.vn", "Nhắc hạn", "Kính gửi")


def mail(**given: Any) -> bytes:
    return compose(replace(PLAIN, **given), SENDER, name=NAME, reply_to="tra-loi@example.vn")


def read(raw: bytes) -> EmailMessage:
    parsed = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    assert not [part.defects for part in parsed.walk() if part.defects]
    return parsed


def content(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def joined(text: str) -> str:
    """As a reader joins lines that were turned (RFC 3676)."""
    stuffed = re.sub(r"^ ", "", text, flags=re.MULTILINE)
    return re.sub(r" \n(?=.)", " ", stuffed)


def invitation(**given: Any) -> Any:
    start = datetime(2024, 3, 28, 0, 30, tzinfo=UTC)
    end = datetime(2024, 3, 28, 4, 30, tzinfo=UTC)
    return Invitation(**{
        "uid": "u", "sequence": 0, "summary": "Hội nghị", "start": start, "end": end,
        "organizer": "Ban Tuyên giáo", **given,
    })  # fmt: skip


def test_vietnamese_arrives_letter_by_letter() -> None:
    text = "Kính gửi: Huyện ủy Long Thành.\n\n.một dòng bắt đầu bằng dấu chấm\nđường dẫn: https://x.vn\n"
    html = "<p>Thứ Tư, 24/4/2024 · ưu tiên</p>"
    parsed = read(mail(subject="Nhắc hạn 24/4/2024: báo cáo kết quả quán triệt", text=text, html=html))
    assert parsed["Subject"] == "Nhắc hạn 24/4/2024: báo cáo kết quả quán triệt"
    assert parsed["From"].addresses == (Address(NAME, addr_spec=SENDER),)
    assert content(parsed, "plain") == text
    assert content(parsed, "html") == html


def test_the_heads_that_keep_machines_from_answering_are_there() -> None:
    parsed = read(mail(headers=(("List-Id", "<dong-nai.example.vn>"), ("References", "<a@b>"))))
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Reply-To"] == "tra-loi@example.vn"
    assert parsed["List-Id"] == "<dong-nai.example.vn>"
    assert len(parsed.get_all("Message-ID", [])) == 1


def test_a_second_attempt_carries_the_same_message_id() -> None:
    first, second = read(mail(key="một")), read(mail(key="một", text="khác"))
    assert first["Message-ID"] == second["Message-ID"] != read(mail(key="hai"))["Message-ID"]


def test_the_date_is_the_ledgers() -> None:
    assert read(mail(dated=datetime(2024, 4, 24, 1, 0, tzinfo=UTC)))["Date"].datetime.year == 2024


@given(st.text(max_size=400), st.text(max_size=2000))
def test_any_text_makes_a_mail_that_any_server_takes(subject: str, text: str) -> None:
    raw = mail(subject=subject, text=text, html=text, headers=(("X-Test", text),))
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\x00" not in raw
    read(raw)


EVIL = [
    "Nhắc hạn\r\nBcc: all@example.vn",
    "Nhắc\nBcc: all@example.vn",
    "x\r\n\r\n<html>",
    "=?utf-8?q?=0ABcc:_a?=",
]


@pytest.mark.parametrize("evil", EVIL)
def test_no_header_can_be_smuggled_in(evil: str) -> None:
    parsed = read(mail(subject=evil, address="xa@example.vn", headers=(("X-Note", evil), (evil, "x"))))
    assert parsed["Bcc"] is None
    assert content(parsed, "plain") == "Kính gửi"


@pytest.mark.parametrize("name", ["From", "subject", "Content-Type", "Message-ID", "Bcc", "bad name", ""])
def test_the_mails_own_headers_cannot_be_replaced(name: str) -> None:
    parsed = read(mail(headers=((name, "thay"),)))
    assert "thay" not in str(parsed.items())


NAMES = [
    "Phụ lục.pdf",
    "Kế hoạch số 301-KH/TU về học tập, quán triệt và triển khai các nghị quyết.docx",
    'a"b.txt',
    "🙂.png",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_keeps_its_vietnamese_name(name: str) -> None:
    parsed = read(mail(attachments=(Attachment(name, b"\x00\x01", "application/pdf"),)))
    (file,) = parsed.iter_attachments()
    assert file.get_filename() == name.replace("/", "_")
    assert file.get_content_disposition() == "attachment"
    assert file.get_payload(decode=True) == b"\x00\x01"


def test_a_file_cannot_break_out_of_its_part() -> None:
    file = Attachment("a.txt\r\nX-Evil: 1", b"x", "text/plain\r\nX-Evil: 1")
    assert b"\r\nX-Evil" not in mail(attachments=(file,))


def test_an_invitation_lies_where_diaries_look_for_it() -> None:
    raw = mail(html="<p>x</p>", invitation=invitation(), attachments=(Attachment("a.pdf", b"x"),))
    parsed = read(raw)
    first = next(iter(parsed.iter_parts()))
    assert parsed.get_content_type() == "multipart/mixed"
    assert first.get_content_type() == "multipart/alternative"
    *_, calendar = first.iter_parts()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar["Content-Type"].params["charset"] == "utf-8"
    assert b"ORGANIZER" in calendar.get_payload(decode=True)
    assert f"mailto:{SENDER}".encode() in calendar.get_payload(decode=True)


def test_a_cancelling_says_so_in_the_head_and_in_the_entry() -> None:
    parsed = read(mail(invitation=invitation(cancelled=True, sequence=2)))
    (calendar,) = [part for part in parsed.walk() if part.get_content_type() == "text/calendar"]
    entry = calendar.get_payload(decode=True)
    assert calendar["Content-Type"].params["method"] == "CANCEL"
    assert b"METHOD:CANCEL" in entry
    assert b"STATUS:CANCELLED" in entry
    assert b"SEQUENCE:2" in entry


def test_five_megabytes_go_through_unchanged() -> None:
    text = "ưu " * 1_700_000
    assert joined(content(read(mail(text=text)), "plain")).strip() == text.strip()


PARAGRAPH = "Còn 5 ngày nữa đến hạn nhiệm vụ của Huyện ủy Long Thành theo Kế hoạch: báo cáo kết quả học tập."


def test_lines_of_text_are_turned_where_a_terminal_ends_and_joined_again_by_who_knows_how() -> None:
    link = "https://dondoc.example.vn/b/" + "a" * 80
    text = f"{PARAGRAPH}\n\nĐường dẫn (không cần tài khoản): {link}\n> trích\n{link}\nTrân trọng,\n"
    parsed = read(mail(text=text))
    body = parsed.get_body(("plain",))
    assert body is not None
    assert body["Content-Type"].params["format"] == "flowed"
    written = content(parsed, "plain")
    assert [line for line in written.split("\n") if len(line) > 78 and not line.startswith("https:")] == []
    assert link in written
    assert joined(written) == text


@given(st.lists(st.sampled_from(["ưu tiên", ">", "From", " ", "x" * 90, "\n"]), max_size=60))
def test_any_text_is_the_same_again_when_its_lines_are_joined(pieces: list[str]) -> None:
    text = " ".join(pieces)
    ends = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    assert joined(flowed(text)) == ends


def encoding(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    assert part is not None
    return str(part["Content-Transfer-Encoding"])


def test_vietnamese_goes_as_base64_and_what_is_nearly_ascii_stays_readable() -> None:
    markup = "<td style='padding:8px'><p style='margin:0'>Kính gửi</p></td>" * 20
    vietnamese = read(mail(text=PARAGRAPH, html=markup))
    english = read(mail(text="The report is due on 24 April 2024.", html=markup))
    assert (encoding(vietnamese, "plain"), encoding(english, "plain")) == ("base64", "quoted-printable")
    assert encoding(vietnamese, "html") == "quoted-printable"
    assert content(vietnamese, "html") == markup


def test_it_says_its_language_and_the_hour_here() -> None:
    parsed = read(mail(lang="en", dated=datetime(2024, 4, 24, 1, 0, tzinfo=UTC)))
    assert parsed["Content-Language"] == "en"
    assert str(parsed["Date"]) == "Wed, 24 Apr 2024 08:00:00 +0700"
    assert read(mail())["Content-Language"] is None


@pytest.mark.parametrize("subject", ["Due 24 April 2024: report on the study " * 4, "x" * 300, PARAGRAPH])
def test_a_long_subject_is_folded_and_arrives_whole(subject: str) -> None:
    raw = mail(subject=subject)
    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(map(len, head)) <= 78
    assert read(raw)["Subject"] == subject.strip()


def test_an_invitation_has_its_name_in_the_language_of_the_letter() -> None:
    for lang, name in (("vi", "lich-hop.ics"), ("en", "meeting.ics")):
        parsed = read(mail(lang=lang, html="<p>x</p>", invitation=invitation()))
        assert [file.get_filename() for file in parsed.iter_attachments()] == [name]


def test_holiday_replies_are_not_wanted_and_reports_of_what_comes_back_are() -> None:
    wanted = read(mail())["X-Auto-Response-Suppress"].split(", ")
    assert {"OOF", "AutoReply"} <= set(wanted)
    assert not {"All", "NDR"} & set(wanted)


@given(st.text("a ế🙂Đ<", max_size=300))
def test_no_line_of_a_subject_is_longer_than_a_header_may_have(subject: str) -> None:
    head = mail(subject=subject).partition(b"\r\nMessage-ID")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert read(mail(subject=subject))["Subject"] == subject.strip()
