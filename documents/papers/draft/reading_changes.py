"""How a later reading of a paper differs from what its plan was made from: what the paper says, no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cascade.lang.told import Telling, Told, tell
from cascade.org.format import told_day
from documents.papers.draft.first_reading import SaidFact
from documents.papers.layout.worded import key_of

_LABELS = {
    "title": Told("trích yếu", "title"),
    "number": Told("số, ký hiệu", "number"),
    "issued": Told("ngày ký", "day of issue"),
    "issuer": Told("nơi ban hành", "issuer"),
    "signer": Told("người ký", "signer"),
    "follows": Told("văn bản được thực hiện", "papers carried out"),
    "latest": Told("hạn", "last day"),
    "phrase": Told("lời ghi hạn", "words of the deadline"),
    "owner": Told("ai làm", "who"),
    "action": Told("lời giao việc", "words of the duty"),
    "to": Told("gửi ai", "to whom"),
    "via": Told("qua ai", "through whom"),
    "day": Told("ngày họp", "day"),
    "hour": Told("giờ họp", "hour"),
    "form": Told("hình thức", "form"),
    "venue": Told("nơi họp", "venue"),
    "chair": Told("chủ trì", "chair"),
}
_DATED = ("latest", "day")
_NOTHING = Told("không ghi", "not said")
_ENOUGH = 0.9
_MOST = 500
"""Facts that are left on either side and held against each other one by one."""


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """One difference."""

    change: str
    """new, gone or changed."""
    id: str
    """As the plan was drafted; for what is new, as the paper is read now."""
    field: str
    was: str
    now: str
    file: str
    line: int

    @property
    def told(self) -> Told:
        if self.change == "changed":
            return tell(
                "{id}{field}: {was} → {now}",
                "{id}{field}: {was} → {now}",
                id=f"{self.id} " if self.id else "",
                field=_LABELS[self.field],
                was=_value(self.was),
                now=_value(self.now),
            )
        if self.change == "new":
            return tell("mới: {now}", "new: {now}", now=_value(self.now))
        return tell("{id} không còn: {was}", "{id} is gone: {was}", id=self.id, was=_value(self.was))


def _value(said: str) -> Telling:
    days = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?: – (\d{4}-\d\d-\d\d))?", said)
    if days:
        told = [told_day(date.fromisoformat(day)) for day in days.groups() if day]
        return told[0] if len(told) == 1 else tell("{a} – {b}", "{a} – {b}", a=told[0], b=told[1])
    return f"«{said}»" if said else _NOTHING


def changes_between(old: Sequence[SaidFact], new: Sequence[SaidFact]) -> list[ReadingChange]:
    """Every difference, in the order of the new paper; what is gone comes last.

    A plan written by hand quotes no more than its requirements: nothing else is new to it.
    """
    by_hand = all(one.id for one in old)
    new = [one for one in new if not by_hand or _kind(one) == "D"]
    pairs = {id(later): earlier for earlier, later in _pairs(old, new)}
    found: list[ReadingChange] = []
    for later in new:
        earlier = pairs.get(id(later))
        if earlier is not None:
            found.extend(_differences(earlier, later))
        elif later.id:
            found.append(ReadingChange("new", later.id, "", "", _whole(later), later.file, later.line))
    taken = {id(one) for one in pairs.values()}
    gone = [one for one in old if id(one) not in taken and one.id]
    return [
        *found,
        *(ReadingChange("gone", one.id, "", _whole(one), "", one.file, one.line) for one in gone),
    ]


def _whole(fact: SaidFact) -> str:
    parts = [fact.fields.get(name, "") for name in ("phrase", "owner", "action", "venue")]
    return " · ".join(part for part in parts if part)


def _differences(earlier: SaidFact, later: SaidFact) -> Iterator[ReadingChange]:
    for name in _LABELS:
        was, now = earlier.fields.get(name), later.fields.get(name)
        if was is None or now is None or _key(was) == _key(now):
            continue
        if name == "phrase" and _is_told_by_day(earlier, later):
            continue
        yield ReadingChange("changed", earlier.id, name, was, now, later.file, later.line)


def _is_told_by_day(earlier: SaidFact, later: SaidFact) -> bool:
    """The day tells it: it has moved, or is the same in other words ("trước 25/4", "trước ngày 25/4")."""
    return any(earlier.fields.get(name) and later.fields.get(name) for name in _DATED)


def _key(said: str) -> str:
    return key_of(" ".join(re.findall(r"\w+", said)))


def _pairs(old: Sequence[SaidFact], new: Sequence[SaidFact]) -> Iterator[tuple[SaidFact, SaidFact]]:
    """What is the same in both readings: first what stayed word for word, then what is most alike."""
    for kind in ("", "C", "D"):
        before = [one for one in old if _kind(one) == kind]
        after = [one for one in new if _kind(one) == kind]
        for earlier, later in _same_words(before, after):
            before.remove(earlier)
            after.remove(later)
            yield earlier, later
        alike = [
            (_likeness(earlier, later), -abs(here - there), here, there)
            for here, earlier in enumerate(before[:_MOST])
            for there, later in enumerate(after[:_MOST])
        ]
        used: tuple[set[int], set[int]] = set(), set()
        for likeness, _, here, there in sorted(alike, reverse=True):
            if likeness >= _ENOUGH and here not in used[0] and there not in used[1]:
                used[0].add(here)
                used[1].add(there)
                yield before[here], after[there]


def _kind(fact: SaidFact) -> str:
    """Requirements of a plan written by hand may be called anything."""
    return "" if not fact.id else "C" if "venue" in fact.fields else "D"


def _same_words(before: Sequence[SaidFact], after: Sequence[SaidFact]) -> list[tuple[SaidFact, SaidFact]]:
    waiting: dict[tuple[str, ...], list[SaidFact]] = {}
    for one in before:
        waiting.setdefault(_words(one), []).append(one)
    return [(waiting[_words(one)].pop(0), one) for one in after if waiting.get(_words(one))]


def _words(fact: SaidFact) -> tuple[str, ...]:
    return tuple(_key(fact.fields.get(name, "")) for name in ("phrase", "owner", "action", "venue"))


def _likeness(earlier: SaidFact, later: SaidFact) -> float:
    """The head is always the head, one conference mostly the other; duties by words, day and owner."""
    if not earlier.id:
        return 1
    day = 0.6 * any(
        (was := earlier.fields.get(name)) and was == later.fields.get(name) for name in (*_DATED, "phrase")
    )
    if _kind(earlier) == "C":
        return 0.9 + day
    owner = earlier.fields.get("owner")
    same = 0.25 if owner is None else 0.5 * (_key(owner) == _key(later.fields.get("owner", "")))
    first, second = (set(_key(one.fields.get("action", "")).split()) for one in (earlier, later))
    return day + same + len(first & second) / max(1, len(first | second))
