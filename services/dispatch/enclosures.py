"""The papers of a letter, made when it leaves: what many letters share is worked out once a minute."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, TypeVar, cast

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.notices.enclosure_kinds import Enclosure
from models.database.ledger import Ledger, Session
from models.plans import plans
from models.stats import rollups
from models.views.notice_views import Claimed
from notifications.message import Attachment
from services.dispatch.compose import Enclosed

if TYPE_CHECKING:
    from services.exports.enclosed_papers import DrawnPlan, EnclosedPaper

FRESH = 60.0
"""Seconds; an amendment or a new day counts at once, a new template of the office after that."""
MOST_KEPT = 8
MOST_DUTIES = 20_000
"""Of larger plans nothing is enclosed: to work them out takes a dispatcher's memory and its minute."""
MOST_BYTES = 5_000_000
"""Of all files of one letter together."""
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_Made = TypeVar("_Made")
logger = logging.getLogger(__name__)


class Enclosures:
    """What one dispatcher encloses."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._kept: dict[tuple[object, ...], tuple[float, object]] = {}

    def of(self, claimed: Claimed, now: datetime) -> Sequence[Enclosed]:
        """The files of one letter. One that cannot be made stays away: the letter leaves without it."""
        if not claimed.encloses or claimed.plan is None:
            return ()
        made: list[EnclosedPaper] = []
        with self._ledger.read() as session:
            for kind in claimed.encloses:
                try:
                    made += self._papers(session, kind, claimed, now)
                except Refusal as refusal:
                    logger.info("không kèm %s: %s", kind.value, refusal)
                except Exception:
                    logger.exception("không soạn được %s kèm thông báo %s", kind.value, claimed.key)
        return [_as_file(one) for one in _within(made)]

    def _papers(
        self, session: Session, kind: Enclosure, claimed: Claimed, now: datetime
    ) -> Iterator[EnclosedPaper]:
        # Whoever writes Word takes a second to come and 40 MB: not with a dispatcher that encloses nothing.
        from services.exports import enclosed_papers

        known = plans.known(session, claimed.plan or "")
        at = (known.id, known.revision, known.state, day_of(now))
        drawn = self._once(("plan", *at), lambda: _drawn(session, known.code, now))
        if drawn is None:
            return
        if kind in enclosed_papers.SAME:
            if kind is not Enclosure.AMENDMENT or claimed.revision == known.revision:
                sort = enclosed_papers.SAME[kind]
                yield self._once((kind, *at), lambda: enclosed_papers.same_for_all(session, drawn, sort, now))
        elif kind is Enclosure.PRESSING:
            yield from enclosed_papers.pressing(session, drawn, claimed.unit, now)
        else:
            sequence = claimed.invitation.sequence if claimed.invitation else 0
            conference = self._once(
                ("conference", *at, claimed.conference, sequence),
                lambda: enclosed_papers.DrawnConference.of(session, drawn, claimed.conference, now),
            )
            if kind is Enclosure.INVITATION:
                yield from enclosed_papers.of_guest(drawn, conference, claimed.unit)
            else:
                yield from enclosed_papers.of_host(session, drawn, conference, claimed.unit, now)

    def _once(self, key: tuple[object, ...], make: Callable[[], _Made]) -> _Made:
        since, made = self._kept.get(key, (float("-inf"), None))
        if monotonic() - since > FRESH:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            made = make()
            self._kept[key] = monotonic(), made
        return cast("_Made", made)


def _drawn(session: Session, code: str, now: datetime) -> DrawnPlan | None:
    """None: it is too large."""
    from services.exports.enclosed_papers import DrawnPlan

    counts = rollups.counts(session, plans.number(session, code), now, by="plan")
    if any(one.expected > MOST_DUTIES for one in counts.values()):
        return None
    return DrawnPlan.of(session, code, now)


def _within(made: Sequence[EnclosedPaper]) -> Iterator[EnclosedPaper]:
    room = MOST_BYTES
    for one in made:
        if len(one.content) <= room:
            room -= len(one.content)
            yield one


def _as_file(one: EnclosedPaper) -> Enclosed:
    media = "application/pdf" if one.name.endswith(".pdf") else _DOCX
    return Enclosed(one.called, Attachment(one.name, one.content, media))
