"""A mail that comes back: whose address is given up, who hears of it, and what makes it good again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from cascade.notices.kinds import NoticeState
from cascade.org.tree import Contact, OrgTree
from models.contacts import address_health
from models.database import audit
from models.views.notice_views import Claimed
from notifications.message import message_id_for
from services.dispatch import returned_mail
from services.dispatch.returned_mail import MailTaken
from tests.bounce_mails import ADDRESS, BOUNCES, GONE, NO_COPY, Came, report
from tests.ledger.world import House, at, province
from tests.ops_told import woken

# Which forms are read is another table (tests/unit/notifications/test_bounces.py).
SOME = [
    one
    for one in BOUNCES
    if one.name
    in (
        "rfc 3464, the head behind",
        "forwarded, the original is not told",
        "forwarded, nothing behind",
        "the original recipient in xtext",
        "postfix, gave up after five days",
        "refused as spam",
        "VNPT, a full mailbox",
    )
]
Written = Callable[..., tuple[House, Claimed]]
UNIT = "h1-x1"
NOW = at(4, 10)
LATER = at(4, 12)


def named(written: str, ways: tuple[tuple[str, str], ...] = (("zalo", "z-1"),)) -> OrgTree:
    """The small province, with another address for one commune."""
    tree = province()
    people = [one for some in tree.contacts.values() for one in some if one.unit != UNIT]
    return tree.of(tree.units.values(), [*people, Contact(UNIT, "Đầu mối", (("mail", written), *ways))])


@pytest.fixture
def written(issue: Callable[..., House]) -> Written:
    """A house that has just reminded the commune under that address."""

    def sent(address: str = "Xa1@Example.vn", **more: tuple[tuple[str, str], ...]) -> tuple[House, Claimed]:
        house = issue(tree=named(address, **more))
        house.send_all(at(3, 2))
        house.run(NOW)
        (mine,) = [one for one in house.send_all(NOW) if one.unit == UNIT]
        return house, mine

    return sent


def take_in(house: House, mail: str, key: str = "", now: datetime = LATER) -> MailTaken:
    mail = mail.replace("OURS", message_id_for(key, "example.vn").strip("<>"))
    with house.ledger.begin() as session:
        return returned_mail.take_in(session, mail.encode(), now, "mta")


def given_up(house: House) -> list[str]:
    with house.ledger.read() as session:
        return [one.address for one in address_health.troubled(session, date(2026, 4, 12))]


def states(house: House) -> list[tuple[str, str]]:
    return [(row.channel, row.state) for row in house.notices("reminder", unit=UNIT)]


def person(address: str, day: int = 13, more: str = "") -> str:
    head = f"From: Bà D <{address}>\nDate: Mon, {day} Apr 2026 09:00:00 +0700\n"
    return f"{head}Subject: Re: Nhắc hạn\n{more}\nĐã nhận."


@pytest.mark.parametrize("came", SOME, ids=lambda one: one.name)
def test_a_bounce_of_any_form_finds_its_notice_and_its_address(written: Written, came: Came) -> None:
    address = "Xa1@Example.vn" if "+" not in came.names else "xa1+vp@example.vn"
    house, mine = written(address)
    taken = take_in(house, came.mail, mine.key)
    assert (taken.notices, states(house)) == (1, [("mail", "failed"), ("zalo", "queued")])
    assert given_up(house) == ([address] if came.blame == "address" else [])
    again = take_in(house, came.mail, mine.key)
    assert (again.notices, again.marked) == (0, ()), "told twice"


@pytest.mark.parametrize(
    "mail",
    [
        report(GONE),
        report(GONE, text="Message-ID: <la@khac.vn>", copy=NO_COPY),
        report(GONE.replace(ADDRESS, "chua-gui@example.vn"), copy=NO_COPY),
        report(GONE.replace(ADDRESS, "xa1+khac@example.vn"), copy=NO_COPY),
        report(GONE.replace("5.1.1", "4.4.1"), copy=NO_COPY),
    ],
    ids=["not ours", "not ours, in words", "never written to", "another box", "gave up, no mail shown"],
)
def test_a_report_on_a_mail_that_we_did_not_send_marks_nobody(written: Written, mail: str) -> None:
    house, _ = written()
    taken = take_in(house, mail, "f" * 64)
    assert (taken.notices, taken.marked, given_up(house)) == (0, (), [])
    assert states(house) == [("mail", "sent")]


def test_a_mail_of_three_weeks_ago_is_not_looked_for(written: Written) -> None:
    house, mine = written()
    assert take_in(house, report(GONE), mine.key, NOW + timedelta(days=15)).notices == 0


@pytest.mark.parametrize("written_as", ["xa1+dondoc@example.vn", "Xa1@EXAMPLE.vn", "xa1@tỉnh-ủy.vn"])
def test_an_address_is_known_however_a_server_writes_it_back(written: Written, written_as: str) -> None:
    house, _ = written(written_as)
    domain = written_as.partition("@")[2].encode("idna").decode("ascii")
    back = f"xa1@{domain}"
    assert take_in(house, report(GONE.replace(ADDRESS, back), copy=NO_COPY)).notices == 1
    assert given_up(house) == [written_as]


def test_the_unit_above_and_the_desk_hear_of_it_once_in_one_letter(written: Written) -> None:
    house, mine = written()
    take_in(house, report(GONE), mine.key)
    take_in(house, report(GONE), mine.key)
    assert sorted(row.unit for row in house.notices("unreachable")) == ["h1", "tinh-btg"]
    assert [one for one in house.claim(LATER) if one.occasion == "unreachable"] == [], "it waits for others"
    heard = [one for one in house.claim(LATER + timedelta(minutes=31)) if one.occasion == "unreachable"]
    assert sorted(one.unit for one in heard) == ["h1", "tinh-btg"]
    assert {one.facts["reason"] for one in heard} == {
        "thư gửi đến Xa1@Example.vn bị trả lại: "
        "5.1.1 550 5.1.1 <xa1@example.vn>: Recipient address rejected: User unknown"
    }


def test_a_list_full_of_wrong_addresses_is_one_letter(house: House) -> None:
    house.run(NOW)
    for one in house.send_all(NOW):
        take_in(house, report(GONE), one.key)
    letters = house.notices("unreachable")
    assert len({row.unit for row in letters}) == len(letters)
    desk = [one for one in house.claim(LATER + timedelta(minutes=31)) if one.unit == "tinh-btg"]
    (heard,) = [one for one in desk if one.occasion == "unreachable"]
    assert "Đảng ủy xã 1.1" in str(heard.facts["unit"])
    assert not heard.facts.get("reason")


def test_a_unit_with_no_other_way_is_told_of_once_too(written: Written) -> None:
    house, mine = written(ways=())
    take_in(house, report(GONE), mine.key)
    house.run(at(4, 16))
    assert states(house)[0] == ("mail", "failed")
    assert sorted(row.unit for row in house.notices("unreachable")) == ["h1", "tinh-btg"]


def test_a_refused_mail_blames_nobody_and_ops_hear(written: Written) -> None:
    house, mine = written()
    spam = next(one for one in BOUNCES if one.blame == "refused")
    take_in(house, spam.mail, mine.key)
    assert given_up(house) == []
    assert [row.unit for row in house.notices("unreachable")] == []
    with house.ledger.read() as session:
        assert [rung.partition("@")[0] for rung in woken(session)] == ["mail:refused"]


def test_the_next_notice_goes_the_other_way_until_somebody_writes_from_there(written: Written) -> None:
    house, mine = written()
    take_in(house, report(GONE), mine.key)
    assert take_in(house, person("XA1@example.vn"), now=at(4, 13, 10)).mended == ADDRESS
    assert given_up(house) == []
    house.run(at(4, 16))
    assert [row.channel for row in house.notices(unit=UNIT) if row.rung == "T-1"] == ["mail"]


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (person(ADDRESS, 9), "written before it failed"),
        (person(ADDRESS, 13, "Auto-Submitted: auto-replied\n"), "nobody pressed send"),
        (person(ADDRESS, 13).replace("Re: Nhắc hạn", "Trả lời tự động: vắng mặt"), "nobody pressed send"),
        (person("xa2@example.vn"), "another mailbox"),
        (person("khong-ai@example.vn"), "a stranger"),
    ],
)
def test_a_mail_that_proves_nothing_mends_nothing(written: Written, mail: str, why: str) -> None:
    house, mine = written()
    take_in(house, report(GONE), mine.key)
    assert (take_in(house, mail, now=at(4, 13, 10)).mended, given_up(house)) == ("", ["Xa1@Example.vn"]), why


def test_a_late_bounce_of_a_mail_from_before_it_was_mended_gives_nobody_up(written: Written) -> None:
    house, mine = written()
    take_in(house, report(GONE), mine.key)
    with house.ledger.begin() as session:
        assert address_health.mend(session, "xa1@example.vn", LATER + timedelta(hours=1), "văn thư") == 1
    first = [row for row in house.notices(unit=UNIT) if row.occasion == "issued"]
    assert [row.state for row in first] == [NoticeState.SENT]
    late = take_in(house, report(GONE), first[0].key, at(3, 14))
    assert (late.notices, late.marked, given_up(house)) == (1, (), [])


def test_each_bounce_is_in_the_log_under_its_unit(written: Written) -> None:
    house, mine = written()
    take_in(house, report(GONE), mine.key)
    with house.ledger.read() as session:
        (row,) = audit.trail(session, plan=None, unit=UNIT, limit=1)
    assert (row.act, row.who, row.detail["address"]) == ("bounce", "mta", "Xa1@Example.vn")
