"""A speaker opens the link: confirms or not, and sends the file; whoever holds the conference fetches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import func, select, text

from cascade.calendar.zone import instant
from cascade.checked_cascade import cascade
from cascade.notices.kinds import Occasion
from cascade.org.tree import Level, Selector
from cascade.plan.model import Conference, Plan, Topic, Venue, When, WhenKind
from models import outbox
from models.changes import conference_day, issuing
from models.conferences import sittings, talks
from models.org import units
from models.org.work_calendar import load_calendar
from models.tables import AuditRow, KeptFileRow
from models.views.talk_views import TalkReply
from portal.talk import uploads
from tests.portal.conference import made_talks as made
from tests.portal.conftest import Office, Visitor
from tests.portal.province import NOON

START = instant(date(2024, 4, 25), time(7, 30))
REMINDED = instant(date(2024, 4, 23), time(8))
PLAN = Plan(
    code="hoi-nghi",
    title="tổ chức hội nghị quán triệt",
    kind="KH",
    issuer="tinh",
    number="302-KH/TU",
    issued=date(2024, 4, 1),
    desk="btg",
    conferences=(
        Conference(
            "C1",
            "Hội nghị quán triệt nghị quyết",
            When(WhenKind.WITHIN_MONTH, year=2024, month=4, tentative=True, awaiting="thư mời"),
            host="tinh",
            venues=(Venue("P1", "Hội trường Tỉnh ủy", Selector(level=Level.DISTRICT), host="tinh"),),
            agenda=(
                Topic("Những nội dung cốt lõi", speaker="Trưởng ban", speaker_unit="long-thanh", minutes=45),
                Topic("BÍ MẬT", secret=True, code="Chuyên đề 2", speaker_unit="nhon-trach"),
                Topic("Thảo luận", minutes=30),
            ),
        ),
    ),
)


@dataclass
class Meeting:
    """The conference of the second plan, and the speaker's link."""

    office: Office
    client: Visitor
    plan_id: int
    id: int

    def path(self, unit: str = "long-thanh", topic: int = 1, *further: str) -> str:
        token = self.office.list_token(unit)
        return "/".join((f"/d/{token}/bao-cao-vien/{self.id}/{topic}", *further))

    def send(self, path: str, data: dict[str, str], file: tuple[str, bytes] | None = None) -> httpx.Response:
        sent = {"file": file if file is not None else ("", b"")}
        return self.client.post(path, data=data, files=sent)

    def reply(self, topic: int = 1) -> TalkReply | None:
        with self.office.ledger.read() as session:
            return talks.find(session, self.id, topic).reply

    def remind(self, at: datetime = REMINDED) -> list[str]:
        with self.office.ledger.begin() as session:
            conference_day.notify(session, self.plan_id, "C1", Occasion.SPEAKER, at)
            found = outbox.search(session, occasion=Occasion.SPEAKER, limit=100)
            return sorted(one.unit for one in found)


@pytest.fixture
def meeting(office: Office, client: Visitor) -> Meeting:
    with office.ledger.begin() as session:
        made_plan = cascade(PLAN, units.load_tree(session, date(2024, 4, 1)), load_calendar(session))
        plan_id = issuing.issue(session, made_plan, now=NOON, by="Ban Tuyên giáo")
        end = instant(date(2024, 4, 25), time(11, 30))
        conference_day.fix(session, "hoi-nghi", "C1", START, end, now=NOON, by="văn phòng")
        number = sittings.find(session, plan_id, "C1").id
    return Meeting(office, client, plan_id, number)


YES = {"coming": "yes", "speaker": "TS. Nguyễn Văn A"}


def test_a_speaker_confirms_in_two_presses_and_the_answer_is_in_the_ledger(meeting: Meeting) -> None:
    page = meeting.client.get(meeting.path())
    assert page.status_code == 200
    for said in ("Những nội dung cốt lõi", "Hội nghị quán triệt nghị quyết", "Hội trường Tỉnh ủy", "45 phút"):
        assert said in page.text
    answer = meeting.send(meeting.path(), {**YES, "speaker": "Trưởng ban"})
    assert (answer.status_code, answer.headers["location"]) == (303, meeting.path())
    reply = meeting.reply()
    assert reply is not None
    assert (reply.coming, reply.speaker, reply.by) == (True, "Trưởng ban", "Nguyễn Văn An")
    assert "Đã xác nhận tham gia" in meeting.client.get(meeting.path()).text
    meeting.send(meeting.path(), {**YES, "speaker": "Trưởng ban"})
    with meeting.office.ledger.read() as session:
        acts = session.scalars(select(AuditRow).where(AuditRow.act == "talk")).all()
        assert [(act.unit, act.detail["coming"], act.detail["door"]) for act in acts] == [
            ("long-thanh", True, "counter")
        ]


