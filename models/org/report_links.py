"""Signed links: whoever holds one may report for that unit, and nobody can make one up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import clock, stored_settings
from models.org import link_keys
from models.tables import ContactRow, PlanRow, RevokedLinkRow
from settings.catalogue import PORTAL_URL

_SALT = "dondoc.link.2"
_OLD_SALT = "dondoc.link"
OLD_LINKS = "old-links"
"""The row that says up to which plan links of the first version open."""
_AGREES = "dondoc.contact.1"
"""The seal of a proof that somebody reads a contact's own mailbox; no link passes for one."""
_WORKBOOK = "dondoc.workbook.1"
"""The seal of a form that is filled in elsewhere; a link and it do not pass for each other."""
_LOGIN = "dondoc.login.1"
"""The seal of a one-time link to the office. The ledger knows its number: the link itself is kept nowhere."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a link lets its holder see; obligation 0: the unit's own page, no single duty."""

    obligation_id: int
    contact_id: int
    through: int = 0
    """The newest plan when a link to the list was made: it opens until the last plan up to it is over.
    0: a link to one duty, which opens that duty and nothing else."""
    generation: int = 0
    turn: int = 0
    old: int = 0
    """For a link of the first version: the newest plan it may be about."""

    @property
    def opens_list(self) -> bool:
        """Whether it was made for the unit's list and all that lies behind it."""
        return not self.obligation_id or self.through > 0

    @property
    def named(self) -> tuple[int, int]:
        """(contact, duty) under which this link is ended alone; what the list opens ends with the list."""
        return self.contact_id, 0 if self.opens_list else self.obligation_id


@dataclass(frozen=True, slots=True)
class Now:
    """What a link made now has to carry: the contacts' generations, links ended alone, the newest plan."""

    generations: Mapping[int, int] = field(default_factory=dict)
    turns: Mapping[tuple[int, int], int] = field(default_factory=dict)
    newest: int = 0


class Signer:
    """Makes and reads links, with the keys read once for a whole batch. The last of the keys signs."""

    def __init__(self, keys: Sequence[str], portal: str, now: Now | None = None, old: int = 0) -> None:
        strong = {"digest_method": sha256, "key_derivation": "hmac"}
        self._serializer = URLSafeSerializer(list(keys), salt=_SALT, signer_kwargs=strong)
        self._agrees = URLSafeSerializer(list(keys), salt=_AGREES, signer_kwargs=strong)
        self._login = URLSafeSerializer(list(keys), salt=_LOGIN, signer_kwargs=strong)
        self._workbook = URLSafeSerializer(list(keys), salt=_WORKBOOK, signer_kwargs=strong)
        # What the first version sent; its own seal, so that neither passes for the other.
        self._first = URLSafeSerializer(list(keys), salt=_OLD_SALT) if old else None
        self._portal = portal.rstrip("/")
        self._now = now or Now()
        self._old = old

    def sign(self, obligation_id: int, contact_id: int, *, within_list: bool = False) -> str:
        """The token of a link. `within_list`: the duty as the list shows it, with the way back there."""
        through = self._now.newest if within_list or not obligation_id else 0
        return str(self._serializer.dumps(self._granting(obligation_id, contact_id, through)))

    def workbook(self, obligation_id: int, contact_id: int) -> str:
        """The seal of a duty's workbook: it ends with the link to that duty."""
        return str(self._workbook.dumps(self._granting(obligation_id, contact_id)))

    def _granting(self, obligation_id: int, contact_id: int, through: int = 0) -> list[int]:
        named = Grant(obligation_id, contact_id, through).named
        generation, turn = self._now.generations.get(contact_id, 0), self._now.turns.get(named, 0)
        return [obligation_id, contact_id, through, generation, turn]

    def url(self, obligation_id: int, contact_id: int) -> str:
        """The address of a duty's form, or of the unit's own page."""
        page = "b" if obligation_id else "d"
        return f"{self._portal}/{page}/{self.sign(obligation_id, contact_id)}"

    def below(self, contact_id: int) -> str:
        """The address of the page where a unit sees those below it."""
        return f"{self._portal}/d/{self.sign(0, contact_id)}/truc-thuoc"

    def conference(self, contact_id: int, meeting_id: int) -> str:
        """The address of a conference's page: answered there by the invited, followed there by its host."""
        return f"{self._portal}/d/{self.sign(0, contact_id)}/hoi-nghi/{meeting_id}"

    def agreeing(self, contact_id: int, request: int) -> str:
        """The address of the page on which the owner of a mailbox agrees to a change of their contact."""
        proof = self._agrees.dumps([request, contact_id])
        return f"{self._portal}/d/{self.sign(0, contact_id)}/xac-nhan-dau-moi/{request}/{proof}"

    def agrees(self, proof: str, contact_id: int, request: int) -> bool:
        """Whether a proof was mailed for this request, to this contact's own address."""
        try:
            return bool(self._agrees.loads(proof) == [request, contact_id])
        except BadSignature:
            return False

    def receipt(self, number: str) -> str:
        """The address at which whoever holds a receipt's number checks it; nothing is signed in it."""
        return f"{self._portal}/bien-nhan?so={number}"

    def login(self, number: int, made: int) -> str:
        """The address of a one-time link to the office. `made`: seconds, so that no number serves twice."""
        return f"{self._portal}/van-phong/vao/{self._login.dumps([number, made])}"

    def own_page(self) -> str:
        """The address of an officer's own page: it opens after the login alone."""
        return f"{self._portal}/van-phong/toi"

    def read_login(self, token: str) -> tuple[int, int]:
        """Number and second of a one-time link; a refusal when it is not ours."""
        try:
            number, made = map(int, self._login.loads(token))
        except (BadSignature, ValueError, TypeError):
            raise not_ours() from None
        return number, made

    def read(self, token: str) -> Grant:
        """What the token grants, ended or not; a refusal when it is not ours."""
        try:
            return Grant(*map(int, self._serializer.loads(token)))
        except (BadSignature, ValueError, TypeError):
            return self._read_old(token)

    def read_workbook(self, code: str) -> Grant:
        """What the seal of a workbook grants, ended or not; a refusal when it is not ours."""
        try:
            return Grant(*map(int, self._workbook.loads(code)))
        except (BadSignature, ValueError, TypeError):
            raise not_ours() from None

    def _read_old(self, token: str) -> Grant:
        if self._first is None:
            raise not_ours()
        try:
            obligation_id, contact_id = map(int, self._first.loads(token))
        except (BadSignature, ValueError, TypeError):
            raise not_ours() from None
        return Grant(obligation_id, contact_id, 0 if obligation_id else self._old, old=self._old)


