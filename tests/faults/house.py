"""One ledger with a mail server and a Zalo beside it, and the processes that work there."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import cached_property
from pathlib import Path

from models.database import clock
from models.database.ledger import Ledger
from notifications.channels import ChannelSettings
from notifications.fakes.mail import MailSink
from notifications.fakes.zalo import FakeZalo
from services.dispatch import open_channels
from services.dispatch.dispatcher import Dispatcher
from tests.faults.auditor import Score, Told, audit
from tests.faults.life import queue
from tests.faults.processes import Nursery, Running
from tests.faults.province import DEAD_MAIL, ISSUED


class House:
    """The mail server refuses the dead addresses from the start; everything else works."""

    def __init__(self, url: str, mail: MailSink, zalo: FakeZalo, folder: Path) -> None:
        self.url, self.mail, self.zalo = url, mail, zalo
        self._log = folder / f"house-{id(self)}.log"
        self.kills: list[datetime] = []
        self._user = ""
        self.templates: Path | None = None
        self.more: dict[str, str] = {}
        mail.rules.add(DEAD_MAIL, "rcpt-550")

    @cached_property
    def ledger(self) -> Ledger:
        """Opened by the test itself."""
        return Ledger(self.url)

    def lock_mail(self, user: str, password: str) -> None:
        """From now on the mail server wants a password, and we know it."""
        self.mail.stop()
        self.mail = MailSink(web_port=None, login=(user, password)).start()
        self.mail.rules.add(DEAD_MAIL, "rcpt-550")
        self._user = f"{user}:{password}@"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to know to send. A second is long for a server on this machine."""
        mail = f"{self._user}127.0.0.1:{self.mail.port}"
        from_ = "from=btg@example.vn&mode=insecure&rto=1&cto=2"
        return {
            "DONDOC_MAIL_URL": f"dpmail://{mail}/?{from_}",
            "DONDOC_ZALO_BOT_URL": f"{self.zalo.bot_url}&rto=1",
            "DONDOC_OPS_URL": f"dpmail://{mail}/ops@example.vn?{from_}",
            "DONDOC_SECRET": "kill-it-cut-it-off-lie-to-it-7f3a9c51",
            "DONDOC_TEMPLATES": str(self.templates or ""),
            **self.more,
        }

    @property
    def settings(self) -> ChannelSettings:
        """The same for a dispatcher in the test itself."""
        return ChannelSettings.from_env(self.environment)

    def start(self, nursery: Nursery, do: str, **more: str) -> Running:
        """A process that works here."""
        return nursery.start(do, self.url, self._log, **{**self.environment, **more})

    def note_kill(self) -> None:
        """Remember when, by the ledger's clock, somebody was killed."""
        self.kills.append(self.now)

    @property
    def now(self) -> datetime:
        """What the ledger's clock shows."""
        with self.ledger.read() as session:
            return clock.shown(session) or ISSUED

    def set_clock(self, at: datetime) -> None:
        """Move the ledger's clock."""
        with self.ledger.begin() as session:
            clock.set_clock(session, at)

    def drain(self) -> Counter[str]:
        """One dispatcher of the test's own, once through the queue."""
        with open_channels.opened(self.ledger, self.environment) as channels:
            return Dispatcher(self.ledger, channels).drain()

    def step(self) -> bool:
        """Move the clock to the next instant at which the queue has something to do; False: all is quiet."""
        with self.ledger.read() as session:
            now = clock.now(session)
            moments = [moment for moment in queue(session) if moment > now]
        if moments:
            self.set_clock(min(moments))
        return bool(moments)

    def until_quiet(self, rounds: int = 30) -> None:
        """Send, wait, send again, until nothing waits any more."""
        for _ in range(rounds):
            self.drain()
            if not self.step():
                return
        raise AssertionError(f"still not quiet after {rounds} rounds")

    def audit(self, reference: list[Told] | None = None) -> Score:
        """The account of what happened here."""
        score = audit(self.ledger, self.mail, self.zalo, reference)
        score.kills = len(self.kills)
        return score

    def tear_down(self) -> None:
        """Nothing is left running."""
        self.ledger.dispose()
        self.mail.stop()
        self.zalo.web.stop()
