"""What units wrote back waits for whoever looks after them, as text, until somebody says it is read."""

from __future__ import annotations

from cascade.org.office_roles import OfficeRole
from models.database import audit
from portal.office.web.desk import ROOT
from tests.portal.conftest import Office
from tests.portal.office.conftest import ComeIn
from tests.portal.office.places import reply_of

LIST = f"{ROOT}/thu-tra-loi"


def test_a_reply_waits_for_whoever_looks_after_its_unit_until_it_is_read(
    office: Office, come_in: ComeIn
) -> None:
    number = reply_of(office)
    theirs, other = (
        come_in(OfficeRole.FOLLOWER, subtree="long-thanh"),
        come_in(OfficeRole.FOLLOWER, subtree="nhon-trach"),
    )
    assert "Thư trả lời chờ đọc: 1" in theirs.get(ROOT).text
    assert "Thư trả lời chờ đọc" not in other.get(ROOT).text
    shown = theirs.get(LIST).text
    assert "Xin &lt;b&gt;lùi&lt;/b&gt;" in shown
    assert "long-thanh@example.vn" in shown
    assert "long-thanh@example.vn" not in other.get(LIST).text
    assert other.post(f"{LIST}/{number}/da-doc").status_code == 404
    assert theirs.post(f"{LIST}/{number}/da-doc").status_code == 303
    assert "Không có thư nào chờ đọc." in theirs.get(LIST).text
    with office.ledger.read() as session:
        assert audit.trail(session, unit="long-thanh", limit=1)[0].act == "read_reply"
