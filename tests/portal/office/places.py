"""What stands in the paths of the office: for each name in braces a real value of the small province.

A room that brings a new name adds it here; `test_roles_and_routes.py` says so where one is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi.routing import APIRoute
from sqlalchemy import select

from cascade.notices.kinds import Occasion
from cascade.notices.reply_kinds import MailReplyKind, OpenedReply
from cascade.org.office_roles import OfficeRole
from models.contacts import mail_replies
from models.contacts.mail_replies import ReplyFate
from models.database import clock
from models.org.officers import officers
from models.tables import MailReplyRow, MeetingRow, NoticeRow
from models.views.contact_views import Replier
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.app import OFFICE
from services.drafts import list_drafts, papers_in, start
from tests.portal.conftest import Office

OURS = Path(__file__).parents[3] / "examples" / "van-ban" / "ke-hoach.txt"

FOREIGN = "nhon-trach"
"""The subtree of an officer who may know of none of the places below."""
NAME = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True, slots=True)
class Place:
    """How to find a value; whether it lies in one subtree, so that nobody of another may know of it."""

    find: Callable[[Office], object]
    in_subtree: bool = True


def _notice(office: Office) -> object:
    with office.ledger.read() as session:
        query = select(NoticeRow.id).where(NoticeRow.unit == "long-thanh").order_by(NoticeRow.id)
        return session.scalars(query).first()


def reply_of(office: Office, unit: str = "long-thanh") -> int:
    """A mail in which the unit wrote back."""
    mail = OpenedReply(
        f"mark of {unit}", "1@example.vn", f"{unit}@example.vn", "Re: Nhắc hạn", "Xin <b>lùi</b>", (), False
    )
    with office.ledger.begin() as session:
        of = Replier(unit, None, "", office.plan_id)
        fate = ReplyFate(MailReplyKind.UNREAD, mail.words, answered=True)
        mail_replies.keep(session, mail, of, fate, clock.now(session))
        return session.scalars(select(MailReplyRow.id).where(MailReplyRow.unit == unit)).one()


def _meeting(office: Office) -> object:
    with office.ledger.read() as session:
        return session.scalars(select(MeetingRow.id).where(MeetingRow.plan_id == office.plan_id)).first()


def _within(value: object) -> Place:
    """Behind something else that stands in the path and lies in a subtree."""
    return Place(lambda office: value, in_subtree=False)


def _officer(office: Office) -> object:
    """Somebody with a role for the whole province."""
    with office.ledger.begin() as session:
        if (there := officers.by_mail(session, "noi-khac@example.vn")) is not None:
            return there.id
        grants = [OfficeGrant(OfficeRole.VIEWER, EVERYWHERE)]
        now = clock.now(session)
        return officers.add(session, "Nơi khác", "noi-khac@example.vn", grants, now=now, by="kiểm thử").id


def _draft(office: Office) -> object:
    """A draft of our own paper for the province."""
    with office.ledger.begin() as session:
        now = clock.now(session)
        if there := list_drafts.open_drafts(session, None, now=now):
            return there[0].id
        handed = papers_in.read_papers([(OURS.name, OURS.read_bytes())])
        return start.start(session, handed, unit="tinh", now=now, by="kiểm thử")


PLACES: Mapping[str, Place] = {
    "plan_id": Place(lambda office: office.plan_id),
    "obligation_id": Place(lambda office: office.obligation("D6", "long-thanh").id),
    "meeting_id": Place(_meeting),
    "office_code": Place(lambda office: "btg"),
    "code": Place(lambda office: "long-thanh"),
    "number": _within(1),
    "file_id": _within(1),
    "act": Place(lambda office: "gia-han", in_subtree=False),
    "unit": Place(lambda office: "long-thanh"),
    "notice_id": Place(_notice),
    "reply_id": Place(reply_of),
    "officer_id": Place(_officer),
    "paper": _within(1),
    "block": _within(1),
    "draft_id": Place(_draft),
    "card": Place(lambda office: "requirements.D1", in_subtree=False),
    "deed": Place(lambda office: "xac-nhan", in_subtree=False),
    "occasion": Place(lambda office: Occasion.REMINDER.value, in_subtree=False),
    "position": Place(lambda office: 0, in_subtree=False),
    "channel": Place(lambda office: "mail", in_subtree=False),
    "path": Place(lambda office: "v2/runs", in_subtree=False),
    "kind": Place(lambda office: "xlsx", in_subtree=False),
    "sort": Place(lambda office: "phan-cong", in_subtree=False),
    "token": Place(lambda office: "cat-mat.mot-phan", in_subtree=False),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One route of the office with one of its methods."""

    method: str
    path: str
    right: str | None
    """None: for whoever is not in, too."""
    fresh: bool

    def at(self, office: Office) -> str:
        """Its path, with real values in it."""
        return NAME.sub(lambda name: str(PLACES[name[1]].find(office)), self.path)

    @property
    def in_subtree(self) -> bool:
        """Whether it is about something that lies in one subtree."""
        return any(PLACES[name].in_subtree for name in NAME.findall(self.path))


def ways() -> list[Way]:
    """Every route and method of the office, as the application has them."""
    found = []
    for router in OFFICE:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            about = route.openapi_extra or {}
            found += [
                Way(method, route.path, about.get("x-right"), bool(about.get("x-fresh")))
                for method in sorted(route.methods or ())
            ]
    return found


def guarded() -> list[Way]:
    """Those for officers who are in."""
    return [way for way in ways() if way.right is not None]