def signer(session: Session, contacts: Collection[int] = ()) -> Signer:
    """The house's signer, ready to make links for these contacts.

    Its keys come from DONDOC_SECRET, or are kept in the ledger. Refusal: the key given could be guessed.
    """
    keys = link_keys.keys(session, clock.now(session))
    old = stored_settings.get(session, OLD_LINKS) or {"plan": 0}
    return Signer(keys, PORTAL_URL.get(), _now(session, contacts) if contacts else None, int(old["plan"]))


def sign(session: Session, obligation_id: int, contact_id: int) -> str:
    """The token of a link."""
    return signer(session, [contact_id]).sign(obligation_id, contact_id)


def url(session: Session, obligation_id: int, contact_id: int) -> str:
    """The address of a duty's form for one contact, or of their list."""
    return signer(session, [contact_id]).url(obligation_id, contact_id)


def verify(session: Session, token: str) -> Grant:
    """What the token grants, ended or not. Refusal: it is not ours."""
    if link_keys.none_yet(session):
        raise not_ours()
    return signer(session).read(token)


def verify_workbook(session: Session, code: str) -> Grant:
    """What the seal of a workbook grants, ended or not. Refusal: it is not ours."""
    if link_keys.none_yet(session):
        raise not_ours()
    return signer(session).read_workbook(code)


def verify_login(session: Session, token: str) -> tuple[int, int]:
    """Number and second of the one-time link to the office. Refusal: it is not ours."""
    if link_keys.none_yet(session):
        raise not_ours()
    return signer(session).read_login(token)


def _now(session: Session, contacts: Collection[int]) -> Now:
    ids = set(contacts)
    generations = select(ContactRow.id, ContactRow.generation).where(ContactRow.id.in_(ids))
    ended = select(RevokedLinkRow).where(RevokedLinkRow.contact_id.in_(ids))
    return Now(
        {contact: generation for contact, generation in session.execute(generations)},
        {(row.contact_id, row.obligation_id): row.turn for row in session.scalars(ended)},
        session.scalar(select(func.max(PlanRow.id))) or 0,
    )


def not_ours() -> Refusal:
    """What whoever holds a wrong link is told."""
    what = Told(
        "đường dẫn không đúng hoặc bị cắt mất một phần", "the link is wrong, or part of it was cut off"
    )
    return Refusal("", what, Told("mở lại từ thông báo mới nhất", "open it again from the latest notice"))
