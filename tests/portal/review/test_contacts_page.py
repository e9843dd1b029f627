"""A unit corrects its contacts through its link: nothing changes until somebody else agrees."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from cascade.notices.kinds import Occasion
from models import outbox
from models.database import clock
from models.org import contact_list
from models.tables import AddressRow, AuditRow, ContactRow
from models.views.notice_views import Claimed
from services.answers import contact_answers
from tests.portal.conftest import Office, Visitor
from tests.portal.province import LATE, NOON

UNIT, ABOVE = "an-phuoc", "long-thanh"
OLD, NEW = "an-phuoc@example.vn", "moi@anphuoc.vn"


def person(office: Office, unit: str = UNIT) -> int:
    with office.ledger.read() as session:
        query = select(ContactRow.id).where(ContactRow.unit == unit).order_by(ContactRow.id)
        return session.scalars(query).first() or 0


def ways(office: Office, unit: str = UNIT) -> list[tuple[str, str]]:
    """Whoever is written to for the unit, and where."""
    with office.ledger.read() as session:
        day = clock.now(session).date()
        post = contact_list.in_post(session, [unit], day).get(unit)
        return list(post.addresses) if post else []


def named(office: Office, unit: str = UNIT) -> str:
    with office.ledger.read() as session:
        post = contact_list.in_post(session, [unit], clock.now(session).date()).get(unit)
        return post.name if post else ""


def letters(office: Office, *occasions: str) -> list[Claimed]:
    with office.ledger.begin() as session:
        return [one for one in outbox.claim(session, NOON, "w", 1000) if one.occasion in occasions]


def own(office: Office) -> str:
    return f"/d/{office.list_token(UNIT)}/dau-moi"


def from_above(office: Office, unit: str = ABOVE) -> str:
    return f"/d/{office.list_token(unit)}/dau-moi/{UNIT}"


def ask(client: Visitor, office: Office, **typed: str) -> None:
    answer = client.post(own(office), data={"which": str(person(office)), **typed})
    assert (answer.status_code, answer.headers["location"]) == (303, own(office))


def test_the_page_shows_the_people_of_the_unit_and_no_whole_address(client: Visitor, office: Office) -> None:
    page = client.get(own(office)).text
    assert "Đỗ Thị Mười" in page
    assert OLD not in page
    assert "an…@example.vn" in page


def test_what_a_unit_asks_changes_nothing_until_the_unit_above_agrees(
    client: Visitor, office: Office
) -> None:
    ask(client, office, name="Đỗ Thị Mười", mail=NEW)
    assert ways(office) == [("mail", OLD)]
    [told] = letters(office, Occasion.CONTACT_REQUEST)
    assert (told.unit, told.facts["of_unit"]) == (ABOVE, "Đảng ủy xã An Phước")
    assert told.facts["details"] == [f"thư điện tử: {NEW}"]
    assert urlsplit(told.facts["link"]).path.endswith(f"/dau-moi/{UNIT}")
    page = client.get(from_above(office)).text
    assert NEW in page
    assert f"/dau-moi/{UNIT}" in client.get(f"/d/{office.list_token(ABOVE)}/truc-thuoc").text
    answer = client.post(from_above(office), data={"which": "1", "verdict": "yes"})
    assert answer.status_code == 303
    assert ways(office) == [("mail", NEW)]
    with office.ledger.read() as session:
        acts = session.scalars(
            select(AuditRow).where(AuditRow.act.startswith("contact_")).order_by(AuditRow.id)
        )
        told_acts = [(act.act, act.who, act.unit, act.detail["fields"]) for act in acts]
    assert told_acts == [
        ("contact_request", "Đỗ Thị Mười", UNIT, ["mail"]),
        ("contact_agreed", "Nguyễn Văn An", UNIT, ["mail"]),
    ]


def test_the_old_mailbox_agrees_in_one_press_and_a_list_link_alone_does_not(
    client: Visitor, office: Office
) -> None:
    ask(client, office, mail=NEW)
    [mail] = letters(office, Occasion.CONTACT_CONFIRM)
    assert (mail.channel, mail.address) == ("mail", OLD)
    path = urlsplit(str(mail.facts["link"])).path
    forged = "/".join((*path.split("/")[:-1], "x" + path.rpartition("/")[2]))
    for wrong in (forged, path.replace("/1/", "/2/")):
        assert client.get(wrong).status_code == 403
        assert client.post(wrong, data={"verdict": "yes"}).status_code == 403
    assert NEW in client.get(path).text
    assert ways(office) == [("mail", OLD)]
    assert client.post(path, data={"verdict": "yes"}).status_code == 200
    assert ways(office) == [("mail", NEW)]
    assert "Đã xác nhận" in client.get(path).text


def test_the_owner_of_the_old_mailbox_says_that_it_is_wrong(client: Visitor, office: Office) -> None:
    ask(client, office, mail=NEW)
    [mail] = letters(office, Occasion.CONTACT_CONFIRM)
    path = urlsplit(str(mail.facts["link"])).path
    assert "Đã từ chối" in client.post(path, data={"verdict": "no"}).text
    client.post(path, data={"verdict": "yes"})
    assert ways(office) == [("mail", OLD)]


def test_both_addresses_hear_of_the_change_and_only_the_new_one_gets_a_link(
    client: Visitor, office: Office
) -> None:
    client.post(from_above(office), data={"which": str(person(office)), "mail": NEW})
    told = {one.address: str(one.facts["link"]) for one in letters(office, Occasion.CONTACT_CHANGED)}
    assert set(told) == {OLD, NEW}
    assert told[OLD] == ""
    assert client.get(urlsplit(told[NEW]).path).status_code == 200


def test_nobody_decides_about_their_own_unit_or_one_that_is_not_below(
    client: Visitor, office: Office
) -> None:
    ask(client, office, mail=NEW)
    yes = {"which": "1", "verdict": "yes"}
    assert client.post(own(office), data=yes).status_code == 403
    assert client.post(from_above(office, UNIT), data=yes).status_code == 403
    for stranger in ("nhon-trach", "phu-hoi"):
        assert client.get(from_above(office, stranger)).status_code == 403
        assert client.post(from_above(office, stranger), data=yes).status_code == 403
    other = f"/d/{office.list_token('nhon-trach')}/dau-moi/phu-hoi"
    assert client.post(other, data=yes).status_code == 403
    one_duty = office.token("D6/grassroots", UNIT)
    assert client.get(f"/d/{one_duty}/dau-moi").status_code == 403
    assert ways(office) == [("mail", OLD)]


@pytest.mark.parametrize("decider", [ABOVE, "tinh", "btg"])
def test_whoever_stands_above_and_the_office_of_the_plan_may(
    client: Visitor, office: Office, decider: str
) -> None:
    answer = client.post(
        from_above(office, decider), data={"which": str(person(office)), "zalo_phone": "0987 654 321"}
    )
    assert answer.status_code == 303
    assert ways(office) == [("mail", OLD), ("zbs", "84987654321")]


def test_a_unit_that_nobody_can_write_to_is_put_right_by_whoever_is_above(
    client: Visitor, office: Office
) -> None:
    with office.ledger.begin() as session:
        session.execute(update(AddressRow).where(AddressRow.address == OLD).values(bad_since=NOON))
    assert "Đảng ủy xã An Phước" in client.get(f"/d/{office.list_token(ABOVE)}/dau-moi").text
    typed = {"name": "Lê Văn Tám", "role": "Chánh Văn phòng", "mail": NEW, "first": "1"}
    assert client.post(from_above(office), data=typed).status_code == 303
    assert (named(office), ways(office)) == ("Lê Văn Tám", [("mail", NEW)])
    assert "Đảng ủy xã An Phước" not in client.get(f"/d/{office.list_token(ABOVE)}/dau-moi").text


def test_the_last_contact_leaves_when_that_is_confirmed(client: Visitor, office: Office) -> None:
    ask(client, office, left="1")
    assert named(office) == "Đỗ Thị Mười"
    link = own(office)
    client.post(from_above(office), data={"which": "1", "verdict": "yes"})
    assert named(office) == ""
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"mail": "không phải thư"}, "không phải địa chỉ thư"),
        ({"zalo_phone": "0251 3822 000"}, "số cố định"),
        ({"name": "a\u202eb"}, "U+202E"),
        ({}, "chưa ghi thay đổi nào"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(
    client: Visitor, office: Office, typed: dict[str, str], said: str
) -> None:
    answer = client.post(own(office), data={"which": str(person(office)), **typed})
    assert answer.status_code == 422
    assert said.lower() in answer.text.lower()
    assert not letters(office, Occasion.CONTACT_REQUEST)


def test_a_later_request_about_the_same_person_takes_the_place_of_the_earlier(
    client: Visitor, office: Office
) -> None:
    ask(client, office, mail="mot@anphuoc.vn")
    ask(client, office, mail="hai@anphuoc.vn")
    assert client.post(from_above(office), data={"which": "1", "verdict": "yes"}).status_code == 409
    with office.ledger.begin() as session:
        contact_answers.decide(session, 2, agreed=True, now=NOON, by="văn thư")
    assert ways(office) == [("mail", "hai@anphuoc.vn")]


def test_a_unit_cannot_pile_up_requests(client: Visitor, office: Office) -> None:
    answers = [
        client.post(own(office), data={"name": f"Người thứ {one}", "mail": f"n{one}@anphuoc.vn"}).status_code
        for one in range(12)
    ]
    assert answers == [303] * 10 + [409] * 2


AWAY = {"away": "1", "name": "Lý Thị Thay", "mail": "thay@anphuoc.vn", "since": "19/4", "until": "25/4"}


def test_somebody_stands_in_for_some_days_once_the_old_mailbox_agrees(
    client: Visitor, office: Office
) -> None:
    ask(client, office, **AWAY)
    assert ways(office) == [("mail", OLD)]
    waiting = client.get(own(office)).text
    assert "người thay tạm thời: Lý Thị Thay" in waiting
    assert "thay@anphuoc.vn" not in waiting, "whoever holds a link of the unit sees no whole address"
    [asked] = letters(office, Occasion.CONTACT_CONFIRM)
    assert "từ ngày 19/4/2024 đến hết ngày 25/4/2024" in asked.facts["details"]
    page = urlsplit(str(asked.facts["link"])).path
    assert client.post(page, data={"verdict": "yes"}).status_code == 200
    assert (named(office), ways(office)) == ("Lý Thị Thay", [("mail", "thay@anphuoc.vn")])
    told = {one.address: bool(one.facts["link"]) for one in letters(office, Occasion.CONTACT_CHANGED)}
    assert told == {OLD: False, "thay@anphuoc.vn": True}
    office.set_clock(LATE)
    assert named(office) == "Đỗ Thị Mười", "the days are over, and nobody had to do anything"


def test_a_stand_in_named_from_above_is_written_to_at_once_and_ends_when_the_other_is_back(
    client: Visitor, office: Office
) -> None:
    sent = client.post(from_above(office), data={"which": str(person(office)), **AWAY})
    assert (sent.status_code, named(office)) == (303, "Lý Thị Thay")
    with office.ledger.read() as session:
        query = select(ContactRow.id).where(ContactRow.unit == UNIT, ContactRow.appointed)
        [number] = session.scalars(query)
    assert "đến hết 25/4/2024" in client.get(from_above(office)).text
    foreign = f"/d/{office.list_token('phu-hoi')}/dau-moi"
    assert client.post(foreign, data={"which": str(number), "ended": "1"}).status_code == 409
    sent = client.post(from_above(office), data={"which": str(number), "ended": "1"})
    assert (sent.status_code, named(office)) == (303, "Đỗ Thị Mười")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"mail": ""}, "mail"),
        ({"since": ""}, "since"),
        ({"until": "18/4"}, "until"),
        ({"until": "18/4/2026"}, "until"),
    ],
)
def test_a_stand_in_without_a_name_an_address_or_days_that_can_be_is_refused_beside_the_field(
    client: Visitor, office: Office, typed: dict[str, str], field: str
) -> None:
    sent = client.post(own(office), data={"which": str(person(office)), **AWAY, **typed})
    assert (sent.status_code, f'id="{field}-wrong"' in sent.text) == (422, True)


def test_the_units_own_page_says_what_was_asked_with_addresses_veiled(
    client: Visitor, office: Office
) -> None:
    ask(client, office, name="Đỗ Thị Mười Hai", mail=NEW)
    page = client.get(own(office)).text
    assert "họ và tên: Đỗ Thị Mười Hai; thư điện tử: mo…@anphuoc.vn" in page
    assert NEW not in page
