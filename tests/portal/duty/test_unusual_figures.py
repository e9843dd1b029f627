"""What is merely unusual is asked, confirmed and kept: on the page, in the ledger, before whoever decides."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx

from cascade.checked_cascade import cascade
from cascade.org.tree import OrgTree
from models.changes import issuing
from models.database import clock
from models.org.work_calendar import load_calendar
from tests.portal.conftest import Office, Submit, Visitor, hidden
from tests.portal.province import GOOD, UNITS, plan

LOW = {**GOOD, "f_members": "4.500"}


def boxes(html: str) -> dict[str, str]:
    """The boxes of what is asked, as a browser sends them ticked."""
    return dict.fromkeys(re.findall(r'type="checkbox" name="(sure_[^"]+)"', html), "1")


def send(client: Visitor, link: str, fields: dict[str, str], page: str = "") -> httpx.Response:
    return client.post(link, data={**hidden(page or client.get(link).text), **fields})


def test_an_unusual_figure_is_asked_about_and_taken_once_it_is_confirmed(
    client: Visitor, office: Office
) -> None:
    link = office.link("D6", "nhon-trach")
    asked = send(client, link, LOW)
    assert asked.status_code == 422
    assert "Cán bộ, đảng viên tham dự: dưới 90%, mới đạt 4.500/5.342 (84,2%)" in asked.text
    assert 'value="4.500"' in asked.text
    assert office.report("D6", "nhon-trach") is None
    assert send(client, link, {**LOW, **boxes(asked.text)}, asked.text).status_code == 303
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert [(one.kind.value, one.figure, one.value, one.other) for one in report.confirmed] == [
        ("low", "members", 4500, 5342)
    ]
    above = office.list_token("tinh")
    read = client.get(f"/d/{above}/truc-thuoc/{report.obligation_id}").text
    assert "Đơn vị đã xem lại, xác nhận đúng" in read
    assert "mới đạt 4.500/5.342 (84,2%)" in read


def test_a_box_confirms_the_numbers_that_it_names_and_no_others(client: Visitor, office: Office) -> None:
    link = office.link("D6", "nhon-trach")
    asked = send(client, link, LOW)
    again = send(client, link, {**LOW, "f_members": "450", **boxes(asked.text)}, asked.text)
    assert again.status_code == 422
    assert "450/5.342 (8,4%)" in again.text
    assert "4.500/5.342" not in again.text
    assert office.report("D6", "nhon-trach") is None


def test_a_corrected_total_is_asked_about_against_what_was_sent_before(
    client: Visitor, office: Office, submit: Submit
) -> None:
    link = office.link("D6", "nhon-trach")
    submit(link, GOOD)
    asked = send(client, link, {**GOOD, "f_members_total": "5.432"})
    assert "Tổng số cán bộ, đảng viên phải dự: là 5.432, lần trước báo cáo là 5.342" in asked.text
    assert send(client, link, {**GOOD, "f_members": "5.320"}).status_code == 303


def test_the_total_of_the_last_plan_is_what_the_first_report_of_the_next_is_held_against(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link("D6", "nhon-trach"), GOOD)
    with office.ledger.begin() as session:
        tree = OrgTree.of(UNITS)
        made = cascade(replace(plan(), code="nam-sau"), tree, load_calendar(session))
        next_plan = issuing.issue(session, made, now=clock.now(session), by="Ban Tuyên giáo")
    later = Office(office.ledger, next_plan)
    link = later.link("D6", "nhon-trach")
    asked = send(client, link, {**GOOD, "f_members": "53.100", "f_members_total": "53.420"})
    assert "là 53.420, lần trước báo cáo là 5.342" in asked.text
    # Another unit's figures are no measure.
    assert (
        send(client, later.link("D6", "long-thanh"), {**GOOD, "f_members_total": "5.400"}).status_code == 303
    )
