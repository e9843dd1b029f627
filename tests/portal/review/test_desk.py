"""A unit above filters its list and accepts several reports at once; who changed meanwhile is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from models.obligations.below import desk_lines
from models.obligations.below.desk_lines import DeskWanted
from models.obligations.below.desk_scope import DeskScope
from models.stats.wanted_lines import Pick
from models.tables import AuditRow
from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD, LATE

BOTH = ("long-thanh", "nhon-trach")


def desk(office: Office, unit: str = "tinh") -> str:
    return f"/d/{office.list_token(unit)}/truc-thuoc"


def boxes(html: str) -> dict[str, str]:
    """The boxes that may be ticked, with what they send."""
    return dict(re.findall(r'<input type="checkbox" name="(r_\d+)" value="(\d+)"', html))


def both_sent(office: Office, submit: Submit) -> None:
    for unit in BOTH:
        submit(office.link("D6", unit), GOOD)


@contextmanager
def asked(office: Office) -> Iterator[list[str]]:
    """Every question that the ledger is asked meanwhile."""
    found: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE", "INSERT", "DELETE")):
            found.append(statement)

    engine = office.ledger._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_several_reports_are_accepted_with_one_press(client: Visitor, office: Office, submit: Submit) -> None:
    both_sent(office, submit)
    page = client.get(desk(office) + "?xem=cho-tiep-nhan").text
    assert page.count("5.310/5.342 (99,4%)") == 2
    chosen = boxes(page)
    assert len(chosen) == 2
    answer = client.post(desk(office) + "/tiep-nhan", data={**chosen, "how": "all", "xem": "cho-tiep-nhan"})
    assert answer.status_code == 303
    assert "Đã tiếp nhận 2 báo cáo." in client.get(answer.headers["location"]).text
    assert {office.obligation("D6", unit).state for unit in BOTH} == {"accepted"}
    again = client.post(desk(office) + "/tiep-nhan", data={**chosen, "how": "all"})
    assert again.status_code == 303, "pressed twice is pressed once"


def test_each_that_can_be_is_accepted_and_who_changed_is_named(
    client: Visitor, office: Office, submit: Submit
) -> None:
    both_sent(office, submit)
    chosen = boxes(client.get(desk(office)).text)
    submit(office.link("D6", "nhon-trach"), {**GOOD, "f_members": "5.300"})
    answer = client.post(desk(office) + "/tiep-nhan", data={**chosen, "how": "each"})
    assert answer.status_code == 200
    assert "Đã tiếp nhận 1 báo cáo. Còn 1 báo cáo chưa tiếp nhận:" in answer.text
    said = answer.text.partition('<ul><li><a href="')[2].partition("</li>")[0]
    assert "Huyện ủy Nhơn Trạch" in said
    assert "nay là số 2" in said
    assert "5.310/5.342 (99,4%) → 5.300/5.342 (99,2%)" in said
    assert office.obligation("D6", "long-thanh").state == "accepted"
    assert office.obligation("D6", "nhon-trach").state == "submitted"


def test_all_or_none_accepts_none_when_one_has_changed(
    client: Visitor, office: Office, submit: Submit
) -> None:
    both_sent(office, submit)
    chosen = boxes(client.get(desk(office)).text)
    submit(office.link("D6", "nhon-trach"), {**GOOD, "f_members": "5.300"})
    answer = client.post(desk(office) + "/tiep-nhan", data={**chosen, "how": "all"})
    assert answer.status_code == 409
    assert "Chưa tiếp nhận báo cáo nào" in answer.text
    assert {office.obligation("D6", unit).state for unit in BOTH} == {"submitted"}
    assert len(boxes(answer.text)) == 2, "the page shows both as they are now"


def test_nobody_accepts_what_is_not_theirs_and_nothing_is_chosen_by_nonsense(
    client: Visitor, office: Office, submit: Submit
) -> None:
    both_sent(office, submit)
    chosen = boxes(client.get(desk(office)).text)
    stranger = client.post(desk(office, "an-phuoc") + "/tiep-nhan", data=chosen)
    assert stranger.status_code == 403
    for nonsense in ({}, {"r_": "1"}, {"r_x": "1"}, {"r_²": "1"}, {"r_1": "-1"}, {"r_9999999999": "1"}):
        assert client.post(desk(office) + "/tiep-nhan", data=nonsense).status_code == 422
    assert {office.obligation("D6", unit).state for unit in BOTH} == {"submitted"}


def test_the_list_is_filtered_by_status_duty_and_name(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link("D6", "nhon-trach"), GOOD)
    office.set_clock(LATE)
    late = client.get(desk(office) + "?xem=qua-han").text
    assert "Huyện ủy Long Thành" in late
    assert "Huyện ủy Nhơn Trạch" not in late
    found = client.get(desk(office) + "?tim=nhon+trach").text
    assert "Huyện ủy Nhơn Trạch</bdi>" in found
    assert "Huyện ủy Long Thành</bdi>" not in found
    duty = re.search(r'<option value="(\d+)">[^<]*M1', found)
    assert duty is not None
    secret = client.get(desk(office) + f"?nhiem-vu={duty[1]}").text
    assert "Danh sách (2)" in secret
    assert "quốc phòng" not in secret
    for nonsense in ("xem=x", "nhiem-vu=²", "trang=-1", "trang=99999999999", "tim=%00%ff", "trang=9"):
        assert client.get(f"{desk(office)}?{nonsense}").status_code == 200, nonsense


def test_a_page_shows_so_many_and_the_next_the_others(office: Office) -> None:
    with office.ledger.read() as session:
        scope = DeskScope.of(session, "tinh")
        now = office.obligation("D6", "nhon-trach").due_at
        assert now is not None
        whole = desk_lines.page(session, scope, DeskWanted(), now)
        pages = [desk_lines.page(session, scope, DeskWanted(), now, one, size=2) for one in (1, 2, 3, 9)]
        assert whole.total == len(whole.rows) > 4
        assert [row.id for page in pages for row in page.rows] == [row.id for row in whole.rows][:6]
        assert {page.total for page in pages} == {whole.total}
        assert desk_lines.page(session, scope, DeskWanted(Pick.SUBMITTED), now).rows == ()


ADMISSION = 11
"""Questions by which a link is believed, before any page of the list."""


def test_the_page_asks_few_questions_however_many_wait(
    client: Visitor, office: Office, submit: Submit
) -> None:
    address = desk(office)
    for unit in BOTH:
        submit(office.link("D6", unit), GOOD)
        for query in ("", "?xem=cho-tiep-nhan", "?tim=nhon"):
            with asked(office) as questions:
                assert client.get(address + query).status_code == 200
            assert len(questions) <= ADMISSION + 12, questions


def test_two_superiors_accept_the_same_reports_at_once_and_each_is_accepted_once(
    client: Visitor, office: Office, submit: Submit
) -> None:
    both_sent(office, submit)
    chosen = boxes(client.get(desk(office)).text)
    answers = client.post_at_once(3, desk(office) + "/tiep-nhan", {**chosen, "how": "all"})
    assert {answer.status_code for answer in answers} == {303}
    with office.ledger.read() as session:
        acts = session.scalars(select(AuditRow.unit).where(AuditRow.act == "accept")).all()
    assert sorted(map(str, acts)) == sorted(BOTH), "each once, whoever was first"


@pytest.mark.parametrize("first", ["the desk", "the unit"])
def test_accepted_while_the_unit_edits_one_wins_and_the_other_is_told(
    client: Visitor, office: Office, submit: Submit, first: str
) -> None:
    both_sent(office, submit)
    link = office.link("D6", "nhon-trach")
    edited = {**hidden(client.get(link).text), **GOOD, "f_members": "5.300"}
    chosen = {**boxes(client.get(desk(office)).text), "how": "all"}
    where = desk(office) + "/tiep-nhan"
    acts = [lambda: client.post(where, data=chosen), lambda: client.post(link, data=edited)]
    with ThreadPoolExecutor(2) as threads:
        order = acts if first == "the desk" else acts[::-1]
        answers = [running.result() for running in [threads.submit(act) for act in order]]
    accepted, sent = answers if first == "the desk" else answers[::-1]
    report = office.report("D6", "nhon-trach")
    assert report is not None
    if accepted.status_code == 303:
        assert (report.number, report.state, sent.status_code) == (1, "accepted", 409)
        assert "Đã tiếp nhận" in sent.text
    else:
        assert (accepted.status_code, sent.status_code) == (409, 303)
        assert (report.number, report.state) == (2, "submitted")
        assert office.obligation("D6", "long-thanh").state == "submitted", "all or none"
        assert "nay là số 2" in accepted.text
