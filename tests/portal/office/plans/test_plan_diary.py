"""An officer subscribes to a plan; another address takes the place of one that leaked."""

from __future__ import annotations

import httpx
from icalendar import Calendar

from cascade.org.office_roles import OfficeRole
from portal.office.web.desk import ROOT
from tests.portal.conftest import Office, Visitor
from tests.portal.office.conftest import ComeIn


def test_an_officer_subscribes_to_a_plan(office: Office, client: Visitor, come_in: ComeIn) -> None:
    officer, page = come_in(OfficeRole.VIEWER), f"{ROOT}/ke-hoach/{office.plan_id}/lich"
    assert f'href="{page}"' in officer.get(page.removesuffix("/lich")).text
    assert officer.post(page, {"which": "0"}).status_code == 303
    shown = officer.get(page).text
    path = httpx.URL(shown.partition('readonly value="')[2].partition('"')[0]).path
    found = Calendar.from_ical(client.get(path).content).walk("VEVENT")
    assert f"{office.plan_id}-D6@dondoc" in {str(one["uid"]) for one in found}
    number = path.removeprefix("/lich/").partition("-")[0]
    assert officer.post(page, {"which": number}).status_code == 303
    assert client.get(path).status_code == 404
    assert path not in officer.get(page).text


def test_whoever_may_not_know_of_the_plan_gets_no_address(office: Office, come_in: ComeIn) -> None:
    officer, page = come_in(OfficeRole.ADMIN, subtree="an-phuoc"), f"{ROOT}/ke-hoach/{office.plan_id}/lich"
    assert officer.get(page).status_code == 404
    assert officer.post(page, {"which": "0"}).status_code == 404
