"""A corrected paper is read again: what it says otherwise, and which of that the draft takes over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.papers.draft.first_reading import SaidFact, said_facts
from documents.papers.draft.reading_changes import ReadingChange, changes_between
from models.database.ledger import Session
from models.plans import drafts
from services.drafts import papers_in, start
from services.drafts.card_fields import specs_of
from services.drafts.card_values import (
    CONFERENCES,
    HEAD,
    PRESENCE,
    REQUIREMENTS,
    DraftText,
    SetValue,
    TakeOver,
)
from services.drafts.changing import DraftChange
from services.drafts.edits import Remove
from services.drafts.frozen import FrozenReading
from services.drafts.papers_in import PapersIn
from services.drafts.save import Saved, write

_FIELDS = {
    "title": "title", "number": "number", "issued": "issued", "issuer": "issuer", "signer": "signer",
    "latest": "when", "phrase": "when", "day": "when", "hour": "when",
    "owner": "who", "action": "action", "to": "to", "via": "via", "form": "form", "chair": "chair",
}  # fmt: skip
"""What a reading calls something, and the field of the card that says it."""


@dataclass(frozen=True, slots=True)
class AgainChange:
    """One difference between the first reading and this one."""

    key: str
    """Names it when it is taken over."""
    told: Told
    card: str
    """Of the draft; of what is new, as it would be called by the new reading."""
    field: str
    """"" for what is new or gone."""
    can_apply: bool


@dataclass(frozen=True, slots=True)
class _Difference:
    shown: AgainChange
    kind: str
    source: str
    """The card of the new reading that says it."""


def compare(session: Session, number: int, handed: PapersIn, *, now: datetime) -> list[AgainChange]:
    """What the corrected papers say otherwise; nothing is stored."""
    draft, new = _both(session, number, handed, now)
    return [one.shown for one in _differences(session, number, handed, draft, new)]


def apply(
    session: Session,
    number: int,
    handed: PapersIn,
    keys: Collection[str],
    *,
    on: int,
    now: datetime,
    by: str,
) -> Saved:
    """The chosen differences become one version; the corrected papers are kept, and shown from now on.

    Refusal: the draft was changed since the page was shown, or is not open.
    """
    locked = drafts.lock(session, number)
    if on != locked.version:
        what = Told("có người vừa sửa bản nháp", "somebody has just changed the draft")
        raise Refusal(locked.title, what, Told("xem lại rồi làm lại", "look at it and do it again"))
    draft, new = _both(session, number, handed, now)
    change = DraftChange(by, now, day_of(now), lambda *_: ({}, ""))
    made = draft
    for one in _differences(session, number, handed, draft, new):
        if one.shown.key in keys and one.shown.can_apply:
            made = _taken_over(change, made, new, one)
    drafts.read_again(session, number, start.proposed(session, handed, unit=locked.unit, now=now)[1])
    papers_in.keep(session, number, handed, now)
    write(session, locked, made, act="ReadAgain", now=now, by=by)
    return Saved(locked.version + 1, tuple(change.created))


def from_last(session: Session, plan_id: int, *, unit: str, now: datetime, by: str) -> int | None:
    """A draft that will amend an issued plan, as its last one stood; None: the plan never had one."""
    earlier = drafts.of_plan(session, plan_id)
    if not earlier:
        return None
    last = drafts.version(session, earlier[0].id, earlier[0].version)
    number = drafts.create(
        session,
        title=earlier[0].title,
        unit=unit,
        reading=drafts.reading(session, earlier[0].id),
        text=last.text,
        state=last.state,
        now=now,
        by=by,
        plan_id=plan_id,
    )
    kept = [(paper.name, paper.digest) for paper in drafts.papers(session, earlier[0].id)]
    drafts.add_papers(session, number, kept)
    return number


def _both(session: Session, number: int, handed: PapersIn, now: datetime) -> tuple[DraftText, DraftText]:
    """The draft as it stands, and what would be drafted of the corrected papers."""
    draft = drafts.find(session, number)
    last = drafts.version(session, number, draft.version)
    text, _ = start.proposed(session, handed, unit=draft.unit, now=now)
    return DraftText(last.text, last.state), DraftText(text, {})


def _differences(
    session: Session, number: int, handed: PapersIn, draft: DraftText, new: DraftText
) -> Iterator[_Difference]:
    old = FrozenReading(drafts.reading(session, number)).said
    now = said_facts(handed.read[0])
    for at, one in enumerate(changes_between(old, now)):
        card = _card(one.id)
        name = _FIELDS.get(one.field, "") if one.field else PRESENCE
        source = _later(one, now) if one.change == "changed" else card
        if one.change == "changed":
            possible = draft.has(card) and new.has(source) and name in specs_of(card)
        else:
            possible = draft.has(card) if one.change == "gone" else new.has(card)
        shown = AgainChange(f"{at}-{one.change}-{one.id}-{one.field}", one.told, card, name, possible)
        yield _Difference(shown, one.change, source)


def _card(name: str) -> str:
    if not name:
        return HEAD
    return f"{CONFERENCES if name.startswith('C') else REQUIREMENTS}.{name}"


def _later(change: ReadingChange, now: Sequence[SaidFact]) -> str:
    """The card of the new reading that says it: by its place, for its number may be another one."""
    if not change.id:
        return HEAD
    found = (
        _card(one.id)
        for one in now
        if (one.file, one.line) == (change.file, change.line) and one.fields.get(change.field) == change.now
    )
    return next(found, "")


def _taken_over(change: DraftChange, made: DraftText, new: DraftText, one: _Difference) -> DraftText:
    card, name = one.shown.card, one.shown.field
    if one.kind == "gone":
        return change.of(made, Remove(card))
    if one.kind == "new":
        return change.of(made, TakeOver(new, one.source))
    return change.of(made, SetValue(card, name, new.value(one.source, name)))
