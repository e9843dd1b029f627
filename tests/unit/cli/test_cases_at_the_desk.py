"""Small inputs from offices, typed at the desk: what was taken in wrongly once is read or refused."""

from __future__ import annotations

import asyncio
import zipfile
from datetime import date, time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from cascade.calendar.zone import instant
from cascade.org import format
from cascade.reports.figures import faults
from cascade.reports.rollup import Counts
from documents.office import xlsx
from documents.plan_file.read_plan import read_plan
from models.database import clock
from models.database.ledger import Ledger
from models.org import report_links
from models.tables import ContactRow, ObligationRow
from portal.app import create_app
from portal.web.counter import Counter, ZaloSecrets
from tests.unit.cli.conftest import Desk

CASES = Path(__file__).parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not at hand")
REPORT = ("report", "submit", "thu", "D1")


def issued(desk: Desk, case: str) -> None:
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        clock.set_clock(session, instant(date(2026, 11, 3), time(8)))
    ledger.dispose()
    answer = desk("issue", str(CASES / case / "ke-hoach.yaml"))
    assert answer.code == 0, answer.err


def test_figures_typed_at_the_desk_are_read_as_on_the_page(desk: Desk) -> None:
    issued(desk, "A-so-go-tay")
    broken = desk(*REPORT, "xa-1", "members=99.5", "members_total=1.250")
    assert (broken.code, "99.5" in broken.err) == (1, True)
    given = ("members=83.546", "members_total=84.074", "hoc_ngay=15/12/2026", "nhan_xet=1.10")
    assert desk(*REPORT, "xa-3", *given).code == 0
    said = desk("report", "show", "thu", "xa-3").out
    assert all(part in said for part in ("83.546", "84.074", "15/12/2026", "1.10"))


def test_a_stand_in_is_held_to_what_a_list_is_held_to(desk: Desk) -> None:
    issued(desk, "R-nguoi-thay")
    stand_in = ("units", "stand-in", "xa-1", "Ông X", "3/11/2026", "10/11/2026")
    refused = desk(*stand_in, "--mail", "ong x, xa1 tai example.vn", "--zbs", "0987 654 321")
    assert refused.code == 2
    assert "không phải địa chỉ thư" in refused.err


def test_a_year_of_two_digits_is_refused_with_the_year_that_was_meant(desk: Desk) -> None:
    issued(desk, "L-nam-26")
    figures = read_plan(CASES / "L-nam-26" / "ke-hoach.yaml").requirements[0].figures
    given: dict[str, int | str] = {"members": 1, "members_total": 1, "hoc_ngay": "0026-12-05"}
    assert "2026" in faults(figures, given)["hoc_ngay"].told.vi
    assert "2026" in desk(*REPORT, "xa-1", "members=1", "members_total=1", "hoc_ngay=5/12/26").err


def test_a_telephone_is_written_for_people_and_called_by_machines(desk: Desk) -> None:
    issued(desk, "J-so-goi")
    ledger = Ledger()
    with ledger.begin() as session:
        contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == "xa-1")).one()
        owed = session.scalars(select(ObligationRow.id).where(ObligationRow.unit == "xa-1")).one()
        token = report_links.sign(session, owed, contact)
    shown = asyncio.run(page(ledger, f"/b/{token}"))
    ledger.dispose()
    assert "0987 654 321" in shown
    assert "tel:+84987654321" in shown
    assert "84987654321" not in shown.replace("tel:+84987654321", "")


async def page(ledger: Ledger, path: str) -> str:
    app = create_app(ledger, Counter(ledger, ZaloSecrets("a", "b", "c", "d")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://quay.test") as browser:
        return (await browser.get(path)).text


def test_a_rate_is_not_whole_while_one_is_missing(tmp_path: Path) -> None:
    assert (CASES / "Q-ty-le-excel" / "README").is_file()
    now, counts = instant(date(2026, 12, 1), time(8)), Counts(expected=2000, received=1999, on_time=1999)
    xlsx.write_sheet(tmp_path / "thu.xlsx", xlsx.Status("thu", now, (), [("xã Một", counts)]))
    with zipfile.ZipFile(tmp_path / "thu.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>0.999</v>" in sheet
    assert "99,9%" in format.share(1999, 2000)


def test_a_hint_names_a_command_that_is_there(desk: Desk) -> None:
    assert (CASES / "T-lenh-draft" / "README").is_file()
    paper = next((CASES.parent / "files").glob("*.docx"))
    told = desk("check", str(paper)).err
    assert "dondoc draft" in told
    assert desk("draft", str(paper)).code == 0
