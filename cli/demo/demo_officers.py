"""The officers of the demo's office: who decides everything, and who administers, each with a ready login."""

from __future__ import annotations

from collections.abc import Mapping

from cascade.lang.told import Told, said
from cascade.org.office_roles import OfficeRole
from cli.console.language import language, say
from models.database import clock
from models.database.ledger import Ledger, Session
from models.org.officers import officers
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer
from services.office import officer_acts

BY = "buổi diễn"
CAST: Mapping[str, tuple[str, Told, tuple[OfficeRole, ...]]] = {
    "mai@example.vn": (
        "Lê Thị Mai",
        Told("làm mọi phần của kế hoạch", "all parts of a plan"),
        (OfficeRole.DRAFTER, OfficeRole.APPROVER, OfficeRole.FOLLOWER),
    ),
    "son@example.vn": ("Trần Văn Sơn", Told("quản trị", "administrator"), (OfficeRole.ADMIN,)),
}
"""Mail -> name, what they are, their roles for every unit."""


def logins() -> list[str]:
    """A line for each, with a link that opens once, in any browser, in the next quarter of an hour."""
    ledger = Ledger()
    try:
        with ledger.begin() as session:
            return [f"  {say('Văn phòng', 'The office')} · {_login(session, mail)}" for mail in CAST]
    finally:
        ledger.dispose()


def _login(session: Session, mail: str) -> str:
    now, (name, told, _) = clock.now(session), CAST[mail]
    link = officer_acts.give_link(session, _officer(session, mail), now=now, by=BY)
    return f"{name} ({said(told, language())}): {link}"


def _officer(session: Session, mail: str) -> Officer:
    name, _, roles = CAST[mail]
    if (there := officers.by_mail(session, mail)) is not None:
        return there
    grants = [OfficeGrant(role, EVERYWHERE) for role in roles]
    return officer_acts.add(
        session, None, name, mail, grants, unit=None, now=clock.now(session), by=BY, lang=language()
    )
