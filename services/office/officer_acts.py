"""What is done with officers, at the command and in the office: links to come in, adding, roles, ending."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.org.office_roles import Right
from models.contacts import zalo_link
from models.database import audit
from models.database.ledger import Session
from models.org import report_links, units
from models.org.officers import login_links, officers
from models.outbox import reply
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer

MOST_AN_HOUR = 5
"""Letters for one officer: whoever asks for more has the first still to come, or is somebody else."""
AHEAD = timedelta(hours=12)
"""Somebody sits and waits for the letter: it leaves before whatever became ready since last night."""


def send_link(session: Session, mail: str, browser: str, onward: str, *, now: datetime) -> bool:
    """Write a one-time link to whoever is an officer with that address; says whether a letter was written.

    `browser`: the fingerprint of the cookie of the browser that asks. Nobody outside hears the answer.
    """
    officer = officers.by_mail(session, mail)
    if officer is None or login_links.asked(session, officer.id, now) >= MOST_AN_HOUR:
        return False
    made = login_links.new(session, officer.id, browser, onward, now=now)
    # The link itself is made when the letter is worded: the ledger knows its number and no more.
    facts = {
        "login": [made.number, made.second],
        "until": made.until.isoformat(),
        "person": officer.name,
        "lang": officer.lang,
        **zalo_link.sender(session, now),
    }
    occasion, about = Occasion.OFFICE_LOGIN, str(made.number)
    reply.notify_mailboxes(session, "", None, [officer.mail], occasion, about, now, facts, AHEAD)
    audit.log(session, officer.name, "office_link_asked", now=now)
    return True


def give_link(session: Session, officer: Officer, *, now: datetime, by: str) -> str:
    """The address of a one-time link that opens in any browser, for whoever sits at the machine."""
    made = login_links.new(session, officer.id, None, "", now=now)
    audit.log(session, by, "office_link_made", now=now, officer=officer.name)
    return report_links.signer(session).login(made.number, made.second)


def add(
    session: Session,
    giver: Officer | None,
    name: str,
    mail: str,
    grants: Collection[OfficeGrant],
    *,
    unit: str | None,
    now: datetime,
    by: str,
    lang: str = "vi",
) -> Officer:
    """A new officer. `giver`: the administrator who adds them; None: whoever sits at the machine.

    Refusal: no role, an address that is taken, or a role that the giver cannot give.
    """
    _need_some(grants)
    need_given(session, giver, grants, now)
    return officers.add(session, name, mail, grants, now=now, by=by, unit=unit, lang=lang)


def set_roles(
    session: Session,
    giver: Officer | None,
    number: int,
    grants: Collection[OfficeGrant],
    *,
    now: datetime,
    by: str,
) -> None:
    """These roles from now on; those that the giver has no say in stay as they are.

    Refusal: no role would be left, no administrator would be left, or a role that the giver cannot give.
    """
    need_given(session, giver, grants, now)
    there = officers.one(session, number).grants
    kept = set(there) - _given(session, giver, there, now)
    _need_some([*kept, *grants])
    officers.set_roles(session, number, [*kept, *grants], now=now, by=by)


def end(session: Session, giver: Officer | None, number: int, *, now: datetime, by: str) -> None:
    """No officer any more. Refusal: nobody would administer, or a role that the giver has no say in."""
    need_given(session, giver, officers.one(session, number).grants, now)
    officers.end(session, number, now=now, by=by)


def given(
    session: Session, giver: Officer | None, some: Iterable[Officer], now: datetime
) -> frozenset[OfficeGrant]:
    """Those of their roles that an administrator may give or take: inside what they administer themselves."""
    return _given(session, giver, {grant for one in some for grant in one.grants}, now)


def under(session: Session, giver: Officer, some: Iterable[Officer], now: datetime) -> list[Officer]:
    """Those of them that an administrator has a say in."""
    known = list(some)
    mine = given(session, giver, known, now)
    everywhere = EVERYWHERE in giver.subtrees(Right.OFFICERS)
    return [one for one in known if everywhere or not mine.isdisjoint(one.grants)]


def _given(
    session: Session, giver: Officer | None, grants: Collection[OfficeGrant], now: datetime
) -> frozenset[OfficeGrant]:
    if giver is None or EVERYWHERE in giver.subtrees(Right.OFFICERS):
        return frozenset(grants)
    inside = [one for one in grants if one.subtree != EVERYWHERE]
    above = units.ancestors(session, {one.subtree for one in inside}, day_of(now))
    return frozenset(
        one for one in inside if giver.may(Right.OFFICERS, {one.subtree, *above.get(one.subtree, ())})
    )


def need_given(
    session: Session, giver: Officer | None, grants: Collection[OfficeGrant], now: datetime
) -> None:
    """Refusal: one of these roles is not the giver's to give or take."""
    if set(grants) <= _given(session, giver, grants, now):
        return
    what = Told("có vai ngoài phạm vi đồng chí quản trị", "a role lies outside of what you administer")
    todo = Told("đề nghị người quản trị cấp trên thực hiện", "leave it to an administrator above")
    raise Refusal(_OFFICER, what, todo)


def _need_some(grants: Collection[OfficeGrant]) -> None:
    if not grants:
        what = Told("chưa giao vai nào", "there is no role")
        todo = Told("chọn ít nhất một vai", "choose at least one; to take all of them away, end the officer")
        raise Refusal(_OFFICER, what, todo)


_OFFICER = Told("Cán bộ", "Officer")
