"""What the page of a rehearsal shows: one look, two side by side, who gets what, a unit's letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cascade.lang.told import Telling, Told
from cascade.notices.kinds import Occasion
from cascade.rehearsal import PlannedNotice, compare
from cascade.rehearsal.rehearsal_days import differences, on
from cascade.rehearsal.variants import Answering, Reminding, Variant
from cascade.reports import secrecy
from documents.picture.notice_calendar import notice_calendar
from models.database.ledger import Session
from models.messages import kept_words
from portal.web.counter import Letter
from services.issuing.rehearsal_letters import RehearsalLetters
from services.issuing.rehearse_plan import Rehearsed

PAGE = 50
MOST_LETTERS = 40
"""Of one unit; a year's plan has some thirty."""


@dataclass(frozen=True, slots=True)
class RehearsalQuery:
    """What an address asks for."""

    variant: Variant
    version: int | None
    other: Variant | None
    """The variant to set beside it."""
    other_version: int | None
    day: date | None
    occasion: str
    unit: str
    page: int

    @classmethod
    def of(cls, query: Mapping[str, str]) -> RehearsalQuery:
        """Anything that cannot be read counts as not asked for."""
        beside = query.get("so-sanh", "") == "1"
        return cls(
            _variant(query, ""),
            _whole(query.get("ban", "")),
            _variant(query, "b-") if beside else None,
            _whole(query.get("b-ban", "")) if beside else None,
            _day(query.get("ngay", "")),
            query.get("dip", "")[:40],
            query.get("don-vi", "").strip()[:200],
            max(_whole(query.get("trang", "")) or 1, 1),
        )

    def kept(self, **more: object) -> dict[str, object]:
        """The query that asks for the same variant and something more."""
        answering, reminding = self.variant.answering.value, self.variant.reminding.value
        return {"tra_loi": answering, "lich_nhac": reminding, "ban": self.version or "", **more}


def _variant(query: Mapping[str, str], prefix: str) -> Variant:
    answering, reminding = query.get(f"{prefix}tra-loi", ""), query.get(f"{prefix}lich-nhac", "")
    return Variant(
        Answering(answering) if answering in set(Answering) else Answering.ON_TIME,
        Reminding(reminding) if reminding in set(Reminding) else Reminding.AS_WRITTEN,
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def shown(rehearsed: Rehearsed, lang: str) -> dict[str, Any]:
    """The picture and the two tables."""
    result, notices = rehearsed.result, rehearsed.played.notices
    plan = result.plan
    actions = {one.key: action_of(one.action, one.secret) for one in result.duties}
    names = {one.conference.id: one.conference.name for one in result.meetings}
    return {
        "svg": notice_calendar(rehearsed.days, result.calendar, lang),
        "days": rehearsed.days,
        "total": len(notices),
        "recipients": len({one.recipient for one in notices}),
        "occasions": Counter(one.occasion for one in notices).most_common(),
        "occasion": Occasion,
        "actions": actions,
        "conferences": {name: secrecy.content(called, plan.secret, name) for name, called in names.items()},
        "ended": rehearsed.played.ended,
    }


def action_of(action: str, secret: bool) -> Telling:
    """How a duty is called behind its code on these pages: a secret one only as that."""
    return secrecy.content(action, secret, _SECRET)


_SECRET: Telling = Told("nhiệm vụ mật", "a secret duty")


def beside(first: Rehearsed, other: Rehearsed) -> dict[str, Any]:
    """Two variants: counts on each occasion, units that hear more or less, dates that differ."""
    before, after = first.played.notices, other.played.notices
    found = compare(before, after)
    old, new = Counter(one.recipient for one in before), Counter(one.recipient for one in after)
    moved = [(old[code], new[code], code) for code in {*old, *new} if old[code] != new[code]]
    moved.sort(key=lambda one: (-abs(one[1] - one[0]), one[2]))
    tree = {**other.result.tree.units, **first.result.tree.units}
    dues = {one.key: one.window.latest for one in first.result.duties}
    others = {one.key: one.window.latest for one in other.result.duties}
    return {
        "totals": (len(before), len(after)),
        "rows": differences(before, after, found),
        "units": [(tree[code].name, was, now) for was, now, code in moved[:PAGE]],
        "units_in_all": len(moved),
        "dates": [
            (key, dues.get(key), others.get(key))
            for key in sorted({*dues, *others})
            if dues.get(key) != others.get(key)
        ],
        "peaks": tuple(max(one.days, key=lambda day: day.notices, default=None) for one in (first, other)),
    }


def receivers(rehearsed: Rehearsed, wanted: RehearsalQuery) -> dict[str, Any]:
    """Who gets what on the day and occasion that were asked for, a page at a time."""
    found = on(rehearsed.played.notices, wanted.day, wanted.occasion)
    start = (wanted.page - 1) * PAGE
    tree = rehearsed.result.tree
    return {
        "count": len(found),
        "rows": [(one, tree.unit(one.recipient)) for one in found[start : start + PAGE]],
        "more": len(found) > start + PAGE,
        "page": wanted.page,
    }


def letters(
    session: Session, rehearsed: Rehearsed, unit: str, lang: str, write: Letter
) -> list[tuple[PlannedNotice, str, str]]:
    """What the unit gets, letter by letter: the notice, its subject, its words."""
    maker, issuer = RehearsalLetters(session, rehearsed, lang), rehearsed.result.plan.issuer
    own = kept_words.in_force_for(session, issuer, lang)
    mine = [one for one in rehearsed.played.notices if one.recipient == unit][:MOST_LETTERS]
    return [(one, *write(one.occasion, maker.facts(one), lang, own.get(one.occasion))) for one in mine]


def named(rehearsed: Rehearsed, words: str) -> list[tuple[str, str, int]]:
    """Units that get a notice and bear that code or those words in their name: code, name, how many."""
    counts = Counter(one.recipient for one in rehearsed.played.notices)
    if words in counts:
        return [(words, rehearsed.result.tree.unit(words).name, counts[words])]
    sought, names = words.casefold(), {code: rehearsed.result.tree.unit(code).name for code in counts}
    return [(code, name, counts[code]) for code, name in names.items() if sought in name.casefold()][:PAGE]
