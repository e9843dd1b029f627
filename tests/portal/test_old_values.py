"""What an older version let in takes no page, command, export, sweep or letter down: it is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from cli.main import main
from flows.forms import form_choices
from models import outbox
from models.database import clock
from models.database.ledger import Ledger
from models.obligations import deciding, obligations, report_reading, reports
from models.plans import plans
from models.reminders import escalate
from models.stats import branch_states, rollups
from notifications.channels import Channels, ChannelSettings
from services import grant, snapshot
from services.dispatch.dispatcher import Dispatcher
from tasks.board import mermaid, nodes, report_tables, summary, tables
from tasks.board.artifacts import Shelf
from tasks.board.summary import Page
from tests.copies import Prepare
from tests.portal.conftest import Office, Visitor
from tests.portal.province import LATE, found_province

PLAN = "dong-nai-tw8"
LONG = "x" * 100_000
REPORTED: dict[str, int | str] = {
    "organisations": 57,
    "organisations_total": 59,
    "members": 5310,
    "members_total": 5342,
    "plans": "112",
}
NONE_OF_THEM = '{"organisations": "995x", "organisations_total": null, "members": 1.5, "members_total": true}'
TEXT_AND_MORE = '{"plans": 110, "gone": [], "members": -3, "members_total": 12345678901234567890}'
UNREAD = '{"plans": "15/12/2026", "members": 5, "members_total": 10}'
DAY_FOR_TEXT = """UPDATE duty SET body = replace(CAST(body AS TEXT), '"kind": "text"', '"kind": "date"')"""
OLD: dict[str, tuple[str, ...]] = {
    "figures that are none": (f"UPDATE report SET figures = '{NONE_OF_THEM}'",),
    "figures of another kind": (f"UPDATE report SET figures = '{TEXT_AND_MORE}'",),
    "a day that was never read": (
        DAY_FOR_TEXT,
        f"UPDATE report SET figures = '{UNREAD}'",
    ),
    "a day of another age": (DAY_FOR_TEXT, """UPDATE report SET figures = '{"plans": "0026-12-05"}'"""),
    "texts as long as a book": (
        f"UPDATE report SET note = '{LONG}', reason = '{LONG}', by = '{LONG}'",
        f"UPDATE contact SET name = '{LONG}'",
        f"UPDATE plan SET title = '{LONG}', short = '{LONG}'",
    ),
    "characters that nobody sees": ("UPDATE report SET note = 'a\u202eb\ufffe\x07', by = '\u0430n\x0b'",),
    "a state of a report": ("UPDATE report SET state = 'lost'",),
    "a state of an obligation": ("UPDATE obligation SET state = 'lost'",),
    "a state of a plan": ("UPDATE plan SET state = 'asleep'",),
    "a level": (
        "UPDATE unit SET level = 'hamlet' WHERE code = 'an-phuoc'",
        "UPDATE duty SET level = 'hamlet'",
    ),
    "a kind of unit": ("UPDATE unit SET kind = 'club' WHERE code = 'btg'",),
    "a language": ("UPDATE contact SET lang = 'fr'",),
    "a channel": ("UPDATE address SET channel = 'fax'", "UPDATE notice SET channel = 'fax'"),
    "an address": (
        "UPDATE address SET address = 'ong x, xa1 tai example.vn' WHERE channel = 'mail'",
        "UPDATE address SET address = 'gọi bà Mai' WHERE channel = 'zbs'",
        "UPDATE notice SET address = 'ong x, xa1 tai example.vn'",
    ),
    "an occasion": ("UPDATE notice SET occasion = 'birthday'",),
    "a state of a notice": ("UPDATE notice SET state = 'odd'",),
    "a reason": ("""UPDATE notice SET reason = '["no_such_reason", 5]'""",),
    "a kind of exception": ("UPDATE exception SET kind = 'favour', why = ''",),
    "a state of a conference": ("UPDATE meeting SET state = 'dreamt'",),
    "instants at the ends of time": (
        "UPDATE obligation SET due_at = '9999-12-31 23:00:00', closes_at = NULL WHERE unit = 'nhon-trach'",
        "UPDATE obligation SET due_at = '0001-01-01 00:00:00', closes_at = NULL WHERE unit = 'long-thanh'",
    ),
}


def live(ledger: Ledger) -> None:
    """A plan in the middle of its life: reports that wait, one that came back, an extension, letters."""
    plan_id = found_province(ledger)
    with ledger.begin() as session:
        now = clock.now(session)
        for duty, unit in (("D6/grassroots", "an-phuoc"), ("D6/grassroots", "phu-hoi"), ("D6", "nhon-trach")):
            row = obligations.find(session, plan_id, duty, unit)
            assert row is not None
            reports.submit(session, row, REPORTED, "Ghi chú", now=now, by=unit, idempotency=unit)
        assert row is not None
        deciding.return_(session, row, reason="thiếu", now=now, by="tỉnh")
        grant.extend(session, PLAN, "D6", "long-thanh", date(2024, 5, 6), "bão lũ", now=now, by="btg")
        clock.set_clock(session, LATE)
        escalate.run(session, plan_id, LATE)
        rollups.store(session, plan_id, LATE)


@pytest.fixture
def office(database_kind: str, copy_of: Callable[[str, Prepare], str]) -> Iterator[Office]:
    """The office of the counter's tests, some weeks later."""
    ledger = Ledger(copy_of(database_kind, live))
    with ledger.read() as session:
        plan_id = plans.number(session, PLAN)
    yield Office(ledger, plan_id)
    ledger.dispose()


