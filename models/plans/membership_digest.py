"""Who owes a duty: a digest of it for comparing at a glance, and the present rows when something changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Duty, Obligation
from models.tables import ObligationRow

Parties = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class PartyTexts(dict[Parties, str]):
    """Who decides, who collects, who gets a copy: as text, made once for each combination."""

    def __missing__(self, key: Parties) -> str:
        text = self[key] = json.dumps(key, ensure_ascii=False)
        return text


def by_duty(obligations: Iterable[Obligation]) -> dict[str, list[Obligation]]:
    """Obligations by the key of their duty, in their own order."""
    found: dict[str, list[Obligation]] = {}
    for key, some in groupby(obligations, key=lambda one: one.duty.key):
        found.setdefault(key, []).extend(some)
    return found


def digest(members: Sequence[Obligation], texts: PartyTexts) -> str:
    """The same for the same units in the same branches, reporting to the same."""
    summed = hashlib.blake2b(digest_size=16)
    for column in (
        [one.unit for one in members],
        [one.branch for one in members],
        [texts[one.to, one.via, one.copy] for one in members],
    ):
        summed.update("\n".join(column).encode())
        summed.update(b"\0")
    return summed.hexdigest()


def rows(session: Session, duty_id: int) -> dict[str, ObligationRow]:
    """The rows of a duty by the unit that the plan means. One handed over stands for its first owner."""
    query = select(ObligationRow).where(ObligationRow.duty_id == duty_id)
    found = session.scalars(query.order_by(ObligationRow.id)).all()
    stand_ins = {row.stands_for for row in found if row.stands_for and row.state != ObligationState.WITHDRAWN}
    return {
        row.stands_for or row.unit: row
        for row in found
        if row.stands_for is not None or row.unit not in stand_ins
    }


def thaw(row: ObligationRow, meant: str, duty: Duty) -> Obligation:
    """A row as the rules know it, under the unit that the plan means."""
    to, via, copy = (tuple(codes) for codes in json.loads(row.parties))
    return Obligation(meant, duty, row.branch, to, via, copy)
