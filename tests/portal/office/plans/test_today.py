"""The first page: what waits for an officer, counted in few questions, and only of the own subtrees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, update

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.tables import AddressRow
from models.views.contact_views import WantedContact
from portal.office.web.desk import ROOT
from services.answers import contact_answers
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn
from tests.portal.office.plans.test_plan_desk import at, hand_in

MOST_QUERIES = 12


@contextmanager
def questions(office: Office) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.append(statement)

    event.listen(office.ledger._engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(office.ledger._engine, "before_cursor_execute", note)


def test_what_waits_is_on_the_first_page(office: Office, come_in: ComeIn) -> None:
    number = hand_in(office, "long-thanh")
    with office.ledger.begin() as session:
        now = clock.now(session)
        contact_answers.ask(
            session, "phu-hoi", None, WantedContact("Lê Văn Tư", mail=("t@e.vn",)), now=now, by="x"
        )
        session.execute(
            update(AddressRow).where(AddressRow.address == "nhon-trach@example.vn").values(bad_since=now)
        )
    page = come_in(OfficeRole.FOLLOWER, OfficeRole.ADMIN).get(ROOT).text
    assert f"/nhiem-vu/{number}" in page
    assert "Đề nghị đổi cán bộ đầu mối: 1" in page
    assert "Địa chỉ không liên lạc được: 1" in page
    assert "301-KH/TU" in page


def test_an_officer_below_hears_only_of_the_own_subtree(office: Office, come_in: ComeIn) -> None:
    mine, other = hand_in(office, "an-phuoc", "D6/grassroots"), hand_in(office, "phu-hoi", "D6/grassroots")
    page = come_in(OfficeRole.FOLLOWER, subtree="long-thanh").get(ROOT).text
    assert f"/nhiem-vu/{mine}" in page
    assert f"/nhiem-vu/{other}" not in page
    assert "Chưa có kế hoạch nào." in page


@pytest.mark.parametrize("path", ["", "ke-hoach", "plan", "list", "unit"])
def test_a_page_asks_few_questions(office: Office, come_in: ComeIn, path: str) -> None:
    hand_in(office, "long-thanh")
    officer = come_in(OfficeRole.FOLLOWER)
    paths = {
        "": ROOT,
        "ke-hoach": f"{ROOT}/ke-hoach",
        "plan": at(office),
        "list": at(office, "nhiem-vu"),
        "unit": at(office, "don-vi", "long-thanh"),
    }
    with questions(office) as asked:
        assert officer.get(paths[path]).status_code == 200
    assert len(asked) <= MOST_QUERIES
