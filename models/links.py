"""Signed links: whoever holds one may report for that unit, and nobody can make one up."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from cascade.refusal import Refusal
from cascade.told import Told
from models import settings

_KEY = "link-secret"
_SALT = "dondoc.link"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a link lets its holder see; obligation 0: the unit's own page, no single duty."""

    obligation_id: int
    contact_id: int


class Signer:
    """Makes and reads links with one key, read once for a whole batch."""

    def __init__(self, key: str, portal: str) -> None:
        self._serializer = URLSafeSerializer(key, salt=_SALT)
        self._portal = portal.rstrip("/")

    def sign(self, obligation_id: int, contact_id: int) -> str:
        """The token of a link."""
        return str(self._serializer.dumps([obligation_id, contact_id]))

    def url(self, obligation_id: int, contact_id: int) -> str:
        """The address of a duty's form, or of the unit's own page."""
        page = "b" if obligation_id else "d"
        return f"{self._portal}/{page}/{self.sign(obligation_id, contact_id)}"

    def below(self, contact_id: int) -> str:
        """The address of the page where a unit sees those below it."""
        return f"{self._portal}/d/{self.sign(0, contact_id)}/truc-thuoc"

    def read(self, token: str) -> Grant:
        """What the token grants; a refusal when it is not ours."""
        try:
            obligation_id, contact_id = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise _refused() from None
        return Grant(int(obligation_id), int(contact_id))


def signer(session: Session) -> Signer:
    """The house's signer. Its key is DONDOC_SECRET, or one made once and kept in the ledger."""
    portal = os.environ.get("DONDOC_PORTAL_URL", "http://127.0.0.1:8080")
    return Signer(_secret(session), portal)


def sign(session: Session, obligation_id: int, contact_id: int) -> str:
    """The token of a link."""
    return signer(session).sign(obligation_id, contact_id)


def url(session: Session, obligation_id: int, contact_id: int) -> str:
    """The address of a duty's form for one contact."""
    return signer(session).url(obligation_id, contact_id)


def verify(session: Session, token: str) -> Grant:
    """What the token grants; a refusal when it is not ours."""
    return signer(session).read(token)


def _secret(session: Session) -> str:
    if given := os.environ.get("DONDOC_SECRET"):
        return given
    known = settings.get(session, _KEY)
    if known is None:
        known = settings.keep_first(session, _KEY, {"key": secrets.token_urlsafe(32)})
    return str(known["key"])


def _refused() -> Refusal:
    what = Told(
        "đường dẫn không đúng hoặc bị cắt mất một phần", "the link is wrong, or part of it was cut off"
    )
    return Refusal("", what, Told("mở lại từ thông báo mới nhất", "open it again from the latest notice"))
