"""What the pages of a superior and of the office ask of the ledger: little, and big tables by an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx

from cascade.org.office_roles import OfficeRole
from models.obligations.below import desk_lines
from models.obligations.below.desk_scope import DeskScope
from portal.office.web.desk import ROOT
from tests.ledger.database.test_query_plans import recorded, scans
from tests.portal.conftest import Office, Submit, Visitor
from tests.portal.office.conftest import ComeIn
from tests.portal.province import GOOD

ADMISSION = 11
"""Questions by which a link is believed, before any page behind it."""
BY_WORDS = "plain LIKE"
"""What is searched in the middle of a name is read name by name."""


def test_the_pages_of_a_superior(client: Visitor, office: Office, submit: Submit) -> None:
    submit(office.link("D6", "long-thanh"), GOOD)
    with office.ledger.read() as session:
        duties = desk_lines.duties_below(session, DeskScope.of(session, "tinh"))
    duty = next(one.id for one in duties if one.key == "D6")
    sent, silent = (office.obligation("D6", unit).id for unit in ("long-thanh", "nhon-trach"))
    top = f"/d/{office.list_token('tinh')}/truc-thuoc"
    most = {
        top: 12,
        f"{top}?xem=qua-han": 8,
        f"{top}?xem=cho-tiep-nhan&chon=het": 11,
        f"{top}?tim=nhon": 9,
        f"{top}?nhiem-vu={duty}": 10,
        f"{top}/{sent}": 19,
        f"{top}/{sent}/so-lieu/members": 13,
        f"{top}/{silent}/bao-cao-thay": 17,
        f"{top}/bang": 3,
        f"{top}/bang/{duty}": 7,
        f"{top}/xuat": 7,
    }
    held(office, client.get, {path: ADMISSION + many for path, many in most.items()})


def test_the_pages_of_the_office(office: Office, submit: Submit, come_in: ComeIn) -> None:
    submit(office.link("D6", "long-thanh"), GOOD)
    officer, plan = come_in(OfficeRole.APPROVER), f"{ROOT}/ke-hoach/{office.plan_id}"
    sent = office.obligation("D6", "long-thanh").id
    paths = [
        f"{ROOT}/ke-hoach",
        plan,
        f"{plan}/nhiem-vu",
        f"{plan}/nhiem-vu?tinh-trang=cho-tiep-nhan",
        f"{plan}/nhiem-vu?xep=don-vi",
        f"{plan}/nhiem-vu/{sent}",
        f"{plan}/so-lieu",
        f"{plan}/so-lieu?nhiem-vu=D6",
        f"{plan}/don-vi/long-thanh",
        f"{ROOT}/ban-tin",
        f"{ROOT}/ban-tin/btg",
        f"{ROOT}/van-ban",
    ]
    held(office, officer.get, dict.fromkeys(paths, 12))


def held(office: Office, get: Callable[[str], httpx.Response], most: Mapping[str, int]) -> None:
    """Each page asks no more than that, and reads no big table from end to end."""
    for path, many in most.items():
        with recorded(office) as statements:
            assert get(path).status_code == 200, path
        assert len(statements) <= many, (path, [statement for statement, _ in statements])
        looked = [one for one in statements if BY_WORDS not in one[0]]
        assert [scan for one in looked for scan in scans(office, *one)] == [], path
