"""The small province, and a conference it invites to: one hall of its own, and one in each district."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from anyio.from_thread import start_blocking_portal
from sqlalchemy import select

from cascade.calendar.zone import instant
from cascade.checked_cascade import cascade
from cascade.org.tree import Contact, Level, OrgTree, Selector
from cascade.plan.model import Conference, Plan, Reference, Topic, Venue, When, WhenKind
from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.org.work_calendar import load_calendar
from models.plans import plans
from models.tables import ContactRow, MeetingRow
from portal.app import create_app
from portal.web.counter import Counter
from services.conferences import conference_acts
from tests.copies import Prepare
from tests.portal.conftest import ZALO, Office, Visitor
from tests.portal.province import ISSUED, PEOPLE, UNITS, plan

INVITED = instant(date(2024, 4, 19), time(9))
START = instant(date(2024, 5, 16), time(7, 30))
END = instant(date(2024, 5, 16), time(11, 30))
TEST_DAY = instant(date(2024, 5, 15), time(9))
AFTER = instant(date(2024, 5, 16), time(14))
HALLS = (
    Venue("P1", "Hội trường Tỉnh ủy", Selector(units=("btg",)), host="tinh", seats=5),
    Venue(
        "P2",
        "Hội trường huyện",
        Selector(level=Level.DISTRICT, under="tinh"),
        chair="Thường trực Huyện ủy",
        participants=("ủy viên Ban Chấp hành", "cán bộ chủ chốt"),
        seats=60,
    ),
)
SPEAKING = "nhon-trach"
AGENDA = (
    Topic("Quán triệt nghị quyết", speaker="Trưởng Ban Tuyên giáo", speaker_unit=SPEAKING, minutes=45),
    Topic("Nội dung nội bộ", speaker="Người giấu tên", secret=True, code="Chuyên đề 2", minutes=30),
    Topic("Thảo luận"),
)


def with_halls(**changes: object) -> Plan:
    conference = Conference(
        id="C1",
        name="Hội nghị quán triệt",
        when=When(WhenKind.WITHIN_MONTH, "trong tháng 5/2024", year=2024, month=5, tentative=True),
        host="tinh",
        chair="Bí thư Tỉnh ủy",
        venues=HALLS,
        agenda=AGENDA,
    )
    secret = Reference("44-NQ/TW", secret=True)
    made = replace(plan(), conferences=(conference,), covers=(secret,))
    return replace(made, **changes)  # type: ignore[arg-type]


def found(ledger: Ledger, paper: Plan) -> None:
    people = [Contact(code, name, (("mail", f"{code}@example.vn"),)) for code, name in PEOPLE.items()]
    tree = OrgTree.of(UNITS, people)
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, tree, ISSUED)
        issuing.issue(session, cascade(paper, tree, load_calendar(session)), now=ISSUED, by="Ban Tuyên giáo")
        conference_acts.fix(session, paper.code, "C1", START, END, now=INVITED, by="Văn phòng")
        clock.set_clock(session, INVITED)


def found_halls(ledger: Ledger) -> None:
    found(ledger, with_halls())


def found_secret_halls(ledger: Ledger) -> None:
    found(ledger, with_halls(secret=True))


class Hall(Office):
    """The office, and the one conference there."""

    @property
    def meeting(self) -> int:
        with self.ledger.read() as session:
            return session.scalars(select(MeetingRow.id)).one()

    def contact(self, unit: str) -> int:
        """Who is written to for a unit, by number."""
        with self.ledger.read() as session:
            return session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()

    def page(self, unit: str) -> str:
        return f"/d/{self.list_token(unit)}/hoi-nghi/{self.meeting}"

    def move(self, start: datetime, end: datetime) -> None:
        with self.ledger.begin() as session:
            conference_acts.fix(
                session, "dong-nai-tw8", "C1", start, end, now=clock.now(session), by="Văn phòng", why="bão"
            )


@contextmanager
def hall_in(url: str) -> Iterator[Hall]:
    """The conference of the one plan in a ledger."""
    ledger = Ledger(url)
    try:
        with ledger.read() as session:
            (one,) = plans.all_plans(session)
        yield Hall(ledger, one.id)
    finally:
        ledger.dispose()


@pytest.fixture
def prepare() -> Prepare:
    """What the ledger holds; a module about another plan has its own."""
    return found_halls


@pytest.fixture
def office(database_kind: str, copy_of: Callable[[str, Prepare], str], prepare: Prepare) -> Iterator[Hall]:
    with hall_in(copy_of(database_kind, prepare)) as hall:
        yield hall


@pytest.fixture
def client(office: Hall) -> Iterator[Visitor]:
    with start_blocking_portal() as loop:
        yield Visitor(create_app(office.ledger, Counter(office.ledger, ZALO)), loop)
