"""A walk through every letter: what it asks is behind its link, by a form that takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from cascade.calendar.zone import instant
from cascade.conferences.answer_kinds import AnswerKind, LineTest
from cascade.notices.kinds import Occasion
from models import outbox
from models.changes import conference_day
from models.database import audit, clock
from models.obligations import collect, deciding, obligations, reports
from models.plans import asks
from models.reminders import escalate
from models.tables import NoticeRow
from models.views.notice_views import Claimed
from notifications.wording import words
from services import grant
from services.answers import hand_in
from services.answers.asking import ask_decisions
from services.conferences import conference_acts, conference_answers
from tasks.steps.schedule_conference import remind
from tests.portal.conference.conftest import SPEAKING, Hall
from tests.portal.conference.made_talks import PDF
from tests.portal.conftest import Visitor, hidden
from tests.portal.province import GOOD

TEMPLATES = Path(words.__file__).parent / "templates"
WAYS = {
    "reply": r"/hoi-nghi/\d+/xac-nhan$",
    "line_test": r"/hoi-nghi/\d+/duong-truyen$",
    "attendance": r"/hoi-nghi/\d+/so-dai-bieu$",
    "report": r"/b/[^/]+$",
    "decide": r"/truc-thuoc/\d+/chap-nhan$",
    "speak": r"/bao-cao-vien/\d+/\d+$",
    "contact": r"/dau-moi/[^/]+$",
    "own_contact": r"/xac-nhan-dau-moi/\d+/[^/]+$",
    "answer_ask": r"/truc-thuoc/\d+/de-nghi/\d+$",
}
"""Where the form of an act is sent."""
OFFERS: Mapping[Occasion, str] = {
    Occasion.INVITATION: "reply",
    Occasion.INVITATION_CHANGED: "reply",
    Occasion.CONFIRM: "reply",
    Occasion.LINE_TEST: "line_test",
    Occasion.ATTENDANCE: "attendance",
    **dict.fromkeys((Occasion.REMINDER, Occasion.DUE_TODAY, Occasion.OVERDUE, Occasion.EXTENDED), "report"),
    **dict.fromkeys((Occasion.RETURNED, Occasion.DIGEST, Occasion.REPORT_REQUEST), "report"),
    Occasion.AWAITING: "decide",
    Occasion.SPEAKER: "speak",
    Occasion.CONTACT_REQUEST: "contact",
    Occasion.CONTACT_CONFIRM: "own_contact",
    Occasion.ASK_DECLINED: "report",
    **dict.fromkeys((Occasion.EXTENSION_ASKED, Occasion.HAND_OVER_ASKED, Occasion.ASK_WAITS), "answer_ask"),
    Occasion.SUM_CHANGED: "report",
}
"""What each letter asks for; the others only tell, and their link shows what they speak of."""
TELLING = {Occasion.ISSUED, Occasion.AMENDED, Occasion.WITHDRAWN, Occasion.RECEIPT, Occasion.ACCEPTED}
TELLING |= {Occasion.INVITATION_CANCELLED, Occasion.UNCONFIRMED, Occasion.LINE_FAULT, Occasion.ESCALATION}
TELLING |= {Occasion.TALK_DECLINED, Occasion.CONTACT_CHANGED, Occasion.ASK_TAKEN_BACK}
"""They ask for nothing that a press could do: each is opened on the walk all the same."""
ASKING = {
    "reply": r"xác nhận dự|xác nhận qua|(?<!see and )\bconfirm\b(?! the| and send| or refuse|”)",
    "line_test": r"xác nhận (?:kết quả|đường truyền)|báo kết quả thử|confirm the|(?:report|tell) the result",
    "attendance": r"nhập (?:vài con số|số đại biểu)|few (?:figures|numbers)|enter the figures",
    "decide": r"tiếp nhận,? hoặc trả lại|accept(?: it)?,? or return",
    "speak": r"xác nhận (?:tham gia )?và gửi bài|confirm and send",
    "contact": r"xác nhận hoặc từ chối|xem và quyết định|confirm or refuse|see and decide",
    "answer_ask": r"đồng ý hoặc từ chối|xem và trả lời|grant or decline|see and answer",
    "own_contact": r"bấm “Xác nhận”|xem và xác nhận|press “Confirm”|see and confirm",
}
"""The words by which a letter asks for an act."""
TYPED = {
    "reply": {"coming": "yes", "delegates_0": "9"},
    "line_test": {"good": "yes", "technician": "Anh Tư", "phone": "0987 654 321"},
    "attendance": {"called": "60", "present": "55", "excused": "2"},
    "report": GOOD,
    "decide": {},
    "speak": {"speaker": "TS. Nguyễn Văn A"},
    "contact": {},
    "own_contact": {},
    "answer_ask": {},
}
FIGURES = {name: 10 for name in ("organisations", "organisations_total", "members", "members_total")}
SHOWN = {Occasion.TALK_DECLINED}
"""Their reason stands on the page, too."""
FILES = {"speak": {"file": ("bài giảng.pdf", PDF)}}
ACTS = {"reply": "invitation_reply", "line_test": "line_test", "attendance": "attend"}
ACTS |= {"report": "submit", "decide": "accept", "speak": "talk"}
ACTS |= {"contact": "contact_agreed", "own_contact": "contact_agreed", "answer_ask": "ask_granted"}
NOT_ABOUT_A_PLAN = {Occasion.LINKED, Occasion.NOT_LINKED, Occasion.ZALO_LINKED, Occasion.ZALO_ENDED}
NOT_ABOUT_A_PLAN |= {
    Occasion.OPS,
    Occasion.OFFICE_LOGIN,
    Occasion.OFFICE_FACTOR,
    Occasion.UNREACHABLE,
    Occasion.CLOSING,
}
NOT_ABOUT_A_PLAN |= {Occasion.WEEKLY}
ANSWERS = {Occasion.FORM_NOT_TAKEN, Occasion.REPLY_SEEN}
"""To a mail that was sent back: tests/portal/mailbox has them."""
LATER_DAY = (datetime.fromisoformat("2024-05-30T00:30Z"), datetime.fromisoformat("2024-05-30T04:30Z"))


@pytest.fixture
def database_kind() -> str:
    """What a letter asks does not depend on the database."""
    return "sqlite"


def asking_words() -> dict[tuple[str, Occasion], str]:
    """Every letter in both languages, with what its text and its page ask and what the button says."""
    letters: dict[tuple[str, Occasion], str] = {}
    for path in sorted(TEMPLATES.glob("[ve][in]/[a-z]*.j2")):
        source = path.read_text(encoding="utf-8")
        blocks = re.findall(r"{% block (?:ask|button) %}(.*?){% endblock %}", source, re.DOTALL)
        letter = path.parent.name, Occasion(path.name.partition(".")[0])
        letters[letter] = " ".join((letters.get(letter, ""), *blocks))
    return letters


def test_every_occasion_asks_for_an_act_or_is_known_to_ask_for_none() -> None:
    assert {occasion for _, occasion in asking_words()} == set(Occasion)
    assert not set(OFFERS) & (TELLING | NOT_ABOUT_A_PLAN | ANSWERS)
    assert set(OFFERS) | TELLING | NOT_ABOUT_A_PLAN | ANSWERS == set(Occasion)


def test_a_letter_asks_for_what_its_page_takes_and_for_nothing_else() -> None:
    strangers = [
        (*letter, act)
        for letter, said in asking_words().items()
        for act, pattern in ASKING.items()
        if bool(re.search(pattern, said, re.IGNORECASE)) != (OFFERS.get(letter[1]) == act)
    ]
    assert strangers == []


class Walk:
    """The life of one plan, each letter opened and answered as it arrives."""

    def __init__(self, client: Visitor, office: Hall) -> None:
        self.client, self.office = client, office
        self.walked: dict[str, int] = {}
        self.answered: set[str] = set()

    def at(self, month: int, day: int, hour: int = 9) -> datetime:
        now = instant(date(2024, month, day), time(hour))
        self.office.set_clock(now)
        return now

    def sweep(self, now: datetime) -> None:
        with self.office.ledger.begin() as session:
            collect.open_waiting(session, self.office.plan_id, now)
            [meeting] = conference_day.listed(session, self.office.plan_id)
            remind(session, meeting, now)
            while escalate.run(session, self.office.plan_id, now).more:
                pass
        self.read(now)

    def read(self, now: datetime) -> None:
        """Take what waits in hand, open each letter in both languages, answer it, and let it be sent."""
        while some := self._claimed(now):
            asked: dict[str, tuple[str, str]] = {}
            for one in some:
                with self.office.ledger.begin() as session:
                    good = outbox.recheck(session, [one], now)
                for good_one in good:
                    asked |= self._open(good_one)
                    with self.office.ledger.begin() as session:
                        outbox.settle(session, one.id, one.claim, "accepted", now=now)
            for act in asked.keys() - self.answered:
                self._answer(act, *asked[act])

    def _claimed(self, now: datetime) -> list[Claimed]:
        with self.office.ledger.begin() as session:
            return outbox.claim(session, now, "w1", 1000)

    def _open(self, letter: Claimed) -> dict[str, tuple[str, str]]:
        """The one link of the letter, in its text and in its page, and what is behind it: act -> its form.

        A receipt has a second one: to the page where anybody checks its number.
        """
        self.walked[letter.occasion] = self.walked.get(letter.occasion, 0) + 1
        links = set()
        for lang in ("vi", "en"):
            said = words.render(letter.occasion, letter.facts, lang=lang)
            links |= set(re.findall(r'href="(http[^"]*)"', said.html)) | set(
                re.findall(r"http\S+", said.text)
            )
        link = str(letter.facts["link"])
        check = str(letter.facts.get("receipt_link", ""))
        assert links == {one for one in (link, check) if one}, letter.occasion
        assert bool(check) == (letter.occasion == Occasion.RECEIPT)
        if check:
            where = urlsplit(check)
            assert letter.facts["receipt_number"] in self.client.get(f"{where.path}?{where.query}").text
        if not link:
            assert letter.occasion == Occasion.CONTACT_CHANGED, "only a mailbox that is left gets no link"
            return {}
        page = urlsplit(link).path
        opened = self.client.get(page)
        assert opened.status_code == 200, letter.occasion
        assert str(letter.facts.get("reason", "")) in opened.text or letter.occasion not in SHOWN
        wanted = OFFERS.get(Occasion(letter.occasion))
        if wanted is None or (page.endswith("/truc-thuoc") and wanted == "report"):
            return {}  # it tells; or is a list of others, who report behind their own links
        form = self._form(opened.text, wanted)
        assert form, f"{letter.occasion}: no form for {wanted} at {page}"
        return {wanted: form}

    def _form(self, html: str, act: str) -> tuple[str, str] | None:
        """The form of an act on the page, or on one that its list leads to."""
        for found in re.finditer(r'<form[^>]*action="([^"]*)".*?</form>', html, re.DOTALL):
            if re.search(WAYS[act], found[1]):
                return found[1], found[0]
        for href in re.findall(r'<li><a href="([^"]*)"', html):
            if found_there := self._form(self.client.get(href).text, act):
                return found_there
        return None

    def _answer(self, act: str, where: str, form: str) -> None:
        """A press with plausible values: taken, and in the log."""
        self.answered.add(act)
        sent = self.client.post(where, data=hidden(form) | TYPED[act], files=FILES.get(act))
        assert sent.status_code == (200 if act == "own_contact" else 303), (act, sent.text)
        with self.office.ledger.read() as session:
            assert ACTS[act] in {one.act for one in audit.trail(session, limit=5)}, act


def test_every_letter_leads_to_what_it_asks(client: Visitor, office: Hall) -> None:
    walk = Walk(client, office)
    walk.sweep(walk.at(4, 19, 10))
    change_contacts(walk, walk.at(4, 19, 11))
    for day in (22, 23, 24, 25, 26):
        walk.sweep(walk.at(4, day))
    ask_about_duties(walk, walk.at(4, 26, 9))
    decide_and_extend(walk, walk.at(4, 26, 10))
    correct_below(walk, walk.at(4, 26, 11))
    walk.sweep(walk.at(5, 3))
    take_all_in(walk, walk.at(5, 3, 10))
    for day in (14, 15):
        walk.sweep(walk.at(5, day))
    decline_the_talk(walk, walk.at(5, 15, 14))
    report_a_fault(walk, walk.at(5, 15, 15))
    walk.sweep(walk.at(5, 16, 14))
    move_and_cancel(walk, walk.at(5, 17))
    told = {Occasion(one) for one in walk.walked}
    assert told == set(OFFERS) | TELLING
    assert walk.answered == set(TYPED)
    with office.ledger.read() as session:
        assert not session.scalars(select(NoticeRow.id).where(NoticeRow.state == "failed")).all()


def decide_and_extend(walk: Walk, now: datetime) -> None:
    """A report comes back, one is accepted, a deadline is extended."""
    with walk.office.ledger.begin() as session:
        rows = {
            row.unit: row
            for row in obligations.rows(session, walk.office.plan_id, now=now, duty="D6/grassroots")
        }
        number = next(row.id for row in rows.values() if row.state != "accepted")
        reports.submit(session, number, FIGURES, "", now=now, by="xã", idempotency="w")
        deciding.return_(session, number, reason="thiếu số", now=now, by="huyện")
        until = date(2024, 5, 6)
        grant.extend(session, "dong-nai-tw8", "M1", "long-thanh", until, "bão", by="ban", now=now)
    walk.read(now)


def take_all_in(walk: Walk, now: datetime) -> None:
    """The last report of a level comes in: whoever gathers them is told to begin."""
    for duty in ("D6/grassroots", "D6"):
        with walk.office.ledger.begin() as session:
            for row in obligations.rows(session, walk.office.plan_id, now=now, duty=duty):
                if row.state != "accepted":
                    reports.submit(session, row.id, FIGURES, "", now=now, by="x", idempotency=f"w{row.id}")
                    deciding.accept(session, row.id, now=now, by="ban")
    walk.read(now)


def change_contacts(walk: Walk, now: datetime) -> None:
    """One unit names somebody more, which those above decide; in another the owner of a mailbox moves."""
    for unit, typed in (
        ("phu-hoi", {"name": "Lê Văn Tám", "mail": "tam@phuhoi.vn"}),
        ("an-phuoc", {"which": str(walk.office.contact("an-phuoc")), "mail": "moi@anphuoc.vn"}),
    ):
        asked = walk.client.post(f"/d/{walk.office.list_token(unit)}/dau-moi", data=typed)
        assert asked.status_code == 303, asked.text
        walk.read(now)


def ask_about_duties(walk: Walk, now: datetime) -> None:
    """A unit asks for more time, which is granted on the walk; another says that its duty is not its own.

    One takes its question back; one is answered by nobody.
    """
    office = walk.office
    later = {"until": "20/5/2024", "reason": "bão"}
    page = f"{office.link('M1', 'nhon-trach')}/de-nghi/gia-han"
    assert walk.client.post(page, data=later).status_code == 303
    walk.read(now)
    page = f"{office.link('U2', 'nhon-trach')}/de-nghi/don-vi-khac"
    assert walk.client.post(page, data={"to": "", "reason": "việc của huyện bên"}).status_code == 303
    with office.ledger.begin() as session:
        number = office.obligation("U2", "nhon-trach").id
        [asked] = asks.of_duty(session, number, now)
        walk.answered.add("answer_ask")
    walk.read(now)
    with office.ledger.begin() as session:
        ask_decisions.decline(session, asked.id, "vẫn là việc của huyện", now=now, by="ban")
    walk.read(now)
    page = f"{office.link('D6/grassroots', 'an-phuoc')}/de-nghi/gia-han"
    assert walk.client.post(page, data=later).status_code == 303
    walk.read(now)
    [rest] = re.findall(r'action="([^"]*/rut)"', walk.client.get(page.rpartition("/")[0]).text)
    assert walk.client.post(rest).status_code == 303
    page = f"{office.link('P1', 'an-phuoc')}/de-nghi/gia-han"
    assert walk.client.post(page, data=later).status_code == 303  # nobody answers this one
    walk.read(now)


def correct_below(walk: Walk, now: datetime) -> None:
    """A commune corrects what its district has added up and sent."""
    below, above = (
        walk.office.obligation(*one).id for one in (("D6/grassroots", "an-phuoc"), ("D6", "long-thanh"))
    )
    typed = {name: str(value) for name, value in FIGURES.items()}
    with walk.office.ledger.begin() as session:
        reports.submit(session, below, FIGURES, "", now=now, by="xã", idempotency="first")
        sent = hand_in.SentReport(typed=typed, sure=True)
        assert hand_in.hand_in(session, above, sent, now=now, by="huyện").report is not None
        reports.submit(session, below, FIGURES | {"members": 9}, "", now=now, by="xã", idempotency="then")
    walk.read(now)


def decline_the_talk(walk: Walk, now: datetime) -> None:
    """Who had confirmed cannot come after all."""
    page = f"/d/{walk.office.list_token(SPEAKING)}/bao-cao-vien/{walk.office.meeting}/1"
    typed = {"coming": "no", "reason": "đi công tác xa"}
    assert walk.client.post(page, data=typed, files={"file": ("", b"")}).status_code == 303
    walk.read(now)


def report_a_fault(walk: Walk, now: datetime) -> None:
    with walk.office.ledger.begin() as session:
        seat = conference_answers.take_seat(
            session, walk.office.meeting, "long-thanh", AnswerKind.LINE_TEST, now
        )
        conference_answers.give(session, seat, LineTest(False, "Mất tiếng"), now=now, by="x")
    walk.read(now)


def move_and_cancel(walk: Walk, now: datetime) -> None:
    walk.office.move(*LATER_DAY)
    walk.read(now)
    with walk.office.ledger.begin() as session:
        conference_acts.cancel(
            session, "dong-nai-tw8", "C1", why="bão", now=clock.now(session), by="Văn phòng"
        )
    walk.read(now)
