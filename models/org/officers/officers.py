"""Officers: rows with a mail address and roles for subtrees; who has left stays known by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org.office_roles import OfficeRole
from models.database import audit
from models.org.officers import second_factors
from models.tables import OfficerRoleRow, OfficerRow, OfficeSessionRow
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer


def add(
    session: Session,
    name: str,
    mail: str,
    grants: Iterable[OfficeGrant],
    *,
    now: datetime,
    by: str,
    unit: str | None = None,
    lang: str = "vi",
) -> Officer:
    """A new officer. Refusal: somebody has that address already."""
    mail = mail.lower()
    if by_mail(session, mail):
        what = tell("đã có cán bộ dùng thư {mail}", "an officer has {mail} already", mail=mail)
        raise Refusal(Told("Cán bộ", "Officer"), what, Told("dùng hộp thư khác", "use another address"))
    values = {"name": name, "unit": unit, "lang": lang, "at": now, "by": by}
    # Whoever was one before and comes back, or has the mailbox of somebody who left.
    again = update(OfficerRow).where(OfficerRow.mail == mail).values(**values, ended_at=None)
    number = session.scalars(again.returning(OfficerRow.id)).one_or_none()
    if number is None:
        new = insert(OfficerRow).values(mail=mail, **values)
        number = session.scalars(new.returning(OfficerRow.id)).one()
    session.execute(delete(OfficerRoleRow).where(OfficerRoleRow.officer_id == number))
    _grant(session, number, grants)
    audit.log(session, by, "officer_added", now=now, unit=unit, officer=name)
    return one(session, number)


def one(session: Session, number: int) -> Officer:
    """The officer of that number, whether they still are one or not."""
    found = with_roles(session, session.scalars(select(OfficerRow).where(OfficerRow.id == number)))
    return found[0]


def by_mail(session: Session, mail: str) -> Officer | None:
    """Who is an officer now and has that address."""
    wanted = select(OfficerRow).where(OfficerRow.mail == mail.lower(), OfficerRow.ended_at.is_(None))
    return next(iter(with_roles(session, session.scalars(wanted))), None)


def everybody(session: Session) -> list[Officer]:
    """All who are officers now, in the order they came."""
    wanted = select(OfficerRow).where(OfficerRow.ended_at.is_(None)).order_by(OfficerRow.id)
    return with_roles(session, session.scalars(wanted))


def named(session: Session, mail: str) -> Officer:
    """The officer with that address. Refusal: nobody who is one now has it."""
    found = by_mail(session, mail)
    if found is None:
        what = tell("không có cán bộ dùng thư {mail}", "no officer has {mail}", mail=mail)
        see = Told("xem `dondoc officers list`", "see `dondoc officers list`")
        raise Refusal(Told("Cán bộ", "Officer"), what, see)
    return found


def set_roles(
    session: Session, number: int, grants: Iterable[OfficeGrant], *, now: datetime, by: str
) -> None:
    """Other roles than before, from the next page on. Refusal: no administrator would be left."""
    before = _admins(session)
    session.execute(delete(OfficerRoleRow).where(OfficerRoleRow.officer_id == number))
    _grant(session, number, grants)
    _still_administered(session, before)
    audit.log(session, by, "officer_roles", now=now, officer=one(session, number).name)


def end(session: Session, number: int, *, now: datetime, by: str) -> None:
    """No officer any more, out everywhere, without authenticator. Refusal: no administrator would be left."""
    before = _admins(session)
    session.execute(update(OfficerRow).where(OfficerRow.id == number).values(ended_at=now))
    still = (OfficeSessionRow.officer_id == number, OfficeSessionRow.ended_at.is_(None))
    session.execute(update(OfficeSessionRow).where(*still).values(ended_at=now))
    second_factors.forget(session, number)
    _still_administered(session, before)
    audit.log(session, by, "officer_ended", now=now, officer=one(session, number).name)


def _admins(session: Session) -> tuple[bool, bool]:
    """Whether somebody administers every unit, and whether somebody administers any."""
    query = (
        select(OfficerRoleRow.subtree)
        .join(OfficerRow, OfficerRow.id == OfficerRoleRow.officer_id)
        .where(OfficerRow.ended_at.is_(None), OfficerRoleRow.role == OfficeRole.ADMIN.value)
    )
    subtrees = set(session.scalars(query))
    return EVERYWHERE in subtrees, bool(subtrees)


def _still_administered(session: Session, before: tuple[bool, bool]) -> None:
    if _admins(session) < before:
        raise Refusal(
            Told("Cán bộ", "Officer"),
            Told("không còn ai giữ vai quản trị", "nobody would be an administrator any more"),
            Told("giao vai quản trị cho người khác trước", "make somebody else one first"),
        )


def _grant(session: Session, number: int, grants: Iterable[OfficeGrant]) -> None:
    rows = [{"officer_id": number, "role": one.role.value, "subtree": one.subtree} for one in set(grants)]
    if rows:
        session.execute(insert(OfficerRoleRow), rows)


def with_roles(session: Session, rows: Iterable[OfficerRow]) -> list[Officer]:
    """The officers of these rows, each with their roles."""
    found = list(rows)
    if not found:
        return []
    wanted = select(OfficerRoleRow).where(OfficerRoleRow.officer_id.in_([row.id for row in found]))
    given: dict[int, list[OfficerRoleRow]] = {}
    for role in session.scalars(wanted.order_by(OfficerRoleRow.role, OfficerRoleRow.subtree)):
        given.setdefault(role.officer_id, []).append(role)
    return [known(row, given.get(row.id, ())) for row in found]


def known(row: OfficerRow, roles: Iterable[OfficerRoleRow]) -> Officer:
    """The officer of a row with the roles of some others."""
    grants = tuple(OfficeGrant(OfficeRole(one.role), one.subtree) for one in roles)
    return Officer(row.id, row.name, row.mail, row.unit, row.lang, grants)
