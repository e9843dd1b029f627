"""Every letter that the plan of Đồng Nai gives rise to, worded from the ledger and read as readers would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import instant
from cascade.checked_cascade import cascade
from cascade.notices.kinds import NoticeState, Occasion
from cascade.notices.notice_facts import NoticeFacts
from cascade.org.tree import Level, OrgTree
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units
from models.changes import conference_day, issuing
from models.contacts import import_units
from models.database.ledger import Ledger, Session
from models.messages import batch, wording
from models.reminders import escalate
from models.tables import NoticeRow
from notifications.wording.words import LANGUAGES, SHORT_LIMIT, SUBJECT_LIMIT, Rendered, render
from services.issuing import close_plan

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CODE = "dong-nai-tw8"
ROOT, DESK = "dong-nai", "dong-nai-btg"


@dataclass(frozen=True)
class Letter:
    """One notice as it would leave."""

    id: int
    occasion: Occasion
    unit: str
    lang: str
    facts: NoticeFacts
    words: Rendered


def at(month: int, day: int, hour: int = 10) -> datetime:
    return instant(date(2024, month, day), time(hour))


@cache
def tree() -> OrgTree:
    return read_units(EXAMPLES / "dong-nai.csv")


@pytest.fixture
def letters(ledger: Ledger) -> list[Letter]:
    """A whole spring in which nobody reports: all that is said to the province and to its districts."""
    said: list[Letter] = []
    with ledger.begin() as session:
        import_units.take_over(session, tree(), at(3, 4))
        drawn = cascade(read_plan(EXAMPLES / f"{CODE}.yaml"), tree(), WorkCalendar())
        plan_id = issuing.issue(session, drawn, now=at(3, 4), by="văn thư")
        said += worded(session, at(3, 4), said)
        start, end = at(3, 28, 7), at(3, 28, 11)
        conference_day.fix(session, CODE, "C1", start, end, now=at(3, 20), by="văn thư")
        for occasion in (Occasion.LINE_TEST, Occasion.SPEAKER, Occasion.ATTENDANCE):
            conference_day.notify(session, plan_id, "C1", occasion, at(3, 26))
        conference_day.cancel(session, CODE, "C1", why="bão", now=at(3, 27), by="văn thư")
        said += worded(session, at(3, 27), said)
    for day in range(70):
        with ledger.begin() as session:
            now = at(3, 5) + timedelta(days=day)
            escalate.run(session, plan_id, now)
            said += worded(session, now, said)
    with ledger.begin() as session:
        close_plan.close(session, CODE, now=at(5, 20), by="văn thư")
        return said + worded(session, at(5, 20), said)


def worded(session: Session, now: datetime, before: list[Letter]) -> list[Letter]:
    """What has been queued since, in both languages."""
    above = [unit.code for unit in tree().units.values() if unit.level is not Level.GRASSROOTS]
    query = select(NoticeRow).where(
        NoticeRow.unit.in_(above),
        NoticeRow.contact_id.is_not(None),
        NoticeRow.state == NoticeState.QUEUED,
        NoticeRow.id > max((one.id for one in before), default=0),
    )
    rows = list(session.scalars(query.order_by(NoticeRow.id)))
    told = batch.read(session, rows, now)
    found = ((row, lang, wording.facts(row, told, lang)) for row in rows for lang in LANGUAGES)
    return [
        Letter(row.id, Occasion(row.occasion), row.unit, lang, facts, render(row.occasion, facts, lang=lang))
        for row, lang, facts in found
    ]


def office(code: str) -> str:
    return tree().unit(code).name


def nobody_is_written_to_by_themselves(letters: list[Letter]) -> None:
    for one in letters:
        last = one.words.text.rstrip().rsplit("\n\n", 1)[-1]
        greeted, signed = one.facts["recipient"], one.facts["sender"]
        assert greeted == office(one.unit)
        assert signed == office(DESK)
        assert one.facts["tone"] == {ROOT: "up", DESK: "own"}.get(one.unit, "down"), one.unit
        assert (signed in last and "\n" in last) is (one.unit != DESK), last
        assert not any(f"{signed} {verb}" in one.words.text for verb in SENDS) or one.unit != DESK


SENDS = ("gửi danh sách", "trân trọng", "chưa nhận được", "sends", "is pleased", "thanks")


def the_committee_that_the_office_serves_is_reported_to(letters: list[Letter]) -> None:
    lists = (Occasion.ESCALATION, Occasion.DIGEST)
    upwards = [one for one in letters if one.unit == ROOT and one.lang == "vi" and one.occasion in lists]
    assert upwards
    for one in upwards:
        assert "Kính báo cáo Tỉnh ủy Đồng Nai danh sách" in one.words.text
        assert "Kính đề nghị đồng chí quan tâm cho ý kiến chỉ đạo" in one.words.text
    own = [one for one in letters if one.unit == DESK and one.lang == "vi" and one.occasion in lists]
    assert own
    for one in own:
        assert f"để {office(DESK)} theo dõi" in one.words.text
    # Of its own duty the office is asked once more; it is not reported to itself.
    assert all(len(one.facts["rows"]) > 1 for one in own)


def subjects_fit_a_telephone_and_say_the_date_before_what_may_be_cut(letters: list[Letter]) -> None:
    for one in letters:
        assert len(one.words.subject) <= SUBJECT_LIMIT, one.words.subject
        if one.facts.get("due") and one.occasion is not Occasion.WITHDRAWN:
            assert one.facts["due"] in one.words.subject, one.words.subject


def a_citation_is_that_of_the_paper_and_no_code_reaches_people(letters: list[Letter]) -> None:
    for one in (one for one in letters if one.lang == "vi"):
        assert "Kế hoạch ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy" in one.words.text
        assert not re.search(r"/(?:grassroots|district|province)|\b[DC]\d\b|\bopen\b", one.words.text)
        assert len(one.words.short.encode("utf-16-le")) // 2 <= SHORT_LIMIT
        assert one.words.short.startswith(f"Kính gửi: {one.facts['recipient']}")


def every_occasion_of_a_spring_was_read(letters: list[Letter]) -> None:
    said = {one.occasion for one in letters}
    assert said >= {
        *(Occasion.ISSUED, Occasion.INVITATION, Occasion.LINE_TEST, Occasion.SPEAKER, Occasion.ATTENDANCE),
        *(Occasion.INVITATION_CANCELLED, Occasion.AMENDED, Occasion.WITHDRAWN, Occasion.REMINDER),
        *(Occasion.DUE_TODAY, Occasion.OVERDUE, Occasion.ESCALATION, Occasion.DIGEST, Occasion.CLOSING),
    }


def test_every_letter_of_a_spring_reads_as_its_recipient_may_expect(letters: list[Letter]) -> None:
    every_occasion_of_a_spring_was_read(letters)
    nobody_is_written_to_by_themselves(letters)
    the_committee_that_the_office_serves_is_reported_to(letters)
    subjects_fit_a_telephone_and_say_the_date_before_what_may_be_cut(letters)
    a_citation_is_that_of_the_paper_and_no_code_reaches_people(letters)
