"""Sends what is waiting: claim, look again, word it, send it, write down the outcome. Knows no Prefect."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from cascade.notices.kinds import Channel, NoticeState
from models import outbox
from models.channels import presence, rates
from models.database import clock
from models.database.failpoints import failpoint
from models.database.ledger import Ledger, Session
from models.messages import kept_words
from models.views.notice_views import Claimed
from notifications.channels import Channels
from notifications.outcome import Outcome, OutcomeKind, ours
from services.dispatch import arrivals
from services.dispatch.batch_parts import BatchParts
from services.dispatch.compose import compose
from services.dispatch.enclosures import Enclosures
from services.dispatch.minute import Minute
from services.dispatch.retry_hour import morning, retry_at
from services.dispatch.sent_journal import SentJournal
from settings import traces
from settings.traces import TraceAct

Clock = Callable[[Session], datetime]
"""What time it is: the ledger's clock, or the instant somebody asked about."""
BATCH = 100
"""Notices under one lease. With each sent in a second they are all spoken for well within five minutes."""
FRESH = 1.0
"""Seconds after which we look again at what is still in hand, even if nobody seems to have done anything."""
ASKING = 30.0
"""Seconds until an idle dispatcher, which comes by every second, thinks of asking Zalo again."""
MOST = 20_000
"""In one go; whoever calls again gets the rest."""
logger = logging.getLogger(__name__)


Note = Callable[[str, str, float], None]
"""Is told of each attempt: its channel, its outcome, the seconds it took."""
STUCK = 300.0
"""Seconds. A loop that has not moved for so long stands still: no call to a channel takes that long."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One attempt, not yet written down."""

    claimed: Claimed
    outcome: Outcome
    broken: str = ""
    """Why the office's own words could not be used for it."""


class Hand:
    """What we have claimed and not yet said."""

    def __init__(self, batch: Sequence[Claimed]) -> None:
        self._rest = deque(batch)
        self._stamp, self._until = -1, 0.0
        self.dropped = 0

    def next(self, session: Session, now: datetime, stamp: int) -> Claimed | None:
        """The next that is still worth saying; it must be said in the next second or not at all."""
        while self._rest:
            self._look(session, now, stamp)
            if self._rest and not self._rest[0].at_most_once:
                return self._rest.popleft()
            if self._rest:
                # The look writes down that it is about to be said, so each of these has a look of its own.
                one = self._rest.popleft()
                if outbox.recheck(session, [one], now):
                    return one
                self.dropped += 1
        return None

    def lay_down(self, session: Session) -> None:
        """We are told to stop: all that is left goes back to the queue at once."""
        outbox.release(session, list(self._rest))
        self._rest.clear()

    def let_rest(self, session: Session, spoken: Spoken) -> None:
        """Where a channel must rest, what we still hold for it goes back to the queue."""
        outcome, channel = spoken.outcome, spoken.claimed.channel
        broken = outcome.kind is OutcomeKind.OURS and outcome.code != outbox.TEMPLATE
        if outcome.pauses_channel or broken:
            outbox.release(session, [one for one in self._rest if one.channel == channel])
            self._rest = deque(one for one in self._rest if one.channel != channel)

    def _look(self, session: Session, now: datetime, stamp: int) -> None:
        """Look at all mails again, unless we did a moment ago and nobody has done anything since."""
        if stamp == self._stamp and monotonic() < self._until:
            return
        mails = [one for one in self._rest if not one.at_most_once]
        kept = {one.id for one in outbox.recheck(session, mails, now)} if mails else set()
        self._rest = deque(one for one in self._rest if one.at_most_once or one.id in kept)
        self.dropped += len(mails) - len(kept)
        self._stamp, self._until = stamp, monotonic() + FRESH


