"""An office words its letters itself: what was typed is tried out and kept, or it is said what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from unicodedata import normalize

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.notices.own_words import LetterPart, Parts, WordsFault, may_word
from models.database.ledger import Session
from models.messages import kept_words

Check = Callable[[str, str, Parts], Sequence[WordsFault]]
"""Occasion, language, parts: what is wrong with them. The rooms that word letters have it."""


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The parts of a form: one Unicode form, line ends of one kind; what is empty is left to our words."""
    given = {part.value: normalize("NFC", form.get(part.value, "")) for part in LetterPart}
    clean = {name: text.replace("\r\n", "\n").replace("\x00", "").strip() for name, text in given.items()}
    return {name: text for name, text in clean.items() if text}


def faults(
    session: Session, check: Check, unit: str, occasion: Occasion, lang: str, parts: Parts
) -> list[WordsFault]:
    """What is wrong with them for that committee, its secret documents included."""
    found = list(check(occasion, lang, parts))
    for name, text in parts.items():
        if wrong := kept_words.betrayed(session, unit, [text]):
            found.append(WordsFault(LetterPart(name), 1, wrong.what, wrong.todo))
    return found


def save(
    session: Session,
    check: Check,
    unit: str,
    occasion: Occasion,
    lang: str,
    parts: Parts,
    seen: int,
    *,
    now: datetime,
    by: str,
) -> list[WordsFault]:
    """Keep them as the next version after `seen`, unless something is wrong with them: then what.

    Refusal: the occasion keeps our words, nothing was typed, or somebody else has saved a version meanwhile.
    """
    if not may_word(occasion):
        raise _refused(Told("loại thông báo này giữ lời có sẵn", "this occasion keeps the house's words"))
    if not parts:
        raise _refused(Told("chưa viết phần nào", "nothing was written"))
    found = faults(session, check, unit, occasion, lang, parts)
    if not found:
        kept_words.save(session, unit, occasion, lang, parts, seen, now=now, by=by)
    return found


def back(
    session: Session, unit: str, occasion: Occasion, lang: str, seen: int, *, now: datetime, by: str
) -> None:
    """The house's words again; what was written stays among the versions. Refusal: as for `save`."""
    kept_words.save(session, unit, occasion, lang, {}, seen, now=now, by=by)


def _refused(what: Told) -> Refusal:
    todo = Told("viết ít nhất một phần của loại khác", "write a part of another one")
    return Refusal(Told("Lời thông báo", "The words"), what, todo)
