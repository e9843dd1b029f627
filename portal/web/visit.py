"""One visit to the counter: whose link it is, what time it is, and one transaction for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from cascade.lang.refusal import Refusal
from models.channels import channel_order, configured
from models.contacts import revoked_links
from models.contacts.revoked_links import End
from models.database import audit, clock, remembered, stored_settings
from models.database.ledger import Session
from models.org import link_holder, link_keys, report_links
from portal.web.counter import counter_of, own_path, stranger
from portal.web.i18n import LANGUAGES
from portal.web.refusals import TurnAway

LONGEST_TOKEN = 500


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with a good link."""

    session: Session
    now: datetime
    obligation_id: int
    caller: link_holder.Caller

    @property
    def link(self) -> str:
        """Names the link whose turns are counted, however its letters are varied."""
        return f"{self.obligation_id}/{self.caller.contact_id}"


@dataclass(frozen=True, slots=True)
class Here:
    """Where the visitor is: writes the addresses of the pages around, in the language they chose."""

    token: str
    suffix: str
    opens_list: bool = True
    """Whether the link leads to the unit's list, too."""
    root: str = ""
    """What stands before every path of ours."""

    @classmethod
    def of(cls, request: Request, token: str) -> Here:
        """Keeps a language that was asked for by ?lang=."""
        asked = request.query_params.get("lang")
        leads_on = getattr(request.state, "opens_list", True)
        suffix = f"?lang={asked}" if asked in LANGUAGES else ""
        return cls(token, suffix, leads_on, counter_of(request).root)

    def duty(self, *further: str) -> str:
        """The page of the duty, or what lies behind it."""
        return "/".join((f"{self.root}/b", self.token, *further)) + self.suffix

    def unit(self, *further: str) -> str:
        """The unit's list, or what lies behind it."""
        return "/".join((f"{self.root}/d", self.token, *further)) + self.suffix


@contextmanager
def looking(request: Request, token: str) -> Iterator[Visit]:
    """A visit that changes nothing: mail scanners open every link they see."""
    with counter_of(request).ledger.read() as session:
        stored_settings.learn(session, _ASKED)
        visit = _admitted(request, session, token)
        if not counter_of(request).paces.may_open(visit.link):
            raise TurnAway(429, "error.too_fast")
        yield visit


@contextmanager
def acting(request: Request, token: str) -> Iterator[Visit]:
    """A visit that may write; it is written when the block ends, before the visitor reads the answer."""
    with counter_of(request).ledger.begin() as session:
        audit.came_by(session, "counter", stranger(request))
        # What tells by which channel something is said, too.
        stored_settings.learn(session, (*_ASKED, channel_order.KEY), configured.ROW)
        yield _admitted(request, session, token)


_ASKED = (clock.KEY, link_keys.KEPT, report_links.OLD_LINKS)
"""What every visit asks of the things the house agrees on."""


def _admitted(request: Request, session: Session, token: str) -> Visit:
    remembered.begin(session)
    now = clock.now(session)
    try:
        grant = report_links.verify(session, token[:LONGEST_TOKEN])
    except Refusal:
        raise _unknown(request) from None
    if end := revoked_links.ended(session, grant, now):
        if end is End.FOREIGN:
            raise _unknown(request)
        raise _ask_for_another(session, _ENDED[end], grant, now)
    caller = link_holder.caller(session, grant.contact_id, now)
    if caller is None:
        raise _ask_for_another(session, "error.left", grant, now)
    request.state.opens_list = grant.opens_list
    if own_path(request.scope).startswith("/d/") and not grant.opens_list:
        # All that lies behind the list: other duties, what is decided about those below, Zalo.
        raise _ask_for_another(session, "error.one_duty", grant, now, 403)
    return Visit(session, now, grant.obligation_id, caller)


_ENDED = {End.OVER: "error.over", End.REVOKED: "error.revoked"}


def _unknown(request: Request) -> TurnAway:
    waits = not counter_of(request).door.wrong(stranger(request))
    return TurnAway(429, "error.too_many") if waits else TurnAway(404, "error.bad_link")


def _ask_for_another(
    session: Session, key: str, grant: report_links.Grant, now: datetime, status: int = 410
) -> TurnAway:
    """The link was ours but does not open this: says why, and which office to ask, with its number."""
    desk, phone = revoked_links.whom_to_ask(session, grant, now)
    return TurnAway(status, key, desk=desk, phone=phone)
