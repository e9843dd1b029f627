"""Sends what is waiting: claim, look again, word it, send it, write down the outcome. Knows no Prefect."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic

from cascade.instants import day_of, instant
from models import clock, outbox, rates
from models.failpoints import failpoint
from models.ledger import Ledger, Session
from models.records import Claimed
from notifications.channels import Channels
from notifications.outcome import Hold, Outcome, OutcomeKind, ours
from tasks.composing import OPS, compose

Clock = Callable[[Session], datetime]
"""What time it is: the ledger's clock, or the instant somebody asked about."""
BATCH = 50
"""Notices under one lease. With each sent in a second they are all spoken for well within five minutes."""
FRESH = 1.0
"""Seconds after which we look again at what is still in hand, even if nobody seems to have done anything."""
MORNING = time(6, 30)
MOST = 20_000
"""In one go; whoever calls again gets the rest."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One attempt, not yet written down."""

    claimed: Claimed
    outcome: Outcome


class Seen:
    """What we saw when we looked whether the notices in hand are still worth saying, and ours."""

    def __init__(self, stamp: int, until: float | None = None) -> None:
        self._stamp = stamp
        self._until = monotonic() + FRESH if until is None else until

    def holds(self, stamp: int) -> bool:
        """Whether nobody has done anything since, and it was not long ago."""
        return stamp == self._stamp and monotonic() < self._until


_NEVER = Seen(-1, 0.0)


class Dispatcher:
    """One worker at the outbox. Several may work at once, in one process or in many."""

    def __init__(self, ledger: Ledger, channels: Channels, clock_: Clock = clock.now) -> None:
        self.ledger = ledger
        self.channels = channels
        self.clock = clock_
        self.worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"

    def drain(self, most: int = MOST) -> Counter[str]:
        """Send everything that is ready now. Says how many attempts ended how."""
        done: Counter[str] = Counter()
        self._recover()
        while done.total() < most and (batch := self._claim(min(BATCH, most - done.total()))):
            done += self._speak(batch)
        return done

    def run(self, stop: threading.Event, pause: float = 1.0) -> None:
        """Send for as long as nobody says stop; between two rounds rest for `pause` seconds."""
        while not stop.is_set():
            try:
                if self.drain().total():
                    continue
            except Exception:
                # The database is away, say. Nothing is lost: what was claimed comes back when its lease ends.
                logger.exception("vòng gửi bị ngắt, thử lại sau")
                stop.wait(10 * pause)
            stop.wait(pause)

    def _recover(self) -> None:
        with self.ledger.begin() as session:
            outbox.recover(session, self.clock(session))

    def _claim(self, limit: int) -> list[Claimed]:
        with self.ledger.begin() as session:
            return outbox.claim(session, self.clock(session), self.worker, limit)

    def _speak(self, batch: Sequence[Claimed]) -> Counter[str]:
        """One commit between two sends: it settles the one before and makes sure of the next.

        If we die in between, exactly one notice may have left without being written down.
        """
        done: Counter[str] = Counter()
        rest, seen, before = deque(batch), _NEVER, None
        while rest:
            waiting = len(rest)
            now, rest, seen = self._settle_and_look(before, rest, seen)
            done["superseded"] += waiting - len(rest)
            before = Spoken(rest[0], self._send(rest.popleft(), now)) if rest else None
            done[before.outcome.kind if before else "superseded"] += 1 if before else 0
        self._settle(before)
        return +done

    def _settle(self, before: Spoken | None) -> None:
        if before is not None:
            with self.ledger.begin() as session:
                _settle(session, before, self.clock(session))

    def _settle_and_look(
        self, before: Spoken | None, rest: deque[Claimed], seen: Seen
    ) -> tuple[datetime, deque[Claimed], Seen]:
        with self.ledger.begin() as session:
            now = self.clock(session)
            if before is not None:
                _settle(session, before, now)
            if rest[0].at_most_once:
                # Its intention to speak is written down by the look, so each has a look of its own.
                heard = outbox.recheck(session, [rest[0]], now)
                return now, rest if heard else deque(list(rest)[1:]), seen
            stamp = outbox.stamp(session)
            if seen.holds(stamp):
                return now, rest, seen
            mails = [one for one in rest if not one.at_most_once]
            kept = {one.id for one in outbox.recheck(session, mails, now)}
            return now, deque(one for one in rest if one.at_most_once or one.id in kept), Seen(stamp)

    def _send(self, claimed: Claimed, now: datetime) -> Outcome:
        try:
            message = compose(claimed, now, self.channels.settings.templates)
        except Exception as error:
            # One unit's facts that a template cannot word must not stop the others.
            logger.exception("không soạn được thông báo %s", claimed.key)
            return ours(f"{type(error).__name__}: {error}", outbox.TEMPLATE)
        failpoint("before_send")
        if claimed.channel == OPS:
            outcome = self.channels.alarm(message.subject, message.text, message.key)
        else:
            outcome = self.channels.send(message)
        failpoint("after_send")
        return outcome


def _settle(session: Session, spoken: Spoken, now: datetime) -> None:
    claimed, outcome = spoken.claimed, spoken.outcome
    outbox.settle(
        session,
        claimed.id,
        claimed.claim,
        outcome.kind,
        now=now,
        reason=outcome.reason or "",
        code=outcome.code or "",
        provider_id=outcome.provider_id or "",
        retry_at=_retry_at(outcome, now),
        blames_contact=outcome.blames_contact,
        pauses_channel=outcome.pauses_channel,
    )
    if outcome.quota_left is not None:
        rates.quota(session, claimed.channel, outcome.quota_left, _morning(now, 1))


def _retry_at(outcome: Outcome, now: datetime) -> datetime | None:
    """When to try again, where the other side gave a hint; the ledger's own pauses otherwise."""
    if outcome.kind is not OutcomeKind.LATER:
        return None
    if outcome.retry_after is not None:
        return now + timedelta(seconds=outcome.retry_after)
    if outcome.hold is Hold.TOMORROW:
        return _morning(now, 1)
    if outcome.hold is Hold.MORNING:
        today = _morning(now, 0)
        return today if today > now else _morning(now, 1)
    return None


def _morning(now: datetime, days: int) -> datetime:
    return instant(day_of(now) + timedelta(days=days), MORNING)
