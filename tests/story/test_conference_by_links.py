"""A conference of thirty halls is invited to, confirmed, tested, held and counted through links alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from docx import Document

from cascade.org.tree import Selector
from cascade.plan.model import Conference, Plan, Venue, When, WhenKind
from cli.main import main
from models.changes import conference_day
from models.database import audit, clock
from models.database.ledger import Ledger
from models.org import contact_list, report_links
from models.plans import plans
from portal.app import create_app
from portal.web.counter import Counter
from services.conferences import conference_acts
from services.exports import write_exports
from tasks.steps.schedule_conference import attendance_line, remind, reply_line
from tests.copies import Prepare
from tests.ledger.world import ISSUED, House, a_plan, at, issue_in, province, the_house
from tests.portal.conference.test_host_view import sums
from tests.portal.conftest import ZALO, Visitor, hidden
from tests.unit.documents.signed.test_sheet_and_report import cells_of

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]
HALLS = 30
DAY = (at(4, 22, 7, 30), at(4, 22, 11, 30))
FAULTY = {"h4": "Mất tiếng", "h9": "Hình giật"}


def paper() -> Plan:
    """Each district runs a hall of a hundred seats."""
    halls = tuple(
        Venue(f"P{one}", f"Hội trường {one}", Selector(units=(f"h{one}",)), host=f"h{one}", seats=100)
        for one in range(1, HALLS + 1)
    )
    when = When(WhenKind.WITHIN_MONTH, year=2026, month=4, tentative=True)
    conference = Conference("C1", "Hội nghị học tập", when, host="tinh", venues=halls)
    return replace(a_plan(), conferences=(conference,))


def found(ledger: Ledger) -> None:
    ledger.upgrade()
    issue_in(ledger, paper(), province(HALLS, 1)).send_all(ISSUED)


class Country:
    """Thirty districts with telephones, and those who hold the conference."""

    def __init__(self, house: House, client: Visitor) -> None:
        self.house, self.client = house, client

    def run(self, now: datetime) -> dict[str, dict[str, str]]:
        """One run of the plan; what was sent: occasion → unit → the link in its letter."""
        with self.house.ledger.begin() as session:
            clock.set_clock(session, now)
            [meeting] = conference_day.listed(session, self.house.plan_id)
            remind(session, meeting, now)
        sent: dict[str, dict[str, str]] = {}
        for one in self.house.send_all(now):
            sent.setdefault(one.occasion, {})[one.unit] = urlsplit(str(one.facts["link"])).path
        return sent

    def answer(self, link: str, act: str, **typed: str) -> None:
        """Open the link of a letter, fill in its form and press."""
        html = self.client.get(link).text
        form = re.search(rf'<form method="post" action="([^"]*)" data-act="{act}".*?</form>', html, re.DOTALL)
        assert form, act
        taken: httpx.Response = self.client.post(form[1], data=hidden(form[0]) | typed)
        assert taken.status_code == 303, taken.text

    def seen_by(self, unit: str) -> str:
        """The page of the conference as one unit finds it from its own list."""
        with self.house.ledger.begin() as session:
            post = contact_list.in_post(session, {unit}, at(4, 1).date())[unit]
            token = report_links.sign(session, 0, post.id)
        listed = self.client.get(f"/d/{token}").text
        href = re.search(r'href="([^"]*/hoi-nghi/\d+)"', listed)
        assert href
        return self.client.get(href[1]).text


@pytest.fixture
def country(database_kind: str, copy_of: Callable[[str, Prepare], str]) -> Iterator[Country]:
    ledger = Ledger(copy_of(database_kind, found))
    with start_blocking_portal() as loop:
        yield Country(the_house(ledger), Visitor(create_app(ledger, Counter(ledger, ZALO)), loop))
    ledger.dispose()


def test_thirty_halls_are_invited_confirmed_tested_held_and_counted(
    country: Country, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = country.house
    with house.ledger.begin() as session:
        clock.set_clock(session, at(4, 1))
        conference_acts.fix(session, "kh-1", "C1", *DAY, now=at(4, 1), by="Văn phòng")

    invited = country.run(at(4, 1))["invitation"]
    assert len(invited) == HALLS
    for unit in sorted(invited)[:27]:
        country.answer(invited[unit], "reply", coming="yes", delegates_0="90")
    # One telephones: the desk enters the same.
    monkeypatch.setenv("DONDOC_DATABASE_URL", house.ledger.url)
    told = sorted(invited)[27]
    assert main(["conference", "reply", "kh-1", "C1", told, "--delegates", "95", "--by", "Bà Mai"]) == 0
    silent = sorted(invited)[28:]

    assert sums(country.seen_by("tinh")) == {
        "Đơn vị được mời": "30",
        "Dự": "28",
        "Không dự": "0",
        "Chưa xác nhận": "2",
        "Đại biểu/số chỗ": "2.525/3.000",
    }
    asked_again = country.run(at(4, 20))
    assert sorted(asked_again["confirm"]) == silent
    day_before = country.run(at(4, 21, 8, 1))
    assert sorted(day_before["unconfirmed"]) == ["tinh", "tinh-btg"]

    tested = country.run(at(4, 21, 15, 5)) | asked_again | day_before
    for unit, link in sorted(tested["line_test"].items()):
        good = {"good": "no", "note": FAULTY[unit]} if unit in FAULTY else {"good": "yes"}
        country.answer(link, "line_test", technician="Anh Tư", phone="0987 654 321", **good)
    faults = country.run(at(4, 21, 15, 30))["line_fault"]
    assert sorted(faults) == ["tinh", "tinh-btg"]
    page = country.client.get(faults["tinh-btg"]).text
    assert "30/30 đơn vị đã báo, 2 nơi có lỗi" in page
    assert page.index("Mất tiếng") < page.index('id="danh-sach"')
    with house.ledger.read() as session:
        [meeting] = conference_day.listed(session, house.plan_id)
        assert reply_line(session, meeting) == (
            "28 đơn vị dự, 0 không dự, 2 chưa xác nhận; "
            "2.525/3.000 đại biểu trên số chỗ; 2 đường truyền có lỗi"
        )

    held = country.run(DAY[1])["attendance"]
    assert len(held) == HALLS
    for unit in sorted(held)[:29]:
        country.answer(held[unit], "attendance", called="100", present="90", excused="6")
    assert sums(country.seen_by("tinh-btg"))["Có mặt/triệu tập"] == "2.610/2.900"
    with house.ledger.read() as session:
        [meeting] = conference_day.listed(session, house.plan_id)
        assert attendance_line(session, meeting) == "29 điểm cầu đã báo, 2.610/2.900 (90%) đại biểu"
        acts = [one.act for one in audit.trail(session, plan="kh-1", limit=1000)]
        record = plans.record(session, "kh-1")
        for kind in ("xlsx", "docx"):
            write_exports.write(session, record, DAY[1], tmp_path / f"a.{kind}", kind)
    assert (acts.count("invitation_reply"), acts.count("line_test"), acts.count("attend")) == (28, 30, 29)

    rows = cells_of(tmp_path / "a.xlsx", 3)[3:]
    assert len(rows) == HALLS
    assert {row[2] for row in rows} == {"dự", "chưa xác nhận"}
    assert sum(row[5] == "có lỗi" for row in rows) == len(FAULTY)
    text = "\n".join(line.text for line in Document(str(tmp_path / "a.docx")).paragraphs)
    assert "có mặt 2.610/2.900 (90%) đại biểu triệu tập" in text
