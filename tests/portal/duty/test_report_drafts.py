"""What somebody has typed stays on the server until it is sent, for them alone and not for ever."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from models.org import report_links
from models.tables import ContactRow, KeptFileRow, ReportDraftRow
from services.answers.files import take_files
from tests.portal.conftest import Office, Visitor, hidden
from tests.portal.duty import made_files as made
from tests.portal.duty.test_report_files import names, send
from tests.portal.province import GOOD, NOON


def rows(office: Office) -> tuple[int, int]:
    """Drafts, and files that are kept."""
    with office.ledger.read() as session:
        drafts = session.scalar(select(func.count()).select_from(ReportDraftRow))
        return drafts or 0, session.scalar(select(func.count()).select_from(KeptFileRow)) or 0


def test_a_draft_is_kept_with_its_files_and_is_there_on_another_device(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    typed = {"f_members": "chưa có", "f_organisations": "", "note": "còn chờ hai xã", "draft": "1"}
    assert send(client, link, ("a.pdf", made.PDF), **typed).headers["location"] == link
    again = client.get(link).text
    for said in ("Bản nháp lưu lúc", 'value="chưa có"', "còn chờ hai xã", "a.pdf", GOOD["f_plans"]):
        assert said in again, said
    assert office.report("D6", "nhon-trach") is None
    assert office.obligation("D6", "nhon-trach").state != "submitted"
    assert send(client, link, page=again).status_code == 303
    assert names(office) == ["a.pdf"]
    assert rows(office) == (0, 1)


def test_what_was_refused_is_kept_as_a_draft_too(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    assert send(client, link, f_members="6000").status_code == 422
    assert 'value="6000"' in client.get(link).text


def test_each_officer_of_a_unit_has_a_draft_of_their_own(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    with office.ledger.begin() as session:
        # A second person of the same unit.
        other = update(ContactRow).where(ContactRow.unit == "phu-hoi").values(unit="nhon-trach", person=None)
        (number,) = session.scalars(other.returning(ContactRow.id))
        token = report_links.sign(session, office.obligation("D6", "nhon-trach").id, number)
    assert send(client, link, note="của người thứ nhất", draft="1").status_code == 303
    assert send(client, f"/b/{token}", note="của người thứ hai", draft="1").status_code == 303
    first, second = client.get(link).text, client.get(f"/b/{token}").text
    assert ("của người thứ nhất" in first, "của người thứ hai" in first) == (True, False)
    assert ("của người thứ nhất" in second, "của người thứ hai" in second) == (False, True)
    assert rows(office) == (2, 0)


def test_a_draft_that_is_thrown_away_takes_its_files_along(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    send(client, link, ("a.pdf", made.PDF), draft="1")
    assert rows(office) == (1, 1)
    assert client.post(f"{link}/bo-nhap").status_code == 303
    assert rows(office) == (0, 0)
    assert "Bản nháp" not in client.get(link).text


def test_whoever_comes_second_finds_what_they_typed_in_a_draft(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    before = client.get(link).text
    assert send(client, link, ("a.pdf", made.PDF), f_members="5.300", page=before).status_code == 303
    assert send(client, link, ("b.png", made.PNG), f_members="5.299", page=before).status_code == 409
    again = client.get(link).text
    assert 'value="5.299"' in again
    assert "b.png" in again


def test_a_draft_that_nobody_touches_for_a_month_is_cleared_with_its_files(
    client: Visitor, office: Office
) -> None:
    send(client, office.link("D6", "nhon-trach"), ("a.pdf", made.PDF), draft="1")
    for later, left in ((timedelta(days=29), (1, 1)), (timedelta(days=31), (0, 0))):
        with office.ledger.begin() as session:
            take_files.clear_forgotten(session, NOON + later)
        assert rows(office) == left


def test_a_draft_holds_what_no_table_could(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    assert send(client, link, note="học\0bù", draft="1").status_code == 303
    assert "họcbù" in client.get(link).text


def test_of_a_secret_duty_no_draft_is_kept(client: Visitor, office: Office) -> None:
    link = office.link("M1", "long-thanh")
    page = client.get(link).text
    assert "Lưu nháp" not in page
    answer = client.post(link, data={**hidden(page), "note": "", "draft": "1"})
    assert answer.status_code == 409
    assert rows(office) == (0, 0)
