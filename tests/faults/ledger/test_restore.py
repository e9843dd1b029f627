"""A backup is put back: nothing that left after it leaves again, nothing that never left is called sent."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Channel
from models.changes import issuing
from models.channels import presence, rates
from models.contacts import import_units
from models.plans import plans
from models.reminders import escalate, restore_window
from models.reminders.restore_window import Lost, Restored, restore
from notifications.message import message_id_for
from tests.faults import life
from tests.faults.auditor import DOMAIN, Told, told
from tests.faults.house import House
from tests.faults.life import BY
from tests.faults.province import ISSUED, at, compiled, tree

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
TAKEN = at(16, 4, 7, 59)
"""A minute before the communes are reminded."""
REMINDED = at(16, 4, 8)
STOPPED = at(16, 4, 8, 10)


@pytest.fixture
def house(build: Callable[[str], House], kind: str) -> House:
    """All that came before the backup has been sent."""
    found = build(kind)
    with found.ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
    for moment in (ISSUED, at(10, 4, 8), TAKEN):
        found.set_clock(moment)
        life.sweep(found.ledger, moment)
        found.drain()
    return found


@pytest.fixture
def backup(house: House, tmp_path: Path) -> Iterator[House]:
    """The ledger as it was at TAKEN, before the same mail server and the same Zalo."""
    url = make_url(house.url)
    house.ledger.dispose()
    if url.get_backend_name() == "sqlite":
        copy = url.set(database=str(tmp_path / "backup.db"))
        shutil.copyfile(str(url.database), str(copy.database))
    else:
        copy = url.set(database=f"{url.database}_backup")
        engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{copy.database}" TEMPLATE "{url.database}"'))
        engine.dispose()
    found = House(copy.render_as_string(hide_password=False), house.mail, house.zalo, tmp_path)
    yield found
    found.ledger.dispose()


def live_on(house: House) -> dict[str, Told]:
    """The window: a sweep, and half of the notices leave before the sender stops. All notices by key."""
    house.set_clock(REMINDED)
    life.sweep(house.ledger, REMINDED)
    with house.ledger.begin() as session:
        rates.pause(session, Channel.ZALO, "nghỉ", REMINDED + timedelta(hours=1), REMINDED)
    house.drain()
    return {one.key: one for one in told(house.ledger)}


def put_back(backup: House, lost: Lost) -> Restored:
    """As `dondoc restore --apply` does it, two hours after the last sender stopped."""
    backup.set_clock(STOPPED + timedelta(hours=2))
    with backup.ledger.begin() as session:
        return restore(session, lost, backup.now, BY)


@KINDS
def test_nothing_leaves_twice_and_all_that_is_in_doubt_is_listed(backup: House, house: House) -> None:
    real = live_on(house)
    mails, chats = Counter(house.mail.box.ids), len(house.zalo.world.taken)
    done = put_back(backup, Lost(TAKEN, STOPPED))
    written = {one.key for one in told(backup.ledger)}
    assert written == real.keys()
    in_doubt = {one.key for one in done.perhaps}
    new = {key for key, one in real.items() if one.due_at > TAKEN and one.state in ("sent", "queued")}
    assert in_doubt == new
    assert all(one.reason == restore_window.PERHAPS for one in done.perhaps)
    assert done.left == []
    backup.drain()
    assert Counter(house.mail.box.ids) == mails
    assert len(house.zalo.world.taken) == chats
    states = {one.key: one.state for one in told(backup.ledger)}
    assert {states[key] for key in in_doubt} == {"unknown"}
    backup.until_quiet()
    assert max(house.mail.box.ids.values()) == 1


@KINDS
def test_with_the_mail_servers_log_only_what_it_has_is_sent_and_the_rest_leaves(
    backup: House, house: House
) -> None:
    live_on(house)
    log = frozenset(name.strip("<>").partition("@")[0] for name in house.mail.box.ids)
    [some, *_] = [one for one in told(house.ledger) if one.state == "sent" and one.due_at > TAKEN]
    gone = restore_window.mail_name(some.key)
    assert message_id_for(some.key, DOMAIN) == f"<{gone}@{DOMAIN}>"
    done = put_back(backup, Lost(TAKEN, STOPPED, log - {gone}))
    assert {one.channel for one in done.perhaps} == {"zalo"}
    assert done.left
    assert all(restore_window.mail_name(one.key) in log - {gone} for one in done.left)
    backup.drain()
    sent_again = {name for name, count in house.mail.box.ids.items() if count > 1}
    assert sent_again == {message_id_for(some.key, DOMAIN)}, "the log did not know it: it had to leave"


@KINDS
def test_what_came_due_after_the_last_sender_stopped_is_sent_as_usual(backup: House, house: House) -> None:
    done = put_back(backup, Lost(TAKEN, TAKEN + timedelta(seconds=30)))
    assert (done.left, done.perhaps) == ([], [])
    assert done.caught_up > 0
    before = house.mail.box.received
    backup.drain()
    assert house.mail.box.received > before


def test_it_is_refused_where_it_would_do_harm(backup: House, house: House) -> None:
    live_on(house)
    with house.ledger.begin() as session, pytest.raises(Refusal, match="sau bản sao lưu"):
        restore(session, Lost(TAKEN, REMINDED), REMINDED, BY)
    with pytest.raises(Refusal, match="lúc dừng"):
        put_back(backup, Lost(STOPPED, TAKEN))
    with backup.ledger.begin() as session:
        presence.beat(session, "dispatcher", {"mail"})
    with pytest.raises(Refusal, match="đang chạy"):
        put_back(backup, Lost(TAKEN, STOPPED))
    with backup.ledger.begin() as session:
        presence.leave(session, "dispatcher")
    put_back(backup, Lost(TAKEN, STOPPED))
    with pytest.raises(Refusal, match="sau bản sao lưu"):
        put_back(backup, Lost(TAKEN, STOPPED))
    with backup.ledger.read() as session:
        assert escalate.parts(session, plans.record(session, "faults").id, backup.now, most=0) == []
