"""Whose mail comes back sees it on the page, and says there that the mailbox works again."""

from __future__ import annotations

import re
from datetime import timedelta

from models.contacts import address_health
from models.database import clock
from models.org import contact_list
from tests.portal.conftest import Office, Visitor
from tests.portal.province import NOON


def give_up(office: Office, unit: str) -> str:
    """Mail to the contact of that unit has come back; the address."""
    with office.ledger.begin() as session:
        now = clock.now(session)
        [way] = [
            address
            for one in contact_list.in_post(session, {unit}, now.date()).values()
            for channel, address in one.addresses
            if channel == "mail"
        ]
        assert contact_list.mark_bad(session, "mail", way, "550 5.1.1", now)
    return way


def given_up(office: Office) -> list[str]:
    with office.ledger.read() as session:
        return [one.address for one in address_health.troubled(session, NOON.date()) if one.address]


def test_an_address_that_failed_is_made_good_by_whoever_it_belongs_to(
    office: Office, client: Visitor
) -> None:
    page = f"/d/{office.list_token('long-thanh')}"
    assert "bị trả lại" not in client.get(page).text
    address = give_up(office, "long-thanh")
    shown = client.get(page).text
    assert address in shown
    which = re.search(r'name="which" value="(\d+)"', shown)
    assert which is not None
    other = f"/d/{office.list_token('nhon-trach')}"
    for number in (which[1], "0", "x", "9" * 40, ""):
        assert client.post(f"{other}/dia-chi", data={"which": number}).status_code == 303
    assert given_up(office) == [address], "another's address is nobody's to mend"
    answer = client.post(f"{page}/dia-chi", data={"which": which[1]})
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert given_up(office) == []
    assert "bị trả lại" not in client.get(page).text
    assert "Mail to you is being returned" not in client.get(f"{page}?lang=en").text
    office.set_clock(NOON + timedelta(days=1))
    assert client.post(f"{page}/dia-chi", data={"which": which[1]}).status_code == 303
