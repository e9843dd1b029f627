"""Backed up at some moment of a plan's life and put back at another: counted at a real mail server.

What left after the backup does not leave again, what did not leave is not called sent, and life goes on.
"""

from __future__ import annotations

import random
import shutil
import signal
import socket
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import and_, make_url, or_, select, update

from cascade.lang.refusal import Refusal
from models.channels import presence
from models.database import clock, stored_settings
from models.reminders import restore_window
from models.tables import NoticeRow, SettingRow
from notifications.message import message_id_for
from services.dispatch import sent_journal
from services.keeping.back_up import RESTORED, back_up
from services.keeping.newest_backup import NewestBackup, newest_backup
from services.keeping.put_back import BackupWanted, PutBack, put_back
from tests.faults import life
from tests.faults.auditor import DOMAIN, told
from tests.faults.house import House
from tests.faults.life import BY
from tests.faults.processes import Nursery
from tests.faults.province import ISSUED, at

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
LIFE = (ISSUED, at(30, 5))
BEFORE_REMINDER, REMINDED = at(19, 4, 7, 59), at(19, 4, 8, 10)

_SINCE = update(NoticeRow).where(NoticeRow.created_at > BEFORE_REMINDER)


def _moments() -> list[Any]:
    """When it was backed up, and when it was lost: `make test` tries some, `make faults` all."""
    found = []
    for seed in range(12):
        dice = random.Random(seed)
        span = (LIFE[1] - LIFE[0]) / timedelta(minutes=1)
        first, second = sorted(dice.sample(range(int(span)), 2))
        kind = "postgresql" if seed % 3 == 2 else "sqlite"
        taken, lost = (LIFE[0] + timedelta(minutes=one) for one in (first, second))
        marks = [] if seed in (0, 2) else [pytest.mark.slow]
        found.append(pytest.param(taken, lost, kind, id=f"{seed}-{kind}", marks=marks))
    return found


def lived_until(house: House, moment: datetime) -> None:
    """Everybody does what they do; then the clock shows that moment."""
    life.play(house.ledger, house.settings, moment)
    house.set_clock(moment)


def sent_ids(house: House) -> Counter[str]:
    return Counter(house.mail.box.ids)


def restored(house: House, made: NewestBackup, **more: Any) -> PutBack:
    return put_back(house.ledger, BackupWanted(Path(made.file), **more), BY, apply=True)


@pytest.mark.parametrize(("taken", "lost", "kind"), _moments(), indirect=["kind"])
def test_at_any_moment_nothing_leaves_twice_and_nothing_is_called_sent_that_was_not(
    taken: datetime, lost: datetime, house: House, tmp_path: Path
) -> None:
    lived_until(house, taken)
    made = back_up(house.ledger, tmp_path / "backups")
    lived_until(house, lost)
    arrived, chats = sent_ids(house), len(house.zalo.world.taken)
    done = restored(house, made)
    assert done.complete
    assert done.window.perhaps == []
    assert all(restore_window.mail_name(one.key) for one in done.window.left)
    for one in told(house.ledger):
        if one.channel == "mail" and one.state == "sent":
            assert message_id_for(one.key, DOMAIN) in arrived
    house.drain()
    assert {name: count for name, count in sent_ids(house).items() if count > 1} == {}
    before = {one.key for one in told(house.ledger)}
    life.play(house.ledger, house.settings)
    twice = {name for name, count in sent_ids(house).items() if count > 1}
    # What people had done in the lost window they do again, and hear of it again; nothing else.
    assert not twice & {message_id_for(key, DOMAIN) for key in before}
    assert len(house.zalo.world.taken) >= chats
    states = {one.state for one in told(house.ledger)}
    assert states <= {"sent", "failed", "superseded", "missed"}


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
def test_what_was_being_said_when_the_sender_died_is_for_a_person_to_decide(
    house: House, cold_nursery: Nursery, tmp_path: Path
) -> None:
    lived_until(house, BEFORE_REMINDER)
    made = back_up(house.ledger, tmp_path / "backups")
    assert made.tried == RESTORED
    house.set_clock(REMINDED)
    life.sweep(house.ledger, REMINDED)
    house.ledger.dispose()
    job = house.start(cold_nursery, "drain", DONDOC_FAILPOINT="after_send:4")
    assert job.wait() == -signal.SIGKILL, job.words()
    arrived = sent_ids(house)
    with house.ledger.begin() as session:
        # The ledger is lost: what it knew of the window, nobody can ask.
        session.execute(_SINCE.values(state="queued"))
    done = restored(house, made)
    [in_doubt] = done.window.perhaps
    assert done.window.left
    house.drain()
    house.until_quiet()
    again = {name for name, count in sent_ids(house).items() if count > 1}
    assert again == set()
    states = {one.key: one.state for one in told(house.ledger)}
    assert states[in_doubt.key] == "unknown"
    assert arrived.keys() <= sent_ids(house).keys()