def test_who_has_answered_is_not_reminded_again_until_the_day_moves(meeting: Meeting) -> None:
    meeting.send(meeting.path(), YES)
    assert meeting.remind() == ["nhon-trach"]
    with meeting.office.ledger.begin() as session:
        later, end = instant(date(2024, 4, 26), time(7, 30)), instant(date(2024, 4, 26), time(11))
        conference_day.fix(session, "hoi-nghi", "C1", later, end, now=NOON, by="văn phòng")
    assert meeting.remind() == ["long-thanh", "nhon-trach", "nhon-trach"]
    assert "đề nghị xác nhận lại ngày này" in meeting.client.get(meeting.path()).text


def test_a_no_is_told_to_the_desk_at_once_and_once(meeting: Meeting) -> None:
    assert meeting.send(meeting.path(), {"coming": "no", "reason": ""}).status_code == 422
    for reason in ("đi công tác", "vẫn đi công tác"):
        assert meeting.send(meeting.path(), {"coming": "no", "reason": reason}).status_code == 303
    with meeting.office.ledger.begin() as session:
        [told] = [
            one for one in outbox.claim(session, NOON, "w", 100) if one.occasion == Occasion.TALK_DECLINED
        ]
    assert (told.unit, told.facts["topic"], told.facts["reason"]) == (
        "btg",
        "Những nội dung cốt lõi",
        "đi công tác",
    )
    assert told.facts["link"].endswith(f"/bao-cao-vien/{meeting.id}/1")
    assert meeting.remind() == ["nhon-trach"]


@pytest.mark.parametrize(
    ("name", "body", "kept", "kind"),
    [
        ("Bài giảng.exe", made.PPTX, "Bài giảng.pptx", "presentationml.presentation"),
        ("../../x\u202efdp.html", made.PDF, "xfdp.pdf", "application/pdf"),
    ],
    ids=["pptx", "pdf"],
)
def test_the_file_is_what_it_is_and_is_only_ever_saved(
    meeting: Meeting, name: str, body: bytes, kept: str, kind: str
) -> None:
    assert meeting.send(meeting.path(), YES, (name, body)).status_code == 303
    for reader in ("btg", "tinh", "long-thanh"):
        answer = meeting.client.get(meeting.path(reader, 1, "tep"))
        assert answer.content == body
        assert kind in answer.headers["content-type"]
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
    assert meeting.client.get(meeting.path("phu-hoi", 1, "tep")).status_code == 403
    reply = meeting.reply()
    assert reply is not None
    assert reply.file_name == kept


def test_a_later_file_replaces_the_earlier_and_nothing_is_left_behind(meeting: Meeting) -> None:
    for body in (made.PDF, made.DOCX, made.DOCX):
        meeting.send(meeting.path(), YES, ("a.pdf", body))
    meeting.send(meeting.path(), {**YES, "speaker": "Người khác"})
    with meeting.office.ledger.read() as session:
        assert session.scalar(select(func.count()).select_from(KeptFileRow)) == 1
    assert meeting.client.get(meeting.path("btg", 1, "tep")).content == made.DOCX


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (made.XLSX, "không nhận được dạng tệp này"),
        (made.WITH_MACROS, "macro"),
        (made.TWO_AT_ONCE, "vừa là pdf vừa là tệp nén"),
        (made.OLD_PPT, "kiểu cũ hoặc có mật khẩu"),
    ],
    ids=["xlsx", "macros", "polyglot", "old"],
)
def test_a_file_that_is_not_taken_is_told_beside_its_field(meeting: Meeting, body: bytes, said: str) -> None:
    answer = meeting.send(meeting.path(), YES, ("bài.pptx", body))
    assert answer.status_code == 422
    assert said in answer.text.lower()
    assert YES["speaker"] in answer.text
    assert meeting.reply() is None


