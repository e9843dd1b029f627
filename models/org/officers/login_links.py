"""One-time links to the office: asked for by mail or made on the machine, good for minutes, used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import Channel
from models.org import report_links
from models.tables import LoginLinkRow, OfficerRow

VALID = timedelta(minutes=15)
AN_HOUR = timedelta(hours=1)
MACHINE = "machine"
"""The way in of a link that was made at the command, on the machine itself."""


class LinkState(StrEnum):
    """What may be done with a link in the browser that shows it."""

    GOOD = "good"
    OVER = "over"
    """Too old, used, or its officer has left."""
    ELSEWHERE = "elsewhere"
    """Asked for in another browser."""


@dataclass(frozen=True, slots=True)
class LoginLink:
    """A link that was ours."""

    number: int
    officer_id: int
    state: LinkState
    onward: str
    way: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new link, without its seal."""

    number: int
    second: int
    """When it was made, so that a number given again after a restore has another link."""
    until: datetime


def new(session: Session, officer_id: int, browser: str | None, onward: str, *, now: datetime) -> Made:
    """A link for an officer. `browser`: the fingerprint of the one that asks; None: it opens in any."""
    values = {"officer_id": officer_id, "browser": browser, "onward": onward, "at": now}
    row = insert(LoginLinkRow).values(**values, until=now + VALID).returning(LoginLinkRow.id)
    return Made(session.scalars(row).one(), _second(now), now + VALID)


def asked(session: Session, officer_id: int, now: datetime) -> int:
    """How many were asked for by mail within the last hour."""
    lately: tuple[ColumnElement[bool], ...] = (
        LoginLinkRow.officer_id == officer_id,
        LoginLinkRow.at > now - AN_HOUR,
        LoginLinkRow.browser.is_not(None),
    )
    return session.scalar(select(func.count()).select_from(LoginLinkRow).where(*lately)) or 0


def look(session: Session, token: str, browser: str, now: datetime) -> LoginLink:
    """The link of a token, as this browser may use it. Refusal: it is none of ours."""
    row = _find(session, token)
    return _link(row, _state(session, row, browser, now))


def use(session: Session, token: str, browser: str, now: datetime) -> LoginLink:
    """Use it up, if it is still open: of two who press at once one comes in. Refusal: as for `look`."""
    row = _find(session, token)
    state = _state(session, row, browser, now)
    if state is not LinkState.GOOD:
        return _link(row, state)
    mine = (LoginLinkRow.id == row.id, LoginLinkRow.used_at.is_(None))
    used = update(LoginLinkRow).where(*mine).values(used_at=now).returning(LoginLinkRow.id)
    gone = session.scalars(used).first() is None
    return _link(row, LinkState.OVER if gone else LinkState.GOOD)


def _find(session: Session, token: str) -> LoginLinkRow:
    number, made = report_links.verify_login(session, token)
    row = session.get(LoginLinkRow, number)
    if row is None or _second(row.at) != made:
        raise report_links.not_ours()
    return row


def _state(session: Session, row: LoginLinkRow, browser: str, now: datetime) -> LinkState:
    left = session.scalar(select(OfficerRow.ended_at).where(OfficerRow.id == row.officer_id))
    if row.used_at is not None or row.until <= now or left is not None:
        return LinkState.OVER
    return LinkState.GOOD if row.browser in (None, browser) else LinkState.ELSEWHERE


def _link(row: LoginLinkRow, state: LinkState) -> LoginLink:
    way = MACHINE if row.browser is None else Channel.MAIL.value
    return LoginLink(row.id, row.officer_id, state, row.onward, way)


def _second(at: datetime) -> int:
    return int(at.timestamp())
