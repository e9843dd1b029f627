"""Every view names a unit as it was called, one that has ended by its last name: never by its bare code."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute
from python_calamine import load_workbook
from sqlalchemy import insert, select

from cascade.calendar.zone import instant
from cascade.notices.kinds import Channel, NoticeState, Occasion
from cli.main import main
from cli.registry import COMMANDS
from models.changes import conference_day
from models.database import clock
from models.database.ledger import Ledger, Session
from models.messages import batch, wording
from models.org import names_in_time, report_links
from models.tables import ContactRow, MeetingRow, NoticeItemRow, NoticeRow, ObligationRow
from portal.app import create_app
from portal.conference import conference_routes
from portal.duty import duty_routes
from portal.review import review_routes
from portal.unit import unit_routes
from portal.web.counter import Counter, ZaloSecrets
from portal.zalo import zalo_routes
from services import snapshot, targets
from services.answers.asking import unit_asks
from services.exports import write_exports
from tasks.board import branch_agenda, nodes
from tasks.board.artifacts import Shelf
from tasks.steps import publish
from tests.unit.cli.conftest import Desk

HOUSE = Path(__file__).resolve().parents[3]
PLAN = """\
plan: thu
title: Kế hoạch học tập
kind: KH
number: 45-KH/TU
issued: 2026-11-03
issuer: zq0
desk: zq9
units: don-vi.csv
conferences:
  - id: C1
    name: Hội nghị học tập
    host: zq0
    when: {kind: fixed, day: 2026-12-14, start_time: "08:00", end_time: "11:00", phrase: ngày 14/12/2026}
    venues:
      - {id: P1, name: Hội trường, who: {level: district, under: zq0}}
requirements:
  - id: D1
    action: Báo cáo kết quả học tập
    kind: report
    who: {level: district, kind: committee}
    when: {kind: by, day: 2026-12-04, phrase: "chậm nhất ngày 04/12/2026"}
    to: [zq0]
    via: [zq9]
    figures:
      - {id: members, label: Đảng viên tham dự}
