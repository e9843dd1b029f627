"""Which papers the letters of a committee carry: what it has chosen, and what of that a notice may take."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from cascade.notices.enclosure_kinds import USUAL, Enclosure
from cascade.notices.kinds import Channel, Occasion
from models.database import audit, stored_settings
from models.messages.batch import Batch
from models.tables import NoticeRow

_KEY = "letter_papers:"


def chosen(session: Session, unit: str) -> frozenset[Enclosure]:
    """What the letters of this committee's plans carry; the usual, as long as it has not chosen."""
    kept = stored_settings.get(session, _KEY + unit)
    return USUAL if kept is None else frozenset(map(Enclosure, kept["papers"]))


def choose(session: Session, unit: str, papers: Collection[Enclosure], *, now: datetime, by: str) -> bool:
    """From now on these. False: it was so already."""
    if frozenset(papers) == chosen(session, unit):
        return False
    listed = [one.value for one in Enclosure if one in papers]
    stored_settings.put(session, _KEY + unit, {"papers": listed})
    audit.log(session, by, "letter_papers", now=now, unit=unit, papers=listed)
    return True


def of_letters(
    session: Session, notices: Sequence[NoticeRow], batch: Batch
) -> dict[int, tuple[Enclosure, ...]]:
    """By notice. Nothing of a secret plan leaves as a file, and a file goes by mail alone."""
    found: dict[int, tuple[Enclosure, ...]] = {}
    of_issuer: dict[str, frozenset[Enclosure]] = {}
    for notice in notices:
        papers = Occasion(notice.occasion).encloses if notice.channel == Channel.MAIL else ()
        plan = batch.plans.get(notice.plan_id or 0) if papers else None
        if plan is None or plan.secret:
            continue
        if plan.issuer not in of_issuer:
            of_issuer[plan.issuer] = chosen(session, plan.issuer)
        found[notice.id] = tuple(one for one in papers if one in of_issuer[plan.issuer])
    return found
