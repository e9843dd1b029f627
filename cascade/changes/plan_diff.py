"""Amending (điều chỉnh): what a new revision adds, withdraws, moves and changes; the others hear nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from cascade.plan.level_sittings import whole
from cascade.result.obligation import Cascade, Meeting, Obligation, Outline

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MovedObligation:
    """An obligation that stays, with another date or another content."""

    before: Obligation
    after: Obligation

    @property
    def id(self) -> str:
        """The same name before and after: "D6:huyen-long-thanh"."""
        return self.after.id


@dataclass(frozen=True, slots=True)
class MeetingMoved:
    """A conference whose day or hour changed, or that was cancelled; its invitation is sent again."""

    before: Meeting | None
    after: Meeting | None

    @property
    def id(self) -> str:
        """The conference's id."""
        known = self.after or self.before
        assert known is not None
        return known.conference.id


@dataclass(frozen=True)
class Amendment:
    """The difference between two cascades of one plan."""

    added: tuple[Obligation, ...] = ()
    withdrawn: tuple[Obligation, ...] = ()
    moved_earlier: tuple[MovedObligation, ...] = ()
    moved_later: tuple[MovedObligation, ...] = ()
    changed: tuple[MovedObligation, ...] = ()
    meetings: tuple[MeetingMoved, ...] = ()
    silent: tuple[MovedObligation, ...] = ()
    """Differences no unit needs to hear of: rungs, the branch it is drawn in, a line number."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.told or self.meetings or self.silent)

    @property
    def told(self) -> tuple[str, ...]:
        """The units that hear of it."""
        moved = (*self.moved_earlier, *self.moved_later, *self.changed)
        return tuple(
            sorted(
                {item.unit for item in (*self.added, *self.withdrawn)} | {item.after.unit for item in moved}
            )
        )


def diff(before: Cascade, after: Cascade) -> Amendment:
    """Compare duty by duty; units are only looked at where a duty or its list of units differs."""
    old, new = _by_duty(before.obligations), _by_duty(after.obligations)
    added: list[Obligation] = []
    withdrawn: list[Obligation] = []
    kept: dict[str, list[MovedObligation]] = {"earlier": [], "later": [], "changed": [], "silent": []}
    for key in sorted(old.keys() | new.keys()):
        mine, theirs = old.get(key, []), new.get(key, [])
        same = bool(mine and theirs) and mine[0].duty == theirs[0].duty
        if same and list(map(_owed, mine)) == list(map(_owed, theirs)):
            continue
        was, becomes = {item.unit: item for item in mine}, {item.unit: item for item in theirs}
        added += [item for item in theirs if item.unit not in was]
        withdrawn += [item for item in mine if item.unit not in becomes]
        for moved in _pairs(was, becomes, same):
            kept[_sort_of_move(moved)].append(moved)
    return Amendment(
        tuple(added),
        tuple(withdrawn),
        tuple(kept["earlier"]),
        tuple(kept["later"]),
        tuple(kept["changed"]),
        tuple(_meetings(before, after)),
        tuple(kept["silent"]),
    )


def touched(before: Outline, after: Outline) -> frozenset[str]:
    """Keys of the duties that differ in themselves or in who owes them; nothing is expanded to find out.

    Over one tree object both outlines share their tuples of units, so this costs what the duties cost.
    """
    old = {one.duty.key: one for one in before.assignments}
    new = {one.duty.key: one for one in after.assignments}
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _by_duty(obligations: Iterable[Obligation]) -> dict[str, list[Obligation]]:
    found: dict[str, list[Obligation]] = {}
    for item in obligations:
        found.setdefault(item.duty.key, []).append(item)
    return found


def _owed(item: Obligation) -> tuple[object, ...]:
    """An obligation without its duty: that one is the same for all of a duty and is compared once."""
    return item.unit, item.branch, item.to, item.via, item.copy


def _pairs(
    was: Mapping[str, Obligation], becomes: Mapping[str, Obligation], same_duty: bool
) -> Iterator[MovedObligation]:
    for unit, item in was.items():
        other = becomes.get(unit)
        if other is not None and not (same_duty and _owed(item) == _owed(other)):
            yield MovedObligation(item, other)


def _sort_of_move(moved: MovedObligation) -> str:
    """By the instant after which the unit is late; a date that appears is earlier, one that goes is later."""
    was, becomes = _due(moved.before), _due(moved.after)
    if becomes != was:
        return "earlier" if becomes < was else "later"
    return "silent" if _heard(moved.before) == _heard(moved.after) else "changed"


def _due(item: Obligation) -> datetime:
    return item.duty.window.due_at or _NEVER


def _heard(item: Obligation) -> Obligation:
    """The obligation with only what its unit is told."""
    duty = item.duty
    days = replace(duty.window, earliest=None, latest_workday=None, closes_at=None, year_inferred=False)
    meets = duty.conference and whole(duty.conference)
    bare = replace(
        duty,
        window=days,
        steps=(),
        derived=None,
        depends_on=(),
        collects=(),
        conference=meets,
        hangs=False,
        line=None,
    )
    return replace(item, duty=bare, branch="")


def _meetings(before: Cascade, after: Cascade) -> Iterator[MeetingMoved]:
    old = {meeting.conference.id: meeting for meeting in before.meetings}
    new = {meeting.conference.id: meeting for meeting in after.meetings}
    for name in sorted(old.keys() | new.keys()):
        if _sat(old.get(name)) != _sat(new.get(name)):
            yield MeetingMoved(old.get(name), new.get(name))


def _sat(meeting: Meeting | None) -> tuple[object, ...] | None:
    """What an invitation says of a meeting."""
    if meeting is None:
        return None
    window: tuple[date | None, date | None] = (meeting.window.earliest, meeting.window.latest)
    return meeting.start, meeting.end, meeting.line_test_at, meeting.cancelled, meeting.sequence, window
