"""A channel that nobody has set up is passed over at once; one that is only away for a while is not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest

from cascade.notices.kinds import Channel
from cascade.org.tree import Contact, OrgTree
from models import outbox
from models.channels import configured, presence
from models.database import clock
from models.outbox import unheard
from models.outbox.notice_rows import COLUMNS
from models.tables import NoticeRow
from tests.ledger.world import House, at, province
from tests.ops_told import woken

NOW = at(4, 10)


def show(house: House, channels: Collection[str], ago: timedelta = timedelta(0)) -> None:
    """A sender with these channels showed itself some time ago."""
    with house.ledger.begin() as session:
        configured.show(session, channels, clock.machine() - ago)


def pass_over(house: House, sends: Collection[str]) -> int:
    with house.ledger.begin() as session:
        return outbox.pass_over(session, NOW, sends)


def ways(house: House, unit: str = "h1-x1") -> list[tuple[str, str, str]]:
    return [(row.channel, row.address, row.state) for row in house.notices("reminder", unit=unit)]


def test_new_notices_take_the_first_channel_that_is_set_up(house: House) -> None:
    show(house, ["zalo", "apprise"])
    house.run(NOW)
    assert ways(house) == [("zalo", "z-h1-x1", "queued")]


def test_once_the_channel_is_set_up_new_notices_use_it(house: House) -> None:
    show(house, ["zalo"])
    house.run(NOW)
    show(house, ["mail", "zalo"])
    house.run(at(4, 16))
    assert [way[0] for way in ways(house)] == ["zalo", "mail"]


def test_where_nobody_knows_what_is_set_up_the_contacts_own_order_holds(house: House) -> None:
    house.run(NOW)
    assert ways(house) == [("mail", "h1-x1@example.vn", "queued")]


@pytest.mark.parametrize("away", [timedelta(minutes=9), timedelta(minutes=11)])
def test_a_sender_that_is_away_for_a_moment_keeps_its_channel(house: House, away: timedelta) -> None:
    show(house, ["mail"], away)
    show(house, ["zalo"])
    house.run(NOW)
    assert ways(house)[0][0] == ("mail" if away < configured.PATIENCE else "zalo")


def test_while_all_senders_are_away_it_stays_as_it_was(house: House) -> None:
    show(house, ["zalo"], timedelta(days=3))
    house.run(NOW)
    assert ways(house)[0][0] == "zalo"


def test_what_waits_already_is_moved_said_once_and_ops_hear_why(house: House) -> None:
    house.run(NOW)
    assert pass_over(house, ["zalo"]) > 0
    assert ways(house) == [("zalo", "z-h1-x1", "queued")]
    assert pass_over(house, ["zalo"]) == 0
    with house.ledger.read() as session:
        [alarm] = unheard(session, NOW)
    sent = house.send_all(NOW)
    assert [one.channel for one in sent if one.unit == "h1-x1"] == ["zalo"]
    with house.ledger.read() as session:
        assert [rung.partition("@")[0] for rung in woken(session)] == ["channel:mail"]
    assert alarm.why == "kênh mail chưa được cấu hình, gửi qua kênh kế tiếp của cán bộ đầu mối"


def test_what_has_gone_the_other_way_before_is_not_said_again(house: House) -> None:
    show(house, ["zalo"])
    house.run(NOW)
    [before] = house.notices("reminder", unit="h1-x1")
    house.send_all(NOW)
    show(house, ["mail"], timedelta(0))
    with house.ledger.begin() as session:
        twin = {name: getattr(session.get(NoticeRow, before.id), name) for name in COLUMNS}
        waiting = {"key": "again", "channel": "mail", "state": "queued", "ready_at": NOW}
        session.add(NoticeRow(**(twin | waiting)))
    assert pass_over(house, ["zalo"]) == 0, "mail is set up elsewhere"
    with house.ledger.begin() as session:
        configured.show(session, ["zalo"], clock.machine() + timedelta(hours=1))
    assert pass_over(house, ["zalo"]) == 1
    assert [(row.channel, row.state) for row in house.notices("reminder", unit="h1-x1")] == [
        ("zalo", "sent"),
        ("mail", "superseded"),
    ]


def test_a_contact_with_no_other_way_waits_for_the_channel(issue: Callable[..., House]) -> None:
    drawn = province()
    only = [Contact(unit.code, f"Đầu mối {unit.code}", (("zalo", f"z-{unit.code}"),)) for unit in drawn]
    house = issue(tree=OrgTree.of(drawn.units.values(), only))
    house.run(NOW)
    assert pass_over(house, ["mail"]) == 0
    assert ways(house) == [("zalo", "z-h1-x1", "queued")]


def test_a_process_that_shows_itself_says_what_can_be_sent(house: House) -> None:
    with house.ledger.begin() as session:
        presence.beat(session, "dispatcher", ["mail", "apprise"])
        assert set(configured.there(session) or ()) == {"mail", "apprise"}
        presence.leave(session, "dispatcher")
        assert set(configured.there(session) or ()) == {"mail", "apprise"}, "remembered when it goes"


@pytest.mark.parametrize(
    ("environment", "known"),
    [
        ({}, None),
        ({"DONDOC_MAIL_URL": "dpmail://x"}, frozenset({"mail", "apprise"})),
        ({"DONDOC_MAIL_URL": "", "DONDOC_ZBS_URL": "zbs://x"}, frozenset({"zbs", "apprise"})),
    ],
)
def test_before_any_sender_has_run_ones_own_settings_tell(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    known: frozenset[str] | None,
) -> None:
    for channel in Channel:
        if channel.setting:
            monkeypatch.delenv(channel.setting, raising=False)
    monkeypatch.delenv("DONDOC_MEMORY_BOX", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with house.ledger.begin() as session:
        assert configured.beforehand(session) == known
        assert configured.beforehand(None) == known
        configured.show(session, ["zalo"], clock.machine())
        assert configured.beforehand(session) == frozenset({"zalo"})
