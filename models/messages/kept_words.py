"""The words that an issuing committee has for its letters: each version kept, one at a time counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.notices.own_words import Parts
from cascade.reports import secrecy
from models.database import audit, sql
from models.plans import plans
from models.tables import OwnWordsRow, PlanRow
from models.views.notice_views import OwnVersion, OwnWords

MOST_VERSIONS = 30
Key = tuple[str, str, str]
"""Unit, occasion, language."""


def in_force(session: Session, units: Collection[str]) -> dict[Key, OwnWords]:
    """The own words of these committees that count now."""
    query = select(OwnWordsRow).where(OwnWordsRow.ended_at.is_(None), OwnWordsRow.unit.in_(units))
    rows = session.scalars(query) if units else ()
    worded = [row for row in rows if row.parts]
    return {(row.unit, row.occasion, row.lang): OwnWords(row.id, dict(row.parts)) for row in worded}


def in_force_for(session: Session, unit: str, lang: str) -> dict[str, Parts]:
    """Those of one committee in one language, by occasion."""
    found = in_force(session, [unit])
    return {occasion: words.parts for (_, occasion, of), words in found.items() if of == lang}


def last(session: Session, unit: str) -> dict[tuple[str, str], OwnVersion]:
    """The version that counts for each occasion and language; one without parts says it in our words."""
    query = select(OwnWordsRow).where(OwnWordsRow.ended_at.is_(None), OwnWordsRow.unit == unit)
    return {(row.occasion, row.lang): _version(row) for row in session.scalars(query)}


def versions(session: Session, unit: str, occasion: str, lang: str) -> list[OwnVersion]:
    """The last ones, the newest first."""
    query = select(OwnWordsRow).where(*_of(unit, occasion, lang)).order_by(OwnWordsRow.version.desc())
    return [_version(row) for row in session.scalars(query.limit(MOST_VERSIONS))]


def save(
    session: Session, unit: str, occasion: str, lang: str, parts: Parts, seen: int, *, now: datetime, by: str
) -> int:
    """A new version in place of version `seen` (0: there was none); no parts: back to our words. Its number.

    Refusal: somebody else has saved one in the meantime.
    """
    counts = (*_of(unit, occasion, lang), OwnWordsRow.ended_at.is_(None))
    session.execute(update(OwnWordsRow).where(*counts, OwnWordsRow.version == seen).values(ended_at=now))
    # Locked by what was just ended; two first versions at once meet at the key, and the later one is told.
    newest = session.scalar(select(func.max(OwnWordsRow.version)).where(*_of(unit, occasion, lang))) or 0
    if newest != seen:
        raise _overtaken(newest)
    row = {"unit": unit, "occasion": occasion, "lang": lang, "version": seen + 1, "parts": dict(parts)}
    new = sql.insert(session, OwnWordsRow).values(**row, at=now, by=by).on_conflict_do_nothing()
    if session.scalar(new.returning(OwnWordsRow.id)) is None:
        raise _overtaken(seen + 1)
    act = "own_words" if parts else "own_words_back"
    audit.log(session, by, act, now=now, unit=unit, occasion=occasion, lang=lang, version=seen + 1)
    return seen + 1


def note_broken(session: Session, number: int, why: str, *, now: datetime) -> None:
    """A letter could not be worded by that version and went out in our words; the first time is kept."""
    sound = (OwnWordsRow.id == number, OwnWordsRow.broken_at.is_(None))
    noted = update(OwnWordsRow).where(*sound).values(broken_at=now, broken_why=why)
    found = session.execute(noted.returning(OwnWordsRow.unit, OwnWordsRow.occasion)).one_or_none()
    if found is not None:
        audit.log(session, "dondoc", "own_words_broken", now=now, unit=found.unit, occasion=found.occasion)


def betrayed(session: Session, unit: str, texts: Iterable[str]) -> Wrong | None:
    """What is wrong with texts that name a secret document of a plan of that committee; None: nothing."""
    numbers = [one for plan in _plans(session, unit) for one in plans.hidden(session, plan)]
    return secrecy.betrayed("\n".join(texts), numbers)


def _plans(session: Session, unit: str) -> list[int]:
    return list(session.scalars(select(PlanRow.id).where(PlanRow.issuer == unit)))


def _of(unit: str, occasion: str, lang: str) -> tuple[ColumnElement[bool], ...]:
    return (OwnWordsRow.unit == unit, OwnWordsRow.occasion == occasion, OwnWordsRow.lang == lang)


def _version(row: OwnWordsRow) -> OwnVersion:
    return OwnVersion(row.version, dict(row.parts), row.at, row.by, row.broken_at, row.broken_why or "")


def _overtaken(newest: int) -> Refusal:
    return Refusal(
        Told("Lời thông báo", "The words"),
        Told(f"vừa có người lưu bản {newest}", f"somebody has just saved version {newest}"),
        Told("xem bản ấy ở dưới rồi lưu lại", "look at it below, then save again"),
    )
