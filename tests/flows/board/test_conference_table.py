"""The page of a plan counts its conferences: who comes, who is silent, which lines have a fault, who came."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from cascade.conferences.answer_kinds import AnswerKind, InvitationReply, LineTest, Turnout
from cascade.plan.model import Offset, When, WhenKind
from documents.plan_file.read_plan import read_plan
from models.conferences import meetings, standings
from services.conferences import conference_acts, conference_answers
from services.conferences.conference_answers import Answer
from tasks.board.artifacts import Shelf
from tasks.steps import publish
from tests.flows.conftest import EXAMPLES, Office, at, issue

START = at("2022-08-12 08:00")
LINE = When(WhenKind.RELATIVE, anchor="conference:C2", offset=Offset(-1, at=time(15)))
ACTS = {
    InvitationReply: AnswerKind.REPLY,
    LineTest: AnswerKind.LINE_TEST,
    Turnout: AnswerKind.ATTENDANCE,
}


def rows(office: Office) -> list[str]:
    """The lines of the table, below its heads."""
    with office.ledger.read() as session:
        made = list(publish._sheets(session, office.picture, Shelf(run=UUID(int=0))))
    [page] = [sheet.data for sheet in made if sheet.key.endswith("tong-hop")]
    assert isinstance(page, str)
    return page.partition("## Hội nghị\n\n")[2].partition("\n\n")[0].splitlines()[2:]


def give(office: Office, unit: str, said: Answer, now: datetime) -> None:
    with office.ledger.begin() as session:
        seat = conference_answers.seat_of(session, office.code, "C2", unit, ACTS[type(said)], now)
        conference_answers.give(session, seat, said, now=now, by="test")


def test_a_plan_counts_its_conferences_on_its_page(office: Office) -> None:
    first, second = read_plan(EXAMPLES / "dang-uy-khoi-nq15.yaml").conferences
    halls = tuple(replace(venue, seats=50) for venue in second.venues)
    made = Office(office.ledger, f"{office.code}-n")
    held = replace(second, relayed=True, venues=halls, line_test=LINE)
    issue(made, made.now, conferences=(first, held))
    assert [row.count("chờ ấn định ngày") for row in rows(made)] == [1, 1]
    now, end = made.now, START + timedelta(hours=4)
    with made.ledger.begin() as session:
        conference_acts.fix(session, made.code, "C2", START, end, now=now, by="test")
        [meeting] = [one for one in meetings.all_of(session, made.plan.id) if one.invited]
        units = [one.unit for one in standings.everybody(session, meeting)]
    name = "| Quán triệt, học tập tại các chi, đảng bộ cơ sở | 08:00 12/8/2022 |"
    assert rows(made)[1] == f"{name} 0/40 |  | **40** | 0/2.000 |  |  |"
    for unit, delegates in zip(units[:3], (30, 40, 1030), strict=True):
        give(made, unit, InvitationReply(True, "", (("", delegates),)), now)
    give(made, units[3], InvitationReply(False, "bận"), now)
    assert meeting.line_test_at is not None
    give(made, units[0], LineTest(False, "mất tiếng"), meeting.line_test_at)
    assert rows(made)[1] == f"{name} 3/40 | 1 | **36** | 1.100/2.000 | **1** |  |"
    give(made, units[0], Turnout(30, 27), made.set("2022-08-12 14:00"))
    assert rows(made)[1] == f"{name} 3/40 | 1 | **36** | 1.100/2.000 | **1** | 27/30 (90%) |"
    with made.ledger.begin() as session:
        conference_acts.cancel(session, made.code, "C2", why="bão", now=made.now, by="test")
    assert rows(made)[1].endswith("|  |  |  |  |  |  |")
