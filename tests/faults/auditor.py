"""Counts what was lost or doubled: the ledger against what arrived, and against a life without faults."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from models.channels import rates
from models.database.ledger import Ledger, Session
from models.tables import DutyRow, NoticeRow, ObligationRow, PlanRow
from notifications.fakes.mail import MailSink
from notifications.fakes.zalo import FakeZalo
from notifications.message import message_id_for

FINAL = frozenset({"sent", "failed", "unknown", "superseded", "missed"})
DOMAIN = "example.vn"

Name = tuple[str, ...]
"""A notice as people know it: its key holds row numbers, which differ from one database to the next."""


@dataclass
class Score:
    """What a run did to the promises; sums over all runs are published."""

    lost: int = 0
    duplicate_keys: int = 0
    duplicate_mails: int = 0
    copies_after_lost_answers: int = 0
    """Mails sent again because the server kept its answer back; the same Message-ID, no kill involved."""
    kills: int = 0
    duplicate_zalo: int = 0
    manual_actions: int = 0
    worst_lateness_s: float = 0.0
    recovery_s: float = 0.0
    failpoints: list[str] = field(default_factory=list)
    notices: int = 0
    details: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Sums, and the worst of the times."""
        for name, value in asdict(other).items():
            mine = getattr(self, name)
            setattr(self, name, max(mine, value) if name.endswith("_s") else mine + value)


@dataclass
class Told:
    """One notice at the end of a run."""

    name: Name
    key: str
    state: str
    channel: str
    address: str
    attempt: int
    sent_at: datetime | None
    due_at: datetime


def told(ledger: Ledger) -> list[Told]:
    """Every notice of the ledger."""
    query = (
        select(NoticeRow, DutyRow.key, ObligationRow.unit, PlanRow.code)
        .outerjoin(ObligationRow, ObligationRow.id == NoticeRow.obligation_id)
        .outerjoin(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .outerjoin(PlanRow, PlanRow.id == NoticeRow.plan_id)
        .order_by(NoticeRow.id)
    )
    with ledger.read() as session:
        return [_told(*row) for row in session.execute(query).all()]


def _told(row: NoticeRow, duty: str | None, owner: str | None, plan: str | None) -> Told:
    # An unreachable unit is told of at the instant somebody noticed; a fault moves that instant.
    rung = row.rung.partition(":")[0] if row.occasion in ("unreachable", "ops") else row.rung
    name = (plan or "", duty or "", owner or "", row.unit, row.channel, row.address, row.occasion, rung)
    return Told(
        (*name, str(row.revision)),
        row.key,
        row.state,
        row.channel,
        row.address,
        row.attempt,
        row.sent_at,
        row.due_at,
    )


def audit(ledger: Ledger, mail: MailSink, zalo: FakeZalo, reference: list[Told] | None = None) -> Score:
    """The whole account of one run that has come to rest."""
    found = told(ledger)
    score = Score(notices=len(found))
    _stuck(ledger, found, score)
    _keys(found, score)
    _mails(found, mail, score)
    _zalo(found, zalo, score)
    if reference is not None:
        _against(found, reference, score)
    return score


def _stuck(ledger: Ledger, found: list[Told], score: Score) -> None:
    """What somebody would have to lend a hand to: notices that wait for ever, channels that stay shut."""
    stuck = [one for one in found if one.state not in FINAL]
    with ledger.read() as session:
        shut = [one.name for one in rates.channels(session) if one.stopped_why]
    score.manual_actions += len(stuck) + len(shut)
    score.lost += len(stuck)
    score.details += [f"not final: {one.state} {one.name}" for one in stuck] + [f"shut: {shut}"] * len(shut)


def _keys(found: list[Told], score: Score) -> None:
    """One row for one intention, by its key and by its meaning."""
    by_key = Counter(one.key for one in found)
    by_name = Counter(one.name for one in found if one.name[6] not in ("unreachable", "ops"))
    doubles = [name for name, count in (by_key + by_name).items() if count > 1]
    score.duplicate_keys += len(doubles)
    score.details += [f"twice in the ledger: {name}" for name in doubles]


def _mails(found: list[Told], mail: MailSink, score: Score) -> None:
    """What the ledger calls sent has arrived; what arrived is in the ledger; copies have one Message-ID."""
    known = {message_id_for(one.key, DOMAIN): one for one in found if one.channel == "mail"}
    missing = [one for name, one in known.items() if one.state == "sent" and not mail.box.ids[name]]
    ops = {letter.message_id for letter in mail.box.letters if "ops@example.vn" in letter.recipients}
    strangers = [name for name in mail.box.ids if name not in known and name not in ops]
    score.lost += len(missing)
    score.duplicate_keys += len(strangers)
    score.duplicate_mails += sum(count - 1 for name, count in mail.box.ids.items() if name in known)
    score.details += [f"said to be sent: {one.name}" for one in missing]
    score.details += [f"mail nobody meant: {name}" for name in strangers]


def _zalo(found: list[Told], zalo: FakeZalo, score: Score) -> None:
    taken = Counter(one.to for one in zalo.world.taken)
    sent = Counter(one.address for one in found if one.channel == "zalo" and one.state == "sent")
    missing = {chat: count - taken[chat] for chat, count in sent.items() if count > taken[chat]}
    doubles = zalo.world.counts()["doubles"]
    score.lost += sum(missing.values())
    score.duplicate_zalo += len(doubles)
    score.details += [f"zalo said to be sent: {chat}" for chat in missing]
    score.details += [f"zalo twice: {one}" for one in doubles]


def _against(found: list[Told], reference: list[Told], score: Score) -> None:
    """The same notices as in a life without faults, and how much later they left."""
    mine, theirs = Counter(one.name for one in found), Counter(one.name for one in reference)
    score.lost += (theirs - mine).total()
    score.duplicate_keys += (mine - theirs).total()
    score.details += [f"never queued: {name}" for name in theirs - mine]
    score.details += [f"queued only after a fault: {name}" for name in mine - theirs]
    on_time = {one.name: one.sent_at for one in reference}
    for one in found:
        was = on_time.get(one.name)
        if one.sent_at is not None and was is not None:
            score.worst_lateness_s = max(score.worst_lateness_s, (one.sent_at - was).total_seconds())


def recovery(found: list[Told], kills: list[datetime]) -> float:
    """The longest time from a kill until the last notice was out that had to be taken up again."""
    worst = timedelta()
    for one in found:
        before = [moment for moment in kills if one.sent_at is not None and moment <= one.sent_at]
        if one.attempt > 1 and one.sent_at is not None and before:
            worst = max(worst, one.sent_at - max(before))
    return worst.total_seconds()


def clock_of(session: Session) -> datetime | None:
    """What the ledger's clock shows."""
    from models.database import clock

    return clock.shown(session)