def test_a_file_beyond_the_limit_is_cut_off_as_it_comes(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LIMIT", 1024 * 1024)
    answer = meeting.send(meeting.path(), YES, ("to.pdf", made.PDF + bytes(2 * 1024 * 1024)))
    assert answer.status_code == 413
    assert "20 MB" in answer.text
    assert meeting.reply() is None


def test_a_secret_topic_takes_no_file_and_shows_its_code_alone(meeting: Meeting) -> None:
    path = meeting.path("nhon-trach", 2)
    page = meeting.client.get(path).text
    assert "BÍ MẬT" not in page
    assert "Chuyên đề 2" in page
    assert 'type="file"' not in page
    assert "theo chế độ mật" in page
    answer = meeting.send(path, {"coming": "yes", "speaker": "Ông B"}, ("a.pdf", made.PDF))
    assert answer.status_code == 422
    assert "chế độ mật" in answer.text
    assert meeting.send(path, {"coming": "yes", "speaker": "Ông B"}).status_code == 303
    listed = meeting.client.get(f"/d/{meeting.office.list_token('btg')}/bao-cao-vien/{meeting.id}").text
    assert "BÍ MẬT" not in listed
    assert "Ông B" in listed


def test_nobody_else_sees_or_answers_it(meeting: Meeting) -> None:
    for unit in ("nhon-trach", "phu-hoi"):
        assert meeting.client.get(meeting.path(unit)).status_code == 403
        assert meeting.send(meeting.path(unit), YES).status_code == 403
    assert meeting.send(meeting.path("btg"), YES).status_code == 403
    assert meeting.client.get(meeting.path("long-thanh", 3)).status_code == 403
    one_duty = meeting.office.token("D6", "long-thanh")
    assert meeting.client.get(f"/d/{one_duty}/bao-cao-vien/{meeting.id}/1").status_code == 403
    listing = f"/d/{meeting.office.list_token('long-thanh')}/bao-cao-vien/{meeting.id}"
    assert meeting.client.get(listing).status_code == 403
    assert meeting.reply() is None


def test_when_it_is_over_nothing_is_answered(meeting: Meeting) -> None:
    meeting.office.set_clock(instant(date(2024, 4, 26), time(8)))
    assert "Hội nghị đã kết thúc" in meeting.client.get(meeting.path()).text
    assert meeting.send(meeting.path(), YES).status_code == 409


def test_the_list_of_the_unit_leads_there(meeting: Meeting) -> None:
    assert meeting.path() in meeting.client.get(f"/d/{meeting.office.list_token('long-thanh')}").text


def test_the_letter_to_a_speaker_leads_to_the_form_that_it_asks_for(meeting: Meeting) -> None:
    meeting.remind()
    with meeting.office.ledger.begin() as session:
        sent = [one for one in outbox.claim(session, REMINDED, "w", 100) if one.occasion == Occasion.SPEAKER]
    for letter in sent:
        path = urlsplit(str(letter.facts["link"])).path
        assert f'action="{path}"' in meeting.client.get(path).text
        assert meeting.send(path, YES).status_code == 303
    assert [(one.unit, meeting.reply(topic) is not None) for topic, one in enumerate(sent, 1)] == [
        ("long-thanh", True),
        ("nhon-trach", True),
    ]


GIVES_WAY = (
    "CREATE SEQUENCE tries",
    """CREATE FUNCTION gives_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('tries') = 1 THEN RAISE serialization_failure; END IF; RETURN NEW; END $$""",
    "CREATE TRIGGER once BEFORE INSERT ON speaker_reply FOR EACH ROW EXECUTE FUNCTION gives_way()",
)


@pytest.mark.parametrize("size", [10, 3 * 1024 * 1024])
def test_an_act_that_gives_way_is_done_again_with_its_file(meeting: Meeting, size: int) -> None:
    """The database undoes the first try; the body is not heard twice, and the file is still whole."""
    body = made.PDF + bytes(size)
    with meeting.office.ledger.begin() as session:
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("SQLite has one writer: nobody gives way")
        for statement in GIVES_WAY:
            session.execute(text(statement))
    assert meeting.send(meeting.path(), YES, ("bài.pdf", body)).status_code == 303
    with meeting.office.ledger.read() as session:
        assert session.scalar(text("SELECT last_value FROM tries")) == 2
    assert meeting.client.get(meeting.path("btg", 1, "tep")).content == body


def test_the_page_of_the_conference_leads_its_host_to_the_talks(meeting: Meeting) -> None:
    page = f"/d/{meeting.office.list_token('btg')}/hoi-nghi/{meeting.id}"
    assert f"/bao-cao-vien/{meeting.id}" in meeting.client.get(page).text
    guest = f"/d/{meeting.office.list_token('long-thanh')}/hoi-nghi/{meeting.id}"
    assert f'/bao-cao-vien/{meeting.id}"' not in meeting.client.get(guest).text
