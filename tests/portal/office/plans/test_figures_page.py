"""What came of a plan, on a page of the office: its sentence, its tables, its pictures and their files."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as Xml

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, update

from cascade.org.office_roles import OfficeRole
from cascade.plan.model import Reference
from models.changes import issuing
from models.database import clock
from models.plans import plans
from models.tables import PlanRow
from services.exports import figure_files
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn, Officer
from tests.portal.office.plans.test_plan_desk import at

FILES = ("tien-do.svg", "tien-do.png", "dang-bo.svg", "dang-bo.png", "so-do.svg", "so-do.png", "xlsx")


@pytest.fixture
def viewer(come_in: ComeIn) -> Officer:
    return come_in(OfficeRole.VIEWER)


def follow(office: Office, *, code: str = "huyen-kh", secret: bool = False) -> int:
    """A second plan, that says it follows the first."""
    with office.ledger.begin() as session:
        first = plans.recompile(session, plans.numbered(session, office.plan_id).code)  # type: ignore[union-attr]
        paper = replace(
            first.plan,
            code=code,
            number="2-KH/HU",
            short="học nghị quyết ở huyện",
            secret=secret,
            follows=(Reference("301-KH/TU", plan=first.plan.code),),
        )
        now: datetime = clock.now(session)
        return issuing.issue(session, replace(first, plan=paper), now=now, by="văn thư")


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_says_the_sentence_and_leads_to_the_files(office: Office, viewer: Officer) -> None:
    assert f'href="{at(office, "so-lieu")}"' in viewer.get(at(office)).text
    page = viewer.get(at(office, "so-lieu")).text
    assert "Thực hiện Kế hoạch số 301-KH/TU" in text_of(page)
    assert "đảng bộ trực thuộc tỉnh" in text_of(page)
    for file in FILES:
        assert at(office, "so-lieu", file) in page


def test_every_file_comes_whole(office: Office, viewer: Officer) -> None:
    for file in FILES:
        answer = viewer.get(at(office, "so-lieu", file))
        assert answer.status_code == 200, file
        assert answer.headers["content-disposition"].startswith("attachment;")
        if file.endswith("svg"):
            assert Xml.fromstring(answer.text).tag.endswith("svg")
        elif file.endswith("png"):
            assert answer.content.startswith(b"\x89PNG")
        else:
            assert "Theo cấp" in CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
        assert viewer.ask("HEAD", at(office, "so-lieu", file)).status_code == 200


def test_pictures_say_themselves_in_words_and_shrink_with_the_window(office: Office, viewer: Officer) -> None:
    page = viewer.get(at(office, "so-lieu")).text
    drawn = re.findall(r"<svg.*?</svg>", page, re.S)
    assert len(drawn) == 2
    for one in drawn:
        root = Xml.fromstring(one)
        assert "width" not in root.attrib
        assert "nhiệm vụ đã báo cáo" in one or "(0%)" in one
    assert "style=" not in page


def test_one_requirement_can_be_looked_at_alone(office: Office, viewer: Officer) -> None:
    whole, alone = (viewer.get(at(office, "so-lieu") + query).text for query in ("", "?nhiem-vu=D6"))
    assert '<option value="D6" selected>' in alone
    assert text_of(whole) != text_of(alone)
    assert viewer.get(at(office, "so-lieu") + "?nhiem-vu=D99").status_code == 404


def test_plans_that_follow_are_listed_and_counted_in(office: Office, viewer: Officer) -> None:
    before = viewer.get(at(office, "so-lieu")).text
    number = follow(office)
    page = viewer.get(at(office, "so-lieu")).text
    assert f'href="/van-phong/ke-hoach/{number}/so-lieu"' in page
    assert "học nghị quyết ở huyện" in text_of(page)
    sums = [re.search(r'<tr class="sum">.*?</tr>', one, re.S)[0] for one in (before, page)]  # type: ignore[index]
    expected = [int(re.findall(r">(\d+)</td>", one)[0]) for one in sums]
    assert expected[1] == 2 * expected[0]


def test_of_a_secret_plan_that_follows_the_number_alone_is_told(office: Office, viewer: Officer) -> None:
    follow(office, secret=True)
    page = viewer.get(at(office, "so-lieu")).text
    assert "2-KH/HU" in page
    assert "học nghị quyết ở huyện" not in text_of(page)


def test_a_secret_plan_keeps_its_name_and_what_it_asks_out_of_page_and_pictures(
    office: Office, viewer: Officer
) -> None:
    with office.ledger.begin() as session:
        session.execute(update(PlanRow).values(secret=True))
        short = session.get_one(PlanRow, office.plan_id).short
    for file in ("tien-do.svg", "dang-bo.svg"):
        assert short.lower() not in viewer.get(at(office, "so-lieu", file)).text.lower()


def test_whoever_may_not_know_of_the_plan_gets_nothing(office: Office, come_in: ComeIn) -> None:
    below = come_in(OfficeRole.VIEWER, subtree="long-thanh")
    for step in ("", *FILES):
        assert below.get(at(office, "so-lieu", step).rstrip("/")).status_code == 404
    viewer = come_in(OfficeRole.VIEWER)
    for wrong in ("exe", "tien-do.xlsx", ".svg", "khac.svg", "tien-do"):
        assert viewer.get(at(office, "so-lieu", wrong)).status_code == 404


def test_the_page_asks_few_questions(office: Office, viewer: Officer) -> None:
    follow(office)
    asked: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append(statement)

    viewer.get(at(office, "so-lieu"))
    event.listen(office.ledger._engine, "before_cursor_execute", note)
    try:
        assert viewer.get(at(office, "so-lieu") + "?lang=en").status_code == 200
    finally:
        event.remove(office.ledger._engine, "before_cursor_execute", note)
    assert len(asked) <= 12, "\n".join(asked)


def test_the_cascade_of_a_nation_is_not_offered(
    office: Office, viewer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_files, "MOST_CELLS", 5)
    page = viewer.get(at(office, "so-lieu")).text
    assert "so-do" not in page
    assert "tien-do.svg" in page
    assert viewer.get(at(office, "so-lieu", "so-do.svg")).status_code == 404
