"""A mail that had been taken came back: its notice goes another way, a dead address is used no more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cascade.notices.kinds import Channel, NoticeState
from cascade.notices.reasons import Reason
from models.contacts import bad_news
from models.database import audit
from models.org import contact_list
from models.outbox import fallback, ops_notices, unreachable
from models.tables import AddressRow, AuditRow, ContactRow, NoticeRow

LOOKS_BACK = timedelta(days=14)
"""A mail server gives up within five days; after two weeks nothing comes back any more."""


@dataclass(frozen=True, slots=True)
class Return:
    """One mail that did not arrive, as its report tells it."""

    addresses: tuple[str, ...]
    """Of the one recipient: as we may have written it, and as the last server saw it."""
    why: str
    shown: bool
    """Whether the report shows which mail it is about."""
    ours: Callable[[str], bool]
    """Knows by a notice's key whether it is that mail."""
    bad_address: bool
    """Whether nobody should write there any more."""
    refused: bool = False
    """The mail or its sender was not wanted, wherever it may go."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What came of it."""

    marked: tuple[str, ...] = ()
    notices: int = 0


def take_back(session: Session, one: Return, now: datetime, by: str) -> Returned:
    """Only a mail that we sent can come back: a report on any other, forged or not, changes nothing.

    Told twice, nothing more happens.
    """
    if not (one.shown or one.bad_address):
        return Returned()
    rows = _that_mail(session, one, now)
    back = [row for row in rows if row.state == NoticeState.SENT]
    marked = _mark(session, rows, one, now) if one.bad_address else {}
    if not back and not marked:
        return Returned()
    for row in back:
        row.state, row.reason, row.code = NoticeState.FAILED, one.why, "bounce"
    session.flush()
    for address, units in marked.items():
        _tell(session, [row for row in rows if row.address == address], units, one.why, now)
    for row in back:
        fallback.next_channel(session, row, now)
    if one.refused and back:
        ops_notices.wake(session, "mail:refused", Reason.MAIL_REFUSED.why(one.why), now)
    first, ids = rows[0], [row.id for row in back]
    audit.log(
        session,
        by,
        "bounce",
        now=now,
        plan_id=first.plan_id,
        unit=first.unit,
        address=first.address,
        reason=one.why,
        notices=ids,
    )
    session.flush()
    return Returned(tuple(marked), len(back))


def _that_mail(session: Session, one: Return, now: datetime) -> Sequence[NoticeRow]:
    """By its Message-ID; where the report shows none, the last mail that went to the address it names."""
    query = select(NoticeRow).where(
        NoticeRow.channel == Channel.MAIL,
        NoticeRow.sent_at >= now - LOOKS_BACK,
        NoticeRow.state.in_((NoticeState.SENT, NoticeState.FAILED)),
    )
    if one.shown:
        near = query.where(func.lower(NoticeRow.address).in_([named.lower() for named in one.addresses]))
        # Forwarded, it fails at an address we never wrote to.
        mine = _ours(session, near, one) or _ours(session, query, one)
        return session.scalars(query.where(NoticeRow.id.in_(mine)).with_for_update()).all() if mine else []
    written = query.with_only_columns(NoticeRow.id, NoticeRow.address)
    known = session.execute(written.order_by(NoticeRow.sent_at.desc(), NoticeRow.id.desc())).all()
    for named in one.addresses:
        for number, address in known:
            if named.lower() in _spellings(address):
                return session.scalars(query.where(NoticeRow.id == number).with_for_update()).all()
    return []


def _ours(session: Session, query: Select[NoticeRow], one: Return) -> list[int]:
    keys = session.execute(query.with_only_columns(NoticeRow.id, NoticeRow.key))
    return [number for number, key in keys if one.ours(key)]


def _spellings(address: str) -> set[str]:
    """How a server may write an address back: small, without its +tag, its domain in ASCII."""
    local, _, domain = address.lower().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = domain
    return {f"{box}@{where}" for box in (local, local.partition("+")[0]) for where in (domain, ascii_domain)}


def _mark(session: Session, rows: Sequence[NoticeRow], one: Return, now: datetime) -> dict[str, set[str]]:
    """Addresses that are bad from now on, with the units whose they are."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.address in found or (row.sent_at and _mended_since(session, row.address, row.sent_at)):
            continue
        whose = contact_list.mark_bad(session, Channel.MAIL, row.address, one.why, now)
        if whose:
            query = select(ContactRow.unit).where(ContactRow.id.in_(whose))
            found[row.address] = set(session.scalars(query))
    return found


def _mended_since(session: Session, address: str, sent: datetime) -> bool:
    """Whether somebody has said since that it works: a mail of before that comes back late is no news."""
    query = select(AuditRow.detail).where(AuditRow.act == "mend_address", AuditRow.at > sent)
    return any(str(detail.get("address", "")).lower() == address.lower() for detail in session.scalars(query))


def _tell(
    session: Session, rows: Sequence[NoticeRow], units: Collection[str], why: str, now: datetime
) -> None:
    plans = sorted({row.plan_id for row in rows if row.plan_id is not None})
    if not plans:
        return
    bad_news.tell(session, plans[0], units, rows[0].address, why, now)
    silent = {unit for unit in units if not _other_ways(session, unit)}
    if silent:  # whoever stands above has just been told
        for plan_id in _plans_sent_to(session, rows[0].address, now):
            unreachable.note(session, plan_id, silent, (), now)


def _other_ways(session: Session, unit: str) -> int:
    query = select(AddressRow.id).join(ContactRow, ContactRow.id == AddressRow.contact_id)
    return len(session.scalars(query.where(ContactRow.unit == unit, AddressRow.bad_since.is_(None))).all())


def _plans_sent_to(session: Session, address: str, now: datetime) -> set[int]:
    query = select(NoticeRow.plan_id).where(
        NoticeRow.channel == Channel.MAIL, NoticeRow.address == address, NoticeRow.sent_at >= now - LOOKS_BACK
    )
    return {plan for plan in session.scalars(query) if plan is not None}
