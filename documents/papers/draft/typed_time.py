"""A deadline as somebody types it, read by the grammar of the papers, with the keys a plan has for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.lang.vietnamese import composed
from cascade.plan.when import WhenKind
from documents.papers.draft.plan_times import when_fields
from documents.papers.layout.worded import worded
from documents.papers.times.grammar import TimePhrase, phrases_in
from documents.papers.times.reading import stated_time
from documents.papers.times.time_tokens import tokens_of
from documents.papers.times.years import IssueDay, Years

_NONE = re.compile(r"(?:không (?:có |ghi )?hạn|không thời hạn|không)\.?")
_EXAMPLES = Told(
    "ghi như “chậm nhất ngày 25/4”, “trong quý III”, “sau hội nghị C1 5 ngày làm việc”, “không hạn”",
    "write it like “chậm nhất ngày 25/4”, “trong quý III”, “sau hội nghị C1 5 ngày làm việc”, “không hạn”",
)
_LEADS = ("", "chậm nhất ", "chậm nhất ngày ", "trong ")
"""What may have been left out: "5 ngày sau hội nghị", "25", "quý III"."""


@dataclass(frozen=True, slots=True)
class KnownEvents:
    """What a typed time may count from, and what its year comes from."""

    issued: date
    """The day of issue, or today while nobody knows it."""
    conferences: Sequence[str] = ()
    requirements: Sequence[str] = ()


def typed_when(words: str, known: KnownEvents, *, a_day_is_a_limit: bool = True) -> dict[str, Any]:
    """The keys of `when`. Wrong: no time, several, or one of which nobody can tell what it counts from.

    `a_day_is_a_limit`: a bare day is the last one allowed; of a conference it is the day itself.
    """
    said = " ".join(composed(words).split())
    if not said or _NONE.fullmatch(worded(said).key):
        return {"kind": WhenKind.NONE.value}
    phrase = _phrase(said, known)
    given = Years(IssueDay(known.issued.year, known.issued.month, known.issued.day, 0, 0), ())
    when = stated_time(phrase, given.around(0, len(said))).when
    if a_day_is_a_limit and when.kind is WhenKind.FIXED and when.end is None:
        when = replace(when, kind=WhenKind.BY, end_time=when.start_time or when.end_time, start_time=None)
    if when.kind is WhenKind.RELATIVE:
        if when.offset is None:
            raise _not_read(said)
        when = replace(when, anchor=_anchor(said, known))
    fields = when_fields(when, said)
    if fields["kind"] == WhenKind.NONE.value:
        raise _not_read(said)
    return fields


def _phrase(said: str, known: KnownEvents) -> TimePhrase:
    # An id beside a number would be read with it: "hội nghị C1 5 ngày".
    bare = _without_ids(said, known)
    for lead in _LEADS:
        found = list(phrases_in(tokens_of(worded(lead + bare).key)))
        if len(found) > 1:
            what = tell("“{said}” có nhiều hơn một mốc", "“{said}” has more than one time", said=said[:80])
            raise Wrong(what, Told("mỗi nhiệm vụ một hạn", "one deadline for one requirement"))
        if found:
            return found[0]
    raise _not_read(said)


def _not_read(said: str) -> Wrong:
    what = tell("không hiểu “{said}” là khi nào", "“{said}” is not understood as a time", said=said[:80])
    return Wrong(what, _EXAMPLES)


def _without_ids(said: str, known: KnownEvents) -> str:
    return re.sub(rf"(?<!\w)(?:{_any(known)})(?!\w)", "", said) if _any(known) else said


def _any(known: KnownEvents) -> str:
    return "|".join(re.escape(one) for one in (*known.conferences, *known.requirements))


def _anchor(said: str, known: KnownEvents) -> str:
    """What it counts from: an id that is named, the day of issue, else the only conference there is."""
    named = re.search(rf"(?<!\w)(?:{_any(known)})(?!\w)", said) if _any(known) else None
    if named:
        return f"{'conference' if named[0] in known.conferences else 'requirement'}:{named[0]}"
    key = worded(said).key
    if re.search(r"ban hành|ngày ký|ký (?:văn bản|kế hoạch)", key):
        return "issue"
    if len(known.conferences) == 1:
        return f"conference:{known.conferences[0]}"
    what = tell("“{said}” tính từ mốc nào?", "from what does “{said}” count?", said=said[:80])
    ids = ", ".join((*known.conferences[:3], *known.requirements[:2])) or "C1"
    todo = tell(
        "ghi rõ mã của mốc ({ids}) hoặc “ngày ban hành”", "name its id ({ids}) or “ngày ban hành”", ids=ids
    )
    raise Wrong(what, todo)
