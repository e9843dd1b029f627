"""What the ledger hands out of a unit's people and of what was asked to be changed of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cascade.notices.reply_kinds import MailReplyKind


class RequestState(StrEnum):
    """What became of a request about a contact. The values are stored."""

    WAITS = "waits"
    DONE = "done"
    REFUSED = "refused"
    REPLACED = "replaced"
    """The unit said something else about the same person before anybody decided."""


@dataclass(frozen=True, slots=True)
class WantedContact:
    """What a contact is to be; what is empty of a known one stays as it is."""

    name: str = ""
    role: str = ""
    mail: tuple[str, ...] = ()
    phone: str = ""
    """For Zalo, as the channel wants it: 84987654321."""
    left: bool = False
    first: bool = False
    """Notices go to this one from now on, before all others of the unit."""
    since: str = ""
    """Of somebody who only stands in: the first day, "2024-04-22"."""
    until: str = ""
    """And the last one."""

    @property
    def changes(self) -> list[tuple[str, str]]:
        """(field, value) of what is wanted, for people to read."""
        told = [
            ("stand_in" if self.since else "name", self.name),
            ("role", self.role),
            ("mail", "; ".join(self.mail)),
            ("phone", self.phone),
        ]
        marks = [(name, "") for name, said in (("left", self.left), ("first", self.first)) if said]
        if self.since:
            marks.append(("days", f"{self.since}/{self.until}"))
        return [(name, value) for name, value in told if value] + marks

    @property
    def veiled(self) -> list[tuple[str, str]]:
        """The same for whoever holds a link of the unit: addresses only as far as their owner knows them."""
        return [
            (name, "; ".join(veiled("", one) for one in value.split("; ")) if name in _ADDRESSES else value)
            for name, value in self.changes
        ]


@dataclass(frozen=True, slots=True)
class ContactRequest:
    """Something asked through a link, until somebody decides about it."""

    id: int
    unit: str
    contact_id: int | None
    """Whom it is about; None: somebody new."""
    person: str
    wanted: WantedContact
    state: RequestState
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class UnitPerson:
    """Somebody of a unit as its page shows them: addresses only as far as their owner knows them again."""

    id: int
    name: str
    role: str
    ways: tuple[str, ...]
    works: bool
    listed: bool
    """A unit list, or a word like this one, put them in; a stand-in named by hand is not changed here."""
    last: date | None = None
    """Of a stand-in: the last day."""


_ADDRESSES = ("mail", "phone")


def veiled(channel: str, address: str) -> str:
    """ "na…@tinh.vn", "…321": enough for its owner to know it, too little for anybody to use."""
    name, at, house = address.partition("@")
    return f"{name[:2]}…@{house}" if at else f"{channel} …{address[-3:]}".strip()


@dataclass(frozen=True, slots=True)
class Replier:
    """Whose reply it is, and where an answer may go: only to an address that we know."""

    unit: str
    contact_id: int | None
    mailbox: str
    plan_id: int | None = None
    obligation_id: int | None = None


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A reply as the office reads it."""

    id: int
    at: datetime
    writer: str
    unit: str
    unit_name: str
    plan: str
    """Number or code of the plan that it is about; "" where nobody knows."""
    obligation_id: int | None
    kind: MailReplyKind
    subject: str
    words: str
    files: tuple[str, ...]
    answered: bool
