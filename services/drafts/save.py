"""Saves what officers do to a draft as a new version; where two wanted different things, both are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Telling, Told
from cascade.reports import secrecy
from models.database import audit
from models.database.ledger import Session
from models.plans import drafts
from models.views.draft_views import Draft, DraftState, DraftVersion
from services.drafts import marked
from services.drafts.card_fields import shown, specs_of
from services.drafts.card_values import (
    HEAD,
    PRESENCE,
    DraftText,
    ValueChange,
    changes,
    place_of,
)
from services.drafts.changing import DraftChange
from services.drafts.edits import (
    AnswerHow,
    AnswerQuestion,
    BringBack,
    Clash,
    Confirm,
    Correct,
    Edit,
    FieldClash,
    Remove,
    ReplaceText,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save gave."""

    version: int
    created: tuple[str, ...] = ()
    """The ids of cards that were added."""
    merged: bool = False
    """Somebody else had saved something in the meantime; this was put on top of it."""


def save(session: Session, number: int, edits: Sequence[Edit], *, on: int, now: datetime, by: str) -> Saved:
    """One new version with all of these; `on` is the version they were made on.

    Clash: somebody else has changed the same since. Refusal: one of them cannot be done; nothing is saved.
    """
    draft = drafts.lock(session, number)
    last = drafts.version(session, number, draft.version)
    theirs = DraftText(last.text, last.state)
    change = DraftChange(by, now, day_of(now), lambda text, at: marked.read(session, number, text, at, now))
    merged, base = on != draft.version, theirs
    if merged:
        old = drafts.version(session, number, on)
        base = DraftText(old.text, old.state)
        look = DraftChange(by, now, change.today, change.read_marked)
        clashes = tuple(_clashes(base, theirs, edits, look, last.by))
        if clashes:
            raise Clash(clashes, tuple(edits), draft.version)
    made = theirs
    for edit in edits:
        whole = merged and isinstance(edit, ReplaceText)
        made = change.on_top(base, made, edit) if whole else change.of(made, edit)
    write(session, draft, made, act=_act(edits), now=now, by=by)
    return Saved(draft.version + 1, tuple(change.created), merged)


def write(session: Session, draft: Draft, made: DraftText, *, act: str, now: datetime, by: str) -> None:
    """One more version of a draft that is locked."""
    state = {**made.state, drafts.COUNTS: made.counts()}
    title = _shown_title(made, draft.title)
    new = DraftVersion(draft.id, draft.version + 1, made.text, state, act, now, by)
    drafts.add_version(session, new, title=title)


def _shown_title(made: DraftText, last: str) -> str:
    """How lists, pages and the log call the draft: a secret one by its number."""
    kind, number = made.value(HEAD, "kind"), made.value(HEAD, "number")
    named = str(made.value(HEAD, "title") or last)
    return secrecy.plan_name(
        named, number=str(number or "") or None, code=str(kind or "?"), secret=made.secret
    )


def _act(edits: Sequence[Edit]) -> str:
    """What a list of versions calls it: "Correct requirements.D1.when"."""
    if not edits:
        return ""
    first = edits[0]
    steps = (getattr(first, name, "") for name in ("card", "about", "field"))
    words = [type(first).__name__, ".".join(one for one in steps if isinstance(one, str) and one)]
    return " ".join(one for one in words if one)


def _clashes(
    base: DraftText, theirs: DraftText, edits: Sequence[Edit], look: DraftChange, by: str
) -> Iterator[FieldClash]:
    """Where they changed what these were made on, to something else than these want."""
    since = {(one.card, one.field): one for one in changes(base, theirs)}
    mine = base
    for edit in edits:
        mine = look.of(mine, edit)
        for card, name in _touched(edit, base, mine, since):
            change = since.get((card, name)) or since.get((card, PRESENCE))
            if change is None or _is_wanted(edit, change, mine):
                continue
            yield _told(change, edit, base, theirs, mine, by)


def _touched(
    edit: Edit, base: DraftText, mine: DraftText, since: dict[tuple[str, str], ValueChange]
) -> Iterator[tuple[str, str]]:
    match edit:
        case Confirm(card) | Remove(card):
            yield from ((one, name) for one, name in since if one == card)
        case BringBack(card):
            yield card, PRESENCE
        case Correct(card, name):
            yield card, name
        case AnswerQuestion(about, how):
            card, name = place_of(about)
            if how is AnswerHow.DROP:
                yield from ((one, each) for one, each in since if one == card)
            else:
                yield card, name
        case ReplaceText():
            yield from ((one.card, one.field) for one in changes(base, mine))
        case _:
            return


def _is_wanted(edit: Edit, change: ValueChange, mine: DraftText) -> bool:
    """They made of it what this wants, too."""
    return not isinstance(edit, Confirm) and mine.value(change.card, change.field) == change.now


def _told(
    change: ValueChange, edit: Edit, base: DraftText, theirs: DraftText, mine: DraftText, by: str
) -> FieldClash:
    mark = theirs.marks.get(change.card, {})
    who = mark.get("fields", {}).get(change.field) or mark.get("by") or by
    own: Telling = _CONFIRMED if isinstance(edit, Confirm) else value_told(mine, change.card, change.field)
    if isinstance(edit, Correct) and change.field != PRESENCE:
        own = edit.value if isinstance(edit.value, str) else own
    elif isinstance(edit, Correct):
        own = value_told(mine, edit.card, edit.field)
    return FieldClash(
        change.card,
        change.field,
        value_told(base, change.card, change.field),
        value_told(theirs, change.card, change.field),
        own,
        str(who),
    )


_CONFIRMED = Told("xác nhận như đã thấy", "confirmed as it was seen")
_IN = Told("có trong kế hoạch", "in the plan")
_OUT = Told("đã bỏ", "removed")


def value_told(draft: DraftText, card: str, name: str) -> Telling:
    """A field of a version in words."""
    value = draft.value(card, name)
    if name == PRESENCE:
        return _IN if value else _OUT
    spec = specs_of(card).get(name)
    if isinstance(value, dict) and "phrase" not in value:
        return ", ".join(
            f"{key}: {', '.join(one) if isinstance(one, list) else one}" for key, one in value.items()
        )
    return shown(spec, value, {}) if spec else str(value or "")


def restore(session: Session, number: int, which: int, *, on: int, now: datetime, by: str) -> Saved:
    """An old version is the newest again. Refusal: somebody has saved something since the page was shown."""
    draft = drafts.lock(session, number)
    if on != draft.version:
        what = Told("có người vừa sửa bản nháp", "somebody has just changed the draft")
        raise Refusal(draft.title, what, Told("xem lại rồi làm lại", "look at it and do it again"))
    old = drafts.version(session, number, which)
    write(session, draft, DraftText(old.text, old.state), act=f"Restore {which}", now=now, by=by)
    return Saved(draft.version + 1)


def discard(session: Session, number: int, *, now: datetime, by: str) -> None:
    """Nothing becomes of it; what it said stays. Refusal: it is not open."""
    drafts.end(session, drafts.lock(session, number), DraftState.DISCARDED, now=now, by=by)


def give_to(session: Session, number: int, unit: str, *, now: datetime, by: str) -> None:
    """Whose plan it becomes, with a trace of whose it was. Refusal: it is not open."""
    was = drafts.lock(session, number).unit
    drafts.give_to(session, number, unit)
    audit.log(session, by, "draft_given", now=now, unit=unit, draft=number, was=was)
