"""Receipts: each has a number that can be told by telephone and checked by whoever holds it."""

from __future__ import annotations

import hmac
import re
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import ReportRow

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for one another, on paper or by ear."""
_LONG = 8
"""Thirty to the eighth: nobody guesses one, as slowly as wrong ones are answered."""
_NUMBER = re.compile(rf"(\d{{1,10}})-(\d{{1,5}})-([{_LETTERS}]{{{_LONG}}})", re.ASCII)


def new_code() -> str:
    """The last part of a receipt's number."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LONG))


def find(session: Session, typed: str) -> tuple[int, int] | None:
    """The obligation and the number of the report of a receipt; None: no receipt of ours has that number.

    Spaces and small letters are forgiven. A report from before receipts could be checked has none.
    """
    known = _NUMBER.fullmatch("".join(typed.split()).upper())
    if known is None or int(known[1]) >= 2**31:
        return None
    row = session.execute(
        select(ReportRow.obligation_id, ReportRow.number, ReportRow.code).where(
            ReportRow.obligation_id == int(known[1]), ReportRow.number == int(known[2])
        )
    ).one_or_none()
    if row is None or row.code is None or not hmac.compare_digest(row.code, known[3]):
        return None
    return row.obligation_id, row.number