def test_without_the_journal_the_window_is_silenced_and_with_it_from_elsewhere_it_is_not(
    house: House, tmp_path: Path
) -> None:
    lived_until(house, BEFORE_REMINDER)
    made = back_up(house.ledger, tmp_path / "backups")
    lived_until(house, REMINDED)
    folder = sent_journal.folder_of(house.url)
    assert folder is not None
    shutil.move(folder, tmp_path / "elsewhere")
    with house.ledger.begin() as session:
        session.execute(_SINCE.values(state="queued"))
        session.execute(
            update(SettingRow)
            .where(SettingRow.key.startswith("journal:"))
            .values(value={"host": "another", "folder": str(folder)})
        )
    look = put_back(house.ledger, BackupWanted(Path(made.file)), BY, apply=False)
    assert not look.complete
    assert look.window.left == []
    assert look.window.perhaps
    for file in (tmp_path / "elsewhere").iterdir():
        file.rename(file.with_name(file.name.replace(socket.gethostname(), "another")))
    done = restored(house, made, journals=(tmp_path / "elsewhere",))
    before = sent_ids(house)
    assert {one.key for one in done.window.left} <= {one.key for one in look.window.perhaps}
    house.drain()
    assert max(sent_ids(house).values()) == 1
    assert before


@pytest.mark.parametrize(
    "kind", ["postgresql", pytest.param("sqlite", marks=pytest.mark.slow)], indirect=True
)
def test_put_back_while_everybody_works_on(house: House, nursery: Nursery, tmp_path: Path) -> None:
    lived_until(house, BEFORE_REMINDER)
    made = back_up(house.ledger, tmp_path / "backups")
    house.set_clock(REMINDED)
    life.sweep(house.ledger, REMINDED)
    before = sent_ids(house).total()
    job = house.start(nursery, "dispatch")
    try:
        while sent_ids(house).total() == before and not job.over_within(0.01):
            pass
        with house.ledger.begin() as session:
            presence.beat(session, "dispatcher", {"mail"})
        with pytest.raises(Refusal, match="đang chạy"):
            restored(house, made)
        done = restored(house, made, running=True)
        with house.ledger.read() as session:
            assert presence.at_work(session), "who is at work is not a thing of the backup"
            assert clock.shown(session) == REMINDED
        while _waits(house) and not job.over_within(0.02):
            pass
    finally:
        job.kill()
    assert max(sent_ids(house).values()) == 1
    in_doubt = {one.key for one in done.window.perhaps}
    assert len(in_doubt) <= 1, "no more than what was in the air"
    unsent = {one.key for one in told(house.ledger) if one.state not in ("sent", "failed", "superseded")}
    assert unsent <= in_doubt


def _waits(house: House) -> bool:
    with house.ledger.read() as session:
        ready = and_(NoticeRow.state == "queued", NoticeRow.ready_at <= REMINDED)
        asked = select(NoticeRow.id).where(or_(ready, NoticeRow.state == "sending"))
        return session.scalar(asked.limit(1)) is not None


def test_to_look_changes_nothing(house: House, tmp_path: Path) -> None:
    lived_until(house, BEFORE_REMINDER)
    made = back_up(house.ledger, tmp_path / "backups")
    lived_until(house, REMINDED)
    before = told(house.ledger)
    look = put_back(house.ledger, BackupWanted(Path(made.file)), BY, apply=False)
    assert told(house.ledger) == before
    done = restored(house, made)
    assert [one.key for one in done.window.left] == [one.key for one in look.window.left]
    assert done.window.left


def test_a_key_that_was_changed_since_stays_changed(house: House, tmp_path: Path) -> None:
    lived_until(house, ISSUED)
    made = back_up(house.ledger, tmp_path / "backups")
    house.set_clock(ISSUED + timedelta(hours=1))
    with house.ledger.begin() as session:
        stored_settings.put(session, "link-secret", {"key": "new"})
        assert newest_backup(session) == made
    restored(house, made)
    with house.ledger.read() as session:
        assert stored_settings.get(session, "link-secret") == {"key": "new"}


def test_the_journal_tells_nothing_of_anybody(house: House) -> None:
    lived_until(house, at(10, 3))
    folder = sent_journal.folder_of(house.url)
    assert folder is not None
    assert str(make_url(house.url).database) in str(folder)
    text = "".join(file.read_text(encoding="ascii") for file in folder.iterdir())
    assert text.count(" + ") == text.count(" > ") - text.count(" - ") > 0
    assert "@" not in text
    assert "chat-" not in text
    modes = {file.stat().st_mode & 0o777 for file in folder.iterdir()}
    assert modes == {0o600}
