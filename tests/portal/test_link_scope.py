"""What a link opens, and what its holder is told when it opens nothing any more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.contacts import revoked_links, zalo_link
from models.database import clock
from models.org import report_links
from models.plans import plans
from models.tables import AddressRow, ContactRow, NoticeRow
from portal.web.wrong_guesses import Doorkeeper
from tests.portal.conftest import Office, Submit, Visitor
from tests.portal.province import GOOD, NOON
from tests.portal.test_counter_in_english import ENGLISH, strange
from tests.portal.zalo.test_zalo_routes import said, tell_bot

CHAT = "chat-of-somebody-7788"
DESK = ("Ban Tuyên giáo Tỉnh ủy", "0251 3822 501")


def contact(office: Office, unit: str) -> int:
    with office.ledger.read() as session:
        return session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()


def test_a_link_to_one_duty_opens_no_list_no_decision_and_no_zalo(
    client: Visitor, office: Office, submit: Submit
) -> None:
    submit(office.link("D6/grassroots", "phu-hoi"), GOOD)
    below = office.obligation("D6/grassroots", "phu-hoi").id
    token = office.token("D6", "nhon-trach")
    for method, path in (
        ("GET", ""),
        ("GET", "/truc-thuoc"),
        ("GET", f"/truc-thuoc/{below}"),
        ("POST", f"/truc-thuoc/{below}/chap-nhan"),
        ("POST", f"/truc-thuoc/{below}/tra-lai"),
        ("GET", "/zalo"),
        ("POST", "/zalo"),
        ("POST", "/zalo/bo-lien-ket"),
    ):
        answer = client.ask(method, f"/d/{token}{path}", data={"seen": "1", "reason": "x"})
        assert answer.status_code == 403, path
        assert "chỉ mở một nhiệm vụ" in answer.text
        assert all(part in answer.text for part in DESK)
    assert office.obligation("D6/grassroots", "phu-hoi").state == "submitted"


def test_only_a_duty_that_was_opened_from_the_list_leads_back_to_it(client: Visitor, office: Office) -> None:
    alone = client.get(office.link("D6", "long-thanh")).text
    assert "/d/" not in alone
    listed = client.get(f"/d/{office.list_token('long-thanh')}").text
    inside = re.findall(r'href="(/b/[^"]+)"', listed)[0]
    (back,) = re.findall(r'href="(/d/[^"]+)"', client.get(inside).text)
    assert client.get(back).status_code == 200


def test_a_link_whose_plan_is_over_says_so_and_whom_to_ask(client: Visitor, office: Office) -> None:
    with office.ledger.begin() as session:
        plans.close(session, "dong-nai-tw8", NOON, "Ban Tuyên giáo")
    office.set_clock(NOON + timedelta(days=29))
    paths = (office.link("D6", "long-thanh"), f"/d/{office.list_token('long-thanh')}")
    assert {client.get(path).status_code for path in paths} == {200}
    office.set_clock(NOON + timedelta(days=30))
    for path in paths:
        vi, en = client.get(path), client.get(path, headers=ENGLISH)
        assert (vi.status_code, en.status_code) == (410, 410)
        assert "đã hết thời hạn" in vi.text
        assert "has expired because the plan is closed" in en.text
        assert all(part in vi.text for part in DESK)
        assert strange(en.text.replace(DESK[0], "")) == []
    assert client.post(paths[0], data={"once": "x" * 24, **GOOD}).status_code == 410
    assert client.post(f"{paths[1]}/zalo").status_code == 410


def test_a_link_that_was_ended_says_where_the_new_one_is(client: Visitor, office: Office) -> None:
    path = office.link("D6", "long-thanh")
    with office.ledger.begin() as session:
        revoked_links.revoke_unit(session, "long-thanh", None, NOON, "văn thư", "mất điện thoại")
    answer = client.get(path)
    assert answer.status_code == 410
    assert "trong thông báo mới nhất" in answer.text
    assert all(part in answer.text for part in DESK)
    assert "mất điện thoại" not in answer.text
    assert client.get(office.link("D6", "long-thanh")).status_code == 200


def linked(client: Visitor, office: Office, chat: str = CHAT, unit: str = "long-thanh") -> None:
    with office.ledger.begin() as session:
        code = zalo_link.new_code(session, contact(office, unit), clock.now(session)).code
    tell_bot(client, said(f"LIENKET {code}", chat, message=f"m-{code}"))


def letters(office: Office, occasion: str) -> list[tuple[str, str]]:
    with office.ledger.read() as session:
        query = select(NoticeRow.channel, NoticeRow.address).where(NoticeRow.occasion == occasion)
        return [(channel, address) for channel, address in session.execute(query)]


def test_the_owner_hears_by_mail_that_a_zalo_was_linked(client: Visitor, office: Office) -> None:
    linked(client, office)
    assert letters(office, "zalo_linked") == [("mail", "long-thanh@example.vn")]


def test_the_owner_sees_the_link_and_ends_it_with_two_presses(client: Visitor, office: Office) -> None:
    linked(client, office)
    before = office.list_token("long-thanh")
    listed = client.get(f"/d/{before}").text
    assert CHAT[-4:] in listed
    assert CHAT not in listed
    (first,) = re.findall(r'href="(/d/[^"]+/zalo)"', listed)
    shown = client.get(first).text
    assert len(office_chats(office)) == 1, "looking changes nothing"
    (action,) = re.findall(r'action="(/d/[^"]+)"', shown)
    (which,) = re.findall(r'name="which" value="(\d+)"', shown)
    ended = client.post(action, data={"which": which})
    assert ended.status_code == 303
    after = client.get(ended.headers["location"])
    assert after.status_code == 200
    assert "không có tài khoản Zalo nào" in after.text
    assert office_chats(office) == []
    assert letters(office, "zalo_ended") == [("mail", "long-thanh@example.vn")]
    assert client.get(f"/d/{before}").status_code == 410, "whoever read that chat holds links"


def office_chats(office: Office) -> list[str]:
    with office.ledger.read() as session:
        return list(session.scalars(select(AddressRow.address).where(AddressRow.channel == "zalo")))


@pytest.mark.parametrize("which", ["", "0", "999999", "x", "-1", "9" * 30, "²"])
def test_a_number_made_up_ends_nothing(client: Visitor, office: Office, which: str) -> None:
    linked(client, office)
    token = office.list_token("long-thanh")
    assert client.post(f"/d/{token}/zalo/bo-lien-ket", data={"which": which}).status_code == 303
    assert office_chats(office) == [CHAT]


def test_nobody_ends_the_link_of_another(client: Visitor, office: Office) -> None:
    linked(client, office)
    with office.ledger.read() as session:
        number = session.scalars(select(AddressRow.id).where(AddressRow.linked)).one()
    other = office.list_token("nhon-trach")
    client.post(f"/d/{other}/zalo/bo-lien-ket", data={"which": str(number)})
    assert office_chats(office) == [CHAT]


def test_another_telephone_ends_the_links_in_the_chat_of_the_first(client: Visitor, office: Office) -> None:
    linked(client, office, "first")
    before = office.list_token("long-thanh")
    linked(client, office, "second")
    assert client.get(f"/d/{before}").status_code == 410
    assert client.get(f"/d/{office.list_token('long-thanh')}").status_code == 200


def test_the_zalo_page_reads_in_english(client: Visitor, office: Office) -> None:
    linked(client, office)
    page = client.get(f"/d/{office.list_token('long-thanh')}/zalo", headers=ENGLISH)
    assert "End the Zalo link" in page.text
    assert strange(page.text) == []


def test_a_right_secret_does_not_pass_while_its_address_has_to_wait(client: Visitor, office: Office) -> None:
    with office.ledger.begin() as session:
        code = zalo_link.new_code(session, contact(office, "long-thanh"), clock.now(session)).code
    answers = [tell_bot(client, said("LIENKET 1"), f"wrong-{place}").status_code for place in range(31)]
    assert (answers[0], answers[-1]) == (403, 429)
    assert tell_bot(client, said(f"LIENKET {code}")).status_code == 429
    assert office_chats(office) == []


def test_asking_whether_an_address_waits_costs_it_nothing() -> None:
    moment = [0.0]
    door = Doorkeeper(allowed=2, seconds=60, clock=lambda: moment[0])
    assert not any(door.waits("192.0.2.1") for _ in range(9))
    door.wrong("192.0.2.1")
    assert not door.waits("192.0.2.1")
    door.wrong("192.0.2.1")
    assert door.waits("192.0.2.1")
    assert not door.waits("192.0.2.2")
    moment[0] = 30.0
    assert not door.waits("192.0.2.1")


def test_the_links_of_a_superior_open_their_list_and_what_is_below(client: Visitor, office: Office) -> None:
    with office.ledger.begin() as session:
        address = report_links.signer(session, [contact(office, "tinh")]).below(contact(office, "tinh"))
    assert client.get(address.partition("8080")[2]).status_code == 200