class Dispatcher:
    """One worker at the outbox. Several may work at once, in one process or in many."""

    def __init__(
        self, ledger: Ledger, channels: Channels, clock_: Clock = clock.now, *, role: str = ""
    ) -> None:
        self.ledger = ledger
        self.channels = channels
        self.clock = clock_
        self.role = role
        """Under which it shows itself to others; without one it does not."""
        self.note: Note = lambda channel, outcome, seconds: None
        self._moved = monotonic()
        self._ask_from = self._beat_from = 0.0
        self._minute: Minute | None = None
        self.worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
        self._journal = SentJournal(ledger, self.worker)
        self._enclosures = Enclosures(ledger)
        self._parts = BatchParts()

    def drain(self, most: int = MOST, stop: threading.Event | None = None) -> Counter[str]:
        """Send everything that is ready now. Says how many attempts ended how.

        Once `stop` is set at most one more notice leaves; what is in hand goes back to the queue.
        """
        stop = stop or threading.Event()
        done: Counter[str] = Counter()
        self._beat()
        self._recover()
        while not stop.is_set() and done.total() < most:
            begun = traces.now()
            if not (batch := self._claim(min(BATCH, most - done.total()))):
                break
            with self._parts.batch(begun, len(batch)):
                try:
                    spoken = self._speak(batch, stop)
                finally:
                    self._journal.sync()
            done += spoken
            if self._minute is not None:
                self._minute.add(spoken)
            self._beat()
        self._ask(stop)
        return done

    def run(self, stop: threading.Event, pause: float = 1.0) -> None:
        """Send for as long as nobody says stop; between two rounds rest for `pause` seconds."""
        self._minute = Minute(self.ledger)
        while not stop.is_set():
            self._moved = monotonic()
            try:
                self._minute.add({})
                if self.drain(stop=stop).total():
                    continue
            except Exception:
                # The database is away, say. Nothing is lost: what was claimed comes back when its lease ends.
                logger.exception("vòng gửi bị ngắt, thử lại sau")
                stop.wait(10 * pause)
            stop.wait(pause)
        if self.role:
            with self.ledger.begin() as session:
                presence.leave(session, self.role)

    def moving(self) -> bool:
        """Whether the loop goes round; a ledger that is away does not stop it."""
        return monotonic() - self._moved < STUCK

    def _beat(self) -> None:
        """Show what we can send; wake ops where something waits that nobody at work can send."""
        if self.role and monotonic() >= self._beat_from:
            self._beat_from = monotonic() + presence.BEAT.total_seconds()
            with self.ledger.begin() as session:
                presence.beat(session, self.role, self.channels.sends)
                outbox.notify_ops(session, self.clock(session))

    def _recover(self) -> None:
        with self.ledger.begin() as session:
            now = self.clock(session)
            outbox.recover(session, now)
            outbox.pass_over(session, now, self.channels.sends)
            outbox.merge_due(session, now, abandoned=True)

    def _ask(self, stop: threading.Event) -> None:
        """What Zalo took and has not said more about; not while something waits to be sent."""
        if not stop.is_set() and arrivals.can_ask(self.channels) and monotonic() >= self._ask_from:
            self._ask_from = monotonic() + ASKING
            with self.ledger.read() as session:
                now = self.clock(session)
            arrivals.ask(self.ledger, self.channels, self.worker, now, stop)

    def _claim(self, limit: int) -> list[Claimed]:
        with self.ledger.begin() as session:
            now, sends = self.clock(session), self.channels.sends
            return outbox.claim(session, now, self.worker, limit, channels=sends)

    def _speak(self, batch: Sequence[Claimed], stop: threading.Event) -> Counter[str]:
        """One commit between two sends: it settles the one before and makes sure of the next.

        If we die in between, exactly one notice may have left without being written down.
        """
        done: Counter[str] = Counter()
        hand, before, more = Hand(batch), None, True
        while more:
            with (
                self._parts.settling(before.claimed.channel if before else ""),
                self.ledger.begin() as session,
            ):
                stamp = outbox.glance(session)
                now = self.clock(session)
                if before is not None:
                    # First what goes back, so that what the service says of its quota is the last word.
                    hand.let_rest(session, before)
                    _settle(session, before, now)
                    if before.outcome.kind is not OutcomeKind.ACCEPTED:
                        stamp = outbox.stamp(session)  # a wrong address, say, counts for the very next
                if stop.is_set():
                    hand.lay_down(session)
                ready = hand.next(session, now, stamp)
                if ready is not None:
                    self._journal.speaking(session, ready.key, now)
            before, more = (self._send(ready, now), True) if ready else (None, False)
            if before is not None:
                outcome = before.outcome
                self._journal.spoken(before.claimed.key, outcome.kind, now, outcome.provider_id or "")
                done[before.outcome.kind] += 1
        done[NoticeState.SUPERSEDED] += hand.dropped
        return +done

    def _send(self, claimed: Claimed, now: datetime) -> Spoken:
        begun = self._moved = monotonic()
        spoken = self._said(claimed, now)
        self.note(claimed.channel, spoken.outcome.kind.value, monotonic() - begun)
        if spoken.outcome.kind is not OutcomeKind.ACCEPTED:
            logger.warning("chưa gửi được", extra=_fields(claimed, spoken.outcome))
        return spoken

    def _said(self, claimed: Claimed, now: datetime) -> Spoken:
        try:
            begun = traces.now()
            enclosed = self._enclosures.of(claimed, now)
            composed = compose(claimed, now, self.channels.settings.templates, enclosed)
            begun = self._parts.add(TraceAct.COMPOSE, begun, claimed.channel)
        except Exception as error:
            # One unit's facts that a template cannot word must not stop the others.
            logger.exception("không soạn được thông báo %s", claimed.key)
            return Spoken(claimed, ours(f"{type(error).__name__}: {error}", outbox.TEMPLATE))
        message = composed.message
        failpoint("before_send")
        if claimed.channel == Channel.OPS:
            outcome = self.channels.alarm(message.subject, message.text, message.key)
        else:
            outcome = self.channels.send(message)
        failpoint("after_send")
        self._parts.add(TraceAct.SEND, begun, claimed.channel, outcome.kind)
        return Spoken(claimed, outcome, composed.broken)


def _fields(claimed: Claimed, outcome: Outcome) -> dict[str, object]:
    """Codes of the notice for a line of the log; never to whom, never what."""
    codes = {"plan": claimed.plan, "unit": claimed.unit, "obligation": claimed.obligation_id}
    how = {"notice": claimed.id, "channel": claimed.channel, "occasion": claimed.occasion}
    came = f"{outcome.kind.value} {outcome.code or ''}".rstrip()
    return {**codes, **how, "attempt": claimed.attempt, "outcome": came}


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
        retry_at=retry_at(outcome, now),
        blames_contact=outcome.blames_contact,
        pauses_channel=outcome.pauses_channel,
    )
    if spoken.broken and claimed.own is not None:
        kept_words.note_broken(session, claimed.own.id, spoken.broken, now=now)
    if outcome.quota_left is not None:
        rates.quota(session, claimed.channel, outcome.quota_left, morning(now, 1))
