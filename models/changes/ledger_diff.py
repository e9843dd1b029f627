"""What a new revision changes, found without reading what stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy.orm import Session

from cascade.changes import plan_diff
from cascade.changes.plan_diff import Amendment
from cascade.org.tree import OrgTree
from cascade.plan import thaw
from cascade.reports.obligation_states import ObligationState
from cascade.result.expand import expand
from cascade.result.obligation import Cascade, Duty, Obligation, Outline
from models.changes import inherit
from models.changes.inherit import Held
from models.conferences import sittings
from models.plans import duties, membership_digest
from models.plans.membership_digest import PartyTexts
from models.tables import DutyRow, ObligationRow


@dataclass(frozen=True)
class Touched:
    """A duty that differs, with its row of before and what it becomes."""

    key: str
    before: DutyRow | None
    after: Duty | None
    digest: str
    same_words: bool
    """Only who owes it differs."""
    rows: dict[str, ObligationRow] = field(default_factory=dict)
    """The rows of before, by the unit that the plan means."""


@dataclass(frozen=True)
class Change:
    """A new revision beside what it touches."""

    after: Cascade
    """Its obligations are only those of the touched duties."""
    amendment: Amendment
    touched: tuple[Touched, ...]
    texts: PartyTexts

    @cached_property
    def by_key(self) -> dict[str, Touched]:
        """The touched duties by key."""
        return {one.key: one for one in self.touched}

    def row_of(self, one: Obligation) -> ObligationRow | None:
        """The row that an obligation of before is kept in."""
        known = self.by_key.get(one.duty.key)
        return known.rows.get(one.unit) if known else None


@dataclass(frozen=True)
class _Part:
    """A duty of the new revision; members None: the same as before."""

    duty: Duty
    members: Sequence[Obligation] | None


def against(session: Session, plan_id: int, after: Cascade) -> Change:
    """Compare a compiled revision with the ledger."""
    members = membership_digest.by_duty(after.obligations)
    parts = [_Part(duty, members.get(duty.key, ())) for duty in after.duties]
    return _compare(session, plan_id, after, parts)


def between(session: Session, plan_id: int, before: Outline, after: Outline) -> Change:
    """The present revision and a new one over the same tree: only what differs between them is expanded."""
    keys = plan_diff.touched(before, after)
    branches = after.tree.branches(after.root)
    parts = [
        _Part(line.duty, tuple(expand(line, branches, after.plan.issuer)) if line.duty.key in keys else None)
        for line in after.assignments
    ]
    every = tuple(part.duty for part in parts)
    frame = Cascade(after.plan, after.tree, every, (), after.meetings, (), after.calendar)
    return _compare(session, plan_id, frame, parts)


def _compare(session: Session, plan_id: int, after: Cascade, parts: Sequence[_Part]) -> Change:
    texts = PartyTexts()
    held = inherit.held(session, plan_id, after.tree)
    parts = [_with_the_gone(part, held.get(part.duty.key, ()), after.tree) for part in parts]
    before = {row.key: row for row in duties.current(session, plan_id)}
    touched = [one for part in parts if (one := _touched(session, before.get(part.duty.key), part, texts))]
    kept = {part.duty.key for part in parts}
    touched += [
        Touched(key, row, None, "", False, membership_digest.rows(session, row.id))
        for key, row in before.items()
        if key not in kept
    ]
    keys = {one.key for one in touched}
    theirs = [one for part in parts if part.duty.key in keys for one in part.members or ()]
    changed = replace(after, obligations=tuple(theirs))
    meetings = sittings.thawed(session, plan_id)
    was = replace(after, obligations=tuple(_before(touched)), meetings=meetings)
    return Change(changed, plan_diff.diff(was, changed), tuple(touched), texts)


def _with_the_gone(part: _Part, rows: Sequence[Held], tree: OrgTree) -> _Part:
    if part.members is None or not rows:
        return part
    return _Part(part.duty, inherit.members(part.members, part.duty, rows, tree))


def _touched(session: Session, row: DutyRow | None, part: _Part, texts: PartyTexts) -> Touched | None:
    if part.members is None:
        return None
    digest = membership_digest.digest(part.members, texts)
    same_words = row is not None and row.body == thaw.pack(part.duty)
    if row is not None and same_words and row.members == digest:
        return None
    rows = membership_digest.rows(session, row.id) if row else {}
    return Touched(part.duty.key, row, part.duty, digest, same_words, rows)


def _before(touched: Iterable[Touched]) -> Iterable[Obligation]:
    for one in touched:
        if one.before is not None:
            duty = duties.thaw(one.before)
            for meant, row in one.rows.items():
                if row.state != ObligationState.WITHDRAWN:
                    yield membership_digest.thaw(row, meant, duty)
