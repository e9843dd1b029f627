"""A dispatcher in the middle of a long queue is told to stop: one more send, and nothing in doubt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from models import outbox
from models.changes import issuing
from models.channels import rates
from models.contacts import import_units
from models.database import clock
from models.plans import plans
from models.tables import NoticeRow
from models.views.notice_views import NewNotice
from notifications.channels import Channels
from notifications.message import Message
from notifications.outcome import Outcome
from services.dispatch.dispatcher import Dispatcher
from tests.faults.house import House
from tests.faults.life import BY
from tests.faults.processes import CHECKOUT
from tests.faults.province import CODE, ISSUED, NOBODY, UNITS, compiled, tree

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
MANY = 24


@pytest.fixture
def busy(house: House) -> House:
    """A queue that takes seconds to send."""
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
        plan = plans.record(session, CODE)
        notices = [
            NewNotice(plan.id, unit.code, "accepted", f"accepted:{number}", 1, ISSUED)
            for unit in UNITS
            for number in range(MANY)
            if unit.code != NOBODY
        ]
        outbox.enqueue(session, notices, ISSUED)
        clock.set_clock(session, ISSUED)
    return house


@pytest.fixture
def dispatcher(busy: House) -> Iterator[subprocess.Popen[bytes]]:
    """The process that systemd and `dondoc up` start."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.serving", "dispatcher"],
        cwd=CHECKOUT,
        env={**os.environ, **busy.environment, "DONDOC_DATABASE_URL": busy.url},
    )
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()


def states(house: House) -> Counter[str]:
    with house.ledger.read() as session:
        return Counter(session.scalars(select(NoticeRow.state)))


@KINDS
def test_a_busy_dispatcher_that_is_told_to_stop_sends_one_more_at_most(
    busy: House, dispatcher: subprocess.Popen[bytes]
) -> None:
    while len(busy.mail.box.letters) < 20:
        assert dispatcher.poll() is None
        threading.Event().wait(0.01)
    dispatcher.send_signal(signal.SIGTERM)
    letters, told = len(busy.mail.box.letters), len(busy.zalo.world.taken)
    asked = time.monotonic()
    assert dispatcher.wait(30) == 0
    assert time.monotonic() - asked < 5
    assert len(busy.mail.box.letters) + len(busy.zalo.world.taken) <= letters + told + 1
    left = states(busy)
    assert left["sending"] == left["unknown"] == 0
    assert left["queued"] > 100
    busy.until_quiet()
    found = busy.audit()
    assert (found.duplicate_mails, found.lost, states(busy)["unknown"]) == (0, 0, 0)
    # The fake calls the same words to the same chat a double; here they are many notices.
    with busy.ledger.read() as session:
        assert len(busy.zalo.world.taken) == outbox.by_channel(session)["zalo", "sent"]


class Stopping(Channels):
    """Somebody says stop while the third message is under way."""

    def __init__(self, house: House, stop: threading.Event) -> None:
        super().__init__(house.settings)
        self.stop, self.left = stop, 3

    def send(self, message: Message) -> Outcome:
        self.left -= 1
        if self.left == 0:
            self.stop.set()
        return super().send(message)


@KINDS
def test_what_is_given_back_takes_nothing_from_rate_and_quota(busy: House) -> None:
    with busy.ledger.begin() as session:
        rates.configure(session, "mail", rate=1.0, burst=80, quota=90)
        rates.configure(session, "zalo", quota=0)
    stop = threading.Event()
    with Stopping(busy, stop) as channels:
        done = Dispatcher(busy.ledger, channels).drain(stop=stop)
    assert done.total() == 3
    with busy.ledger.read() as session:
        [mail] = [one for one in rates.channels(session) if one.name == "mail"]
        assert mail.quota_left == 87
    with busy.ledger.begin() as session:
        assert len(outbox.claim(session, ISSUED, "next", 100, channels=["mail"])) == 77
