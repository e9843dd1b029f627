"""What ends a link before somebody guesses it lives for ever: its plan is over, or a person said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.lang import person_names
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import audit, sql
from models.org import contact_list, report_links
from models.org.report_links import Grant
from models.plans import revisions
from models.tables import ContactRow, ObligationRow, PlanRow, RevokedLinkRow

LONGEST_AFTER = timedelta(days=250)
"""No plan file may let links open longer than this after the plan is closed."""


class End(StrEnum):
    """Why a link of ours opens nothing any more."""

    OVER = "over"
    REVOKED = "revoked"
    FOREIGN = "foreign"
    """Of the first version, but about a plan it cannot have been made for."""


def ended(session: Session, grant: Grant, now: datetime) -> End | None:
    """Why the link no longer opens; None while it does."""
    generation, turn, plan = _known(session, grant)
    if generation != grant.generation or turn != grant.turn:
        return End.REVOKED
    if grant.opens_list:
        return None if _any_open(session, grant.through, now) else End.OVER
    if plan is None:
        return None
    if grant.old and plan.id > grant.old:
        return End.FOREIGN
    return None if _open(session, plan, now) else End.OVER


def whom_to_ask(session: Session, grant: Grant | None, now: datetime) -> tuple[str, str]:
    """The office that can send a new link, and its number: of the link's plan, or of the latest."""
    latest = session.scalars(select(PlanRow).order_by(PlanRow.id.desc()).limit(1)).first()
    plan = (_plan(session, grant.obligation_id) if grant else None) or latest
    return contact_list.desk(session, plan.desk or plan.issuer, day_of(now)) if plan else ("", "")


def revoke_all(session: Session, contacts: Sequence[int], now: datetime, by: str, why: str) -> None:
    """End every link these contacts were ever sent; the next letter brings a new one."""
    if not contacts:
        return
    asked = select(func.coalesce(ContactRow.person, ContactRow.id)).where(ContactRow.id.in_(contacts))
    people = set(session.scalars(asked))
    whose = or_(ContactRow.id.in_(people), ContactRow.person.in_(people))
    session.execute(update(ContactRow).where(whose).values(generation=ContactRow.generation + 1))
    for row in session.scalars(select(ContactRow).where(ContactRow.id.in_(contacts))):
        audit.log(session, by, "revoke_links", now=now, unit=row.unit, contact=row.name, why=why)


def revoke_unit(session: Session, unit: str, name: str | None, now: datetime, by: str, why: str) -> list[str]:
    """End the links of a unit's contacts, or of the one with that name: whose they were.

    Refusal: the unit has no such contact.
    """
    rows = [
        row
        for row in session.scalars(select(ContactRow).where(ContactRow.unit == unit))
        if name is None or person_names.key(row.name) == person_names.key(name)
    ]
    if not rows:
        raise _no_contact(f"{unit} {name or ''}".strip())
    revoke_all(session, [row.id for row in rows], now, by, why)
    return sorted({row.name for row in rows})


def revoke_one(session: Session, link: str, now: datetime, by: str, why: str) -> str:
    """End one link, given whole or as its token: whose it was. Refusal: it is none of ours."""
    grant = report_links.verify(session, _token(link))
    contact = session.get(ContactRow, grant.contact_id)
    if contact is None:
        what = Told("đường dẫn không của cán bộ đầu mối nào", "the link belongs to no contact")
        raise Refusal("", what, Told("kiểm tra lại đường dẫn", "look at the link again"))
    number, about = grant.named
    if ended(session, grant, now) is not End.REVOKED:
        row = {"contact_id": number, "obligation_id": about, "turn": grant.turn + 1, "at": now, "by": by}
        sql.replace(session, RevokedLinkRow, ["contact_id", "obligation_id"], row)
        audit.log(
            session,
            by,
            "revoke_link",
            now=now,
            unit=contact.unit,
            obligation_id=about or None,
            contact=contact.name,
            why=why,
        )
    return contact.name


def new_link(session: Session, unit: str, now: datetime, by: str) -> tuple[str, str]:
    """The name of the contact in post for a unit, and a link to their list. Refusal: nobody is in post."""
    post = contact_list.in_post(session, {unit}, day_of(now)).get(unit)
    if post is None:
        raise _no_contact(unit)
    audit.log(session, by, "give_link", now=now, unit=unit, contact=post.name)
    return post.name, report_links.url(session, 0, post.id)


def _no_contact(where: str) -> Refusal:
    what = Told("không có cán bộ đầu mối nào như vậy", "there is no such contact")
    hint = Told("xem lại mã đơn vị và tên trong danh sách đơn vị", "see the list of units for both")
    return Refusal(where, what, hint)


def _token(link: str) -> str:
    """The token out of an address as people copy it: https://…/b/<token>/bien-nhan/1?lang=en."""
    parts = link.strip().partition("?")[0].split("/")
    place = next((at for at, part in enumerate(parts) if part in ("b", "d")), None)
    return parts[place + 1] if place is not None and place + 1 < len(parts) else parts[-1]


def _known(session: Session, grant: Grant) -> tuple[int | None, int, PlanRow | None]:
    """The generation of its contact (None: there is none), its turn, and the plan of its one duty."""
    contact, about = grant.named
    row = session.execute(_NAMED, {"contact": contact, "about": about}).one_or_none()
    return (row[0], row[1] or 0, row[2]) if row else (None, 0, None)


_ABOUT = bindparam("about", type_=ObligationRow.id.type)
_NAMED = (
    select(ContactRow.generation, RevokedLinkRow.turn, PlanRow)
    .outerjoin(
        RevokedLinkRow,
        and_(RevokedLinkRow.contact_id == ContactRow.id, RevokedLinkRow.obligation_id == _ABOUT),
    )
    .outerjoin(ObligationRow, ObligationRow.id == _ABOUT)
    .outerjoin(PlanRow, PlanRow.id == ObligationRow.plan_id)
    .where(ContactRow.id == bindparam("contact"))
)
"""Spelled once: every visit of a page asks it."""


def _plan(session: Session, obligation_id: int) -> PlanRow | None:
    query = select(PlanRow).join(ObligationRow, ObligationRow.plan_id == PlanRow.id)
    return session.scalars(query.where(ObligationRow.id == obligation_id)).first()


def _any_open(session: Session, through: int, now: datetime) -> bool:
    """Whether one of the plans up to that one is open, or was closed a short while ago."""
    recent = (PlanRow.closed_at.is_(None)) | (PlanRow.closed_at > now - LONGEST_AFTER)
    rows = session.scalars(
        select(PlanRow).where(PlanRow.id <= through, recent).order_by(PlanRow.closed_at.is_not(None))
    )
    return any(_open(session, row, now) for row in rows)


def _open(session: Session, plan: PlanRow, now: datetime) -> bool:
    if plan.closed_at is None:
        return True
    last = revisions.paper(session, plan.id, plan.revision).policy.links_last
    return now < plan.closed_at + timedelta(days=last)