"""
HEAD = "code,name,level,parent,kind,valid_from,valid_to,successor,contact,mail"
FIXED = """\
zq0,Tỉnh ủy Mẫu,province,,committee,,,,Bà A,zq@example.vn
zq9,Ban Tuyên giáo Tỉnh ủy,province,zq0,office,,,,Ông B,btg@example.vn
zq2,Đảng ủy xã Hai,district,zq0,committee,,,,Bà D,hai@example.vn
"""
BEFORE = """\
zq1,Đảng ủy xã Một,district,zq0,committee,,,,Ông C,mot@example.vn
zq3,Đảng ủy xã Ba,district,zq0,committee,,,,Ông E,ba@example.vn
zq4,Đảng ủy xã Bốn,district,zq0,committee,,,,Bà G,bon@example.vn
"""
AFTER = """\
zq1,Đảng ủy xã Một,district,zq0,committee,,2026-12-01,zq2,Ông C,mot@example.vn
zq3,Đảng ủy xã Ba,district,zq0,committee,,2026-12-01,,Ông E,ba@example.vn
zq4,Đảng ủy xã Bốn,district,zq0,committee,,2026-12-01,,Bà G,bon@example.vn
zq4,Đảng ủy phường Tư,district,zq0,committee,2026-12-01,,,Bà G,bon@example.vn
"""
NOW = instant(date(2026, 12, 5), time(8))
CODE = re.compile(r"\bzq\d\b")
MERGED, ENDED, RENAMED, OLD = "Đảng ủy xã Một", "Đảng ủy xã Ba", "Đảng ủy phường Tư", "Đảng ủy xã Bốn"


def type_in(*words: object) -> None:
    assert main([str(word) for word in words]) == 0


@pytest.fixture(scope="module", params=["imported", "moved"])
def founded(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One commune has merged after it reported, one has ended, one is called otherwise since December."""
    folder = tmp_path_factory.mktemp("founded")
    plan, units = folder / "ke-hoach.yaml", folder / "don-vi.csv"
    plan.write_text(PLAN, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DONDOC_HOME", str(folder / "home"))
        patch.setenv("DONDOC_BY", "cán bộ thử")
        patch.delenv("DONDOC_DATABASE_URL", raising=False)
        ledger = Ledger()
        ledger.upgrade()

        def on(day: date) -> None:
            with ledger.begin() as session:
                clock.set_clock(session, instant(day, time(8)))

        on(date(2026, 11, 3))
        units.write_text(f"{HEAD}\n{FIXED}{BEFORE}", encoding="utf-8")
        type_in("issue", plan)
        with ledger.begin() as session:
            [meeting] = session.scalars(select(MeetingRow))
            conference_day.invite(session, meeting.plan_id, "C1", now=clock.now(session), by="dondoc")
        on(date(2026, 11, 20))
        type_in("report", "submit", "thu", "D1", "zq1", "members=9")
        on(date(2026, 12, 2))
        units.write_text(f"{HEAD}\n{FIXED}{AFTER}", encoding="utf-8")
        type_in("units", "import", units)
        if request.param == "moved":
            type_in("amend", plan, "--on", "2026-12-02", "--apply", "--why", "sáp nhập")
        on(date(2026, 12, 5))
        with ledger.begin() as session:
            later, now = date(2026, 12, 18), clock.now(session)
            number = targets.obligation(session, "thu", "D1", "zq4", now).id
            unit_asks.ask_later(session, number, later, "bão", now=now, by="Bà G")
        ledger.dispose()
    return folder


@pytest.fixture
def house(founded: Path, desk: Desk, tmp_path: Path) -> Iterator[Ledger]:
    """A desk where that has happened, with the plan and the list of units that it was told."""
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    ledger = Ledger()
    yield ledger
    ledger.dispose()


Answer = tuple[str, set[str]]
"""What a view shows, and the names that must stand in it."""
STILL = {MERGED}
"""Whoever reported before it ended stands in every table, wherever the plan was moved."""


def unseen(text: str) -> str:
    """Without what people copy into a command, and addresses that no eye reads."""
    return re.sub(r"`[^`]*`|href=\"[^\"]*\"|action=\"[^\"]*\"|\]\([^)]*\)|data:[^)\s]*", "", text)


def check(text: str, names: set[str]) -> None:
    bare = CODE.findall(unseen(text))
    assert not bare, f"{bare}: {text[:400]}"
    assert {name for name in names if name not in text} == set()


COMMANDS_THAT_NAME: Mapping[str, Sequence[tuple[tuple[str, ...], set[str]]]] = {
    "status": [
        (("status", "thu"), STILL | {RENAMED}),
        (("status", "thu", "--unit", "zq1"), STILL),
        (("status", "thu", "--late"), {RENAMED}),
    ],
    "log": [(("log", "--limit", "500"), STILL)],
    "notices": [(("notices", "--limit", "500"), {MERGED, ENDED, OLD})],
    "contacts": [(("contacts",), set())],
    "amend": [(("amend", "{plan}"), set()), (("amend", "{plan}", "--on", "2026-12-02"), set())],
    "calendar": [(("calendar", "off", "2026-12-09", "--source", "CV 1"), set())],
    "conference": [(("conference", "show", "thu", "C1"), STILL)],
    "asks": [(("asks",), {RENAMED})],
    "exempt": [(("exempt", "thu", "D1", "zq4", "--why", "bão"), {RENAMED})],
    "promise": [(("promise", "thu", "D1", "zq4", "20/12/2026"), set())],
    "extend": [(("extend", "thu", "D1", "zq4", "2026-12-20", "--why", "bão"), set())],
    "handover": [
        (("handover", "thu", "D1", "zq4", "zq9", "--why", "bão"), {RENAMED, "Ban Tuyên giáo Tỉnh ủy"})
    ],
    "report": [(("report", "accept", "thu", "D1", "zq1"), set())],
    "units": [
        (
            ("units", "stand-in", "zq4", "Lê Thị Hoa", "2026-12-05", "2026-12-09", "--mail", "h@x.vn"),
            {RENAMED},
        )
    ],
    "export": [],
    "clients": [],
    "weekly": [(("weekly", "show", "zq9"), set())],
    "enclosures": [(("enclosures", "zq9"), {"Ban Tuyên giáo Tỉnh ủy"})],
    "figures": [(("figures", "thu"), set()), (("figures", "thu", "--days"), set())],
    "close": [(("close", "thu"), {RENAMED})],
    "doctor": [(("doctor",), set())],
}
COMMANDS_THAT_DO_NOT = {
    "draft": "the list itself, as somebody wrote it",
    "check": "the list itself, as somebody wrote it",
    "rehearse": "the list itself, as somebody wrote it",
    "issue": "counts and findings on the list itself",
    "channels": "ways out, no units",
    "keys": "keys, no units",
    "officers": "people of the office; where one serves is shown by its code",
    "rule-of-two": "on or off",
    "second-factor": "officers by name and mailbox, no units",
    "notice": "samples, no units",
    "up": "starts processes",
    "demo": "a world of its own",
    "audit": "numbers and seals of rows",
    "person": "what is kept of one person, as it is kept",
    "archive": "a file with everything in it; what it opens is read by the other commands",
    "backup": "files and counts, no units",
    "move": "counts of rows, no units",
    "upgrade": "revisions and processes, no units",
    "restore": "counts and notices as `notices` shows them",
    "dispatch": "counts of what was sent",
    "deploy": "flows, no units",
    "fake-mail": "a server",
    "fake-zalo": "a server",
}


def test_no_command_is_forgotten() -> None:
    """A new command says here whether it names units; those that come with other work are looked at there."""
    assert {one.name for one in COMMANDS} - {*COMMANDS_THAT_NAME, *COMMANDS_THAT_DO_NOT} == set()


@pytest.mark.parametrize("name", COMMANDS_THAT_NAME)
def test_a_command_calls_units_by_their_names(house: Ledger, desk: Desk, tmp_path: Path, name: str) -> None:
    for words, names in COMMANDS_THAT_NAME[name]:
        given = [word.format(plan=tmp_path / "ke-hoach.yaml") for word in words]
        answer = desk(*given)
        assert answer.code == 0 or name == "doctor", answer.err
        check(answer.out, names)


def test_what_was_done_under_another_name_stands_in_the_log_under_that_name(
    house: Ledger, desk: Desk
) -> None:
    assert desk("extend", "thu", "D1", "zq4", "2026-12-20", "--why", "bão").code == 0
    with house.begin() as session:
        clock.set_clock(session, instant(date(2026, 11, 25), time(8)))
    assert desk("contacts", "revoke", "zq4", "--why", "mất máy").code == 0
    lines = {row["act"]: row["named"]["zq4"] for row in desk("log", "--unit", "zq4", "--json").json["acts"]}
    assert (lines["revoke_links"], lines["extension"]) == (OLD, RENAMED)


@pytest.mark.parametrize("kind", get_args(write_exports.Kind))
def test_an_export_calls_units_by_their_names(house: Ledger, desk: Desk, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    assert desk("export", "thu", f"--{kind}", path).code == 0
    if kind in ("svg", "ics"):
        text = path.read_text(encoding="utf-8")
    else:
        with zipfile.ZipFile(path) as packed:
            text = "".join(packed.read(one).decode() for one in packed.namelist() if one.endswith(".xml"))
    # A diary has conferences and dates of duties, and no unit's name.
    check(text, set() if kind == "ics" else {RENAMED} | (STILL if kind == "xlsx" else set()))


def test_every_page_of_the_board_calls_units_by_their_names(house: Ledger) -> None:
    with house.read() as session:
        drawn = snapshot.look(session, "thu", NOW)
        sheets = list(publish._sheets(session, drawn, Shelf(UUID(int=0))))
    shown = {sheet.key: json.dumps(sheet.data, ensure_ascii=False) + sheet.title for sheet in sheets}
    assert set(shown) == {
        f"thu-{page}"
        for page in (
            "tien-do",
            "bao-cao",
            "cho-xet",
            "tong-hop",
            "ty-le",
            "lich",
            "thong-bao",
            "phat-hien",
            "so-do",
        )
    }
    for key, text in shown.items():
        check(text, {RENAMED, MERGED} if key == "thu-tien-do" else set())
    check(" ".join(node.label for node in nodes.draw(drawn)), {RENAMED, MERGED})
    errands = branch_agenda.errands(drawn)
    check(" ".join(f"{one.name} {part.label}" for one in errands for part in one.parts), {RENAMED, MERGED})


@pytest.mark.parametrize("occasion", sorted(set(Occasion) - {Occasion.OFFICE_LOGIN, Occasion.OFFICE_FACTOR}))
def test_a_letter_of_any_kind_calls_units_by_their_names(house: Ledger, occasion: Occasion) -> None:
    with house.begin() as session:
        told = json.dumps(list(letters(session, occasion)), ensure_ascii=False, default=str)
    told = re.sub(r'"link": "[^"]*"', "", told)
    assert not CODE.findall(told), told
    assert MERGED in told
    assert ENDED in told


def letters(session: Session, occasion: Occasion) -> Iterator[Mapping[str, Any]]:
    """Facts of a letter to a unit that has ended, of one about two that have, and of a list of duties."""
    owed = session.scalars(select(ObligationRow.id).where(ObligationRow.unit.in_(["zq1", "zq3"]))).all()
    plan = session.scalars(select(ObligationRow.plan_id)).first()
    row: dict[str, Any] = {
        "channel": Channel.MAIL, "address": "", "occasion": occasion, "rung": "x", "revision": 1,
        "state": NoticeState.SENDING, "due_at": NOW, "attempt": 0, "created_at": NOW,
    }  # fmt: skip
    made = [
        {**row, "key": "a", "unit": "zq1", "plan_id": plan, "obligation_id": owed[0], "facts": {}},
        {
            **row,
            "key": "b",
            "unit": "zq0",
            "plan_id": plan,
            "obligation_id": None,
            "facts": {"units": ["zq1", "zq3"]},
        },
        {**row, "key": "c", "unit": "zq0", "plan_id": None, "obligation_id": None, "facts": {}},
    ]
    ids = [session.scalars(insert(NoticeRow).returning(NoticeRow.id), one).one() for one in made]
    lines = [{"notice_id": ids[2], "obligation_id": one, "rung": "x"} for one in owed]
    session.execute(insert(NoticeItemRow), lines)
    notices = session.scalars(select(NoticeRow).where(NoticeRow.id.in_(ids)).order_by(NoticeRow.id)).all()
    read = batch.read(session, notices, NOW)
    yield from (wording.facts(notice, read, lang) for notice in notices for lang in ("vi", "en"))


PAGES: dict[str, list[tuple[str, str | None]]] = {
    "/d/{token}": [("zq2", None), ("zq4", None)],
    "/d/{token}/zalo": [("zq2", None)],
    "/d/{token}/hoi-nghi/{meeting_id}": [("zq0", "zq1"), ("zq2", None)],
    "/d/{token}/truc-thuoc": [("zq0", None)],
    "/d/{token}/truc-thuoc/{obligation_id}": [("zq0", "zq1"), ("zq0", "zq4")],
    "/d/{token}/truc-thuoc/{obligation_id}/bao-cao-thay": [("zq0", "zq1"), ("zq0", "zq4")],
    "/d/{token}/truc-thuoc/bang": [("zq0", None)],
    "/d/{token}/truc-thuoc/bang/{duty_id}": [("zq0", None)],
    "/d/{token}/truc-thuoc/xuat": [("zq0", None)],
    "/b/{token}": [("zq4", "zq4")],
}
"""Address -> (whose link, whose duty)."""
ELSEWHERE = {
    "/b/{token}/so-lieu/{figure}": "names what is gathered from below, which this plan has none of",
    "/d/{token}/truc-thuoc/{obligation_id}/so-lieu/{figure}": "the same, of a unit below",
    "/b/{token}/bien-nhan/{number}": "the unit's own name as its duty shows it",
}
"""Pages whose names their own tests look at."""
ROOMS = (duty_routes, unit_routes, conference_routes, review_routes, zalo_routes)


def test_no_page_of_the_counter_is_forgotten() -> None:
    routes = [route for room in ROOMS for route in room.router.routes if isinstance(route, APIRoute)]
    shown = {route.path for route in routes if "GET" in (route.methods or ())}
    assert shown == set(PAGES) | set(ELSEWHERE)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_counter_calls_units_by_their_names(house: Ledger, path: str) -> None:
    app = create_app(house, Counter(house, ZaloSecrets("a", "b", "c", "d")))
    for holder, unit in PAGES[path]:
        with house.begin() as session:
            contact = session.scalars(
                select(ContactRow.id).where(ContactRow.unit == holder, ContactRow.valid_to > NOW.date())
            ).first()
            owed = session.scalars(select(ObligationRow.id).where(ObligationRow.unit == unit)).first() or 0
            assert contact is not None
            token = report_links.sign(session, owed if path.startswith("/b/") else 0, contact)
        there = path.format(token=token, obligation_id=owed, number=1, meeting_id=1, duty_id=1)
        answer = asyncio.run(_get(app, there))
        assert answer.status_code == 200
        names = {"zq1": {MERGED}, "zq4": {RENAMED}}.get(unit or "", set())
        names |= {RENAMED} if holder == "zq4" or path in TABLES else set()
        check(cells(answer.content) if path in TABLES else answer.text, names)


TABLES = {"/d/{token}/truc-thuoc/bang/{duty_id}", "/d/{token}/truc-thuoc/xuat"}


def cells(body: bytes) -> str:
    """What an eye reads in a workbook."""
    book = load_workbook(BytesIO(body))
    lines = (sheet.to_python() for sheet in map(book.get_sheet_by_name, book.sheet_names))
    return "\n".join(str(cell) for sheet in lines for row in sheet for cell in row)


async def _get(app: Any, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as browser:
        return await browser.get(path)


def test_names_are_read_in_one_place() -> None:
    """A query that reads the name beside a day of its own would be the next place to show a bare code."""
    # The register is of one day, and shows each unit by its name of that day.
    may = {"models/org/names_in_time.py", "models/org/unit_register.py"}
    readers = {
        str(path.relative_to(HOUSE))
        for path in (HOUSE / "models").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "name"
        and isinstance(node.value, ast.Name)
        and node.value.id == "UnitRow"
    }
    assert readers == may


def test_the_day_decides_which_name(house: Ledger, desk: Desk) -> None:
    days: list[tuple[date, Callable[[str], str]]] = []
    with house.read() as session:
        known = names_in_time.known(session, {"zq1", "zq4", "nobody"})
    days = [
        (date(2026, 11, 30), lambda code: {"zq1": MERGED, "zq4": OLD}[code]),
        (date(2026, 12, 1), lambda code: {"zq1": MERGED, "zq4": RENAMED}[code]),
        (date(2030, 1, 1), lambda code: {"zq1": MERGED, "zq4": RENAMED}[code]),
    ]
    for day, name in days:
        assert [known.on(code, day) for code in ("zq1", "zq4")] == [name("zq1"), name("zq4")]
    assert known.on("nobody", NOW.date()) == "nobody"


def test_a_closed_plan_is_shown_with_the_names_of_the_day_it_was_closed(house: Ledger, desk: Desk) -> None:
    assert desk("close", "thu").code == 0
    with house.begin() as session:
        clock.set_clock(session, instant(date(2027, 3, 1), time(8)))
        from models.tables import UnitRow

        later = {"name": "Đảng ủy phường Thiên Hương", "valid_from": date(2027, 1, 1)}
        row = session.scalars(
            select(UnitRow).where(UnitRow.code == "zq4").order_by(UnitRow.id.desc())
        ).first()
        assert row is not None
        kept = {
            column.name: getattr(row, column.name)
            for column in UnitRow.__table__.columns
            if column.name != "id"
        }
        session.execute(insert(UnitRow), {**kept, **later})
    assert RENAMED in desk("status", "thu").out


def test_an_ended_unit_is_found_by_its_last_name(house: Ledger, desk: Desk) -> None:
    assert desk("report", "accept", "thu", "D1", "Đảng ủy xã Một").code == 0


def test_the_office_that_follows_a_plan_keeps_its_name_when_it_has_ended(
    house: Ledger, desk: Desk, tmp_path: Path
) -> None:
    units = tmp_path / "don-vi.csv"
    gone = FIXED.replace("office,,,,Ông B", "office,,2026-12-04,,Ông B")
    units.write_text(f"{HEAD}\n{gone}{AFTER}", encoding="utf-8")
    assert desk("units", "import", units).code == 0
    for occasion in (Occasion.REMINDER, Occasion.OVERDUE):
        with house.begin() as session:
            told = [one["desk_name"] for one in letters(session, occasion) if "desk_name" in one]
            session.rollback()
        assert set(told) == {"Ban Tuyên giáo Tỉnh ủy"}
