"""Somebody writes back to our mail: a filled workbook reports, words go to a person, machines wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from cascade.notices.kinds import Occasion
from cascade.notices.reply_kinds import MOST_A_DAY, MailReplyKind
from cascade.reports.obligation_states import ObligationState
from documents.office import report_workbook
from documents.reading import handed_in
from models.changes import issuing
from models.conferences import kept_files
from models.contacts import mail_replies, revoked_links
from models.obligations import reports
from models.obligations.detail import detail
from models.obligations.reported import report_files
from models.stats import office_waiting
from models.tables import ContactRow, MailReplyRow
from models.views.contact_views import KeptReply
from models.views.notice_views import Claimed
from models.views.obligation_views import ObligationView
from notifications.message import message_id_for
from services.answers import by_workbook
from services.dispatch import returned_mail
from services.dispatch.compose import compose
from tests.ledger.world import House, a_plan, at, compiled
from tests.portal.duty import made_files
from tests.portal.duty.workbook.filling import filled
from tests.unit.documents.unit_lists import test_hostile_workbooks as hostile

NOON = at(4, 10, 12)
GOOD: Mapping[str, str | int | float] = {"D12": 9, "D13": 10}
UNIT = "h1-x1"
WRITER = f"{UNIT}@example.vn"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass
class Post:
    """Writes mails to us, and sees what became of them."""

    house: House
    written: int = 0

    def form(self, unit: str = UNIT) -> bytes:
        """The empty workbook, as a letter to the unit carries it."""
        number = self.owed(unit).id
        with self.house.ledger.begin() as session:
            asked = detail(session, number, NOON)
            contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()
            assert asked is not None
            form = by_workbook.form_for(session, asked, contact, "vi")
        assert form is not None
        return report_workbook.write(form)

    def mail(self, text: str = "Gửi biểu", *books: bytes, writer: str = WRITER, **more: str) -> bytes:
        """A reply as a mail program writes it."""
        self.written += 1
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = writer, "btg@example.vn", "Re: Nhắc hạn"
        made["Message-ID"] = f"<{self.written}@mail.example.vn>"
        for name, value in more.items():
            made[name.replace("_", "-")] = value
        made.set_content(text)
        for book in books:
            made.add_attachment(book, *XLSX, filename="Biểu báo cáo - đã điền.xlsx")
        return made.as_bytes()

    def owed(self, unit: str = UNIT) -> ObligationView:
        return self.house.one(unit, NOON, "R1/grassroots")

    def take(self, mail: bytes, now: datetime = NOON) -> MailReplyKind | None:
        with self.house.ledger.begin() as session:
            return returned_mail.take_in(session, mail, now, "mta").reply

    def answers(self, now: datetime = NOON) -> list[Claimed]:
        """What leaves for whoever wrote."""
        sent = self.house.send_all(now)
        return [one for one in sent if one.occasion in (Occasion.FORM_NOT_TAKEN, Occasion.REPLY_SEEN)]

    def waiting(self) -> list[KeptReply]:
        with self.house.ledger.read() as session:
            return office_waiting.unread_replies(session, [""], NOON.date(), 50)


@pytest.fixture
def post(house: House) -> Post:
    house.run(at(4, 10))
    house.send_all(at(4, 10, 9))
    return Post(house)


def ours(house: House, unit: str = UNIT) -> str:
    """The Message-ID of the reminder that went to the unit."""
    notice = next(one for one in house.notices("reminder", unit=unit) if one.channel == "mail")
    return message_id_for(notice.key, "example.vn")


def test_a_filled_workbook_sent_back_is_a_report_with_its_receipt(post: Post) -> None:
    # From another mailbox than ours knows, without any thread: the seal is what counts.
    mail = post.mail("Gửi biểu đã điền", filled(post.form(), GOOD), writer="ca-nhan@example.com")
    assert post.take(mail) is MailReplyKind.REPORT
    found = post.owed(UNIT)
    assert found.state is ObligationState.SUBMITTED
    with post.house.ledger.read() as session:
        asked = detail(session, found.id, NOON)
    assert asked is not None
    assert [(one.figures, one.by) for one in asked.reports] == [({"done": 9, "all": 10}, f"Đầu mối {UNIT}")]
    sent = post.house.send_all(NOON)
    assert [one.occasion for one in sent if one.unit == UNIT] == [Occasion.RECEIPT]
    assert post.waiting() == [], "there is nothing for anybody to read"


def test_a_letter_carries_the_workbook_where_replies_are_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_MAILBOX_URL", "imaps://btg:x@127.0.0.1/INBOX")
    house.run(at(4, 10))
    sent = {one.unit: one for one in house.send_all(at(4, 10, 9)) if one.occasion == Occasion.REMINDER}
    (attached,) = compose(sent[UNIT], NOON).message.attachments
    assert attached.name.startswith("Biểu báo cáo - Đảng ủy xã")
    assert "biểu Excel kèm theo" in compose(sent[UNIT], NOON).message.text
    post = Post(house)
    assert post.take(post.mail("x", filled(attached.content, GOOD))) is MailReplyKind.REPORT
    assert post.owed(UNIT).state is ObligationState.SUBMITTED
    # In the answer to a form that was not taken there is a fresh one.
    assert post.take(post.mail("x", filled(post.form("h1-x2"), {"D12": 5}))) is MailReplyKind.WRONG
    (answer,) = post.answers()
    assert len(compose(answer, NOON).message.attachments) == 1


def test_a_letter_carries_nothing_where_nobody_reads_replies(post: Post) -> None:
    post.take(post.mail("x", filled(post.form(), {"D12": 5})))
    (answer,) = post.answers()
    assert (answer.forms, compose(answer, NOON).message.attachments) == ((), ())


def test_the_same_mail_again_changes_nothing_more(post: Post) -> None:
    mail = post.mail("Gửi biểu", filled(post.form(), GOOD))
    assert post.take(mail) is MailReplyKind.REPORT
    assert post.take(mail) is None
    assert post.take(b"Received: from elsewhere\n" + mail) is None, "another copy of it"
    unread = post.mail("Đề nghị gọi lại")
    assert post.take(unread) is MailReplyKind.UNREAD
    assert post.take(unread) is None
    assert len(post.answers()) == 1
    with post.house.ledger.read() as session:
        assert len(session.scalars(select(MailReplyRow.id)).all()) == 2


def test_what_is_wrong_goes_back_cell_by_cell_below_the_mail_it_came_in(post: Post) -> None:
    mail = post.mail("Gửi biểu", filled(post.form(), {"D12": 11, "D13": 10, "D14": "=1/0"}))
    assert post.take(mail) is MailReplyKind.WRONG
    assert post.owed(UNIT).state is ObligationState.OPEN
    (answer,) = post.answers()
    assert (answer.address, answer.answers) == (WRITER, "1@mail.example.vn")
    said = compose(answer, NOON).message
    assert "- Ô D12 (Đã học tập): 11 lớn hơn “Phải học tập” (10); kiểm tra cả hai số." in said.text
    assert ("In-Reply-To", "<1@mail.example.vn>") in said.headers
    assert "/b/" in said.text, "the way to the form"
    (shown,) = post.waiting()
    assert (shown.kind, shown.words, shown.files) == (
        MailReplyKind.WRONG,
        "Gửi biểu",
        ("Biểu báo cáo - đã điền.xlsx",),
    )


def test_an_answer_names_the_desk_of_its_own_plan_and_not_of_the_latest(post: Post) -> None:
    with post.house.ledger.begin() as session:
        other = replace(a_plan(), code="kh-2", number="2-KH/TU", desk="tinh-vp")
        issuing.issue(session, compiled(other), now=NOON, by="x")
    assert post.take(post.mail("Gửi biểu", filled(post.form(), {"D12": 5}))) is MailReplyKind.WRONG
    (answer,) = post.answers()
    said = " ".join(compose(answer, NOON).message.text.split())
    assert "liên hệ Ban Tuyên giáo" in said
    assert "liên hệ Văn phòng" not in said


def test_words_are_answered_once_and_shown_to_the_office(post: Post) -> None:
    thread = {"In_Reply_To": ours(post.house)}
    text = "Kính gửi Ban,\nxã đang lũ, xin lùi.\n\nVào Th 6, 10/4/2026 lúc 08:00 BTG đã viết:\n> Nhắc hạn"
    assert post.take(post.mail(text, writer="ca-nhan@example.com", **thread)) is MailReplyKind.UNREAD
    (answer,) = post.answers()
    assert answer.address == WRITER, "only where we have always written to"
    assert "chưa được tính là báo cáo" in compose(answer, NOON).message.text
    (shown,) = post.waiting()
    assert (shown.unit, shown.words) == (UNIT, "Kính gửi Ban,\nxã đang lũ, xin lùi.")
    assert shown.obligation_id == post.owed(UNIT).id
    with post.house.ledger.begin() as session:
        mail_replies.mark_seen(session, shown.id, NOON, "Lê Minh Tâm")
    assert post.waiting() == []


def test_a_stranger_who_answers_nothing_of_ours_is_not_kept_and_not_answered(post: Post) -> None:
    assert post.take(post.mail("Mua tên miền", writer="ban@example.net")) is None
    assert post.take(post.mail("x", b"PK\x03\x04", writer="ban@example.net")) is None
    assert (post.answers(), post.waiting()) == ([], [])


MACHINES: tuple[dict[str, str], ...] = (
    {"Auto_Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"X_Auto_Response_Suppress": "All"},
    {"X_Autoreply": "yes"},
    {"List_Id": "<x.example.vn>"},
)


def test_a_machine_is_never_answered(post: Post) -> None:
    empty = post.form()
    for head in MACHINES:
        assert post.take(post.mail("Tôi đi công tác đến 20/4.", **head)) is MailReplyKind.AWAY, head
    # The reply repeats our attachment: nobody has filled it in.
    assert post.take(post.mail("Tôi đi công tác.", empty, **MACHINES[0])) is MailReplyKind.AWAY
    half = filled(empty, {"D12": 5})
    assert post.take(post.mail("x", half, **MACHINES[0])) is MailReplyKind.WRONG
    assert post.answers() == []
    assert [one.kind for one in post.waiting()] == [*["away"] * 6, "wrong"]


def test_two_machines_cannot_talk_all_night(post: Post) -> None:
    for _ in range(MOST_A_DAY + 3):
        assert post.take(post.mail("đã nhận")) is MailReplyKind.UNREAD
    assert len(post.answers()) == MOST_A_DAY
    assert post.take(post.mail("đã nhận"), at(4, 11, 13)) is MailReplyKind.UNREAD
    assert len(post.answers(at(4, 11, 13))) == 1


def test_a_form_reports_for_the_unit_of_its_seal_while_that_is_valid(post: Post) -> None:
    book, theirs = filled(post.form(), GOOD), filled(post.form("h1-x2"), GOOD)
    assert post.take(post.mail("x", theirs)) is MailReplyKind.REPORT
    assert post.owed("h1-x2").state is ObligationState.SUBMITTED
    broken = filled(post.form(), {**GOOD, "A1": "code:WzEsMSwwLDAsMF0.xxxx"})
    assert post.take(post.mail("x", broken)) is MailReplyKind.WRONG
    with post.house.ledger.begin() as session:
        revoked_links.revoke_unit(session, UNIT, None, NOON, "btg", "lộ")
    assert post.take(post.mail("x", book)) is MailReplyKind.WRONG
    assert post.owed(UNIT).state is ObligationState.OPEN
    seal, ended = (answer.facts["details"][0] for answer in post.answers())
    assert "niêm phong" in seal
    assert "không còn hiệu lực" in ended


def test_two_forms_in_one_mail_are_two_reports_and_one_answer_for_what_is_wrong(post: Post) -> None:
    good, bad = filled(post.form(), GOOD), filled(post.form("h1-x2"), {"D12": 11, "D13": 10})
    assert post.take(post.mail("x", good, bad, post.form("h1-x2"))) is MailReplyKind.REPORT
    assert post.owed(UNIT).state is ObligationState.SUBMITTED
    assert post.owed("h1-x2").state is ObligationState.OPEN
    assert len(post.answers()) == 1


def with_files(post: Post, *files: tuple[str, bytes], form: bytes | None = None) -> bytes:
    """A reply with a filled workbook, other files, and what mail programs hang on by themselves."""
    mail = message_from_bytes(post.mail("x", form or filled(post.form(), GOOD)), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    for name, body in files:
        mail.add_attachment(body, "application", "octet-stream", filename=name)
    mail.add_attachment(b"seal", "application", "pkcs7-signature", filename="smime.p7s")
    page = EmailMessage()
    page.set_content("<img src='cid:logo'>", subtype="html")
    page.add_related(made_files.PNG, "image", "png", cid="<logo>", filename="logo.png")
    mail.attach(page)
    return mail.as_bytes()


def test_other_files_beside_a_form_are_files_of_the_report(post: Post) -> None:
    mail = with_files(post, ("báo cáo.pdf", made_files.PDF), ("ảnh hội nghị.jpeg", made_files.JPG))
    assert post.take(mail) is MailReplyKind.REPORT
    with post.house.ledger.read() as session:
        latest = reports.latest(session, post.owed().id)
        assert latest is not None
        files = report_files.of_report(session, latest.id)
        assert [one.name for one in files] == ["báo cáo.pdf", "ảnh hội nghị.jpg"]
        assert kept_files.body(session, files[0].digest) == made_files.PDF


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [("ảnh.jpg", made_files.EXE, "ảnh.jpg"), ("to.pdf", b"0" * (handed_in.LARGEST + 1), "lớn hơn 20 MB")],
)
def test_a_file_that_cannot_be_taken_is_said_and_nothing_is_taken(
    post: Post, name: str, body: bytes, said: str
) -> None:
    assert post.take(with_files(post, ("báo cáo.pdf", made_files.PDF), (name, body))) is MailReplyKind.WRONG
    assert post.owed().state is ObligationState.OPEN
    (answer,) = post.answers()
    assert said in compose(answer, NOON).message.text


def test_files_beside_several_forms_belong_to_nobody_knows_which(post: Post) -> None:
    other = filled(post.form("h1-x2"), GOOD)
    mail = with_files(post, ("báo cáo.pdf", made_files.PDF), ("biểu.xlsx", other))
    assert post.take(mail) is MailReplyKind.WRONG
    assert post.owed().state is ObligationState.OPEN
    (answer,) = post.answers()
    assert "mỗi thư một biểu" in compose(answer, NOON).message.text


HOSTILE = {
    "nothing": b"",
    "many parts": f"From: {WRITER}\nContent-Type: multipart/mixed; boundary=x\n\n".encode() + b"--x\n" * 5000,
    "no text": f"From: {WRITER}\n\n".encode() + b"\xff\xfe\x00<script>alert(1)</script>",
    "no writer": b"From: \x00 <a\x00@example.vn>\nSubject: \x00\n\nx",
    "nested": b"".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n".encode() for n in range(3000)
    ),
    "a broken name": (
        f"From: {WRITER}\nContent-Type: application/x; name==?utf-8?b?////?=\n"
        "Content-Disposition: attachment; filename*=x'y\nContent-Transfer-Encoding: base64\n\n!!!"
    ).encode(),
}


def test_no_mail_stops_the_ones_behind_it(post: Post) -> None:
    for name, mail in HOSTILE.items():
        assert post.take(mail) in (None, MailReplyKind.UNREAD), name
    bomb = hostile.workbook(hostile.FAR["two corners"])
    assert post.take(post.mail("x", bomb)) is MailReplyKind.WRONG
    assert post.take(post.mail("x", filled(post.form(), GOOD))) is MailReplyKind.REPORT