@pytest.fixture
def links(office: Office) -> list[str]:
    """Every page that somebody can open; links are signed before the ledger is spoilt."""
    unit, above = office.list_token("nhon-trach"), office.list_token("long-thanh")
    below = office.obligation("D6/grassroots", "an-phuoc").id
    return [
        office.link("D6", "nhon-trach"),
        f"{office.link('D6', 'nhon-trach')}/bien-nhan/1",
        office.link("D6/grassroots", "an-phuoc"),
        office.link("D6", "long-thanh"),
        office.link("D5", "btg"),
        *(f"/d/{unit}{rest}" for rest in ("", "/zalo", "/truc-thuoc")),
        f"/d/{above}/truc-thuoc",
        f"/d/{above}/truc-thuoc/{below}",
    ]


def spoil(office: Office, old: str) -> None:
    with office.ledger.begin() as session:
        for statement in OLD[old]:
            if session.get_bind().dialect.name == "postgresql":
                statement = re.sub(
                    r"replace\(CAST\(body AS TEXT\)(.*)\)$",
                    r"CAST(replace(CAST(body AS TEXT)\1) AS JSON)",
                    statement,
                )
            session.connection().exec_driver_sql(statement.replace("%", "%%"))


@pytest.mark.parametrize("old", OLD)
def test_nothing_falls_for_what_an_older_version_let_in(
    office: Office,
    client: Visitor,
    links: list[str],
    old: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    spoil(office, old)
    told = ""
    for link in links:
        for lang in ("vi", "en"):
            answer = client.get(link, params={"lang": lang})
            assert answer.status_code in (200, 404, 410), (link, answer.status_code)
            told += answer.text
    draw_the_board(office)
    letters(office, old)
    monkeypatch.setenv("DONDOC_DATABASE_URL", office.ledger.url)
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:
        assert main(command.split()) in (0, 1), command
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        told += said.out
    assert [shown for shown in SHOWN.get(old, ()) if shown not in told] == []
    for name in ("docx", "xlsx", "svg"):
        assert (tmp_path / f"a.{name}").stat().st_size > 0


SHOWN = {
    "figures that are none": ("995x (không hợp lệ)", "1.5 (not valid)", "True (không hợp lệ)"),
    "figures of another kind": ("110 (không hợp lệ)", "-3 (not valid)"),
    "a day that was never read": ("15/12/2026 (không hợp lệ)",),
    "a day of another age": ("0026-12-05 (không hợp lệ)",),
    "a state of an obligation": ("lost (không hợp lệ)",),
    "a state of a plan": ("asleep (không hợp lệ)",),
    "a channel": ("fax (không hợp lệ)",),
    "an address": ("ong x, xa1 tai example.vn (không hợp lệ)", "gọi bà Mai (không hợp lệ)"),
    "an occasion": ("birthday (không hợp lệ)",),
    "a state of a notice": ("odd (không hợp lệ)",),
}
"""As it stands, and that it is not valid."""
COMMANDS = (
    *("status", "status --json", f"status {PLAN}", f"status {PLAN} --unit nhon-trach --lang en", "log"),
    *(
        f"status {PLAN} --unit an-phuoc",
        f"status {PLAN} --late",
        "notices",
        "notices --lang en",
        "contacts show",
    ),
    *("channels", "keys", f"conference propose {PLAN} C1", "calendar show 2024"),
    f"export {PLAN} --docx a.docx --xlsx a.xlsx --svg a.svg",
    f"report return {PLAN} D6/grassroots phu-hoi --why thiếu",
    f"extend {PLAN} D6 nhon-trach 1/6/2024 --why bão",
    f"close {PLAN}",
)


def draw_the_board(office: Office) -> None:
    """All that the board shows, and the sweep that comes after."""
    with office.ledger.begin() as session:
        now = clock.now(session)
        seen, rows = snapshot.look(session, PLAN, now), obligations.rows(session, office.plan_id, now=now)
        shelf, found = Shelf(uuid4()), report_reading.newest(session, office.plan_id, now, report_tables.READ)
        page = Page(seen, rollups.figures(session, office.plan_id).get("plan", {}), shelf)
        drawn = [summary.summary(page), summary.rate(page), summary.coming(page)]
        drawn += tables.progress(
            seen,
            rows,
            branch_states.last_notified(session, office.plan_id),
            shelf,
            {one.report.obligation_id: one for one in found},
        )
        drawn += report_tables.received(seen, found, report_reading.count(session, office.plan_id), shelf)
        drawn.append(tables.sent(seen, outbox.search(session, plan=PLAN), shelf))
        assert all(one.digest(shelf) for one in drawn)
        assert mermaid.drawing(nodes.draw(seen))
        form_choices.lists(session)
        rollups.store(session, office.plan_id, now + timedelta(days=1))
        escalate.run(session, office.plan_id, now + timedelta(days=2))


def letters(office: Office, old: str) -> None:
    """What waits is said, or fails one by one."""
    with Channels(ChannelSettings(memory=f"cu-{uuid4()}")) as channels:
        done = Dispatcher(office.ledger, channels).drain()
    assert sum(done.values()) > 0 or old in NOT_SENT, done


NOT_SENT = {"a state of a notice", "a channel", "a state of a plan"}
"""Nobody can say whether it was sent; no such channel."""
