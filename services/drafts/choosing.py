"""Who is meant by a choice: in words, how many units and which; and what a typed time means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, local
from cascade.dates.deadlines import Context, resolve
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, Told, joined, tell
from cascade.org.format import told_level
from cascade.org.tree import OrgTree, Selector
from cascade.org.unit import UnitKind
from cascade.plan.responsible import committee_of
from cascade.plan.when import When
from cascade.result.obligation import Window
from documents.papers.shown.told_time import told_time
from documents.plan_file.edited_text import plain, written
from documents.plan_file.selector_part import SelectorPart
from documents.plan_file.when_part import WhenPart
from documents.reading.yaml_lines import parse
from models.database.ledger import Session
from models.org import units, work_calendar
from models.plans import drafts
from services.drafts.card_fields import read_value
from services.drafts.card_values import HEAD, NAME, DraftText, issued_of, known_events
from services.drafts.edits import Choice, Typed
from services.drafts.sheet_parts import Chosen, TimeShown

FIRST = 12
"""Units that are named under a choice."""
_KINDS = {
    UnitKind.COMMITTEE: Told("cấp ủy", "committees"),
    UnitKind.OFFICE: Told("cơ quan", "offices"),
    None: Told("đơn vị", "units"),
}


@dataclass(frozen=True)
class Surroundings:
    """The units and the calendar that a draft is seen with."""

    tree: OrgTree
    calendar: WorkCalendar
    today: date

    def root(self, draft: DraftText) -> str | None:
        """The committee whose plan it becomes, as far as it is known."""
        issuer = draft.value(HEAD, "issuer")
        return committee_of(str(issuer), self.tree) if issuer in self.tree else None

    def name(self, code: str) -> str:
        """What a unit is called; of a stranger its code."""
        unit = self.tree.units.get(code)
        return unit.name if unit else code


def surroundings(session: Session, draft: DraftText, now: datetime, also: Any = None) -> Surroundings:
    """The units of the day that the plan is issued on, or of today, as far as the plan can speak of them.

    `also`: a choice that is not in the draft. While nobody knows who issues it, all units.
    """
    day, issuer = issued_of(draft) or day_of(now), str(draft.value(HEAD, "issuer") or "")
    said = [draft.cards, [plain(one.get("default")) for one in draft.questions], also]
    tree = units.load_around(session, day, issuer, {*_words_in(said, "under")}, set(_words_in(said)))
    return Surroundings(tree, work_calendar.load_calendar(session), day_of(now))


def _words_in(said: Any, key: str = "") -> Iterator[str]:
    """All words in what a plan says, any of which may be the code of a unit; of a key only what it says."""
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from _words_in(value, "" if name == key else key)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from _words_in(value, key)
    elif isinstance(said, str) and not key:
        yield said


def who_counts(session: Session, choice: Choice, *, draft_id: int, now: datetime) -> Chosen:
    """What a choice comes to; nothing is stored."""
    last = drafts.version(session, draft_id, drafts.find(session, draft_id).version)
    draft = DraftText(last.text, last.state)
    raw = {name: value for name in Choice.__slots__ if (value := getattr(choice, name))}
    around = surroundings(session, draft, now, also=raw)
    return chosen(plain(parse(f"x: {written(raw)}", NAME))["x"], around, around.root(draft))


def chosen(raw: Any, around: Surroundings, root: str | None) -> Chosen:
    """A selector of the plan, counted."""
    if raw in (None, ""):
        return Chosen(trouble=Told("chưa rõ ai làm", "nobody is named yet"))
    try:
        selector: Selector = SelectorPart.model_validate(raw).build()
    except ValidationError as errors:
        cause = errors.errors(include_url=False)[0].get("ctx", {}).get("error")
        wrong = cause.told if isinstance(cause, Wrong) else Told("chưa chọn ai", "nobody is chosen")
        return Chosen(trouble=wrong)
    made = Chosen(
        selector.level,
        selector.kind,
        tuple(selector.group),
        selector.under,
        tuple(selector.units),
        tuple(selector.exclude),
        joined(", ", _words(selector, around)),
    )
    strangers = [code for code in (*selector.units, selector.under) if code and code not in around.tree]
    if not len(around.tree):
        return replace(made, trouble=Told("chưa có danh sách đơn vị", "there are no units yet"))
    if strangers:
        code = strangers[0]
        return replace(made, trouble=tell("không có đơn vị {code}", "there is no unit {code}", code=code))
    if root is None and not selector.under and not selector.units:
        return replace(made, trouble=Told("chưa rõ nơi ban hành", "the issuer is not known yet"))
    found = around.tree.select(selector, root or "")
    nobody = Told("không có đơn vị nào như vậy", "there is no such unit") if not found else None
    named = tuple((unit.code, unit.name) for unit in found[:FIRST])
    return replace(made, count=len(found), first=named, trouble=nobody)


def _words(selector: Selector, around: Surroundings) -> Iterator[Telling]:
    if selector.units:
        yield from (around.name(code) for code in selector.units)
    else:
        kind = _KINDS[selector.kind]
        groups = ", ".join(selector.group)
        if groups:
            yield groups
        elif selector.level:
            level = told_level(selector.level)
            yield tell("mọi {kind} {level}", "all {kind}: {level}", kind=kind, level=level)
        else:
            yield tell("mọi {kind}", "all {kind}", kind=kind)
    if selector.under:
        yield tell("thuộc {name}", "below {name}", name=around.name(selector.under))
    if selector.exclude:
        names = ", ".join(around.name(code) for code in selector.exclude)
        yield tell("trừ {names}", "except {names}", names=names)


def understood(
    session: Session, draft_id: int, words: str, *, now: datetime, card: str = "requirements.D0"
) -> TimeShown:
    """A time as it would be taken; nothing is stored. Refusal: the words are no time, in one line."""
    last = drafts.version(session, draft_id, drafts.find(session, draft_id).version)
    draft = DraftText(last.text, last.state)
    typed: Typed = words
    raw = read_value(card, "when", typed, known_events(draft, day_of(now)))
    found = shown_time(
        plain(parse(f"x: {written(raw)}", NAME))["x"], draft, work_calendar.load_calendar(session)
    )
    if found is None:
        what = Told("không hiểu là khi nào", "it is not understood as a time")
        raise Refusal("", what, Told("ghi như “chậm nhất ngày 25/4”", "write it like “chậm nhất ngày 25/4”"))
    return found


def shown_time(raw: Any, draft: DraftText, calendar: WorkCalendar) -> TimeShown | None:
    """A time of the plan with its days; None where it is not one that can be read."""
    try:
        when: When = WhenPart.model_validate(raw).build()
    except (ValidationError, Wrong):
        return None
    window, derived = _dated(when, draft, calendar, 0)
    hour = when.end_time or when.start_time
    if hour is None and window.starts_at:
        hour = local(window.starts_at).time()
    return TimeShown(
        when.phrase or "",
        when.kind,
        window.earliest,
        window.latest,
        window.latest_workday,
        hour,
        told_time(when, window),
        derived.long if derived else None,
        window.tentative,
        when.year_inferred,
    )


_DEEPEST = 5


def _dated(when: When, draft: DraftText, calendar: WorkCalendar, depth: int) -> Any:
    """The days, and those of what they hang on, a few steps far."""

    def anchor(name: str) -> Window | None:
        kind, _, item = name.partition(":")
        if kind == "issue":
            issued = issued_of(draft)
            return Window(issued, issued) if issued else None
        raw = draft.value(f"{kind}s.{item}", "when")
        if depth >= _DEEPEST or not isinstance(raw, Mapping):
            return None
        try:
            found: When = WhenPart.model_validate(raw).build()
        except (ValidationError, Wrong):
            return None
        window: Window = _dated(found, draft, calendar, depth + 1)[0]
        return window

    return resolve(when, Context(calendar=calendar, anchor=anchor, issued=issued_of(draft)))
