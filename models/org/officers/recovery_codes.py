"""Ten codes on paper, each of which stands in once for an authenticator that is lost."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from models.tables import RecoveryCodeRow

MANY = 10
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""None that is taken for another on paper: fifty random bits a code."""
_LENGTH = 10
_COST = {"n": 1 << 14, "r": 8, "p": 1}


def make(session: Session, officer_id: int, salt: str) -> list[str]:
    """New ones in place of all earlier ones; they are known here and nowhere else."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(MANY)]
    forget(session, officer_id)
    rows = [dict(officer_id=officer_id, digest=_digest(code, salt)) for code in codes]
    session.execute(insert(RecoveryCodeRow), rows)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def letters_of(typed: str) -> str:
    """The code that was typed, dashes, spaces and small letters aside; "" where it can be none."""
    plain = re.sub(r"[\s.\-]", "", typed).upper()
    return plain if len(plain) == _LENGTH and set(plain) <= set(_LETTERS) else ""


def use(session: Session, officer_id: int, code: str, salt: str, *, now: datetime) -> bool:
    """Use it up; False: it is none of theirs, or was used before."""
    mine = (RecoveryCodeRow.officer_id == officer_id, RecoveryCodeRow.digest == _digest(code, salt))
    used = update(RecoveryCodeRow).where(*mine, RecoveryCodeRow.used_at.is_(None)).values(used_at=now)
    return session.scalars(used.returning(RecoveryCodeRow.digest)).first() is not None


def left(session: Session, officer_id: int) -> int:
    """How many have not been used."""
    mine = (RecoveryCodeRow.officer_id == officer_id, RecoveryCodeRow.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCodeRow).where(*mine)) or 0


def forget(session: Session, officer_id: int) -> None:
    """All of them are gone."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.officer_id == officer_id))


def _digest(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), dklen=32, **_COST).hex()
